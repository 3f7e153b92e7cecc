"""What if: a day, a break and visits supposed, and what would be otherwise."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.workspace.conftest import TODAY
from tutor_tui.errors import WrongUsage
from tutor_tui.model.learner import Break, Learner
from tutor_tui.workspace import learners, visits
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.what_if import Supposition, differences, headlines, otherwise, supposing
from tutor_tui.workspace.workspace import Workspace

Supposing = Callable[[Learner], Supposition]
CHRISTMAS = date(2026, 12, 21)
JANUARY = date(2027, 1, 4)


@pytest.fixture
def jones(caseload: Caseload) -> Learner:
    return next(one for one in caseload.learners.values() if one.ref == "L1")


@pytest.fixture
def begin(caseload: Caseload) -> Supposing:
    return lambda learner: supposing(learner, caseload.visits_of(learner), TODAY)


@pytest.fixture
def found(workspace: Workspace, caseload: Caseload) -> Callable[[Supposition], dict[str, str]]:
    """What would be, under its name, of all that would be otherwise."""

    def found(supposed: Supposition) -> dict[str, str]:
        page = LearnerPage(workspace, caseload, supposed.learner)
        then = supposed.standing(page.verdict.standard, workspace.settings)
        return {one.what: one.then for one in differences(page.standing, then, TODAY)}

    return found


Found = Callable[[Supposition], dict[str, str]]


def test_nothing_supposed_changes_nothing(jones: Learner, begin: Supposing, found: Found) -> None:
    assert found(begin(jones)) == {}
    assert begin(jones).words == ""


def test_a_later_day_turns_the_visit_more_overdue(
    jones: Learner, begin: Supposing, found: Found
) -> None:
    later = found(begin(jones).moved_by(days=7))
    assert later["State"] == "overdue 56 days"
    assert "Window" not in later


def test_a_month_from_the_last_of_january_is_the_last_of_february(
    jones: Learner, begin: Supposing
) -> None:
    assert begin(jones).moved_to(date(2027, 1, 31)).moved_by(months=1).on == date(2027, 2, 28)
    assert begin(jones).moved_by(months=-1).on == date(2026, 10, 23)


@pytest.mark.parametrize("far", [date(9999, 12, 31), date(1900, 1, 1)])
def test_a_day_too_far_away_is_refused(jones: Learner, begin: Supposing, far: date) -> None:
    with pytest.raises(WrongUsage, match="ten years"):
        begin(jones).moved_to(far)


def test_a_break_begins_where_it_is_said_and_ends_where_it_is_said_again(
    jones: Learner, begin: Supposing, found: Found
) -> None:
    away = begin(jones).moved_to(CHRISTMAS).break_here()
    assert away.pause == Break(start=CHRISTMAS)
    back = away.moved_to(JANUARY).break_here()
    assert back.pause == Break(start=CHRISTMAS, end=JANUARY)
    assert back.words == "on a break from 21 Dec, back on 4 Jan 2027"
    assert found(back)["Window"] == "1 Feb 2027 to 8 Feb 2027"


def test_a_break_is_taken_away_on_its_first_day(jones: Learner, begin: Supposing) -> None:
    away = begin(jones).moved_to(CHRISTMAS).break_here()
    assert away.break_here().pause is None


def test_a_break_cannot_end_before_it_begins(jones: Learner, begin: Supposing) -> None:
    away = begin(jones).moved_to(CHRISTMAS).break_here()
    with pytest.raises(WrongUsage, match="must end after it begins"):
        away.moved_to(TODAY).break_here()


def test_a_recorded_break_without_a_return_ends_on_the_day_supposed(
    workspace: Workspace, caseload: Caseload, jones: Learner, begin: Supposing, found: Found
) -> None:
    begun = TODAY - timedelta(days=7)
    on_break = learners.set_break(workspace, caseload, jones, begun, None).learner
    back = begin(on_break).moved_to(JANUARY).break_here()
    assert back.pause == Break(start=begun, end=JANUARY)
    assert found(back)["State"] == "upcoming 1 Feb 2027"
    assert on_break.breaks == (Break(start=begun),)


def test_a_break_that_overlaps_a_recorded_one_is_refused(
    workspace: Workspace, caseload: Caseload, jones: Learner, begin: Supposing
) -> None:
    away = learners.set_break(workspace, caseload, jones, CHRISTMAS, JANUARY).learner
    with pytest.raises(WrongUsage, match="overlap"):
        begin(away).break_here()


def test_visits_are_seen_or_ahead_as_the_day_moves(jones: Learner, begin: Supposing) -> None:
    both = begin(jones).visit_here().with_visit(CHRISTMAS)
    assert both.words == "seen on 23 Nov and booked for a visit on 21 Dec"
    assert both.moved_to(JANUARY).words == "seen on 23 Nov and 21 Dec"
    assert both.visit_here().seen == (CHRISTMAS,)


def test_a_visit_on_the_day_of_a_booking_is_the_booking_held(
    workspace: Workspace, caseload: Caseload, jones: Learner, begin: Supposing, found: Found
) -> None:
    visits.book(workspace, caseload, jones, at=datetime(2026, 12, 1, 10, tzinfo=UTC))
    at = date(2026, 12, 1)
    passed = begin(jones).moved_to(at).moved_by(days=1)
    assert "Outcome missing" in found(passed)
    assert "Outcome missing" not in found(passed.with_visit(at))


def test_the_same_day_told_with_its_year_is_no_difference(
    workspace: Workspace, caseload: Caseload, jones: Learner, begin: Supposing
) -> None:
    page = LearnerPage(workspace, caseload, jones)
    then = begin(jones).moved_to(JANUARY).standing(page.verdict.standard, workspace.settings)
    told = {one.what: (one.now, one.then) for one in otherwise(page.standing, then)}
    assert "Minimum duration" not in told
    assert "No contact" in told


def test_the_headlines_are_told_whether_they_differ_or_not(
    workspace: Workspace, caseload: Caseload, jones: Learner
) -> None:
    now = LearnerPage(workspace, caseload, jones).standing
    assert [one.what for one in headlines(now, now, TODAY)] == [
        "State",
        "Window",
        "Review due",
        "KSBs expected",
        "Gateway forecast",
    ]
