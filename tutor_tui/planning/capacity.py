"""A tutor's days: which are open, when, and how many visits each still holds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from tutor_tui.london import LONDON, in_london
from tutor_tui.planning.needs import Booking, Busy, Request
from tutor_tui.planning.working_time import bank_holiday

Span = tuple[int, int]
"""Minutes of the day from and to, on London's clock."""

DAY_MINUTES = 24 * 60
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Day(Struct, frozen=True, kw_only=True):
    """One day: the free times a visit may be put into, and how many more visits it may hold.

    `closed` says why there is none: a weekday, a bank holiday's name, `leave`, a closure's name;
    empty where the day is open, however full.
    """

    on: date
    free: tuple[Span, ...] = ()
    most: int = 0
    closed: str = ""

    def slots(self, minutes: int) -> int:
        """How many visits of that length the day still holds."""
        return min(self.most, sum((end - start) // minutes for start, end in self.free))


def days(request: Request, last: date) -> tuple[Day, ...]:
    """The tutor's days from today to `last`, without what may be moved."""
    tutor, today = request.tutor, request.today
    hours = (minute(tutor.day_start), minute(tutor.day_end))
    taken = _taken(request)
    busy = _busy(request.busy)
    found = []
    for offset in range((last - today).days + 1):
        on = today + timedelta(days=offset)
        closed = closed_because(request, on)
        if closed:
            found.append(Day(on=on, closed=closed))
            continue
        free = [hours]
        here = taken.get(on, ())
        for span in (*busy.get(on, ()), *_spans(here), *_clock_change(on)):
            free = list(without(free, span))
        if on == today:
            free = list(without(free, (0, minute(request.earliest))))
        most = max(tutor.visits_per_day - len(here), 0)
        found.append(Day(on=on, free=tuple(free), most=most))
    return tuple(found)


def closed_because(request: Request, on: date) -> str:
    """Why nobody can be seen on the day; empty where it is open."""
    tutor = request.tutor
    if on.isoweekday() not in tutor.working_days:
        return WEEKDAYS[on.weekday()]
    if any(leave.start <= on <= leave.end for leave in tutor.leave):
        return "leave"
    for closure in request.closures:
        if closure.start <= on <= closure.end:
            return closure.name
    return bank_holiday(on, tutor.nation) or ""


def without(free: Iterable[Span], taken: Span) -> Iterator[Span]:
    """The free times less one that is taken."""
    for start, end in free:
        if taken[0] >= end or taken[1] <= start:
            yield start, end
            continue
        if start < taken[0]:
            yield start, taken[0]
        if taken[1] < end:
            yield taken[1], end


def minute(clock: time) -> int:
    """The minute of the day."""
    return clock.hour * 60 + clock.minute


def clock(minute: int) -> time:
    """The time of day."""
    return time(minute // 60, minute % 60)


def _taken(request: Request) -> dict[date, list[Booking]]:
    """The visits that stand, by day."""
    found = defaultdict(list)
    fixed = (booking for need in request.needs for booking in need.bookings if booking.fixed)
    for booking in (*request.standing, *fixed):
        if booking.own:
            found[booking.on].append(booking)
    return found


def _spans(bookings: Iterable[Booking]) -> Iterator[Span]:
    for booking in bookings:
        if booking.start is not None:
            begin = minute(booking.start)
            yield begin, begin + booking.minutes


def _busy(times: Iterable[Busy]) -> dict[date, list[Span]]:
    """Busy times, cut at midnight."""
    found = defaultdict(list)
    for time_ in times:
        start, end = in_london(time_.start), in_london(time_.end)
        on = start.date()
        while on <= end.date():
            begin = minute(start.time()) if on == start.date() else 0
            # a minute begun is taken
            finish = minute(end.time()) + (end.second > 0) if on == end.date() else DAY_MINUTES
            if begin < finish:
                found[on].append((begin, finish))
            on += timedelta(days=1)
    return found


def _clock_change(on: date) -> tuple[Span, ...]:
    """The hour that comes twice or never on a day the clocks change: nothing is put there."""
    before, after = (
        datetime.combine(on, time(hour), tzinfo=LONDON).utcoffset() for hour in (0, 12)
    )
    return () if before == after else ((60, 120),)
