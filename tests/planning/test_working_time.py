"""A tutor's working time: what speaks against a time, what clashes, and where one is free."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor_tui.london import from_london, in_london
from tutor_tui.model.tutor import Leave, Nation, Tutor
from tutor_tui.model.visit import Visit
from tutor_tui.planning.working_time import bank_holiday, clashes, free_time, warnings

STEADY = settings(derandomize=True, database=None, deadline=None, max_examples=60)
MONDAY = date(2026, 6, 1)
STAMP = datetime(2026, 1, 1, tzinfo=UTC)


def tutor(**fields: Any) -> Tutor:
    return Tutor(**{"id": "t1", "name": "Jo Park"} | fields)


def at(clock: str, on: date = MONDAY) -> datetime:
    return from_london(datetime.combine(on, time.fromisoformat(clock)))


def visit(clock: str, minutes: int = 60, on: date = MONDAY, **fields: Any) -> Visit:
    """A visit of the tutor's; without a clock only its day is known."""
    start = at(clock, on) if clock else None
    known: dict[str, Any] = {
        "id": f"v-{on}-{clock}",
        "learner": "l1",
        "tutor": "t1",
        "date": on,
        "start": start,
        "end": start + timedelta(minutes=minutes) if start else None,
        "created": STAMP,
        "changed": STAMP,
    }
    return Visit(**known | fields)


HOLIDAYS: dict[Nation, list[str]] = {
    "ENG": ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"],
    "WLS": ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"],
    "SCT": ["01-01", "01-02", "04-03", "05-04", "05-25", "08-03", "11-30", "12-25", "12-28"],
    "NIR": [
        *("01-01", "03-17", "04-03", "04-06", "05-04", "05-25", "07-13", "08-31"),
        *("12-25", "12-28"),
    ],
}
WORLD_CUP = date(2026, 6, 15)  # Scotland's, proclaimed late: libraries of before do not know it


@pytest.mark.parametrize("nation", HOLIDAYS)
def test_the_bank_holidays_of_2026(nation: Nation) -> None:
    weekdays = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    found = [
        f"{day:%m-%d}"
        for day in weekdays
        if day.isoweekday() < 6 and day != WORLD_CUP and bank_holiday(day, nation)
    ]
    assert found == HOLIDAYS[nation]


@pytest.mark.parametrize(
    ("nation", "on"),
    [("ENG", date(2027, 3, 29)), ("SCT", date(2027, 1, 4)), ("NIR", date(2027, 7, 12))],
)
def test_other_years(nation: Nation, on: date) -> None:
    assert bank_holiday(on, nation)
    others: dict[Nation, Nation] = {"ENG": "SCT", "SCT": "NIR", "NIR": "ENG"}
    assert bank_holiday(on, others[nation]) is None


def test_the_holiday_is_named() -> None:
    assert bank_holiday(date(2026, 11, 30), "SCT") == "Saint Andrew's Day"


# What speaks against a time


@pytest.mark.parametrize(
    ("clock", "on", "fields", "said"),
    [
        ("10:00", MONDAY, {}, []),
        ("09:00", MONDAY, {}, []),
        ("16:00", MONDAY, {}, []),
        ("08:59", MONDAY, {}, ["08:59-09:59 lies outside Jo Park's hours (09:00-17:00)"]),
        ("16:01", MONDAY, {}, ["16:01-17:01 lies outside Jo Park's hours (09:00-17:00)"]),
        ("23:30", MONDAY, {}, ["23:30-00:30 lies outside Jo Park's hours (09:00-17:00)"]),
        ("10:00", date(2026, 6, 6), {}, ["Saturday is not one of Jo Park's working days"]),
        ("10:00", date(2026, 6, 6), {"working_days": (6,)}, []),
        (
            "10:00",
            MONDAY,
            {"leave": (Leave(start=MONDAY, end=MONDAY),)},
            ["Jo Park is on leave from 2026-06-01 to 2026-06-01"],
        ),
        (
            "10:00",
            date(2026, 5, 25),
            {},
            ["2026-05-25 is a bank holiday: Spring Bank Holiday"],
        ),
        ("10:00", date(2026, 11, 30), {"nation": "ENG"}, []),
        (
            "10:00",
            date(2026, 11, 30),
            {"nation": "SCT"},
            ["2026-11-30 is a bank holiday: Saint Andrew's Day"],
        ),
    ],
)
def test_warnings(clock: str, on: date, fields: dict[str, Any], said: list[str]) -> None:
    start = at(clock, on)
    assert warnings(tutor(**fields), start, start + timedelta(hours=1)) == said


