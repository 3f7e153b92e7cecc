"""The spells of a programme: how breaks and restarts make one learner's time of several aims."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct

from tutor_tui.model.learner import Break


class Spell(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One unbroken time on a programme, as one programme aim returns it.

    `lars` is the code of the apprenticeship's standard, None for a T Level. `original_start` is
    what the return states, None where it states nothing. `paused` says that it ended in a
    break, `restart` that it is marked as the return from one.
    """

    lars: int | None = None
    start: date
    original_start: date | None = None
    end: date | None = None
    paused: bool = False
    restart: bool = False


def stretch(spells: Iterable[Spell], current: Spell) -> list[Spell]:
    """Give the current spell, last, after those it carries on.

    A spell carries on another of the same programme when it is a restart or the other ended in
    a break.
    """
    earlier = [
        spell
        for spell in spells
        if spell is not current and spell.lars == current.lars and spell.start <= current.start
    ]
    earlier.sort(key=lambda spell: spell.start)
    carried_on: list[Spell] = []
    for spell in [*earlier, current]:
        if carried_on and not spell.restart and not carried_on[-1].paused:
            carried_on.clear()
        carried_on.append(spell)
    return carried_on


def original_start(stretch: Sequence[Spell]) -> date:
    """Give the first day of the programme, kept through breaks and restarts."""
    return min(spell.original_start or spell.start for spell in stretch)


def breaks(stretch: Sequence[Spell]) -> tuple[Break, ...]:
    """Give the breaks between the spells, and the open one where the last ended in a break."""
    found = [
        Break(start=spell.end, end=restart.start)
        for spell, restart in pairwise(stretch)
        if spell.paused and spell.end and spell.end < restart.start
    ]
    if stretch[-1].paused and stretch[-1].end:
        found.append(Break(start=stretch[-1].end))
    return tuple(found)


def break_unknown(stretch: Sequence[Spell]) -> bool:
    """Say whether the learner came back from a break whose beginning is in none of the spells."""
    first = stretch[0]
    unended = any(spell.restart and not before.end for before, spell in pairwise(stretch))
    return unended or (first.restart and (first.original_start or first.start) < first.start)


def doubts(stretch: Sequence[Spell]) -> list[str]:
    """Say what in the spells was taken one way and could mean another."""
    found = []
    for spell, following in pairwise(stretch):
        if spell.paused and not following.restart:
            found.append(
                f"the return on {following.start} is not marked as a restart; taken as one"
            )
        if spell.paused and spell.end and following.start < spell.end:
            found.append(f"the restart on {following.start} is before the break began")
    return found
