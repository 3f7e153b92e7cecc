"""The fields of a learner: whose they are, what empties them, how they are read and told."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from tutor_tui.errors import WrongUsage
from tutor_tui.model.learner import Break, Learner, StatusChange
from tutor_tui.text import line
from tutor_tui.workspace.field_words import label

ILR_OWNED = (
    "given_name",
    "family_name",
    "uln",
    "born",
    "email",
    "original_start",
    "planned_end",
    "statuses",
    "breaks",
    "otj_planned",
    "otj_actual",
    "prior_hours",
)
"""Fields the government return owns, until a person edits them."""

CLEARABLE = (
    *ILR_OWNED,
    "ukprn",
    "postcode",
    "employer",
    "link",
    "expected_end",
    "cadence",
    "weekly_hours",
    "otj_plan",
    "organisation",
    "second_tutor",
    "preferred_days",
    "preferred_time",
    "never_on",
    "away",
)

EMPTY: dict[str, Any] = {
    "given_name": "",
    "uln": "",
    "ukprn": "",
    "email": "",
    "postcode": "",
    "employer": "",
    "link": "",
    "statuses": (),
    "breaks": (),
    "otj_plan": {},
    "organisation": "",
    "second_tutor": "",
    "preferred_days": (),
    "never_on": (),
    "away": (),
}
"""What an emptied field holds; None for any other."""

_NEVER_EMPTY = ("original_start", "planned_end", "family_name")
_SHORT_NAMES = {"status": "statuses", "start": "original_start"}
_FIELD_TYPES: dict[str, Any] = {
    "given_name": str,
    "family_name": str,
    "uln": str,
    "born": date | None,
    "email": str,
    "original_start": date,
    "planned_end": date,
    "statuses": tuple[StatusChange, ...],
    "breaks": tuple[Break, ...],
    "otj_planned": int | None,
    "otj_actual": int | None,
    "prior_hours": int | None,
}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def emptied(learner: Learner, fields: Iterable[str]) -> dict[str, Any]:
    """What these fields hold once emptied: the government return's value, else nothing.

    Args:
        learner: Whose.
        fields: Names of fields, with dashes or underscores.

    Raises:
        WrongUsage: A field cannot be empty, and the return has nothing for it.
    """
    values: dict[str, Any] = {}
    for given in fields:
        name = _whole_name(given)
        if name not in CLEARABLE:
            known = ", ".join(sorted(CLEARABLE))
            raise WrongUsage(f"{line(given)!r} cannot be cleared; there are: {known}")
        if name in learner.imported:
            values[name] = from_import(name, learner.imported[name])
        elif name in _NEVER_EMPTY:
            raise WrongUsage(f"{label((name,))} cannot be empty, and no import has given it")
        else:
            values[name] = EMPTY.get(name)
    return values


def marked_edited(learner: Learner, fields: Collection[str]) -> Learner:
    """The learner with those of the fields the return owns marked as edited by a person."""
    if not learner.imported:
        return learner
    owned = [name for name in ILR_OWNED if name in fields or name in learner.edited]
    return replace(learner, edited=tuple(owned))


def from_import(field: str, value: Any) -> Any:
    """A field's value from the plain form it has in `Learner.imported`."""
    return msgspec.convert(value, type=_FIELD_TYPES[field])


def to_import(value: Any) -> Any:
    """A field's value in the plain form kept in `Learner.imported`: as read from the store."""
    return msgspec.json.decode(msgspec.json.encode(value))


def named(fields: Iterable[str]) -> str:
    """The fields in words, in order of the alphabet: `employer, planned end`."""
    return ", ".join(sorted({label((_whole_name(field),)) for field in fields}))


def weekdays_of(text: str) -> tuple[int, ...]:
    """ISO weekdays from their names, in order: `mon,wed`, `Wed, Monday`; `any` for none.

    Raises:
        WrongUsage: One of them is no weekday.
    """
    words = text.casefold().replace(",", " ").split()
    if words == ["any"]:
        return ()
    for word in words:
        if word[:3] not in _WEEKDAYS or not word.isalpha():
            known = ", ".join(_WEEKDAYS)
            raise WrongUsage(f"{line(word)!r} is no day; give of: {known}; or any")
    return tuple(sorted({_WEEKDAYS.index(word[:3]) + 1 for word in words}))


def _whole_name(given: str) -> str:
    name = given.replace("-", "_")
    return _SHORT_NAMES.get(name, name)
