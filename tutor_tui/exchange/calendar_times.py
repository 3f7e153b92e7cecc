"""The times in a calendar file (RFC 5545): days, clock times, lengths, and the clocks they are of.

A clock that is named as the world knows it (`Europe/London`, Outlook's `GMT Standard Time`) is
read by its name, since what files say of such clocks is often out of date; any other by what the
file says of it. Times without a clock, and days, are London's.
"""

import re
import zoneinfo
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, Literal

from tutor_tui.exchange.calendar_lines import Part, Place, Property
from tutor_tui.exchange.calendar_rules import BadRule, Effort, occurrences, rule
from tutor_tui.london import LONDON

EARLIEST: Final = datetime(2, 1, 1)  # noqa: DTZ001
LATEST: Final = datetime(9998, 12, 31)  # noqa: DTZ001
"""Clock times beyond are taken as these: nothing planned lies near, and every sum stays a date."""

_TIME = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?")
_LENGTH = re.compile(
    r"([+-]?)P(?:([0-9]{1,7})W)?(?:([0-9]{1,7})D)?"
    r"(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})S)?)?"
)
_OFFSET = re.compile(r"([+-])([0-9]{2})([0-9]{2})([0-9]{2})?")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as the file gives it: the clock's time, whose clock it is, and whether it is a day."""

    wall: datetime
    zone: tzinfo
    is_day: bool

    @property
    def instant(self) -> datetime:
        """In UTC."""
        return self.wall.replace(tzinfo=self.zone).astimezone(UTC)

    def at(self, wall: datetime) -> "Moment":
        """Another time of the same clock."""
        return Moment(wall, self.zone, self.is_day)


@dataclass(frozen=True, slots=True)
class Length:
    """How long something takes: whole days of the calendar, then exact time."""

    days: int
    exact: timedelta

    @property
    def most(self) -> timedelta:
        """No shorter than it ever is, whatever the clocks do."""
        return timedelta(days=self.days + 1) + self.exact

    def after(self, start: Moment) -> datetime:
        """The instant at which what begins then ends."""
        try:
            begins = start.at(start.wall + timedelta(days=self.days)) if self.days else start
            last = begins.instant + self.exact
        except OverflowError:
            return LATEST.replace(tzinfo=UTC)
        return min(last, LATEST.replace(tzinfo=UTC))


