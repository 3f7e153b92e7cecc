"""The leave shadow: who is last seen on its days cannot be seen on time."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from tests.planning.requests import day, need, request, tutor
from tutor_tui.model.tutor import Leave
from tutor_tui.planning.capacity import days
from tutor_tui.planning.needs import Request
from tutor_tui.planning.shadow import LeaveShadow, leave_shadow, shadows


def effect(asked: Request, leave: Leave) -> LeaveShadow:
    """What the leave does where the tutor has no other."""
    away = replace(asked, tutor=replace(asked.tutor, leave=(leave,)))
    return leave_shadow(asked, away, leave)


@pytest.mark.parametrize(
    ("start", "end", "cast"),
    [
        # Monday 2 to Friday 13 August 2027: closed from the Saturday before to the Sunday after
        (date(2027, 8, 2), date(2027, 8, 13), (date(2027, 7, 3), date(2027, 7, 11))),
        # a week off: nine days, of which two are the shadow
        (date(2027, 8, 9), date(2027, 8, 13), (date(2027, 7, 10), date(2027, 7, 11))),
        (date(2027, 8, 10), date(2027, 8, 13), None),
    ],
)
def test_a_closed_run_casts_a_shadow(
    start: date, end: date, cast: tuple[date, date] | None
) -> None:
    asked = request(today=date(2027, 6, 1), tutor=tutor(leave=(Leave(start=start, end=end),)))
    found = shadows(days(asked, date(2027, 8, 27)))
    assert [(s.first, s.last) for s in found] == ([cast] if cast else [])


@pytest.mark.parametrize("length", range(1, 25))
def test_the_shadow_is_the_days_whose_next_window_holds_no_slot(length: int) -> None:
    away = Leave(start=day(45), end=day(44 + length))
    asked = request(tutor=tutor(leave=(away,)))
    open_days = days(asked, day(120))
    found = {
        one.first + timedelta(days=n)
        for one in shadows(open_days)
        for n in range((one.last - one.first).days + 1)
    }
    slots = [one.slots(60) for one in open_days]
    assert found == {day(n) for n in range(80) if not any(slots[n + 28 : n + 36])}


def test_leave_says_whom_not_to_see_and_what_it_costs() -> None:
    needs = [need(f"l{n}", n - 30) for n in range(0, 30, 2)]
    more = [need(f"m{n}", n - 30) for n in range(25)]
    away = Leave(start=day(63), end=day(74))
    asked = request(*needs, weeks=4)
    found = effect(asked, away)
    assert [(s.first, s.last) for s in found.shadows] == [(day(33), day(41))]
    assert found.seen > 0
    assert (found.late_without, found.late_days_without) == (0, 0)
    assert found.text.startswith(f"See nobody 4-12 Jul, or {found.seen} visits will be late.")
    assert found.text.endswith("Planned round it: 0 visits late with it, 0 without")
    crowded = effect(request(*needs, *more, weeks=4, tutor=tutor(visits_per_day=1)), away)
    assert crowded.late_days_with > crowded.late_days_without > 0
    assert crowded.text.endswith(
        f"{crowded.late_with} visits late by {crowded.late_days_with} days in all with it, "
        f"{crowded.late_without} by {crowded.late_days_without} days in all without"
    )


def test_leave_too_short_to_swallow_a_window_says_so() -> None:
    found = effect(request(need(seen=-30)), Leave(start=day(9), end=day(10)))
    assert found.shadows == ()
    assert found.text.startswith("No window lies wholly in it: 0 visits late with it")


def test_a_shadow_on_a_weekend_alone_is_none() -> None:
    # Monday to Friday, with both weekends nine days: whom one saw on 2 days would be late
    week = Leave(start=day(42), end=day(46))
    found = effect(request(need(seen=-30)), week)
    assert found.shadows == ()
    longer = Leave(start=day(42), end=day(49))
    assert [(s.first, s.last) for s in effect(request(), longer).shadows] == [(day(12), day(14))]
