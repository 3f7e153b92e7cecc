"""Two people at one learner's record at the same moment: nothing is lost, and sums add up."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.workspace.conftest import TODAY, Opener, only_caseload
from tests.workspace.test_races import by_ref, overtaken_by
from tutor_tui.errors import NotFound, Refused
from tutor_tui.model.folder import HoursKind
from tutor_tui.model.learner import Learner
from tutor_tui.workspace import (
    agreements,
    assessments,
    contacts,
    evidence,
    hours,
    notes,
    progress,
    reviews,
)
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.clashes import Clash
from tutor_tui.workspace.workspace import Workspace

HELD = date(2026, 10, 19)

Work = Callable[[Workspace, Caseload, Learner], object]


@pytest.fixture
def both(
    workspace: Workspace, another: Opener, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Work, Work], tuple[Caseload, Learner]]:
    """Has one do something while the other is about to save, both having read the same."""
    other = another()

    def at_once(mine: Work, theirs: Work) -> tuple[Caseload, Learner]:
        caseload, their_caseload = only_caseload(workspace), only_caseload(other)
        who, same = by_ref(caseload, "L1"), by_ref(their_caseload, "L1")
        with overtaken_by(monkeypatch, lambda: theirs(other, their_caseload, same)) as left:
            mine(workspace, caseload, who)
        assert not left
        return caseload, by_ref(caseload, "L1")

    return at_once


Both = Callable[[Work, Work], tuple[Caseload, Learner]]


def add_hours(minutes: int, on: date = TODAY, kind: HoursKind = "off_the_job") -> Work:
    return lambda workspace, caseload, who: hours.add_hours(
        workspace, caseload, who, minutes=minutes, on=on, kind=kind
    )


def file_evidence(title: str) -> Work:
    return lambda workspace, caseload, who: evidence.add_evidence(
        workspace, caseload, who, title=title, ksbs=("K6",)
    )


def test_hours_added_by_two_at_once_add_up(both: Both) -> None:
    caseload, who = both(add_hours(60), add_hours(90))
    assert who.logged_minutes == 150
    assert sorted(entry.minutes for entry in caseload.folder(who).hours.values()) == [60, 90]


def test_a_day_of_placement_logged_by_two_is_one_day(both: Both) -> None:
    _, who = both(add_hours(60, kind="placement"), add_hours(90, kind="placement"))
    assert (who.placement.days, who.placement.minutes) == (1, 150)
    assert who.logged_minutes == 0


def test_hours_taken_back_while_others_are_added_add_up(both: Both, workspace: Workspace) -> None:
    caseload = only_caseload(workspace)
    add_hours(60, HELD)(workspace, caseload, by_ref(caseload, "L1"))
    _, who = both(lambda mine, there, who: hours.drop_hours(mine, there, who, HELD), add_hours(90))
    assert who.logged_minutes == 90


def test_the_first_two_notes_of_a_learner_are_both_kept(both: Both) -> None:
    caseload, who = both(
        lambda mine, there, who: notes.add_note(mine, there, who, text="Mine"),
        lambda mine, there, who: notes.add_note(mine, there, who, text="Theirs"),
    )
    assert sorted(note.text for note in caseload.folder(who).notes.values()) == ["Mine", "Theirs"]


def test_a_ksb_that_another_has_claimed_meanwhile_stays_submitted(
    both: Both, workspace: Workspace
) -> None:
    caseload = only_caseload(workspace)
    file_evidence("First")(workspace, caseload, by_ref(caseload, "L1"))
    _, who = both(
        lambda mine, there, who: evidence.drop_evidence(mine, there, who, "First"),
        file_evidence("Second"),
    )
    assert who.ksbs["K6"].state == "submitted"


def test_a_decision_taken_meanwhile_by_another_is_not_taken_back_unseen(
    both: Both, workspace: Workspace
) -> None:
    caseload = only_caseload(workspace)
    file_evidence("First")(workspace, caseload, by_ref(caseload, "L1"))
    with pytest.raises(Refused, match="in the meantime"):
        both(
            lambda mine, there, who: evidence.decide(mine, there, who, "First", "returned"),
            lambda mine, there, who: evidence.decide(mine, there, who, "First", "accepted"),
        )
    [film] = caseload.folder(by_ref(caseload, "L1")).evidence.values()
    assert film.decision == "accepted"


def test_both_signatures_of_one_moment_are_kept(both: Both, workspace: Workspace) -> None:
    caseload = only_caseload(workspace)
    reviews.record(workspace, caseload, by_ref(caseload, "L1"), on=HELD, signed=("tutor",))
    _, who = both(
        lambda mine, there, who: reviews.sign(mine, there, who, by=("learner",)),
        lambda mine, there, who: reviews.sign(mine, there, who, by=("employer",)),
    )
    [review] = who.reviews.values()
    assert set(review.signed) == {"learner", "employer", "tutor"}


def test_one_review_is_not_recorded_twice(both: Both) -> None:
    with pytest.raises(Refused, match="sign it instead"):
        both(
            lambda mine, there, who: reviews.record(mine, there, who, on=HELD),
            lambda mine, there, who: reviews.record(mine, there, who, on=HELD),
        )


def test_one_assessment_is_not_booked_twice(both: Both) -> None:
    _, who = both(
        lambda mine, there, who: assessments.book(
            mine, there, who, "observation", date(2026, 12, 8)
        ),
        lambda mine, there, who: assessments.book(
            mine, there, who, "observation", date(2026, 12, 1)
        ),
    )
    [attempt] = who.attempts.values()
    assert attempt.on == date(2026, 12, 8)


def test_an_action_is_done_once(both: Both, workspace: Workspace) -> None:
    caseload = only_caseload(workspace)
    agreements.add(workspace, caseload, by_ref(caseload, "L1"), text="Read")
    with pytest.raises(NotFound, match="no open action"):
        both(
            lambda mine, there, who: agreements.done(mine, there, who, "Read"),
            lambda mine, there, who: agreements.done(mine, there, who, "Read"),
        )
    assert len(caseload.folder(by_ref(caseload, "L1")).done) == 1


def test_months_planned_by_two_are_put_together_and_one_month_clashes(both: Both) -> None:
    def plan(month: str, hours: int) -> Work:
        return lambda mine, there, who: progress.plan_hours(mine, there, who, {month: hours})

    _, who = both(plan("2026-09", 12), plan("2026-10", 10))
    assert who.otj_plan == {"2026-09": 12, "2026-10": 10}
    with pytest.raises(Clash, match="2026-11"):
        both(plan("2026-11", 12), plan("2026-11", 10))


def test_what_was_noted_of_a_learner_just_handed_over_is_refused(
    workspace: Workspace, another: Opener
) -> None:
    from tutor_tui.workspace import learners, tutors

    caseload = only_caseload(workspace)
    who = by_ref(caseload, "L1")
    tutor, _ = tutors.add(workspace, name="Bo Lee", login="bo")
    learners.transfer(workspace, caseload, who, workspace.caseload(tutor.id))
    works: tuple[Work, ...] = (
        add_hours(60),
        file_evidence("Late"),
        lambda mine, there, who: notes.add_note(mine, there, who, text="Late"),
        lambda mine, there, who: contacts.set_contact(mine, there, who, "mentor", name="Una"),
        lambda mine, there, who: reviews.record(mine, there, who, on=HELD),
        lambda mine, there, who: agreements.add(mine, there, who, text="Late"),
        lambda mine, there, who: assessments.book(mine, there, who, "discussion", TODAY),
        lambda mine, there, who: progress.plan_hours(mine, there, who, {"2026-09": 1}),
    )
    for work in works:
        with pytest.raises(Refused, match="no longer in this caseload"):
            work(workspace, caseload, who)
    assert who.id not in caseload.learners
