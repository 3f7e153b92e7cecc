"""Whose visit is whose: the flow's units dealt out to learners."""

from collections import defaultdict

from tutor_tui.planning.chains import Case, Chain
from tutor_tui.planning.spread import Spread, Step

Paths = dict[Chain, list[int]]
"""The days of each chain's visits."""


def dealt(case: Case, spread: Spread) -> Paths:
    """The flow as visits of learners: who is booked on a day goes there first.

    Who shares a day may go on in any way, and who waits has been waiting for longest: neither
    changes how late all are together.
    """
    paths: Paths = {chain: [] for members, _ in spread.groups for chain in members}
    arriving: dict[int, list[Chain]] = defaultdict(list)
    joining: dict[int, list[Chain]] = defaultdict(list)
    place = {chain: number for number, chain in enumerate(case.chains)}
    queue: list[Chain] = []

    def go_on(members: list[Chain], steps: list[Step], today: int) -> None:
        for chain, step in _who_goes_where(members, steps, today):
            if step.day is not None:
                (joining if step.waits else arriving)[step.day].append(chain)

    for members, steps in spread.groups:
        go_on(members, steps, -1)
    for day, steps in spread.onward.items():
        queue += joining.pop(day, [])
        here = arriving.pop(day, [])
        for _ in range(spread.called.get(day, 0)):
            chain = next((c for c in queue if day in c.booked), queue[0])
            queue.remove(chain)
            here.append(chain)
        here.sort(key=place.__getitem__)
        for chain in here:
            paths[chain].append(day)
        go_on(here, steps, day)
    return paths


def _who_goes_where(
    members: list[Chain], steps: list[Step], today: int
) -> list[tuple[Chain, Step]]:
    """Each member's step: first those whose next booked day is one of them, then in order."""
    left = [step.units for step in steps]
    found, others = [], []
    for chain in members:
        booked = next((day for day in chain.booked if day > today), None)
        for number, step in enumerate(steps):
            if booked is not None and step.day == booked and not step.waits and left[number]:
                left[number] -= 1
                found.append((chain, step))
                break
        else:
            others.append(chain)
    remaining = [step for step, units in zip(steps, left, strict=True) for _ in range(units)]
    return found + list(zip(others, remaining, strict=True))
