"""A learner's contacts and notes as rows and in a line."""

from datetime import date
from typing import get_args

from tutor_tui.model.folder import Contact, ContactRole, Folder, NoteEntry
from tutor_tui.rules.words import count, day
from tutor_tui.workspace.record_lines import contact_line
from tutor_tui.workspace.record_views import ViewRow


def note_rows(folder: Folder, today: date) -> list[ViewRow]:
    """Whom to speak to, then the notes, the latest first.

    The cells: role or kind of note, day, who wrote it, text. The ids: `contact:employer`,
    `note:` with the note's id.
    """
    contacts = [
        _contact_row(folder.contacts[role])
        for role in get_args(ContactRole)
        if role in folder.contacts
    ]
    latest = sorted(folder.notes.items(), key=lambda item: (item[1].on, item[0]), reverse=True)
    return [*contacts, *(_note_row(id_, note, today) for id_, note in latest)]


def note_summary(folder: Folder) -> str:
    """How many notes there are, and that private ones are in no report."""
    if not folder.notes:
        return "Private notes are in no report"
    shareable = sum(not note.private for note in folder.notes.values())
    notes = count(len(folder.notes), "note")
    return f"{notes}, {shareable} shareable; private notes are in no report"


def note_heading(note: NoteEntry, today: date) -> str:
    """`Private note of 3 Dec by kit`."""
    by = f" by {note.by}" if note.by else ""
    return f"{note_kind(note).capitalize()} note of {day(note.on, today)}{by}"


def note_kind(note: NoteEntry) -> str:
    """`private` or `shareable`."""
    return "private" if note.private else "shareable"


def _contact_row(contact: Contact) -> ViewRow:
    words = contact_line(contact)
    return ViewRow(f"contact:{contact.role}", (contact.role, "", "", words), "contact", words)


def _note_row(id_: str, note: NoteEntry, today: date) -> ViewRow:
    cells = (note_kind(note), day(note.on, today), note.by, " ".join(note.text.split()))
    return ViewRow(f"note:{id_}", cells, note_kind(note), cells[-1])
