"""What is wished of a plan, in points: kept bookings, weekdays, places together, even days."""

from collections import defaultdict
from collections.abc import Iterator

from tutor_tui.planning.chains import NEVER, Case, Chain
from tutor_tui.planning.deal import Paths

KEPT = 2000
"""A booked day kept; nothing else but lateness outweighs it."""
WEEKDAY = 100
"""A visit on a day of the week that the learner does not prefer."""
EMPLOYER = 60
"""An employer to be visited on a day."""
DISTRICT = 40
"""A postcode district to travel to on a day."""
LOAD = 5
"""A day's visits, squared: four on one day cost more than two on each of two."""

Place = tuple[str, str]


def places(chain: Chain) -> list[tuple[Place, int]]:
    """The places a visit leads to, with the points each costs once a day."""
    need = chain.need
    found = []
    if need.employer:
        found.append((("employer", need.employer), EMPLOYER))
    if need.district:
        found.append((("district", need.district), DISTRICT))
    return found


def own_costs(case: Case, chain: Chain) -> list[int]:
    """What a visit of the chain costs on each day, whoever else is seen on it."""
    wished = chain.need.preferred_days
    return [
        NEVER
        if not case.slots[day] or day in chain.never
        else (
            (WEEKDAY if wished and case.days[day].on.isoweekday() not in wished else 0)
            - (KEPT if day in chain.booked else 0)
        )
        for day in range(case.end + 1)
    ]


class Board:
    """Who is where: each day's visits and the places they lead to, as paths come and go."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.used = [0] * (case.end + 1)
        self.own = {chain: own_costs(case, chain) for chain in case.chains}
        self.places = {chain: places(chain) for chain in case.chains}
        self.led: dict[Place, list[int]] = defaultdict(lambda: [0] * (case.end + 1))

    def add(self, chain: Chain, path: list[int], by: int = 1) -> None:
        """Put the chain's visits on the board; with `by` -1 take them off."""
        for day in path:
            self.used[day] += by
            for place, _ in self.places[chain]:
                self.led[place][day] += by

    def costs(self, chain: Chain) -> list[int]:
        """What one more visit of the chain costs on each day; never where it is full."""
        used, slots = self.used, self.case.slots
        costs = [
            own + LOAD * (2 * here + 1) if here < most else NEVER
            for own, here, most in zip(self.own[chain], used, slots, strict=False)
        ]
        for place, points in self.places[chain]:
            costs = [
                cost if there else cost + points
                for cost, there in zip(costs, self.led[place], strict=True)
            ]
        return costs


def points(case: Case, paths: Paths) -> int:
    """What the plan costs in points, lateness left out."""
    return sum(_points(case, paths))


def _points(case: Case, paths: Paths) -> Iterator[int]:
    board = Board(case)
    for chain, path in paths.items():
        board.add(chain, path)
        own = board.own[chain]
        yield sum(own[day] for day in path)
    yield sum(LOAD * used * used for used in board.used)
    worth = {place: cost for chain in paths for place, cost in board.places[chain]}
    for place, led in board.led.items():
        yield worth[place] * sum(1 for there in led if there)
