"""`action`: what was agreed to be done, and that it was."""

from datetime import date
from typing import Any, get_args

import click

from tutor_tui.cli.arguments import Day, Noun
from tutor_tui.cli.items import list_items, say_changed
from tutor_tui.cli.out import Column, changed
from tutor_tui.cli.record_forms import action_form, action_forms
from tutor_tui.cli.session import Session, common
from tutor_tui.errors import WrongUsage
from tutor_tui.model.learner import Signer
from tutor_tui.rules.words import day
from tutor_tui.workspace import agreements
from tutor_tui.workspace.record_lines import action_state

_COLUMNS = (Column("ID", 16), Column("OWNER", 8), Column("STATE", 21), Column("TEXT", 0))


@click.group("action", cls=Noun)
def action_command() -> None:
    """Agreed actions: add, edit, done, drop, list."""


@action_command.command("add")
@click.argument("learner")
@click.option("--text", required=True, help="What is to be done.")
@click.option("--owner", type=click.Choice(get_args(Signer)), default="learner", show_default=True)
@click.option("--due", type=Day(), help="By when.")
@click.option("--on", "on", type=Day(), help="Day it was agreed; today where not given.")
@common
def add(
    session: Session, *, learner: str, text: str, owner: Any, due: date | None, on: date | None
) -> None:
    """Note an action that was agreed with LEARNER."""
    caseload, who = session.find_learner(learner)
    saved = agreements.add(
        session.workspace(), caseload, who, text=text, owner=owner, due=due, on=on
    )
    by = f" by {day(due, session.today)}" if due else ""
    sentence = f"Agreed with {who.name}: the {owner} is to do this{by}: {text}."
    say_changed(session, who, who.actions, saved.actions, action_form, sentence)


@action_command.command("edit")
@click.argument("learner")
@click.argument("action")
@click.option("--text", help="What is to be done.")
@click.option("--owner", type=click.Choice(get_args(Signer)))
@click.option("--due", type=Day(), help="By when.")
@click.option("--no-due", "undated", is_flag=True, help="It is due on no day any more.")
@common
def edit(
    session: Session,
    *,
    learner: str,
    action: str,
    text: str | None,
    owner: Any,
    due: date | None,
    undated: bool,
) -> None:
    """Correct ACTION (id or part of its text) of LEARNER, which is still open."""
    if due and undated:
        raise WrongUsage("give --due or --no-due, not both")
    caseload, who = session.find_learner(learner)
    saved = agreements.edit(
        session.workspace(), caseload, who, action, text=text, owner=owner, due=due, undated=undated
    )
    sentence = f"Changed an action of {who.name}."
    say_changed(session, who, who.actions, saved.actions, action_form, sentence)


@action_command.command("done")
@click.argument("learner")
@click.argument("action")
@click.option("--on", "on", type=Day(), help="Day it was done; today where not given.")
@common
def done(session: Session, *, learner: str, action: str, on: date | None) -> None:
    """Note that ACTION (id or part of its text) of LEARNER was done."""
    caseload, who = session.find_learner(learner)
    before = caseload.folder(who)
    saved = agreements.done(session.workspace(), caseload, who, action, on=on)
    found = {id_: one for id_, one in caseload.folder(saved).done.items() if id_ not in before.done}
    forms = [action_form(who.id, id_, one.action, one.done) for id_, one in found.items()]
    texts = "; ".join(one.action.text for one in found.values())
    changed(session.as_json, forms, f"Done for {who.name}: {texts}.")


@action_command.command("drop")
@click.argument("learner")
@click.argument("action")
@common
def drop(session: Session, *, learner: str, action: str) -> None:
    """Take ACTION (id or part of its text) of LEARNER back."""
    caseload, who = session.find_learner(learner)
    saved = agreements.drop(session.workspace(), caseload, who, action)
    gone = [one.text for id_, one in who.actions.items() if id_ not in saved.actions]
    sentence = f"Took back for {who.name}: {'; '.join(gone)}."
    say_changed(session, who, who.actions, saved.actions, action_form, sentence)


@action_command.command("list")
@click.argument("learner")
@common
def list_(session: Session, *, learner: str) -> None:
    """List the actions of LEARNER: those to be done, then those done."""
    caseload, who = session.find_learner(learner)
    folder = caseload.folder(who)
    found = [(id_, one, None) for id_, one in who.actions.items()] + [
        (id_, one.action, one.done) for id_, one in folder.done.items()
    ]
    list_items(
        session,
        "actions",
        action_forms(who, folder),
        _COLUMNS,
        [
            (id_, one.owner, action_state(one, finished, session.today), one.text)
            for id_, one, finished in found
        ],
    )
