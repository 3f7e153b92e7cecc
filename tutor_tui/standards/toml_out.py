"""A standard written as its TOML file, to be read again as it was."""

import json
from datetime import date
from typing import Any, Final

from msgspec.structs import fields

from tutor_tui.model.common import Shape
from tutor_tui.model.standard import Standard

_DELETE: Final = "\x7f"
"""The one character that TOML wants escaped and JSON does not."""


def toml(standard: Standard) -> str:
    """The file's text: a field a line, and only those fields that say something."""
    return "".join(f"{name} = {_value(value)}\n" for name, value in _told(standard))


def _told(record: Shape) -> list[tuple[str, Any]]:
    """The fields of a record that are not as they are where nothing is said."""
    told = ((field, getattr(record, field.name)) for field in fields(record))
    return [(field.name, value) for field, value in told if value != field.default]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # a string of JSON is one of TOML
        return json.dumps(value, ensure_ascii=False).replace(_DELETE, "\\u007f")
    if isinstance(value, date | int):
        return str(value)
    if isinstance(value, Shape):
        inner = ", ".join(f"{name} = {_value(one)}" for name, one in _told(value))
        return f"{{{inner}}}"
    if any(isinstance(one, Shape) for one in value):
        return "[\n" + "".join(f"  {_value(one)},\n" for one in value) + "]"
    return f"[{', '.join(map(_value, value))}]"
