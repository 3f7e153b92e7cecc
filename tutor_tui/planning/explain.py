"""Why a visit is late, in days, learners and slots; and the load beside what can be carried."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from tutor_tui.planning.capacity import WEEKDAYS
from tutor_tui.planning.chains import Case
from tutor_tui.planning.needs import Need, Request
from tutor_tui.planning.results import Late, Load, PlannedVisit
from tutor_tui.planning.spell_windows import by_spell, window_after
from tutor_tui.rules.words import count, day, listing

REACH = 42
"""Days around a window that are looked at for more learners than slots."""

Window = tuple[int, int]


def explained(request: Request, made: Case, visits: Sequence[PlannedVisit]) -> list[Late]:
    """What is late in the plan, and why; the visits are each learner's in order of days."""
    mine: dict[str, list[PlannedVisit]] = {}
    for visit in visits:
        mine.setdefault(visit.learner, []).append(visit)
    gaps = [gap for need in request.needs for gap in _gaps(request, made, need, mine)]
    # who is overdue is due on the first day
    windows = [
        (max((gap.opens - request.today).days, 0), max((gap.closes - request.today).days, 0))
        for gap in gaps
        if not gap.fixed
    ]
    crowds = _Crowds(made.end, made.slots, windows)
    taken = Counter((visit.on - request.today).days for visit in visits if not visit.fixed)
    rules = {(need.min_days, need.max_days) for need in request.needs}
    after = {rule: _Crowds(made.end, _usable(made, *rule), windows) for rule in rules}
    return [
        Late(
            learner=gap.need.learner,
            closes=gap.closes,
            planned=gap.planned,
            days_late=gap.days_late,
            why=_why(request, made, gap, crowds, after, taken),
        )
        for gap in gaps
        if gap.days_late
    ]


def load(request: Request, made: Case) -> Load:
    """The visits asked for and the visits that can be carried, a week of the horizon."""
    end = request.today + timedelta(days=made.end)
    due = [need for need in request.needs if any(spell.opens <= end for spell in need.spells)]
    return Load(
        learners=len(due),
        needed_a_week=round(sum(7 / need.max_days for need in due), 2),
        slots_a_week=round(sum(made.slots[: made.end + 1]) * 7 / (made.end + 1), 2),
    )


def span(first: date, last: date, today: date) -> str:
    """The days as `3-11 Jul`, `24 Dec-1 Jan 2027`, `30 Jan-2 Feb 2027`, one as `3 Jul`."""
    if first == last:
        return day(first, today)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{day(last, today)}"
    begins = day(first, first if first.year == last.year else today)
    return f"{begins}-{day(last, today)}"


def _closed_names(made: Case, first: int, last: int) -> list[str]:
    """Why the days are closed, in order; days off are told only where nothing else is."""
    names = dict.fromkeys(made.days[n].closed for n in range(first, last + 1))
    names.pop("", None)
    told = [name for name in names if name not in WEEKDAYS]
    return told or ["no working day"] * bool(names)


@dataclass(frozen=True, slots=True)
class _Gap:
    """A window, the visit planned for it, if any, and its days late."""

    need: Need
    opens: date
    closes: date
    planned: date | None
    fixed: bool
    days_late: int


def _gaps(
    request: Request, made: Case, need: Need, visits: Mapping[str, Sequence[PlannedVisit]]
) -> Iterator[_Gap]:
    """The learner's windows; the last of a spell waits for a visit beyond it."""
    end = request.today + timedelta(days=made.end)
    for spell, mine in by_spell(need, visits.get(need.learner, [])):
        if spell is None:
            continue
        opens, closes = spell.opens, spell.closes
        until = end if spell.last is None else min(spell.last, end)
        for visit in mine:
            yield _Gap(need, opens, closes, visit.on, visit.fixed, visit.days_late)
            opens, closes = window_after(need, visit.on)
        yield _Gap(need, opens, closes, None, False, max((until - closes).days, 0))


