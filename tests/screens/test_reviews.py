"""Reviews and actions on screen: recorded, signed, changed, done and taken back."""

from datetime import date
from pathlib import Path

import pytest

from tests.screens.filling import complaint, form_of, replace_with
from tests.screens.people import TODAY, app_of, caseload_of, empty_workspace, with_learner
from tests.screens.test_keys import listed, message
from tutor_tui.model.learner import Action, Learner, Review, Signer
from tutor_tui.workspace import agreements, reviews, visits
from tutor_tui.workspace.workspace import Workspace

HELD = date(2026, 11, 2)
NAME = "Siân O'Connor"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with one learner."""
    workspace = empty_workspace(tmp_path / "w")
    with_learner(workspace)
    return workspace


def the_learner(workspace: Workspace) -> Learner:
    [learner] = caseload_of(workspace).learners.values()
    return learner


def the_reviews(workspace: Workspace) -> list[Review]:
    return [*the_learner(workspace).reviews.values()]


def the_actions(workspace: Workspace) -> list[Action]:
    return [*the_learner(workspace).actions.values()]


def held(workspace: Workspace, *signed: Signer, note: str = "") -> None:
    """A review that was held on 2 November."""
    learner = the_learner(workspace)
    reviews.record(workspace, caseload_of(workspace), learner, on=HELD, signed=signed, note=note)


def agreed(workspace: Workspace, text: str, due: date | None = None) -> None:
    """An action that the employer agreed to."""
    learner = the_learner(workspace)
    agreements.add(workspace, caseload_of(workspace), learner, text=text, owner="employer", due=due)


async def test_a_review_is_recorded_with_its_signatures_and_a_note(workspace: Workspace) -> None:
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "6", "n")
        await replace_with(pilot, "2 nov")
        await pilot.press("enter", *"x", "f2")
        assert complaint(app).startswith("'x' signs no review")
        await replace_with(pilot, "l t")
        await pilot.press("enter", *"All", "enter", *"well.", "f2")

        signed: dict[Signer, date] = {"learner": HELD, "tutor": HELD}
        assert the_reviews(workspace) == [Review(on=HELD, signed=signed, note="All\nwell.")]
        told = f"{NAME}: recorded the review of 2 Nov, signed by learner and tutor. u to undo."
        assert " ".join(message(app).split()) == told  # it takes two lines
        assert [row.cells[2] for row in listed(app).rows] == ["", "employer"]


async def test_a_review_is_signed_and_so_complete(workspace: Workspace) -> None:
    held(workspace, "learner")
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "6", "g", "s")
        assert message(app) == "Choose a review to be signed."
        await pilot.press("j", "s", "f2")
        assert complaint(app) == "say who has signed: learner, employer, tutor"
        await pilot.press(*"e t", "enter")
        await replace_with(pilot, "9 nov")
        await pilot.press("f2")

        later = date(2026, 11, 9)
        [review] = the_reviews(workspace)
        assert review.signed == {"learner": HELD, "employer": later, "tutor": later}
        assert message(app).startswith(f"{NAME}: the review of 2 Nov is signed by employer and tut")
        assert listed(app).rows[1].cells[0].endswith("complete")


async def test_a_review_is_corrected_and_a_signature_taken_back(workspace: Workspace) -> None:
    held(workspace, "learner", "employer", note="Went well.")
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "6", "j", "e", "end", *" More.", "tab")
        await replace_with(pilot, "3 nov")
        await pilot.press("enter", *"emp", "f2")

        day = date(2026, 11, 3)
        expected = Review(on=day, signed={"learner": day}, note="Went well. More.")
        assert the_reviews(workspace) == [expected]
        assert message(app) == f"{NAME}: changed the review of 3 Nov. u to undo."

        await pilot.press("r")
        assert the_reviews(workspace) == []
        assert message(app) == f"{NAME}: took the review of 3 Nov back. u to undo."


async def test_a_visit_that_was_a_review_is_signed_by_recording_the_review(
    workspace: Workspace,
) -> None:
    learner = the_learner(workspace)
    recorded = visits.record(
        workspace, caseload_of(workspace), learner, on=HELD, outcome="attended", kind="review"
    )
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "6", "j", "r")
        assert message(app).startswith("This is a visit without a record of its review")
        await pilot.press("s")
        assert form_of(app).form_title == f"Record the review of 2 Nov: {NAME}"
        await pilot.press("enter", *"all", "f2")
    [review] = the_reviews(workspace)
    assert (review.on, review.visit, len(review.signed)) == (HELD, recorded.visit.id, 3)


async def test_an_action_is_agreed_changed_and_done(workspace: Workspace) -> None:
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "6", "a", *"unit 4", "enter", "e", "tab", *"+4", "f2")
        due = date(2026, 12, 4)
        assert the_actions(workspace) == [
            Action(text="unit 4", owner="employer", agreed=TODAY, due=due)
        ]
        assert message(app) == f"{NAME}: agreed that the employer does it by 4 Dec. u to undo."

        await pilot.press("j", "e")
        assert form_of(app).form_title == f"Change an action of {NAME}: unit 4"
        await replace_with(pilot, "unit 5")
        await pilot.press("enter", "t", "tab")
        await replace_with(pilot, "")
        await pilot.press("f2")
        assert the_actions(workspace) == [Action(text="unit 5", owner="tutor", agreed=TODAY)]

        await pilot.press("d")
        learner = the_learner(workspace)
        [done] = caseload_of(workspace).folder(learner).done.values()
        assert (done.action.text, done.done, learner.actions) == ("unit 5", TODAY, {})
        assert message(app) == f"{NAME}: done: unit 5. u to undo."


async def test_an_action_is_taken_back(workspace: Workspace) -> None:
    agreed(workspace, "Ann [/b] Lee sends the form")
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "6", "g", "d")
        assert message(app) == "Choose an action."
        await pilot.press("j", "r")
        assert the_actions(workspace) == []
        assert message(app) == f"{NAME}: took back: Ann [/b] Lee sends the form. u to undo."


async def test_what_is_done_stays_as_it_was_agreed(workspace: Workspace) -> None:
    agreed(workspace, "unit 4")
    caseload = caseload_of(workspace)
    agreements.done(workspace, caseload, the_learner(workspace), "unit 4")
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "6", "g", "e")
        assert message(app) == "Choose a review or an action."
        await pilot.press("j", "d")
        assert message(app) == "It is done already."
        await pilot.press("e")
        assert message(app) == "What is done stays as it was agreed."
