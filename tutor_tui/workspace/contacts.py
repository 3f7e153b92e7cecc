"""Whom to speak to about a learner: the employer, the mentor, others."""

from msgspec.structs import replace

from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.model.folder import Contact, ContactRole, Folder
from tutor_tui.model.learner import Learner
from tutor_tui.text import line
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace


def set_contact(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    role: ContactRole,
    *,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
) -> Folder:
    """Set who is to be spoken to in a role; what is not given stays as it is.

    Without a name left the contact is taken out.

    Raises:
        WrongUsage: There is no contact yet, and no name is given.
        Refused: Nothing would change, or it cannot be saved.
    """
    caseload.must_hold(learner)
    folder = caseload.folder(learner)
    before = folder.contacts.get(role)
    if before is None and name is None:
        raise WrongUsage(f"no {role} contact is known yet; give the name")
    given = {"name": name, "email": email, "phone": phone}
    kept = {field: getattr(before, field, "") for field in given}
    after = {field: kept[field] if text is None else line(text) for field, text in given.items()}
    contacts = {key: one for key, one in folder.contacts.items() if key != role}
    if after["name"]:
        contacts[role] = Contact(role=role, **after)
    if contacts == folder.contacts:
        raise Refused("nothing to change: the contact is so already")
    return caseload.save(
        replace(folder, contacts=contacts),
        actor=workspace.actor,
        reason=f"set the {role} contact of {learner.id}",
    )
