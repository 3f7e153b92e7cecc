"""When a calendar says that somebody is taken, by truth worked out by hand."""

# ruff: noqa: DTZ001 - what a clock shows has no zone

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.calendar_samples import FIRST, LAST, ZONE, calendar, event, told
from tests.exchange.readers.examples import entry
from tutor_tui.exchange import ics
from tutor_tui.exchange.busy_times import busy_spans

DETAILS: list[tuple[str, list[str], list[str]]] = [
    (
        "London by name",
        ["DTSTART;TZID=Europe/London:20270701T090000", "DTEND;TZID=Europe/London:20270701T100000"],
        ["2027-07-01 09:00 - 10:00"],
    ),
    ("UTC", ["DTSTART:20270701T090000Z", "DTEND:20270701T100000Z"], ["2027-07-01 10:00 - 11:00"]),
    ("floating", ["DTSTART:20270701T090000", "DURATION:PT45M"], ["2027-07-01 09:00 - 09:45"]),
    (
        "another zone",
        ["DTSTART;TZID=America/New_York:20270315T090000", "DURATION:PT1H"],
        ["2027-03-15 13:00 - 14:00"],  # their clocks are forward already, ours are not
    ),
    (
        "Outlook's name of a zone",
        ["DTSTART;TZID=GMT~Standard~Time:20270701T090000", "DURATION:PT1H"],
        ["2027-07-01 09:00 - 10:00"],
    ),
    (
        "Outlook's name of another, quoted",
        ['DTSTART;TZID="W.~Europe~Standard~Time":20270701T090000', "DURATION:PT1H"],
        ["2027-07-01 08:00 - 09:00"],
    ),
    (
        "a zone with its maker's name before it",
        [
            "DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Paris:20270701T090000",
            "DURATION:PT1H",
        ],
        ["2027-07-01 08:00 - 09:00"],
    ),
    ("a day", ["DTSTART;VALUE=DATE:20270701"], ["2027-07-01 00:00 - 07-02 00:00"]),
    (
        "a day that ends when it begins",
        ["DTSTART:20270701", "DTEND:20270701"],
        ["2027-07-01 00:00 - 07-02 00:00"],
    ),
    ("days", ["DTSTART:20270701", "DTEND:20270704"], ["2027-07-01 00:00 - 07-04 00:00"]),
    ("days by length", ["DTSTART:20270701", "DURATION:P1W"], ["2027-07-01 00:00 - 07-08 00:00"]),
    (
        "several days from an hour to an hour",
        ["DTSTART:20270701T180000", "DTEND:20270703T120000"],
        ["2027-07-01 18:00 - 07-03 12:00"],
    ),
    (
        "from before the first day",
        ["DTSTART:20261101", "DTEND:20261124"],
        ["2026-11-23 00:00 - 11-24 00:00"],
    ),
    (
        "until after the last",
        ["DTSTART:20271231T230000", "DTEND:99991231T235959"],
        ["2027-12-31 23:00 - 00:00"],
    ),
    ("no time at all", ["DTSTART:20270701T090000"], []),
    ("backwards", ["DTSTART:20270701T090000", "DTEND:20270701T080000"], []),
    ("long ago", ["DTSTART:00010101T000000Z", "DURATION:PT1H"], []),
    ("cancelled", ["DTSTART:20270701", "STATUS:CANCELLED"], []),
    ("tentative", ["DTSTART:20270701", "STATUS:TENTATIVE"], ["2027-07-01 00:00 - 07-02 00:00"]),
    ("shown as free", ["DTSTART:20270701", "TRANSP:TRANSPARENT"], []),
    (
        "free to Outlook",
        ["DTSTART:20270701", "TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"],
        [],
    ),
    ("at work elsewhere", ["DTSTART:20270701", "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE"], []),
    (
        "away to Outlook",
        ["DTSTART:20270701", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"],
        ["2027-07-01 00:00 - 07-02 00:00"],
    ),
    ("a visit of ours", ["UID:01k9visit0001@visits.tutor-tui", "DTSTART:20270701"], []),
    (
        "small letters",
        ["dtstart;tzid=Europe/London:20270701T090000", "duration:PT1H"],
        ["2027-07-01 09:00 - 10:00"],
    ),
    (
        "the hour that comes twice, by name",
        ["DTSTART;TZID=Europe/London:20271031T013000", "DURATION:PT1H"],
        ["2027-10-31 01:30 - 01:30"],  # before the change and after it
    ),
    (
        "the hour that never comes",
        ["DTSTART;TZID=Europe/London:20270328T013000", "DURATION:PT1H"],
        ["2027-03-28 02:30 - 03:30"],
    ),
    (
        "an alarm says nothing of the event",
        [
            "DTSTART:20270701T090000",
            "BEGIN:VALARM",
            "TRIGGER:-PT5M",
            "DURATION:PT9H",
            "END:VALARM",
            "DURATION:PT1H",
        ],
        ["2027-07-01 09:00 - 10:00"],
    ),
    (
        "folded in the middle of a date",
        ["DTSTART:202707\n~01T090000", "DURATION:PT1H"],
        ["2027-07-01 09:00 - 10:00"],
    ),
]


@pytest.mark.parametrize(
    ("lines", "expected"), [one[1:] for one in DETAILS], ids=[one[0] for one in DETAILS]
)
def test_one_event(lines: list[str], expected: list[str]) -> None:
    assert told(calendar(event(*lines))) == expected


@pytest.mark.parametrize("name", ["Customized~Time~Zone", "GMT", "(UTC+00:00)~Dublin,~London"])
def test_a_zone_of_the_file_s_own_is_read_as_the_file_tells_of_it(name: str) -> None:
    quoted = f'"{name}"' if ":" in name else name
    times = [
        event(f"DTSTART;TZID={quoted}:{when}", "DURATION:PT1H")
        for when in ("20270301T090000", "20270701T090000", "20271031T005900", "20271031T020000")
    ]
    assert told(calendar(ZONE.format(name=name), *times)) == [
        "2027-03-01 09:00 - 10:00",
        "2027-07-01 09:00 - 10:00",
        "2027-10-31 00:59 - 01:59",
        "2027-10-31 02:00 - 03:00",
    ]


def test_a_file_s_zone_says_nothing_of_another_file_s_of_that_name() -> None:
    one = event("DTSTART;TZID=Mine:20270701T090000", "DURATION:PT1H")
    other = ZONE.format(name="Mine").replace("+0100", "+0300").replace("+0000", "+0200")
    assert told(calendar(ZONE.format(name="Mine"), one)) == ["2027-07-01 09:00 - 10:00"]
    assert told(calendar(other, one)) == ["2027-07-01 07:00 - 08:00"]


@settings(max_examples=25, deadline=None)
@given(wall=st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31)))
def test_a_zone_told_of_by_rules_is_london_s_at_every_time_of_every_year(wall: datetime) -> None:
    wall = wall.replace(second=0, microsecond=0)
    first, last = wall.date() - timedelta(days=1), wall.date() + timedelta(days=1)
    times = [
        told(
            calendar(
                ZONE.format(name="Mine"),
                event(f"DTSTART;TZID={zone}:{wall:%Y%m%dT%H%M00}", "DURATION:PT1H"),
            ),
            first,
            last,
        )
        for zone in ("Mine", "Europe/London")
    ]
    assert times[0] == times[1]


def test_our_own_export_keeps_nobody_busy() -> None:
    data = ics.calendar([entry()])
    assert busy_spans(data, "visits.ics", FIRST, LAST) == []
    others = data.replace(b"@visits.tutor-tui", b"@example.org")
    assert busy_spans(others, "visits.ics", FIRST, LAST) == [
        (datetime(2027, 1, 4, 9, 30, tzinfo=UTC), datetime(2027, 1, 4, 10, 30, tzinfo=UTC))
    ]


@pytest.mark.parametrize("ending", [b"\r\n", b"\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_every_line_end_is_read_with_or_without_a_mark(ending: bytes, mark: bytes) -> None:
    data = calendar(event("DTSTART:20270701T090000", "DURATION:PT1H"))
    assert told(mark + data.replace(b"\r\n", ending)) == ["2027-07-01 09:00 - 10:00"]
