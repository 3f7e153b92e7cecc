"""What a calendar file holds, line by line."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from msgspec.structs import replace

from tests.exchange.readers.examples import AMIRA, TEAMS, VISIT, at, entry, event_lines, lines
from tutor_tui.errors import Refused
from tutor_tui.exchange.ics import (
    LONDON_RULES,
    MOST_BYTES,
    MOST_EVENTS,
    Entry,
    calendar,
    calendars,
)

PLACE = "Plas Crug, Aberystwyth"


def property_of(data: bytes, name: str) -> str | None:
    """The one line of this property in a file of one event, or None; the zone left aside."""
    without_zone = lines(data.replace(LONDON_RULES, b""))
    found = [line for line in without_zone if line.split(":")[0].split(";")[0] == name]
    assert len(found) <= 1
    return found[0] if found else None


def test_a_visit_is_written_as_calendars_need_it() -> None:
    data = calendar([entry(location=PLACE)], calendar_name="Visits", alarm_minutes=60)
    assert lines(data) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//tutor-tui//tutor-tui//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-TIMEZONE:Europe/London",
        *LONDON_RULES.decode().removesuffix("\r\n").split("\r\n"),
        "BEGIN:VEVENT",
        "UID:01k9visit0001@visits.tutor-tui",
        "SEQUENCE:2",
        "DTSTAMP:20261120T120000Z",
        "LAST-MODIFIED:20261120T120000Z",
        "CREATED:20261101T080000Z",
        "DTSTART;TZID=Europe/London:20270104T093000",
        "DTEND;TZID=Europe/London:20270104T103000",
        "SUMMARY:Visit: Amira K",
        r"LOCATION:Plas Crug\, Aberystwyth",
        rf"DESCRIPTION:Visit with Amira K\nOnline\n{TEAMS}",
        f"URL:{TEAMS}",
        f"CONFERENCE;FEATURE=VIDEO;LABEL=Online visit;VALUE=URI:{TEAMS}",
        "STATUS:CONFIRMED",
        "CLASS:PRIVATE",
        "TRANSP:OPAQUE",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "CATEGORIES:Learner visit",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-PT1H",
        "DESCRIPTION:Visit: Amira K",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "SUMMARY:Visit: Amira K"),
        ({"kind": "review"}, "SUMMARY:Progress review: Amira K"),
        ({"kind": "induction"}, "SUMMARY:Induction: Amira K"),
        ({"kind": "observation"}, "SUMMARY:Observation: Amira K"),
        ({"kind": "support"}, "SUMMARY:Support: Amira K"),
        ({"status": "attended"}, "SUMMARY:Visit: Amira K"),
        ({"status": "not_attended"}, "SUMMARY:Visit: Amira K"),
        ({"status": "cancelled"}, "SUMMARY:Cancelled: Visit: Amira K"),
        ({"status": "cancelled"}, "STATUS:CANCELLED"),
        ({"status": "cancelled"}, "TRANSP:TRANSPARENT"),
        ({"status": "cancelled"}, "X-MICROSOFT-CDO-BUSYSTATUS:FREE"),
        ({}, f"LOCATION:{TEAMS}"),
        ({"location": "Room 2"}, "LOCATION:Room 2"),
        ({"mode": "workplace", "link": ""}, r"DESCRIPTION:Visit with Amira K\nAt the workplace"),
        ({"location": r"\\Server\North"}, r"LOCATION:\\\\Server\\North"),
    ],
)
def test_the_lines_follow_the_visit(changes: dict[str, Any], expected: str) -> None:
    assert expected in lines(calendar([entry(**changes)]))


@pytest.mark.parametrize(
    ("changes", "absent"),
    [
        ({"link": ""}, "URL"),
        ({"link": ""}, "CONFERENCE"),
        ({"link": ""}, "LOCATION"),
        ({"link": "javascript:alert(1)"}, "URL"),
        ({"link": "Teams, room 4"}, "CONFERENCE"),
        ({"end": VISIT.start}, "DTEND"),
        ({"end": None}, "DTEND"),
        ({}, "ORGANIZER"),
        ({}, "ATTENDEE"),
        ({}, "TRIGGER"),
    ],
)
def test_what_is_not_so_is_not_written(changes: dict[str, Any], absent: str) -> None:
    assert property_of(calendar([entry(**changes)]), absent) is None


def test_a_cancelled_visit_has_no_alarm() -> None:
    data = calendar([entry(), entry(id="b", status="cancelled")], alarm_minutes=15)
    assert "TRIGGER:-PT15M" in event_lines(data, VISIT.id)
    assert "BEGIN:VALARM" not in event_lines(data, "b")


def test_nothing_personal_beyond_the_name_is_told() -> None:
    text = calendar([entry(status="cancelled")], names="full", alarm_minutes=5).decode()
    for private in ("1234567890", "2007", "SY23", "example.org", "Anxious", "hospital", "plan"):
        assert private not in text


def test_a_visit_without_a_time_is_left_out() -> None:
    data = calendar([entry(start=None, end=None), entry(id="b")])
    assert [line for line in lines(data) if line.startswith("UID")] == ["UID:b@visits.tutor-tui"]


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(Refused, match=r"Visit 01k9visit0001 has a time without a zone"):
        calendar([entry(start=datetime(2027, 1, 4, 9, 30))])  # noqa: DTZ001


def test_utc_needs_no_zone() -> None:
    data = calendar([at("a", "2027-07-05T10:00:00+01:00")], utc=True)
    assert "DTSTART:20270705T090000Z" in lines(data)
    assert "DTEND:20270705T100000Z" in lines(data)
    assert b"VTIMEZONE" not in data
    assert b"TZID" not in data


@pytest.mark.parametrize(
    ("start", "minutes", "expected"),
    [
        ("2027-10-31T00:30:00+01:00", 30, "20271030T233000Z"),  # it ends within the hour
        ("2027-10-31T01:30:00+01:00", 60, "20271031T003000Z"),
        ("2027-10-31T01:30:00+00:00", 30, "20271031T013000Z"),
    ],
)
def test_an_hour_that_comes_twice_is_named_in_utc(start: str, minutes: int, expected: str) -> None:
    assert property_of(calendar([at("a", start, minutes)]), "DTSTART") == f"DTSTART:{expected}"


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2027-03-28T00:30:00+00:00", "20270328T003000"),
        ("2027-03-28T02:00:00+01:00", "20270328T020000"),
        ("2027-10-31T02:00:00+00:00", "20271031T020000"),
        ("2027-07-05T09:00:00+00:00", "20270705T100000"),
    ],
)
def test_other_times_are_on_londons_clock(start: str, expected: str) -> None:
    line = property_of(calendar([at("a", start)]), "DTSTART")
    assert line == f"DTSTART;TZID=Europe/London:{expected}"


def test_order_and_bytes_do_not_depend_on_how_visits_come() -> None:
    entries = [
        at("c", "2027-03-01T10:00:00+00:00"),
        at("a", "2027-07-05T10:00:00+01:00"),
        at("b", "2027-07-05T09:00:00+00:00"),
        at("d", "2027-07-05T09:30:00+01:00"),
    ]
    data = calendar(entries)
    assert calendar(reversed(entries)) == data
    uids = [line[4] for line in lines(data) if line.startswith("UID:")]
    assert uids == ["c", "d", "a", "b"]


def test_a_moved_visit_changes_its_own_event_only() -> None:
    still = [at("a", "2027-03-01T10:00:00+00:00"), at("c", "2027-05-10T10:00:00+01:00")]
    before = calendar([*still, at("b", "2027-04-01T10:00:00+01:00")])
    moved = at("b", "2027-04-02T14:00:00+01:00").visit
    later = replace(moved, sequence=3, changed=VISIT.changed + timedelta(days=1))
    after = calendar([*still, Entry(later, AMIRA)])
    changed = [
        (old, new) for old, new in zip(lines(before), lines(after), strict=True) if old != new
    ]
    assert changed == [
        ("SEQUENCE:2", "SEQUENCE:3"),
        ("DTSTAMP:20261120T120000Z", "DTSTAMP:20261121T120000Z"),
        ("LAST-MODIFIED:20261120T120000Z", "LAST-MODIFIED:20261121T120000Z"),
        (
            "DTSTART;TZID=Europe/London:20270401T100000",
            "DTSTART;TZID=Europe/London:20270402T140000",
        ),
        ("DTEND;TZID=Europe/London:20270401T110000", "DTEND;TZID=Europe/London:20270402T150000"),
    ]


@pytest.mark.parametrize(
    ("count", "name", "expected"),
    [
        (2, "Visits, Amira; \\N", r"X-WR-CALNAME:Visits\, Amira\; \\N"),
        (2, "Line\r\nATTENDEE:mailto:a@b", "X-WR-CALNAME:Line ATTENDEE:mailto:a@b"),
        (2, "Tab\there\x1b[31m\u202eneve\u2028end", "X-WR-CALNAME:Tab here[31mneve end"),
        (2, " \n ", None),
        (1, "Visits", None),
        (0, "Visits", "X-WR-CALNAME:Visits"),
    ],
)
def test_the_calendars_name(count: int, name: str, expected: str | None) -> None:
    data = calendar([entry(id=f"v{number}") for number in range(count)], calendar_name=name)
    assert property_of(data, "X-WR-CALNAME") == expected


def test_no_visits_give_one_valid_empty_calendar() -> None:
    assert calendars([]) == [calendar([])]
    assert b"BEGIN:VTIMEZONE" in calendar([])
    assert b"VEVENT" not in calendar([])


def test_many_visits_are_split_whole_and_apart() -> None:
    start = datetime(2027, 1, 4, 9, tzinfo=UTC)
    entries = [
        at(f"v{number:04}", (start + timedelta(hours=number)).isoformat())
        for number in range(MOST_EVENTS + 1)
    ]
    files = calendars(entries, calendar_name="Visits")
    uids = [[line for line in lines(file) if line.startswith("UID:")] for file in files]
    assert [len(of_file) for of_file in uids] == [1_000, 1]
    assert uids[0] + uids[1] == [f"UID:v{number:04}@visits.tutor-tui" for number in range(1_001)]
    assert all(LONDON_RULES in file for file in files)
    assert all(file.endswith(b"END:VEVENT\r\nEND:VCALENDAR\r\n") for file in files)


def test_long_visits_are_split_by_size() -> None:
    entries = [entry(id=f"v{number:03}", location="ŵ" * 2_000) for number in range(300)]
    files = calendars(entries, calendar_name="ŷ" * 500)
    assert len(files) > 1
    assert all(len(file) <= MOST_BYTES for file in files)
    assert all(len(file) > MOST_BYTES - 10_000 for file in files[:-1])
    uids = [line for file in files for line in lines(file) if line.startswith("UID:")]
    assert uids == [f"UID:v{number:03}@visits.tutor-tui" for number in range(300)]


def test_the_zones_rules_are_londons_clock() -> None:
    london = ZoneInfo("Europe/London")
    rules = lines(calendar([]))
    onsets: dict[datetime, timedelta] = {}
    for part in ("DAYLIGHT", "STANDARD"):
        section = rules[rules.index(f"BEGIN:{part}") : rules.index(f"END:{part}")]
        values = dict(line.split(":", 1) for line in section)
        before, after = (
            timedelta(hours=int(values[name][:3])) for name in ("TZOFFSETFROM", "TZOFFSETTO")
        )
        rule = rrulestr(values["RRULE"], dtstart=datetime.fromisoformat(values["DTSTART"]))
        for onset in rule.between(datetime(2024, 1, 1), datetime(2041, 1, 1)):  # noqa: DTZ001
            onsets[(onset - before).replace(tzinfo=UTC)] = after
    hour = timedelta(hours=1)
    hours = [datetime(2024, 1, 1, tzinfo=UTC) + hour * n for n in range(17 * 366 * 24)]
    offsets = {time: time.astimezone(london).utcoffset() for time in hours if time.year < 2041}
    changes = {
        later: offsets[later]
        for earlier, later in pairwise(offsets)
        if offsets[earlier] != offsets[later]
    }
    assert len(changes) == 34
    assert onsets == changes
