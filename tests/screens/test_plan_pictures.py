"""The plan as it looks, at the sizes that people have."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.screens.people import app_of, caseload_of, opened
from tutor_tui.app import TutorTui
from tutor_tui.model.tutor import Leave
from tutor_tui.workspace import tutors
from tutor_tui.workspace.configuration import Configuration
from tutor_tui.workspace.workspace import Workspace

LEAVE = Leave(start=date(2027, 1, 11), end=date(2027, 1, 22))


@pytest.fixture(scope="module")
def leave_root(demo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with leave that is long enough to cast a shadow."""
    root = tmp_path_factory.mktemp("plan") / "workspace"
    shutil.copytree(demo_root, root)
    workspace = opened(root)
    caseload = caseload_of(workspace)
    tutors.edit(caseload, workspace, {"leave": (LEAVE,)})
    return root


@pytest.fixture
def leave(leave_root: Path) -> Workspace:
    """Nothing is saved by these tests."""
    return opened(leave_root)


def played(*keys: str) -> Callable[[Pilot[None]], object]:
    """Open the plan, then press keys one by one, each once the one before has done all."""

    async def play(pilot: Pilot[None]) -> None:
        for key in ("p", *keys):
            await pilot.press(key)
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    return play


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 48)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_weeks(snap_compare: Callable[..., bool], leave: Workspace, size: tuple[int, int]) -> None:
    # one left out, one pinned elsewhere, one marked
    keys = ("l", "d", "j", "m", "l", "l", "enter", "a")
    assert snap_compare(app_of(leave), run_before=played(*keys), terminal_size=size)


def test_carrying(snap_compare: Callable[..., bool], leave: Workspace) -> None:
    keys = ("l", "l", "m", "h", "j")
    assert snap_compare(app_of(leave), run_before=played(*keys), terminal_size=(80, 24))


def test_in_light_colours(snap_compare: Callable[..., bool], leave: Workspace) -> None:
    app = TutorTui(leave, caseload_of(leave), Configuration(theme="textual-light"))
    assert snap_compare(app, run_before=played("l", "d"), terminal_size=(80, 24))


def test_in_ascii_and_few_colours(
    snap_compare: Callable[..., bool], leave: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv("TUTOR_TUI_ASCII", "1")
    assert snap_compare(app_of(leave), run_before=played("l", "d"), terminal_size=(80, 24))


def test_what_is_late(snap_compare: Callable[..., bool], leave: Workspace) -> None:
    assert snap_compare(app_of(leave), run_before=played("L"), terminal_size=(80, 24))
