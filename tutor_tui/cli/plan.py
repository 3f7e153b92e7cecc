"""`plan`: the visits of the weeks to come, proposed, and booked with --apply."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from tutor_tui.cli.json_forms import visit_form
from tutor_tui.cli.out import Column, emit, say, say_wrapped, table
from tutor_tui.cli.session import Session, common
from tutor_tui.london import from_london
from tutor_tui.rules.words import count
from tutor_tui.workspace import plan_words, plans
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.plans import Change, Draft, DraftVisit

_COLUMNS = (
    Column("WHEN", 21),
    Column("LEARNER", 22),
    Column("WINDOW", 18),
    Column("VISIT", 0),
)


@click.command("plan")
@click.option("--weeks", type=int, default=plans.WEEKS, show_default=True, help="How far ahead.")
@click.option(
    "--busy",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE.ics",
    help="A calendar whose times are taken; repeatable.",
)
@click.option(
    "--learner",
    "whose",
    multiple=True,
    metavar="LEARNER",
    help="Save these learners' visits alone.",
)
@click.option("--apply", "saved", is_flag=True, help="Book, move and cancel as proposed.")
@common
def plan_command(
    session: Session, *, weeks: int, busy: tuple[Path, ...], whose: tuple[str, ...], saved: bool
) -> None:
    """Propose visits for the weeks to come, and tell what cannot be on time and why."""
    workspace, caseload = session.workspace(), session.caseload()
    wanted = {session.find_learner(one)[1].id for one in whose}
    taken = plans.busy_from(caseload, busy, workspace.today, weeks)
    draft = plans.drafted(workspace, caseload, weeks=weeks, busy=taken)
    found = plans.changes(workspace, caseload, draft)
    only = {one.key for one in found if one.learner.id in wanted} if wanted else None
    done: list[Change] = []
    if saved and (found if only is None else only):
        done = list(plans.save(workspace, caseload, draft, only=only).changes)
    changes = {change.key: change for change in done or found}
    if session.as_json:
        _emit(session, caseload, draft, changes, done if saved else None)
        return
    _tell(session, caseload, draft, changes)
    if done:
        say(f"Saved: {plans.summed_up(done)}; to take it back: tutor-tui undo")
    elif saved:
        say("The bookings are as planned already.")
    elif found:
        say(f"Proposed: {plans.summed_up(found)}. To save it: the same with --apply")


def _tell(session: Session, caseload: Caseload, draft: Draft, changes: dict[str, Change]) -> None:
    today, plan = session.today, draft.plan
    say(plan_words.title(plan, caseload.tutor.name))
    if not draft.visits:
        say("No learner is owed a visit in these weeks.")
        return
    table(
        _COLUMNS,
        [
            (
                plan_words.planned_when(one.visit, today),
                caseload.learners[one.visit.learner].name,
                plan_words.window(one.visit, today),
                plan_words.visit_words(one, changes.get(one.key), today),
            )
            for one in draft.visits
        ],
    )
    if plan.late:
        say()
        say(f"{count(len(plan.late), 'window')} cannot be met:")
        for learner, late in plan_words.late_names(plan, caseload):
            say_wrapped("  ", f"{learner.name}: {plan_words.late_line(late, today)}")
    say()
    say(plan_words.proof_line(plan.proof))
    if binding := plan_words.binding_line(plan.proof, today):
        say(binding)
    say(plan_words.load_line(plan.load))


def _emit(
    session: Session,
    caseload: Caseload,
    draft: Draft,
    changes: dict[str, Change],
    done: list[Change] | None,
) -> None:
    plan = draft.plan
    form: dict[str, Any] = {
        "version": 1,
        "tutor": plan.tutor,
        "today": str(plan.today),
        "ends": str(plan.ends),
        "visits": [_visit(caseload, one, changes.get(one.key)) for one in draft.visits],
        "late": [
            {
                "learner": late.learner,
                "closes": str(late.closes),
                "planned": late.planned and str(late.planned),
                "days_late": late.days_late,
                "why": late.why,
            }
            for late in plan.late
        ],
        "proof": {
            "least_late_days": plan.proof.least_late_days,
            "late_days": plan.proof.late_days,
            "binding": [str(on) for on in plan.proof.binding],
        },
        "load": {
            "learners": plan.load.learners,
            "needed_a_week": plan.load.needed_a_week,
            "slots_a_week": plan.load.slots_a_week,
        },
    }
    if done is not None:
        form["changed"] = [visit_form(change.after, session.today) for change in done]
    emit(form)


def _visit(caseload: Caseload, one: DraftVisit, change: Change | None) -> dict[str, Any]:
    visit = one.visit
    start = end = None
    if visit.start is not None:
        start = from_london(datetime.combine(visit.on, visit.start))
        end = from_london(
            datetime.combine(visit.on, visit.start) + timedelta(minutes=visit.minutes)
        )
    return {
        "id": (change.after.id if change and change.kind == "booked" else visit.booking) or None,
        "learner": visit.learner,
        "tutor": caseload.tutor.id,
        "date": str(visit.on),
        "start": start and start.isoformat(),
        "end": end and end.isoformat(),
        "mode": visit.mode,
        "kind": visit.kind,
        "opens": str(visit.opens),
        "closes": str(visit.closes),
        "days_late": visit.days_late,
        "change": change.kind if change else None,
        "fixed": one.pinned or one.stays or one.held,
    }
