"""The hours of a learner on screen: time logged, corrected, taken back, and planned by month."""

from datetime import date
from pathlib import Path

import pytest

from tests.screens.filling import complaint, form_of, replace_with
from tests.screens.people import (
    TODAY,
    app_of,
    by_somebody_else,
    caseload_of,
    empty_workspace,
    with_learner,
)
from tests.screens.test_keys import listed, message, record
from tutor_tui.model.folder import HoursEntry
from tutor_tui.model.learner import Learner
from tutor_tui.workspace import hours, visits
from tutor_tui.workspace.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with one learner."""
    workspace = empty_workspace(tmp_path / "w")
    with_learner(workspace)
    return workspace


def the_learner(workspace: Workspace) -> Learner:
    [learner] = caseload_of(workspace).learners.values()
    return learner


def logged(workspace: Workspace) -> list[HoursEntry]:
    return [*caseload_of(workspace).folder(the_learner(workspace)).hours.values()]


def log(workspace: Workspace, minutes: int, on: date, what: str = "") -> None:
    caseload = caseload_of(workspace)
    hours.add_hours(workspace, caseload, the_learner(workspace), minutes=minutes, on=on, what=what)


async def test_time_is_logged_as_it_is_said(workspace: Workspace) -> None:
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "5", "n", *"1h30", "enter", *"unit 4", "enter")
        await replace_with(pilot, "-3")
        await pilot.press("f2")

        expected = HoursEntry(on=date(2026, 11, 27), minutes=90, what="unit 4")
        assert logged(workspace) == [expected]
        assert message(app) == "Siân O'Connor: logged 1 h 30 min on 27 Nov. u to undo."
        assert [row.cells[0].strip() for row in listed(app).rows] == ["Nov 2026", "Fri 27 Nov"]


async def test_what_is_no_time_is_refused_and_what_was_typed_stays(workspace: Workspace) -> None:
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "5", "n", *"soon", "f2")
        assert complaint(app).startswith("'soon' is not a length of time")
        assert form_of(app).typed["time"] == "soon"
        await replace_with(pilot, "25h")
        await pilot.press("f2")
        assert complaint(app) == "minutes: give 1 to 1440, not 1500"
    assert not logged(workspace)


async def test_logged_time_is_corrected_and_taken_back(workspace: Workspace) -> None:
    log(workspace, 90, date(2026, 11, 27), "unit 4")
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "5", "j", "e")
        assert form_of(app).form_title == "Correct 1 h 30 min of 27 Nov: Siân O'Connor"
        await replace_with(pilot, "45")
        await pilot.press("f2")
        assert logged(workspace) == [HoursEntry(on=date(2026, 11, 27), minutes=45, what="unit 4")]
        assert message(app).startswith("Siân O'Connor: corrected to 45 min on 27 Nov.")

        await pilot.press("r")
        assert not logged(workspace)
        assert message(app) == "Siân O'Connor: took 45 min of 27 Nov back. u to undo."
        await pilot.press("u")
        assert len(logged(workspace)) == 1


async def test_only_logged_time_is_corrected_or_taken_back(workspace: Workspace) -> None:
    visits.record(
        workspace,
        caseload_of(workspace),
        the_learner(workspace),
        on=TODAY,
        outcome="attended",
        otj_minutes=60,
    )
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "5", "g", "e")
        assert message(app) == "Choose time that was logged, the row of a day."
        await pilot.press("j", "r")
        assert message(app) == "This is a visit's own time: correct it on the visits' tab."
        assert "1 h off the job on the visit of Mon 30 Nov" in (record(app).tab.detail or "")


async def test_time_that_somebody_else_took_back_is_not_corrected(workspace: Workspace) -> None:
    log(workspace, 90, date(2026, 11, 27))
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "5", "j", "e")
        other, theirs = by_somebody_else(workspace, caseload_of(workspace))
        [them] = theirs.learners.values()
        hours.drop_hours(other, theirs, them, date(2026, 11, 27))
        await replace_with(pilot, "45")
        await pilot.press("f2")
        assert complaint(app).endswith("not in the record any more")
    assert not logged(workspace)


async def test_the_hours_are_planned_month_by_month(workspace: Workspace) -> None:
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "5", "p", *"12", "down", *"7", "f2")
        assert the_learner(workspace).otj_plan == {"2026-01": 12, "2026-02": 7}
        assert message(app) == "Siân O'Connor: 19 hours planned in 2 months. u to undo."

        # a line taken out is a month without a plan; what is not a number of hours is refused
        await pilot.press("p", "ctrl+u", "down", *"x", "f2")
        assert complaint(app).startswith("'x2026-02=7': give MONTH=HOURS")
        await pilot.press("backspace", "f2")
        assert the_learner(workspace).otj_plan == {"2026-02": 7}
