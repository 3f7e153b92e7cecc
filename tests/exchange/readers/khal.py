"""Calendars read back with khal, from a directory of files as it keeps them."""

from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from tests.exchange.readers.appointment import Appointment

_ALWAYS = datetime(1980, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def missing() -> str:
    """Why khal cannot be used here; empty where it can."""
    return "" if find_spec("khal") else "khal is not installed"


def read_with_khal(data: bytes) -> list[Appointment]:
    """Read with khal, as it imports a file; it goes by the zone's name."""
    from khal.icalendar import split_ics

    with TemporaryDirectory() as directory:
        for number, one in enumerate(split_ics(data.decode())):
            (Path(directory) / f"{number}.ics").write_text(one, encoding="utf-8", newline="")
        return read_directory(Path(directory))


def read_directory(directory: Path) -> list[Appointment]:
    """Read the directory as one of khal's calendars."""
    from khal.khalendar import CalendarCollection

    london = ZoneInfo("Europe/London")
    collection = CalendarCollection(
        {
            "visits": {
                "name": "visits",
                "path": str(directory),
                "readonly": True,
                "color": "",
                "addresses": "",
            }
        },
        dbpath=":memory:",
        locale={
            "local_timezone": london,
            "default_timezone": london,
            "timeformat": "%H:%M",
            "dateformat": "%d/%m/%Y",
            "longdateformat": "%d/%m/%Y",
            "datetimeformat": "%d/%m/%Y %H:%M",
            "longdatetimeformat": "%d/%m/%Y %H:%M",
            "firstweekday": 0,
            "weeknumbers": False,
            "unicode_symbols": False,
        },
    )
    return [_appointment(event) for event in collection.get_localized(*_ALWAYS)]


def _appointment(event: Any) -> Appointment:
    component: Any
    [component] = Calendar.from_ical(event.raw).walk("VEVENT")
    return Appointment(
        uid=event.uid,
        start=event.start.astimezone(UTC),
        end=event.end.astimezone(UTC),
        summary=str(component["SUMMARY"]),
        location=event.location,
        description=event.description,
        status=event.status,
        sequence=int(component["SEQUENCE"]),
    )
