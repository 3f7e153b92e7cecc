"""`visit`: book, move, fix, record, edit, cancel, sum up, list."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

import click

from tutor_tui.cli.arguments import Day, Noun, parse_day, parse_moment
from tutor_tui.cli.items import signers_of
from tutor_tui.cli.json_forms import learner_form, visit_form
from tutor_tui.cli.out import Column, changed, emit, say, table, warn
from tutor_tui.cli.session import Session, common
from tutor_tui.errors import WrongUsage
from tutor_tui.london import in_london
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.rules.words import day
from tutor_tui.workspace import visits
from tutor_tui.workspace.agreements import parse_actions
from tutor_tui.workspace.progress import parse_ksbs
from tutor_tui.workspace.summary import VisitSummary, summary

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
    """Visits: book, move, fix, record, edit, cancel, summary, list."""


@visit_command.command("book")
@click.argument("learner")
@click.option("--at", required=True, metavar="TIME", help="YYYY-MM-DDTHH:MM, London time.")
@click.option("--minutes", type=int, default=visits.DEFAULT_MINUTES, show_default=True)
@click.option("--mode", type=MODES, help="The learner's usual mode where not given.")
@click.option("--kind", type=KINDS, default="teaching", show_default=True)
@click.option("--fixed", is_flag=True, help="The planner leaves it where it is.")
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


@visit_command.command("fix")
@click.argument("visit")
@click.option("--off", is_flag=True, help="The planner may move it again.")
@common
def fix(session: Session, *, visit: str, off: bool) -> None:
    """Keep a booked VISIT where it is, whatever is planned."""
    caseload, who, found = session.find_visit(visit)
    saved = visits.fix(session.workspace(), caseload, found, fixed=not off)
    told = "may be moved by the planner" if off else "stays where it is when visits are planned"
    _changed(session, saved, f"{who.name}: the visit of {_when(session, saved)} {told}.")


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
@click.option(
    "--action",
    "actions",
    multiple=True,
    metavar="TEXT",
    help="What was agreed: [learner:|employer:|tutor:] TEXT [by DAY]; several by ;",
)
@click.option("--signed", multiple=True, metavar="WHO", help="Who signed the review.")
@click.option("--next", "coming", metavar="TIME|auto", help="Book the next visit with it.")
@click.option("--next-minutes", type=int, help="How long it is to take.")
@click.option("--next-mode", type=MODES, help="The learner's usual mode where not given.")
@click.option("--overlap", is_flag=True, help="Book the next even over another booking.")
@click.option("--summary", "summed_up", is_flag=True, help="Print it ready for an e-portfolio.")
@common
def record(
    session: Session,
    *,
    learner: str,
    on: str,
    ksbs: tuple[str, ...],
    visit_id: str | None,
    actions: tuple[str, ...],
    signed: tuple[str, ...],
    coming: str | None,
    next_minutes: int | None,
    next_mode: Any,
    overlap: bool,
    summed_up: bool,
    **options: Any,
) -> None:
    """Record what became of a visit to LEARNER, and what came of it."""
    held_on, at = _day_and_time(on)
    agreed = [one for text in actions for one in parse_actions(text, session.today)]
    signers = signers_of(signed) if signed else None
    ahead = parse_moment(coming) if coming and coming != "auto" else None
    caseload, who = session.find_learner(learner)
    booking = None
    if visit_id:
        caseload, owner, booking = session.find_visit(visit_id)
        if owner.id != who.id:
            raise WrongUsage(f"visit {visit_id} is {owner.name}'s, not {who.name}'s")
    workspace = session.workspace()
    told = {"on": held_on, "at": at, "visit": booking, **options}
    states = parse_ksbs(ksbs, caseload.standard_of(who))
    if coming == "auto":
        after = visits.as_recorded(workspace, caseload, who, **told)
        ahead = visits.proposed_time(workspace, caseload, who, recorded=after, minutes=next_minutes)
    recorded = visits.record(
        workspace,
        caseload,
        who,
        ksbs=states,
        actions=agreed,
        signed=signers,
        next_visit=ahead,
        next_minutes=next_minutes,
        next_mode=next_mode,
        next_overlap=overlap,
        **told,
    )
    _warn_of_recorded(session, who, recorded, proposed=coming == "auto")
    forms = _recorded_forms(session, who, recorded)
    if summed_up:
        summed = summary(caseload, recorded.learner, recorded.visit, ksbs=states or None)
        _say_summary(session, summed, changed=forms)
        return
    words = visits.status_words(recorded.visit.status)
    then = f" Next visit: {_when(session, recorded.booked.visit)}." if recorded.booked else ""
    changed(session.as_json, forms, f"Recorded {who.name} on {recorded.visit.date}: {words}.{then}")


@visit_command.command("summary")
@click.argument("visit")
@common
def summary_command(session: Session, *, visit: str) -> None:
    """Print what came of a VISIT, ready to be pasted into an e-portfolio."""
    caseload, who, found = session.find_visit(visit)
    _say_summary(session, summary(caseload, who, found))


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


def _warn_of_recorded(
    session: Session, who: Learner, recorded: visits.Recorded, *, proposed: bool
) -> None:
    if recorded.visit.date < who.original_start:
        warn(f"{recorded.visit.date} is before the learner's start, {who.original_start}")
    if recorded.booked:
        for warning in recorded.booked.warnings:
            warn(warning)
    elif proposed:
        warn("no next visit was booked: one is booked already, none is due, or no time is free")


def _recorded_forms(
    session: Session, who: Learner, recorded: visits.Recorded
) -> list[dict[str, Any]]:
    """What recording changed: the visit, the learner where changed, the next visit."""
    forms = [visit_form(recorded.visit, session.today)]
    if recorded.learner != who:
        forms.append(learner_form(recorded.learner, session.today))
    if recorded.booked:
        forms.append(visit_form(recorded.booked.visit, session.today))
    return forms


def _say_summary(session: Session, summed: VisitSummary, **more: Any) -> None:
    """Print the text, or under `summary` as JSON, with what else is given there."""
    if session.as_json:
        emit({"version": 1, **more, "summary": _summary_form(session, summed)})
    else:
        for line in summed.text.split("\n"):
            say(line)


def _summary_form(session: Session, summed: VisitSummary) -> dict[str, Any]:
    coming = summed.next_visit
    return {
        "learner": summed.learner.id,
        "visit": visit_form(summed.visit, session.today),
        "ksbs": [
            {"code": ksb.code, "state": ksb.state, "text": ksb.text or None} for ksb in summed.ksbs
        ],
        "actions": [
            {"text": one.text, "owner": one.owner, "due": str(one.due) if one.due else None}
            for one in summed.actions
        ],
        "next_visit": visit_form(coming, session.today) if coming else None,
        "text": summed.text,
    }
