"""Days and times as people and spreadsheets write them: day first, ISO, or Excel's day number."""

import re
from datetime import date, datetime, time, timedelta

from tutor_tui.errors import WrongUsage
from tutor_tui.london import LONDON
from tutor_tui.typed import typed_time

BIRTH_YEARS_FROM = 1930
"""Two digits of a birth year mean 1930 to 2029; any other two digits mean 2000 to 2099."""

_YEARS_FROM = 2000
_FIRST_YEAR, _LAST_YEAR = 1900, 2100

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_TIME = r"(?:,?[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?: ?[AP]M)?)?"
_ISO = re.compile(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})" + _TIME, re.I)
_ISO_WITH_ZONE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?"
    r" ?(Z|[+-][0-9]{2}:?[0-9]{2})",
    re.I,
)
_DAY_FIRST = re.compile(r"([0-9]{1,2})([-/. ])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})" + _TIME, re.I)
_NAMED_MONTH = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[-/. ]([a-z]{3,9})\.?,?[-/. ]([0-9]{4}|[0-9]{2})" + _TIME, re.I
)
_EXCEL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
DAY_NOUGHT = date(1899, 12, 30)
"""What Excel's day numbers count from."""

DAY_NOUGHT_1904 = date(1904, 1, 1)
"""What they count from in a workbook that an old Macintosh began."""

_EXCEL_FIRST, _EXCEL_LAST = 10_000, 73_415
"""1927-05-18 and 2100-12-31: five digits, which a year or a bare number never has."""

_SECONDS = re.compile(r"(?<=[0-9]:[0-9]{2}):[0-9]{2}(?:\.[0-9]{1,7})?")
_CLOCK_AT_END = re.compile(
    r"(?<=[0-9,T ])(?:T| )([0-9]{1,2}:[0-9]{2})(?::[0-9]{2}(?:\.[0-9]{1,7})?)?( ?[AP]M)?$", re.I
)


def parse_day(
    text: str, years_from: int = _YEARS_FROM, day_nought: date = DAY_NOUGHT
) -> date | None:
    """Give the date a cell holds; None where it holds none, or one that does not exist.

    A time of day is left out, but a moment with a zone gives the day it falls on in London:
    systems that keep UTC write the first hour of a summer's day as the evening before.

    Args:
        text: One clean line.
        years_from: The first of the hundred years that two digits stand for.
        day_nought: What a day number counts from.
    """
    if _ISO_WITH_ZONE.fullmatch(text):
        return _day_in_london(text)
    if match := _EXCEL.fullmatch(text):
        serial = int(match[1])
        if _EXCEL_FIRST <= serial + (day_nought - DAY_NOUGHT).days <= _EXCEL_LAST:
            return day_nought + timedelta(days=serial)
        return None
    if match := _ISO.fullmatch(text):
        return _existing(int(match[1]), int(match[3]), int(match[4]))
    if match := _DAY_FIRST.fullmatch(text):
        return _existing(_year(match[4], years_from), int(match[3]), int(match[1]))
    if match := _NAMED_MONTH.fullmatch(text):
        return _existing(_year(match[3], years_from), _month(match[2]), int(match[1]))
    return None


def clock_of(text: str) -> str | None:
    """The time of day that a cell with a date holds beside it; None where none is, or midnight.

    Args:
        text: One clean line that `parse_day` finds a day in.
    """
    if _ISO_WITH_ZONE.fullmatch(text):
        moment = _in_london(text)
        clock = f"{moment:%H:%M}" if moment else ""
    else:
        match = _CLOCK_AT_END.search(text)
        clock = f"{match[1]}{match[2] or ''}" if match else ""
    return None if clock in ("", "00:00", "0:00") else clock


def parse_clock(text: str) -> time | None:
    """Give the time of day a cell holds, such as `10:30`, `9`, `2pm`; None where it holds none."""
    try:
        return typed_time(_SECONDS.sub("", text))
    except WrongUsage:
        return None


def _day_in_london(text: str) -> date | None:
    moment = _in_london(text)
    return _existing(moment.year, moment.month, moment.day) if moment else None


def _in_london(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.upper().replace(" ", "T", 1).replace(" ", ""))
        return moment.astimezone(LONDON)
    except (ValueError, OverflowError):
        return None


def _existing(year: int, month: int, day: int) -> date | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(digits: str, years_from: int) -> int:
    year = int(digits)
    return year if len(digits) == 4 else years_from + (year - years_from) % 100


def _month(word: str) -> int:
    """The month's number from its name or a beginning of it; 0, which no date has, for none."""
    return next(
        (number for number, name in enumerate(_MONTHS, 1) if name.startswith(word.lower())), 0
    )
