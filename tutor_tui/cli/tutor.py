"""`tutor`: add, list, edit, leave."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any, TypeVar

import click

from tutor_tui.cli.arguments import Day, Noun
from tutor_tui.cli.json_forms import tutor_form, unreadable_form
from tutor_tui.cli.out import Column, changed, emit, say, table, warn
from tutor_tui.cli.session import Session, common
from tutor_tui.errors import WrongUsage
from tutor_tui.model.tutor import Leave, Tutor
from tutor_tui.rules.words import count
from tutor_tui.workspace import plans, tutors
from tutor_tui.workspace.record_views import when

F = TypeVar("F", bound=Callable[..., Any])
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NATIONS = click.Choice(["ENG", "WLS", "SCT", "NIR"], case_sensitive=False)
_COLUMNS = (
    Column("ID", 16),
    Column("LOGIN", 14),
    Column("LEARNERS", 8),
    Column("DAYS", 20),
    Column("NAME", 0),
)


def working_pattern(command: F) -> F:
    """The options of a tutor's working pattern."""
    for option in reversed(
        (
            click.option("--email", help="E-mail address."),
            click.option("--working-days", metavar="DAYS", help="Such as mon,tue,wed."),
            click.option("--day-start", metavar="HH:MM", help="Start of the working day."),
            click.option("--day-end", metavar="HH:MM", help="End of the working day."),
            click.option("--visits-per-day", type=click.IntRange(1, 20), help="At most so many."),
            click.option("--nation", type=NATIONS, help="Whose bank holidays."),
            click.option(
                "--busy-file",
                "busy_files",
                multiple=True,
                metavar="FILE.ics",
                help="A calendar whose times are taken; repeatable; - for none.",
            ),
        )
    ):
        command = option(command)
    return command


def pattern_fields(given: dict[str, Any]) -> dict[str, Any]:
    """The tutor's fields from what the options of `working_pattern` gave."""
    fields = {name: value for name, value in given.items() if value not in (None, ())}
    if "busy_files" in fields:
        files = [Path(name).absolute() for name in fields["busy_files"] if name != "-"]
        fields["busy_files"] = tuple(map(str, files))
    if "working_days" in fields:
        fields["working_days"] = _days(fields["working_days"])
    for name in ("day_start", "day_end"):
        if name in fields:
            fields[name] = _clock(fields[name])
    return fields


@click.group("tutor", cls=Noun)
def tutor_command() -> None:
    """Tutors: add, list, edit, leave."""


@tutor_command.command("add")
@click.option("--name", required=True)
@click.option("--login", default="", help="Login name on this server.")
@click.option("--group", help="Group of the lead tutors, who may read the caseload.")
@working_pattern
@common
def add(session: Session, *, name: str, login: str, group: str | None, **pattern: Any) -> None:
    """Add a tutor, and make their caseload."""
    saved, commands = tutors.add(
        session.workspace(), name=name, login=login, group=group, details=pattern_fields(pattern)
    )
    for command in commands:
        warn(f"the administrator still has to run: {command}")
    changed(session.as_json, [tutor_form(saved, 0)], f"Added {saved.name}, id {saved.id}.")


@tutor_command.command("list")
@common
def list_(session: Session) -> None:
    """List the tutors; a caseload you may not read is named as such."""
    entries = tutors.listed(session.workspace())
    for entry in entries:
        if entry.why:
            warn(entry.why)
    if session.as_json:
        forms = [
            tutor_form(entry.tutor, entry.learners) if entry.tutor else unreadable_form(entry.id)
            for entry in entries
        ]
        emit({"version": 1, "tutors": forms})
        return
    if not entries:
        say("No tutors yet; add one with: tutor-tui tutor add --name NAME")
        return
    table(_COLUMNS, [_row(entry) for entry in entries])


@tutor_command.command("edit")
@click.argument("tutor")
@click.option("--name")
@click.option("--login", help="Login name on this server.")
@working_pattern
@common
def edit(session: Session, *, tutor: str, **given: Any) -> None:
    """Change TUTOR (id, login or part of a name)."""
    fields = pattern_fields(given)
    if not fields:
        raise WrongUsage("nothing to change; see the fields with: tutor-tui tutor edit --help")
    _edit(session, tutor, lambda _: fields, f"changed {', '.join(sorted(fields))}")


@tutor_command.command("leave")
@click.argument("tutor")
@click.option("--from", "first", type=Day(), required=True, help="First day away.")
@click.option("--to", "last", type=Day(), required=True, help="Last day away.")
@click.option("--drop", is_flag=True, help="Take this leave back.")
@click.option("--dry-run", is_flag=True, help="Only tell what it would do to the visits.")
@common
def leave(
    session: Session, *, tutor: str, first: date, last: date, drop: bool, dry_run: bool
) -> None:
    """Note days on which TUTOR is away, both ends included; tell what that does to the visits.

    Whoever is last seen on the days of its shadow cannot be seen on time.
    """
    away = Leave(start=first, end=last)
    if last < first:
        raise WrongUsage(f"leave from {first} must not end before it, on {last}")

    def fields(now: Tutor) -> dict[str, Any]:
        others = tuple(one for one in now.leave if one != away)
        kept = others if drop else tutors.with_leave(now, away)
        return {"leave": kept}

    if not dry_run:
        _edit(session, tutor, fields, f"{'no ' if drop else ''}leave from {first} to {last}")
    if not drop:
        _tell_effect(session, tutor, away)


def _tell_effect(session: Session, tutor: str, away: Leave) -> None:
    """Say whom not to see before the leave, and what is booked in it."""
    workspace = session.workspace()
    caseload = workspace.caseload(workspace.choose_tutor(tutor).id)
    booked = plans.booked_in(caseload, away)
    if booked:
        first, *others = [when(visit, session.today) for visit in booked]
        days = f"{first} to {others[-1]}" if others else first
        warn(f"{count(len(booked), 'visit')} booked in it: {days}; plan anew to move them")
    warn(plans.leave_effect(workspace, caseload, away).text)


def _edit(
    session: Session, given: str, fields: Callable[[Tutor], dict[str, Any]], words: str
) -> None:
    workspace = session.workspace()
    chosen = workspace.choose_tutor(given)
    caseload = workspace.caseload(chosen.id)
    saved = tutors.edit(caseload, workspace, fields(chosen))
    form = tutor_form(saved, len(caseload.learners))
    changed(session.as_json, [form], f"{saved.name}: {words}.")


def _row(entry: tutors.TutorEntry) -> tuple[str, ...]:
    if entry.tutor is None:
        return (entry.id, "", "", "", "(cannot be read)")
    days = " ".join(DAYS[number - 1][:2] for number in entry.tutor.working_days)
    return (entry.id, entry.tutor.login or "-", str(entry.learners), days, entry.tutor.name)


def _days(given: str) -> tuple[int, ...]:
    try:
        numbers = {DAYS.index(day.strip().casefold()[:3]) + 1 for day in given.split(",")}
    except ValueError:
        raise WrongUsage(f"working days {given!r}: give them as mon,tue,wed,thu,fri") from None
    return tuple(sorted(numbers))


def _clock(given: str) -> time:
    try:
        clock = time.fromisoformat(given)
    except ValueError:
        raise WrongUsage(f"{given!r} is not a time of day; give HH:MM") from None
    return clock.replace(tzinfo=None)
