"""`contact`: whom to speak to about a learner."""

from typing import Any, get_args

import click

from tutor_tui.cli.arguments import Noun
from tutor_tui.cli.items import list_items, say_changed
from tutor_tui.cli.out import Column
from tutor_tui.cli.record_forms import contact_form
from tutor_tui.cli.session import Session, common
from tutor_tui.errors import NotFound
from tutor_tui.model.folder import ContactRole
from tutor_tui.workspace.contacts import set_contact
from tutor_tui.workspace.record_lines import contact_line

ROLES = click.Choice(get_args(ContactRole))
_COLUMNS = (Column("ROLE", 8), Column("WHO", 0))


@click.group("contact", cls=Noun)
def contact_command() -> None:
    """Contacts: set, drop, list."""


@contact_command.command("set")
@click.argument("learner")
@click.argument("role", type=ROLES)
@click.option("--name")
@click.option("--email")
@click.option("--phone")
@common
def set_(session: Session, *, learner: str, role: Any, **given: str | None) -> None:
    """Set whom to speak to about LEARNER in ROLE; what is not given stays."""
    caseload, who = session.find_learner(learner)
    before = caseload.folder(who)
    folder = set_contact(session.workspace(), caseload, who, role, **given)
    held = folder.contacts.get(role)
    now = contact_line(held) if held else "nobody"
    sentence = f"{who.name}'s {role} contact: {now}."
    say_changed(session, who, before.contacts, folder.contacts, contact_form, sentence)


@contact_command.command("drop")
@click.argument("learner")
@click.argument("role", type=ROLES)
@common
def drop(session: Session, *, learner: str, role: Any) -> None:
    """Take the contact of ROLE out of LEARNER's record."""
    caseload, who = session.find_learner(learner)
    before = caseload.folder(who)
    if role not in before.contacts:
        raise NotFound(f"{who.name} has no {role} contact")
    folder = set_contact(session.workspace(), caseload, who, role, name="")
    sentence = f"{who.name} has no {role} contact any more."
    say_changed(session, who, before.contacts, folder.contacts, contact_form, sentence)


@contact_command.command("list")
@click.argument("learner")
@common
def list_(session: Session, *, learner: str) -> None:
    """List whom to speak to about LEARNER."""
    caseload, who = session.find_learner(learner)
    found = caseload.folder(who).contacts
    list_items(
        session,
        "contacts",
        [contact_form(who.id, id_, one) for id_, one in found.items()],
        _COLUMNS,
        [(one.role, contact_line(one)) for one in found.values()],
    )
