"""What was done to visits in a calendar, taken back on the screen of imports."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.screens.people import app_of, empty_workspace, with_learner
from tests.screens.test_imports import listed, opened, settled, told
from tutor_tui.workspace import visits
from tutor_tui.workspace.exports import CalendarChoice, calendar_files

START = datetime(2027, 1, 12, 10, tzinfo=UTC)


async def test_a_visit_moved_in_a_calendar_is_shown_taken_and_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    workspace = empty_workspace(tmp_path / "workspace")
    with_learner(workspace)
    [caseload] = workspace.caseloads()
    [learner] = caseload.learners.values()
    visit = visits.book(workspace, caseload, learner, at=START).visit
    [data], _ = calendar_files([caseload], CalendarChoice(utc=True))
    file = tmp_path / "diary.ics"
    file.write_bytes(data.replace(b"20270112T1", b"20270113T1"))
    async with app_of(workspace).run_test(size=(120, 40)) as pilot:
        await opened(pilot, file)
        assert listed(pilot)[0] == ("updated", learner.ref)
        await pilot.press("i")
        assert "Import 1 moved visit?" in told(pilot, "import-message")
        await pilot.press("y")
        await settled(pilot)
        assert caseload.visits[visit.id].start == START.replace(day=13)
        assert "Imported 1 moved visit from diary.ics." in told(pilot)
        await pilot.press("u")
        assert caseload.visits[visit.id].start == START
