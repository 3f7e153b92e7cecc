"""The evidence in a learner's folder: filed, accepted, sent back."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from screens.record_list import Column
from screens.tabs.tab import ListTab, bindings_of
from tutor_tui.model.folder import Decision, Evidence
from tutor_tui.model.learner import Learner
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.evidence import decide, drop_evidence
from tutor_tui.workspace.evidence_views import (
    claimed_words,
    evidence_rows,
    evidence_summary,
    with_still_met,
)
from tutor_tui.workspace.filing import Filed
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.record_views import ViewRow
from tutor_tui.workspace.workspace import Workspace


class EvidenceTab(ListTab):
    """What waits for a decision, then the rest."""

    SUBJECT = "evidence"
    COLUMNS = (
        Column("DECISION", 11),
        Column("DAY", 11),
        Column("TITLE", 0),
        Column("KIND", 11, 100),
        Column("KSBS", 16),
        Column("DECIDED", 20, 110),
        Column("LINK", 30, 140),
    )
    EMPTY = "No evidence yet: n files some."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("evidence")]

    def rows_of(self, page: LearnerPage) -> Sequence[ViewRow]:
        """A row a piece of evidence."""
        return evidence_rows(page.folder, page.today)

    def summary(self, page: LearnerPage) -> str:
        """How much waits for a decision, and for how many KSBs there is some."""
        return evidence_summary(page.folder, page.verdict.standard)

    @property
    def about(self) -> tuple[str, ...]:
        """What evidence is for: the KSBs and the portfolio."""
        return ("portfolio", "ksbs", "ksbs.")

    def action_file_evidence(self) -> None:
        """File a piece of evidence."""
        from screens.forms.evidence import file_form

        self.add_by(file_form)

    def action_accept_evidence(self) -> None:
        """Accept the chosen evidence, today."""
        self._decide("accepted")

    def action_return_evidence(self) -> None:
        """Send the chosen evidence back, today."""
        self._decide("returned")

    def action_decide_evidence(self) -> None:
        """Accept the chosen evidence or send it back, as of a day."""
        from screens.forms.evidence import decide_form

        if chosen := self._chosen():
            id_, evidence = chosen
            self.desk.fill_in(partial(decide_form, evidence_id=id_, evidence=evidence))

    def action_edit_evidence(self) -> None:
        """Change the chosen evidence."""
        from screens.forms.evidence import edit_form

        if chosen := self._chosen():
            id_, evidence = chosen
            self.desk.fill_in(partial(edit_form, evidence_id=id_, evidence=evidence))

    def action_drop_evidence(self) -> None:
        """Take the chosen evidence out of the folder."""
        self._change(drop_evidence, "taken out of the folder")

    def _decide(self, decision: Decision) -> None:
        self._change(partial(decide, decision=decision), decision)

    def _change(
        self, operation: Callable[[Workspace, Caseload, Learner, str], Filed], became: str
    ) -> None:
        """Change the chosen evidence, and tell what it has become."""
        chosen, desk, learner = self._chosen(), self.desk, self.learner
        if chosen is None:
            return
        id_, evidence = chosen
        what = f"{evidence.title}: {became}{claimed_words(evidence)}."

        def told() -> str:
            before = desk.caseload.folder(learner)
            after = operation(desk.workspace, desk.caseload, learner, id_)
            return with_still_met(what, before, after)

        desk.perform(told)

    def _chosen(self) -> tuple[str, Evidence] | None:
        """The evidence under the cursor, as it is shown; where there is none, says so."""
        if self.page is None or self.cursor_id is None:
            self.desk.say("No evidence is chosen.", alarm=True)
            return None
        return self.cursor_id, self.page.folder.evidence[self.cursor_id]
