"""Busy times that repeat: worked out, moved, left out, and never without end."""

from datetime import date, timedelta

import pytest

from tests.exchange.calendar_samples import FIRST, REPEATS, calendar, event, told


@pytest.mark.parametrize(
    ("events", "expected"), [one[1:] for one in REPEATS], ids=[one[0] for one in REPEATS]
)
def test_what_repeats(events: list[str], expected: list[str]) -> None:
    assert told(calendar(*events)) == expected
    assert told(calendar(*reversed(events))) == expected


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
