"""`note`: private and shareable notes of a learner."""

import sys
from datetime import date
from io import TextIOWrapper

import click

from tutor_tui.cli.arguments import Day, Noun
from tutor_tui.cli.items import list_items, say_changed
from tutor_tui.cli.out import Column
from tutor_tui.cli.record_forms import note_form
from tutor_tui.cli.session import Session, common
from tutor_tui.errors import BadFile, WrongUsage
from tutor_tui.rules.words import day
from tutor_tui.workspace.notes import add_note, edit_note

_COLUMNS = (Column("ID", 16), Column("DAY", 11), Column("FOR", 9), Column("TEXT", 0))
_LONGEST = 50_000


@click.group("note", cls=Noun)
def note_command() -> None:
    """Notes: add, edit, drop, list. A private note is in no report."""


@note_command.command("add")
@click.argument("learner")
@click.option("--text", required=True, help="What to note; - reads it from standard input.")
@click.option("--shareable", is_flag=True, help="May stand in reports; private where not given.")
@click.option("--on", "on", type=Day(), help="Today where not given.")
@common
def add(session: Session, *, learner: str, text: str, shareable: bool, on: date | None) -> None:
    """Note something of LEARNER."""
    caseload, who = session.find_learner(learner)
    before = caseload.folder(who)
    folder = add_note(
        session.workspace(), caseload, who, text=_text(text), private=not shareable, on=on
    )
    kind = "shareable" if shareable else "private"
    sentence = f"Added a {kind} note of {who.name}."
    say_changed(session, who, before.notes, folder.notes, note_form, sentence)


@note_command.command("edit")
@click.argument("learner")
@click.argument("note")
@click.option("--text", help="What it shall say; - reads it from standard input.")
@click.option("--shareable/--private", "shareable", default=None, help="May it stand in reports?")
@click.option("--on", "on", type=Day(), help="Its day.")
@common
def edit(
    session: Session,
    *,
    learner: str,
    note: str,
    text: str | None,
    shareable: bool | None,
    on: date | None,
) -> None:
    """Change NOTE (id or part of its text) of LEARNER."""
    if text is None and shareable is None and on is None:
        raise WrongUsage("nothing to change; give --text, --shareable, --private or --on")
    wanted = None if text is None else _text(text)
    if wanted is not None and not wanted.strip():
        raise WrongUsage("a note must say something; to take it out: tutor-tui note drop")
    _edit(session, learner, note, text=wanted, shareable=shareable, on=on, verb="Changed")


@note_command.command("drop")
@click.argument("learner")
@click.argument("note")
@common
def drop(session: Session, *, learner: str, note: str) -> None:
    """Take NOTE (id or part of its text) of LEARNER out."""
    _edit(session, learner, note, text="", shareable=None, verb="Took out")


@note_command.command("list")
@click.argument("learner")
@common
def list_(session: Session, *, learner: str) -> None:
    """List the notes of LEARNER, the oldest first."""
    caseload, who = session.find_learner(learner)
    found = sorted(caseload.folder(who).notes.items(), key=lambda item: (item[1].on, item[0]))
    list_items(
        session,
        "notes",
        [note_form(who.id, id_, one) for id_, one in found],
        _COLUMNS,
        [
            (
                id_,
                day(one.on, session.today),
                "private" if one.private else "shareable",
                " ".join(one.text.split()),
            )
            for id_, one in found
        ],
    )


def _edit(
    session: Session,
    learner: str,
    note: str,
    *,
    text: str | None,
    shareable: bool | None,
    on: date | None = None,
    verb: str,
) -> None:
    caseload, who = session.find_learner(learner)
    before = caseload.folder(who)
    folder = edit_note(
        session.workspace(),
        caseload,
        who,
        note,
        text=text,
        private=None if shareable is None else not shareable,
        on=on,
    )
    sentence = f"{verb} a note of {who.name}."
    say_changed(session, who, before.notes, folder.notes, note_form, sentence)


def _text(given: str) -> str:
    """The text, or that of standard input where it is a single dash."""
    if given != "-":
        return given
    reader = TextIOWrapper(sys.stdin.buffer, encoding="utf-8")
    try:
        # one sign more than a note may have tells that it is too long
        return reader.read(_LONGEST + 1)
    except UnicodeDecodeError:
        raise BadFile("standard input is not text in UTF-8") from None
    finally:
        reader.detach()
