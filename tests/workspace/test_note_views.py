"""A learner's contacts and notes as rows and in a line."""

from datetime import date

from tutor_tui.model.folder import Contact, Folder, NoteEntry
from tutor_tui.workspace.note_views import note_heading, note_rows, note_summary

TODAY = date(2026, 11, 30)
FOLDER = Folder(
    id="l",
    notes={
        "old": NoteEntry(on=date(2025, 12, 1), text="Old.", by="kit"),
        "new": NoteEntry(on=date(2026, 11, 3), text="First.\n\nSecond.", private=False, by="kit"),
    },
    contacts={
        "mentor": Contact(role="mentor", name="Ann Lee"),
        "employer": Contact(role="employer", name="Jo Fox", email="jo@x.example", phone="01"),
    },
)


def test_contacts_come_first_then_the_notes_the_latest_first() -> None:
    rows = note_rows(FOLDER, TODAY)
    assert [(row.id, row.status, row.cells) for row in rows] == [
        ("contact:employer", "contact", ("employer", "", "", "Jo Fox, jo@x.example, 01")),
        ("contact:mentor", "contact", ("mentor", "", "", "Ann Lee")),
        ("note:new", "shareable", ("shareable", "3 Nov", "kit", "First. Second.")),
        ("note:old", "private", ("private", "1 Dec 2025", "kit", "Old.")),
    ]


def test_the_summary_counts_the_notes_and_says_what_private_means() -> None:
    assert note_summary(FOLDER) == "2 notes, 1 shareable; private notes are in no report"
    assert note_summary(Folder(id="l")) == "Private notes are in no report"


def test_a_heading_names_kind_day_and_author() -> None:
    assert note_heading(FOLDER.notes["new"], TODAY) == "Shareable note of 3 Nov by kit"
    assert note_heading(NoteEntry(on=TODAY, text="x"), TODAY) == "Private note of 30 Nov"
