"""Calendars read back with libical, the parser of Evolution and GNOME Calendar."""

import ctypes
import ctypes.util
import functools
import os
from datetime import UTC, datetime

from tests.exchange.readers.appointment import Appointment

_VEVENT = 4
"""ICAL_VEVENT_COMPONENT."""


class _Time(ctypes.Structure):
    """The C library's `struct icaltimetype` of version 3."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    )


def missing() -> str:
    """Why libical cannot be used here; empty where it can."""
    return "" if _path() else "libical 3 is neither installed nor named by TUTOR_TUI_LIBICAL"


def read_with_libical(data: bytes) -> list[Appointment]:
    """Read with libical; it goes by the file's own zone rules."""
    library = _library()
    calendar = library.icalparser_parse_string(data)
    assert calendar, "libical refuses the file"
    try:
        assert library.icalcomponent_count_errors(calendar) == 0
        appointments = []
        event = library.icalcomponent_get_first_component(calendar, _VEVENT)
        while event:
            appointments.append(_appointment(library, event))
            event = library.icalcomponent_get_next_component(calendar, _VEVENT)
        return appointments
    finally:
        library.icalcomponent_free(calendar)


def _appointment(library: ctypes.CDLL, event: int) -> Appointment:
    def text(name: str) -> str:
        value: bytes | None = getattr(library, f"icalcomponent_get_{name}")(event)
        return (value or b"").decode()

    def time(name: str) -> datetime:
        value = getattr(library, f"icalcomponent_get_{name}")(event)
        assert value.zone, f"{name} has no zone"
        seconds = library.icaltime_as_timet_with_zone(value, value.zone)
        return datetime.fromtimestamp(seconds, UTC)

    status = library.icalcomponent_get_status(event)
    return Appointment(
        uid=text("uid"),
        start=time("dtstart"),
        end=time("dtend"),
        summary=text("summary"),
        location=text("location"),
        description=text("description"),
        status=library.icalproperty_status_to_string(status).decode(),
        sequence=library.icalcomponent_get_sequence(event),
    )


def _path() -> str | None:
    return os.environ.get("TUTOR_TUI_LIBICAL") or ctypes.util.find_library("ical")


@functools.cache
def _library() -> ctypes.CDLL:
    """The library with the types of what is called."""
    library = ctypes.CDLL(_path())
    component, string = ctypes.c_void_p, ctypes.c_char_p
    signatures = {
        "icalparser_parse_string": (component, [string]),
        "icalcomponent_count_errors": (ctypes.c_int, [component]),
        "icalcomponent_get_first_component": (component, [component, ctypes.c_int]),
        "icalcomponent_get_next_component": (component, [component, ctypes.c_int]),
        "icalcomponent_free": (None, [component]),
        "icalcomponent_get_dtstart": (_Time, [component]),
        "icalcomponent_get_dtend": (_Time, [component]),
        "icaltime_as_timet_with_zone": (ctypes.c_long, [_Time, ctypes.c_void_p]),
        "icalcomponent_get_uid": (string, [component]),
        "icalcomponent_get_summary": (string, [component]),
        "icalcomponent_get_location": (string, [component]),
        "icalcomponent_get_description": (string, [component]),
        "icalcomponent_get_status": (ctypes.c_int, [component]),
        "icalproperty_status_to_string": (string, [ctypes.c_int]),
        "icalcomponent_get_sequence": (ctypes.c_int, [component]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
