"""The events of a calendar file, as they are written: what repeats is not worked out yet."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tutor_tui.exchange.calendar_lines import Part, Place, parts
from tutor_tui.exchange.calendar_rules import BadRule, Effort, Rule, rule
from tutor_tui.exchange.calendar_times import Length, Moment, Times
from tutor_tui.exchange.values import clean

_NONE = Length(0, timedelta(0))
_NEVER = datetime(1, 1, 2, tzinfo=UTC)
_FREE = ("FREE", "WORKINGELSEWHERE")
"""What Outlook calls time that others may still take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A rule, the line it stands in, and its end: an instant, or a time of the event's clock."""

    rule: Rule
    line: int
    until: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One VEVENT.

    `instead_of` is the time of the series that this one replaces, and of all that follow where
    `and_later`. `changed` is its LAST-MODIFIED, else DTSTAMP.
    """

    uid: str
    line: int
    start: Moment
    length: Length
    repeats: tuple[Repeat, ...] = ()
    but_not: tuple[Repeat, ...] = ()
    more: tuple[tuple[Moment, Length | None], ...] = ()
    without: tuple[Moment, ...] = ()
    instead_of: Moment | None = None
    and_later: bool = False
    sequence: int = 0
    changed: datetime | None = None
    cancelled: bool = False
    free: bool = False

    @property
    def end(self) -> datetime:
        """When it ends, in UTC."""
        return self.length.after(self.start)

    @property
    def revision(self) -> tuple[int, datetime]:
        """Higher for a newer copy of the same event."""
        return self.sequence, self.changed or _NEVER

    @property
    def recurs(self) -> bool:
        """Whether it is more than one time."""
        return bool(self.repeats or self.more)

    @property
    def takes_time(self) -> bool:
        """Whether it keeps anybody from anything else."""
        return not self.cancelled and not self.free


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What a calendar file holds; `taken` are the times of its VFREEBUSY parts, in UTC."""

    place: Place
    events: list[Event]
    taken: list[tuple[datetime, datetime]]
    effort: Effort


def read_calendar(data: bytes, name: str, last: date) -> CalendarFile:
    """Read a calendar file.

    Args:
        data: The whole file, or one byte more than `calendar_lines.MOST_BYTES`.
        name: The file's name, for messages.
        last: The last day that is asked about.

    Raises:
        BadFile: It is no calendar, damaged, too large, or a line of it cannot be read.
    """
    found, place, effort = parts(data, name), Place(clean(name)), Effort()
    zones = [part for part in found if part.kind == "VTIMEZONE"]
    times = Times(zones, last, place, effort)
    return CalendarFile(
        place,
        [_event(part, times, place) for part in found if part.kind == "VEVENT"],
        [
            (moment.instant, length.after(moment))
            for part in found
            if part.kind == "VFREEBUSY"
            for line in part.all("FREEBUSY")
            if line.parameters.get("FBTYPE", "BUSY").upper() != "FREE"
            for moment, length in times.moments(line)
            if length is not None
        ],
        effort,
    )


def _event(part: Part, times: Times, place: Place) -> Event:
    starts = part.first("DTSTART")
    if starts is None:
        place.refuse(part.line, "the event has no DTSTART, so nobody knows when it is")
    start = times.moment(starts)
    replaced = part.first("RECURRENCE-ID")
    stamp = part.first("LAST-MODIFIED") or part.first("DTSTAMP")
    return Event(
        uid=_text(part, "UID"),
        line=part.line,
        start=start,
        length=_length(part, start, times),
        repeats=_repeats(part, "RRULE", times, place),
        but_not=_repeats(part, "EXRULE", times, place),
        more=tuple(one for line in part.all("RDATE") for one in times.moments(line)),
        without=tuple(one for line in part.all("EXDATE") for one, _ in times.moments(line)),
        instead_of=None if replaced is None else times.moment(replaced),
        and_later=replaced is not None
        and replaced.parameters.get("RANGE", "").upper() == "THISANDFUTURE",
        sequence=_sequence(part, place),
        changed=None if stamp is None else times.moment(stamp).instant,
        cancelled=_text(part, "STATUS").upper() == "CANCELLED",
        free=_text(part, "TRANSP").upper() == "TRANSPARENT"
        or _text(part, "X-MICROSOFT-CDO-BUSYSTATUS").upper() in _FREE,
    )


def _text(part: Part, name: str) -> str:
    line = part.first(name)
    return "" if line is None else line.value


def _sequence(part: Part, place: Place) -> int:
    line = part.first("SEQUENCE")
    if line is None:
        return 0
    if not (line.value.isascii() and line.value.isdigit() and len(line.value) < 10):
        place.refuse(line.line, f"SEQUENCE: {line.value[:40]!r} is no number")
    return int(line.value)


def _length(part: Part, start: Moment, times: Times) -> Length:
    """How long it takes; a day takes a day at least, and nothing takes less than no time."""
    ends, lasts = part.first("DTEND"), part.first("DURATION")
    if ends is not None:
        end = times.moment(ends)
        if start.is_day and end.is_day:
            return Length(max((end.wall - start.wall).days, 1), timedelta(0))
        return Length(0, max(end.instant - start.instant, timedelta(0)))
    if lasts is not None:
        length = times.length(lasts)
        return Length(1, timedelta(0)) if start.is_day and length == _NONE else length
    return Length(1, timedelta(0)) if start.is_day else _NONE


def _repeats(part: Part, name: str, times: Times, place: Place) -> tuple[Repeat, ...]:
    found = []
    for line in part.all(name):
        if not line.value:  # some programs write the line for events that do not repeat
            continue
        try:
            one = rule(line.value)
        except BadRule as error:
            place.refuse(line.line, f"{name}: {error}")
        until, before = times.until(line, one.until) if one.until else (None, None)
        found.append(Repeat(rule=one, line=line.line, until=until, before=before))
    return tuple(found)


def newest(events: list[Event]) -> list[Event]:
    """Those of the highest revision: several where the file does not tell them apart."""
    best = max((event.revision for event in events), default=None)
    return [event for event in events if event.revision == best]
