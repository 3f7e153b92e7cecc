"""Visits as screens ask for them: which booking waits, which stand, how long one lasts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.workspace.conftest import TODAY
from tutor_tui.errors import WrongUsage
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.workspace import visits
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

TEN = datetime(2026, 12, 1, 10, tzinfo=UTC)


@pytest.fixture
def learner(caseload: Caseload) -> Learner:
    return next(one for one in caseload.learners.values() if one.ref == "L1")


def book(workspace: Workspace, caseload: Caseload, learner: Learner, at: str) -> Visit:
    when = datetime.fromisoformat(f"{at}+00:00")
    return visits.book(workspace, caseload, learner, at=when).visit


def test_the_booking_to_record_is_the_earliest_that_waits(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    def waiting(today: date = TODAY) -> Visit | None:
        return visits.booking_to_record(caseload, learner, today)

    assert waiting() is None
    today = book(workspace, caseload, learner, "2026-11-23T10:00")
    ahead = book(workspace, caseload, learner, "2026-11-24T10:00")
    late = book(workspace, caseload, learner, "2026-11-20T15:00")
    early = book(workspace, caseload, learner, "2026-11-20T09:00")
    for booking in (early, late, today):
        assert waiting() == booking
        visits.record(
            workspace, caseload, learner, on=booking.date, outcome="attended", visit=booking
        )
    assert waiting() is None
    assert waiting(ahead.date) == ahead


def test_bookings_that_stand_are_those_of_the_days_asked_for(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    days = ("2026-12-08", "2026-12-01", "2026-12-02")
    last, first, second = (book(workspace, caseload, learner, f"{on}T10:00") for on in days)
    standing = visits.still_booked
    assert standing(caseload, learner, first.date) == [first, second, last]
    assert standing(caseload, learner, second.date) == [second, last]
    assert standing(caseload, learner, first.date, last.date) == [first, second]
    visits.cancel(workspace, caseload, second)
    assert standing(caseload, learner, first.date, last.date) == [first]


def test_a_length_left_blank_is_the_usual_then_the_booked(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    usual = visits.book(workspace, caseload, learner, at=TEN, minutes=None).visit
    assert visits.booked_minutes(usual) == 60
    later = TEN + timedelta(days=1)
    moved = visits.move(workspace, caseload, learner, usual, to=later, minutes=45).visit
    again = visits.move(workspace, caseload, learner, moved, to=TEN, minutes=None).visit
    assert visits.booked_minutes(again) == 45
    with pytest.raises(WrongUsage, match="from 5 minutes"):
        visits.move(workspace, caseload, learner, again, to=later, minutes=0)
    with pytest.raises(WrongUsage, match="from 5 minutes"):
        visits.book(workspace, caseload, learner, at=later, minutes=0)


def test_why_a_visit_was_missed_outlives_a_correction_of_something_else(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    booked = book(workspace, caseload, learner, "2026-11-20T09:00")
    missed = replace(booked, status="not_attended", why="Ill")
    saved = caseload.save(missed, actor="t", reason="missed")
    assert visits.edit(workspace, caseload, saved, note="Rang later").why == "Ill"
