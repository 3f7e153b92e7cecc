"""Two changes of one document made side by side, put together field by field."""

from collections.abc import Iterable, Mapping, Set
from typing import Any, Final, TypeAlias

import msgspec

ABSENT: Final = msgspec.UNSET
"""What stands for a field that is not there."""

Path: TypeAlias = tuple[str, ...]
"""Where a field is: its name, and within objects the names on the way to it."""


class Clash(msgspec.Struct, frozen=True):
    """A field that both have changed, and not to the same value."""

    path: Path
    base: Any
    mine: Any
    theirs: Any


class Merge(msgspec.Struct, frozen=True):
    """Two changes put together."""

    data: dict[str, Any]
    """The document; where they clash it holds theirs."""
    clashes: tuple[Clash, ...]


def merged(
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    *,
    together: Iterable[Set[str]] = (),
    keep: Set[Path] = frozenset(),
    depth: int = 2,
) -> Merge:
    """Both changes of a document, where they do not clash.

    A field that one side changed is that side's, one that both changed alike is theirs.
    Objects are gone into, as deep as is said; lists are taken whole.

    Args:
        base: The document that both have changed.
        mine: One change of it.
        theirs: The other, which the store holds.
        together: Fields of the document that are one fact: where both sides have changed any
            of them, all that mine has changed of them clash.
        keep: Where the clashing fields are of which mine is to be taken.
        depth: How deep a field may lie; an object at this depth is taken whole.
    """
    clashes: list[Clash] = []
    data = _fields((), base, mine, theirs, clashes, depth)
    known = {clash.path for clash in clashes}
    for fields in together:
        changed = [name for name in fields if _at(base, name) != _at(mine, name)]
        if changed and any(_at(base, name) != _at(theirs, name) for name in fields):
            for name in sorted(changed):
                values = _at(base, name), _at(mine, name), _at(theirs, name)
                if (name,) not in known and values[1] != values[2]:
                    clashes.append(Clash((name,), *values))
                    _set(data, (name,), values[2])
    for clash in clashes:
        if clash.path in keep:
            _set(data, clash.path, clash.mine)
    return Merge(data, tuple(sorted(clashes, key=lambda clash: clash.path)))


def _fields(
    path: Path,
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    clashes: list[Clash],
    depth: int,
) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name in dict.fromkeys((*theirs, *mine)):
        values = _at(base, name), _at(mine, name), _at(theirs, name)
        value = _value((*path, name), *values, clashes, depth)
        if value is not ABSENT:
            data[name] = value
    return data


def _value(path: Path, base: Any, mine: Any, theirs: Any, clashes: list[Clash], depth: int) -> Any:
    if path == ("rev",) or base == mine:
        return theirs
    if mine == theirs or base == theirs:
        return mine
    if len(path) < depth and isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        whole = base if isinstance(base, Mapping) else {}
        return _fields(path, whole, mine, theirs, clashes, depth)
    clashes.append(Clash(path, base, mine, theirs))
    return theirs


def _at(data: Mapping[str, Any], name: str) -> Any:
    return data.get(name, ABSENT)


def _set(data: dict[str, Any], path: Path, value: Any) -> None:
    *way, last = path
    for name in way:
        data = data.setdefault(name, {})
    if value is ABSENT:
        data.pop(last, None)
    else:
        data[last] = value
