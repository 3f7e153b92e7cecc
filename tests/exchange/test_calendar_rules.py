"""Recurrence rules: as another library follows them, and never without end."""

# ruff: noqa: DTZ001 - what a clock shows has no zone

from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.long import LONG
from tutor_tui.exchange.calendar_rules import BadRule, Effort, occurrences, rule

_WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
_START = st.datetimes(datetime(2019, 12, 1), datetime(2024, 3, 1)).map(
    lambda when: when.replace(microsecond=0)
)


def several(*values: Any) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True).map(
        lambda found: ",".join(map(str, found))
    )


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules on which RFC 5545 leaves no doubt, and which come true: dateutil searches for long."""
    frequency = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]))
    parts = {"FREQ": frequency, "INTERVAL": str(draw(st.integers(1, 5)))}
    if draw(st.booleans()):
        parts["WKST"] = draw(st.sampled_from(_WEEKDAYS))
    chosen = draw(st.sets(st.sampled_from(["month", "day", "weekday", "year", "clock", "count"])))
    if frequency == "HOURLY":
        chosen -= {"month", "day", "clock"}
    if "month" in chosen:
        parts["BYMONTH"] = draw(several(1, 3, 8, 12))
    if "weekday" in chosen:
        which = _WEEKDAYS
        # dateutil takes none where both kinds are given together
        if frequency in ("YEARLY", "MONTHLY") and "day" not in chosen and draw(st.booleans()):
            which = ["1MO", "-1FR", "2WE", "5TH", "-2SU"]
        parts["BYDAY"] = draw(several(*which))
    if "day" in chosen and frequency != "WEEKLY":
        parts["BYMONTHDAY"] = draw(several(1, 13, 29, 31, -1, -31))
    if "year" in chosen and frequency == "YEARLY" and not chosen & {"month", "day", "weekday"}:
        if draw(st.booleans()):
            parts["BYWEEKNO"] = draw(several(1, 20, 52, 53, -1))
        else:
            parts["BYYEARDAY"] = draw(several(1, 60, 200, 366, -1, -366))
    if "clock" in chosen:
        parts["BYHOUR"] = draw(several(0, 9, 23))
        parts["BYMINUTE"] = draw(several(0, 30))
    if frequency in ("YEARLY", "MONTHLY", "DAILY") and draw(st.integers(0, 3)) == 0:
        parts["BYSETPOS"] = draw(several(1, -1))
    if "count" in chosen:
        parts["COUNT"] = str(draw(st.integers(1, 30)))
    return ";".join(f"{key}={value}" for key, value in parts.items())


@settings(max_examples=3_000 if LONG else 80, deadline=None)
@given(text=rules(), start=_START, since=st.integers(0, 900), days=st.integers(1, 500))
def test_rules_are_followed_as_dateutil_follows_them(
    text: str, start: datetime, since: int, days: int
) -> None:
    first = start + timedelta(days=since)
    last = first + timedelta(days=days)
    theirs = takewhile(lambda when: when < last, rrulestr(text, dtstart=start))
    ours = occurrences(rule(text), start, first, last, Effort())
    assert list(ours) == [when for when in theirs if when >= first]


def test_weekdays_of_every_week_and_of_one_may_be_given_together() -> None:
    start = datetime(2027, 3, 1, 9)
    found = occurrences(
        rule("FREQ=MONTHLY;BYDAY=MO,-1FR"), start, start, datetime(2027, 4, 1), Effort()
    )
    assert [when.day for when in found] == [1, 8, 15, 22, 26, 29]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "FREQ"),
        ("FREQ=FORTNIGHTLY", "FREQ"),
        ("FREQ=SECONDLY;COUNT=3", "too often"),
        ("FREQ=MINUTELY", "too often"),
        ("FREQ=DAILY;INTERVAL=two", "INTERVAL=TWO"),
        ("FREQ=DAILY;BYDAY=XX", "BYDAY=XX"),
        ("FREQ=DAILY;BYMONTH=13", "BYMONTH=13"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY=0"),
        ("FREQ=DAILY;BYEASTER=1", "BYEASTER"),
        ("FREQ=DAILY;WKST=1", "WKST"),
        ("FREQ=HOURLY;BYSETPOS=1", "BYSETPOS"),
        ("RSCALE=HEBREW;FREQ=YEARLY", "calendars"),
        ("FREQ=DAILY;COUNT=" + "9" * 5_000, "COUNT"),
    ],
)
def test_a_rule_that_is_not_followed_says_which_part(text: str, wrong: str) -> None:
    with pytest.raises(BadRule, match=wrong):
        rule(text)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=HOURLY;INTERVAL=24;BYHOUR=3",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
    ],
)
def test_a_rule_that_never_comes_true_ends(text: str) -> None:
    start = datetime(1604, 1, 1, 9)
    since, before = datetime(2026, 1, 1), datetime(2027, 1, 1)
    assert list(occurrences(rule(text), start, since, before, Effort())) == []


def test_an_old_rule_costs_no_more_than_a_new_one() -> None:
    effort = Effort(5_000)
    since, before = datetime(2026, 1, 1), datetime(2026, 12, 31)
    found = list(occurrences(rule("FREQ=DAILY"), datetime(1604, 1, 1), since, before, effort))
    assert len(found) == 364


def test_too_much_is_refused() -> None:
    start = datetime(1604, 1, 1)
    times = occurrences(
        rule("FREQ=DAILY;COUNT=900000000"), start, start, datetime(9998, 1, 1), Effort()
    )
    with pytest.raises(BadRule, match="too much"):
        list(times)
