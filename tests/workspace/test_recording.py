"""A visit recorded with all that came of it: one change, or none."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tests.workspace.conftest import NOW, TODAY, Opener, only_caseload
from tests.workspace.test_races import by_ref, overtaken_by
from tutor_tui.errors import NotFound, Refused, WrongUsage
from tutor_tui.model.learner import Learner
from tutor_tui.workspace import history, learners, reviews, visits
from tutor_tui.workspace.agreements import Agreed
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

HELD = date(2026, 11, 20)
NEXT = datetime(2026, 12, 21, 10, tzinfo=UTC)


@pytest.fixture
def learner(caseload: Caseload) -> Learner:
    return by_ref(caseload, "L1")


def record(
    workspace: Workspace, caseload: Caseload, learner: Learner, **how: Any
) -> visits.Recorded:
    told: dict[str, Any] = {"on": HELD, "outcome": "attended"}
    return visits.record(workspace, caseload, learner, **told | how)


def test_all_that_came_of_a_visit_is_one_change(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    booking = visits.book(workspace, caseload, learner, at=datetime(2026, 11, 20, 9, tzinfo=UTC))
    before = len(history.entries(caseload))
    recorded = record(
        workspace,
        caseload,
        learner,
        kind="review",
        ksbs={"K6": "met"},
        actions=[Agreed(text="Read", owner="employer", due=TODAY), Agreed(text="Write")],
        signed=("tutor", "learner"),
        next_visit=NEXT,
        next_minutes=45,
        next_mode="workplace",
    )
    assert len(history.entries(caseload)) == before + 1
    assert recorded.learner == caseload.learners[learner.id]
    assert (recorded.visit.id, recorded.visit.status) == (booking.visit.id, "attended")
    assert recorded.learner.ksbs["K6"].state == "met"
    assert [
        (one.text, one.owner, one.agreed, one.due) for one in recorded.learner.actions.values()
    ] == [("Read", "employer", HELD, TODAY), ("Write", "learner", HELD, None)]
    [review] = recorded.learner.reviews.values()
    assert review.signed == {"tutor": HELD, "learner": HELD}
    assert (review.on, review.visit) == (HELD, booking.visit.id)
    assert recorded.booked is not None
    coming = recorded.booked.visit
    assert caseload.visits[coming.id] == coming
    assert (coming.start, coming.status, coming.mode) == (NEXT, "booked", "workplace")
    assert visits.booked_minutes(coming) == 45


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"next_visit": NEXT}, "overlaps the visit of 21 Dec 10:30-11:30 with Sam Lee"),
        ({"next_visit": datetime(2026, 11, 22, 10, tzinfo=UTC)}, "before today"),
        ({"next_visit": NEXT, "next_minutes": 4}, "from 5 minutes"),
        ({"actions": [Agreed(text="Read", due=date(2026, 11, 19))]}, "before the day"),
        ({"actions": [Agreed(text=" ")]}, "say something"),
        ({"signed": ("tutor",)}, "a visit of kind review"),
        ({"signed": ("tutor",), "kind": "review", "outcome": "not_attended"}, "that was held"),
        ({"signed": (), "kind": "review", "on": date(2026, 8, 30)}, "before the learner's start"),
    ],
)
def test_where_a_part_is_refused_nothing_is_recorded(
    workspace: Workspace, caseload: Caseload, learner: Learner, how: dict[str, Any], said: str
) -> None:
    taken = visits.book(
        workspace, caseload, by_ref(caseload, "L2"), at=NEXT + timedelta(minutes=30)
    )
    with pytest.raises((Refused, WrongUsage), match=said):
        record(workspace, caseload, learner, ksbs={"K6": "met"}, **how)
    assert list(caseload.visits.values()) == [taken.visit]
    assert caseload.learners[learner.id] == learner


def test_the_next_visit_may_overlap_where_that_is_wanted(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    visits.book(workspace, caseload, by_ref(caseload, "L2"), at=NEXT)
    recorded = record(workspace, caseload, learner, next_visit=NEXT, next_overlap=True)
    assert recorded.booked is not None


def test_the_next_visit_does_not_overlap_the_booking_that_is_completed(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    afternoon = datetime(2026, 11, 23, 14, tzinfo=UTC)
    booking = visits.book(workspace, caseload, learner, at=afternoon).visit
    recorded = record(
        workspace, caseload, learner, on=TODAY, outcome="not_attended", next_visit=afternoon
    )
    assert recorded.visit.id == booking.id
    assert recorded.booked is not None
    assert recorded.booked.visit.start == afternoon


def test_the_next_visit_is_judged_by_the_window_from_this_one(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    missed = record(workspace, caseload, learner, outcome="not_attended", next_visit=NEXT)
    assert missed.booked is not None
    assert "window closed 5 Oct" in " ".join(missed.booked.warnings)
    history.undo(workspace, caseload)
    held = record(workspace, caseload, caseload.learners[learner.id], next_visit=NEXT)
    assert held.booked is not None
    assert held.booked.warnings == ()


def test_a_review_that_is_there_gets_the_signatures(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    known = reviews.record(workspace, caseload, learner, on=HELD, signed=("tutor",), note="Well.")
    recorded = record(workspace, caseload, known, kind="review", signed=("employer", "tutor"))
    [review] = recorded.learner.reviews.values()
    assert set(review.signed) == {"tutor", "employer"}
    assert (review.note, review.visit) == ("Well.", recorded.visit.id)


def test_a_review_is_recorded_only_where_signatures_are_told_of(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    assert record(workspace, caseload, learner, kind="review").learner.reviews == {}
    recorded = record(workspace, caseload, learner, kind="review", signed=())
    assert [review.signed for review in recorded.learner.reviews.values()] == [{}]


def test_a_visit_that_was_a_review_can_be_signed_later(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    place = workspace, caseload, learner
    visit = record(*place, kind="review").visit
    reviews.record(*place, on=date(2026, 9, 28))
    # the last that lacks a signature
    signed = reviews.sign(*place, by=("tutor",), on=TODAY)
    assert [(one.on, one.visit, one.signed) for one in signed.reviews.values() if one.visit] == [
        (HELD, visit.id, {"tutor": TODAY})
    ]
    history.undo(workspace, caseload)
    signed = reviews.sign(*place, by=("tutor",), review=HELD)
    assert len(signed.reviews) == 2
    with pytest.raises(NotFound, match="there are: 28 Sep, 20 Nov"):
        reviews.sign(*place, by=("tutor",), review=TODAY)
    with pytest.raises(Refused, match="signed already by tutor"):
        reviews.sign(*place, by=("tutor",), review=HELD)


def test_a_review_recorded_meanwhile_by_another_stays_one(
    workspace: Workspace, another: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = another()
    mine, theirs = only_caseload(workspace), only_caseload(other)
    stale = by_ref(mine, "L1")
    with (
        overtaken_by(
            monkeypatch,
            lambda: reviews.record(other, theirs, by_ref(theirs, "L1"), on=HELD, signed=("tutor",)),
        ),
        pytest.raises(Refused, match="in the meantime"),
    ):
        record(workspace, mine, stale, kind="review", signed=("employer",))
    assert not mine.visits
    record(workspace, mine, by_ref(mine, "L1"), kind="review", signed=("employer",))
    [review] = by_ref(mine, "L1").reviews.values()
    assert set(review.signed) == {"tutor", "employer"}


# The next visit proposed


def proposed(workspace: Workspace, caseload: Caseload, learner: Learner, **how: Any) -> str | None:
    told: dict[str, Any] = {"on": HELD, "outcome": "attended"}
    recorded = visits.as_recorded(workspace, caseload, learner, **told | how)
    found = visits.proposed_time(workspace, caseload, learner, recorded=recorded)
    return f"{found:%a %-d %b %H:%M}" if found else None


def test_the_next_visit_is_proposed_in_the_window_from_the_one_recorded(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    place = workspace, caseload, learner
    assert proposed(*place) == "Fri 18 Dec 10:00"
    # the window from 29 October opened on 26 November
    assert proposed(*place, on=date(2026, 10, 29)) == "Thu 26 Nov 10:00"
    # and that from 19 October closes today: never today or before
    assert proposed(*place, on=date(2026, 10, 19)) == "Tue 24 Nov 10:00"


@pytest.mark.parametrize("how", [{"outcome": "not_attended"}, {"kind": "support"}])
def test_what_does_not_count_moves_no_window(
    workspace: Workspace, caseload: Caseload, learner: Learner, how: dict[str, str]
) -> None:
    assert proposed(workspace, caseload, learner, **how) == "Tue 24 Nov 10:00"


def test_the_usual_time_of_day_is_kept_where_it_is_free(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    clock = time(13, 15)
    assert proposed(workspace, caseload, learner, at=clock) == "Fri 18 Dec 13:15"
    taken = datetime(2026, 12, 18, 13, tzinfo=UTC)
    visits.book(workspace, caseload, by_ref(caseload, "L2"), at=taken)
    assert proposed(workspace, caseload, learner, at=clock) == "Fri 18 Dec 10:00"


def test_the_usual_time_is_that_of_the_last_visit_where_this_one_has_none(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    record(workspace, caseload, learner, on=date(2026, 10, 27), at=time(15))
    record(workspace, caseload, learner, on=date(2026, 10, 20), at=time(9))
    assert proposed(workspace, caseload, learner) == "Fri 18 Dec 15:00"


def test_preferred_days_come_first_for_the_next_visit_and_for_any_booking(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    usual = visits.proposed_time(workspace, caseload, learner)
    assert usual == NOW + timedelta(hours=1)
    keen = learners.edit(workspace, caseload, learner, {"preferred_days": (3, 4)})
    # the window is 18 to 25 December: Wednesday 23rd before Friday 18th
    assert proposed(workspace, caseload, keen) == "Wed 23 Dec 10:00"
    found = visits.proposed_time(workspace, caseload, keen)
    assert found == datetime(2026, 11, 25, 10, tzinfo=UTC)


def test_no_next_visit_is_proposed_where_one_is_booked_or_none_is_due(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    booked = visits.book(workspace, caseload, learner, at=NEXT).visit
    assert proposed(workspace, caseload, learner) is None
    # a booking of the day itself is the one that is recorded, and none to come
    visits.cancel(workspace, caseload, booked)
    today = visits.book(workspace, caseload, learner, at=NOW + timedelta(hours=6)).visit
    told = proposed(workspace, caseload, learner, on=TODAY, visit=today)
    assert told == "Mon 21 Dec 15:00"
    away = learners.set_break(workspace, caseload, by_ref(caseload, "L2"), TODAY, None).learner
    assert proposed(workspace, caseload, away) is None
    done = learners.set_status(workspace, caseload, by_ref(caseload, "L3"), "gateway", TODAY)
    assert proposed(workspace, caseload, done) is None
