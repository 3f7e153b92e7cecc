"""Whether a plan is one: checked day by day from the request, with nothing of the planner's."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from tutor_tui.errors import WrongUsage
from tutor_tui.london import from_london, in_london
from tutor_tui.planning.needs import Need, Request, Spell
from tutor_tui.planning.results import Plan, PlannedVisit
from tutor_tui.planning.working_time import bank_holiday


def verify(request: Request, plan: Plan) -> tuple[str, ...]:
    """What is wrong with the plan, in sentences; nothing where it may be saved.

    Every window, the tutor's days and hours, visits a day, leave, closures, bank holidays,
    busy times, fixed bookings, double bookings, and what the plan says of its own lateness.
    """
    ends = request.today + timedelta(weeks=request.weeks)
    known = {need.learner: need for need in request.needs}
    mine: dict[str, list[PlannedVisit]] = defaultdict(list)
    wrong = []
    for visit in plan.visits:
        mine[visit.learner].append(visit)
        if visit.learner not in known:
            wrong.append(f"{visit.on}: nobody asked for a visit to {visit.learner}")
        if not request.today <= visit.on <= ends:
            wrong.append(f"{visit.on}: a visit outside {request.today} to {ends}")
        if not visit.fixed:
            wrong.extend(_against_the_day(request, visit))
    wrong.extend(_crowding(request, plan))
    wrong.extend(_overlaps(request, plan))
    late: dict[str, list[tuple[date, int]]] = {}
    for need in request.needs:
        wrong.extend(_against_the_learner(need, mine[need.learner]))
        wrong.extend(_bookings(need, mine[need.learner], plan, request.today, ends))
        late[need.learner] = list(_lateness(need, mine[need.learner], ends, wrong))
    told = sorted((one.learner, one.closes, one.days_late) for one in plan.late)
    if told != sorted((who, *gap) for who, gaps in late.items() for gap in gaps):
        wrong.append("the list of late visits is not what the visits say")
    total = sum(days for gaps in late.values() for _, days in gaps)
    if total != plan.proof.late_days:
        wrong.append(f"the plan says {plan.proof.late_days} days late, its visits {total}")
    if total < plan.proof.least_late_days:
        wrong.append(f"{total} days late are fewer than the least, {plan.proof.least_late_days}")
    return tuple(wrong)


def _against_the_day(request: Request, visit: PlannedVisit) -> Iterator[str]:
    tutor, on = request.tutor, visit.on
    if visit.start is None:
        yield f"{on}: a visit without a time"
        return
    begins = datetime.combine(on, visit.start)
    finish = begins + timedelta(minutes=visit.minutes)
    if on.isoweekday() not in tutor.working_days:
        yield f"{on}: not a working day"
    if any(leave.start <= on <= leave.end for leave in tutor.leave):
        yield f"{on}: a visit on leave"
    if any(closure.start <= on <= closure.end for closure in request.closures):
        yield f"{on}: a visit while closed"
    if bank_holiday(on, tutor.nation):
        yield f"{on}: a visit on a bank holiday"
    if (
        visit.start < tutor.day_start
        or finish.date() > on
        or finish.time() > tutor.day_end
        or (on == request.today and visit.start < request.earliest)
    ):
        yield f"{begins}: a visit outside working hours"
    try:
        start = from_london(begins).astimezone(UTC)
    except WrongUsage:
        yield f"{begins}: no such time"
        return
    end = start + timedelta(minutes=visit.minutes)
    if in_london(end).replace(tzinfo=None) != finish:
        yield f"{begins}: the clocks change within the visit"
    if any(busy.start < end and start < busy.end for busy in request.busy):
        yield f"{begins}: a visit in a busy time"


def _crowding(request: Request, plan: Plan) -> Iterator[str]:
    """Days with more visits than the tutor makes, where the plan put one of them there."""
    standing = Counter(booking.on for booking in request.standing if booking.own)
    others = {b.visit for need in request.needs for b in need.bookings if not b.own}
    own = Counter(visit.on for visit in plan.visits if visit.booking not in others)
    for on in {visit.on for visit in plan.visits if not visit.fixed}:
        if own[on] + standing[on] > request.tutor.visits_per_day:
            yield f"{on}: {own[on] + standing[on]} visits on one day"


def _overlaps(request: Request, plan: Plan) -> Iterator[str]:
    """Two visits at once, unless both stood before the plan."""
    others = {b.visit for need in request.needs for b in need.bookings if not b.own}
    times: dict[date, list[tuple[datetime, datetime, bool]]] = defaultdict(list)
    for visit in plan.visits:
        if visit.start is not None and visit.booking not in others:
            begins = datetime.combine(visit.on, visit.start)
            length = timedelta(minutes=visit.minutes)
            times[visit.on].append((begins, begins + length, visit.fixed))
    for booking in request.standing:
        if booking.start is not None and booking.own:
            begins = datetime.combine(booking.on, booking.start)
            length = timedelta(minutes=booking.minutes)
            times[booking.on].append((begins, begins + length, True))
    for spans in times.values():
        for number, (begins, end, stands) in enumerate(spans):
            for other, until, stood in spans[:number]:
                if begins < until and other < end and not (stands and stood):
                    yield f"{max(begins, other)}: two visits at once"


def _against_the_learner(need: Need, visits: list[PlannedVisit]) -> Iterator[str]:
    for visit in visits:
        if visit.fixed:
            continue
        if visit.on.isoweekday() in need.never_on or any(
            away.start <= visit.on <= away.end for away in need.away
        ):
            yield f"{visit.on}: {need.learner} cannot be seen"
        if not any(
            spell.opens <= visit.on and (spell.last is None or visit.on <= spell.last)
            for spell in need.spells
        ):
            yield f"{visit.on}: {need.learner} is in no window"
    for spell in need.spells:
        mine = [visit for visit in visits if _within(spell, visit.on, need)]
        for (before, stood), (on, stands) in itertools.pairwise(sorted(map(_standing, mine))):
            if (on - before).days < need.min_days and not (stood and stands):
                yield f"{on}: {need.learner} was seen on {before}"


def _within(spell: Spell, on: date, need: Need) -> bool:
    """Whether a visit on the day counts in the spell; one in a break counts in none."""
    anchor = spell.opens - timedelta(days=need.min_days)
    return anchor <= on and (spell.last is None or on <= spell.last)


def _standing(visit: PlannedVisit) -> tuple[date, bool]:
    return visit.on, visit.fixed


def _bookings(
    need: Need, visits: list[PlannedVisit], plan: Plan, today: date, ends: date
) -> Iterator[str]:
    used = Counter(visit.booking for visit in visits if visit.booking)
    stands = {visit.booking: visit for visit in visits if visit.booking}
    for booking in need.bookings:
        within = today <= booking.on <= ends
        visit = stands.get(booking.visit)
        if used[booking.visit] + plan.dropped.count(booking.visit) != within:
            yield f"{booking.on}: booking {booking.visit} of {need.learner} is lost or doubled"
        if visit is None:
            continue
        same = visit.on == booking.on and booking.start in (None, visit.start)
        if visit.moved is same:
            yield f"{visit.on}: whether booking {booking.visit} is moved is told wrongly"
        if booking.fixed and not same:
            yield f"{visit.on}: booking {booking.visit} is fixed on {booking.on}"
    yield from (
        f"booking {unknown} of {need.learner} is not known"
        for unknown in set(used) - {booking.visit for booking in need.bookings}
    )


def _lateness(
    need: Need, visits: list[PlannedVisit], ends: date, wrong: list[str]
) -> Iterator[tuple[date, int]]:
    """Each gap that is late: its close and its days, counted one by one from the days alone."""
    for spell in need.spells:
        last = ends if spell.last is None else min(spell.last, ends)
        anchor = spell.opens - timedelta(days=need.min_days)
        opens, closes = spell.opens, spell.closes
        for visit in sorted((v for v in visits if anchor <= v.on <= last), key=lambda v: v.on):
            late = max((visit.on - closes).days, 0)
            if (visit.opens, visit.closes, visit.days_late) != (opens, closes, late):
                wrong.append(f"{visit.on}: the window of {need.learner} is told wrongly")
            if late:
                yield closes, late
            opens = visit.on + timedelta(days=need.min_days)
            closes = visit.on + timedelta(days=need.max_days)
        if last > closes:
            yield closes, (last - closes).days
