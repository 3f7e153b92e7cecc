"""The industry placement: days and hours served against the minimum."""

import pytest
from msgspec.structs import replace

from tests.rules.people import learner, standard
from tutor_tui.model.learner import Placement
from tutor_tui.rules.placement import PlacementVerdict, placement
from tutor_tui.rules.rule import RULES


def judge(days: int, hours: float) -> PlacementVerdict:
    served = Placement(days=days, minutes=round(hours * 60))
    verdict = placement(learner(placement=served), standard("TLEVEL-SMS"))
    assert verdict
    assert RULES[verdict.rule].source
    return verdict


@pytest.mark.parametrize(
    ("days", "hours", "days_left", "hours_left", "done"),
    [
        (0, 0, 45, 315, False),
        (44, 315, 1, 0, False),
        (45, 314, 0, 1, False),
        (45, 314.9, 0, 1, False),
        (45, 315, 0, 0, True),
        (60, 400, 0, 0, True),
    ],
)
def test_at_least_45_days_and_315_hours(
    days: int, hours: float, days_left: int, hours_left: int, done: bool
) -> None:
    verdict = judge(days, hours)
    assert (verdict.days_left, verdict.hours_left, verdict.done) == (days_left, hours_left, done)


def test_the_words_tell_both() -> None:
    assert judge(12, 80.5).text == "12 of 45 days, 80 of 315 hours of placement"


def test_a_minimum_that_is_not_known_is_left_out() -> None:
    no_days = replace(standard("TLEVEL-SMS"), placement_days=None)
    by_hours = placement(learner(placement=Placement(minutes=315 * 60)), no_days)
    assert by_hours
    assert (by_hours.done, by_hours.days_left) == (True, 0)
    assert by_hours.text == "315 of 315 hours of placement"
    no_hours = replace(standard("TLEVEL-SMS"), placement_hours=None)
    by_days = placement(learner(placement=Placement(days=45)), no_hours)
    assert by_days
    assert (by_days.done, by_days.text) == (True, "45 of 45 days of placement")


@pytest.mark.parametrize("id", ["ST1379", "ST0148", "LARS-999", "TLEVEL-UNKNOWN"])
def test_programmes_without_a_placement(id: str) -> None:
    assert placement(learner(placement=Placement(days=3)), standard(id)) is None
