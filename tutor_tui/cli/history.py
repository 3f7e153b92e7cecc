"""`log`, `undo`, `redo`: what was changed in a caseload, taken back, and done again."""

from collections.abc import Sequence
from typing import Any

import click

from tutor_tui.cli.out import Column, changed, emit, say, say_wrapped, table
from tutor_tui.cli.session import Session, common
from tutor_tui.errors import WrongUsage
from tutor_tui.rules.words import day
from tutor_tui.workspace import history
from tutor_tui.workspace.history import Entry

SHOWN = 20
_COLUMNS = (
    Column("NO", 7),
    Column("WHEN", 17),
    Column("WHO", 12),
    Column("LEARNER", 20),
    Column("WHAT", 0),
)


@click.command("log")
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.option("--learner", metavar="LEARNER", help="Only changes that concern this learner.")
@click.option(
    "--limit", type=click.IntRange(min=1), help=f"The newest so many; {SHOWN} where not given."
)
@click.option("--all", "everything", is_flag=True, help="All that is remembered.")
@common
def log_command(
    session: Session,
    *,
    number: int | None,
    learner: str | None,
    limit: int | None,
    everything: bool,
) -> None:
    """List what was changed, the newest first; with NUMBER, that change field by field.

    Times are London's. The numbers are those that `undo` takes.
    """
    if sum((number is not None, limit is not None, everything)) > 1:
        raise WrongUsage("give one of NUMBER, --limit and --all")
    if number is not None and learner:
        raise WrongUsage("give NUMBER or --learner, not both")
    caseload, who = session.find_learner(learner) if learner else (session.caseload(), None)
    if number is not None:
        found = [history.entry(caseload, number)]
    else:
        most = None if everything else limit or SHOWN
        found = history.entries(caseload, learner=who, limit=most)
    if session.as_json:
        emit({"version": 1, "changes": [entry_form(entry) for entry in found]})
    elif number is not None:
        _print(session, found[0])
    elif found:
        table(_COLUMNS, [_row(session, entry) for entry in found])
    else:
        say("No changes to show.")


@click.command("undo")
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.option("--here", is_flag=True, help="Undo an import in this caseload alone.")
@common
def undo_command(session: Session, *, number: int | None, here: bool) -> None:
    """Take back change NUMBER of `log`; without it, your own last change.

    It is refused where a later change stands on it. Undoing is a change of its own, and can be
    taken back with `redo`. An import into several caseloads is undone in all of them, or in none.
    """
    entry = history.undo(session.workspace(), session.caseload(), number, here=here)
    if entry.undone_by is None:
        _say_done_again(session, entry)
        return
    again = f"Do it again with: {_command(session, 'redo')}"
    changed(session.as_json, [entry_form(entry)], f"Undone: {_named(entry)}. {again}")


@click.command("redo")
@common
def redo_command(session: Session) -> None:
    """Do again what you have last undone."""
    _say_done_again(session, history.redo(session.workspace(), session.caseload()))


def entry_form(entry: Entry) -> dict[str, Any]:
    """One change of `log`."""
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "what": entry.what,
        "learners": list(entry.learners),
        "reverts": entry.reverts,
        "undone_by": entry.undone_by,
        "fields": [
            {
                "document": change.document,
                "field": change.field,
                "before": change.before,
                "after": change.after,
            }
            for change in entry.fields
        ],
        "caseloads": entry.caseloads,
    }


def _say_done_again(session: Session, entry: Entry) -> None:
    again = f"Undo it with: {_command(session, 'undo')}"
    changed(session.as_json, [entry_form(entry)], f"Done again: {_named(entry)}. {again}")


def _command(session: Session, name: str) -> str:
    """The command, to be typed for the same caseload."""
    return f"tutor-tui {name}" + (f" --tutor {session.tutor}" if session.tutor else "")


def _named(entry: Entry) -> str:
    """The change in a few words, with whom it concerns where they do not tell."""
    who = [name for name in entry.who if name not in entry.what]
    concerns = f" ({', '.join(who)})" if 0 < len(who) <= 3 else ""
    return f"change {entry.number}, {entry.what}{concerns}"


def _row(session: Session, entry: Entry) -> Sequence[str]:
    who = entry.who[0] if len(entry.who) == 1 else f"{len(entry.who)} learners" if entry.who else ""
    what = entry.what + (f" (undone by {entry.undone_by})" if entry.undone_by else "")
    return str(entry.number), _when(session, entry), entry.actor, who, what


def _when(session: Session, entry: Entry) -> str:
    return f"{day(entry.at.date(), session.today)} {entry.at:%H:%M}"


def _print(session: Session, entry: Entry) -> None:
    say_wrapped("", f"{_when(session, entry)}, {entry.actor}: {_named(entry)}")
    if entry.undone_by:
        say(f"Undone by change {entry.undone_by}.")
    document = ""
    for field in entry.fields:
        if field.document != document:
            document = field.document
            say()
            say_wrapped("", document)
        label = f"  {field.field}: " if field.field else "  "
        say_wrapped(label, f"{field.before} -> {field.after}" if field.before else field.after)
