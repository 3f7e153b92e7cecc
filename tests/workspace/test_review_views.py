"""Reviews and actions in rows: their order, who owes what, and since when."""

from datetime import date

import pytest
from msgspec.structs import replace

from tests.workspace.conftest import TODAY
from tutor_tui.model.folder import DoneAction
from tutor_tui.model.learner import Action, Learner, Review
from tutor_tui.rules.reviews import SIGNERS
from tutor_tui.workspace import visits
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.review_views import action_rows, review_rows, reviews_line
from tutor_tui.workspace.workspace import Workspace

HELD = date(2026, 10, 5)


@pytest.fixture
def learner(caseload: Caseload) -> Learner:
    """One who started on 31 August 2026."""
    return next(one for one in caseload.learners.values() if one.ref == "L1")


def with_reviews(caseload: Caseload, learner: Learner, **reviews: Review) -> Learner:
    saved = caseload.save(replace(learner, reviews=reviews), actor="khan", reason="test")
    assert isinstance(saved, Learner)
    return saved


def rows_of(caseload: Caseload, learner: Learner, today: date = TODAY) -> list[tuple[str, ...]]:
    """The reviews: id, cells, status."""
    verdict = caseload.verdict(learner, today).reviews
    return [(row.id, *row.cells, row.status) for row in review_rows(learner, verdict, today)]


def test_reviews_stand_below_their_heading_the_latest_first(
    caseload: Caseload, learner: Learner
) -> None:
    learner = with_reviews(
        caseload,
        learner,
        a=Review(on=HELD, signed=dict.fromkeys(SIGNERS, date(2026, 10, 9)), note="Went\nwell."),
        b=Review(on=date(2026, 11, 13), signed={"learner": date(2026, 11, 13)}, note="Late"),
        c=Review(on=date(2026, 11, 2)),
        d=Review(on=TODAY, signed={"learner": TODAY, "tutor": TODAY}),
    )
    assert rows_of(caseload, learner) == [
        ("heading:reviews", "Reviews", "", "", "4 held, 3 not signed by all", "heading"),
        ("review:d", "unsigned", "23 Nov", "employer", "held today", "open"),
        ("review:b", "unsigned", "13 Nov", "employer, tutor", "10 days old: Late", "open"),
        ("review:c", "unsigned", "2 Nov", "all three", "21 days old", "open"),
        ("review:a", "complete", "5 Oct", "", "all signed by 9 Oct: Went well.", "done"),
    ]


def test_a_review_tells_in_full_who_has_signed_and_who_has_not(
    caseload: Caseload, learner: Learner
) -> None:
    review = Review(on=HELD, signed={"tutor": HELD}, note="Went\nwell.")
    learner = with_reviews(caseload, learner, a=review)
    row = review_rows(learner, caseload.verdict(learner, TODAY).reviews, TODAY)[1]
    assert row.detail == (
        "Review of 5 Oct: signed by tutor 5 Oct; not signed by learner and employer: Went well."
    )


def test_a_visit_that_was_a_review_without_a_record_waits_for_all_three(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    recorded = visits.record(
        workspace, caseload, learner, on=date(2026, 11, 3), outcome="attended", kind="review"
    )
    told = "20 days old: a visit, with no review recorded"
    assert rows_of(caseload, recorded.learner)[1:] == [
        (f"visit:{recorded.visit.id}", "unsigned", "3 Nov", "all three", told, "open")
    ]


def test_a_review_after_the_day_that_is_looked_at_lies_ahead(
    caseload: Caseload, learner: Learner
) -> None:
    learner = with_reviews(caseload, learner, a=Review(on=HELD))
    row = rows_of(caseload, learner, date(2026, 9, 30))[1]
    assert row == ("review:a", "ahead", "5 Oct", "", "", "upcoming")


def test_without_reviews_and_actions_there_are_no_rows(
    caseload: Caseload, learner: Learner
) -> None:
    assert rows_of(caseload, learner) == []
    assert action_rows(learner, {}, TODAY) == []


def test_open_actions_come_by_the_day_they_are_due_then_those_done(learner: Learner) -> None:
    def action(text: str, due: date | None = None) -> Action:
        return Action(text=text, owner="employer", agreed=HELD, due=due)

    learner = replace(
        learner,
        actions={
            "a": action("Some day"),
            "b": action("Soon", date(2026, 12, 4)),
            "c": action("Late", date(2026, 11, 22)),
            "d": action("Today", TODAY),
        },
    )
    done = {
        "e": DoneAction(action=action("First"), done=date(2026, 10, 9)),
        "f": DoneAction(action=action("Second", HELD), done=date(2026, 11, 9)),
    }
    rows = action_rows(learner, done, TODAY)
    assert [(row.id, *row.cells, row.status) for row in rows] == [
        ("heading:actions", "Actions", "", "", "4 open, 1 overdue, 2 done", "heading"),
        ("action:c", "overdue", "22 Nov", "employer", "Late", "overdue"),
        ("action:d", "due", "23 Nov", "employer", "Today", "upcoming"),
        ("action:b", "due", "4 Dec", "employer", "Soon", "upcoming"),
        ("action:a", "open", "", "employer", "Some day", "upcoming"),
        ("done:f", "done", "9 Nov", "employer", "Second", "done"),
        ("done:e", "done", "9 Oct", "employer", "First", "done"),
    ]
    assert rows[1].detail == "Late (employer, overdue since 22 Nov, agreed 5 Oct)"


def test_the_line_tells_when_the_next_review_is_due_and_booked(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    due = "Next review due by 30 Nov (every 3 months)"
    assert reviews_line(caseload.verdict(learner, TODAY).reviews, TODAY) == due
    visits.book(
        workspace,
        caseload,
        learner,
        at=workspace.now().replace(day=26, hour=10),
        kind="review",
    )
    line = reviews_line(caseload.verdict(learner, TODAY).reviews, TODAY)
    assert line == f"{due}; booked 26 Nov"
