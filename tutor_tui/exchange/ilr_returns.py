"""What several years' returns say of one learner's time, put together in whatever order they come.

A year's return leaves out what ended the year before: the break that a restart ends, and the
English that was passed. So what each year said is kept, and read as one.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Annotated, Literal

from msgspec import Meta, Struct

from tutor_tui.exchange.ilr_spells import Spell, stretch

AimStatus = Literal["continuing", "completed", "withdrawn", "on_break"]
AimOutcome = Literal["achieved", "partly_achieved", "not_achieved", "awaited"]


class SkillAim(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An English or maths aim of the programme: a component that is funded on its own.

    The file holds no titles: `aim_ref` tells the subject and level only to whoever knows it.
    """

    aim_ref: str
    start: date
    actual_end: date | None = None
    status: AimStatus
    outcome: AimOutcome | None = None


class Return(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the newest return of one collection year, `2025-26`, said of one learner's time.

    The current spell is the last of `spells`; there is at least one.
    """

    year: str
    prepared: date
    spells: Annotated[tuple[Spell, ...], Meta(min_length=1)]
    skill_aims: tuple[SkillAim, ...] = ()

    @property
    def age(self) -> tuple[str, date]:
        """What returns are ordered by, the oldest first."""
        return self.year, self.prepared


def merged(*each: Sequence[Return]) -> tuple[Return, ...]:
    """Give the returns of all, oldest first.

    A later return of a year replaces an earlier one of that year; of two prepared on one day
    the one given last holds.
    """
    kept: dict[str, Return] = {}
    for one in chain.from_iterable(each):
        before = kept.get(one.year)
        if before is None or before.age <= one.age:
            kept[one.year] = one
    return tuple(sorted(kept.values(), key=lambda one: one.age))


def current_stretch(returns: Sequence[Return]) -> list[Spell]:
    """Give the current spell of the newest return, last, after those of any year it carries on.

    Where two years tell of the same spell, the later one holds.
    """
    spells = {(spell.lars, spell.start): spell for one in returns for spell in one.spells}
    newest = returns[-1].spells
    return stretch((*_not_in(spells.values(), newest), *newest), newest[-1])


def skill_aims(returns: Sequence[Return]) -> tuple[SkillAim, ...]:
    """Give the English and maths aims of every year, as the latest return that has each tells it.

    One that an earlier year left open and the newest return no longer has was taken back or
    closed in between; nobody knows how, and it is left out.
    """
    found = {(aim.aim_ref, aim.start): aim for one in returns for aim in one.skill_aims}
    newest = {(aim.aim_ref, aim.start) for aim in returns[-1].skill_aims}
    return tuple(
        found[key] for key in sorted(found) if key in newest or found[key].actual_end is not None
    )


def _not_in(spells: Iterable[Spell], newest: Sequence[Spell]) -> Iterable[Spell]:
    known = {(spell.lars, spell.start) for spell in newest}
    return (spell for spell in spells if (spell.lars, spell.start) not in known)
