"""Everything about one learner as it is shown at one moment, each part read when asked for."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from tutor_tui.model.folder import Folder
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.rules.triage import Verdict
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.standing import Standing, standing
from tutor_tui.workspace.visits import in_order
from tutor_tui.workspace.workspace import Workspace


class LearnerPage:
    """One learner's record on one day: the documents, and what the rules say of them.

    What was read once stays as it was read, so that all that is shown of it agrees.
    """

    def __init__(self, workspace: Workspace, caseload: Caseload, learner: Learner) -> None:
        """Take whose page it is; the caseload must hold the learner."""
        self.workspace = workspace
        self.caseload = caseload
        self.learner = learner
        self.today: date = workspace.today
        self.verdict: Verdict = caseload.verdict(learner, self.today)
        self.visits: Sequence[Visit] = in_order(caseload.visits_of(learner))

    @cached_property
    def folder(self) -> Folder:
        """What is kept of the learner that no rule asks for."""
        return self.caseload.folder(self.learner)

    @cached_property
    def standing(self) -> Standing:
        """What every rule says."""
        return standing(
            self.learner,
            self.visits,
            self.verdict.standard,
            self.workspace.settings,
            self.today,
        )

    @property
    def second_tutor(self) -> str:
        """The second tutor's name, the id where their caseload cannot be read, or nothing."""
        if not self.learner.second_tutor:
            return ""
        caseload = self.workspace.readable(self.learner.second_tutor)
        return caseload.tutor.name if caseload else self.learner.second_tutor
