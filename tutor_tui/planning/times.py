"""Times of day within a day's free times: never two at once, as wished where that can be."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from tutor_tui.planning.capacity import Span, minute, without
from tutor_tui.planning.working_time import HALF_HOURS, PROPOSED_TIMES

USUAL = tuple(minute(clock) for clock in (*PROPOSED_TIMES, *HALF_HOURS))
QUARTERS = range(0, 24 * 60, 15)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A visit to be given a time: its length, the time it is booked at, the time preferred.

    Times are minutes of the day. Visits to one `place` come one after the other.
    """

    minutes: int
    booked: int | None = None
    preferred: int | None = None
    place: tuple[str, str] = ("", "")


def starts(free: Sequence[Span], wanted: Sequence[Wanted]) -> list[int]:
    """A start for each visit, in minutes of the day.

    Booked times are kept where they are free and leave room for the rest, preferred ones met
    as nearly as can be. There must be room for all, each as long as the longest.
    """
    left = list(free)
    found: dict[int, int] = {}
    longest = max((visit.minutes for visit in wanted), default=1)

    def put(number: int, times: Callable[[], Iterator[int]]) -> bool:
        minutes = wanted[number].minutes
        others = len(wanted) - len(found) - 1
        for start in times():
            if any(begin <= start and start + minutes <= end for begin, end in left):
                after = list(without(left, (start, start + minutes)))
                if sum((end - begin) // longest for begin, end in after) >= others:
                    left[:] = after
                    found[number] = start
                    return True
        return False

    for number, visit in _in_order(wanted, lambda visit: visit.booked):
        put(number, lambda at=visit.booked: iter([at]))  # type: ignore[misc]
    for number, visit in _in_order(wanted, lambda visit: visit.preferred):
        if number not in found:
            put(number, lambda at=visit.preferred: _near(at, left))  # type: ignore[misc]
    others = [number for number in range(len(wanted)) if number not in found]
    for number in sorted(others, key=lambda number: (wanted[number].place, number)):
        # the beginning of a free time always leaves room for the rest
        put(number, lambda: chain(USUAL, (begin for begin, _ in left)))
    return [found[number] for number in range(len(wanted))]


def _in_order(
    wanted: Sequence[Wanted], time: Callable[[Wanted], int | None]
) -> list[tuple[int, Wanted]]:
    """Those that have such a time, by it."""
    timed = [(at, number) for number, visit in enumerate(wanted) if (at := time(visit)) is not None]
    return [(number, wanted[number]) for _, number in sorted(timed)]


def _near(preferred: int, free: Sequence[Span]) -> Iterator[int]:
    """Times from the nearest to the preferred one on."""
    times = {preferred, *QUARTERS, *(begin for begin, _ in free)}
    return iter(sorted(times, key=lambda time: (abs(time - preferred), time)))
