"""`closure`: days on which nobody is seen: add, list, remove, import."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from tutor_tui.cli.arguments import Day, Noun
from tutor_tui.cli.out import Column, changed, emit, say, table
from tutor_tui.cli.session import Session, common
from tutor_tui.model.tutor import Closure, Nation
from tutor_tui.workspace import closures

NATIONS = click.Choice(["ENG", "WLS", "SCT", "NIR"], case_sensitive=False)
_COLUMNS = (
    Column("FROM", 10),
    Column("TO", 10),
    Column("NATIONS", 15),
    Column("NAME", 0),
)


@click.group("closure", cls=Noun)
def closure_command() -> None:
    """Days on which nobody is seen: add, list, remove, import."""


@closure_command.command("add")
@click.option("--from", "first", type=Day(), required=True, help="First day.")
@click.option("--to", "last", type=Day(), help="Last day; the first where not given.")
@click.option("--name", default="closed", show_default=True, help="Why, in a word or two.")
@click.option("--nation", "nations", type=NATIONS, multiple=True, help="Only there; repeatable.")
@common
def add(
    session: Session, *, first: date, last: date | None, name: str, nations: tuple[Nation, ...]
) -> None:
    """Close days, both ends included: a provider's closure, or a bank holiday by hand."""
    closure = closures.add(
        session.workspace(), start=first, end=last or first, name=name, nations=nations
    )
    changed(session.as_json, [_form(closure)], f"Closed {_days(closure)}: {closure.name}.")


@closure_command.command("list")
@common
def list_(session: Session) -> None:
    """List the days that were closed; bank holidays the program knows of itself are not in it."""
    found = session.workspace().settings.closures
    if session.as_json:
        emit({"version": 1, "closures": [_form(one) for one in found]})
    elif not found:
        say("No days were closed.")
    else:
        table(
            _COLUMNS,
            [
                (str(one.start), str(one.end), " ".join(one.nations) or "all", one.name)
                for one in found
            ],
        )


@closure_command.command("remove")
@click.option("--from", "first", type=Day(), required=True, help="The first day closed.")
@common
def remove(session: Session, *, first: date) -> None:
    """Take back a closure."""
    gone = closures.remove(session.workspace(), first)
    told = "; ".join(f"{_days(one)} ({one.name})" for one in gone)
    changed(session.as_json, [_form(one) for one in gone], f"Open again: {told}.")


@closure_command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@common
def import_(session: Session, *, file: Path) -> None:
    """Add the bank holidays of FILE, gov.uk's bank-holidays.json, that are not known already."""
    new = closures.import_bank_holidays(session.workspace(), file)
    told = "; ".join(f"{one.start} {one.name}" for one in new)
    sentence = f"Added {told}." if new else "Every bank holiday of the file is known already."
    changed(session.as_json, [_form(one) for one in new], sentence)


def _days(closure: Closure) -> str:
    if closure.end == closure.start:
        return str(closure.start)
    return f"{closure.start} to {closure.end}"


def _form(closure: Closure) -> dict[str, Any]:
    return {
        "start": str(closure.start),
        "end": str(closure.end),
        "name": closure.name,
        "nations": list(closure.nations),
    }
