"""Off-the-job hours: the minimum, what is planned and done, and what is expected by now."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.rules.people import PLAIN, STEADY, TODAYS, learner, learners, standard, visit, visits
from tutor_tui.model.learner import Break, Learner
from tutor_tui.model.settings import Settings
from tutor_tui.model.visit import Visit
from tutor_tui.rules.hours import HoursVerdict, Minimum, hours, minimum_hours
from tutor_tui.rules.rule import RULES

START = date(2026, 1, 1)
END = START + timedelta(days=400)
PUBLISHED = replace(standard(), otj_hours=300)
YEAR = {f"2026-{month:02}": 30 for month in range(1, 13)}


def minimum(start: date, weeks: int, of: str = "ST1379", **fields: Any) -> Minimum:
    person = learner(original_start=start, planned_end=start + timedelta(weeks=weeks), **fields)
    return minimum_hours(person, standard(of), PLAIN)


def judge(on: date, *found: Visit, **fields: Any) -> HoursVerdict:
    person = learner(**{"original_start": START, "planned_end": END} | fields)
    return hours(person, found, standard(), PLAIN, on)


def after(days: int, *found: Visit, **fields: Any) -> HoursVerdict:
    """The verdict on the so many-th day of 400."""
    return judge(START + timedelta(days=days), *found, **fields)


@pytest.mark.parametrize(
    ("start", "weeks", "worked", "least", "why"),
    [
        (date(2022, 7, 31), 52, 30, 312, "20% of 30 hours a week for 52 weeks"),
        (date(2022, 7, 31), 78, 37, 578, "20% of 37 hours a week for 78 weeks"),  # 577.2
        (date(2021, 9, 1), 52, 16, 167, "20% of 16 hours a week for 52 weeks"),  # 166.4
        (date(2022, 7, 31), 52, None, None, "hours worked in a week not known"),
        (date(2022, 8, 1), 78, None, 468, "6 hours a week for 78 weeks"),
        (date(2025, 7, 31), 78, 37, 468, "6 hours a week for 78 weeks"),
        (date(2024, 9, 2), 46, 37, 278, "never under 278"),  # 276
        (date(2024, 9, 2), 47, 37, 282, "6 hours a week for 47 weeks"),
        (date(2025, 8, 1), 78, 37, None, "published figure not set"),
    ],
)
def test_the_original_start_decides_the_minimum(
    start: date, weeks: int, worked: int | None, least: int | None, why: str
) -> None:
    found = minimum(start, weeks, weekly_hours=worked)
    assert (found.hours, found.why) == (least, why)
    rule = RULES[found.rule]
    assert rule.applies_from is None or rule.applies_from <= start
    assert rule.applies_to is None or start <= rule.applies_to


def test_a_part_of_a_week_counts_and_hours_are_rounded_up() -> None:
    start = date(2024, 9, 2)
    person = learner(original_start=start, planned_end=start + timedelta(days=400))
    assert minimum_hours(person, standard(), PLAIN).hours == 343  # 342.9


def test_part_time_is_told_to_be_unconfirmed() -> None:
    found = minimum(date(2024, 9, 2), 78, weekly_hours=29)
    assert found.hours == 468
    assert found.why.endswith("as for full time, part time is unconfirmed")
    assert "unconfirmed" not in minimum(date(2024, 9, 2), 78, weekly_hours=30).why


@pytest.mark.parametrize(
    ("start", "worked", "settings", "least", "why"),
    [
        (date(2022, 7, 31), 30, Settings(otj_percent=25), 390, "25% of 30 hours a week for 52"),
        (date(2024, 9, 2), 37, Settings(otj_week_hours=7), 364, "7 hours a week for 52 weeks"),
        (date(2024, 9, 2), 37, Settings(otj_floor_hours=313), 313, "never under 313"),
        (date(2024, 9, 2), 30, Settings(full_time_hours=31), 312, "6 hours a week for 52 weeks; "),
        (date(2026, 1, 5), 37, Settings(otj_published_floor_hours=301), 301, "published 300, but"),
    ],
)
def test_the_figures_of_the_minimum_are_the_workspaces_own(
    start: date, worked: int, settings: Settings, least: int, why: str
) -> None:
    person = learner(
        original_start=start, planned_end=start + timedelta(weeks=52), weekly_hours=worked
    )
    found = minimum_hours(person, PUBLISHED, settings)
    assert found.hours == least
    assert found.why.startswith(why)


@pytest.mark.parametrize(
    ("prior", "least", "why"),
    [
        (None, 300, "published 300"),
        (40, 260, "published 300, less 40 for prior learning"),
        (113, 187, "published 300, less 113 for prior learning"),
        (114, 187, "published 300, less 114 for prior learning, but never under 187"),
        (999, 187, "published 300, less 999 for prior learning, but never under 187"),
    ],
)
def test_the_published_figure_less_prior_learning(prior: int | None, least: int, why: str) -> None:
    found = minimum_hours(learner(prior_hours=prior), PUBLISHED, PLAIN)
    assert (found.hours, found.why) == (least, why)


def test_a_published_figure_that_no_source_confirms_is_told() -> None:
    doubtful = replace(PUBLISHED, unconfirmed=("otj_hours",))
    assert minimum_hours(learner(), doubtful, PLAIN).why == "published 300, unconfirmed"


def test_prior_learning_takes_nothing_off_before_august_2025() -> None:
    assert minimum(date(2024, 9, 2), 78, prior_hours=100).hours == 468


def test_a_break_takes_nothing_off_the_minimum() -> None:
    pause = Break(start=date(2024, 10, 1), end=date(2025, 3, 1))
    assert minimum(date(2024, 9, 2), 78, breaks=(pause,)).hours == 468


def test_a_t_level_has_no_minimum_of_off_the_job_hours() -> None:
    assert minimum(date(2024, 9, 2), 78, of="TLEVEL-SMS").hours is None


@pytest.mark.parametrize(
    ("days", "expected"), [(-10, 0), (0, 0), (3, 0), (4, 1), (100, 25), (399, 99), (400, 100)]
)
def test_expected_runs_straight_from_start_to_planned_end(days: int, expected: int) -> None:
    assert after(days, otj_planned=100).expected == expected


def test_all_is_expected_after_the_end() -> None:
    assert after(900, otj_planned=100).expected == 100


def test_expected_is_frozen_in_a_break_and_breaks_are_left_out() -> None:
    pause = Break(start=START + timedelta(days=100), end=START + timedelta(days=200))
    fields: dict[str, Any] = {"otj_planned": 300, "breaks": (pause,)}
    seen = [after(days, **fields).expected for days in (100, 101, 199, 200, 250, 400)]
    assert seen == [100, 100, 100, 100, 150, 300]


def test_a_programme_that_is_all_break_expects_nothing() -> None:
    assert after(200, otj_planned=100, breaks=(Break(start=START, end=END),)).expected == 0


@pytest.mark.parametrize("planned", [None, 0])
def test_without_a_plan_nothing_is_expected(planned: int | None) -> None:
    verdict = after(200, otj_planned=planned, otj_actual=40)
    assert (verdict.planned, verdict.expected, verdict.behind) == (None, None, None)
    assert verdict.actual == 40
    assert verdict.text == "40 hours, plan not set"
    assert after(200, otj_planned=planned).text == "No hours recorded, hours planned not set"


def test_behind_by_how_much() -> None:
    verdict = after(200, otj_planned=400, otj_actual=170)
    assert (verdict.actual, verdict.expected, verdict.behind) == (170, 200, 30)
    assert verdict.text == "170 of 400 hours, 200 expected by now: 30 behind"
    ahead = after(200, otj_planned=400, otj_actual=230)
    assert (ahead.behind, ahead.text) == (0, "230 of 400 hours, 200 expected by now")


def test_nothing_recorded_is_not_nought_hours() -> None:
    verdict = after(200, otj_planned=400)
    assert (verdict.actual, verdict.behind) == (None, None)
    assert verdict.text == "No hours recorded of 400 hours, 200 expected by now"
    none_yet = after(200, otj_planned=400, otj_actual=0)
    assert (none_yet.actual, none_yet.behind) == (0, 200)


def otj(days: int, otj_minutes: int | None, status: str = "attended", **fields: Any) -> Visit:
    return visit(START + timedelta(days=days), status, otj_minutes=otj_minutes, **fields)


def test_done_is_what_visits_and_the_log_add_up_to() -> None:
    seen = [otj(10, 90), otj(20, 45), otj(30, None)]
    assert after(100, *seen, logged_minutes=100).actual == 3  # 235 minutes
    assert after(100, *seen, logged_minutes=105).actual == 4
    assert after(15, *seen).actual == 1
    assert after(9, *seen).actual is None
    assert after(10, *seen).actual == 1  # on the day itself


def test_only_visits_held_by_today_have_hours() -> None:
    unheld = [otj(10, 600, "booked"), otj(10, 600, "not_attended"), otj(10, 600, "cancelled")]
    assert after(100, *unheld, otj(101, 600)).actual is None


def test_a_review_counts_by_the_off_the_job_minutes_it_has() -> None:
    assert after(100, otj(10, 60, kind="review", minutes=90)).actual == 1
    assert after(100, visit(START + timedelta(days=10), kind="review", minutes=90)).actual is None


@pytest.mark.parametrize(
    ("said", "actual", "differs"),
    [
        (None, 4, ""),
        (3, 4, "3 hours by the return or by hand, 4 by visits and the log"),
        (4, 4, ""),
        (9, 9, "9 hours by the return or by hand, 4 by visits and the log"),
    ],
)
def test_the_larger_of_the_return_and_the_record_holds_and_a_difference_is_told(
    said: int | None, actual: int, differs: str
) -> None:
    verdict = after(100, otj(10, 240), otj_actual=said)
    assert (verdict.actual, verdict.differs) == (actual, differs)
    assert after(100, otj_actual=9).differs == ""


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2025, 12, 31), 0),
        (date(2026, 1, 1), 0),
        (date(2026, 1, 16), 14),  # 15 of 31 days
        (date(2026, 2, 1), 30),
        (date(2026, 2, 15), 45),  # 14 of 28 days
        (date(2026, 7, 1), 180),
        (date(2027, 1, 1), 360),
        (date(2027, 6, 1), 360),
    ],
)
def test_the_own_plan_by_month_is_spread_over_each_months_days(on: date, due: int) -> None:
    assert judge(on, otj_plan=YEAR).by_plan == due


def test_behind_is_measured_against_the_own_plan() -> None:
    late: dict[str, Any] = {"otj_planned": 400, "otj_plan": {"2026-12": 400}}
    verdict = after(200, otj_actual=10, **late)
    assert (verdict.expected, verdict.by_plan, verdict.behind) == (200, 0, 0)
    assert verdict.text == "10 of 400 hours, 0 expected by now"


def test_the_own_plan_adds_up_to_the_hours_planned_where_none_are_set() -> None:
    verdict = after(200, otj_plan=YEAR)
    assert (verdict.planned, verdict.expected) == (360, 180)
    assert after(200, otj_plan=YEAR, otj_planned=400).planned == 400


def test_the_first_and_last_month_are_spread_over_their_days_on_programme() -> None:
    plan = {"otj_plan": {"2026-01": 10, "2026-02": 10}}
    dates = {"original_start": date(2026, 1, 22), "planned_end": date(2026, 2, 11)}
    days = [date(2026, 1, 22), date(2026, 1, 27), date(2026, 2, 1), date(2026, 2, 6)]
    due = [judge(on, **plan, **dates).by_plan for on in [*days, date(2026, 2, 11)]]
    assert due == [0, 5, 10, 15, 20]


def test_months_outside_the_programme_are_taken_whole() -> None:
    dates = {"original_start": date(2026, 3, 1), "planned_end": date(2026, 5, 1)}
    plan = {"otj_plan": {"2026-01": 10, "2026-06": 30}}
    days = [date(2026, 2, 1), date(2026, 3, 1), date(2026, 6, 16), date(2026, 7, 1)]
    assert [judge(on, **plan, **dates).by_plan for on in days] == [0, 10, 25, 40]


def test_the_own_plan_is_frozen_in_a_break() -> None:
    pause = (Break(start=date(2026, 2, 15), end=date(2026, 3, 17)),)
    days = [date(2026, 2, 15), date(2026, 3, 1), date(2026, 3, 17), date(2026, 4, 1)]
    due = [judge(on, otj_plan=YEAR, breaks=pause).by_plan for on in days]
    assert due == [45, 45, 45, 59]  # 15 of March's 31 days more


@STEADY
@given(learners(), visits(), TODAYS, st.integers(0, 400), st.integers(0, 300))
def test_time_never_takes_hours_away(
    person: Learner, found: list[Visit], today: date, days: int, minutes: int
) -> None:
    programme = standard(person.standard)
    seen = [replace(one, otj_minutes=minutes) for one in found]
    now = hours(person, seen, programme, PLAIN, today)
    then = hours(person, seen, programme, PLAIN, today + timedelta(days=days))
    assert now.planned == then.planned
    for earlier, later in (
        (now.actual, then.actual),
        (now.expected, then.expected),
        (now.by_plan, then.by_plan),
    ):
        assert (earlier or 0) <= (later or 0)
    assert (now.expected or 0) <= (now.planned or 0)
    assert (now.by_plan or 0) <= sum(person.otj_plan.values())
    anonymous = replace(person, given_name="X", family_name="Y", employer="Z")
    assert hours(anonymous, seen, programme, PLAIN, today) == now
    assert now.minimum.rule in RULES
