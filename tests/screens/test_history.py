"""The history, and taking changes back by key."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

import screens.history
from screens.bar import Bar
from screens.history import HistoryPane
from screens.text_page import TextScreen
from tests.cli.desk import run
from tests.screens.people import (
    LOGIN,
    SOMEBODY_ELSE,
    TODAY,
    app_of,
    by_somebody_else,
    caseload_of,
    empty_workspace,
    opened,
    with_learner,
)
from tests.screens.same_documents import SAME, documents
from tests.screens.test_keys import find, main, message, pane, shown
from tutor_tui.app import TutorTui
from tutor_tui.workspace import history, learners, progress
from tutor_tui.workspace.workspace import Workspace

COUNTERS = {"rev", "sequence"}
NEW_LEARNER = (
    *("n", *"R1", "tab", *"Ann", "tab", *"Lee", "tab", "tab"),
    *(*"2026-01-05", "tab", *"2027-04-05", "f2"),
)
CHANGES: dict[str, tuple[str, ...]] = {
    **{what: keys for what, (keys, _) in SAME.items()},
    "move": ("slash", *"zoë", "enter", "enter", "2", "m", *"2026-12-09", "tab", *"15:10", "f2"),
    "cancel": ("slash", *"zoë", "enter", "enter", "2", "c", "f2"),
    "gateway taken back": ("enter", "7", "j", "j", "j", "j", "n"),
    "new learner": NEW_LEARNER,
}


def pane_of(app: TutorTui) -> HistoryPane:
    return main(app).query_one(HistoryPane)


def listed(app: TutorTui) -> list[tuple[str, ...]]:
    return [row.cells for row in pane_of(app).changes.rows]


def content(root: Path) -> dict[str, dict[str, object]]:
    """The first caseload's documents, less what only counts their changes."""
    return {
        id_: {name: value for name, value in data.items() if name not in COUNTERS}
        for id_, data in documents(root).items()
    }


@pytest.fixture
def changed(demo: Workspace) -> Workspace:
    """A demo in which two people have made changes, one of them taken back."""
    caseload = caseload_of(demo)
    other, others = by_somebody_else(demo, caseload)
    first, second = list(caseload.learners.values())[:2]
    progress.set_ksbs(demo, caseload, first, {"K1": "none"})
    learners.edit(other, others, others.learners[second.id], {"employer": "Harbour Bakery"})
    progress.set_gateway(demo, caseload, caseload.learners[first.id], "employer", "done")
    history.undo(demo, caseload)
    return demo


def by_command(demo_root: Path, root: Path, what: str) -> Path:
    """A demo beside the other in which the same is done by a command."""
    beside = root.with_name("by-command")
    shutil.copytree(demo_root, beside)
    _, command = SAME[what]
    result = run("--workspace", str(beside), "--today", str(TODAY), "--tutor", LOGIN, *command)
    assert result.status == 0, result.err
    return beside


@pytest.mark.parametrize("what", CHANGES)
async def test_a_change_by_key_is_that_by_command_and_is_undone_and_redone_by_key(
    demo_root: Path, tmp_path: Path, what: str
) -> None:
    root = tmp_path / "workspace"
    shutil.copytree(demo_root, root)
    before = content(root)
    app = app_of(opened(root))
    async with app.run_test() as pilot:
        if what in SAME:
            await find(pilot, "callum")
        await pilot.press(*CHANGES[what])
        if isinstance(app.screen, TextScreen):  # what came of the visit, ready to paste
            await pilot.press("escape")
        assert message(app).endswith("u to undo."), message(app)
        after = content(root)
        assert after != before
        if what in SAME:
            known = frozenset(before)
            assert documents(root, known) == documents(by_command(demo_root, root, what), known)
        await pilot.press("u")
        assert message(app).startswith("Undone: "), message(app)
        assert content(root) == before
        await pilot.press("U")
        assert message(app).startswith("Done again: "), message(app)
        assert content(root) == after
        await pilot.press("u", "ctrl+r")
        assert content(root) == after


