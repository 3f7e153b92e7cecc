"""Calendars that are damaged, or have no end: refused in one line."""

import pytest

from tests.exchange.calendar_samples import ZONE, calendar, event, told
from tutor_tui.errors import BadFile
from tutor_tui.exchange.calendar_lines import MOST_BYTES

DAMAGE: list[tuple[bytes, str]] = [
    (b"", "no calendar file"),
    (b"PK\x03\x04", "no calendar file"),
    (calendar().decode().encode("utf-16"), "no calendar file"),
    (calendar(event("DTSTART:20270701")).rpartition(b"END:VCALENDAR")[0], "cut short"),
    (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", "line 2: END:VEVENT without its beginning"),
    (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", "line 1: BEGIN:VEVENT stands outside a calendar"),
    (calendar(event("UID:x")), "line 3: the event has no DTSTART"),
    (calendar(event("DTSTART:tomorrow")), "line 4: DTSTART: 'tomorrow' is no day or time"),
    (calendar(event("DTSTART:20270231")), "line 4: DTSTART: '20270231' does not exist"),
    (calendar(event("DTSTART:20270701T250000")), "line 4: DTSTART: .* does not exist"),
    (calendar(event("DTSTART:20270701", "DTEND:")), "line 5: DTEND: '' is no day"),
    (calendar(event("DTSTART:20270701", "DURATION:1h")), "line 5: DURATION: '1h' is no length"),
    (calendar(event("DTSTART:20270701", "SEQUENCE:two")), "line 5: SEQUENCE: 'two' is no number"),
    (
        calendar(event("DTSTART:20270701", "RRULE:FREQ=SECONDLY;UNTIL=30270101")),
        "line 5: .*too often",
    ),
    (calendar(event("DTSTART:20270701", "RRULE:FREQ=DAILY;UNTIL=soon")), "line 5: RRULE: 'SOON'"),
    (calendar(event("DTSTART;TZID=Narnia:20270701T090000")), "line 4: the time zone 'Narnia'"),
    (calendar(event("DTSTART;TZID=../../etc/passwd:20270701T090000")), "line 4: the time zone"),
    (
        calendar(
            ZONE.format(name="Mine").replace("YEARLY", "MINUTELY"),
            event("DTSTART;TZID=Mine:20270701T090000"),
        ),
        "line 9: the time zone's rule is not followed",
    ),
    (
        calendar(
            ZONE.format(name="Mine").replace("TZOFFSETTO:+0000", "TZOFFSETTO:+9900"),
            event("DTSTART;TZID=Mine:20270701T090000"),
        ),
        "line 8: TZOFFSETTO: .* is no offset",
    ),
]


@pytest.mark.parametrize(("data", "wrong"), DAMAGE)
def test_damage_is_told_with_its_line(data: bytes, wrong: str) -> None:
    with pytest.raises(BadFile, match=f"^diary.ics.*{wrong}"):
        told(data)


def test_a_zone_that_no_time_uses_may_be_damaged() -> None:
    zone = ZONE.format(name="Mine").replace("YEARLY", "MINUTELY")
    assert told(calendar(zone, event("DTSTART:20270701T090000", "DURATION:PT1H"))) == [
        "2027-07-01 09:00 - 10:00"
    ]


EVERY_MINUTE = (
    f"RRULE:FREQ=YEARLY;BYYEARDAY={','.join(map(str, range(1, 367)))}"
    f";BYHOUR={','.join(map(str, range(24)))};BYMINUTE={','.join(map(str, range(60)))}"
)
ENDLESS = {
    "bytes": b"x" * (MOST_BYTES + 1),
    "events": calendar("BEGIN:VEVENT\nDTSTART:20270701\nEND:VEVENT\n" * 50_001),
    "parts": calendar("BEGIN:X\n" * 9 + "END:X\n" * 9),
    "times": calendar(event("DTSTART:20270101", EVERY_MINUTE)),
    "dates": calendar(event("DTSTART:20270701", "RDATE:" + "20270701," * 101_000)),
    "a line": calendar("DTSTART:20270701" + "\n~1" * 700_000),
}


@pytest.mark.parametrize("data", ENDLESS.values(), ids=ENDLESS)
def test_what_has_no_end_is_refused(data: bytes) -> None:
    with pytest.raises(BadFile):
        told(data)


def test_a_zone_that_is_told_of_by_itself_is_read_all_the_same() -> None:
    zone = ZONE.format(name="Mine").replace("DTSTART:", "DTSTART;TZID=Mine:")
    assert told(calendar(zone, event("DTSTART;TZID=Mine:20270701T090000", "DURATION:PT1H"))) == [
        "2027-07-01 09:00 - 10:00"
    ]