@pytest.mark.parametrize(("day", "away"), [(9, False), (10, True), (12, True), (15, False)])
def test_both_ends_of_leave_are_leave(day: int, away: bool) -> None:
    on_leave = tutor(leave=(Leave(start=date(2026, 6, 10), end=date(2026, 6, 12)),))
    start = at("10:00", date(2026, 6, day))
    assert bool(warnings(on_leave, start, start + timedelta(hours=1))) is away


def test_every_cause_is_told() -> None:
    away = tutor(leave=(Leave(start=date(2026, 12, 26), end=date(2026, 12, 28)),), nation="ENG")
    start = at("08:00", date(2026, 12, 26))
    assert len(warnings(away, start, start + timedelta(hours=1))) == 4


def test_the_hours_are_londons_in_summer_and_winter() -> None:
    for month, utc in ((1, 9), (6, 8)):
        start = datetime(2026, month, 8, utc, tzinfo=UTC)
        assert warnings(tutor(), start, start + timedelta(hours=1)) == []
        earlier = start - timedelta(minutes=1)
        assert warnings(tutor(), earlier, start) != []


# Clashes


@pytest.mark.parametrize(
    ("other", "clash"),
    [
        (visit("09:00"), False),
        (visit("09:01"), True),
        (visit("10:00"), True),
        (visit("10:15", 15), True),
        (visit("09:30", 180), True),
        (visit("10:59"), True),
        (visit("11:00"), False),
        (visit(""), False),
        (visit("10:00", tutor="t2"), False),
        (visit("10:00", status="cancelled"), False),
        (visit("10:00", status="attended"), False),
        (visit("10:00", on=MONDAY + timedelta(days=1)), False),
        (visit("10:00", id="self"), False),
    ],
)
def test_clashes(other: Visit, clash: bool) -> None:
    assert clashes(visit("10:00", id="self"), [other]) == ([other] if clash else [])
    assert clashes(visit("", id="self"), [other]) == []


# A free time


def free(
    *visits: Visit, days: int = 0, first: date = MONDAY, minutes: int = 60, **fields: Any
) -> str | None:
    found = free_time(tutor(**fields), visits, first, first + timedelta(days=days), minutes)
    return f"{found:%a %d %H:%M}" if found else None


def test_free_times_in_turn() -> None:
    booked: list[Visit] = []
    seen = []
    for _ in range(5):
        seen.append(free(*booked, days=1))
        day, clock = str(seen[-1]).split()[1:]
        booked.append(visit(clock, on=date(2026, 6, int(day))))
    assert seen == ["Mon 01 10:00", "Mon 01 11:30", "Mon 01 14:00", "Mon 01 15:30", "Tue 02 10:00"]


def test_other_times_where_the_usual_ones_are_taken() -> None:
    booked = [visit(clock) for clock in ("10:00", "11:30", "14:00", "15:30")]
    assert free(*booked, visits_per_day=5) == "Mon 01 09:00"
    evening: dict[str, Any] = {"day_start": time(18, 15), "day_end": time(20)}
    assert free(**evening) == "Mon 01 18:30"


def test_a_day_holds_so_many_visits_and_no_more() -> None:
    assert free(visit("16:00"), visits_per_day=1) is None
    assert free(visit(""), visits_per_day=1) is None
    assert free(visit("09:00", status="attended"), visits_per_day=1) is None
    assert free(visit("16:00", status="cancelled"), visits_per_day=1) == "Mon 01 10:00"
    assert free(visit("16:00", tutor="t2"), visits_per_day=1) == "Mon 01 10:00"


def test_the_whole_visit_lies_within_the_hours() -> None:
    assert free(day_end=time(11), minutes=60) == "Mon 01 10:00"
    assert free(day_end=time(11), minutes=61) == "Mon 01 09:00"
    assert free(day_end=time(11), minutes=121) is None


def test_one_visit_may_follow_another_at_once() -> None:
    assert free(visit("09:00"), visit("11:00")) == "Mon 01 10:00"