async def test_undo_says_whose_change_it_was_and_how_to_do_it_again(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test(size=(160, 40)) as pilot:
        await find(pilot, "callum")
        await pilot.press("b", *"2026-12-08", "tab", *"14:00", "f2", "u")
        assert message(app) == (
            "Undone: book visit of 2026-12-08 (Callum Strachan-Muir). U does it again."
        )
        await pilot.press("U")
        assert message(app) == (
            "Done again: book visit of 2026-12-08 (Callum Strachan-Muir). u to undo."
        )


async def test_undo_and_redo_leave_the_cursor_on_its_learner(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("j", "j", "b", "f2")
        chosen = pane(app).learners.cursor_id
        for key in ("u", "U", "u"):
            await pilot.press(key)
            assert pane(app).learners.cursor_id == chosen


async def test_undo_is_told_of_only_where_something_was_changed(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await find(pilot, "callum")
        await pilot.press("enter", "3", "s")
        assert message(app).endswith("u to undo.")
        await pilot.press("s")
        assert "submitted" in message(app)
        assert "undo" not in message(app), "it was submitted already"


async def test_with_nothing_to_undo_or_redo_it_says_so(tmp_path: Path) -> None:
    workspace = empty_workspace(tmp_path / "workspace")
    app = app_of(workspace)
    async with app.run_test() as pilot:
        before = caseload_of(workspace).generation()
        await pilot.press("u")
        assert "left to undo" in message(app)
        await pilot.press("U")
        assert "nothing was undone" in message(app)
        assert caseload_of(workspace).generation() == before


async def test_the_history_names_who_and_what_the_newest_first(changed: Workspace) -> None:
    app = app_of(changed)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("H")
        rows = listed(app)
        assert [row[0] for row in rows] == ["5", "4", "3", "2", "1"]
        assert rows[2][1:4] == ("08:00", SOMEBODY_ELSE, "edit employer")
        assert rows[3][3] == "set K1=none"
        assert rows[4][4] == "30 learners"


async def test_what_was_undone_is_marked_by_sign_and_word(changed: Workspace) -> None:
    app = app_of(changed)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("H", "j")
        marked = [row[0] for row in listed(app) if row[3].startswith("✗ undone: ")]
        assert marked == ["4"]
        assert "undone by change 5" in pane_of(app).details.text


async def test_the_fields_stand_before_and_after(changed: Workspace) -> None:
    app = app_of(changed)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("H", "j", "j")
        text = pane_of(app).details.text
        assert "Change 3" in text
        employer = next(line for line in text.splitlines() if "employer  " in line)
        assert employer.endswith("-> Harbour Bakery")


async def test_a_learners_history_holds_that_learners_changes_alone(changed: Workspace) -> None:
    second = list(caseload_of(changed).learners.values())[1]
    app = app_of(changed)
    async with app.run_test(size=(120, 40)) as pilot:
        await main(app).open_record(second.id, "visits")
        await pilot.press("H")
        assert [row[0] for row in listed(app)] == ["3", "1"]
        assert second.name in main(app).query_one("#history-heading", Bar).text
        await pilot.press("j")
        assert "of others" in pane_of(app).details.text
        await pilot.press("escape")
        assert (main(app).view, shown(app)) == ("record.visits", second.id)


async def test_enter_goes_to_the_learner_and_escape_back_to_the_history(
    changed: Workspace,
) -> None:
    second = list(caseload_of(changed).learners.values())[1]
    app = app_of(changed)
    async with app.run_test() as pilot:
        await pilot.press("H", "j", "j", "enter")
        assert shown(app) == second.id
        assert main(app).view.startswith("record.")
        await pilot.press("escape")
        assert main(app).view == "history"
        assert pane_of(app).changes.cursor_id == "3"
        await pilot.press("escape")
        assert main(app).view == "caseload"
        assert app.focused is pane(app).learners


async def test_from_a_history_to_a_record_to_its_history_and_back_again(
    changed: Workspace,
) -> None:
    app = app_of(changed)
    async with app.run_test() as pilot:
        views = []
        await pilot.press("H", "j", "j", "enter", "H")
        for _ in range(3):
            await pilot.press("escape")
            views.append(main(app).view)
        assert views == ["record.overview", "history", "caseload"]


async def test_undoing_the_chosen_change(changed: Workspace) -> None:
    app = app_of(changed)
    async with app.run_test() as pilot:
        second = list(caseload_of(changed).learners)[1]
        await pilot.press("H", "j", "j", "u")
        assert message(app).startswith("Undone: edit employer")
        assert caseload_of(changed).learners[second].employer != "Harbour Bakery"
        assert pane_of(app).changes.cursor_id == "3", "the cursor stays on the change"
        assert listed(app)[3][3].startswith("✗ undone")


async def test_undoing_an_undoing_does_the_change_again(changed: Workspace) -> None:
    app = app_of(changed)
    async with app.run_test() as pilot:
        await pilot.press("H", "u")
        assert message(app).startswith("Done again: gateway employer done")


async def test_a_change_that_another_stands_on_is_not_undone_and_the_reason_told(
    changed: Workspace,
) -> None:
    first = next(iter(caseload_of(changed).learners))
    other, others = by_somebody_else(changed, caseload_of(changed))
    progress.set_ksbs(other, others, others.learners[first], {"K1": "submitted"})
    app = app_of(changed)
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.press("H", *["j"] * 4)
        assert pane_of(app).changes.cursor_id == "2"
        before = caseload_of(changed).generation()
        await pilot.press("u")
        assert f"change 6 by {SOMEBODY_ELSE}" in message(app)
        assert "stands on it" in message(app)
        assert caseload_of(changed).generation() == before


async def test_the_filter_looks_in_everything_that_is_told(changed: Workspace) -> None:
    app = app_of(changed)
    async with app.run_test() as pilot:
        await pilot.press("H", "slash", *"bakery", "enter")
        assert [row[0] for row in listed(app)] == ["3"]
        assert app.focused is pane_of(app).changes
        await pilot.press("slash", *" kofi", "enter")
        assert [row[0] for row in listed(app)] == ["3"]
        await pilot.press("escape")
        assert len(listed(app)) == 5
        assert main(app).view == "history", "the first escape leaves the filter alone"


async def test_a_change_by_somebody_else_appears_and_the_cursor_stays(changed: Workspace) -> None:
    app = app_of(changed)
    async with app.run_test() as pilot:
        await pilot.press("H", "j")
        other, others = by_somebody_else(changed, caseload_of(changed))
        learner = next(iter(others.learners.values()))
        progress.set_ksbs(other, others, learner, {"K2": "none"})
        await pilot.pause(1.6)
        assert listed(app)[0][0] == "6"
        assert pane_of(app).changes.cursor_id == "4"


async def read_to_the_end(pilot: Pilot[None], app: TutorTui) -> None:
    await app.workers.wait_for_complete()
    await pilot.pause()


async def test_older_changes_are_read_once_the_end_is_in_sight(
    changed: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens.history, "NEWEST", 3)
    app = app_of(changed)
    async with app.run_test() as pilot:
        await pilot.press("H")
        await read_to_the_end(pilot, app)
        assert [row[0] for row in listed(app)] == ["5", "4", "3", "2", "1"]
        assert "5 changes" in main(app).query_one("#history-heading", Bar).text


async def test_a_long_history_is_read_in_part_until_it_is_scrolled_through(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens.history, "NEWEST", 70)
    caseload = caseload_of(demo)
    for n in range(80):
        learner = next(iter(caseload.learners.values()))
        progress.set_ksbs(demo, caseload, learner, {"K1": "met" if n % 2 else "submitted"})
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("H")
        await read_to_the_end(pilot, app)
        assert len(listed(app)) == 70
        assert "the newest 70" in main(app).query_one("#history-heading", Bar).text
        await pilot.press("G")
        await read_to_the_end(pilot, app)
        assert len(listed(app)) == 81
        assert pane_of(app).changes.cursor_id == "12", "the cursor stays where it was"
        await pilot.press("slash", *"invent", "enter")
        assert [row[0] for row in listed(app)] == ["1"]


async def test_what_is_older_than_today_is_told_with_its_day(tmp_path: Path) -> None:
    workspace = empty_workspace(tmp_path / "workspace")
    with_learner(workspace)
    later = Workspace(
        workspace.root, today=date(2026, 12, 3), now=workspace.now, actor=workspace.actor
    )
    app = TutorTui(later, caseload_of(later))
    async with app.run_test() as pilot:
        await pilot.press("H")
        assert listed(app)[0][1] == "30 Nov 08:00"


async def test_the_fields_of_a_change_are_scrolled_to_their_end(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("H", "d", "G")
        page = pane_of(app).details
        assert page.has_focus
        assert "more" in page.render_line(page.size.height - 1).text
        await pilot.press("escape")
        assert pane_of(app).changes.has_focus


async def test_the_history_fits_any_width(changed: Workspace) -> None:
    app = app_of(changed)
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.press("H")
        for width in (60, 80, 120, 139, 140, 200):
            await pilot.resize_terminal(width, 24)
            assert "Change 5" in pane_of(app).details.text
            await pilot.resize_terminal(width + 20, 30)
            await pilot.press("j")
            assert "Change 4" in pane_of(app).details.text
            await pilot.press("k")
