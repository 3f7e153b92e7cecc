"""A learner's status on a day, and the clocks that stop in a break."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.people import START, STEADY, breaks, learner
from tutor_tui.model.learner import Break, Status, StatusChange
from tutor_tui.rules.status import (
    StatusOn,
    active_days,
    day_reached,
    gateway_reached,
    last_return,
    moved_by_breaks,
    status,
)


def d(month: int, day: int) -> date:
    return date(2026, month, day)


def pause(first: date, back: date | None) -> Break:
    return Break(start=first, end=back)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (d(1, 5), "on_programme"),
        (d(2, 19), "on_programme"),
        (d(2, 20), "on_break"),
        (d(4, 9), "on_break"),
        (d(4, 10), "on_programme"),
        (d(5, 1), "gateway"),
        (d(6, 2), "gateway"),
        (d(7, 1), "completed"),
    ],
)
def test_status_on_a_day(today: date, expected: StatusOn) -> None:
    person = learner(
        breaks=(pause(d(2, 20), d(4, 10)), pause(d(6, 1), None)),
        statuses=(
            StatusChange(status="completed", on=d(7, 1)),
            StatusChange(status="gateway", on=d(5, 1)),
        ),
    )
    assert status(person, today) == expected


@pytest.mark.parametrize(
    ("first", "second"), [("gateway", "on_programme"), ("withdrawn", "gateway")]
)
def test_of_two_changes_on_a_day_the_later_entry_holds(first: Status, second: Status) -> None:
    changes = (StatusChange(status=first, on=d(3, 1)), StatusChange(status=second, on=d(3, 1)))
    assert status(learner(statuses=changes), d(3, 1)) == second


def test_the_day_of_return_is_active_again() -> None:
    person = learner(breaks=(pause(d(2, 20), d(4, 10)),))
    assert last_return(person, d(4, 9)) is None
    assert last_return(person, d(4, 10)) == d(4, 10)


@pytest.mark.parametrize(
    ("found", "days"),
    [
        ([], 31),
        ([pause(d(1, 10), d(1, 20))], 21),
        ([pause(d(1, 1), d(2, 1))], 0),
        ([pause(date(2025, 12, 1), d(1, 3))], 29),
        ([pause(d(1, 30), d(3, 1))], 29),
        ([pause(d(2, 1), d(3, 1))], 31),
        ([pause(d(1, 10), None)], 15),
        ([pause(d(1, 10), d(1, 20)), pause(d(1, 15), d(1, 25))], 16),
        ([pause(d(1, 10), d(1, 20)), pause(d(1, 12), d(1, 14))], 21),
    ],
)
def test_active_days_of_january(found: list[Break], days: int) -> None:
    for order in (found, found[::-1]):
        assert active_days(d(1, 1), d(2, 1), order, open_until=d(1, 26)) == days


def test_no_active_days_before_the_start() -> None:
    assert active_days(d(2, 1), d(1, 1), [], open_until=d(2, 1)) == 0


@STEADY
@given(breaks(), st.integers(0, 1200), st.dates(START, date(2029, 12, 31)))
def test_breaks_push_a_day_on_by_just_their_length(
    found: tuple[Break, ...], days: int, open_until: date
) -> None:
    """By the day reached exactly so many active days have been served, and the last one was."""
    reached = day_reached(START, days, found, open_until=open_until)
    assert active_days(START, reached, found, open_until=open_until) == days
    if days:
        before = reached - timedelta(days=1)
        assert active_days(START, before, found, open_until=open_until) == days - 1


@pytest.mark.parametrize(
    ("today", "expected"), [(d(4, 30), None), (d(5, 1), d(5, 1)), (d(7, 1), d(5, 1))]
)
def test_the_day_the_gateway_was_reached(today: date, expected: date | None) -> None:
    gate = StatusChange(status="gateway", on=d(5, 1))
    done = StatusChange(status="completed", on=d(7, 1))
    assert gateway_reached(learner(statuses=(done, gate)), today) == expected


@pytest.mark.parametrize("status", ["on_programme", "withdrawn"])
def test_back_on_programme_or_withdrawn_no_gateway_is_reached(status: Status) -> None:
    gate, then = StatusChange(status="gateway", on=d(5, 1)), StatusChange(status=status, on=d(6, 1))
    assert gateway_reached(learner(statuses=(gate, then)), d(6, 1)) is None


def test_completed_without_a_gateway_has_no_day_of_it() -> None:
    done = StatusChange(status="completed", on=d(7, 1))
    assert gateway_reached(learner(statuses=(done,)), d(8, 1)) is None


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], d(2, 1)),
        ([pause(d(1, 10), d(1, 20))], d(2, 11)),
        ([pause(d(2, 1), d(2, 6))], d(2, 6)),
        ([pause(d(2, 2), d(2, 6))], d(2, 1)),
        ([pause(date(2025, 12, 1), d(1, 3))], d(2, 3)),
        ([pause(d(1, 10), d(1, 20)), pause(d(2, 5), d(2, 6))], d(2, 12)),
        ([pause(d(1, 21), None)], d(2, 6)),
    ],
)
def test_a_due_day_moves_by_the_breaks_up_to_it(found: list[Break], expected: date) -> None:
    for order in (found, found[::-1]):
        assert moved_by_breaks(d(1, 1), d(2, 1), order, open_until=d(1, 26)) == expected


@STEADY
@given(breaks(), st.integers(0, 1200))
def test_a_due_day_is_never_in_a_break(found: tuple[Break, ...], days: int) -> None:
    open_until = date(2030, 1, 1)
    due = moved_by_breaks(START, START + timedelta(days=days), found, open_until=open_until)
    assert due >= START + timedelta(days=days)
    assert all(not one.start <= due < (one.end or open_until) for one in found)
