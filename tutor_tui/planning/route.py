"""The best days for one chain of visits, all others being where they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from tutor_tui.planning.chains import LATE, NEVER, Case, Chain

RHYTHM = 1
"""What a day costs by which a gap misses the middle of its window."""
STRANDED = 25
"""What a day costs by which the visit after the horizon's end must come late."""


@dataclass(frozen=True, slots=True)
class Route:
    """Days of visits, and what they cost."""

    path: list[int]
    cost: int


def best_route(case: Case, chain: Chain, cost: Sequence[int]) -> Route:
    """The days that cost least together, lateness before all else.

    Args:
        case: The days of the horizon.
        chain: Whose visits.
        cost: What a visit on each day costs; `NEVER` where none can be.
    """
    low, high, closes, last = chain.low, chain.high, chain.closes, chain.last
    size = case.end + 1
    reached = [NEVER] * size
    before = [-1] * size
    queued, queued_from = NEVER, -1  # the least cost of coming late, less what a day now costs
    joins = 0
    middle = (low + high) // 2
    gaps = [RHYTHM * abs(gap - middle) for gap in range(low, high + 1)]
    for day in case.open_days:
        if day < chain.opens or day > last:
            continue
        while joins < day - high:
            if reached[joins] < NEVER:
                waiting = reached[joins] - LATE * (joins + high)
                if waiting < queued:
                    queued, queued_from = waiting, joins
            joins += 1
        here = cost[day]
        if here >= NEVER:
            continue
        best, origin = LATE * max(day - closes, 0), -1
        if queued_from >= 0 and queued + LATE * day < best:
            best, origin = queued + LATE * day, queued_from
        for gap in range(low, min(high, day) + 1):
            prior = reached[day - gap] + gaps[gap - low]
            if prior < best:
                best, origin = prior, day - gap
        reached[day] = best + here
        before[day] = origin
    return _traced(case, chain, reached, before)


def _traced(case: Case, chain: Chain, reached: list[int], before: list[int]) -> Route:
    """The route back from the last visit that ends it at the least cost."""
    least, day = LATE * max(chain.until - chain.closes, 0), -1
    for last, cost in enumerate(reached):
        if cost < NEVER:
            total = cost + end_cost(case, chain, last)
            if total < least:
                least, day = total, last
    path = []
    while day >= 0:
        path.append(day)
        day = before[day]
    return Route(path[::-1], least)


def end_cost(case: Case, chain: Chain, last: int) -> int:
    """What it costs that the chain's last visit is on this day."""
    late = max(chain.until - last - chain.high, 0)
    if late or chain.until < case.end:
        return LATE * late
    return STRANDED * case.stranded(last, chain.low, chain.high)
