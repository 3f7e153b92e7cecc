"""A tutor's days: which are open, when, and how many visits each still holds."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tests.planning.requests import MONDAY, booking, day, need, request, tutor
from tutor_tui.model.tutor import Closure, Leave, Nation
from tutor_tui.planning.capacity import Day, days
from tutor_tui.planning.needs import Busy, Request


def first(asked: Request) -> Day:
    return days(asked, asked.today)[0]


def busy(start: str, end: str, on: date = MONDAY) -> Busy:
    begin, finish = (
        datetime.combine(on, time.fromisoformat(clock), tzinfo=UTC) for clock in (start, end)
    )
    return Busy(start=begin, end=finish)


@pytest.mark.parametrize(
    ("on", "fields", "closed"),
    [
        (MONDAY, {}, ""),
        (day(5), {}, "Saturday"),
        (day(5), {"tutor": tutor(working_days=(6,))}, ""),
        (day(3), {"tutor": tutor(leave=(Leave(start=day(3), end=day(4)),))}, "leave"),
        (day(4), {"tutor": tutor(leave=(Leave(start=day(3), end=day(4)),))}, "leave"),
        (day(2), {"tutor": tutor(leave=(Leave(start=day(3), end=day(4)),))}, ""),
        (day(1), {"closures": (Closure(start=day(0), end=day(1), name="training"),)}, "training"),
        (date(2026, 8, 31), {}, "Late Summer Bank Holiday"),
        (date(2026, 11, 30), {"tutor": tutor(nation="SCT")}, "Saint Andrew's Day"),
        (date(2026, 11, 30), {"tutor": tutor(nation="WLS")}, ""),
    ],
)
def test_a_day_is_closed_for_a_reason(on: date, fields: dict[str, Any], closed: str) -> None:
    found = days(request(**fields), on)[-1]
    assert (found.on, found.closed) == (on, closed)
    assert found.slots(60) == (0 if closed else 4)


@pytest.mark.parametrize(
    ("nation", "open_days"), [("ENG", 253), ("WLS", 253), ("SCT", 252), ("NIR", 251)]
)
def test_the_working_days_of_2027(nation: Nation, open_days: int) -> None:
    asked = request(today=date(2027, 1, 1), tutor=tutor(nation=nation))
    assert sum(not one.closed for one in days(asked, date(2027, 12, 31))) == open_days


DAYS_AWAY = Busy(start=datetime(2026, 5, 31, tzinfo=UTC), end=datetime(2026, 6, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    ("fields", "minutes", "slots"),
    [
        ({}, 60, 4),
        ({}, 240, 2),
        ({}, 241, 1),
        ({}, 481, 0),
        ({"tutor": tutor(visits_per_day=9)}, 60, 8),
        ({"busy": (busy("08:00", "14:30"),)}, 60, 1),  # London is an hour ahead in June
        ({"busy": (busy("08:00", "15:00"),)}, 60, 1),
        ({"busy": (busy("08:00", "15:01"),)}, 60, 0),
        ({"busy": (busy("11:00", "12:00"),)}, 180, 2),
        ({"busy": (DAYS_AWAY,)}, 60, 0),
        ({"standing": (booking(MONDAY),)}, 60, 3),
        ({"standing": (booking(MONDAY, "12:00"),)}, 180, 2),
        ({"standing": (booking(MONDAY, None),)}, 60, 3),
        ({"standing": (booking(MONDAY, own=False),)}, 60, 4),
        ({"needs": (need(bookings=(booking(MONDAY, fixed=True),)),)}, 60, 3),
        ({"needs": (need(bookings=(booking(MONDAY),)),)}, 60, 4),
        ({"earliest": time(16)}, 60, 1),
    ],
)  # fmt: skip
def test_the_slots_of_a_day(fields: dict[str, Any], minutes: int, slots: int) -> None:
    assert first(request(**fields)).slots(minutes) == slots


def test_the_time_of_day_matters_today_alone() -> None:
    today, tomorrow = days(request(earliest=time(17)), day(1))
    assert (today.slots(60), tomorrow.slots(60)) == (0, 4)


@pytest.mark.parametrize(("on", "hours"), [(date(2027, 3, 28), 3), (date(2027, 10, 31), 3)])
def test_nothing_is_put_where_the_clocks_change(on: date, hours: int) -> None:
    night = tutor(working_days=(7,), day_start=time(0), day_end=time(4), visits_per_day=9)
    assert first(request(today=on, tutor=night)).slots(60) == hours
    week = first(request(today=on + timedelta(days=7), tutor=night))
    assert week.slots(60) == 4
