"""Nobody later, and as much as can be of what is wished: the same at every run."""

from random import Random

from tutor_tui.planning.chains import NEVER, Case, Chain
from tutor_tui.planning.deal import Paths
from tutor_tui.planning.route import best_route, end_cost
from tutor_tui.planning.wishes import LOAD, Board, points

SEED = 28_35
MOVES = 150
"""Moves tried for each visit."""
ROUNDS = 2
"""How often every learner's visits are laid anew before, and once after."""
BOLDNESS = 90
"""By how many points a move may make the plan worse at first; less and less, then not at all."""


def improved(case: Case, paths: Paths) -> Paths:
    """The plan bettered: no later than before, and never with fewer of the wishes.

    First each learner's visits are laid anew as is best among all others', then single visits
    are moved, or change places, at random from a fixed seed.
    """
    board = Board(case)
    better = {chain: list(path) for chain, path in paths.items()}
    for chain, path in better.items():
        board.add(chain, path)
    for _ in range(ROUNDS):
        relaid(case, board, better)
    _Search(case, board, better).run()
    relaid(case, board, better)
    return min(better, paths, key=lambda plan: (late_days(plan), points(case, plan)))


def late_days(paths: Paths) -> int:
    """The late days of all chains together."""
    return sum(chain.late(path) for chain, path in paths.items())


def relaid(case: Case, board: Board, paths: Paths) -> None:
    """Lay each learner's visits anew, one after the other, where that is better."""
    for chain, path in paths.items():
        board.add(chain, path, -1)
        # the path as it is is among those looked at: the best is never worse
        paths[chain] = best_route(case, chain, board.costs(chain)).path
        board.add(chain, paths[chain])


class _Search:
    """Moves of single visits, tried one by one."""

    def __init__(self, case: Case, board: Board, paths: Paths) -> None:
        self.case, self.board, self.paths = case, board, paths
        self.visits = [(chain, at) for chain, path in paths.items() for at in range(len(path))]
        self.on: list[list[int]] = [[] for _ in range(case.end + 1)]
        for number, (chain, at) in enumerate(self.visits):
            self.on[paths[chain][at]].append(number)

    def run(self) -> None:
        """Try so many moves for each visit, bold at first."""
        random = Random(SEED).random
        number = len(self.visits)
        tries = MOVES * number
        slots, used = self.case.slots, self.board.used
        for turn in range(tries):
            # nothing that makes it worse is taken in the last quarter
            bold = max(BOLDNESS * (3 * tries - 4 * turn) // (3 * tries), 0)
            visit = int(random() * number)
            chain, at = self.visits[visit]
            first, last = self._range(chain, at)
            day = self.paths[chain][at]
            to = first + int(random() * (last - first + 1))
            if to == day or not slots[to] or self.board.own[chain][to] >= NEVER:
                continue
            if used[to] < slots[to]:
                if self._shift_cost(chain, at, to) <= bold:
                    self._put(visit, to)
                continue
            here = self.on[to]
            if not here:
                continue
            other = here[int(random() * len(here))]
            if self._may_swap(other, day) and self._swap_cost(visit, other) <= bold:
                self._put(visit, to)
                self._put(other, day)

    def _range(self, chain: Chain, at: int) -> tuple[int, int]:
        """The days to which this visit may go with no gap later than it is."""
        path = self.paths[chain]
        day = path[at]
        if at:
            first, last = path[at - 1] + chain.low, path[at - 1] + chain.high
        else:
            first, last = chain.opens, chain.closes
        if last < day:
            last = day
        if at + 1 < len(path):
            onward = path[at + 1]
            first, last = max(first, min(onward - chain.high, day)), min(last, onward - chain.low)
        else:
            first, last = max(first, min(chain.until - chain.high, day)), min(last, chain.last)
        return first, last

    def _shift_cost(self, chain: Chain, at: int, to: int) -> int:
        day = self.paths[chain][at]
        used = self.board.used
        own = self.board.own[chain]
        cost = own[to] - own[day] + 2 * LOAD * (used[to] - used[day] + 1)
        for place, worth in self.board.places[chain]:
            led = self.board.led[place]
            cost += (worth if not led[to] else 0) - (worth if led[day] == 1 else 0)
        return cost + self._end_change(chain, at, to)

    def _may_swap(self, other: int, day: int) -> bool:
        chain, at = self.visits[other]
        first, last = self._range(chain, at)
        return first <= day <= last and self.board.own[chain][day] < NEVER

    def _swap_cost(self, visit: int, other: int) -> int:
        (chain, at), (partner, there) = self.visits[visit], self.visits[other]
        day, to = self.paths[chain][at], self.paths[partner][there]
        own, others = self.board.own[chain], self.board.own[partner]
        cost = own[to] - own[day] + others[day] - others[to]
        mine, theirs = self.board.places[chain], self.board.places[partner]
        if mine != theirs:
            for places, shared, from_, onto in ((mine, theirs, day, to), (theirs, mine, to, day)):
                for place, worth in places:
                    if (place, worth) not in shared:
                        led = self.board.led[place]
                        cost += (worth if not led[onto] else 0) - (worth if led[from_] == 1 else 0)
        return cost + self._end_change(chain, at, to) + self._end_change(partner, there, day)

    def _end_change(self, chain: Chain, at: int, to: int) -> int:
        """What changes for the visit that follows after the horizon's end."""
        path = self.paths[chain]
        if at + 1 < len(path):
            return 0
        return end_cost(self.case, chain, to) - end_cost(self.case, chain, path[at])

    def _put(self, visit: int, to: int) -> None:
        chain, at = self.visits[visit]
        path = self.paths[chain]
        day = path[at]
        self.on[day].remove(visit)
        self.on[to].append(visit)
        self.board.add(chain, [day], -1)
        self.board.add(chain, [to])
        path[at] = to
