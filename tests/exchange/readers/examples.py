"""Visits to write, and the readers to read them back with."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tests.exchange.readers import ical_js, khal, libical
from tests.exchange.readers.appointment import Appointment
from tests.exchange.readers.python import read_with_ics, read_with_vobject
from tutor_tui.exchange.ics import Entry
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit

Reader = Callable[[bytes], list[Appointment]]

TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_Zm9v/0?context=%7b%22a%22%3a1%7d"

AMIRA = Learner(
    id="01amira",
    tutor="01tutor",
    ref="P-20417",
    given_name="Amira",
    family_name="Khan",
    uln="1234567890",
    born=date(2007, 5, 17),
    email="amira.khan@example.org",
    postcode="SY23 3AH",
    employer="Ystwyth Care",
    link=TEAMS,
    standard="ST0001",
    original_start=date(2026, 9, 1),
    planned_end=date(2028, 3, 1),
    support="plan",
)

VISIT = Visit(
    id="01k9visit0001",
    learner=AMIRA.id,
    tutor=AMIRA.tutor,
    date=date(2027, 1, 4),
    start=datetime.fromisoformat("2027-01-04T09:30:00+00:00"),
    end=datetime.fromisoformat("2027-01-04T10:30:00+00:00"),
    sequence=2,
    created=datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
    changed=datetime(2026, 11, 20, 12, 0, tzinfo=UTC),
    link=TEAMS,
    note="Anxious about the exam",
    why="In hospital",
)


def entry(learner: Learner = AMIRA, **changes: Any) -> Entry:
    """A visit to the learner, changed as asked."""
    return Entry(replace(VISIT, learner=learner.id, **changes), learner)


def at(id: str, start: str, minutes: int = 60) -> Entry:
    """A visit at an ISO time with offset."""
    begins = datetime.fromisoformat(start)
    ends = begins + timedelta(minutes=minutes)
    return entry(id=id, date=begins.date(), start=begins, end=ends)


def _reader(read: Reader, missing: str = "") -> Any:
    marks = [pytest.mark.skipif(bool(missing), reason=missing)]
    return pytest.param(read, id=read.__name__.removeprefix("read_with_"), marks=marks)


PARSERS = [
    _reader(read_with_vobject),
    _reader(read_with_ics),
    _reader(ical_js.read_with_ical_js, ical_js.missing()),
    _reader(libical.read_with_libical, libical.missing()),
]
"""Every parser of its own, as a test's parameter; what is not installed is skipped and says so."""

READERS = [*PARSERS, _reader(khal.read_with_khal, khal.missing())]
"""Every reader: khal too, which parses with the library that we write with."""


def lines(data: bytes) -> list[str]:
    """The file's content lines, unfolded."""
    return data.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def event_lines(data: bytes, uid: str) -> list[str]:
    """The lines of one event."""
    every = lines(data)
    at = every.index(f"UID:{uid}@visits.tutor-tui")
    return every[at - 1 : every.index("END:VEVENT", at) + 1]
