"""One standard's TOML file: read, decoded strictly, and complained of in one sentence.

A file has the fields of `Standard`, and may have a table `same_as` that says which of them
stand in another file: `ksbs = 'ST1379-1.2'`.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from tutor_tui.errors import BadFile
from tutor_tui.model.common import Cadence, Shape
from tutor_tui.model.standard import (
    AssessmentMethod,
    Duty,
    GradeRow,
    Ksb,
    RequiredSkill,
    Standard,
)

Key: TypeAlias = tuple[str, str | None]
"""Id and version of a standard."""

BORROWED: Final = ("ksbs", "duties", "skills", "gateway", "methods", "grading")
"""The fields a file may leave to another file."""

LARGEST: Final = 1_000_000
"""Bytes of the largest file that is taken for a standard."""

_TABLES: Final[dict[str, type[Shape]]] = {
    "cadence": Cadence,
    "ksbs": Ksb,
    "duties": Duty,
    "skills": RequiredSkill,
    "methods": AssessmentMethod,
    "grading": GradeRow,
}
_PLAIN: Final = {
    "str": "text",
    "int": "a whole number",
    "float": "a decimal number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "date": "a date",
    "datetime": "a date with a time",
    "time": "a time",
}


@dataclass(frozen=True, slots=True)
class StandardFile:
    """What one file says: `same_as` names, field by field, the file to take the field from."""

    path: Path
    standard: Standard
    same_as: dict[str, str]


def stem(key: Key) -> str:
    """The name a standard's file must have, without `.toml`."""
    return key[0] if key[1] is None else f"{key[0]}-{key[1]}"


def key(stem: str) -> Key:
    """The standard a file of this name must hold. A version has a dot: `LARS-12` is an id."""
    name, hyphen, version = stem.rpartition("-")
    return (name, version) if hyphen and is_version(version) else (stem, None)


def is_version(text: str) -> bool:
    """Whether a text is numbers with dots between, such as `1.2`."""
    parts = text.split(".")
    return len(parts) > 1 and all(part.isascii() and part.isdecimal() for part in parts)


def read(path: Path) -> StandardFile:
    """Read one file of a catalogue and decode it.

    Raises:
        BadFile: It cannot be read, is not TOML, has a key too many, a field missing or of the
            wrong type, or is not named for what it holds.
    """
    file = decode(path, _content(path))
    standard = file.standard
    if (standard.id, standard.version) != key(path.stem):
        right = stem((standard.id, standard.version))
        raise BadFile(f"{path}: it holds {standard.label!r}, so name the file {right + '.toml'!r}.")
    return file


def decode(path: Path, data: bytes) -> StandardFile:
    """Decode what was read from a file, whatever the file is called.

    Args:
        path: The file, for messages.
        data: All that is in it.

    Raises:
        BadFile: It is not TOML, has a key too many, a field missing or of the wrong type.
    """
    content = _toml(path, data)
    same_as = content.pop("same_as", {})
    _refuse_unknown(path, content)
    _refuse_bad_loan(path, content, same_as)
    try:
        standard = msgspec.convert(content, Standard)
    except msgspec.ValidationError as error:
        raise BadFile(f"{path}: {_sentence(error)}.") from None
    return StandardFile(path, standard, same_as)


def _content(path: Path) -> bytes:
    """All that is in the file, which is no larger than a standard may be."""
    try:
        if not path.is_file():
            raise BadFile(f"{path}: not an ordinary file; take it out of the folder.")
        if path.stat().st_size > LARGEST:
            raise BadFile(
                f"{path}: larger than 1 MB, so not a standard; take it out of the folder."
            )
        return path.read_bytes()
    except OSError as error:
        raise BadFile(f"{path}: cannot be read: {error.strerror}.") from None


def _toml(path: Path, data: bytes) -> dict[str, Any]:
    """The content as TOML gives it."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadFile(
            f"{path}: not text at byte {error.start + 1}; save it as TOML in UTF-8."
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise BadFile(f"{path}: not valid TOML: {error}.") from None
    except (ValueError, RecursionError):
        # A number of thousands of digits, or lists nested thousands deep.
        raise BadFile(f"{path}: holds a value beyond all measure; write it plainly.") from None


def _refuse_unknown(path: Path, content: dict[str, Any]) -> None:
    """Refuse a key that no field answers to: a misspelt field would be lost without a word."""
    _refuse_unknown_keys(path, content, Standard, "")
    for name, kind in _TABLES.items():
        value = content.get(name)
        if isinstance(value, dict):
            _refuse_unknown_keys(path, value, kind, f" in {name}")
        elif isinstance(value, list):
            for number, item in enumerate(value, 1):
                if isinstance(item, dict):
                    _refuse_unknown_keys(path, item, kind, f" in {name} {number}")


def _refuse_unknown_keys(path: Path, table: dict[str, Any], kind: type[Shape], where: str) -> None:
    known = set(kind.__struct_fields__)
    for name in table:
        if name not in known:
            raise BadFile(
                f"{path}: unknown key {name!r}{where}; the keys are {', '.join(sorted(known))}."
            )


def _refuse_bad_loan(path: Path, content: dict[str, Any], same_as: object) -> None:
    """Refuse a `same_as` that is no table of names, or names a field given or not lent."""
    if not isinstance(same_as, dict):
        raise BadFile(f"{path}: same_as must be a table such as `ksbs = 'ST1379-1.2'`.")
    for name, lender in same_as.items():
        if name not in BORROWED:
            raise BadFile(
                f"{path}: {name!r} cannot stand in same_as; only {', '.join(BORROWED)} can."
            )
        if not isinstance(lender, str):
            raise BadFile(f"{path}: same_as must give {name} the name of a file, without '.toml'.")
        if name in content:
            raise BadFile(f"{path}: {name} is given here and in same_as; keep one of them.")


def _sentence(error: msgspec.ValidationError) -> str:
    """The decoder's message in plain words: `in ksbs 4, text: expected text, got a list`."""
    what, _, where = str(error).partition(" - at `$")
    what = what.replace("Object missing required field", "missing field")
    if what.startswith("Expected"):
        what = re.sub(r"`([^`]*)`", lambda types: _types(types[1]), what)
    where = re.sub(r"\[(\d+)\]", lambda index: f" {int(index[1]) + 1}", where.strip("`."))
    what = what[0].lower() + what[1:]
    return f"in {where.replace('.', ', ')}: {what}" if where else what


def _types(names: str) -> str:
    """Type names of the decoder in plain words; an optional field may also be left out."""
    return " or ".join(_PLAIN.get(name, name) for name in names.split(" | ") if name != "null")
