"""Which writings of a date are understood, and that none is misread."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor_tui.exchange.table_dates import BIRTH_YEARS_FROM, clock_of, parse_clock, parse_day

FIFTH = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05/01/2026", FIFTH),
        ("5/1/2026", FIFTH),
        ("5/1/26", FIFTH),
        ("05-01-2026", FIFTH),
        ("05.01.2026", FIFTH),
        ("5 Jan 2026", FIFTH),
        ("5 January 2026", FIFTH),
        ("5th January, 2026", FIFTH),
        ("05-Jan-26", FIFTH),
        ("05-JAN-2026", FIFTH),
        ("05/01/2026 10:30", FIFTH),
        ("05/01/2026 10:30:00 PM", FIFTH),
        ("2026-01-05", FIFTH),
        ("2026/01/05", FIFTH),
        ("2026-01-05T10:30:00", FIFTH),
        ("2026-01-05 00:00:00", FIFTH),
        ("2026-01-05T10:30:00Z", FIFTH),
        ("2026-01-05T00:00:00.0000000Z", FIFTH),
        ("2026-01-05T00:00:00+00:00", FIFTH),
        ("46027", FIFTH),
        ("46027.4375", FIFTH),
        ("1 Sept 2026", date(2026, 9, 1)),
        ("2026-06-30T23:00:00Z", date(2026, 7, 1)),
        ("2026-01-31T23:00:00Z", date(2026, 1, 31)),
        ("29/02/2024", date(2024, 2, 29)),
        ("60000", date(2064, 4, 8)),
    ],
)
def test_dates_as_people_and_systems_write_them(text: str, day: date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "31/02/2026", "29/02/2026", "01/13/2026", "0/1/2026", "00/00/0000"),
        *("2026-02-30", "2026-13-01", "30 Feb 2026", "5 Jam 2026", "5 J 2026", "05/01-2026"),
        *("2026", "050126", "99999", "-5", "5", "05/01/20266", "05/01/1066", "05/01/3026"),
        *("9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2026-01-05T25:00:00Z"),
        *("٠٥/٠١/٢٠٢٦", "05/01/2026 and later"),
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_day(text) is None


@pytest.mark.parametrize(
    ("text", "born"),
    [("12/10/98", 1998), ("12/10/05", 2005), ("12/10/60", 1960), ("12-Oct-30", 1930)],
)
def test_two_digits_of_a_birth_year(text: str, born: int) -> None:
    assert parse_day(text, BIRTH_YEARS_FROM) == date(born, 10, 12)


@pytest.mark.parametrize(
    "form",
    ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%Y-%m-%d"],
)
@given(day=st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_date_comes_back_from_every_form(form: str, day: date) -> None:
    assert parse_day(day.strftime(form)) == day


@pytest.mark.parametrize("form", ["%d/%m/%y", "%d-%b-%y"])
@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_date_of_this_century_comes_back_from_two_digits(form: str, day: date) -> None:
    assert parse_day(day.strftime(form)) == day


@given(st.dates(date(1930, 1, 1), date(2100, 12, 31)))
def test_every_date_comes_back_from_excels_day_number(day: date) -> None:
    assert parse_day(str((day - date(1899, 12, 30)).days)) == day


@given(st.text("0123456789-/.: TZ+janfebJ", max_size=30))
def test_any_text_is_a_date_or_none(text: str) -> None:
    day = parse_day(text)
    assert day is None or 1900 <= day.year <= 2100


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("30/11/2026 10:30", "10:30"),
        ("30/11/2026 2:05:00 PM", "2:05 PM"),
        ("2026-11-30T10:30:00", "10:30"),
        ("2026-06-30T09:30:00Z", "10:30"),
        ("30/11/2026", None),
        ("30/11/2026 00:00:00", None),
        ("46356.4375", None),
    ],
)
def test_the_time_of_day_beside_a_date(text: str, clock: str | None) -> None:
    assert parse_day(text) is not None
    assert clock_of(text) == clock


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("10:30", time(10, 30)),
        ("10:30:00", time(10, 30)),
        ("2pm", time(14)),
        ("2:05 PM", time(14, 5)),
        ("25:00", None),
        ("soon", None),
    ],
)
def test_a_time_of_day(text: str, at: time | None) -> None:
    assert parse_clock(text) == at
