"""The notes tab: notes and contacts, what each key does, and what is told of it."""

from datetime import date
from pathlib import Path

import pytest

import screens.desk
from screens.bar import Bar, Page
from screens.form import FormScreen
from screens.text_page import TextScreen
from tests.screens.people import (
    app_of,
    by_somebody_else,
    caseload_of,
    empty_workspace,
    with_learner,
)
from tests.screens.test_hostile import CONTROL, drawn
from tests.screens.test_keys import listed, main, message
from tutor_tui.model.folder import Contact, Folder, NoteEntry
from tutor_tui.model.learner import Learner
from tutor_tui.workspace.contacts import set_contact
from tutor_tui.workspace.notes import add_note, edit_note
from tutor_tui.workspace.workspace import Workspace

HOSTILE = "Sam [ill] [/b] \x1b[31m\x1b]52;c;aGk=\x07"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with one learner, whose folder is empty."""
    made = empty_workspace(tmp_path / "workspace")
    with_learner(made)
    return made


def learner(workspace: Workspace) -> Learner:
    [only] = caseload_of(workspace).learners.values()
    return only


def folder(workspace: Workspace) -> Folder:
    return caseload_of(workspace).folder(learner(workspace))


def notes(workspace: Workspace) -> list[NoteEntry]:
    return list(folder(workspace).notes.values())


def note(workspace: Workspace, text: str) -> None:
    add_note(workspace, caseload_of(workspace), learner(workspace), text=text)


def contact(workspace: Workspace, name: str) -> None:
    set_contact(
        workspace, caseload_of(workspace), learner(workspace), "employer", name=name, phone="01"
    )


async def test_a_note_of_several_lines_is_written_by_keys(workspace: Workspace) -> None:
    app = app_of(workspace)
    async with app.run_test(notifications=True) as pilot:
        await pilot.press("enter", "9", "n", *"One", "enter", *"Two", "tab", "s", "tab")
        await pilot.press(*"2 nov", "f2")
        assert notes(workspace) == [
            NoteEntry(on=date(2026, 11, 2), text="One\nTwo", private=False, by="morwenna")
        ]
        assert message(app) == "Added a shareable note of Siân O'Connor. u to undo."
        await pilot.press("u")
        assert notes(workspace) == []


async def test_a_note_is_private_and_of_today_unless_said_otherwise(workspace: Workspace) -> None:
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "9", "n", "f2")
        form = app.screen
        assert isinstance(form, FormScreen)
        assert form.query_one("#form-error", Bar).text == "a note must say something"
        await pilot.press("x", "f2")
        [one] = notes(workspace)
        assert (one.text, one.private, one.on) == ("x", True, workspace.today)
        summary = main(app).query_one("#record-summary", Bar).text
        assert "private notes are in no report" in summary


async def test_a_note_is_read_whole_changed_and_taken_out(workspace: Workspace) -> None:
    note(workspace, "First line.\n\n" + "A long line follows. " * 40 + "\nThe end.")
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "9", "enter")
        assert isinstance(app.screen, TextScreen)
        assert "First line.\n\nA long" in app.screen.query_one(Page).text
        assert app.screen.query_one(Page).text.endswith("\nThe end.")
        await pilot.press("escape", "e", *" More.", "f2")
        [one] = notes(workspace)
        assert one.text.startswith("First line. More.\n\nA long line")
        assert one.private
        await pilot.press("e", "tab", "s", "f2")
        assert [one.private for one in notes(workspace)] == [False]
        assert message(app) == "Changed: Private note of 30 Nov by morwenna. u to undo."
        await pilot.press("r")
        assert notes(workspace) == []
        assert message(app) == "Took out: Shareable note of 30 Nov by morwenna. u to undo."


async def test_a_change_leaves_alone_what_somebody_else_has_changed_meanwhile(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens.desk, "WATCH_SECONDS", 3600)
    note(workspace, "Mine")
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "9", "e", "tab", "s")
        other, theirs = by_somebody_else(workspace, caseload_of(workspace))
        edit_note(other, theirs, learner(workspace), "Mine", text="Theirs")
        await pilot.press("f2")
        [one] = notes(workspace)
        assert (one.text, one.private) == ("Theirs", False)


async def test_a_note_cannot_be_emptied_unseen(workspace: Workspace) -> None:
    note(workspace, "x")
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "9", "e", "backspace", "f2")
        assert isinstance(app.screen, FormScreen)
        assert app.screen.query_one("#form-error", Bar).text == "a note must say something"
        assert [one.text for one in notes(workspace)] == ["x"]


async def test_contacts_are_set_changed_and_taken_out(workspace: Workspace) -> None:
    contact(workspace, "Jo Fox")
    app = app_of(workspace)
    async with app.run_test(notifications=True) as pilot:
        await pilot.press("enter", "9", "c", "right", "tab", *"Ann", "tab", *"a@x", "f2")
        assert folder(workspace).contacts == {
            "employer": Contact(role="employer", name="Jo Fox", phone="01"),
            "mentor": Contact(role="mentor", name="Ann", email="a@x"),
        }
        assert message(app) == "Siân O'Connor's mentor contact: Ann, a@x. u to undo."
        await pilot.press("e", "tab", "tab", *"j@x", "f2")
        employer = folder(workspace).contacts["employer"]
        assert employer == Contact(role="employer", name="Jo Fox", email="j@x", phone="01")
        await pilot.press("r")
        assert list(folder(workspace).contacts) == ["mentor"]
        assert message(app) == "Siân O'Connor has no employer contact any more. u to undo."
        await pilot.press("c", "tab", "backspace", "f2")
        assert isinstance(app.screen, FormScreen)
        error = app.screen.query_one("#form-error", Bar).text
        assert error == "give the name of the mentor contact"


async def test_without_rows_a_line_says_so_and_the_first_contact_is_the_employers(
    workspace: Workspace,
) -> None:
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "9")
        for key in "er":
            await pilot.press(key)
            assert message(app) == "No note or contact is chosen.", key
            main(app).say("")
        await pilot.press("enter", "c", "tab", *"Jo", "f2")
        assert list(folder(workspace).contacts) == ["employer"]


async def test_hostile_texts_are_shown_whole_and_do_nothing(workspace: Workspace) -> None:
    contact(workspace, HOSTILE)
    note(workspace, f"{HOSTILE}\n{HOSTILE}")
    app = app_of(workspace)
    async with app.run_test(size=(160, 30), notifications=True) as pilot:
        await pilot.press("enter", "9", "G")
        assert [row.id.partition(":")[0] for row in listed(app).rows] == ["contact", "note"]
        for keys in ((), ("enter",), ("escape", "e"), ("escape", "g", "c"), ("escape", "r")):
            await pilot.press(*keys)
            assert "Sam [ill] [/b]" in drawn(app), keys
            assert not CONTROL.search(drawn(app).replace("\n", "")), keys
