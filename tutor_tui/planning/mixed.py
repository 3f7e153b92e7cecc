"""Where rules differ: what no plan can be better than, and a plan to begin with.

Nobody can stand in for everybody else here, and to find the least lateness for certain is out
of reach. What no plan has less of is still known, group by group.
"""

from collections import Counter, defaultdict

from tutor_tui.planning.chains import LATE, NEVER, Case, Chain
from tutor_tui.planning.deal import Paths, dealt
from tutor_tui.planning.giving_way import Table
from tutor_tui.planning.route import best_route
from tutor_tui.planning.spread import spread
from tutor_tui.planning.wishes import own_costs


def bound(case: Case, slots: list[int]) -> tuple[int, set[int]]:
    """Late days that no plan has fewer of, and the days whose slots they hang on.

    Each group of one rule is sent through the days as if it were alone there and its learners
    could come on any day; each learner is sent as if nobody else were there.
    """
    late, days = 0, set()
    groups = defaultdict(list)
    for chain in case.chains:
        groups[chain.low, chain.high, _to_the_end(case, chain)].append(chain)
    for (low, high, to_the_end), chains in groups.items():
        alone = sum(chain.late(_alone(case, chain, slots)) for chain in chains)
        together = spread(case, slots, chains, low, high) if to_the_end else None
        if together and together.late_days > alone:
            late += together.late_days
            days |= set(together.prices)
        else:
            late += alone
    return late, days


def mixed(case: Case) -> Paths:
    """A plan within the slots and every learner's own rule, to be bettered.

    It is the better of two: one by a flow, one that leaves all who are booked where they are.
    """
    found = [Table(case, paths) for paths in (_by_flow(case), _as_booked(case))]
    for table in found:
        table.lay_all()
    return min(found, key=lambda table: table.cost).paths


def _to_the_end(case: Case, chain: Chain) -> bool:
    return chain.last == chain.until == case.end


def _alone(case: Case, chain: Chain, slots: list[int]) -> list[int]:
    costs = [NEVER if not slots[day] or day in chain.never else 0 for day in range(case.end + 1)]
    return best_route(case, chain, costs).path


def _by_flow(case: Case) -> Paths:
    """The commonest rule's learners by a flow, the others before them, where they cost least.

    What a day costs is what its slots save the commonest rule's. Their own days are not looked
    at, so some may be where they cannot.
    """
    ends = [chain for chain in case.chains if _to_the_end(case, chain)]
    rules = Counter((chain.low, chain.high) for chain in ends)
    paths: Paths = {chain: [] for chain in case.chains}
    low, high = rules.most_common(1)[0][0] if rules else (0, 0)
    common = [chain for chain in ends if (chain.low, chain.high) == (low, high)]
    slots = list(case.slots)
    prices = spread(case, slots, common, low, high).prices if common else {}
    for chain in case.chains:
        if chain in common:
            continue
        costs = [
            own + LATE * prices.get(day, 0) if slots[day] else NEVER
            for day, own in enumerate(own_costs(case, chain))
        ]
        paths[chain] = best_route(case, chain, costs).path
        for day in paths[chain]:
            slots[day] -= 1
    if common:
        paths |= dealt(case, spread(case, slots, common, low, high))
    return paths


def _as_booked(case: Case) -> Paths:
    """Everybody where they are booked, as far as the days hold them and the rules let them."""
    left = list(case.slots)
    paths: Paths = {}
    for chain in case.chains:
        path: list[int] = []
        opens = chain.opens
        for day in chain.booked:
            if day >= opens and left[day] and day not in chain.never:
                left[day] -= 1
                path.append(day)
                opens = day + chain.low
        paths[chain] = path
    return paths
