"""What a plan says in words: the same on the screen and on the command line."""

from collections.abc import Sequence
from datetime import date

from tutor_tui.london import in_london
from tutor_tui.planning.explain import span
from tutor_tui.planning.results import Late, Load, Plan, PlannedVisit, Proof
from tutor_tui.rules.cadence import outcome_missing
from tutor_tui.rules.gateway import gateway_date
from tutor_tui.rules.words import count, day
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.plans import MOST_WEEKS, Change, Draft, DraftVisit
from tutor_tui.workspace.record_views import when

FURTHER = 5
"""So many weeks longer a plan should be that is to move what it would cancel at its end."""

LONG_PAST = 180
"""A day that is past for longer is told with its year."""


def proof_line(proof: Proof) -> str:
    """How late the plan is, and whether any could be less so."""
    late, least = proof.late_days, proof.least_late_days
    if not late:
        return "Nobody is seen late."
    told = f"{count(late, 'day')} late in all"
    if late == least:
        return f"{told}; no plan has fewer."
    # by hand a day may hold more than it should
    which = "no plan" if late > least else "no plan that keeps the rules"
    return f"{told}; {which} has fewer than {least}."


def load_line(load: Load) -> str:
    """What the learners ask for a week, and what the days hold."""
    ask = f"{count(load.learners, 'learner')} {'ask' if load.learners != 1 else 'asks'} for"
    more = ": more than can be carried" if load.needed_a_week > load.slots_a_week else ""
    hold = f"the days hold {load.slots_a_week:.1f}"
    return f"{ask} {load.needed_a_week:.1f} visits a week, {hold}{more}."


def binding_line(proof: Proof, today: date) -> str:
    """The days on which more slots would make the plan less late; nothing where there are none."""
    if not proof.binding:
        return ""
    return f"Full to the brim: {runs(proof.binding, today)}."


def runs(days: Sequence[date], today: date) -> str:
    """Days in words, those that follow each other together: `1-4 Dec, 7 Dec`."""
    found: list[list[date]] = []
    for on in sorted(days):
        if found and (on - found[-1][-1]).days == 1:
            found[-1].append(on)
        else:
            found.append([on])
    return ", ".join(span(run[0], run[-1], today) for run in found)


def late_line(late: Late, today: date) -> str:
    """One window that closes without a visit: by how much, and why."""
    planned = f"seen {day(late.planned, today)}" if late.planned else "not seen by the end"
    days = count(late.days_late, "day")
    return f"window closes {day(late.closes, today)}, {planned}, {days} late: {late.why}"


def window(visit: PlannedVisit, today: date) -> str:
    """The visit's window: `3-10 Dec`, without its year as in `brief`."""
    opens, closes = visit.opens, visit.closes
    if opens.year == closes.year:
        return span(opens, closes, closes if brief(closes, today) == day(closes, closes) else today)
    return f"{brief(opens, today)}-{brief(closes, today)}"


def brief(on: date, today: date) -> str:
    """The day without its year, which a plan can do without, unless it is long past."""
    return day(on, today if (today - on).days > LONG_PAST else on)


def planned_when(visit: PlannedVisit, today: date) -> str:
    """Weekday, day and time of a planned visit: `Fri 4 Dec 10:00`."""
    clock = f" {visit.start:%H:%M}" if visit.start else ""
    return f"{visit.on:%a} {brief(visit.on, today)}{clock}"


def visit_words(one: DraftVisit, change: Change | None, today: date) -> str:
    """What kind of visit it is where it is no usual one, and what becomes of it."""
    told = standing(one, change, today)
    kind = one.visit.kind
    return told if kind == "teaching" or told.endswith(kind) else f"{kind}, {told}"


def standing(one: DraftVisit, change: Change | None, today: date) -> str:
    """What becomes of the visit: `new`, `was 3 Dec 10:00`, `kept`, ..."""
    if change is None:
        return "left out" if one.dropped else "held" if one.held else "kept"
    if change.kind == "booked":
        return "new"
    if change.kind == "moved" and change.before is not None:
        return f"was {when(change.before, change.before.date)[4:]}"
    return change.kind


def change_line(change: Change, today: date) -> str:
    """What is done to one visit: `Ann Lee: booked for Fri 4 Dec 10:00`."""
    at = when(change.after, today)
    told = {
        "booked": f"booked for {at}",
        "cancelled": f"{at} cancelled",
        "made a review": f"{at} is a progress review",
        "fixed": f"{at} is fixed",
        "let move": f"{at} may be moved",
    }.get(change.kind) or _moved(change, today)
    return f"{change.learner.name}: {told}"


def _moved(change: Change, today: date) -> str:
    assert change.before is not None
    same_day = change.before.date == change.after.date
    start = change.after.start
    to = f"{in_london(start):%H:%M}" if same_day and start else when(change.after, today)
    return f"{when(change.before, today)} moved to {to}"


def past_end_line(draft: Draft, caseload: Caseload) -> str:
    """How many visits come after their learner's programme should end; nothing where none."""
    past = [
        one.visit.learner
        for one in draft.visits
        if not one.dropped and one.visit.on > gateway_date(caseload.learners[one.visit.learner])
    ]
    if not past:
        return ""
    lie = "lie" if len(past) > 1 else "lies"
    whose = count(len(set(past)), "learner")
    return f"{count(len(past), 'visit')} of {whose} {lie} past the planned end."


def cut_off_line(draft: Draft) -> str:
    """How many bookings lose their place to the end of the weeks; nothing where none does.

    Visits moved before them have moved their windows beyond it: a longer plan may move them.
    """
    ends, weeks = draft.plan.ends, draft.request.weeks
    high = {need.learner: need.max_days for need in draft.request.needs}
    cut = [
        one
        for one in draft.visits
        if one.dropped and not one.new and (ends - one.visit.on).days <= high[one.visit.learner]
    ]
    if not cut or weeks == MOST_WEEKS:
        return ""
    lose, move = ("loses its", "moves it") if len(cut) == 1 else ("lose their", "moves them")
    return (
        f"{count(len(cut), 'booking')} {lose} place to the end of these weeks: a longer plan "
        f"{move} where it can (--weeks {min(weeks + FURTHER, MOST_WEEKS)})."
    )


def unrecorded_line(draft: Draft, caseload: Caseload) -> str:
    """How many visits are past and have no outcome, which the plan takes for missed."""
    today = draft.request.today
    asked = {need.learner for need in draft.request.needs}
    past = [
        visit
        for visit in caseload.visits.values()
        if visit.learner in asked and outcome_missing(visit, today)
    ]
    if not past:
        return ""
    have, count_ = ("has", "counts") if len(past) == 1 else ("have", "count")
    return (
        f"{count(len(past), 'past visit')} {have} no outcome yet and {count_} as missed here: "
        "record first, then plan"
    )


def title(plan: Plan, name: str) -> str:
    """Whose plan it is and for which days."""
    return f"{name}: {span(plan.today, plan.ends, plan.today)}"
