"""`visit`: book, move, record, edit, cancel, list."""

from collections.abc import Sequence
from datetime import date, time

import click

from tutor_tui.cli.arguments import Day, Noun, parse_day, parse_moment
from tutor_tui.cli.json_forms import learner_form, visit_form
from tutor_tui.cli.out import Column, changed, emit, say, table, warn
from tutor_tui.cli.session import Session, common
from tutor_tui.errors import WrongUsage
from tutor_tui.london import in_london
from tutor_tui.model.visit import Visit
from tutor_tui.rules.words import day
from tutor_tui.workspace import visits
from tutor_tui.workspace.progress import parse_ksbs

KINDS = click.Choice(["teaching", "review", "induction", "observation", "support"])
MODES = click.Choice(["online", "workplace"])
OUTCOMES = click.Choice(["attended", "not_attended", "cancelled"])
STATUSES = click.Choice(["booked", "attended", "not_attended", "cancelled", "outcome_missing"])
_COLUMNS = (
    Column("ID", 16),
    Column("WHEN", 18),
    Column("KIND", 11),
    Column("STATUS", 15),
    Column("LEARNER", 0),
)


@click.group("visit", cls=Noun)
def visit_command() -> None:
    """Visits: book, move, record, edit, cancel, list."""


@visit_command.command("book")
@click.argument("learner")
@click.option("--at", required=True, metavar="TIME", help="YYYY-MM-DDTHH:MM, London time.")
@click.option("--minutes", type=int, default=visits.DEFAULT_MINUTES, show_default=True)
@click.option("--mode", type=MODES, help="The learner's usual mode where not given.")
@click.option("--kind", type=KINDS, default="teaching", show_default=True)
@click.option("--overlap", is_flag=True, help="Book even over another booking.")
@common
def book(session: Session, *, learner: str, at: str, **options: object) -> None:
    """Book a visit to LEARNER."""
    when = parse_moment(at)
    caseload, who = session.find_learner(learner)
    booked = visits.book(session.workspace(), caseload, who, at=when, **options)  # type: ignore[arg-type]
    for warning in booked.warnings:
        warn(warning)
    _changed(session, booked.visit, f"Booked {who.name}: {_when(session, booked.visit)}.")


@visit_command.command("move")
@click.argument("visit")
@click.option("--to", required=True, metavar="TIME", help="YYYY-MM-DDTHH:MM, London time.")
@click.option("--minutes", type=int, help="Another length, in minutes.")
@click.option("--overlap", is_flag=True, help="Move even over another booking.")
@common
def move(session: Session, *, visit: str, to: str, minutes: int | None, overlap: bool) -> None:
    """Give a booked VISIT another time."""
    when = parse_moment(to)
    caseload, who, found = session.find_visit(visit)
    moved = visits.move(
        session.workspace(), caseload, who, found, to=when, minutes=minutes, overlap=overlap
    )
    for warning in moved.warnings:
        warn(warning)
    _changed(session, moved.visit, f"Moved {who.name}: {_when(session, moved.visit)}.")


@visit_command.command("record")
@click.argument("learner")
@click.option("--on", "on", required=True, metavar="DAY[THH:MM]", help="Never after today.")
@click.option("--outcome", type=OUTCOMES, required=True)
@click.option("--kind", type=KINDS, help="As booked where not given.")
@click.option("--minutes", type=click.IntRange(0, 1440), help="How long it lasted.")
@click.option("--otj-minutes", type=click.IntRange(0, 1440), help="Off-the-job training in it.")
@click.option("--ksb", "ksbs", multiple=True, metavar="CODE=STATE", help="K1=met; repeatable.")
@click.option("--note", default="", help="What was done.")
@click.option("--visit", "visit_id", metavar="VISIT", help="The booking to complete.")
@common
def record(
    session: Session,
    *,
    learner: str,
    on: str,
    outcome: str,
    ksbs: tuple[str, ...],
    visit_id: str | None,
    **options: object,
) -> None:
    """Record what became of a visit to LEARNER."""
    held_on, at = _day_and_time(on)
    caseload, who = session.find_learner(learner)
    booking = None
    if visit_id:
        caseload, owner, booking = session.find_visit(visit_id)
        if owner.id != who.id:
            raise WrongUsage(f"visit {visit_id} is {owner.name}'s, not {who.name}'s")
    saved, after = visits.record(
        session.workspace(),
        caseload,
        who,
        on=held_on,
        at=at,
        outcome=outcome,  # type: ignore[arg-type]
        ksbs=parse_ksbs(ksbs, caseload.standard_of(who)),
        visit=booking,
        **options,  # type: ignore[arg-type]
    )
    if saved.date < who.original_start:
        warn(f"{saved.date} is before the learner's start, {who.original_start}")
    documents = [visit_form(saved, session.today)]
    if after != who:
        documents.append(learner_form(after, session.today))
    words = visits.status_words(saved.status)
    changed(session.as_json, documents, f"Recorded {who.name} on {saved.date}: {words}.")


