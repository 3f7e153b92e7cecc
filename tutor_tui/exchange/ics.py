"""Visits as calendar files (RFC 5545).

The same visits give the same bytes: every stamp comes from the stored visit. Files are
`METHOD:PUBLISH` with neither organiser nor attendee, since clients mail the people named.

This module imports icalendar; import it only where a calendar is written.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Conference, Event
from icalendar.prop import vCategory, vDatetime, vDuration, vInt, vText, vUri

from tutor_tui.errors import Refused
from tutor_tui.exchange.links import is_link
from tutor_tui.exchange.names import Names, displayed_name
from tutor_tui.exchange.plain import one_line
from tutor_tui.exchange.uids import file_name, uid
from tutor_tui.model.common import Mode
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit, VisitKind

MOST_EVENTS: Final = 1_000
"""Events a file: Google refuses more, or more than a megabyte."""

MOST_BYTES: Final = 900_000

REFRESH: Final = timedelta(hours=12)
"""How often a program that subscribes to a feed is asked to read it again."""

LONDON: Final = ZoneInfo("Europe/London")

LONDON_RULES: Final = b"""\
BEGIN:VTIMEZONE
TZID:Europe/London
X-LIC-LOCATION:Europe/London
BEGIN:DAYLIGHT
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
DTSTART:19700329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
DTSTART:19701025T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
""".replace(b"\n", b"\r\n")
"""London's clock as two yearly rules. The lists of dates that icalendar would write make
Thunderbird and others show winter visits an hour off; it would also put the parts of a rule
in another order, so these lines are set into the file as they stand."""

_KINDS: Final[dict[VisitKind, str]] = {
    "teaching": "Visit",
    "review": "Progress review",
    "induction": "Induction",
    "observation": "Observation",
    "support": "Support",
}
_MODES: Final[dict[Mode, str]] = {"online": "Online", "workplace": "At the workplace"}

_END: Final = b"END:VCALENDAR\r\n"


class _Text(vText):
    r"""Text that keeps a backslash before a capital N, as in `\\Server\North`.

    The library takes the two for a line break.
    """

    __slots__ = ()

    def to_ical(self) -> bytes:
        """The text escaped as RFC 5545 asks."""
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return escaped.replace("\n", "\\n").encode()


_CONFIRMED: Final = {
    "STATUS": vText("CONFIRMED"),
    "CLASS": vText("PRIVATE"),
    "TRANSP": vText("OPAQUE"),
    "X-MICROSOFT-CDO-BUSYSTATUS": vText("BUSY"),
    "CATEGORIES": vCategory(["Learner visit"]),
}
_CANCELLED: Final = _CONFIRMED | {
    "STATUS": vText("CANCELLED"),
    "TRANSP": vText("TRANSPARENT"),
    "X-MICROSOFT-CDO-BUSYSTATUS": vText("FREE"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One visit and the learner it is with."""

    visit: Visit
    learner: Learner


def calendar(
    entries: Iterable[Entry],
    *,
    names: Names = "first",
    calendar_name: str = "",
    utc: bool = False,
    alarm_minutes: int | None = None,
) -> bytes:
    """All the visits in one file, by start, then id.

    Args:
        entries: The visits; those without a time of day are left out.
        names: How far the learners are named.
        calendar_name: What clients call a new calendar made from the file. Not written for
            a single visit, which Outlook then adds to the tutor's own calendar.
        utc: Write times in UTC, for programs that know no time zones.
        alarm_minutes: Remind so many minutes before each visit; None for no reminder.

    Raises:
        Refused: A visit's time has no zone.
    """
    events = [event for _, event in _events(entries, names, utc, alarm_minutes)]
    return _published(events, calendar_name, utc)


def calendars(
    entries: Iterable[Entry],
    *,
    names: Names = "first",
    calendar_name: str = "",
    utc: bool = False,
    alarm_minutes: int | None = None,
) -> list[bytes]:
    """As `calendar`, split into files of at most `MOST_EVENTS` and `MOST_BYTES`.

    Each visit is in exactly one file, in order; without visits there is one empty calendar.
    """
    room = MOST_BYTES - len(_published([], calendar_name, utc))
    batches: list[list[bytes]] = [[]]
    size = 0
    for _, event in _events(entries, names, utc, alarm_minutes):
        if batches[-1] and (len(batches[-1]) == MOST_EVENTS or size + len(event) > room):
            batches.append([])
            size = 0
        batches[-1].append(event)
        size += len(event)
    return [_published(batch, calendar_name, utc) for batch in batches]


def feed(
    entries: Iterable[Entry],
    *,
    names: Names = "first",
    calendar_name: str = "",
    utc: bool = False,
    alarm_minutes: int | None = None,
) -> bytes:
    """As `calendar`, for programs that subscribe to it and read it again and again.

    It has its name whatever is in it, and says how often it is worth reading.
    """
    events = [event for _, event in _events(entries, names, utc, alarm_minutes)]
    name = one_line(calendar_name)
    shell = _shell(name)
    if name:
        shell["NAME"] = _Text(name)
    shell["X-PUBLISHED-TTL"] = vDuration(REFRESH)
    shell["REFRESH-INTERVAL"] = vDuration(REFRESH, params={"VALUE": "DURATION"})
    return b"".join([_head(shell, utc), *events, _END])


def events(
    entries: Iterable[Entry],
    *,
    names: Names = "first",
    utc: bool = False,
    alarm_minutes: int | None = None,
) -> dict[str, bytes]:
    """Each visit that has a time, by its id, as it stands in any of the files."""
    return {visit.id: event for visit, event in _events(entries, names, utc, alarm_minutes)}


