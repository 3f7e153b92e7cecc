"""A plan in a person's hands: visits moved, swapped, pinned, dropped; planned anew around them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct
from msgspec.structs import replace

from tutor_tui.errors import Refused
from tutor_tui.london import LONDON
from tutor_tui.planning.capacity import closed_because
from tutor_tui.planning.chains import case
from tutor_tui.planning.explain import explained
from tutor_tui.planning.needs import Booking, Need, Request
from tutor_tui.planning.plan import plan
from tutor_tui.planning.results import Plan, PlannedVisit, as_booked
from tutor_tui.planning.spell_windows import with_windows
from tutor_tui.planning.verify import verify
from tutor_tui.rules.words import count, day

NEW = "new-"
"""What the keys of visits begin with that are not booked yet."""


class DraftVisit(Struct, frozen=True, kw_only=True):
    """A visit of the draft, known by `key`: the id of the booking it keeps or moves, or a new one.

    One that is `pinned` by a person is fixed, and stays where it is when visits are planned
    anew; so does one that `stays` of itself, until it is let move: it is near, early, or no
    usual visit. One that is `held` cannot be changed here: it took place, or is another tutor's.
    One that is `dropped` is left
    out; where it was booked, that booking is cancelled.
    """

    key: str
    visit: PlannedVisit
    pinned: bool = False
    stays: bool = False
    held: bool = False
    dropped: bool = False

    @property
    def new(self) -> bool:
        """Whether it is not booked yet."""
        return not self.visit.booking

    @property
    def changes(self) -> bool:
        """Whether something is to be saved of it, pins left out."""
        return self.visit.moved or self.dropped is not self.new


class Draft(Struct, frozen=True, kw_only=True):
    """The visits in order of day, time and learner, and the plan they come from.

    `plan` tells lateness, proof and load as the draft stands; `request` is what was asked
    before anything was pinned.
    """

    request: Request
    plan: Plan
    visits: tuple[DraftVisit, ...]
    held: frozenset[str] = frozenset()

    def of(self, key: str) -> DraftVisit:
        """The visit of this key."""
        return next(one for one in self.visits if one.key == key)


def drafted(request: Request, *, pinned: Collection[str] = (), held: Collection[str] = ()) -> Draft:
    """The plan for the request, checked.

    Args:
        request: What is asked.
        pinned: Ids of the fixed bookings that a person has fixed.
        held: Ids of bookings that cannot be changed at all.

    Raises:
        Refused: The plan is not one.
    """
    return _draft(request, request, frozenset(held), frozenset(pinned))


def again(draft: Draft) -> Draft:
    """Plan anew around what is pinned; what was dropped, or moved and unpinned, may come back.

    Raises:
        Refused: The plan is not one.
    """
    pins = {one.key: one for one in draft.visits if (one.pinned or one.stays) and not one.dropped}
    needs = tuple(_with_pins(need, pins, draft.held) for need in draft.request.needs)
    return _draft(draft.request, replace(draft.request, needs=needs), draft.held, frozenset(), pins)


def moved(draft: Draft, key: str, on: date, start: time | None = None) -> Draft:
    """Put a visit on another day, at its own time of day unless one is given; it is then pinned."""
    one = draft.of(key)
    return _with(draft, [_at(draft, one, on, start or one.visit.start)])


def swapped(draft: Draft, key: str, other: str) -> Draft:
    """Let two visits change places; both are then pinned."""
    one, two = draft.of(key), draft.of(other)
    return _with(
        draft,
        [
            _at(draft, one, two.visit.on, two.visit.start),
            _at(draft, two, one.visit.on, one.visit.start),
        ],
    )


def pinned(draft: Draft, key: str, *, stays: bool) -> Draft:
    """Pin a visit where it is, or let it be planned again."""
    return _with(draft, [replace(draft.of(key), pinned=stays, stays=False)])


def dropped(draft: Draft, key: str, *, out: bool) -> Draft:
    """Leave a visit out, or take it in again."""
    return _with(draft, [replace(draft.of(key), dropped=out)])


def against(draft: Draft, key: str) -> tuple[str, ...]:
    """What speaks against where a visit stands, in words: its window, the day, other visits."""
    one = draft.of(key)
    if one.dropped:
        return ()
    request, visit = draft.request, one.visit
    need = next(need for need in request.needs if need.learner == visit.learner)
    return (*_window_words(request, visit), *_day_words(draft, one), *_learner_words(need, visit))


def _draft(
    asked: Request,
    request: Request,
    held: frozenset[str],
    pinned: frozenset[str],
    pins: Mapping[str, DraftVisit] | None = None,
) -> Draft:
    """The plan as a draft; without `pins` the bookings that are fixed are what stays."""
    made = plan(request)
    if wrong := verify(request, made):
        raise Refused(
            f"the plan contradicts itself, and is not proposed: {'; '.join(wrong[:3])}; plan the "
            "visits by hand, and report this"
        )
    booked = _bookings(asked)
    visits: list[DraftVisit] = []
    fresh = _fresh_keys(pins or {})
    for visit in made.visits:
        pin = None if pins is None else pins.get(visit.booking)
        key = visit.booking or next(fresh)
        if pin is not None and pin.new:
            visit = replace(visit, booking="", fixed=False)
        booking = booked.get(visit.booking)
        if booking is not None:
            same = visit.on == booking.on and booking.start in (None, visit.start)
            visit = replace(visit, moved=not same, fixed=booking.fixed)
        one = DraftVisit(key=key, visit=visit, held=key in held)
        if pin is not None:
            one = replace(one, pinned=pin.pinned, stays=pin.stays)
        elif pins is None and booking is not None and booking.fixed and not one.held:
            one = replace(one, pinned=key in pinned, stays=key not in pinned)
        visits.append(one)
    visits += [
        DraftVisit(key=id_, visit=_booked_visit(asked, booked[id_]), dropped=True)
        for id_ in made.dropped
    ]
    return Draft(request=asked, plan=made, visits=_in_order(visits), held=held)


def _fresh_keys(pins: Collection[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if f"{NEW}{number}" not in pins:
            yield f"{NEW}{number}"


def _with_pins(need: Need, pins: Mapping[str, DraftVisit], held: Collection[str]) -> Need:
    """The need with fixed bookings where visits are pinned, movable ones where they are not."""
    known = {one.visit for one in need.bookings}
    mine = [one for one in pins.values() if one.visit.learner == need.learner]
    bookings = [
        *(
            one if one.visit in held else replace(one, fixed=False)
            for one in need.bookings
            if one.visit not in pins
        ),
        *(_pin(one) for one in mine if one.new or one.key in known),
    ]
    bookings.sort(key=lambda one: (one.on, one.start or time.max, one.visit))
    return replace(need, bookings=tuple(bookings))


def _pin(one: DraftVisit) -> Booking:
    visit = one.visit
    return Booking(
        visit=one.key,
        on=visit.on,
        start=visit.start,
        minutes=visit.minutes,
        mode=visit.mode,
        kind=visit.kind,
        fixed=True,
    )


def _bookings(request: Request) -> dict[str, Booking]:
    return {one.visit: one for need in request.needs for one in need.bookings}


def _booked_visit(request: Request, booking: Booking) -> PlannedVisit:
    """A booking that the plan has no use for, as it stands."""
    return as_booked(next(n.learner for n in request.needs if booking in n.bookings), booking)


def _at(draft: Draft, one: DraftVisit, on: date, start: time | None) -> DraftVisit:
    """The visit there, pinned; one that cannot be changed stays."""
    if one.held:
        return one
    booking = _bookings(draft.request).get(one.visit.booking)
    there = booking is not None and (on, start) == (booking.on, booking.start or start)
    moved = booking is not None and not there
    # its window is set anew; in none, its own day stands for one
    visit = replace(one.visit, on=on, start=start, moved=moved, opens=on, closes=on, days_late=0)
    return replace(one, visit=visit, pinned=True)


def _with(draft: Draft, changed: Sequence[DraftVisit]) -> Draft:
    """The draft with these visits as they are now: windows, lateness and order follow."""
    new = {one.key: one for one in changed if not draft.of(one.key).held}
    visits = [new.get(one.key, one) for one in draft.visits]
    touched = {one.visit.learner for one in new.values()}
    by_need = {need.learner: need for need in draft.request.needs}
    for learner in sorted(touched):
        mine = sorted(
            (one for one in visits if one.visit.learner == learner and not one.dropped),
            key=lambda one: _when(one.visit),
        )
        found = with_windows(by_need[learner], [one.visit for one in mine])
        windows = {one.key: visit for one, visit in zip(mine, found, strict=True)}
        visits = [replace(one, visit=windows.get(one.key, one.visit)) for one in visits]
    visits = list(_in_order(visits))
    standing = [one.visit for one in visits if not one.dropped]
    late = explained(draft.request, case(draft.request), standing)
    proof = replace(draft.plan.proof, late_days=sum(one.days_late for one in late))
    late.sort(key=lambda one: (one.closes, one.learner))
    told = replace(draft.plan, visits=tuple(standing), late=tuple(late), proof=proof)
    return replace(draft, plan=told, visits=tuple(visits))


def _in_order(visits: Sequence[DraftVisit]) -> tuple[DraftVisit, ...]:
    return tuple(sorted(visits, key=lambda one: _when(one.visit)))


def _when(visit: PlannedVisit) -> tuple[date, time, str]:
    return visit.on, visit.start or time.max, visit.learner


def _window_words(request: Request, visit: PlannedVisit) -> Iterator[str]:
    today = request.today
    if visit.on < visit.opens:
        early = (visit.opens - visit.on).days
        yield f"{count(early, 'day')} before the window opens on {day(visit.opens, today)}"
    if visit.days_late:
        yield f"{count(visit.days_late, 'day')} after the window closes on " + day(
            visit.closes, today
        )


def _day_words(draft: Draft, one: DraftVisit) -> Iterator[str]:
    request, visit, tutor = draft.request, one.visit, draft.request.tutor
    when = day(visit.on, request.today)
    if visit.on < request.today:
        yield f"{when} has passed"
    if closed := closed_because(request, visit.on):
        yield f"{when} is closed: {closed}"
    booked = _bookings(request)
    others = [
        other.visit
        for other in draft.visits
        if other.key != one.key
        and not other.dropped
        and other.visit.on == visit.on
        and (other.new or booked[other.key].own)
    ]
    standing = [booking for booking in request.standing if booking.own and booking.on == visit.on]
    if len(others) + len(standing) + 1 > tutor.visits_per_day:
        yield f"{count(len(others) + len(standing) + 1, 'visit')} on {when}"
    if visit.start is None:
        return
    begin, end = _span(visit.on, visit.start, visit.minutes)
    if begin.time() < tutor.day_start or end.date() > visit.on or end.time() > tutor.day_end:
        yield f"{visit.start:%H:%M} lies outside the working hours"
    taken = [
        *((other.on, other.start, other.minutes) for other in others),
        *((booking.on, booking.start, booking.minutes) for booking in standing),
    ]
    for on, start, minutes in taken:
        if start is None:
            continue
        other_begin, other_end = _span(on, start, minutes)
        if begin < other_end and other_begin < end:
            yield f"another visit is at {start:%H:%M}"
    zoned = begin.replace(tzinfo=LONDON), end.replace(tzinfo=LONDON)
    if any(busy.start < zoned[1] and zoned[0] < busy.end for busy in request.busy):
        yield f"busy at {visit.start:%H:%M}"


def _learner_words(need: Need, visit: PlannedVisit) -> Iterator[str]:
    if visit.on.isoweekday() in need.never_on:
        yield f"the learner cannot be seen on a {visit.on:%A}"
    if any(away.start <= visit.on <= away.end for away in need.away):
        yield "the learner is away"


def _span(on: date, start: time, minutes: int) -> tuple[datetime, datetime]:
    begin = datetime.combine(on, start)
    return begin, begin + timedelta(minutes=minutes)