@visit_command.command("edit")
@click.argument("visit")
@click.option("--status", type=click.Choice(["booked", "attended", "not_attended", "cancelled"]))
@click.option("--mode", type=MODES)
@click.option("--kind", type=KINDS)
@click.option("--length", type=int, help="The booked length, in minutes.")
@click.option("--minutes", type=click.IntRange(0, 1440), help="How long it lasted.")
@click.option("--otj-minutes", type=click.IntRange(0, 1440), help="Off-the-job training in it.")
@click.option("--location", help="Where it is held.")
@click.option("--link", help="The online link.")
@click.option("--note", help="What was done.")
@click.option("--overlap", is_flag=True, help="Book again even over another booking.")
@common
def edit(session: Session, *, visit: str, **options: object) -> None:
    """Correct a VISIT; the time is changed by `visit move`."""
    caseload, who, found = session.find_visit(visit)
    saved = visits.edit(session.workspace(), caseload, found, **options)  # type: ignore[arg-type]
    _changed(session, saved, f"Changed the visit of {saved.date} with {who.name}.")


@visit_command.command("cancel")
@click.argument("visit")
@click.option("--by", type=click.Choice(["tutor", "learner"]), help="Who cancelled it.")
@click.option("--why", default="", help="The reason given.")
@common
def cancel(session: Session, *, visit: str, by: str | None, why: str) -> None:
    """Cancel a booked VISIT."""
    caseload, who, found = session.find_visit(visit)
    saved = visits.cancel(session.workspace(), caseload, found, by=by, why=why)  # type: ignore[arg-type]
    _changed(session, saved, f"Cancelled the visit of {saved.date} with {who.name}.")


@visit_command.command("list")
@click.option("--from", "first", type=Day(), help="First day.")
@click.option("--to", "last", type=Day(), help="Last day.")
@click.option("--learner", help="Only this learner's.")
@click.option("--status", type=STATUSES, help="Only of this status.")
@common
def list_(
    session: Session,
    *,
    first: date | None,
    last: date | None,
    learner: str | None,
    status: str | None,
) -> None:
    """List visits in order of time."""
    if learner:
        caseload, who = session.find_learner(learner)
        found: Sequence[Visit] = caseload.visits_of(who)
    else:
        caseload = session.caseload()
        found = list(caseload.visits.values())
    today = session.today
    shown = [
        visit
        for visit in visits.in_order(found)
        if (first is None or first <= visit.date)
        and (last is None or visit.date <= last)
        and (status is None or visits.visit_status(visit, today) == status)
    ]
    if session.as_json:
        emit({"version": 1, "visits": [visit_form(visit, today) for visit in shown]})
        return
    if not shown:
        say("No visits to show.")
        return
    names = {id_: one.name for id_, one in caseload.learners.items()}
    table(
        _COLUMNS,
        [
            (
                visit.id,
                _when(session, visit),
                visit.kind,
                visits.status_words(visits.visit_status(visit, today)),
                names.get(visit.learner, visit.learner),
            )
            for visit in shown
        ],
    )


def _when(session: Session, visit: Visit) -> str:
    text = f"{visit.date:%a} {day(visit.date, session.today)}"
    return f"{text} {in_london(visit.start):%H:%M}" if visit.start else text


def _changed(session: Session, visit: Visit, sentence: str) -> None:
    changed(session.as_json, [visit_form(visit, session.today)], sentence)


def _day_and_time(given: str) -> tuple[date, time | None]:
    if len(given) <= len("2026-11-30"):
        return parse_day(given), None
    moment = in_london(parse_moment(given))
    return moment.date(), moment.time().replace(tzinfo=None)
