"""What becomes of a document that two people changed side by side.

Fields that only one of them changed are put together without a question. What both changed is
for a person to choose.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from store import merge
from store.errors import Conflict
from store.interface import Change
from store.merge import Merge, Path, merged
from tutor_tui.errors import Refused
from tutor_tui.london import in_london
from tutor_tui.workspace.field_words import label, said

_TOGETHER: dict[str, tuple[frozenset[str], ...]] = {
    "learner": (
        frozenset({"statuses", "breaks", "expected_end"}),
        frozenset({"standard", "standard_version", "original_start"}),
    ),
    "visit": (
        frozenset(
            {"date", "start", "end", "mode", "kind", "status", "minutes", "otj_minutes"}
            | {"cancelled_by"}
        ),
    ),
    "tutor": (frozenset({"day_start", "day_end"}),),
    "folder": (),
}
"""Fields that are one fact: a visit moved by one and recorded by another is not put together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that both have changed, in words."""

    path: Path
    field: str
    before: str
    mine: str
    theirs: str


class Clash(Refused):
    """Somebody else has changed the same fields meanwhile; nothing was written.

    `settle` writes the change after all, with `mine` for the differences of these paths and
    `theirs` for the others; it may raise what saving may raise, another Clash too.
    """

    def __init__(
        self,
        named: str,
        who: str,
        differences: tuple[Difference, ...],
        settle: Callable[[frozenset[Path]], None],
    ) -> None:
        """Say what clashes, in one sentence."""
        held = "; ".join(f"{one.field} is now {one.theirs} (not {one.mine})" for one in differences)
        super().__init__(
            f"{named} was changed{who} in the meantime: {held}; nothing was saved: look again and "
            "repeat the change"
        )
        self.named = named
        self.who = who
        self.differences = differences
        self.settle = settle


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen of a field: mine or theirs, and what theirs was when it was shown."""

    mine: bool
    theirs: Any


def choices(together: Merge, mine: Set[Path]) -> dict[Path, Choice]:
    """The choices of a person who was shown what clashes, and wants theirs where not mine."""
    return {clash.path: Choice(clash.path in mine, clash.theirs) for clash in together.clashes}


def answers(choice: Choice | None, clash: merge.Clash) -> bool:
    """Whether the choice is about these very values: theirs may have changed again since."""
    return choice is not None and choice.theirs == clash.theirs


def put_together(conflict: Conflict, decided: Mapping[Path, Choice]) -> Merge | None:
    """Both changes as one document; None where what they started from is not known.

    Args:
        conflict: The two changes.
        decided: What was chosen of fields that clash.
    """
    if conflict.base is None or conflict.mine is None or conflict.theirs is None:
        return None
    # as the store reads it: with lists for tuples
    mine = msgspec.json.decode(msgspec.json.encode(conflict.mine))
    theirs = dict(conflict.theirs)
    _reconcile_bookkeeping(conflict.kind, conflict.base, mine, theirs)
    return merged(
        conflict.base,
        mine,
        theirs,
        together=_TOGETHER[conflict.kind],
        keep={path for path, choice in decided.items() if choice.mine},
    )


def in_words(together: Merge) -> tuple[Difference, ...]:
    """What clashes, as it is shown."""
    return tuple(
        Difference(
            path=clash.path,
            field=label(clash.path),
            before=said(clash.base),
            mine=said(clash.mine),
            theirs=said(clash.theirs),
        )
        for clash in together.clashes
    )


def by_whom(changes: list[Change]) -> str:
    """Who made the last of the changes and when, to go on a sentence with."""
    if not changes:
        return " by someone else"
    last = changes[-1]
    return f" by {last.actor} at {in_london(datetime.fromisoformat(last.at)):%H:%M on %-d %b}"


def _reconcile_bookkeeping(
    kind: str, base: Mapping[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    """Give both sides the same of what only follows from the rest."""
    if kind == "visit":
        both = mine["sequence"] > base["sequence"] < theirs["sequence"]
        sequence = max(mine["sequence"], theirs["sequence"]) + (1 if both else 0)
        changed = max(mine["changed"], theirs["changed"])
        for side in (mine, theirs):
            side.update(sequence=sequence, changed=changed)
    if kind == "learner":
        edited = list(dict.fromkeys((*theirs.get("edited", ()), *mine.get("edited", ()))))
        for side in (mine, theirs):
            side["edited"] = edited
        _add_up(base, mine, theirs, "logged_minutes")
        empty = {"days": 0, "minutes": 0}
        before, *after = (side.setdefault("placement", dict(empty)) for side in (mine, theirs))
        for name in empty:
            _add_up(base.get("placement", empty), before, after[0], name)


def _add_up(
    base: Mapping[str, Any], mine: dict[str, Any], theirs: dict[str, Any], name: str
) -> None:
    """Give both sides a sum to which both have added."""
    total = mine.get(name, 0) + theirs.get(name, 0) - base.get(name, 0)
    for side in (mine, theirs):
        side[name] = total
