"""Notes of a learner, private or shareable."""

from datetime import date

from msgspec.structs import replace

from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.model.folder import Folder, NoteEntry
from tutor_tui.model.learner import Learner
from tutor_tui.text import lines
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.filing import not_ahead
from tutor_tui.workspace.finding import find_item
from tutor_tui.workspace.read_anew import read_anew
from tutor_tui.workspace.workspace import Workspace


@read_anew
def add_note(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    *,
    text: str,
    private: bool = True,
    on: date | None = None,
) -> Folder:
    """Note something of the learner; a private note is in no report.

    Raises:
        WrongUsage: It says nothing, or the day lies after today.
        Refused: It cannot be saved.
    """
    seen = caseload.generation()
    caseload.must_hold(learner)
    when = not_ahead(workspace, on)
    if not lines(text).strip():
        raise WrongUsage("a note must say something")
    folder = caseload.folder(learner)
    note = NoteEntry(on=when, text=lines(text), private=private, by=workspace.actor)
    return caseload.save(
        replace(folder, notes={**folder.notes, workspace.new_id(): note}),
        actor=workspace.actor,
        reason=f"add a note of {learner.id}",
        seen=seen,
    )


def edit_note(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    note: str,
    *,
    text: str | None = None,
    private: bool | None = None,
    on: date | None = None,
) -> Folder:
    """Change a note; without text left it is taken out.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose note.
        note: Its id, or an unambiguous part of its text.
        text: What it shall say; as before where not given.
        private: Whether no report may show it; as before where not given.
        on: Its day; as before where not given.

    Raises:
        NotFound: No note answers to it.
        WrongUsage: Several do, or the day lies after today.
        Refused: Nothing would change, or it cannot be saved.
    """
    caseload.must_hold(learner)
    folder = caseload.folder(learner)
    key = find_item({key: one.text for key, one in folder.notes.items()}, note, "note")
    before = folder.notes[key]
    after = replace(
        before,
        text=before.text if text is None else lines(text),
        private=before.private if private is None else private,
        on=before.on if on is None else not_ahead(workspace, on),
    )
    if after == before:
        raise Refused("nothing to change: the note is so already")
    notes = {**folder.notes, key: after}
    if not after.text.strip():
        del notes[key]
    return caseload.save(
        replace(folder, notes=notes), actor=workspace.actor, reason=f"edit a note of {learner.id}"
    )
