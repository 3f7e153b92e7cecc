"""The request in whole numbers: chains of visits over days counted from today."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from tutor_tui.planning.capacity import Day, days
from tutor_tui.planning.needs import Need, Request, Spell

LATE = 1 << 20
"""What a late day costs, where nothing else ever adds up to as much."""
NEVER = 1 << 50
"""What a day costs on which the visit cannot be."""
BEYOND = 30
"""Days after the horizon's end that are looked at: a visit should not be left stranded there."""


@dataclass(slots=True, eq=False)
class Chain:
    """Visits one after the other with no fixed one between them: the planner's unit.

    The first window is `opens` to `closes`, each next one `low` to `high` days after the visit
    before. Visits may be up to day `last`, lateness counts up to day `until`: the horizon's
    end, the last day before a break, or a fixed visit. `never` are the learner's own days on
    which no visit can be, `booked` the days of bookings that may be moved.
    """

    need: Need
    opens: int
    closes: int
    low: int
    high: int
    last: int
    until: int
    never: frozenset[int] = frozenset()
    booked: tuple[int, ...] = ()

    def late(self, path: list[int]) -> int:
        """The days late of these visits and of the gap after them."""
        closes, late = self.closes, 0
        for day in path:
            late += max(day - closes, 0)
            closes = day + self.high
        return late + max(self.until - closes, 0)


@dataclass(slots=True)
class Case:
    """Chains and slots of one request. Days run from 0, today, to `end`; slots go on a while."""

    days: tuple[Day, ...]
    end: int
    slots: list[int]
    most_slots: list[int]
    chains: list[Chain]
    lost: int = 0
    open_days: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """The days of the horizon that hold a visit at all."""
        self.open_days = [day for day in range(self.end + 1) if self.slots[day]]

    def stranded(self, day: int, low: int, high: int) -> int:
        """Days from the close of the window after a last visit to the first slot, past the end.

        A window that the horizon holds, or that lies further than is looked, strands nobody.
        """
        closes = day + high
        if closes < self.end or closes >= len(self.slots):
            return 0
        for offset in range(day + low, len(self.slots)):
            if self.slots[offset]:
                return max(offset - closes, 0)
        return len(self.slots) - closes


def case(request: Request) -> Case:
    """The request in whole numbers; neither order nor names of the learners matter to it."""
    end = request.weeks * 7
    needs = sorted((need for need in request.needs if need.spells), key=_content)
    look = end + max((need.max_days for need in needs), default=0) + BEYOND
    open_days = days(request, request.today + timedelta(days=look))
    lengths = {need.minutes for need in needs} | {
        booking.minutes for need in needs for booking in need.bookings if not booking.fixed
    }
    longest, shortest = max(lengths, default=1), min(lengths, default=1)
    slots = [day.slots(longest) for day in open_days]
    made = Case(
        days=open_days,
        end=end,
        slots=slots,
        most_slots=slots if longest == shortest else [day.slots(shortest) for day in open_days],
        chains=[],
    )
    for need in needs:
        for spell in need.spells:
            _add(made, request.today, need, spell)
    return made


def _content(need: Need) -> tuple[object, ...]:
    """What a need asks, without whose it is until all else is equal."""
    return (
        need.spells[0].closes,
        need.spells[0].opens,
        need.min_days,
        need.max_days,
        [(s.opens, s.closes, s.last or date.max) for s in need.spells],
        [(b.on, b.start is None, b.start, b.minutes, b.fixed, b.own) for b in need.bookings],
        need.preferred_days,
        str(need.preferred_time),
        need.minutes,
        need.never_on,
        [(away.start, away.end) for away in need.away],
        need.mode,
        need.employer,
        need.district,
        need.review_due or date.max,
        need.review_weeks or 0,
        need.learner,
    )


def _add(made: Case, today: date, need: Need, spell: Spell) -> None:
    """Add the chains of one spell: its fixed bookings cut it."""
    end = made.end
    last = end if spell.last is None else min((spell.last - today).days, end)
    opens, closes = (spell.opens - today).days, (spell.closes - today).days
    offsets = [((b.on - today).days, b.fixed) for b in need.bookings]
    # fixed visits of an earlier spell say nothing of this one's windows
    first = opens - need.min_days
    begins = max(first, 0)
    fixed = sorted({day for day, is_fixed in offsets if is_fixed and begins <= day <= last})
    for stop in (*fixed, None):
        until = last if stop is None else stop
        may = last if stop is None else stop - need.min_days
        booked = sorted({day for day, is_fixed in offsets if not is_fixed and first < day <= may})
        chain = Chain(
            need=need,
            opens=max(opens, 0),
            closes=closes,
            low=need.min_days,
            high=need.max_days,
            last=may,
            until=until,
            never=_never(made, need),
            booked=tuple(booked),
        )
        if chain.opens <= may:
            made.chains.append(chain)
        else:
            # nothing can be put before the fixed visit or the end: what is late stays late
            made.lost += chain.late([])
        if stop is not None:
            opens, closes, first = stop + need.min_days, stop + need.max_days, stop


def _never(made: Case, need: Need) -> frozenset[int]:
    """The open days on which this learner alone cannot be seen."""
    if not need.away and not need.never_on:
        return frozenset()
    return frozenset(
        day
        for day in made.open_days
        if (on := made.days[day].on).isoweekday() in need.never_on
        or any(away.start <= on <= away.end for away in need.away)
    )
