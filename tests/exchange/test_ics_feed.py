"""A calendar to be subscribed to."""

import pytest

from tests.exchange.readers.examples import READERS, Reader, at, entry, event_lines, lines
from tutor_tui.exchange import ics
from tutor_tui.exchange.ics import LONDON_RULES, calendar, feed

TIMES = {
    "before-the-spring-change": "2027-03-28T00:30:00+00:00",
    "spring-morning": "2027-03-28T10:00:00+01:00",
    "the-first-half-past-one": "2027-10-31T01:30:00+01:00",
    "the-second-half-past-one": "2027-10-31T01:30:00+00:00",
    "autumn-morning": "2027-10-31T10:00:00+00:00",
}


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_feed_has_its_name_and_says_how_often_to_read_it(number: int) -> None:
    data = feed([entry(id=str(n)) for n in range(number)], calendar_name="Visits, Amira")
    assert lines(data.replace(LONDON_RULES, b""))[:10] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//tutor-tui//tutor-tui//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        r"X-WR-CALNAME:Visits\, Amira",
        "X-WR-TIMEZONE:Europe/London",
        r"NAME:Visits\, Amira",
        "X-PUBLISHED-TTL:PT12H",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    ]
    assert data.count(b"BEGIN:VEVENT") == number


def test_its_events_are_those_of_any_file() -> None:
    visits = [entry(id="a"), entry(id="b", status="cancelled"), entry(id="c", start=None)]
    subscribed, imported = feed(visits, alarm_minutes=60), calendar(visits, alarm_minutes=60)
    for id_ in ("a", "b"):
        assert event_lines(subscribed, id_) == event_lines(imported, id_)
    assert b"UID:c@" not in subscribed


def test_it_is_one_file_however_many_visits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ics, "MOST_EVENTS", 2)
    assert feed([entry(id=str(n)) for n in range(5)]).count(b"BEGIN:VEVENT") == 5


@pytest.mark.parametrize("utc", [False, True], ids=["london", "utc"])
@pytest.mark.parametrize("read", READERS)
def test_every_reader_sees_the_same_visits(read: Reader, utc: bool) -> None:
    visits = [at(name, start) for name, start in TIMES.items()]
    seen = {event.uid: event.start for event in read(feed(visits, calendar_name="A", utc=utc))}
    assert seen == {f"{one.visit.id}@visits.tutor-tui": one.visit.start for one in visits}
