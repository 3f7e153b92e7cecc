"""Everything that is put into a learner's folder, by one name."""

from tutor_tui.workspace.contacts import set_contact
from tutor_tui.workspace.evidence import add_evidence, decide, drop_evidence
from tutor_tui.workspace.filing import Filed
from tutor_tui.workspace.hours import DAY_MINUTES, add_hours, drop_hours
from tutor_tui.workspace.notes import add_note, edit_note

__all__ = [
    "DAY_MINUTES",
    "Filed",
    "add_evidence",
    "add_hours",
    "add_note",
    "decide",
    "drop_evidence",
    "drop_hours",
    "edit_note",
    "set_contact",
]
