"""What if, by key: the day moved, a break and a visit supposed; nothing is saved."""

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from screens.bar import Bar
from screens.main import MainScreen
from screens.what_if import Comparison, WhatIfScreen
from tests.screens.people import TODAY, app_of, caseload_of, empty_workspace, opened, with_learner
from tutor_tui.app import TutorTui
from tutor_tui.workspace import learners
from tutor_tui.workspace.workspace import Workspace


@pytest.fixture
def one(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with one learner, who was never seen."""
    root = tmp_path_factory.mktemp("one") / "workspace"
    with_learner(empty_workspace(root))
    return opened(root)


def screen(app: TutorTui) -> WhatIfScreen:
    assert isinstance(app.screen, WhatIfScreen)
    return app.screen


def compared(app: TutorTui) -> str:
    """What is compared, with single spaces."""
    return " ".join(screen(app).query_one(Comparison).text.split())


def supposed(app: TutorTui) -> str:
    return screen(app).query_one("#what-if-supposed", Bar).text


def message(app: TutorTui) -> str:
    return screen(app).query_one("#what-if-message", Bar).text.strip()


async def suppose(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press("enter", "w", *keys)


async def test_the_day_moves(one: Workspace) -> None:
    app = app_of(one)
    async with app.run_test() as pilot:
        await suppose(pilot)
        for keys, days in (
            (("l",), 1),
            (("right_square_bracket",), 8),
            (("right_curly_bracket",), 39),
            (("left",), 38),
            (("left_square_bracket",), 31),
            (("left_curly_bracket",), 0),
            (("g", *"+40", "enter"), 40),
            (("g", "4", "escape"), 40),
        ):
            await pilot.press(*keys)
            assert screen(app).supposed.on == TODAY + timedelta(days=days)
        assert isinstance(app.focused, Comparison)


async def test_a_later_day_is_compared_with_today(one: Workspace) -> None:
    app = app_of(one)
    async with app.run_test() as pilot:
        await suppose(pilot)
        assert "otherwise" not in compared(app)
        assert "Move the day" in supposed(app)
        await pilot.press("right_square_bracket")
        headings = screen(app).query_one("#what-if-headings", Bar).text.split()
        assert headings == ["Today,", "30", "Nov", "On", "Mon", "7", "Dec"]
        assert "State overdue 294 days ● overdue 301 days" in compared(app)
        assert "What else would be otherwise" in compared(app)
        assert "7 days from now" in supposed(app)


async def test_a_break_and_a_visit_are_supposed_and_cleared_and_nothing_is_saved(
    one: Workspace,
) -> None:
    app = app_of(one)
    before = caseload_of(one).generation()
    async with app.run_test() as pilot:
        await suppose(pilot, "l", "b", "right_square_bracket", "b", "l", "v")
        assert "on a break from 1 Dec, back on 8 Dec and seen on 9 Dec" in supposed(app)
        assert "· upcoming 6 Jan" in compared(app)
        await pilot.press("v", "c")
        assert screen(app).supposed.words == ""
        assert screen(app).supposed.on == TODAY
        await pilot.press("q")
        assert isinstance(app.screen, MainScreen)
    assert caseload_of(opened(one.root)).generation() == before


async def test_what_cannot_be_supposed_is_refused_in_a_line(one: Workspace) -> None:
    app = app_of(one)
    async with app.run_test() as pilot:
        await suppose(pilot, "b", "h", "b")
        assert message(app).startswith("The break from 2026-11-30 must end after it begins")
        await pilot.press("g", *"soon", "enter")
        assert message(app).startswith("'soon' is not a day")
        assert screen(app).supposed.on == TODAY - timedelta(days=1)
        await pilot.press("escape", "l")
        assert message(app) == ""


async def test_what_is_long_is_scrolled_and_stays_where_it_is(one: Workspace) -> None:
    app = app_of(one)
    async with app.run_test(size=(80, 16)) as pilot:
        await suppose(pilot, "right_curly_bracket", "j", "j", "l")
        shown = screen(app).query_one(Comparison)
        assert shown.scroll_offset.y == 2
        # keys that arrive before anything is drawn again each count
        shown.action_scroll_up()
        shown.action_scroll_up()
        assert shown.scroll_offset.y == 0


async def test_a_hostile_name_is_shown_whole(tmp_path_factory: pytest.TempPathFactory) -> None:
    workspace = empty_workspace(tmp_path_factory.mktemp("hostile") / "workspace")
    with_learner(workspace, given="Ann [/b]", family="Lee\x1b[31m")
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await suppose(pilot)
        title = screen(app).query_one("#what-if-title", Bar).text
        assert title.startswith(" What if: Ann [/b] Lee␛[31m")


async def test_who_has_finished_can_be_looked_at(one: Workspace) -> None:
    caseload = caseload_of(one)
    [learner] = caseload.learners.values()
    learners.set_status(one, caseload, learner, "completed", TODAY)
    app = app_of(one)
    async with app.run_test() as pilot:
        await pilot.press("8", "enter", "w", "right_curly_bracket", "v")
        assert "State completed" in compared(app)
