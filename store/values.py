"""The border of the store: only values that every engine keeps unchanged get in."""

import math
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from store.errors import BadValue
from store.interface import Document

MAX_DEPTH = 64
"""How deep lists and objects may be nested, the document itself counted."""

MAX_INTEGER = 2**53
"""The largest whole number, either sign, that every reader of JSON keeps exactly."""

_NUL = b"\\u0000"
"""How NUL looks in JSON."""

_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")


def document(kind: str, data: Mapping[str, Any], rev: int) -> Document:
    """The document as the store will hold it, its values checked.

    Args:
        kind: The kind of document.
        data: The document, its `id` included; a `rev` in it is ignored.
        rev: The revision it will have.

    Raises:
        BadValue: A value is not one that every engine keeps; the message names the field.
    """
    if not _KIND.fullmatch(kind):
        raise BadValue(
            f"{_shown(kind)} cannot be a kind of document: use lower-case letters, digits and _"
        )
    name = data.get("id")
    if not isinstance(name, str) or not name:
        raise BadValue(f"a {kind} needs an id: text that is not empty")
    checked = {"id": name, "rev": rev, **{key: data[key] for key in data if key != "rev"}}
    _check(checked, (kind,))
    try:
        raw = msgspec.json.encode(checked)
    except UnicodeEncodeError:
        _check_texts(checked, (kind,))
        raise
    # The texts are looked at one by one only where there is something to find.
    if _NUL in raw:
        _check_texts(checked, (kind,))
    return Document(kind, name, rev, raw)


def _check(value: dict[str, Any], path: tuple[object, ...]) -> None:
    """Refuse what is not JSON as every engine keeps it; of texts only the names' types."""
    _check_depth(path)
    for name, inner in value.items():
        if type(name) is not str:
            raise _refused((*path, name), "a name that is not text", "write it as text")
        if type(inner) is not str:
            _check_value(inner, (*path, name))


def _check_value(value: Any, path: tuple[object, ...]) -> None:
    # Exact types: a subclass may be encoded as something else than it looks.
    kind = type(value)
    if kind is dict:
        _check(value, path)
    elif kind is int:
        if abs(value) > MAX_INTEGER:
            raise _refused(path, "a whole number beyond 2^53", "write it as text")
    elif kind is float:
        if not math.isfinite(value):
            raise _refused(path, f"the number {value}", "leave the field out or write null")
    elif kind is list or kind is tuple:
        _check_depth(path)
        for number, inner in enumerate(value):
            if type(inner) is not str:
                _check_value(inner, (*path, number))
    elif value is not None and kind is not bool:
        raise _refused(path, f"a {kind.__name__}, which JSON does not know", "write it as text")


def _check_texts(value: Any, path: tuple[object, ...]) -> None:
    if isinstance(value, str):
        if "\0" in value:
            raise _refused(path, "the character NUL", "take it out")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise _refused(path, "half a character (a lone surrogate)", "take it out") from None
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check_texts(name, (*path, name))
            _check_texts(inner, (*path, name))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            _check_texts(inner, (*path, number))


def _check_depth(path: tuple[object, ...]) -> None:
    if len(path) > MAX_DEPTH:
        raise _refused(path[:4], f"lists or objects more than {MAX_DEPTH} deep", "flatten it")


def _refused(path: tuple[object, ...], what: str, remedy: str) -> BadValue:
    return BadValue(f"{'.'.join(map(_shown, path))} holds {what}: {remedy}")


def _shown(part: object) -> str:
    """A part of a path, safe to print."""
    text = str(part)
    return text if text.isprintable() else ascii(text)[1:-1]
