"""When a calendar says that somebody is taken, by truth worked out by hand."""

# ruff: noqa: DTZ001 - what a clock shows has no zone

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.readers.examples import entry
from tutor_tui.errors import BadFile
from tutor_tui.exchange import ics
from tutor_tui.exchange.busy_times import busy_spans
from tutor_tui.exchange.calendar_lines import MOST_BYTES

LONDON = ZoneInfo("Europe/London")
FIRST, LAST = date(2026, 11, 23), date(2027, 12, 31)


def calendar(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""]
    return "\r\n".join("\r\n".join(lines).split()).replace("~", " ").encode() + b"\r\n"


def event(*lines: str) -> str:
    """An event of these lines; a space within one is written `~`."""
    return "\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def told(data: bytes, first: date = FIRST, last: date = LAST) -> list[str]:
    """The busy times on London's clock, as `2026-11-23 09:00 - 10:00`."""
    found = []
    for start, end in busy_spans(data, "diary.ics", first, last):
        until = "%H:%M" if end - start < timedelta(hours=20) else "%m-%d %H:%M"
        ends = format(end.astimezone(LONDON), until)
        found.append(f"{start.astimezone(LONDON):%Y-%m-%d %H:%M} - {ends}")
    return found


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


WEEKLY = ("UID:w", "DTSTART;TZID=Europe/London:20270322T090000", "DURATION:PT1H")
REPEATS: list[tuple[str, list[str], list[str]]] = [
    (
        "every week, over both clock changes, until a time in UTC",
        [event(*WEEKLY, "RRULE:FREQ=WEEKLY;UNTIL=20270405T080000Z")],
        ["2027-03-22 09:00 - 10:00", "2027-03-29 09:00 - 10:00", "2027-04-05 09:00 - 10:00"],
    ),
    (
        "in autumn",
        [
            event(
                "DTSTART;TZID=Europe/London:20271025T090000",
                "DURATION:PT1H",
                "RRULE:FREQ=WEEKLY;COUNT=3",
            )
        ],
        ["2027-10-25 09:00 - 10:00", "2027-11-01 09:00 - 10:00", "2027-11-08 09:00 - 10:00"],
    ),
    (
        "in UTC, which our clock leaves",
        [event("DTSTART:20270322T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2")],
        ["2027-03-22 09:00 - 10:00", "2027-03-29 10:00 - 11:00"],
    ),
    (
        "begun long before, by count",
        [event("DTSTART:20261102T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=5")],
        ["2026-11-23 09:00 - 10:00", "2026-11-30 09:00 - 10:00"],
    ),
    (
        "a birthday since 1604",
        [event("DTSTART:16040229", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1")],
        ["2027-02-28 00:00 - 03-01 00:00"],
    ),
    (
        "the last Friday of the month, days",
        [event("DTSTART:20270129", "RRULE:FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270326")],
        [
            "2027-01-29 00:00 - 01-30 00:00",
            "2027-02-26 00:00 - 02-27 00:00",
            "2027-03-26 00:00 - 03-27 00:00",
        ],
    ),
    (
        "added, left out, and left out as a day",
        [
            event(
                *WEEKLY,
                "RRULE:FREQ=WEEKLY;COUNT=4",
                "RDATE;TZID=Europe/London:20270324T140000",
                "RDATE;VALUE=PERIOD:20270325T140000Z/PT3H",
                "EXDATE;TZID=Europe/London:20270329T090000",
                "EXDATE;VALUE=DATE:20270405",
            )
        ],
        [
            "2027-03-22 09:00 - 10:00",
            "2027-03-24 14:00 - 15:00",
            "2027-03-25 14:00 - 17:00",
            "2027-04-12 09:00 - 10:00",
        ],
    ),
    (
        "a day left out as Outlook writes it, with a time",
        [event("DTSTART:20270503", "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20270504T000000")],
        ["2027-05-03 00:00 - 05-04 00:00"],
    ),
    (
        "left out by a rule",
        [event(*WEEKLY, "RRULE:FREQ=DAILY;COUNT=4", "EXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2")],
        ["2027-03-23 09:00 - 10:00", "2027-03-25 09:00 - 10:00"],
    ),
    (
        "one moved, far, in a zone of its own, and one cancelled",
        [
            event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=3"),
            event(
                "UID:w",
                "RECURRENCE-ID:20270329T080000Z",
                "DTSTART:20270901T120000Z",
                "DURATION:PT2H",
            ),
            event(
                "UID:w",
                "RECURRENCE-ID;TZID=Europe/London:20270405T090000",
                "DTSTART;TZID=Europe/London:20270405T090000",
                "DURATION:PT1H",
                "STATUS:CANCELLED",
            ),
        ],
        ["2027-03-22 09:00 - 10:00", "2027-09-01 13:00 - 15:00"],
    ),
    (
        "one moved here from before the first day",
        [
            event("UID:w", "DTSTART:20261109T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2"),
            event(
                "UID:w", "RECURRENCE-ID:20261116T090000", "DTSTART:20261124T100000", "DURATION:PT1H"
            ),
        ],
        ["2026-11-24 10:00 - 11:00"],
    ),
    (
        "the newer of two changes to the same time",
        [
            event(
                "UID:w",
                "RECURRENCE-ID:20270329T080000Z",
                "SEQUENCE:2",
                "DTSTART:20270329T150000Z",
                "DURATION:PT1H",
            ),
            event(
                "UID:w",
                "RECURRENCE-ID:20270329T080000Z",
                "SEQUENCE:1",
                "DTSTART:20270329T120000Z",
                "DURATION:PT1H",
            ),
            event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=2"),
        ],
        ["2027-03-22 09:00 - 10:00", "2027-03-29 16:00 - 17:00"],
    ),
    (
        "moved from one time on, and one of those once more",
        [
            event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=5"),
            event(
                "UID:w",
                "RECURRENCE-ID;TZID=Europe/London;RANGE=THISANDFUTURE:20270405T090000",
                "DTSTART;TZID=Europe/London:20270406T140000",
                "DURATION:PT30M",
            ),
            event(
                "UID:w",
                "RECURRENCE-ID:20270412T080000Z",
                "DTSTART:20270412T160000Z",
                "DURATION:PT1H",
            ),
        ],
        [
            "2027-03-22 09:00 - 10:00",
            "2027-03-29 09:00 - 10:00",
            "2027-04-06 14:00 - 14:30",
            "2027-04-12 17:00 - 18:00",
            "2027-04-20 14:00 - 14:30",
        ],
    ),
    (
        "ended from one time on",
        [
            event(*WEEKLY, "RRULE:FREQ=WEEKLY"),
            event(
                "UID:w",
                "RECURRENCE-ID;RANGE=THISANDFUTURE:20270329T080000Z",
                "DTSTART:20270329T080000Z",
                "STATUS:CANCELLED",
            ),
        ],
        ["2027-03-22 09:00 - 10:00"],
    ),
    (
        "a time that was moved, and taken out afterwards",
        [
            event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:20270329T080000Z", "SEQUENCE:2"),
            event(
                "UID:w",
                "RECURRENCE-ID:20270329T080000Z",
                "DTSTART:20270401T080000Z",
                "DURATION:PT1H",
            ),
        ],
        ["2027-03-22 09:00 - 10:00"],
    ),
    (
        "one moved, and named by its day",
        [
            event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=2"),
            event("UID:w", "RECURRENCE-ID:20270329", "DTSTART:20270401T080000Z", "DURATION:PT1H"),
        ],
        ["2027-03-22 09:00 - 10:00", "2027-04-01 09:00 - 10:00"],
    ),
    (
        "a rule that says nothing",
        [event(*WEEKLY, "RRULE:")],
        ["2027-03-22 09:00 - 10:00"],
    ),
    (
        "free but for one",
        [
            event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=3", "TRANSP:TRANSPARENT"),
            event(
                "UID:w",
                "RECURRENCE-ID:20270329T080000Z",
                "DTSTART:20270329T080000Z",
                "DURATION:PT1H",
            ),
        ],
        ["2027-03-29 09:00 - 10:00"],
    ),
    (
        "an older copy of the same event",
        [
            event("UID:x", "SEQUENCE:3", "DTSTART:20270701T090000", "DURATION:PT1H"),
            event("UID:x", "SEQUENCE:2", "DTSTART:20270701T150000", "DURATION:PT1H"),
        ],
        ["2027-07-01 09:00 - 10:00"],
    ),
    (
        "the series cancelled afterwards",
        [
            event(
                "UID:x",
                "SEQUENCE:3",
                "DTSTART:20270701T090000",
                "DURATION:PT1H",
                "STATUS:CANCELLED",
            ),
            event("UID:x", "SEQUENCE:2", "DTSTART:20270701T090000", "DURATION:PT1H"),
        ],
        [],
    ),
    (
        "two of the same name that nothing tells apart",
        [
            event("UID:x", "DTSTART:20270701T090000", "DURATION:PT1H"),
            event("UID:x", "DTSTART:20270702T090000", "DURATION:PT1H"),
        ],
        ["2027-07-01 09:00 - 10:00", "2027-07-02 09:00 - 10:00"],
    ),
    (
        "overlapping and touching",
        [
            event("DTSTART:20270701T090000", "DURATION:PT1H"),
            event("DTSTART:20270701T093000", "DURATION:PT1H"),
            event("DTSTART:20270701T103000", "DURATION:PT1H"),
            event("DTSTART:20270701T120000", "DURATION:PT1H"),
        ],
        ["2027-07-01 09:00 - 11:30", "2027-07-01 12:00 - 13:00"],
    ),
    (
        "free and busy times",
        [
            "\n".join(
                [
                    "BEGIN:VFREEBUSY",
                    "DTSTART:20270701T000000Z",
                    "DTEND:20270801T000000Z",
                    "FREEBUSY;FBTYPE=BUSY:20270701T080000Z/PT1H,20270702T080000Z/20270702T100000Z",
                    "FREEBUSY;FBTYPE=FREE:20270703T080000Z/PT1H",
                    "FREEBUSY:20270704T080000Z/PT1H",
                    "END:VFREEBUSY",
                ]
            )
        ],
        ["2027-07-01 09:00 - 10:00", "2027-07-02 09:00 - 11:00", "2027-07-04 09:00 - 10:00"],
    ),
]


@pytest.mark.parametrize(
    ("events", "expected"), [one[1:] for one in REPEATS], ids=[one[0] for one in REPEATS]
)
def test_what_repeats(events: list[str], expected: list[str]) -> None:
    assert told(calendar(*events)) == expected
    assert told(calendar(*reversed(events))) == expected


ZONE = """\
BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


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


def test_ever_so_many_changes_of_one_series_are_followed() -> None:
    # each moves all that follow by a minute more than the one before
    changes = [
        event(
            "UID:w",
            f"RECURRENCE-ID;RANGE=THISANDFUTURE:{day:%Y%m%d}T090000Z",
            f"DTSTART:{day:%Y%m%d}T{9 + number // 60:02}{number % 60:02}00Z",
            "DURATION:PT1M",
        )
        for number in range(600)
        for day in [date(2025, 1, 1) + timedelta(days=number)]
    ]
    series = event("UID:w", "DTSTART:20250101T090000Z", "DURATION:PT1M", "RRULE:FREQ=DAILY")
    first, *_, last = told(calendar(series, *changes), FIRST, date(2026, 12, 1))
    assert (first, last) == ("2026-11-23 18:59 - 19:00", "2026-12-01 18:59 - 19:00")


def test_lengths_beyond_all_measure_are_cut_where_the_days_end() -> None:
    data = calendar(
        event("DTSTART:20270701T090000", "DURATION:P9999999W"),
        event("UID:w", "DTSTART:20261201", "DTEND:99991231", "RRULE:FREQ=YEARLY"),
    )
    assert told(data, FIRST, date(2027, 7, 1)) == ["2026-12-01 00:00 - 07-02 00:00"]