def title(entry: Entry, names: Names) -> str:
    """What calendars show of a visit in one line."""
    words = f"{_KINDS[entry.visit.kind]}: {displayed_name(entry.learner, names)}"
    return f"Cancelled: {words}" if entry.visit.status == "cancelled" else words


def vdir_files(
    entries: Iterable[Entry],
    *,
    names: Names = "first",
    utc: bool = False,
    alarm_minutes: int | None = None,
) -> dict[str, bytes]:
    """One file a visit, by file name, as khal and vdirsyncer keep a calendar.

    Raises:
        Refused: A visit's time has no zone.
    """
    head = _head(_calendar(), utc)
    events = _events(entries, names, utc, alarm_minutes)
    return {file_name(visit): head + event + _END for visit, event in events}


def _published(events: list[bytes], calendar_name: str, utc: bool) -> bytes:
    """A file to be imported."""
    shell = _shell("" if len(events) == 1 else one_line(calendar_name))
    return b"".join([_head(shell, utc), *events, _END])


def _shell(name: str) -> Calendar:
    """A calendar of this name without events, for others to take over."""
    shell = _calendar()
    shell["METHOD"] = vText("PUBLISH")
    if name:
        shell["X-WR-CALNAME"] = _Text(name)
    shell["X-WR-TIMEZONE"] = vText(LONDON.key)
    return shell


def _calendar() -> Calendar:
    """A calendar without events."""
    shell = Calendar()
    shell["VERSION"] = vText("2.0")
    # Without a version of the program: a new one must not make every file look changed.
    shell["PRODID"] = vText("-//tutor-tui//tutor-tui//EN")
    shell["CALSCALE"] = vText("GREGORIAN")
    return shell


def _head(shell: Calendar, utc: bool) -> bytes:
    """What stands before the events, which are serialised once each and set in as bytes."""
    head = bytes(shell.to_ical(sorted=False)).removesuffix(_END)
    return head if utc else head + LONDON_RULES


def _events(
    entries: Iterable[Entry], names: Names, utc: bool, alarm_minutes: int | None
) -> Iterator[tuple[Visit, bytes]]:
    """Each visit that has a time, with its VEVENT; by start, then id."""
    timed = [
        (_instant(entry.visit, start), entry.visit.id, entry)
        for entry in entries
        if (start := entry.visit.start) is not None
    ]
    timed.sort(key=lambda item: item[:2])
    zone = UTC if utc else LONDON
    trigger = None if alarm_minutes is None else vDuration(timedelta(minutes=-alarm_minutes))
    for start, _, entry in timed:
        yield entry.visit, _event(entry, start, names, zone, trigger)


def _instant(visit: Visit, time: datetime) -> datetime:
    """The time in UTC."""
    if time.tzinfo is None:
        raise Refused(
            f"Visit {visit.id} has a time without a zone, {time.isoformat()}; book it again."
        )
    return time.astimezone(UTC)


def _event(
    entry: Entry, start: datetime, names: Names, zone: tzinfo, trigger: vDuration | None
) -> bytes:
    """One visit as a VEVENT; `start` is the visit's, in UTC."""
    visit = entry.visit
    cancelled = visit.status == "cancelled"
    kind = _KINDS[visit.kind]
    name = displayed_name(entry.learner, names)
    summary = _Text(title(entry, names))
    place, link = one_line(visit.location), one_line(visit.link)
    changed = vDatetime(_instant(visit, visit.changed))

    event = Event()
    event["UID"] = vText(uid(visit))
    event["SEQUENCE"] = vInt(visit.sequence)
    event["DTSTAMP"] = changed
    event["LAST-MODIFIED"] = changed
    event["CREATED"] = vDatetime(_instant(visit, visit.created))
    for key, time in _times(visit, start, zone).items():
        event[key] = vDatetime(time)
    event["SUMMARY"] = summary
    if place or link:
        event["LOCATION"] = _Text(place or link)
    # The link has a line to itself: that is where clients look for one to open.
    lines = (f"{kind} with {name}", _MODES[visit.mode], link)
    event["DESCRIPTION"] = _Text("\n".join(filter(None, lines)))
    if is_link(link):
        event["URL"] = vUri(link)
        event["CONFERENCE"] = Conference(link, feature="VIDEO", label="Online visit").to_uri()
    event.update(_CANCELLED if cancelled else _CONFIRMED)
    if trigger is not None and not cancelled:
        alarm = Alarm()
        alarm["ACTION"] = vText("DISPLAY")
        alarm["TRIGGER"] = trigger
        alarm["DESCRIPTION"] = summary
        event.add_component(alarm)
    return bytes(event.to_ical(sorted=False))


def _times(visit: Visit, start: datetime, zone: tzinfo) -> dict[str, datetime]:
    """Start and end on the zone's clock; the end only where it is later than the start."""
    times = {"DTSTART": start}
    if visit.end is not None and (end := _instant(visit, visit.end)) > start:
        times["DTEND"] = end
    local = {key: time.astimezone(zone) for key, time in times.items()}
    # A time of the hour that comes twice in autumn is read as the first by some programs and
    # as the second by others, Thunderbird and Evolution among them: UTC leaves no doubt.
    return times if any(_comes_twice(time) for time in local.values()) else local


def _comes_twice(time: datetime) -> bool:
    """Whether the clock shows this time twice, before and after it is put back."""
    return time.replace(fold=0).utcoffset() != time.replace(fold=1).utcoffset()
