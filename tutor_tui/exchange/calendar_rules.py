"""Recurrence rules (RFC 5545, RRULE), told between two days.

The work is bounded by the days asked about, not by how long ago a rule began: a birthday of 1604
costs no more than one of last year. Only a rule with a COUNT is followed from its beginning.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, get_args

Frequency = Literal["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]

MOST_WORK: Final = 1_000_000
"""What may be worked out for one file: a day looked at counts one, a time found ten."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")
_RANGES = {
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 60),
    "BYSETPOS": (-366, 366),
}


class BadRule(ValueError):
    """A rule that cannot be followed; the message says why."""


class Effort:
    """How much may still be worked out for one file."""

    def __init__(self, left: int = MOST_WORK) -> None:
        self.left = left

    def spend(self, work: int) -> None:
        """Count what is worked out.

        Raises:
            BadRule: It is too much.
        """
        self.left -= work
        if self.left < 0:
            raise BadRule("what repeats in this file is too much to be worked out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule as written; `until` is its UNTIL, still to be read.

    `days` are weekdays from Monday as 0, each with which of them it is, 0 for all.
    """

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: str = ""
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    days: frozenset[tuple[int, int]] = frozenset()
    hours: frozenset[int] = frozenset()
    minutes: frozenset[int] = frozenset()
    seconds: frozenset[int] = frozenset()
    positions: frozenset[int] = frozenset()
    week_start: int = 0


def rule(text: str) -> Rule:
    """Read the value of an RRULE line.

    Raises:
        BadRule: It is none, or one that is not followed.
    """
    parts: dict[str, str] = {}
    for part in filter(None, text.upper().split(";")):
        key, _, value = part.partition("=")
        parts[key.strip()] = value.strip()
    frequency = parts.pop("FREQ", "")
    if frequency in ("SECONDLY", "MINUTELY"):
        raise BadRule(f"FREQ={frequency} repeats too often for an appointment")
    if frequency not in get_args(Frequency):
        raise BadRule("a rule needs FREQ, such as FREQ=WEEKLY")
    if parts.pop("RSCALE", "GREGORIAN") != "GREGORIAN" or parts.pop("SKIP", "OMIT") != "OMIT":
        raise BadRule("rules of other calendars than ours are not followed")
    numbers = {key: _numbers(key, parts.pop(key, "")) for key in _RANGES}
    if len(numbers["BYMINUTE"]) * len(numbers["BYSECOND"]) > 60:
        raise BadRule("times at so many minutes and seconds are too often for an appointment")
    if numbers["BYSETPOS"] and frequency == "HOURLY":
        raise BadRule("BYSETPOS with FREQ=HOURLY is not followed")
    start = parts.pop("WKST", "MO")
    if start not in _WEEKDAYS:
        raise BadRule(f"WKST={start[:20]} is no weekday")
    found = Rule(
        frequency=frequency,  # type: ignore[arg-type]
        interval=max(_number("INTERVAL", parts.pop("INTERVAL", "1")), 1),
        count=_number("COUNT", parts.pop("COUNT")) if "COUNT" in parts else None,
        until=parts.pop("UNTIL", ""),
        months=numbers["BYMONTH"],
        month_days=numbers["BYMONTHDAY"],
        year_days=numbers["BYYEARDAY"],
        weeks=numbers["BYWEEKNO"],
        days=_days(parts.pop("BYDAY", "")),
        hours=numbers["BYHOUR"],
        minutes=numbers["BYMINUTE"],
        seconds=frozenset(min(one, 59) for one in numbers["BYSECOND"]),
        positions=numbers["BYSETPOS"],
        week_start=_WEEKDAYS.index(start),
    )
    if unknown := [key for key in parts if not key.startswith("X-")]:
        raise BadRule(f"{unknown[0][:20]} in a rule is not known")
    return found


def _number(key: str, text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise BadRule(f"{key}={text[:20]} is no number")
    return int(text)


def _numbers(key: str, text: str) -> frozenset[int]:
    least, most = _RANGES[key]
    found = frozenset(_number(key, one.strip()) for one in text.split(",")) if text else frozenset()
    for one in found:
        if not least <= one <= most or (one == 0 and least < 0):
            raise BadRule(f"{key}={one} is not possible")
    return found


def _days(text: str) -> frozenset[tuple[int, int]]:
    found = set()
    for one in text.split(",") if text else ():
        match = _BY_DAY.fullmatch(one.strip())
        if not match:
            raise BadRule(f"BYDAY={one[:20]} is no weekday")
        found.add((_WEEKDAYS.index(match[2]), int(match[1] or 0)))
    return frozenset(found)


def occurrences(
    rule: Rule, start: datetime, since: datetime, before: datetime, effort: Effort
) -> Iterator[datetime]:
    """The times of a rule, in order, on the clock of its start.

    Args:
        rule: The rule; its `until` is not looked at.
        start: The first time, without a zone.
        since: Times before are left out.
        before: Times from here on are left out.
        effort: What may still be worked out.

    Raises:
        BadRule: It is too much.
    """
    rule = _completed(rule, start)
    begin = start if rule.count is not None else max(start, since)
    told = 0
    for days in _periods(rule, start.date(), begin.date(), before.date()):
        effort.spend(1 + len(days))
        times = [
            datetime.combine(day, clock)
            for day in days
            if _fits(rule, day)
            for clock in _clocks(rule, start, day)
        ]
        if rule.positions:
            places = (at - 1 if at > 0 else len(times) + at for at in rule.positions)
            times = [times[at] for at in sorted(set(places)) if 0 <= at < len(times)]
        effort.spend(len(times))
        for one in times:
            if one < start:
                continue
            if one >= before or told == rule.count:
                return
            told += 1
            if one >= since:
                effort.spend(10)
                yield one


def _completed(rule: Rule, start: datetime) -> Rule:
    """With the days that a rule does not name because its start does."""
    if rule.weeks or rule.year_days or rule.month_days or rule.days:
        return rule
    if rule.frequency == "YEARLY":
        months = rule.months or frozenset([start.month])
        return replace(rule, months=months, month_days=frozenset([start.day]))
    if rule.frequency == "MONTHLY":
        return replace(rule, month_days=frozenset([start.day]))
    if rule.frequency == "WEEKLY":
        return replace(rule, days=frozenset([(start.weekday(), 0)]))
    return rule


def _periods(rule: Rule, start: date, begin: date, end: date) -> Iterator[list[date]]:
    """The days of each year, month, week or day of a rule, from `begin`'s to `end`'s."""
    step = rule.interval
    match rule.frequency:
        case "YEARLY":
            for year in range(begin.year - (begin.year - start.year) % step, end.year + 1, step):
                yield [
                    day
                    for month in sorted(rule.months) or range(1, 13)
                    for day in _month(year, month)
                ]
        case "MONTHLY":
            first, at, last = (one.year * 12 + one.month - 1 for one in (start, begin, end))
            for index in range(at - (at - first) % step, last + 1, step):
                yield _month(index // 12, index % 12 + 1)
        case "WEEKLY":
            monday = start.toordinal() - (start.weekday() - rule.week_start) % 7
            step *= 7
            at = begin.toordinal() - (begin.toordinal() - monday) % step
            weekdays = sorted({(day - rule.week_start) % 7 for day, _ in rule.days}) or range(7)
            for ordinal in range(at, end.toordinal() + 1, step):
                yield [date.fromordinal(ordinal + day) for day in weekdays]
        case "DAILY":
            at = begin.toordinal() - (begin.toordinal() - start.toordinal()) % step
            for ordinal in range(at, end.toordinal() + 1, step):
                yield [date.fromordinal(ordinal)]
        case "HOURLY":
            for ordinal in range(begin.toordinal(), end.toordinal() + 1):
                yield [date.fromordinal(ordinal)]


def _month(year: int, month: int) -> list[date]:
    return [date(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1)]


def _fits(rule: Rule, day: date) -> bool:
    """Whether the rule's parts that speak of days hold for the day."""
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days:
        length = calendar.monthrange(day.year, day.month)[1]
        if not {day.day, day.day - length - 1} & rule.month_days:
            return False
    if rule.year_days:
        at, length = day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365
        if not {at, at - length - 1} & rule.year_days:
            return False
    if rule.weeks and not _week(rule, day) & rule.weeks:
        return False
    return not rule.days or any(_is_weekday(rule, day, *one) for one in rule.days)


def _week(rule: Rule, day: date) -> set[int]:
    """The number of the day's week, from the first and from the last of its year."""
    # the year of a week is that of its fourth day
    fourth = day + timedelta(days=3 - (day.weekday() - rule.week_start) % 7)
    number = (fourth.timetuple().tm_yday - 1) // 7 + 1
    left = (date(fourth.year, 12, 31) - fourth).days // 7
    return {number, -1 - left}


def _is_weekday(rule: Rule, day: date, weekday: int, which: int) -> bool:
    if day.weekday() != weekday:
        return False
    if not which or rule.frequency not in ("YEARLY", "MONTHLY"):
        return True
    if rule.frequency == "MONTHLY" or rule.months:
        at, length = day.day, calendar.monthrange(day.year, day.month)[1]
    else:
        at, length = day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365
    return which in ((at - 1) // 7 + 1, -((length - at) // 7) - 1)


def _clocks(rule: Rule, start: datetime, day: date) -> list[time]:
    """The rule's times of day."""
    if rule.frequency == "HOURLY":
        passed = (day - start.date()).days * 24 - start.hour
        hours = [
            hour
            for hour in range(24)
            if (passed + hour) % rule.interval == 0 and (not rule.hours or hour in rule.hours)
        ]
    else:
        hours = sorted(rule.hours) or [start.hour]
    return [
        time(hour, minute, second)
        for hour in hours
        for minute in sorted(rule.minutes) or [start.minute]
        for second in sorted(rule.seconds) or [start.second]
    ]
