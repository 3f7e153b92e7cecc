"""Each screen as it looks, at a fixed day and at the sizes that people have."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.screens.people import app_of, empty_workspace
from tutor_tui.workspace.workspace import Workspace

SIZES = ((80, 24), (120, 40))

SCREENS: dict[str, tuple[str, ...]] = {
    "caseload": (),
    "caseload-filtered": ("slash", *"sian", "enter"),
    "caseload-overdue": ("1",),
    "caseload-by-name": ("s",),
    "record-overview": ("enter",),
    "record-visits": ("enter", "2"),
    "record-ksbs": ("enter", "3", "space", "space"),
    "record-ksbs-by-duty": ("enter", "3", "o"),
    "record-skills": ("enter", "4"),
    "record-gateway": ("enter", "5"),
    "record-a-visit": ("v",),
    "book-a-visit": ("b",),
    "set-a-skill": ("enter", "4", "e"),
    "new-learner": ("n",),
    "export": ("x",),
    "tutors": ("t",),
    "help": ("question_mark",),
    "palette": ("colon", *"visit"),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCREENS)
def test_screen(
    snap_compare: Callable[..., bool], demo: Workspace, name: str, size: tuple[int, int]
) -> None:
    assert snap_compare(app_of(demo), press=SCREENS[name], terminal_size=size)


@pytest.mark.parametrize("name", ["caseload", "record-ksbs"])
def test_wide(snap_compare: Callable[..., bool], demo: Workspace, name: str) -> None:
    assert snap_compare(app_of(demo), press=SCREENS[name], terminal_size=(160, 48))


def test_a_question(snap_compare: Callable[..., bool], demo: Workspace) -> None:
    keys = ("b", "4", "escape")
    assert snap_compare(app_of(demo), press=keys, terminal_size=(80, 24))


def test_few_colours(
    snap_compare: Callable[..., bool], demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.delenv("COLORTERM")
    assert snap_compare(app_of(demo), terminal_size=(80, 24))


def test_ascii_signs(
    snap_compare: Callable[..., bool], demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_TUI_ASCII", "1")
    assert snap_compare(app_of(demo), terminal_size=(80, 24))


def test_nobody_yet(snap_compare: Callable[..., bool], tmp_path: Path) -> None:
    app = app_of(empty_workspace(tmp_path / "workspace"))
    assert snap_compare(app, terminal_size=(80, 24))


def test_a_form_that_is_refused(snap_compare: Callable[..., bool], demo: Workspace) -> None:
    async def fill_in(pilot: Pilot[None]) -> None:
        await pilot.press("b", *"31 feb", "f2")

    assert snap_compare(app_of(demo), run_before=fill_in, terminal_size=(80, 24))
