"""The closed set of filters a store understands, the same in every engine.

A filter names a field by its path (`"standard"`, `"skills.english.state"`); a path that a
document does not have is None. Values compare as JSON does: numbers with numbers, strings
with strings; a comparison of different types does not hold. ISO dates compare as strings.
"""

from dataclasses import dataclass
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Eq:
    """The field equals the value."""

    field: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class In:
    """The field equals one of the values."""

    field: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """The field lies in the range; both ends are included, None is open."""

    field: str
    low: str | int | float | None = None
    high: str | int | float | None = None


@dataclass(frozen=True, slots=True)
class Contains:
    """The text field contains the text, blind to case (casefolded NFC on both sides)."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds; `And(())` always does."""

    parts: "tuple[Filter, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds; `Or(())` never does."""

    parts: "tuple[Filter, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Filter"


Filter: TypeAlias = Eq | In | Range | Contains | And | Or | Not

ALL = And(())
"""The filter that holds for every document."""


@dataclass(frozen=True, slots=True)
class Key:
    """Order by a field; documents without it come first (last when descending)."""

    field: str
    descending: bool = False
