"""Our visits read back out of calendars: as we wrote them, and as others write them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.readers.examples import entry
from tutor_tui.exchange import ics
from tutor_tui.exchange.own_visits import CalendarVisit, read_visits
from tutor_tui.exchange.uids import uid

LONDON = ZoneInfo("Europe/London")

# every hour of two years, those of four clock changes among them
STARTS = st.integers(0, 2 * 366 * 24).map(
    lambda hours: (datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=hours)).astimezone(LONDON)
)
ENTRIES = st.lists(
    st.builds(
        lambda id_, start, minutes, sequence, status: entry(
            id=f"v{id_}",
            start=start,
            end=(start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(LONDON),
            sequence=sequence,
            status=status,
        ),
        st.integers(0, 10**6),
        STARTS,
        st.integers(0, 720),
        st.integers(0, 50),
        st.sampled_from(["booked", "cancelled", "attended"]),
    ),
    max_size=6,
    unique_by=lambda one: one.visit.id,
)


def as_written(one: ics.Entry) -> CalendarVisit:
    visit = one.visit
    assert visit.start
    assert visit.end
    return CalendarVisit(
        uid=uid(visit),
        start=visit.start.astimezone(UTC),
        end=visit.end.astimezone(UTC),
        sequence=visit.sequence,
        changed=visit.changed,
        cancelled=visit.status == "cancelled",
    )


@settings(max_examples=60, deadline=None)
@given(entries=ENTRIES, utc=st.booleans(), alarm=st.sampled_from([None, 60]))
def test_what_we_wrote_is_read_as_it_was(
    entries: list[ics.Entry], utc: bool, alarm: int | None
) -> None:
    found = read_visits(ics.calendar(entries, utc=utc, alarm_minutes=alarm), "visits.ics")
    assert found.others == 0
    assert {one.uid: one for one in found.visits} == {
        one.uid: one for one in map(as_written, entries)
    }


def test_visits_are_read_as_another_library_writes_them() -> None:
    whole = icalendar.Calendar.from_ical(ics.calendar([entry(), entry(id="v2")]))
    events: list[Any] = whole.walk("VEVENT")
    for event in events:
        event["DTSTART"].dt += timedelta(days=120, hours=2)  # into summer
        del event["DTEND"]
        event.add("DURATION", timedelta(minutes=45))
    found = read_visits(whole.to_ical(), "visits.ics").visits
    start = datetime(2027, 5, 4, 10, 30, tzinfo=UTC)
    assert [(one.start, one.end) for one in found] == [(start, start + timedelta(minutes=45))] * 2


def test_what_is_not_ours_is_counted_once() -> None:
    theirs = "BEGIN:VEVENT\r\nUID:{}\r\nDTSTART:20270101\r\nEND:VEVENT\r\n"
    data = ics.calendar([entry()]).replace(
        b"END:VCALENDAR", "".join(theirs.format(one) for one in "aab").encode() + b"END:VCALENDAR"
    )
    found = read_visits(data, "visits.ics")
    assert (len(found.visits), found.others) == (1, 2)


@pytest.mark.parametrize(
    ("before", "after", "odd"),
    [
        (b"DTSTART;TZID=Europe/London:20270104T093000", b"DTSTART;VALUE=DATE:20270104", "day"),
        (b"SUMMARY:", b"RRULE:FREQ=WEEKLY\r\nSUMMARY:", "repeats"),
        (b"SUMMARY:", b"RECURRENCE-ID:20270104T093000Z\r\nSUMMARY:", "repeats"),
        (b"SUMMARY:", b"RDATE:20270111T093000Z\r\nSUMMARY:", "repeats"),
    ],
)
def test_what_no_visit_can_be_is_told(before: bytes, after: bytes, odd: str) -> None:
    [found] = read_visits(ics.calendar([entry()]).replace(before, after), "visits.ics").visits
    assert found.odd == odd


def test_of_two_copies_the_newer_counts_and_two_alike_are_a_doubt() -> None:
    until = datetime(2027, 1, 4, 10, 0, tzinfo=UTC)
    one, moved = ics.calendar([entry()]), ics.calendar([entry(sequence=3, end=until)])
    event = moved[moved.index(b"BEGIN:VEVENT") : moved.index(b"END:VCALENDAR")]
    [found] = read_visits(one.replace(b"END:VCALENDAR", event + b"END:VCALENDAR"), "x").visits
    assert (found.sequence, found.end, found.odd) == (3, until, None)
    same = event.replace(b"SEQUENCE:3", b"SEQUENCE:2")
    [found] = read_visits(one.replace(b"END:VCALENDAR", same + b"END:VCALENDAR"), "x").visits
    assert found.odd == "doubled"
