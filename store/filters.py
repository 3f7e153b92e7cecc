"""The closed set of filters a store understands, the same in every engine.

A filter names a field by its path (`"standard"`, `"skills.english.state"`); a path that a
document does not have is None. Values compare as JSON does: numbers with numbers, strings
with strings; a comparison of different types does not hold, and true is not 1. A missing field and
null are the same. ISO dates compare as strings.

The filters are Structs: frozen dataclasses in use, without the 9 ms that making eight
dataclasses adds to every start.
"""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

Scalar: TypeAlias = str | int | float | bool | None


class Eq(msgspec.Struct, frozen=True):
    """The field equals the value."""

    field: str
    value: Scalar


class In(msgspec.Struct, frozen=True):
    """The field equals one of the values."""

    field: str
    values: tuple[Scalar, ...]


class Range(msgspec.Struct, frozen=True):
    """The field lies in the range; both ends are included, None is open.

    With both ends open it holds for every document whose field is a string or a number.
    """

    field: str
    low: str | int | float | None = None
    high: str | int | float | None = None


class Contains(msgspec.Struct, frozen=True):
    """The text field contains the text, blind to case (casefolded NFC on both sides)."""

    field: str
    text: str


class And(msgspec.Struct, frozen=True):
    """Every part holds; `And(())` always does."""

    parts: "tuple[Filter, ...]"


class Or(msgspec.Struct, frozen=True):
    """At least one part holds; `Or(())` never does."""

    parts: "tuple[Filter, ...]"


class Not(msgspec.Struct, frozen=True):
    """The part does not hold."""

    part: "Filter"


Filter: TypeAlias = Eq | In | Range | Contains | And | Or | Not

ALL = And(())
"""The filter that holds for every document."""


class Key(msgspec.Struct, frozen=True):
    """Order by a field; documents without it come first (last when descending).

    Values of different types are ordered: none, booleans, numbers, strings, lists and objects.
    """

    field: str
    descending: bool = False


Predicate: TypeAlias = Callable[[Mapping[str, Any]], bool]


def predicate(where: Filter) -> Predicate:
    """The filter as a function of a decoded document."""
    match where:
        case Eq(field, value):
            return _one_of(field, (value,))
        case In(field, values):
            return _one_of(field, values)
        case Range(field, low, high):
            return _within(field, low, high)
        case Contains(field, text):
            return _containing(field, text)
        case And(parts):
            both = [predicate(part) for part in parts]
            return lambda data: all(holds(data) for holds in both)
        case Or(parts):
            either = [predicate(part) for part in parts]
            return lambda data: any(holds(data) for holds in either)
        case Not(part):
            inner = predicate(part)
            return lambda data: not inner(data)


def reader(field: str) -> Callable[[Mapping[str, Any]], Any]:
    """A function that gives the value at the field's path in a decoded document, or None."""
    first, *rest = field.split(".")

    def read(data: Mapping[str, Any]) -> Any:
        value = data.get(first)
        for part in rest:
            value = value.get(part) if isinstance(value, dict) else None
        return value

    return read


def _one_of(field: str, values: tuple[Scalar, ...]) -> Predicate:
    read = reader(field)
    # Python holds True equal to 1, JSON does not: the type goes along.
    wanted = frozenset((isinstance(value, bool), value) for value in values)

    def holds(data: Mapping[str, Any]) -> bool:
        value = read(data)
        return not isinstance(value, list | dict) and (isinstance(value, bool), value) in wanted

    return holds


def _within(field: str, low: str | float | None, high: str | float | None) -> Predicate:
    read = reader(field)
    ends = {_order_of(end) for end in (low, high) if end is not None}

    def holds(data: Mapping[str, Any]) -> bool:
        value = read(data)
        order = _order_of(value)
        return (
            order is not None
            and ends <= {order}
            and (low is None or value >= low)
            and (high is None or value <= high)
        )

    return holds


def _order_of(value: object) -> type | None:
    """Which order a value belongs to: that of text, that of numbers, or none."""
    if isinstance(value, str):
        return str
    return float if isinstance(value, int | float) and not isinstance(value, bool) else None


def _containing(field: str, text: str) -> Predicate:
    read, wanted = reader(field), _folded(text)

    def holds(data: Mapping[str, Any]) -> bool:
        value = read(data)
        return isinstance(value, str) and wanted in _folded(value)

    return holds


def _folded(text: str) -> str:
    """The text as `Contains` compares it; folding may decompose, so NFC is taken twice."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
