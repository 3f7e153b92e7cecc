"""Other programs' parsers read the files as they were meant."""

import re
import unicodedata
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exchange.readers.examples import AMIRA, PARSERS, READERS, TEAMS, Reader, at, entry, lines
from tests.exchange.readers.python import read_with_ics
from tutor_tui.exchange.ics import LONDON_RULES, Entry, calendar
from tutor_tui.exchange.plain import one_line
from tutor_tui.exchange.uids import uid
from tutor_tui.model.learner import Learner

LONDON = ZoneInfo("Europe/London")


def local(year: int, month: int, day: int) -> str:
    """Ten o'clock of the day in London."""
    return datetime(year, month, day, 10, tzinfo=LONDON).isoformat()


YEARS = range(2024, 2038)  # ics.py takes London's clock from dateutil, which knows no later one

TIMES = {
    **{f"winter-{year}": (local(year, 1, 12), 60) for year in YEARS},
    **{f"summer-{year}": (local(year, 7, 12), 60) for year in YEARS},
    "before-the-spring-change": ("2027-03-28T00:30:00+00:00", 30),
    "over-the-spring-change": ("2027-03-28T00:30:00+00:00", 60),
    "after-the-spring-change": ("2027-03-28T02:00:00+01:00", 60),
    "spring-morning": ("2027-03-28T10:00:00+01:00", 60),
    "before-the-autumn-change": ("2027-10-31T00:15:00+01:00", 30),
    "into-the-hour-that-comes-twice": ("2027-10-31T00:45:00+01:00", 30),
    "the-first-half-past-one": ("2027-10-31T01:30:00+01:00", 20),
    "from-the-first-to-the-second": ("2027-10-31T01:30:00+01:00", 60),
    "the-second-half-past-one": ("2027-10-31T01:30:00+00:00", 20),
    "after-the-autumn-change": ("2027-10-31T02:00:00+00:00", 60),
    "autumn-morning": ("2027-10-31T10:00:00+00:00", 60),
}


@pytest.mark.parametrize("utc", [False, True], ids=["london", "utc"])
@pytest.mark.parametrize("read", READERS)
def test_every_reader_sees_the_same_instants(read: Reader, utc: bool) -> None:
    data = calendar([at(name, *when) for name, when in TIMES.items()], utc=utc)
    seen = {event.uid: (event.start, event.end) for event in read(data)}
    assert seen == {
        f"{name}@visits.tutor-tui": (
            datetime.fromisoformat(start),
            datetime.fromisoformat(start) + timedelta(minutes=minutes),
        )
        for name, (start, minutes) in TIMES.items()
    }


@pytest.mark.parametrize("read", READERS)
def test_every_reader_sees_what_a_visit_is(read: Reader) -> None:
    visit = entry(location="Plas Crug, Aberystwyth; 2nd floor", status="cancelled")
    (event,) = read(calendar([visit], alarm_minutes=60))
    assert event.uid == "01k9visit0001@visits.tutor-tui"
    assert event.summary == "Cancelled: Visit: Amira K"
    assert event.location == "Plas Crug, Aberystwyth; 2nd floor"
    assert event.description.split("\n") == ["Visit with Amira K", "Online", TEAMS]
    assert event.status == "CANCELLED"
    assert event.sequence == 2


@pytest.mark.parametrize("read", READERS)
def test_every_reader_reads_an_empty_calendar(read: Reader) -> None:
    assert read(calendar([])) == []


PIECES = [
    *"\\;,:\"'=^%[]/ \t\r\n\v\f\x00\x07\x08\x1b\x1c\x1d\x1e\x7f\x85\x9b\u2028\u2029",
    *"\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069\ufeff\ud800\udc00\ufffe",
    *("\\n", "\\N", "\\\\", "\r\nATTENDEE:mailto:a@b.c", "\nEND:VEVENT", "BEGIN:VALARM", "^n"),
    *("ŵ", "ŷ", "Żółć", "محمد", "😀", "👩🏽‍🚀", "🏴\U000e0067\U000e0062\U000e007f", "e\u0301"),
    *("\u200f", "\u00a0", "\u00ad", "https://a.b/c?d=e,f;g", "mailto:a@b.c", "z" * 80, "ŵ" * 700),
]
hostile = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=12).map(
    lambda pieces: "".join(pieces)[:2_000]
)


@st.composite
def hostile_entries(draw: st.DrawFn) -> list[Entry]:
    """Two visits with texts nobody checked."""
    return [
        entry(
            Learner(
                id=AMIRA.id,
                tutor=AMIRA.tutor,
                ref=draw(hostile),
                given_name=draw(hostile),
                family_name=draw(hostile),
                standard=AMIRA.standard,
                original_start=AMIRA.original_start,
                planned_end=AMIRA.planned_end,
            ),
            id=name,
            location=draw(hostile),
            link=draw(hostile | st.builds("https://a.b/{}".format, hostile)),
        )
        for name in ("a", "b")
    ]


# A line of the file: its name, parameters, and the value without any raw control character.
CONTENT_LINE = re.compile(r"([A-Z-]+)((?:;[A-Z]+=[^;:]+)*):([^\x00-\x1f\x7f-\x9f]*)")
ALWAYS = {
    *("BEGIN", "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "CREATED", "DTSTART", "DTEND"),
    *("SUMMARY", "DESCRIPTION", "STATUS", "CLASS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"),
    *("CATEGORIES", "END"),
}
SOMETIMES = {"LOCATION", "URL", "CONFERENCE"}


@given(entries=hostile_entries(), calendar_name=hostile, names=st.sampled_from(["full", "first"]))
@settings(max_examples=100, deadline=None)
def test_no_text_breaks_the_file(entries: list[Entry], calendar_name: str, names: str) -> None:
    data = calendar(entries, names=names, calendar_name=calendar_name)  # type: ignore[arg-type]
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    physical = data.removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, physical)) <= 75
    assert not re.search(rb"[\x00-\x1f\x7f]", b"".join(physical))
    text = data.decode()
    assert not re.search("[\x80-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]", text)
    for part in physical:
        part.decode()  # no character is cut in two

    parsed = [CONTENT_LINE.fullmatch(line) for line in lines(data.replace(LONDON_RULES, b""))]
    assert all(parsed)
    found = [line[1] for line in parsed if line]
    head = [name for name in found[: found.index("BEGIN", 1)] if name != "X-WR-CALNAME"]
    assert head == ["BEGIN", "VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-TIMEZONE"]
    events = Counter(found[found.index("BEGIN", 1) : -1])
    assert {name for name, count in events.items() if count == 2} >= ALWAYS
    assert events.keys() <= ALWAYS | SOMETIMES
    assert max(events.values()) == 2


def understood(text: str) -> str:
    """The text with what readers differ in evened out: composition and blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@pytest.mark.parametrize("read", PARSERS)
@given(entries=hostile_entries(), calendar_name=hostile)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_reader_reads_hostile_text(
    read: Reader, entries: list[Entry], calendar_name: str
) -> None:
    events = read(calendar(entries, names="full", calendar_name=calendar_name, alarm_minutes=30))
    assert sorted(event.uid for event in events) == sorted(uid(each.visit) for each in entries)
    for event, each in zip(sorted(events, key=lambda event: event.uid), entries, strict=True):
        assert (event.start, event.end) == (each.visit.start, each.visit.end)
        assert event.sequence == each.visit.sequence
        assert event.status == "CONFIRMED"
        place = one_line(each.visit.location) or one_line(each.visit.link)
        if read is not read_with_ics or "\\" not in place:  # it mistakes escaped backslashes
            assert understood(event.location) == understood(place)
