"""`assessment`: attempts at the end-point assessment booked, recorded, listed, dropped."""

from datetime import date
from typing import Any, get_args

import click

from tutor_tui.cli.arguments import Day, Noun
from tutor_tui.cli.items import list_items, say_changed
from tutor_tui.cli.out import Column, say_wrapped
from tutor_tui.cli.record_forms import attempt_form
from tutor_tui.cli.session import Session, common
from tutor_tui.model.standard import Grade
from tutor_tui.rules.assessment import assessment as judged
from tutor_tui.rules.words import day
from tutor_tui.workspace import assessments
from tutor_tui.workspace.record_lines import attempt_line, attempts_in_order

_COLUMNS = (Column("METHOD", 14), Column("DAY", 11), Column("RESULT", 0))


@click.group("assessment", cls=Noun)
def assessment_command() -> None:
    """End-point assessment: book, record, drop, list."""


@assessment_command.command("book")
@click.argument("learner")
@click.argument("method")
@click.option("--on", "on", type=Day(), required=True, help="Today or later.")
@common
def book(session: Session, *, learner: str, method: str, on: date) -> None:
    """Note the day of METHOD (id or part of its name) for LEARNER, or move it."""
    caseload, who = session.find_learner(learner)
    saved = assessments.book(session.workspace(), caseload, who, method, on)
    sentence = f"{who.name}: {method} booked for {on}."
    say_changed(session, who, who.attempts, saved.attempts, attempt_form, sentence)


@assessment_command.command("record")
@click.argument("learner")
@click.argument("method")
@click.option("--on", "on", type=Day(), help="Day held; the booked one or today if left out.")
@click.option("--result", type=click.Choice(get_args(Grade)))
@click.option("--points", type=click.IntRange(min=0), help="Where it is marked by points.")
@click.option("--note", default="")
@common
def record(
    session: Session,
    *,
    learner: str,
    method: str,
    on: date | None,
    result: Any,
    points: int | None,
    note: str,
) -> None:
    """Record what became of METHOD for LEARNER; a failed attempt is kept beside the next."""
    caseload, who = session.find_learner(learner)
    saved = assessments.record(
        session.workspace(), caseload, who, method, on=on, result=result, points=points, note=note
    )
    came = ", ".join(filter(None, (result, f"{points} points" if points is not None else "")))
    sentence = f"{who.name}: {method} {came}."
    say_changed(session, who, who.attempts, saved.attempts, attempt_form, sentence)


@assessment_command.command("drop")
@click.argument("learner")
@click.argument("method")
@common
def drop(session: Session, *, learner: str, method: str) -> None:
    """Take the last attempt of LEARNER at METHOD back, be it made or booked."""
    caseload, who = session.find_learner(learner)
    saved = assessments.drop(session.workspace(), caseload, who, method)
    sentence = f"Took back {who.name}'s last attempt at {method}."
    say_changed(session, who, who.attempts, saved.attempts, attempt_form, sentence)


@assessment_command.command("list")
@click.argument("learner")
@common
def list_(session: Session, *, learner: str) -> None:
    """List the attempts of LEARNER in order of time, and what they come to."""
    caseload, who = session.find_learner(learner)
    today = session.today
    verdict = judged(who, caseload.standard_of(who), today)
    found = attempts_in_order(who)
    list_items(
        session,
        "attempts",
        [attempt_form(who.id, id_, one) for id_, one in found],
        _COLUMNS,
        [
            (one.method, day(one.on, today) if one.on else "no day", attempt_line(one))
            for _, one in found
        ],
        overall=verdict.overall,
    )
    if not session.as_json:
        say_wrapped("", verdict.text)
