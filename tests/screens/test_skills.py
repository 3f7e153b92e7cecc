"""The skills tab: the parts of English, what each key does, and what is told of it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from screens.bar import Bar
from screens.form import FormScreen
from tests.screens.people import app_of, caseload_of, empty_workspace, with_learner
from tests.screens.test_keys import listed, main, message
from tutor_tui.model.learner import Learner
from tutor_tui.workspace import learners
from tutor_tui.workspace.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with one learner."""
    made = empty_workspace(tmp_path / "workspace")
    with_learner(made)
    return made


def learner(workspace: Workspace) -> Learner:
    [only] = caseload_of(workspace).learners.values()
    return only


def edit(workspace: Workspace, **fields: Any) -> None:
    learners.edit(workspace, caseload_of(workspace), learner(workspace), fields)


async def test_parts_of_english_are_set_until_it_is_achieved(workspace: Workspace) -> None:
    app = app_of(workspace)
    async with app.run_test(notifications=True) as pilot:
        await pilot.press("enter", "4", "p", *"3 nov", "f2")
        english = learner(workspace).skills["english"]
        assert english.state == "working_towards"
        assert english.components == {"reading": date(2026, 11, 3)}
        assert message(app) == "Siân O'Connor: parts of English passed: reading. u to undo."
        await pilot.press("j")
        assert main(app).query_one("#record-detail", Bar).text.strip() == "Reading: passed 3 Nov"
        # on a part's row the same key that sets a skill sets the parts
        await pilot.press("e", "tab", *"today", "tab", *"yes", "f2")
        english = learner(workspace).skills["english"]
        assert english.state == "achieved"
        assert english.components == {
            "reading": date(2026, 11, 3),
            "writing": workspace.today,
            "speaking": date(2026, 11, 29),
        }
        assert listed(app).rows[0].cells[0] == "✓ ok"
        await pilot.press("p", *["backspace"] * 10, "f2")
        english = learner(workspace).skills["english"]
        assert english.state == "working_towards"
        assert "reading" not in english.components


async def test_a_part_passed_tomorrow_or_nothing_new_is_refused(workspace: Workspace) -> None:
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "4", "p", "f2")
        form = app.screen
        assert isinstance(form, FormScreen)
        error = form.query_one("#form-error", Bar)
        assert error.text == "nothing to change: the parts are so already"
        await pilot.press(*"tom", "f2")
        assert "2026-12-01 is after today" in error.text
        assert not learner(workspace).skills


async def test_a_programme_without_english_or_with_sign_language_has_no_parts(
    workspace: Workspace,
) -> None:
    edit(workspace, bsl=True)
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "4", "p")
        assert message(app) == "British Sign Language replaces English: it has no parts"
        edit(workspace, standard="TLEVEL-SMS")
        main(app).refresh_all()
        await pilot.press("p")
        assert message(app).endswith("asks for no English")
        await pilot.press("e")
        assert message(app) == "This programme asks for no functional skills."
        assert main(app).query_one("#record-summary", Bar).text.strip() == ""


async def test_the_summary_tells_what_is_outstanding(workspace: Workspace) -> None:
    edit(workspace, born=date(2008, 3, 1))
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "4")
        told = main(app).query_one("#record-summary", Bar).text.strip()
        assert told == "English and maths outstanding; under 19 at the start"


async def test_of_an_unknown_standard_it_is_not_said_that_nothing_is_asked_for(
    workspace: Workspace,
) -> None:
    edit(workspace, standard="LARS-999", standard_version="")
    app = app_of(workspace)
    async with app.run_test(notifications=True) as pilot:
        await pilot.press("enter", "4", "e")
        assert message(app) == "The functional skills of this standard are not known."
        await pilot.press("3", "o")
        assert message(app) == "This standard tells neither duties nor methods."
