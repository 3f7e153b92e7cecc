"""Our own visits as a calendar file has them by now, known by their UIDs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Literal

from tutor_tui.exchange.calendar_events import Event, newest, read_calendar
from tutor_tui.exchange.uids import is_ours

Oddity = Literal["day", "repeats", "doubled"]
"""What no visit can be: without a time of day, more than one time, or two times at once."""

_LAST: Final = date(2199, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarVisit:
    """One visit as the file has it, in UTC; `changed` is its last change, where it is told."""

    uid: str
    start: datetime
    end: datetime
    sequence: int
    changed: datetime | None
    cancelled: bool
    odd: Oddity | None = None

    @property
    def revision(self) -> tuple[int, datetime]:
        """Higher for a newer copy of the same visit."""
        return self.sequence, self.changed or datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CalendarVisits:
    """What a calendar file holds: our visits in its order, and how much else."""

    visits: tuple[CalendarVisit, ...]
    others: int


def read_visits(data: bytes, name: str) -> CalendarVisits:
    """The visits of a calendar file that this program's UIDs tell to be its own.

    Args:
        data: The whole file, or one byte more than `calendar_lines.MOST_BYTES`.
        name: The file's name, for messages.

    Raises:
        BadFile: It is no calendar, damaged, too large, or a line of it cannot be read.
    """
    file = read_calendar(data, name, _LAST)
    ours: dict[str, list[Event]] = {}
    others = set()
    for event in file.events:
        if is_ours(event.uid):
            ours.setdefault(event.uid, []).append(event)
        else:
            others.add(event.uid or event.line)
    return CalendarVisits(tuple(_visit(uid, events) for uid, events in ours.items()), len(others))


def _visit(uid: str, events: list[Event]) -> CalendarVisit:
    latest = newest(events)
    event = latest[0]
    return CalendarVisit(
        uid=uid,
        start=event.start.instant,
        end=event.end,
        sequence=event.sequence,
        changed=event.changed,
        cancelled=event.cancelled,
        odd=_oddity(events, latest),
    )


def _oddity(events: list[Event], latest: list[Event]) -> Oddity | None:
    if any(event.recurs or event.instead_of for event in events):
        return "repeats"
    if latest[0].start.is_day:
        return "day"
    faces = {(event.start.instant, event.end, event.cancelled) for event in latest}
    return "doubled" if len(faces) > 1 else None
