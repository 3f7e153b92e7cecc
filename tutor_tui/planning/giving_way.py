"""Learners giving way to each other: fewer late days, and fewer bookings moved."""

from random import Random

from tutor_tui.planning.chains import LATE, NEVER, Case, Chain
from tutor_tui.planning.deal import Paths
from tutor_tui.planning.route import best_route
from tutor_tui.planning.wishes import own_costs

SEED = 4_5
TOGETHER = 4
"""So many learners at a time give up their days and have them laid anew."""
TRIES = 600
STUCK = 30
"""After so many tries without a gain the search is taken to be stuck."""
IN_VAIN = 250
"""So many tries without a gain end the search."""


def giving_way(case: Case, paths: Paths, least: int) -> Paths:
    """The plan with fewer late days, or as many and fewer bookings moved, where one is found.

    Again and again some learners, one of them late or moved, give up their days and have them
    laid anew one after the other; it stands if they do not lose by it together.

    Args:
        case: Chains and slots.
        paths: The plan to better.
        least: Late days no plan has fewer of.
    """
    table = Table(case, paths)
    table.better(least)
    return table.paths


class Table:
    """Everybody's days within the slots: who is where they cannot be is laid anew."""

    def __init__(self, case: Case, paths: Paths) -> None:
        self.case = case
        self.own = {chain: own_costs(case, chain) for chain in case.chains}
        self.used = [0] * (case.end + 1)
        self.paths: Paths = {chain: [] for chain in case.chains}
        for chain, path in paths.items():
            if all(self.own[chain][day] < NEVER for day in path):
                self._take(chain, path)
        for chain, path in paths.items():
            if self.paths[chain] is not path:
                self._lay(chain)

    @property
    def cost(self) -> int:
        """Late days before all else, then bookings kept and weekdays preferred."""
        return sum(self._cost(chain) for chain in self.case.chains)

    def lay_all(self) -> None:
        """Lay everybody's days anew once, in turn: nobody is worse off."""
        for chain in self.case.chains:
            self._give_up(chain)
            self._lay(chain)

    def better(self, least: int) -> None:
        """Let learners give way for so many tries, or until none wants anything."""
        random = Random(SEED).random
        chains = self.case.chains
        cost = {chain: self._cost(chain) for chain in chains}
        in_vain = 0
        for _ in range(TRIES):
            late = sum(chain.late(self.paths[chain]) for chain in chains) > least
            wanting = [chain for chain in chains if self._wants(chain, late)]
            if not wanting or in_vain == IN_VAIN:
                break
            together = [wanting[int(random() * len(wanting))]]
            while len(together) < min(TOGETHER, len(chains)):
                chain = chains[int(random() * len(chains))]
                if chain not in together:
                    together.append(chain)
            if random() < 0.5:
                together.reverse()
            before = [self.paths[chain] for chain in together]
            for chain in together:
                self._give_up(chain)
            # where the search is stuck, the first leaves one of all their days to the others
            days = [day for path in before for day in path] if in_vain > STUCK else []
            barred = days[int(random() * len(days))] if days else None
            for chain in together:
                self._lay(chain, barred if chain is together[0] else None)
            gained = sum(cost[chain] - self._cost(chain) for chain in together)
            in_vain = 0 if gained > 0 else in_vain + 1
            if gained < 0:
                for chain in together:
                    self._give_up(chain)
                for chain, path in zip(together, before, strict=True):
                    self._take(chain, path)
            cost |= {chain: self._cost(chain) for chain in together}

    def _wants(self, chain: Chain, late: bool) -> bool:
        """Whether a visit is late that perhaps need not be, or a booking is moved."""
        path = self.paths[chain]
        moved = any(self.own[chain][day] < NEVER and day not in path for day in chain.booked)
        return moved or (late and chain.late(path) > 0)

    def _cost(self, chain: Chain) -> int:
        path, own = self.paths[chain], self.own[chain]
        return LATE * chain.late(path) + sum(own[day] for day in path)

    def _lay(self, chain: Chain, barred: int | None = None) -> None:
        """Take the best days in the room there is, but not the day barred."""
        costs = [
            own if used < most else NEVER
            for own, used, most in zip(self.own[chain], self.used, self.case.slots, strict=False)
        ]
        if barred is not None:
            costs[barred] = NEVER
        self._take(chain, best_route(self.case, chain, costs).path)

    def _take(self, chain: Chain, path: list[int]) -> None:
        self.paths[chain] = path
        for day in path:
            self.used[day] += 1

    def _give_up(self, chain: Chain) -> None:
        for day in self.paths[chain]:
            self.used[day] -= 1
        self.paths[chain] = []
