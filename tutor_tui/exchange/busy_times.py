"""When somebody's calendar says that they are taken: any .ics file as spans of time.

What repeats is worked out, with the times that were moved, added or left out. Events that are
cancelled or show as free take no time, and neither do the program's own visits, which the caseload
knows better.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from tutor_tui.exchange.calendar_events import CalendarFile, Event, Repeat, newest, read_calendar
from tutor_tui.exchange.calendar_rules import BadRule, occurrences
from tutor_tui.exchange.calendar_times import EARLIEST, LATEST, Length, Moment
from tutor_tui.exchange.uids import is_ours
from tutor_tui.london import LONDON

Span = tuple[datetime, datetime]
"""From and to, in UTC."""

_DAY: Final = timedelta(days=1)


def busy_spans(data: bytes, name: str, first: date, last: date) -> list[Span]:
    """The times that are taken, in order, none touching another, from `first` to `last`.

    Args:
        data: The whole file, or one byte more than `calendar_lines.MOST_BYTES`.
        name: The file's name, for messages.
        first: The first day, London's.
        last: The last day.

    Raises:
        BadFile: It is no calendar, damaged, too large, or a line of it cannot be read.
    """
    file = read_calendar(data, name, last)
    window = _midnight(first), _midnight(last + _DAY)
    series: dict[str, list[Event]] = {}
    for event in file.events:
        if not is_ours(event.uid):
            # one without a name belongs to nothing else
            series.setdefault(event.uid or f" {event.line}", []).append(event)
    found = [span for events in series.values() for span in _series(events, window, file)]
    return _merged(_cut([*found, *file.taken], window))


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(0), LONDON).astimezone(UTC)


def _cut(spans: Iterable[Span], window: Span) -> Iterator[Span]:
    for start, end in spans:
        begins, ends = max(start, window[0]), min(end, window[1])
        if begins < ends:
            yield begins, ends


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


@dataclass(frozen=True, slots=True)
class _Change:
    """An event that stands in the place of one time of a series, or of all from there on."""

    at: Moment
    event: Event

    @property
    def shift(self) -> timedelta:
        """How much later the series is from here on."""
        start = self.event.start
        if self.at.zone == start.zone:
            return start.wall - self.at.wall
        return start.instant - self.at.instant


def _series(events: list[Event], window: Span, file: CalendarFile) -> Iterator[Span]:
    """The times of the events of one name: a series, and those that replace times of it."""
    wholes = newest([event for event in events if event.instead_of is None])
    if wholes and all(event.cancelled for event in wholes):
        return
    replacing: dict[datetime, list[Event]] = {}
    for event in events:
        if event.instead_of is not None:
            replacing.setdefault(event.instead_of.instant, []).append(event)
    changes = [
        _Change(event.instead_of, event)
        for at in sorted(replacing)
        for event in newest(replacing[at])
        if event.instead_of is not None
    ]
    # a change of a time that was taken out of the series afterwards is left over
    out = [_marks(event.without, event) for event in wholes]
    changes = [
        change for change in changes if not out or not all(_marked(change.at, one) for one in out)
    ]
    for change in changes:
        if change.event.takes_time:
            yield change.event.start.instant, change.event.end
    for event in wholes:
        if not event.cancelled:
            yield from _times(event, changes, window, file)


def _times(
    event: Event, changes: list[_Change], window: Span, file: CalendarFile
) -> Iterator[Span]:
    """The times of an event that no single change stands in for."""
    later = [change for change in changes if change.event.and_later]
    if event.free and not later:
        return
    replaced = _marks((change.at for change in changes), event)
    beginnings = [change.at.instant for change in later]
    shift = max((abs(change.shift) for change in later), default=timedelta(0))
    lengths = (length for _, length in event.more if length)
    longest = max(one.most for one in (event.length, *lengths, *(c.event.length for c in later)))
    since, before = _clock(window[0], -shift - longest - _DAY), _clock(window[1], shift + _DAY)
    for start, length in _starts(event, since, before, file):
        if _marked(start, replaced):
            continue
        instant = start.instant
        ruled_by = bisect_left(beginnings, instant)
        if not ruled_by:
            if not event.free:
                yield instant, (length or event.length).after(start)
        elif (ruling := later[ruled_by - 1]).event.takes_time:
            moved = start.at(start.wall + ruling.shift)
            yield moved.instant, ruling.event.length.after(moved)


def _clock(instant: datetime, later: timedelta) -> datetime:
    """UTC's clock time so much later; within a day of anybody's."""
    try:
        wall = instant.replace(tzinfo=None) + later
    except OverflowError:
        wall = LATEST if later > timedelta(0) else EARLIEST
    return min(max(wall, EARLIEST), LATEST)


def _starts(
    event: Event, since: datetime, before: datetime, file: CalendarFile
) -> Iterator[tuple[Moment, Length | None]]:
    """When the event takes place, once each; with its own length where it has one."""
    left_out = _left_out(event, since, before, file)
    met: set[datetime] = set()
    alike = (
        event.start.at(wall)
        for repeat in event.repeats
        for wall in _repeated(event, repeat, since, before, file)
    )
    for start, length in (*event.more, (event.start, None), *((one, None) for one in alike)):
        instant = start.instant
        if instant not in met and not _marked(start, left_out):
            met.add(instant)
            yield start, length


def _left_out(event: Event, since: datetime, before: datetime, file: CalendarFile) -> set[date]:
    """The instants and whole days on which the event does not take place."""
    return _marks(event.without, event) | {
        event.start.at(wall).instant
        for repeat in event.but_not
        for wall in _repeated(event, repeat, since, before, file)
    }


def _marks(moments: Iterable[Moment], event: Event) -> set[date]:
    """Times of an event, as instants or whole days."""
    return {
        # a day may be written with a time, and a time as the day it is on
        moment.wall.date()
        if moment.is_day or (event.start.is_day and moment.zone is not UTC)
        else moment.instant
        for moment in moments
    }


def _marked(moment: Moment, marks: set[date]) -> bool:
    return moment.instant in marks or moment.wall.date() in marks


def _repeated(
    event: Event, repeat: Repeat, since: datetime, before: datetime, file: CalendarFile
) -> Iterator[datetime]:
    """The clock times of one of the event's rules."""
    end = before if repeat.before is None else min(before, repeat.before)
    try:
        for wall in occurrences(repeat.rule, event.start.wall, since, end, file.effort):
            if repeat.until is None or event.start.at(wall).instant <= repeat.until:
                yield wall
    except BadRule as error:
        file.place.refuse(repeat.line, str(error))
