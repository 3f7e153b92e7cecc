"""What the cells of a table say: words, flags, hours, lengths, per cents, states."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from tutor_tui.errors import WrongUsage
from tutor_tui.exchange.table_fields import FLAGS, KSB_WORDS, SKILL_WORDS, WORDS
from tutor_tui.exchange.table_headings import key
from tutor_tui.model.common import Level
from tutor_tui.model.learner import KsbState, SkillState
from tutor_tui.typed import typed_length

MOST_HOURS = 99_999
WEEK_HOURS = 7 * 24
MOST_MINUTES = 24 * 60

T = TypeVar("T")

_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
_NOTHING = {"-", "–", "—", "n/a", "na", "none recorded", "not recorded", "tbc", "null"}
"""What people and systems write where nothing is known; a blank in words."""

_TICKS = {"✓", "✔", "☑", "✅", "√"}
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?(%?)")
_HOURS = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?(?:h|hrs?|hours?)?", re.I)
_HOURS_AND_MINUTES = re.compile(
    r"([0-9]{1,6}) ?(?:h|hrs?|hours?|:) ?([0-5]?[0-9])(?: ?(?:m|mins?|minutes?)|:[0-9]{2})?", re.I
)
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}\b)")
_SECONDS = re.compile(r"(?<=[0-9]:[0-9]{2}):[0-9]{2}")
_LEVEL = re.compile(r"\b(?:level|l|lvl)\s*([12])\b|\b(?:entry(?:\s+level)?\s*3|e(?:l)?3)\b", re.I)
_FILLER = re.compile(r"\b(?:functional skills?|fs|english|maths|ict)\b", re.I)


@dataclass(frozen=True, slots=True)
class SkillCell:
    """A functional skill as a cell tells it; `level` where the cell names one."""

    state: SkillState
    level: Level | None = None


def _by_words(words: Mapping[T, tuple[str, ...]]) -> Mapping[str, T]:
    """Each meaning by the keys of its words, and of its own name."""
    return {key(one): meaning for meaning, said in words.items() for one in (*said, str(meaning))}


_WORDS = {field: _by_words(words) for field, words in WORDS.items()}
_FLAGS = _by_words(FLAGS)
_KSB_STATES = _by_words(KSB_WORDS)
_SKILL_STATES = _by_words(SKILL_WORDS)


def says_nothing(text: str) -> bool:
    """Whether the cell stands for a blank."""
    return text.casefold() in _NOTHING


def is_error(text: str) -> bool:
    """Whether the cell shows an error of the spreadsheet's own."""
    return text.upper() in _ERRORS


def word(field: str, text: str) -> str | None:
    """What a field's word stands for, such as `on_programme` for `Active`."""
    return _WORDS[field].get(key(text))


def flag(text: str) -> bool | None:
    """Yes or no."""
    return _FLAGS.get(key(text))


def ksb_state(text: str) -> KsbState | None:
    """The state of a KSB; a tick is met."""
    return "met" if text in _TICKS else _KSB_STATES.get(key(text))


def skill(text: str) -> SkillCell | None:
    """A functional skill's state, with its level where the cell names one: `L2 passed`."""
    match = _LEVEL.search(text)
    level: Level | None = None
    if match:
        level = "1" if match[1] == "1" else "2" if match[1] == "2" else "E3"
        text = text[: match.start()] + " " + text[match.end() :]
    state = _SKILL_STATES.get(key(_FILLER.sub(" ", text)))
    return SkillCell(state, level) if state else None


def hours(text: str, most: int = MOST_HOURS) -> int | None:
    """Whole hours, rounded down: `120`, `1,234.5`, `120 hrs`, `120:30`, `120h 30m`."""
    text = _THOUSANDS.sub("", text)
    match = _HOURS.fullmatch(text) or _HOURS_AND_MINUTES.fullmatch(text)
    found = int(float(match[1])) if match else None
    return found if found is not None and found <= most else None


def minutes(text: str) -> int | None:
    """A length in minutes: `90`, `90 min`, `1h30`, `1:30`, `01:30:00`, `1.5 h`."""
    try:
        found = typed_length(_SECONDS.sub("", text))
    except WrongUsage:
        return None
    return found if found <= MOST_MINUTES else None


def percent(text: str) -> str | None:
    """A per cent as it is written in words: `45%`; a bare fraction may mean either, and is none."""
    match = _PERCENT.fullmatch(text)
    if not match or float(match[1]) > 100 or (not match[2] and 0 < float(match[1]) < 1):
        return None
    return f"{float(match[1]):g}%"
