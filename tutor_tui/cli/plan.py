"""`plan`: the visits of the weeks to come, proposed, and booked with --apply."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from tutor_tui.cli.json_forms import visit_form
from tutor_tui.cli.out import Column, emit, say, say_wrapped, table, warn
from tutor_tui.cli.session import Session, common
from tutor_tui.london import from_london
from tutor_tui.workspace import plan_words, plans
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.plans import Change, Draft, DraftVisit, Late

_COLUMNS = (
    Column("WHEN", 21),
    Column("LEARNER", 21),
    Column("WINDOW", 18),
    Column("VISIT", 0),
)
_LATE_COLUMNS = (
    Column("LATE", 21),
    Column("DUE BY", 11),
    Column("SEEN", 7),
    Column("DAYS", 4),
    Column("WHY", 0),
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
    help="Show and save these learners' visits alone; repeatable.",
)
@click.option("--apply", "saved", is_flag=True, help="Book, move and cancel as proposed.")
@common
def plan_command(
    session: Session, *, weeks: int, busy: tuple[Path, ...], whose: tuple[str, ...], saved: bool
) -> None:
    """Propose visits for the weeks to come, and tell what cannot be on time and why."""
    workspace, caseload = session.workspace(), session.caseload()
    wanted = {session.find_learner(one)[1].id for one in whose} or set(caseload.learners)
    taken = plans.busy_from(caseload, busy, workspace.today, weeks)
    draft = plans.drafted(workspace, caseload, weeks=weeks, busy=taken)
    found = [
        change
        for change in plans.changes(workspace, caseload, draft)
        if change.learner.id in wanted
    ]
    done: list[Change] = []
    if saved and found:
        only = {change.key for change in found}
        done = list(plans.save(workspace, caseload, draft, only=only).changes)
    shown = _Shown(caseload, draft, wanted, {change.key: change for change in done or found})
    if unrecorded := plan_words.unrecorded_line(draft, caseload):
        warn(unrecorded)
    if session.as_json:
        _emit(session, shown, done if saved else None)
        return
    _tell(shown)
    if done:
        say_wrapped("", f"Saved: {plans.summed_up(done)}; to take it back: tutor-tui undo")
    elif saved:
        say("The bookings are as planned already.")
    elif found:
        say_wrapped("", f"Proposed: {plans.summed_up(found)}. To save it: the same with --apply")


@dataclass(frozen=True, slots=True)
class _Shown:
    """A draft, the learners of it that are asked for, and what saving does to its visits."""

    caseload: Caseload
    draft: Draft
    learners: set[str]
    changes: dict[str, Change]

    @property
    def visits(self) -> list[DraftVisit]:
        return [one for one in self.draft.visits if one.visit.learner in self.learners]

    @property
    def late(self) -> list[Late]:
        return [one for one in self.draft.plan.late if one.learner in self.learners]


def _tell(shown: _Shown) -> None:
    caseload, draft = shown.caseload, shown.draft
    plan, today = draft.plan, draft.request.today
    say(plan_words.title(plan, caseload.tutor.name))
    if not shown.visits and not shown.late:
        say("Nobody is owed a visit in these weeks.")
        return
    if shown.visits:
        table(
            _COLUMNS,
            [
                (
                    plan_words.planned_when(one.visit, today),
                    caseload.learners[one.visit.learner].name,
                    plan_words.window(one.visit, today),
                    plan_words.visit_words(one, shown.changes.get(one.key), today),
                )
                for one in shown.visits
            ],
        )
        say()
    if shown.late:
        table(_LATE_COLUMNS, [_late_row(caseload, late, today) for late in shown.late])
        say()
    for sentence in (
        plan_words.proof_line(plan.proof),
        plan_words.binding_line(plan.proof, today),
        plan_words.load_line(plan.load),
        plan_words.cut_off_line(draft),
        plan_words.past_end_line(draft, caseload),
    ):
        if sentence:
            say_wrapped("", sentence)


def _late_row(caseload: Caseload, late: Late, today: date) -> tuple[str, ...]:
    return (
        caseload.learners[late.learner].name,
        plan_words.brief(late.closes, today),
        plan_words.brief(late.planned, today) if late.planned else "not yet",
        str(late.days_late),
        late.why,
    )


def _emit(session: Session, shown: _Shown, done: list[Change] | None) -> None:
    plan = shown.draft.plan
    forms = [(_visit(shown, one, saved=bool(done)), one) for one in shown.visits]
    form: dict[str, Any] = {
        "version": 1,
        "tutor": plan.tutor,
        "today": str(plan.today),
        "ends": str(plan.ends),
        "visits": [form for form, one in forms if not one.dropped],
        "cancelled": [form for form, one in forms if one.dropped],
        "late": [
            {
                "learner": late.learner,
                "closes": str(late.closes),
                "planned": late.planned and str(late.planned),
                "days_late": late.days_late,
                "why": late.why,
            }
            for late in shown.late
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


def _visit(shown: _Shown, one: DraftVisit, *, saved: bool) -> dict[str, Any]:
    """One visit; a new one has an id once it is booked."""
    visit, change = one.visit, shown.changes.get(one.key)
    new = change.after.id if saved and change else None
    booked = shown.caseload.visits.get(visit.booking)
    start = end = None
    if visit.start is not None:
        start = from_london(datetime.combine(visit.on, visit.start))
        end = from_london(
            datetime.combine(visit.on, visit.start) + timedelta(minutes=visit.minutes)
        )
    return {
        "id": visit.booking or new,
        "learner": visit.learner,
        "tutor": booked.tutor if booked else shown.caseload.tutor.id,
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
