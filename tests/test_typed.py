"""Days, times and numbers as people type them."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor_tui.errors import WrongUsage
from tutor_tui.london import LONDON
from tutor_tui.model.learner import Signer
from tutor_tui.typed import (
    typed_day,
    typed_length,
    typed_moment,
    typed_number,
    typed_signers,
    typed_time,
    typed_when,
)

STEADY = settings(derandomize=True, database=None, deadline=None, max_examples=150)
TODAY = date(2026, 11, 25)
"""A Wednesday."""

DAYS = [
    ("2026-12-04", date(2026, 12, 4)),
    (" 2026-12-04 ", date(2026, 12, 4)),
    ("today", TODAY),
    ("T", TODAY),
    ("tomorrow", date(2026, 11, 26)),
    ("tom", date(2026, 11, 26)),
    ("yesterday", date(2026, 11, 24)),
    ("+3", date(2026, 11, 28)),
    ("-30", date(2026, 10, 26)),
    ("+0", TODAY),
    # a weekday is the next one, never today
    ("wed", date(2026, 12, 2)),
    ("thu", date(2026, 11, 26)),
    ("Tuesday", date(2026, 12, 1)),
    ("FRI", date(2026, 11, 27)),
    ("thurs", date(2026, 11, 26)),
    # day first, by whatever stands between
    ("4/12", date(2026, 12, 4)),
    ("04/12/26", date(2026, 12, 4)),
    ("4.12.2026", date(2026, 12, 4)),
    # two digits far ahead are of the last century: a date of birth
    ("17/5/98", date(1998, 5, 17)),
    ("17/5/46", date(2046, 5, 17)),
    ("17/5/47", date(1947, 5, 17)),
    ("4-12", date(2026, 12, 4)),
    ("4 12", date(2026, 12, 4)),
    ("4 dec", date(2026, 12, 4)),
    ("4dec", date(2026, 12, 4)),
    ("4 December", date(2026, 12, 4)),
    ("4 Dec. 2027", date(2027, 12, 4)),
    ("4 dec 27", date(2027, 12, 4)),
    # without a year, the one that brings it nearest
    ("10/1", date(2027, 1, 10)),
    ("1/9", date(2026, 9, 1)),
    ("28 may", date(2026, 5, 28)),
    ("20 may", date(2027, 5, 20)),
    ("25/11", TODAY),
    ("29/2/28", date(2028, 2, 29)),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_days(text: str, day: date) -> None:
    assert typed_day(text, TODAY) == day


def test_a_leap_day_without_a_year_is_of_a_leap_year_near() -> None:
    assert typed_day("29 feb", date(2027, 11, 1)) == date(2028, 2, 29)
    assert typed_day("29 feb", date(2028, 3, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        *("soon", "2026-02-30", "31/11", "31/11/2026", "29/2", "29/2/27", "12/25"),
        *("0/1", "4/13", "4 foo", "dec 4", "4/12/2", "4/12/026", "+", "+1000", "we", "fri13"),
        *("2026-12", "20261204", "4//12", "\x1b[31m", "4/12/0000"),
        *("money", "sunita", "friend", "5 marks", "4 decks"),
    ],
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        typed_day(text, TODAY)
    assert "4 dec" in str(caught.value)
    assert repr(text.strip()) in str(caught.value)


def test_where_nothing_is_typed_what_is_needed_is_told() -> None:
    for read, needed in (
        (lambda: typed_day(" ", TODAY), "a day is needed; give it as 4/12"),
        (lambda: typed_time(""), "a time of day is needed; give it as 10:30"),
        (lambda: typed_length(""), "a length of time is needed; give it as 90"),
    ):
        with pytest.raises(WrongUsage, match=needed):
            read()


@STEADY
@given(
    day=st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    today=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_a_whole_day_is_read_as_written(day: date, today: date) -> None:
    assert typed_day(str(day), today) == day
    assert typed_day(f"{day.day}/{day.month}/{day.year}", today) == day
    assert typed_day(f"{day:%d %B %Y}", today) == day


@STEADY
@given(today=st.dates(date(2000, 1, 1), date(2100, 1, 1)), away=st.integers(-170, 170))
def test_a_day_near_needs_no_year(today: date, away: int) -> None:
    day = today + timedelta(days=away)
    assert typed_day(f"{day.day}/{day.month}", today) == day
    assert typed_day(f"{day:%d %b}", today) == day
    assert typed_day(f"{away:+d}", today) == day


@STEADY
@given(today=st.dates(date(2000, 1, 1), date(2100, 1, 1)), ahead=st.integers(1, 7))
def test_a_weekday_lies_in_the_week_ahead(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assert typed_day(f"{day:%A}", today) == typed_day(f"{day:%a}", today) == day


@STEADY
@given(text=st.text(max_size=20))
def test_anything_typed_is_a_day_or_a_sentence(text: str) -> None:
    with suppress(WrongUsage):  # nothing else may be raised
        assert isinstance(typed_day(text, TODAY), date)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("10", time(10)),
        ("9", time(9)),
        ("0", time(0)),
        ("10:30", time(10, 30)),
        ("10.30", time(10, 30)),
        ("1030", time(10, 30)),
        ("930", time(9, 30)),
        (" 2pm ", time(14)),
        ("2 PM", time(14)),
        ("12pm", time(12)),
        ("12am", time(0)),
        ("12:30 am", time(0, 30)),
        ("13pm", time(13)),
        ("11.59pm", time(23, 59)),
        ("23:59", time(23, 59)),
        ("00:00", time(0)),
    ],
)
def test_times(text: str, clock: time) -> None:
    assert typed_time(text) == clock


@pytest.mark.parametrize(
    "text",
    ["", "24", "24:00", "10:60", "10:3", "25pm", "ten", "10:30:00", "-1"],
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(WrongUsage, match="10:30"):
        typed_time(text)


@STEADY
@given(clock=st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_every_minute_of_the_day_can_be_typed(clock: time) -> None:
    hour = f"{clock:%I:%M %p}".lower()
    for text in (f"{clock:%H:%M}", f"{clock:%H%M}", f"{clock:%H.%M}", hour):
        assert typed_time(text) == clock


def test_day_and_time_together_are_londons() -> None:
    moment = typed_moment("1 jul 2027", "2pm", TODAY)
    assert moment == datetime(2027, 7, 1, 14, tzinfo=LONDON)
    assert moment.isoformat() == "2027-07-01T14:00:00+01:00"
    # a time that comes twice is the first
    assert typed_moment("31/10/27", "1:30", TODAY).isoformat() == "2027-10-31T01:30:00+01:00"


def test_a_time_the_clocks_skip_is_refused() -> None:
    with pytest.raises(WrongUsage, match="clocks go forward"):
        typed_moment("28/3/27", "1:30", TODAY)


@pytest.mark.parametrize(
    ("text", "number"), [("", None), ("  ", None), ("0", 0), (" 60 ", 60), ("007", 7)]
)
def test_numbers(text: str, number: int | None) -> None:
    assert typed_number(text, "Minutes") == number


@pytest.mark.parametrize("text", ["-1", "1.5", "1,000", "ten", "1e3", "²", "٣", "0x10"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(WrongUsage, match="Minutes") as caught:
        typed_number(text, "Minutes")
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90", 90),
        (" 90 min ", 90),
        ("45m", 45),
        ("1h", 60),
        ("2 hours", 120),
        ("1h30", 90),
        ("1 H 5 min", 65),
        ("1:05", 65),
        ("1.5h", 90),
        ("0,25 h", 15),
    ],
)
def test_a_length_is_read_in_minutes(text: str, minutes: int) -> None:
    assert typed_length(text) == minutes


@pytest.mark.parametrize("text", ["", "h", "1h75", "1:5", "1.5", "-30", "1 day", "٣٠", "90 or so"])
def test_what_is_no_length_is_refused_with_the_form_of_one(text: str) -> None:
    with pytest.raises(WrongUsage, match=r"give it as 90, 1h30 or 1\.5h"):
        typed_length(text)


@pytest.mark.parametrize(
    ("text", "signers"),
    [
        ("", ()),
        ("learner", ("learner",)),
        ("T, l", ("learner", "tutor")),
        ("emp emp", ("employer",)),
        ("All", ("learner", "employer", "tutor")),
    ],
)
def test_signers_are_read_by_their_names_or_first_letters(
    text: str, signers: tuple[Signer, ...]
) -> None:
    assert typed_signers(text) == signers


@pytest.mark.parametrize("text", ["mentor", "learner and tutor", "l e x", "learners"])
def test_nobody_else_signs(text: str) -> None:
    with pytest.raises(WrongUsage, match="signs no review"):
        typed_signers(text)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("4 dec 10:30", datetime(2026, 12, 4, 10, 30, tzinfo=LONDON)),
        ("2026-12-04 2pm", datetime(2026, 12, 4, 14, tzinfo=LONDON)),
        ("fri 9", datetime(2026, 11, 27, 9, tzinfo=LONDON)),
        ("  ", None),
    ],
)
def test_a_day_and_a_time_in_one(typed: str, read: datetime | None) -> None:
    assert typed_when(typed, TODAY) == read


@pytest.mark.parametrize("typed", ["friday", "4 dec", "10:30", "soon 10:30", "4 dec 25:00"])
def test_a_day_without_a_time_is_refused(typed: str) -> None:
    with pytest.raises(WrongUsage):
        typed_when(typed, TODAY)
