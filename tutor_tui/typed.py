"""Days, times, lengths and who signs, as people type them into a form."""

import re
from datetime import date, datetime, time, timedelta
from typing import get_args

from tutor_tui.errors import WrongUsage
from tutor_tui.london import from_london
from tutor_tui.model.learner import Signer
from tutor_tui.model.tutor import Leave

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(
    r"(mon|fri|sun)(day)?|tue(s(day)?)?|wed(s|nesday)?|thu(r(s(day)?)?)?|sat(urday)?"
)
_SHORT = ("t", "tod", "tom", "yes")
"""Words for a day that at the end of a text are rather somebody's name, or an answer."""
_NUMBERS = re.compile(r"(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}|\d{2}))?")
_NAMED = re.compile(
    r"(\d{1,2})\s*(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?(?:\s*(\d{4}|\d{2}))?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DUE = re.compile(r"(.*\b)?by\s+(\S.*)", re.DOTALL | re.IGNORECASE)
_LENGTH = re.compile(
    r"([0-9]{1,2})\s*(?:h|hrs?|hours?)(?:\s*([0-5]?[0-9])\s*(?:m|mins?|minutes?)?)?"
    r"|([0-9]{1,2}):([0-5][0-9])"
)
_MINUTES = re.compile(r"([0-9]{1,4})\s*(?:m|mins?|minutes?)?")
_HOURS = re.compile(r"([0-9]{1,2}[.,][0-9]{1,2})\s*(?:h|hrs?|hours?)")
FARTHEST_AHEAD = 20
"""Years ahead that a year of two digits may mean; one farther off is of the last century."""
_CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?")


def typed_day(text: str, today: date) -> date:
    """A day: `2026-12-04`, `4/12`, `4/12/26`, `4 dec`, `fri` (the next), `today`, `+3`.

    Without a year it is the one that brings the day nearest to today.

    Raises:
        WrongUsage: It is not a day, or does not exist.
    """
    word = text.strip().casefold()
    if word in ("today", "t", "tod"):
        return today
    if word in ("tomorrow", "tom"):
        return today + timedelta(days=1)
    if word in ("yesterday", "yes"):
        return today - timedelta(days=1)
    if re.fullmatch(r"[+-]\d{1,3}", word):
        return today + timedelta(days=int(word))
    if _WEEKDAY.fullmatch(word):
        ahead = (_WEEKDAYS.index(word[:3]) - today.weekday()) % 7
        return today + timedelta(days=ahead or 7)
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
            return date.fromisoformat(word)
        if match := _NUMBERS.fullmatch(word):
            return _with_year(int(match[1]), int(match[2]), match[3], today)
        if match := _NAMED.fullmatch(word):
            return _with_year(int(match[1]), _MONTHS.index(match[2][:3]) + 1, match[3], today)
    except ValueError:
        pass
    raise WrongUsage(f"{_said(text, 'a day')}; give it as 4/12, 4 dec, fri or 2026-12-04")


def typed_away(text: str, today: date) -> tuple[Leave, ...]:
    """Days away, in order: `1 dec to 5 dec; 20 dec`.

    Raises:
        WrongUsage: A day cannot be read, or a stretch ends before it begins.
    """
    found = []
    for part in filter(None, (part.strip() for part in re.split("[;,]", text))):
        first, *more = re.split(r"\s+(?:to|until|-|–)\s+", part, maxsplit=1)
        start = typed_day(first, today)
        end = typed_day(more[0], today) if more else start
        if end < start:
            raise WrongUsage(f"{part!r} ends before it begins")
        found.append(Leave(start=start, end=end))
    return tuple(sorted(found, key=lambda away: (away.start, away.end)))


def typed_due(text: str, today: date) -> tuple[str, date | None]:
    """A text and the day it ends with, where it ends in `by` and a day: `read on by fri`.

    What stands after the last `by` and has no form of a day stays text: `finish by hand`, and
    `to be signed by Tom`.

    Raises:
        WrongUsage: It has the form of a day, and there is no such day.
    """
    found = _DUE.fullmatch(text)
    if found is None or found[2].strip().casefold() in _SHORT:
        return text.strip(), None
    try:
        return found[1].strip(), typed_day(found[2], today)
    except WrongUsage:
        if _has_form_of_day(found[2].strip().casefold()):
            raise
        return text.strip(), None


def typed_time(text: str) -> time:
    """A time of day: `10`, `10:30`, `1030`, `2pm`.

    Raises:
        WrongUsage: It is not one.
    """
    match = _CLOCK.fullmatch(text.strip().casefold())
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if match[3] == "pm" else 0)
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise WrongUsage(f"{_said(text, 'a time of day')}; give it as 10:30")


