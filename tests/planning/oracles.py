"""Other ways to the same answers, none of which shares anything with the planner."""

from collections import Counter
from itertools import combinations, pairwise
from math import ceil
from typing import Any

from tutor_tui.planning.chains import Case, Chain

FAR = 10**9


def can_be_on_time(case: Case) -> bool:
    """Whether all who share one rule can be on time, by counting visits up to each day.

    The counts are made as large as slots and windows let them be, then as small as is needed
    for the windows four and five weeks on, until nothing changes or a window has too few.
    """
    low, high = case.chains[0].low, case.chains[0].high
    size = case.end + 1
    opened, closed = ([0] * size for _ in range(2))
    for chain in case.chains:
        for day in range(size):
            opened[day] += chain.opens <= day
            closed[day] += chain.closes <= day
    # before the first day nobody has been seen
    seen = [FAR] * size
    while True:
        before = list(seen)
        for day in range(size):
            seen[day] = min(
                seen[day],
                (seen[day - 1] if day else 0) + case.slots[day],
                opened[day] + (seen[day - low] if day >= low else 0),
            )
        for day in reversed(range(size)):
            if day + 1 < size:
                seen[day] = min(seen[day], seen[day + 1])
            if day + high < size:
                seen[day] = min(seen[day], seen[day + high] - closed[day + high])
            if seen[day] < (closed[day] if day < high else 0):
                return False
        if seen == before:
            return True


def exhaustive(case: Case) -> int:
    """The least late days there can be, by trying every plan: for the smallest cases only."""
    best = FAR

    def paths(chain: Chain) -> list[tuple[int, tuple[int, ...]]]:
        days = [d for d in case.open_days if chain.opens <= d <= chain.last]
        days = [d for d in days if d not in chain.never]
        found = []
        for number in range(len(days) + 1):
            for path in combinations(days, number):
                if all(b - a >= chain.low for a, b in pairwise(path)):
                    found.append((chain.late(list(path)), path))
        return sorted(found)

    every = [paths(chain) for chain in case.chains]

    def search(number: int, used: Counter[int], late: int) -> None:
        nonlocal best
        if late >= best:
            return
        if number == len(every):
            best = late
            return
        for more, path in every[number]:
            if late + more >= best:
                break
            if all(used[day] < case.slots[day] for day in path):
                search(number + 1, used + Counter(path), late + more)

    search(0, Counter(), 0)
    return best + case.lost


def earliest_deadline_first(case: Case) -> int:
    """The late days where each day's slots go to those whose windows close first."""
    windows = {chain: (chain.opens, chain.closes) for chain in case.chains}
    paths: dict[Chain, list[int]] = {chain: [] for chain in case.chains}
    for day in case.open_days:
        due = [
            chain
            for chain, (opens, _) in windows.items()
            if opens <= day <= chain.last and day not in chain.never
        ]
        due.sort(key=lambda chain: windows[chain][1])
        for chain in due[: case.slots[day]]:
            paths[chain].append(day)
            windows[chain] = (day + chain.low, day + chain.high)
    return sum(chain.late(path) for chain, path in paths.items()) + case.lost


def cp_sat(case: Case, seconds: float) -> tuple[int, int]:
    """The fewest late days that CP-SAT finds in the time, and the fewest it leaves possible."""
    from ortools.sat.python import cp_model

    model: Any = cp_model.CpModel()
    on: dict[int, list[Any]] = {day: [] for day in case.open_days}
    late = []
    certain = case.lost
    for chain in case.chains:
        seen = {
            day: model.new_bool_var("")
            for day in case.open_days
            if chain.opens <= day <= chain.last and day not in chain.never
        }
        for day, is_seen in seen.items():
            on[day].append(is_seen)
        for start in range(case.end + 1):
            span = [seen[day] for day in range(start, start + chain.low) if day in seen]
            if len(span) > 1:
                model.add_at_most_one(span)
        certain += max(-chain.closes, 0)
        for day in range(max(chain.closes, 0), chain.until):
            span = [seen[d] for d in range(day - chain.high + 1, day + 1) if d in seen]
            late.append(model.new_bool_var(""))
            model.add_bool_or([*span, late[-1]])
    for day, here in on.items():
        model.add(sum(here) <= case.slots[day])
    model.minimize(sum(late))
    solver: Any = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = 1
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return FAR, certain
    found, bound = solver.objective_value, solver.best_objective_bound
    return certain + round(found), certain + ceil(bound - 1e-6)
