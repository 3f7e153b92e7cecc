"""A visit or a day of a plan told in full; what leave would do; what is late."""

from datetime import date

from msgspec import Struct

from tutor_tui.model.tutor import Leave
from tutor_tui.planning.explain import span
from tutor_tui.planning.results import Late, Load
from tutor_tui.rules.words import count, day
from tutor_tui.workspace import plan_words, plans
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.plan_views import DayView, Entry, People
from tutor_tui.workspace.plans import Change, Draft, DraftVisit
from tutor_tui.workspace.workspace import Workspace


class Told(Struct, frozen=True, kw_only=True):
    """A visit or a day in full: who or which day, facts, and what speaks against it."""

    title: str
    facts: tuple[str, ...]
    against: tuple[str, ...] = ()


def visit_told(who: People, draft: Draft, key: str, change: Change | None) -> Told:
    """One visit in full.

    Args:
        who: Whom the draft is about.
        draft: The draft.
        key: The visit's key there.
        change: What saving does to it, if anything.
    """
    one, today = draft.of(key), draft.request.today
    visit = one.visit
    what = f"{visit.minutes} minutes, {visit.mode}"
    facts = [
        f"{plan_words.planned_when(visit, today)}, {what}: "
        f"{plan_words.visit_words(one, change, today)}",
        f"Window {plan_words.window(visit, today)}.{_hold_words(one)}",
    ]
    mine = [
        day(other.visit.on, today)
        for other in draft.visits
        if other.visit.learner == visit.learner and not other.dropped and other.key != key
    ]
    if mine:
        facts.append(f"Also seen {', '.join(mine)}.")
    against = [*plans.against(draft, key)]
    # where a person has put it, the planner has nothing to say for it
    late = None if one.pinned else _late_of(draft, one)
    if late is not None:
        against.append(f"why: {late.why}")
    return Told(title=who.names[visit.learner], facts=tuple(facts), against=tuple(against))


def entry_told(found: DayView, entry: Entry, today: date) -> Told:
    """What stands on a day and is not planned here."""
    what = {
        "busy": "Something else takes this time.",
        "stands": "Booked; it takes its time, and is not for the plan to move.",
    }
    when = f"{found.on:%a} {day(found.on, today)} {entry.clock}"
    return Told(title=entry.name, facts=(f"{when}. {what.get(entry.status, '')}",))


def day_told(found: DayView, today: date) -> Told:
    """One day in full: what is free, why it is closed, and who should not be seen on it."""
    facts = []
    if found.closed:
        facts.append(f"Closed: {found.closed}.")
    elif found.slots:
        times = ", ".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in found.free)
        facts.append(f"Room for {count(found.slots, 'visit')}: {times}.")
    else:
        facts.append("Full.")
    against: tuple[str, ...] = ()
    if found.shadow:
        against = (f"who is last seen here cannot be seen on time: {found.shadow} is closed",)
    return Told(title=f"{found.on:%A} {day(found.on, today)}", facts=tuple(facts), against=against)


def leave_told(workspace: Workspace, caseload: Caseload, leave: Leave) -> Told:
    """What leave does to the visits: what is booked in it, whom not to see before it."""
    today = workspace.today
    booked = plans.booked_in(caseload, leave)
    facts = [plans.leave_effect(workspace, caseload, leave).text + "."]
    if booked:
        facts.append(f"{count(len(booked), 'visit')} booked in it to be moved.")
    return Told(title=f"Leave {span(leave.start, leave.end, today)}", facts=tuple(facts))


def place_words(one: DraftVisit, today: date) -> tuple[str, bool]:
    """When a visit is and whether in its window, in words; and whether it is not."""
    visit = one.visit
    when = plan_words.planned_when(visit, today)
    if visit.days_late:
        return f"{when}, {count(visit.days_late, 'day')} late", True
    early = (visit.opens - visit.on).days
    return (f"{when}, {count(early, 'day')} early", True) if early > 0 else (when, False)


def late_page(who: People, draft: Draft) -> str:
    """Every window that cannot be met, by how much and why; then proof and load."""
    today, plan = draft.request.today, draft.plan
    lines = [
        f"{who.names[late.learner]}: {plan_words.late_line(late, today)}" for late in plan.late
    ]
    closing = (
        plan_words.proof_line(plan.proof),
        plan_words.binding_line(plan.proof, today),
        plan_words.load_line(plan.load),
    )
    return "\n".join([*lines, *([""] if lines else []), *filter(None, closing)])


def load_words(load: Load) -> str:
    """What is asked of what the days hold: `load 5.5 of 17.1 visits a week`."""
    return f"load {load.needed_a_week:.1f} of {load.slots_a_week:.1f} visits a week"


def _late_of(draft: Draft, one: DraftVisit) -> Late | None:
    visit = one.visit
    return next(
        (
            late
            for late in draft.plan.late
            if (late.learner, late.closes, late.planned) == (visit.learner, visit.closes, visit.on)
            and not one.dropped
        ),
        None,
    )


def _hold_words(one: DraftVisit) -> str:
    if one.held:
        return " It cannot be changed here."
    if one.pinned:
        return " Pinned: it stays here when planned anew."
    return " Near, early or special: it stays unless it is let move." if one.stays else ""