class _Crowds:
    """Where more learners are due within some days than those days have slots."""

    def __init__(self, end: int, slots: Sequence[int], windows: Sequence[Window]) -> None:
        self.end = end
        self.slots_before = [0, *accumulate(slots)]
        self.closes: dict[int, list[int]] = {}
        for opens, closes in windows:
            self.closes.setdefault(opens, []).append(closes)
        self.known: dict[Window, tuple[int, int, int, int] | None] = {}

    def around(self, window: Window) -> tuple[int, int, int, int] | None:
        """The fewest days around the window that are too full: first, last, learners, slots."""
        if window not in self.known:
            self.known[window] = self._found(*window)
        return self.known[window]

    def _found(self, opens: int, closes: int) -> tuple[int, int, int, int] | None:
        last = min(closes + REACH, self.end)
        inside = [0] * (last + 2)
        best = None
        for first in range(last, max(opens - REACH, 0) - 1, -1):
            for closed in self.closes.get(first, ()):
                if closed <= last:
                    inside[closed] += 1
            if first > opens:
                continue
            due = sum(inside[first:closes])
            for until in range(closes, last + 1):
                due += inside[until]
                slots = self.slots_before[until + 1] - self.slots_before[first]
                if due > slots and (best is None or until - first < best[1] - best[0]):
                    best = (first, until, due, slots)
        return best


def _usable(made: Case, low: int, high: int) -> list[int]:
    """The slots of days that have some in the window they open."""
    before = [0, *accumulate(made.slots)]
    return [
        slots if before[min(day + high + 1, len(made.slots))] > before[day + low] else 0
        for day, slots in enumerate(made.slots[: made.end + 1])
    ]


def _why(
    request: Request,
    made: Case,
    gap: _Gap,
    crowds: _Crowds,
    after: Mapping[tuple[int, int], _Crowds],
    taken: Mapping[int, int],
) -> str:
    today, need = request.today, gap.need
    opens, closes = (gap.opens - today).days, (gap.closes - today).days
    if closes < 0:
        seen = made.end + 1 if gap.planned is None else (gap.planned - today).days
        waits = (0, min(seen - 1, made.end))
        since = ""
        if seen > 0:
            since = (
                _blocked(made, need, waits, today)
                or _stands(gap, today)
                or _filled(made, waits, taken, today)
            )
        return f"overdue; {since}" if since else "overdue already"
    window = (max(opens, 0), min(closes, made.end))
    if reason := _blocked(made, need, window, today) or _stands(gap, today):
        return reason
    # within fewer days than this nobody is due twice
    once = min(high for _, high in after)
    if crowd := crowds.around(window):
        return _crowded(made, crowd, once, today)
    if crowd := after[need.min_days, need.max_days].around(window):
        lead = "leads" if crowd[3] == 1 else "lead"
        return f"{_crowded(made, crowd, once, today)} that {lead} to a window with slots"
    return _filled(made, window, taken, today) or (
        f"{_when(made, window, today)}: a visit then would make others, or the one after it, later"
    )


def _blocked(made: Case, need: Need, days: Window, today: date) -> str:
    """Why the learner could not be seen on these days, were they the only one."""
    when = _when(made, days, today)
    able = [n for n in range(days[0], days[1] + 1) if made.slots[n]]
    if not able:
        names = _closed_names(made, *days)
        return f"{when}: no slot" + (f" ({listing(names)})" if names else ", all taken")
    if all(_away(need, made.days[n].on) for n in able):
        return f"{when}: the learner cannot be seen"
    return ""


def _stands(gap: _Gap, today: date) -> str:
    """That the visit is not to be moved, where it is not."""
    if gap.planned is None or not gap.fixed:
        return ""
    return f"the visit of {day(gap.planned, today)} stays where it is booked"


def _filled(made: Case, days: Window, taken: Mapping[int, int], today: date) -> str:
    """That visits of this plan take every slot of these days, where they do."""
    held = range(days[0], days[1] + 1)
    slots = sum(made.slots[n] for n in held)
    if sum(taken[n] for n in held) < slots:
        return ""
    return f"{_when(made, days, today)}: {'all ' if slots > 1 else ''}{count(slots, 'slot')} taken"


def _when(made: Case, days: Window, today: date) -> str:
    return span(made.days[days[0]].on, made.days[days[1]].on, today)


def _crowded(made: Case, crowd: tuple[int, int, int, int], once: int, today: date) -> str:
    first, last, due, slots = crowd
    who = count(due, "learner" if last - first < once else "visit")
    return f"{_when(made, (first, last), today)}: {who} due, {count(slots, 'slot')}"


def _away(need: Need, on: date) -> bool:
    return on.isoweekday() in need.never_on or any(a.start <= on <= a.end for a in need.away)
