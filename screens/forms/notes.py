"""Forms of notes and of contacts."""

from typing import cast, get_args

from screens.form import Field, FormScreen
from tutor_tui.errors import WrongUsage
from tutor_tui.model.folder import ContactRole, NoteEntry
from tutor_tui.model.learner import Learner
from tutor_tui.typed import typed_day
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.contacts import set_contact
from tutor_tui.workspace.note_views import note_heading, note_kind
from tutor_tui.workspace.notes import add_note, edit_note
from tutor_tui.workspace.record_lines import contact_line
from tutor_tui.workspace.workspace import Workspace

ROLES: tuple[ContactRole, ...] = get_args(ContactRole)
KINDS = ("private", "shareable")
TEXT_LINES = 10
HOW = ("A private note is in no report.",)


def new_note_form(workspace: Workspace, caseload: Caseload, learner: Learner) -> FormScreen:
    """Write a note."""

    def submit(values: dict[str, str]) -> str:
        on = values["day"].strip()
        add_note(
            workspace,
            caseload,
            learner,
            text=values["text"],
            private=values["kind"] == "private",
            on=typed_day(on, workspace.today) if on else None,
        )
        return f"Added a {values['kind']} note of {learner.name}."

    return FormScreen(
        f"Write a note: {learner.name}",
        [
            Field(name="text", label="Note", lines=TEXT_LINES),
            Field(name="kind", label="For", choices=KINDS),
            Field(name="day", label="Day", hint="today if blank"),
        ],
        submit,
        notes=HOW,
    )


def edit_note_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, note_id: str, note: NoteEntry
) -> FormScreen:
    """Change a note; a field that is left alone stays what it is by then.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose note.
        note_id: Its id.
        note: The note as it is shown.
    """
    heading = note_heading(note, workspace.today)
    # named too, for what was typed when the line dropped is kept by the form's title
    beginning, *_ = note.text.splitlines() or [""]

    def submit(values: dict[str, str]) -> str:
        if not values["text"].strip():
            raise WrongUsage("a note must say something")
        edit_note(
            workspace,
            caseload,
            learner,
            note_id,
            text=values["text"] if values["text"] != note.text else None,
            private=values["kind"] == "private" if values["kind"] != note_kind(note) else None,
            on=typed_day(values["day"], workspace.today) if values["day"] != str(note.on) else None,
        )
        return f"Changed: {heading}."

    return FormScreen(
        f"{heading}: {learner.name}: {beginning}",
        [
            Field(name="text", label="Note", value=note.text, lines=TEXT_LINES),
            Field(name="kind", label="For", value=note_kind(note), choices=KINDS),
            Field(name="day", label="Day", value=str(note.on)),
        ],
        submit,
        notes=HOW,
    )


def contact_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, role: ContactRole | None
) -> FormScreen:
    """Set whom to speak to in a role; where none is given, the first without a contact.

    What is known of the role chosen stands in the fields, until somebody types into them.
    """
    known = caseload.folder(learner).contacts
    missing = [one for one in ROLES if one not in known]
    first = role or (missing or ROLES)[0]

    def held(of: str) -> dict[str, str]:
        contact = known.get(of)
        return {name: getattr(contact, name, "") for name in ("name", "email", "phone")}

    def submit(values: dict[str, str]) -> str:
        chosen = cast(ContactRole, values["role"])
        if not values["name"].strip():
            raise WrongUsage(f"give the name of the {chosen} contact")
        before = held(chosen)
        touched = {name: values[name] for name in before if values[name] != before[name]}
        folder = set_contact(workspace, caseload, learner, chosen, **touched)
        return f"{learner.name}'s {chosen} contact: {contact_line(folder.contacts[chosen])}."

    begun = held(first)
    return FormScreen(
        f"Whom to speak to: {learner.name}",
        [
            Field(name="role", label="Contact", value=first, choices=ROLES),
            Field(name="name", label="Name", value=begun["name"]),
            Field(name="email", label="E-mail", value=begun["email"]),
            Field(name="phone", label="Phone", value=begun["phone"]),
        ],
        submit,
        follow=lambda values: held(values["role"]),
    )
