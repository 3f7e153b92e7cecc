"""The plan that a request follows to: least late first, then as is wished."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from msgspec.structs import replace

from tutor_tui.planning.capacity import clock, minute
from tutor_tui.planning.chains import Case, case
from tutor_tui.planning.deal import Paths, dealt
from tutor_tui.planning.explain import explained, load
from tutor_tui.planning.giving_way import giving_way
from tutor_tui.planning.improve import improved
from tutor_tui.planning.mixed import bound, mixed
from tutor_tui.planning.needs import Booking, Need, Request
from tutor_tui.planning.results import Plan, PlannedVisit, Proof, as_booked
from tutor_tui.planning.review_visits import with_reviews
from tutor_tui.planning.spell_windows import with_windows
from tutor_tui.planning.spread import shares_one_rule, spread
from tutor_tui.planning.times import Wanted, starts


def plan(request: Request, *, improve: bool = True) -> Plan:
    """Plan the visits of one tutor.

    Nobody is late who need not be: for certain where all learners share one rule, as far as a
    search finds where rules differ; `Plan.proof` tells which. Bookings stay where they are
    unless that makes somebody later. With `improve` the wishes are then seen to; the plan is
    never later for it.
    """
    made = case(request)
    paths, least, binding = _least_late(made)
    if improve:
        paths = improved(made, paths)
    visits = _visits(request, made, paths)
    late = explained(request, made, visits)
    proof = Proof(
        least_late_days=made.lost + least,
        late_days=sum(one.days_late for one in late),
        binding=tuple(made.days[day].on for day in sorted(binding)),
    )
    kept = {visit.booking for visit in visits}
    ends = request.today + timedelta(days=made.end)
    return Plan(
        tutor=request.tutor.id,
        today=request.today,
        ends=ends,
        visits=tuple(sorted(visits, key=_when)),
        late=tuple(sorted(late, key=lambda one: (one.closes, one.learner))),
        proof=proof,
        load=load(request, made),
        dropped=tuple(
            sorted(
                booking.visit
                for need in request.needs
                for booking in need.bookings
                if request.today <= booking.on <= ends and booking.visit not in kept
            )
        ),
    )


def _least_late(made: Case) -> tuple[Paths, int, set[int]]:
    """The days of visits, the late days no plan has fewer of, the days those hang on."""
    if not shares_one_rule(made):
        least, binding = bound(made, made.most_slots)
        return giving_way(made, mixed(made), least), least, binding
    if not made.chains:
        return {}, 0, set()
    low, high = made.chains[0].low, made.chains[0].high
    flow = spread(made, made.slots, made.chains, low, high)
    proof = flow
    if made.most_slots != made.slots:
        proof = spread(made, made.most_slots, made.chains, low, high)
    paths = dealt(made, flow)
    if any(chain.booked for chain in made.chains):
        # the flow knows how many are booked on a day, not who
        paths = giving_way(made, paths, flow.late_days)
    return paths, proof.late_days, set(proof.prices)


@dataclass(slots=True)
class _Placed:
    """A visit on its day, before it has its time: the booking it keeps or moves, if any."""

    need: Need
    day: int
    booking: Booking | None


def _visits(request: Request, made: Case, paths: Paths) -> list[PlannedVisit]:
    """The visits, with times, windows and kinds; every learner's in order of days."""
    days: dict[str, list[int]] = defaultdict(list)
    needs: dict[str, Need] = {}
    for chain, path in paths.items():
        needs[chain.need.learner] = chain.need
        days[chain.need.learner] += path
    placed = [
        _Placed(needs[learner], day, booking)
        for learner, on in days.items()
        for day, booking in _booked(request.today, made.end, needs[learner], sorted(on))
    ]
    by_learner: dict[str, list[PlannedVisit]] = defaultdict(list)
    for one, start in _timed(made, placed):
        by_learner[one.need.learner].append(_visit(made, one, start))
    found = []
    for need in request.needs:
        fixed = _fixed(request, made, need)
        mine = sorted([*by_learner[need.learner], *fixed], key=_when)
        found += with_reviews(need, with_windows(need, mine), request.today)
    return found


def _booked(
    today: date, end: int, need: Need, days: Sequence[int]
) -> list[tuple[int, Booking | None]]:
    """The booking each day keeps or moves: first those of the day, then the nearest."""
    within = (today, today + timedelta(days=end))
    open_ = [b for b in need.bookings if not b.fixed and within[0] <= b.on <= within[1]]
    found: dict[int, Booking | None] = dict.fromkeys(days)
    for keeps in (True, False):
        for booking in list(open_):
            at = (booking.on - today).days
            free = [day for day in days if found[day] is None]
            nearest = min(free, key=lambda day: (abs(day - at), day), default=None)
            if nearest is not None and (nearest == at or not keeps):
                found[nearest] = booking
                open_.remove(booking)
    return list(found.items())


def _timed(made: Case, placed: Iterable[_Placed]) -> Iterable[tuple[_Placed, int]]:
    by_day = defaultdict(list)
    for one in placed:
        by_day[one.day].append(one)
    for day, here in by_day.items():
        wanted = [_wanted(made.days[day].on, one) for one in here]
        yield from zip(here, starts(made.days[day].free, wanted), strict=True)


def _wanted(on: date, one: _Placed) -> Wanted:
    need, booking = one.need, one.booking
    at = None if booking is None or booking.start is None else minute(booking.start)
    wished = None if need.preferred_time is None else minute(need.preferred_time)
    stays = booking is not None and booking.on == on
    return Wanted(
        minutes=booking.minutes if booking else need.minutes,
        booked=at if stays else None,
        preferred=wished if at is None else at,
        place=(need.district, need.employer),
    )


def _visit(made: Case, one: _Placed, start: int) -> PlannedVisit:
    on, need, booking = made.days[one.day].on, one.need, one.booking
    new = PlannedVisit(
        learner=need.learner,
        on=on,
        start=clock(start),
        minutes=need.minutes,
        mode=need.mode,
        kind="teaching",
        opens=on,
        closes=on,
        days_late=0,
    )
    if booking is None:
        return new
    return replace(
        new,
        minutes=booking.minutes,
        mode=booking.mode,
        kind=booking.kind,
        booking=booking.visit,
        moved=booking.on != on or booking.start not in (None, new.start),
    )


def _fixed(request: Request, made: Case, need: Need) -> list[PlannedVisit]:
    """The learner's fixed bookings within the horizon and the spells."""
    ends = request.today + timedelta(days=made.end)
    return [
        as_booked(need.learner, booking)
        for booking in need.bookings
        if booking.fixed and request.today <= booking.on <= ends
    ]


def _when(visit: PlannedVisit) -> tuple[date, bool, time, str, str]:
    """Order of visits: by day, by time (one without last in its day), by learner."""
    return (
        visit.on,
        visit.start is None,
        visit.start or time.max,
        visit.learner,
        visit.booking,
    )
