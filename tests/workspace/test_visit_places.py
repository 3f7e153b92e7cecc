"""Bookings follow the learner, also those that somebody else makes at the same moment."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.workspace.conftest import Opener, only_caseload
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.workspace import learners, visits
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.visit_places import following
from tutor_tui.workspace.workspace import Workspace

TEN = datetime(2026, 12, 1, 10, tzinfo=UTC)
LINK = "https://meet.example/new"


def test_a_visit_booked_while_the_link_is_edited_has_the_new_one(
    workspace: Workspace,
    caseload: Caseload,
    another: Opener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    learner = next(one for one in caseload.learners.values() if one.ref == "L1")
    visits.book(workspace, caseload, learner, at=TEN)
    booked: list[Visit] = []

    def meanwhile(*given: object) -> list[Visit]:
        followed = following(*given)  # type: ignore[arg-type]
        if not booked:
            there = another()
            theirs = only_caseload(there)
            who: Learner = theirs.learners[learner.id]
            later = TEN + timedelta(days=1)
            booked.append(visits.book(there, theirs, who, at=later).visit)
        return followed

    monkeypatch.setattr(learners, "following", meanwhile)
    learners.edit(workspace, caseload, learner, {"link": LINK})
    assert booked[0].link == ""
    assert [visit.link for visit in caseload.visits.values()] == [LINK, LINK]
