"""Calendars read back with the parsers of the Python world."""

from datetime import UTC, datetime
from typing import Any

import ics
import vobject

from tests.exchange.readers.appointment import Appointment


def read_with_vobject(data: bytes) -> list[Appointment]:
    """Read with vobject, the parser of Radicale; it goes by the file's own zone rules."""
    # It keeps the first file's rules for all later ones unless told to forget them.
    vobject.icalendar.registerTzid("Europe/London", None)
    calendar = vobject.readOne(data.decode())

    def text(event: Any, name: str) -> str:
        return str(event.contents[name][0].value) if name in event.contents else ""

    def time(event: Any, name: str) -> datetime:
        value: datetime = event.contents[name][0].value
        return value.astimezone(UTC)

    return [
        Appointment(
            uid=text(event, "uid"),
            start=time(event, "dtstart"),
            end=time(event, "dtend" if "dtend" in event.contents else "dtstart"),
            summary=text(event, "summary"),
            location=text(event, "location"),
            description=text(event, "description"),
            status=text(event, "status"),
            sequence=int(text(event, "sequence")),
        )
        for event in calendar.contents.get("vevent", [])
    ]


def read_with_ics(data: bytes) -> list[Appointment]:
    """Read with ics.py; it goes by the zone's name."""
    return [
        Appointment(
            uid=event.uid,
            start=event.begin.datetime.astimezone(UTC),
            end=event.end.datetime.astimezone(UTC),
            summary=event.name,
            location=event.location or "",
            description=event.description or "",
            status=event.status,
            sequence=next(int(line.value) for line in event.extra if line.name == "SEQUENCE"),
        )
        for event in ics.Calendar(data.decode()).events
    ]