class Times:
    """Reads the times of one file.

    Args:
        zones: What the file says of clocks, its VTIMEZONE parts.
        last: The last day that is asked about.
        place: The file, for messages.
        effort: What may still be worked out.
    """

    def __init__(self, zones: list[Part], last: date, place: Place, effort: Effort) -> None:
        self._place = place
        self._effort = effort
        self._last = last
        self._described = {
            name.value: part for part in zones if (name := part.first("TZID")) is not None
        }
        self._known: dict[str, tzinfo] = {}

    def moment(self, one: Property) -> Moment:
        """The time or day of a line.

        Raises:
            BadFile: It is none.
        """
        return self._moment(one, one.value)

    def moments(self, one: Property) -> Iterator[tuple[Moment, Length | None]]:
        """The times of a line that lists them; with its length where one is a period.

        Raises:
            BadFile: One of them is none.
        """
        for text in self._listed(one):
            start, slash, end = text.partition("/")
            moment = self._moment(one, start)
            if not slash:
                yield moment, None
            elif end[:1] in ("P", "+", "-"):
                yield moment, self._length(one, end)
            else:
                yield moment, Length(0, self._moment(one, end).instant - moment.instant)

    def length(self, one: Property) -> Length:
        """The length of a DURATION line.

        Raises:
            BadFile: It is none.
        """
        return self._length(one, one.value)

    def until(self, one: Property, text: str) -> tuple[datetime | None, datetime]:
        """A rule's UNTIL: as an instant where it is one, and the clock time after it at most.

        Raises:
            BadFile: It is neither a day nor a time.
        """
        wall, kind = self._clock(one, text)
        if kind == "utc":
            return wall.replace(tzinfo=UTC), wall + timedelta(days=1)
        return None, wall + (timedelta(days=1) if kind == "day" else timedelta(seconds=1))

    def _spend(self, work: int, line: int) -> None:
        try:
            self._effort.spend(work)
        except BadRule as error:
            self._place.refuse(line, str(error))

    def _listed(self, one: Property) -> Iterator[str]:
        for text in filter(None, (part.strip() for part in one.value.split(","))):
            self._spend(10, one.line)
            yield text

    def _moment(self, one: Property, text: str) -> Moment:
        wall, kind = self._clock(one, text)
        if kind == "utc":
            return Moment(wall, UTC, is_day=False)
        named = one.parameters.get("TZID") if kind == "local" else None
        return Moment(wall, self._zone(named, one.line) if named else LONDON, kind == "day")

    def _clock(self, one: Property, text: str) -> tuple[datetime, Literal["day", "utc", "local"]]:
        """What the clock shows, and which it is."""
        match = _TIME.fullmatch(text.strip())
        if match is None:
            self._place.refuse(one.line, f"{one.name}: {text[:40]!r} is no day or time")
        year, month, day, hour, minute, second, utc = match.groups()
        try:
            wall = datetime(int(year), int(month), int(day))  # noqa: DTZ001
            if hour is not None:
                # a leap second is read as the one before it
                wall = wall.replace(hour=int(hour), minute=int(minute), second=min(int(second), 59))
        except ValueError:
            self._place.refuse(one.line, f"{one.name}: {text[:40]!r} does not exist")
        wall = min(max(wall, EARLIEST), LATEST)
        if hour is None:
            return wall, "day"
        return wall, "utc" if utc else "local"

    def _length(self, one: Property, text: str) -> Length:
        match = _LENGTH.fullmatch(text.strip())
        if match is None or not any(match.groups()[1:]):
            self._place.refuse(one.line, f"{one.name}: {text[:40]!r} is no length of time")
        if match[1] == "-":
            return Length(0, timedelta(0))
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
        exact = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        most = (LATEST - EARLIEST).days
        return Length(min(weeks * 7 + days, most), min(exact, timedelta(days=most)))

    def _zone(self, name: str, line: int) -> tzinfo:
        known = self._known.get(name)
        if known is None:
            known = _of_the_world(name) or self._of_the_file(name) or _named(name)
            if known is None:
                self._place.refuse(
                    line,
                    f"the time zone {name[:60]!r} is neither known nor told of in the file",
                )
            self._known[name] = known
        return known

    def _of_the_file(self, name: str) -> tzinfo | None:
        part = self._described.get(name)
        if part is None:
            return None
        last = datetime(self._last.year, 12, 31)  # noqa: DTZ001
        changes = [
            change
            for one in part.parts
            if one.kind in ("STANDARD", "DAYLIGHT")
            for change in self._changes(one, last)
        ]
        return _Described(name, sorted(changes)) if changes else None

    def _changes(self, part: Part, last: datetime) -> Iterator["_Change"]:
        """When a clock is put to the time that the part tells of."""
        start = part.first("DTSTART")
        before, after = (part.first(f"TZOFFSET{way}") for way in ("FROM", "TO"))
        if start is None or before is None or after is None:
            self._place.refuse(part.line, "the time zone lacks a DTSTART or TZOFFSET line")
        offsets = self._offset(before), self._offset(after)
        # a clock's own times are told by itself: a zone that is named there is none
        begins, _ = self._clock(start, start.value)
        walls = {begins}
        for one in part.all("RRULE"):
            try:
                told = rule(one.value)
                end = self.until(one, told.until)[1] if told.until else last
                walls.update(occurrences(told, begins, begins, min(end, last), self._effort))
            except BadRule as error:
                self._place.refuse(one.line, f"the time zone's rule is not followed: {error}")
        for one in part.all("RDATE"):
            walls.update(self._clock(one, text)[0] for text in self._listed(one))
        return ((wall, *offsets) for wall in walls)

    def _offset(self, one: Property) -> timedelta:
        match = _OFFSET.fullmatch(one.value.strip())
        if match is None or int(match[2]) > 23:
            self._place.refuse(one.line, f"{one.name}: {one.value[:40]!r} is no offset from UTC")
        size = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
        return -size if match[1] == "-" else size


_Change = tuple[datetime, timedelta, timedelta]
"""The clock's time at which it is changed, and its offset before and after."""


class _Described(tzinfo):
    """A clock that a file tells of."""

    def __init__(self, name: str, changes: list[_Change]) -> None:
        self._name = name
        self._changes = changes

    def utcoffset(self, when: datetime | None) -> timedelta:
        """The offset at a time of this clock; of one that comes twice, the first's."""
        assert when is not None
        wall = when.replace(tzinfo=None)
        at = bisect_right(self._changes, wall, key=lambda change: change[0])
        if at == 0:
            return self._changes[0][1]
        changed, before, after = self._changes[at - 1]
        # a time that the clock leaps over is read as before the leap
        return before if wall < changed + (after - before) else after

    def dst(self, when: datetime | None) -> None:
        """Not known."""

    def tzname(self, when: datetime | None) -> str:
        """As the file names it."""
        return self._name


def _of_the_world(name: str) -> tzinfo | None:
    """The clock of a place, by its name or Outlook's name for it."""
    if name in ("UTC", "Etc/UTC", "tzone://Microsoft/Utc"):
        return UTC
    parts = name.strip("/").split("/")
    # as other programs write it: `/freeassociation.sourceforge.net/Europe/London`
    for first in range(len(parts) - 1 if name.startswith("/") else min(1, len(parts) - 1)):
        if found := _named("/".join(parts[first:])):
            return found
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    place = WINDOWS_TO_OLSON.get(name)
    return _named(place) if place else None


def _named(name: str) -> tzinfo | None:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None
