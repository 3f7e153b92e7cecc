"""Whom to speak to about a learner, and what was noted of them."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, cast

from textual.binding import BindingType

from screens.record_list import Column
from screens.tabs.tab import ListTab, bindings_of
from tutor_tui.model.folder import ContactRole, NoteEntry
from tutor_tui.workspace.contacts import set_contact
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.note_views import note_heading, note_rows, note_summary
from tutor_tui.workspace.notes import edit_note
from tutor_tui.workspace.record_views import ViewRow

NOTHING_CHOSEN = "No note or contact is chosen."


class NotesTab(ListTab):
    """The contacts, then the notes; Enter opens a note to be read whole."""

    SUBJECT = "notes"
    COLUMNS = (
        Column("WHAT", 11),
        Column("DAY", 11),
        Column("BY", 12, 100),
        Column("TEXT", 0),
    )
    EMPTY = "No notes or contacts yet: n writes a note, c sets a contact."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("notes")]

    def rows_of(self, page: LearnerPage) -> Sequence[ViewRow]:
        """A row a contact, a row a note."""
        return note_rows(page.folder, page.today)

    def summary(self, page: LearnerPage) -> str:
        """How many notes there are, and how one is read."""
        told = note_summary(page.folder)
        return f"{told}; Enter shows one whole" if page.folder.notes else told

    def action_choose(self) -> None:
        """Show the note under the cursor whole."""
        from screens.text_page import TextScreen

        if chosen := self._note:
            _, note = chosen
            heading = note_heading(note, self.desk.workspace.today)
            self.app.push_screen(TextScreen(f"{heading}: {self.learner.name}", note.text))

    def action_new_note(self) -> None:
        """Write a note."""
        from screens.forms.notes import new_note_form

        self.add_by(new_note_form)

    def action_set_contact(self) -> None:
        """Set a contact: the one under the cursor, else one that is not known yet."""
        from screens.forms.notes import contact_form

        self.desk.fill_in(partial(contact_form, role=self._role))

    def action_edit_note(self) -> None:
        """Change the note or the contact under the cursor."""
        from screens.forms.notes import edit_note_form

        if self._role:
            self.action_set_contact()
        elif chosen := self._note:
            id_, note = chosen
            self.desk.fill_in(partial(edit_note_form, note_id=id_, note=note))
        else:
            self.desk.say(NOTHING_CHOSEN, alarm=True)

    def action_drop_note(self) -> None:
        """Take out the note or the contact under the cursor."""
        role, chosen, desk, learner = self._role, self._note, self.desk, self.learner

        def drop_contact() -> str:
            assert role
            set_contact(desk.workspace, desk.caseload, learner, role, name="")
            return f"{learner.name} has no {role} contact any more."

        def drop_note() -> str:
            assert chosen
            id_, note = chosen
            edit_note(desk.workspace, desk.caseload, learner, id_, text="")
            return f"Took out: {note_heading(note, desk.workspace.today)}."

        if role or chosen:
            desk.perform(drop_contact if role else drop_note)
        else:
            desk.say(NOTHING_CHOSEN, alarm=True)

    @property
    def _role(self) -> ContactRole | None:
        """The role of the contact under the cursor."""
        return cast(ContactRole | None, self.chosen("contact"))

    @property
    def _note(self) -> tuple[str, NoteEntry] | None:
        """The note under the cursor, as it is shown, with its id."""
        id_ = self.chosen("note")
        return (id_, self.page.folder.notes[id_]) if id_ and self.page else None