def typed_moment(day: str, clock: str, today: date) -> datetime:
    """Day and time together, on London's clock.

    Raises:
        WrongUsage: One of them cannot be read, or the clocks skip that time.
    """
    return from_london(datetime.combine(typed_day(day, today), typed_time(clock)))


def typed_length(text: str) -> int:
    """A length in minutes: `90`, `90 min`, `1h30`, `1:30`, `1.5 h`.

    Raises:
        WrongUsage: It is not one.
    """
    word = text.strip().casefold()
    if found := _MINUTES.fullmatch(word):
        return int(found[1])
    if found := _LENGTH.fullmatch(word):
        return 60 * int(found[1] or found[3]) + int(found[2] or found[4] or 0)
    if found := _HOURS.fullmatch(word):
        return round(60 * float(found[1].replace(",", ".")))
    raise WrongUsage(f"{_said(text, 'a length of time')}; give it as 90, 1h30 or 1.5h")


def typed_signers(text: str) -> tuple[Signer, ...]:
    """Who signs: `learner employer tutor`, first letters, or `all`; `nobody`, or nothing typed.

    Raises:
        WrongUsage: Somebody else is named.
    """
    signers: tuple[Signer, ...] = get_args(Signer)
    named: list[Signer] = []
    for word in text.casefold().replace(",", " ").split():
        if word == "nobody":
            continue
        found = [who for who in signers if who.startswith(word) or word == "all"]
        if not found:
            raise WrongUsage(f"{word!r} signs no review; give learner, employer, tutor or l e t")
        named += found
    return tuple(who for who in signers if who in named)


def typed_when(text: str, today: date) -> datetime | None:
    """A day and a time in one: `4 dec 10:30`; None where nothing was typed.

    Raises:
        WrongUsage: One of them cannot be read or is missing, or the clocks skip that time.
    """
    day, _, clock = text.strip().rpartition(" ")
    if not day and not clock:
        return None
    if not day:
        raise WrongUsage(f"{text.strip()!r}: give day and time, as 4 dec 10:30")
    return typed_moment(day, clock, today)


def typed_number(text: str, what: str) -> int | None:
    """A whole number, None where nothing was typed.

    Raises:
        WrongUsage: It is not one.
    """
    word = text.strip()
    if not word:
        return None
    if not word.isascii() or not word.isdigit():
        raise WrongUsage(f"{what}: {word!r} is not a whole number")
    return int(word)


def _said(text: str, what: str) -> str:
    """That this is not what it must be, or that nothing was typed."""
    word = text.strip()
    return f"{word!r} is not {what}" if word else f"{what} is needed"


def _has_form_of_day(word: str) -> bool:
    whole = re.fullmatch(r"\d{4}-\d{2}-\d{2}", word)
    return bool(whole or _NUMBERS.fullmatch(word) or _NAMED.fullmatch(word))


def _with_year(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        full = int(year) if len(year) == 4 else 2000 + int(year)
        if len(year) == 2 and full > today.year + FARTHEST_AHEAD:
            full -= 100  # 17/5/98 is a date of birth
        return date(full, month, day)
    near = []
    for candidate in (today.year - 1, today.year, today.year + 1):
        try:
            near.append(date(candidate, month, day))
        except ValueError:
            continue
    if not near:
        raise ValueError("no such day in any year near")
    return min(near, key=lambda when: abs((when - today).days))
