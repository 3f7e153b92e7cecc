"""Types shared by several documents."""

from typing import Annotated, Any, Literal, get_type_hints

from msgspec import Struct, structs


class Limits:
    """Bounds of a field, read by pydantic when a document is checked at a border.

    The usual libraries of such markers cost 20 ms to import, at every start of the program.
    """

    __slots__ = ("bounds",)

    def __init__(self, **bounds: int) -> None:
        """Take pydantic's own names: `ge`, `le`, `min_length`, `max_length`."""
        self.bounds = bounds

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Add the bounds to the schema of the type they stand at."""
        return {**handler(source), **self.bounds}


class Shape(Struct, frozen=True, kw_only=True):
    """A document, or a part of one.

    A struct is made fifty times as fast as a dataclass, which every start of the program pays
    for each class, and is read twice as fast. Pydantic checks it by the same annotations.
    """

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """How pydantic checks it: every field by its type, nothing besides the fields."""
        from pydantic_core import core_schema  # asked for only where pydantic is loaded already

        hints = get_type_hints(cls, include_extras=True)
        fields = {
            field.name: core_schema.typed_dict_field(
                handler.generate_schema(hints[field.name]), required=field.required
            )
            for field in structs.fields(cls)
        }
        whole = core_schema.typed_dict_schema(fields, extra_behavior="forbid")
        return core_schema.no_info_after_validator_function(lambda values: cls(**values), whole)


Line = Annotated[str, Limits(max_length=2000)]
"""One line of text; may be empty."""

Name = Annotated[str, Limits(min_length=1, max_length=2000)]
"""One line of text that must say something."""

Note = Annotated[str, Limits(max_length=50_000)]
"""Text of several lines."""

Minutes = Annotated[int, Limits(ge=0, le=24 * 60)]
Hours = Annotated[int, Limits(ge=0, le=99_999)]
Total = Annotated[int, Limits(ge=0, le=10_000_000)]
"""A sum of minutes or days."""

WeekHours = Annotated[int, Limits(ge=0, le=168)]
Points = Annotated[int, Limits(ge=0, le=100)]
Weekday = Annotated[int, Limits(ge=1, le=7)]
"""ISO weekday: Monday is 1."""

Weeks = Annotated[int, Limits(ge=1, le=52)]

Mode = Literal["online", "workplace"]
"""Where a visit takes place."""

Level = Literal["E3", "1", "2"]
"""Level of a functional skill: Entry Level 3, Level 1, Level 2."""


class Cadence(Shape, frozen=True, kw_only=True):
    """How often a learner is to be seen, in weeks since the last visit that counts."""

    min_weeks: Weeks = 4
    max_weeks: Weeks = 5
