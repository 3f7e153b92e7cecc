"""The least lateness where all share one rule: a flow of learners through the days.

Who may be seen next when depends on nothing but the day of the visit before, so learners can
stand in for each other: each is one unit that goes from day to day, and a day lets through as
many as it has slots. Who comes too late for every day of the window waits in a queue that
costs each day.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest

from tutor_tui.planning.chains import LATE, Case, Chain
from tutor_tui.planning.flow import Network

KEPT_DAY = 40
"""What a visit is worth on a day that somebody is booked on, up to the number booked."""
KEPT_STEP = 20
"""What going from one booked day to the next of the same learner is worth, besides."""


@dataclass(frozen=True, slots=True)
class Step:
    """So many go on to a day; where they `wait`, they join the queue there; None is the end."""

    day: int | None
    waits: bool
    units: int


@dataclass(slots=True)
class Spread:
    """How many go where: from each group of first windows, from each day, from the queue.

    `late_days` is the least there can be, `prices` the days whose slots are scarce, with the
    late days that one more slot there could save at most.
    """

    late_days: int
    prices: dict[int, int]
    groups: list[tuple[list[Chain], list[Step]]] = field(default_factory=list)
    onward: dict[int, list[Step]] = field(default_factory=dict)
    called: dict[int, int] = field(default_factory=dict)


def shares_one_rule(case: Case) -> bool:
    """Whether the learners may stand in for each other, so that the flow's plan is a plan."""
    return len({(chain.low, chain.high) for chain in case.chains}) <= 1 and all(
        chain.last == chain.until == case.end and not chain.never for chain in case.chains
    )


def spread(case: Case, slots: list[int], chains: Iterable[Chain], low: int, high: int) -> Spread:
    """Send the chains through the days, all by one rule, with the least lateness.

    Among the plans that are least late it is one that keeps days booked, and leaves few to be
    seen next in a window without slots after the horizon's end.
    """
    return _Graph(case, slots, list(chains), low, high).solved()


class _Graph:
    """For each open day three nodes: the queue, the day's beginning, its end."""

    def __init__(
        self, case: Case, slots: list[int], chains: list[Chain], low: int, high: int
    ) -> None:
        self.case, self.slots, self.low, self.high = case, slots, low, high
        self.units = len(chains)
        self.network = Network()
        self.days = [day for day in range(case.end + 1) if slots[day]]
        self.steps: dict[int, list[tuple[int, int | None, bool]]] = defaultdict(list)
        self.booked_days: dict[int, int] = defaultdict(int)
        self.booked_steps: dict[tuple[int, int], int] = defaultdict(int)
        groups: dict[tuple[int, int, int], list[Chain]] = defaultdict(list)
        for chain in chains:
            groups[chain.closes, chain.opens, chain.booked[0] if chain.booked else -1].append(chain)
            for day in chain.booked:
                self.booked_days[day] += 1
            for step in zip(chain.booked, chain.booked[1:], strict=False):
                self.booked_steps[step] += 1
        source = self.network.node()
        self.groups = []
        for key in sorted(groups):
            node = self.network.node()
            self.network.arc(source, node, len(groups[key]))
            self.groups.append((key, groups[key], node))
        self._add_days()

    def _add_days(self) -> None:
        network, days = self.network, self.days
        nodes = {day: (network.node(), network.node(), network.node()) for day in days}
        self.sink = network.node()
        self.nodes = nodes
        #: the first open day at or after each day
        self.following = [-1] * (self.case.end + 2)
        for day in range(self.case.end, -1, -1):
            self.following[day] = day if self.slots[day] else self.following[day + 1]
        for (closes, opens, booked), members, node in self.groups:
            self._leave(node, opens, closes, {booked: len(members)})
        self.through: dict[int, int] = {}
        self.calls: dict[int, int] = {}
        for day, onward in zip_longest(days, days[1:], fillvalue=-1):
            queue, begin, end = nodes[day]
            self.calls[day] = network.arc(queue, begin, self.units)
            later, until = (nodes[onward][0], onward) if onward >= 0 else (self.sink, self.case.end)
            network.arc(queue, later, self.units, LATE * (until - day))
            kept = min(self.booked_days[day], self.slots[day])
            if kept:
                network.arc(begin, end, kept, -KEPT_DAY)
            self.through[day] = network.arc(begin, end, self.slots[day] - kept)
            steps = {to: n for (from_, to), n in self.booked_steps.items() if from_ == day}
            self._leave(end, day + self.low, day + self.high, steps, last=day)

    def _leave(
        self, node: int, opens: int, closes: int, booked: dict[int, int], last: int | None = None
    ) -> None:
        """Where one may go with this window; `booked` tells how many are booked on which day."""
        network, end, units = self.network, self.case.end, self.units
        steps = self.steps[node]
        day = self.following[opens] if opens <= end else -1
        while 0 <= day <= closes:
            if booked.get(day):
                arc = network.arc(node, self.nodes[day][1], booked[day], -KEPT_STEP)
                steps.append((arc, day, False))
            steps.append((network.arc(node, self.nodes[day][1], units), day, False))
            day = self.following[day + 1]
        if closes >= end:
            cost = 0 if last is None else self.case.stranded(last, self.low, self.high)
            steps.append((network.arc(node, self.sink, units, cost), None, False))
        elif day < 0:
            steps.append((network.arc(node, self.sink, units, LATE * (end - closes)), None, False))
        else:
            cost = LATE * (day - closes)
            steps.append((network.arc(node, self.nodes[day][0], units, cost), day, True))

    def solved(self) -> Spread:
        network = self.network
        network.push(self.units)
        cost = sum(network.flow(arc) * network.cost[arc] for arc in range(0, len(network.head), 2))
        # what else is weighed never adds up to half a late day
        late_days = (cost + LATE // 2) // LATE
        return Spread(
            late_days=late_days,
            prices={
                day: price
                for day, arc in self.through.items()
                if (price := (network.price(arc) + LATE // 2) // LATE)
            },
            groups=[(members, self._flows(node)) for _, members, node in self.groups],
            onward={day: self._flows(nodes[2]) for day, nodes in self.nodes.items()},
            called={day: units for day, arc in self.calls.items() if (units := network.flow(arc))},
        )

    def _flows(self, node: int) -> list[Step]:
        return [
            Step(day, waits, units)
            for arc, day, waits in self.steps[node]
            if (units := self.network.flow(arc))
        ]
