"""What the operations on a learner's folder share."""

from datetime import date
from typing import cast

from tutor_tui.errors import WrongUsage
from tutor_tui.model.folder import Folder
from tutor_tui.model.learner import Learner
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

Filed = tuple[Learner, Folder]
"""The learner and their folder, as they were saved."""


def save_filed(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    folder: Folder,
    *,
    reason: str,
    seen: int,
) -> Filed:
    """Save a change that is one of the learner and of their folder.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: The learner as changed.
        folder: Their folder as changed.
        reason: What the change is, in a few words.
        seen: The caseload's generation before anything was read.

    Raises:
        Overtaken: The caseload has another generation than `seen`.
        Refused: It cannot be saved.
    """
    saved = caseload.save_all(
        [learner, folder], actor=workspace.actor, reason=f"{reason} of {learner.id}", seen=seen
    )
    return cast(Filed, tuple(saved))


def not_ahead(workspace: Workspace, on: date | None) -> date:
    """The day given, else today.

    Raises:
        WrongUsage: It lies after today.
    """
    when = on or workspace.today
    if when > workspace.today:
        raise WrongUsage(f"{when} is after today ({workspace.today})")
    return when
