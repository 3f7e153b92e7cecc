"""The windows that a learner's visits fall in, one after the other, spell by spell."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from tutor_tui.planning.needs import Need, Spell
from tutor_tui.planning.results import PlannedVisit


def with_windows(need: Need, visits: Sequence[PlannedVisit]) -> list[PlannedVisit]:
    """The visits, in order of days, each with the window the one before it left open.

    One that is fixed and lies in a break is in no window: it keeps its own day as one.
    """
    found = []
    for spell, mine in by_spell(need, visits):
        opens, closes = (spell.opens, spell.closes) if spell else (None, None)
        for visit in mine:
            if opens is None or closes is None:
                found.append(visit)
                continue
            found.append(
                replace(
                    visit, opens=opens, closes=closes, days_late=max((visit.on - closes).days, 0)
                )
            )
            opens, closes = window_after(need, visit.on)
    return found


def by_spell(
    need: Need, visits: Sequence[PlannedVisit]
) -> Iterator[tuple[Spell | None, list[PlannedVisit]]]:
    """The visits of each spell, and those of none first."""
    left = list(visits)
    spells: list[tuple[Spell, list[PlannedVisit]]] = []
    for spell in need.spells:
        begins = spell.opens - timedelta(days=need.min_days)
        mine = [v for v in left if begins <= v.on and (spell.last is None or v.on <= spell.last)]
        left = [visit for visit in left if visit not in mine]
        spells.append((spell, mine))
    yield None, left
    yield from spells


def window_after(need: Need, on: date) -> tuple[date, date]:
    """The window that a visit on the day opens."""
    return on + timedelta(days=need.min_days), on + timedelta(days=need.max_days)