def test_days_off_are_passed_over() -> None:
    friday = date(2026, 5, 22)
    away = (Leave(start=date(2026, 5, 26), end=date(2026, 5, 27)),)
    booked = visit("", on=friday)
    # Friday full, a weekend, a bank holiday, two days of leave
    assert free(booked, first=friday, days=9, leave=away, visits_per_day=1) == "Thu 28 10:00"
    assert free(booked, first=friday, days=5, leave=away, visits_per_day=1) is None
    assert free(first=friday, days=-1) is None


CLOCKS = st.sampled_from(["", "09:00", "09:45", "10:00", "11:15", "13:00", "14:00", "15:30"])
BOOKED = st.lists(
    st.builds(
        lambda clock, day, minutes, status, number: visit(
            clock, minutes, MONDAY + timedelta(days=day), status=status, id=f"v{number}"
        ),
        CLOCKS,
        st.integers(0, 4),
        st.integers(5, 240),
        st.sampled_from(["booked", "booked", "attended", "cancelled"]),
        st.integers(),
    ),
    max_size=20,
)
TUTORS = st.builds(
    lambda days, start, length, most, away: tutor(
        working_days=tuple(sorted(days)),
        day_start=time(start),
        day_end=time(start + length),
        visits_per_day=most,
        leave=(Leave(start=MONDAY + timedelta(days=away), end=MONDAY + timedelta(days=away + 1)),),
    ),
    st.sets(st.integers(1, 7), min_size=1),
    st.integers(0, 15),
    st.integers(1, 8),
    st.integers(1, 5),
    st.integers(0, 6),
)


@STEADY
@given(
    TUTORS,
    BOOKED,
    st.integers(-9, 3),
    st.integers(5, 300),
    st.sets(st.integers(1, 7), max_size=3),
    st.one_of(st.none(), st.times().map(lambda clock: clock.replace(second=0, microsecond=0))),
)
def test_a_free_time_is_free(
    who: Tutor, found: list[Visit], back: int, minutes: int, days: set[int], usual: time | None
) -> None:
    first, last = MONDAY + timedelta(days=back), MONDAY + timedelta(days=6)
    start = free_time(who, found, first, last, minutes, preferred_days=days, usual=usual)
    # what is preferred never takes a time away
    assert (start is None) == (free_time(who, found, first, last, minutes, usual=usual) is None)
    if start is None:
        return
    end = start + timedelta(minutes=minutes)
    on = in_london(start).date()
    assert first <= on <= last
    assert warnings(who, start, end) == []
    proposal = visit("", on=on, id="new", start=start, end=end)
    assert clashes(proposal, found) == []
    held = [one for one in found if one.date == on and one.status != "cancelled"]
    assert len(held) < who.visits_per_day
    again = free_time(who, reversed(found), first, last, minutes, preferred_days=days, usual=usual)
    assert again == start


def test_a_free_time_lies_after_the_instant_given() -> None:
    tutor = Tutor(id="t", name="Anna")
    monday = date(2026, 11, 30)
    noon = datetime(2026, 11, 30, 12, tzinfo=UTC)
    found = free_time(tutor, [], monday, monday, 60, after=noon)
    assert found is not None
    assert noon < found < datetime(2026, 11, 30, 17, tzinfo=UTC)
    late = datetime(2026, 11, 30, 17, tzinfo=UTC)
    assert free_time(tutor, [], monday, monday, 60, after=late) is None


def preferring(
    *visits: Visit, days: tuple[int, ...] = (), usual: time | None = None, **fields: Any
) -> str | None:
    sunday = MONDAY + timedelta(days=6)
    found = free_time(tutor(**fields), visits, MONDAY, sunday, 60, preferred_days=days, usual=usual)
    return f"{found:%a %d %H:%M}" if found else None


def test_a_preferred_day_comes_before_an_earlier_one() -> None:
    assert preferring(days=(4, 3)) == "Wed 03 10:00"
    # where the tutor works on none of them, another day will do
    assert preferring(days=(6, 7)) == "Mon 01 10:00"
    full = visit("", on=date(2026, 6, 3))
    assert preferring(full, days=(3,), visits_per_day=1) == "Mon 01 10:00"
    assert preferring(full, days=(3, 4), visits_per_day=1) == "Thu 04 10:00"


def test_the_usual_time_comes_before_the_others_of_its_day() -> None:
    assert preferring(usual=time(13, 15)) == "Mon 01 13:15"
    assert preferring(visit("13:00"), usual=time(13, 15)) == "Mon 01 10:00"
    # outside the tutor's hours it is no time at all
    assert preferring(usual=time(18)) == "Mon 01 10:00"
