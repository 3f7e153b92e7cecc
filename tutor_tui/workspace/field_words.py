"""The fields of documents and what they hold, in words."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from store.merge import ABSENT
from tutor_tui.london import in_london

_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{16}")

_NAMES = {
    "ksbs": "",
    "skills": "",
    "gateway": "gateway",
    "otj_planned": "off-the-job hours planned",
    "otj_actual": "off-the-job hours so far",
    "otj_minutes": "off-the-job minutes",
    "uln": "ULN",
    "ukprn": "UKPRN",
    "bsl": "BSL",
    "ref": "reference",
    "original_start": "start",
    "imported": "last import's",
    "edited": "fields edited by hand",
    "day_start": "day begins",
    "day_end": "day ends",
}

BOOKKEEPING = frozenset(
    {"id", "rev", "learner", "sequence", "changed", "created", "edited", "imported"}
)
"""Fields that follow from others, and tell a person nothing."""


def label(path: Sequence[str]) -> str:
    """A field in words: `planned end`, `K1`, `gateway employer`; ids are left out."""
    first, *rest = (name for name in path if not _ID.fullmatch(name))
    return " ".join(filter(None, (_NAMES.get(first, first.replace("_", " ")), *map(_spaced, rest))))


def said(value: Any) -> str:
    """What a field holds, in words: `met, 2026-11-21`; `nothing` where it is empty."""
    if value is ABSENT or value is None or value in ("", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(said(inner) for inner in value.values() if said(inner) != "nothing")
    if isinstance(value, list | tuple):
        return "; ".join(said(inner) for inner in value)
    text = str(value)
    if len(text) > len("2026-11-21") and text[10:11] == "T":
        return _moment(text)
    return text.replace("_", " ") if text.islower() else text


def differences(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> list[tuple[str, str, str]]:
    """The fields that differ: their names, and what they held before and after, in words."""
    old, new = before or {}, after or {}
    found: list[tuple[str, str, str]] = []
    for name in dict.fromkeys((*old, *new)):
        one, other = old.get(name, ABSENT), new.get(name, ABSENT)
        if name in BOOKKEEPING or one == other:
            continue
        if isinstance(one, Mapping) or isinstance(other, Mapping):
            inner_old = one if isinstance(one, Mapping) else {}
            inner_new = other if isinstance(other, Mapping) else {}
            found += [
                (label((name, key)), said(inner_old.get(key)), said(inner_new.get(key)))
                for key in dict.fromkeys((*inner_old, *inner_new))
                if inner_old.get(key) != inner_new.get(key)
            ]
        elif (said(one), said(other)) != ("nothing", "nothing"):
            found.append((label((name,)), said(one), said(other)))
    return found


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _moment(text: str) -> str:
    try:
        return f"{in_london(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"
    except ValueError:
        return text
