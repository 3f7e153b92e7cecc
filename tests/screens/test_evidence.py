"""The evidence tab: what each key does, and what is told of it."""

from datetime import date
from pathlib import Path

import pytest

import screens.desk
from screens.bar import Bar
from screens.form import FormScreen
from tests.screens.people import (
    app_of,
    by_somebody_else,
    caseload_of,
    empty_workspace,
    with_learner,
)
from tests.screens.test_hostile import CONTROL, drawn
from tests.screens.test_keys import listed, main, message
from tutor_tui.app import TutorTui
from tutor_tui.model.folder import Decision, Evidence
from tutor_tui.model.learner import Learner
from tutor_tui.workspace.evidence import add_evidence, drop_evidence, edit_evidence
from tutor_tui.workspace.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with one learner, whose folder is empty."""
    made = empty_workspace(tmp_path / "workspace")
    with_learner(made)
    return made


def learner(workspace: Workspace) -> Learner:
    [only] = caseload_of(workspace).learners.values()
    return only


def filed(workspace: Workspace) -> list[Evidence]:
    """The learner's evidence, the oldest first."""
    every = caseload_of(workspace).folder(learner(workspace)).evidence.values()
    return sorted(every, key=lambda one: one.on)


def states(workspace: Workspace) -> dict[str, str]:
    return {code: record.state for code, record in learner(workspace).ksbs.items()}


def file(workspace: Workspace, title: str, *codes: str, decision: Decision = "submitted") -> None:
    add_evidence(
        workspace,
        caseload_of(workspace),
        learner(workspace),
        title=title,
        ksbs=codes,
        link="https://e.example/1",
        on=date(2026, 11, 2),
        decision=decision,
    )


def summary(app: TutorTui) -> str:
    return main(app).query_one("#record-summary", Bar).text.strip()


async def test_evidence_is_filed_by_keys(workspace: Workspace) -> None:
    app = app_of(workspace)
    async with app.run_test(notifications=True) as pilot:
        await pilot.press("enter", "8", "n", *"Plan", "tab", *"k6,s8", "tab", "r", "tab")
        await pilot.press(*"2 nov", "tab", *"e.example", "f2")
        [one] = filed(workspace)
        assert one == Evidence(
            on=date(2026, 11, 2),
            title="Plan",
            kind="recording",
            link="e.example",
            ksbs=("K6", "S8"),
        )
        assert states(workspace) == {"K6": "submitted", "S8": "submitted"}
        assert message(app) == "Filed: Plan, for K6 and S8, submitted. u to undo."
        assert summary(app).startswith("1 to decide, 0 accepted")
        await pilot.press("u")
        assert filed(workspace) == []
        assert states(workspace) == {}


async def test_without_a_title_or_with_an_unknown_code_the_form_stays(workspace: Workspace) -> None:
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "8", "n", "tab", *"k99", "f2")
        form = app.screen
        assert isinstance(form, FormScreen)
        assert form.query_one("#form-error", Bar).text == "evidence must have a title"
        await pilot.press("shift+tab", "x", "f2")
        assert form.query_one("#form-error", Bar).text == "ST1379 v1.2 has no KSB k99"
        assert form.typed["ksbs"] == "k99"
        assert filed(workspace) == []


async def test_accepted_sent_back_and_taken_out_without_a_question(workspace: Workspace) -> None:
    file(workspace, "Plan", "K6")
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "8", "a")
        [one] = filed(workspace)
        assert (one.decision, one.decided, one.by) == ("accepted", workspace.today, "morwenna")
        assert states(workspace) == {"K6": "met"}
        assert message(app) == "Plan: accepted, for K6. u to undo."
        await pilot.press("s")
        assert [one.decision for one in filed(workspace)] == ["returned"]
        assert message(app) == "Plan: returned, for K6. K6 stays met. u to undo."
        await pilot.press("r")
        assert filed(workspace) == []
        assert message(app) == "Plan: taken out of the folder, for K6. u to undo."
        await pilot.press("u")
        assert [one.decision for one in filed(workspace)] == ["returned"]


async def test_a_key_after_filing_is_about_what_was_filed(workspace: Workspace) -> None:
    file(workspace, "Plan", "K6")
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "8", "n", *"New", "f2", "a")
        assert {one.title: one.decision for one in filed(workspace)} == {
            "Plan": "submitted",
            "New": "accepted",
        }


async def test_what_cannot_be_done_is_told_in_a_line(workspace: Workspace) -> None:
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "8")
        for key in "aser":
            await pilot.press(key)
            assert message(app) == "No evidence is chosen.", key
            main(app).say("")
        file(workspace, "Plan", decision="accepted")
        main(app).refresh_all()
        await pilot.press("a")
        assert message(app) == "Plan is accepted already"


async def test_a_change_leaves_alone_what_somebody_else_has_changed_meanwhile(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens.desk, "WATCH_SECONDS", 3600)
    file(workspace, "Plan", "K6", decision="accepted")
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "8", "e", *"New", "tab", *"s8", "f2")
        [one] = filed(workspace)
        assert (one.title, one.ksbs, one.link) == ("New", ("S8",), "https://e.example/1")
        assert message(app) == "Changed: New. K6 stays met. u to undo."
        await pilot.press("e", *"Newer")
        other, theirs = by_somebody_else(workspace, caseload_of(workspace))
        edit_evidence(other, theirs, learner(workspace), "New", link="https://e.example/2")
        await pilot.press("f2")
        [one] = filed(workspace)
        assert (one.title, one.link) == ("Newer", "https://e.example/2")
        drop_evidence(other, theirs, learner(workspace), "Newer")
        await pilot.press("e", "x", "f2")
        assert isinstance(app.screen, FormScreen)
        gone = app.screen.query_one("#form-error", Bar).text.strip()
        assert gone == "evidence: it is not in the record any more"


async def test_hostile_titles_are_shown_whole_and_do_nothing(workspace: Workspace) -> None:
    file(workspace, "Sam [ill] [/b] \x1b[31m\x1b]52;c;aGk=\x07 \u202ework", "K6")
    app = app_of(workspace)
    async with app.run_test(size=(160, 30), notifications=True) as pilot:
        await pilot.press("enter", "8")
        assert "Sam [ill] [/b]" in drawn(app)
        assert not CONTROL.search(drawn(app).replace("\n", ""))
        await pilot.press("a")
        assert message(app).startswith("Sam [ill] [/b]")
        assert not CONTROL.search(drawn(app).replace("\n", ""))
        assert len(listed(app).rows) == 1
        await pilot.press("e")
        assert not CONTROL.search(drawn(app).replace("\n", ""))
