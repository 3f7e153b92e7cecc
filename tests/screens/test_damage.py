"""A damaged caseload is shown read-only, in words, and says why nothing can be changed."""

from pathlib import Path

from screens.bar import Bar
from tests.screens.people import LOGIN, app_of, caseload_of, opened
from tests.screens.test_keys import main, message, pane
from tutor_tui.app import TutorTui
from tutor_tui.workspace import progress
from tutor_tui.workspace.workspace import Workspace

CHANGING = (
    *(("v",), ("b",), ("n",), ("u",), ("U",)),
    *(("enter", "3", "m"), ("enter", "3", "s"), ("enter", "3", "n")),
    *(("enter", "4", "e"), ("enter", "7", "d"), ("enter", "7", "o"), ("enter", "7", "n")),
    *(("H", "u"), ("H", "U")),
)


def title(app: TutorTui) -> str:
    return main(app).query_one("#title", Bar).text


def journal_of(workspace: Workspace) -> Path:
    return workspace.caseloads_directory / caseload_of(workspace).tutor.id / "journal.jsonl"


def damage(workspace: Workspace) -> None:
    """Two lines that no store wrote."""
    with journal_of(workspace).open("ab") as journal:
        journal.write(b"deadbeef 3 {}\n" * 2)


def said(app: TutorTui) -> str:
    return " ".join(message(app).split())


async def test_damage_is_told_when_the_caseload_is_opened(demo: Workspace) -> None:
    damage(demo)
    app = app_of(opened(demo.root))
    async with app.run_test(size=(120, 40)):
        assert title(app).startswith(" READ ONLY: damaged ")
        assert "is damaged" in said(app)
        assert "tutor-tui doctor --repair" in said(app)
        assert pane(app).order, "what is sound is shown"


async def test_damage_that_comes_up_later_is_told_then(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test(size=(120, 40)) as pilot:
        assert "READ ONLY" not in title(app)
        damage(demo)
        await pilot.pause(1.6)
        assert title(app).startswith(" READ ONLY: damaged ")
        assert "doctor --repair" in said(app)


async def test_every_key_that_changes_something_says_why_not(demo: Workspace) -> None:
    damage(demo)
    app = app_of(opened(demo.root))
    async with app.run_test(size=(120, 40)) as pilot:
        for keys in CHANGING:
            await pilot.press(*keys[:-1])
            main(app).say("")
            await pilot.press(keys[-1])
            assert len(app.screen_stack) == 1, f"{keys} opened a form that could not be saved"
            assert said(app).startswith("Read only: "), keys
            assert "doctor --repair" in said(app), keys
            await pilot.press("escape")
            assert main(app).view == "caseload"


async def test_the_history_of_a_damaged_caseload_can_be_read(demo: Workspace) -> None:
    damage(demo)
    app = app_of(opened(demo.root))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("H")
        assert main(app).view == "history"
        assert "invent a caseload" in main(app).history.details.text


async def test_a_change_that_was_cut_short_is_told_beside_what_was_done(demo: Workspace) -> None:
    with journal_of(demo).open("ab") as journal:
        journal.write(b"deadbeef 30 {")
    app = app_of(opened(demo.root))
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.press("b", "f2")
        await pilot.pause(1.6)
        assert said(app).startswith("Booked ")
        assert "never acknowledged; it was put aside" in said(app)


async def test_mended_it_can_be_changed_again(demo: Workspace) -> None:
    whole = journal_of(demo).read_bytes()
    damage(demo)
    app = app_of(opened(demo.root))
    async with app.run_test(size=(120, 40)) as pilot:
        assert "READ ONLY" in title(app)
        journal_of(demo).write_bytes(whole)
        other = opened(demo.root)
        caseload = other.caseload(other.choose_tutor(LOGIN).id)
        progress.set_ksbs(other, caseload, next(iter(caseload.learners.values())), {"K1": "none"})
        await pilot.pause(1.6)
        assert "READ ONLY" not in title(app)
        await pilot.press("b")
        assert len(app.screen_stack) == 2
