"""What a visit came to, in text: all of it, and nothing of anybody else's."""

from datetime import UTC, date, datetime, time

import pytest

from tests.workspace.conftest import TODAY
from tests.workspace.test_races import by_ref
from tutor_tui.errors import Refused
from tutor_tui.model.learner import Learner
from tutor_tui.workspace import agreements, contacts, learners, notes, progress, visits
from tutor_tui.workspace.agreements import Agreed
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.summary import summary
from tutor_tui.workspace.workspace import Workspace

HELD = date(2026, 11, 20)


@pytest.fixture
def who(caseload: Caseload) -> Learner:
    return by_ref(caseload, "L1")


def test_the_text_tells_the_whole_visit(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    recorded = visits.record(
        workspace,
        caseload,
        who,
        on=HELD,
        at=time(10),
        outcome="attended",
        kind="review",
        minutes=75,
        otj_minutes=40,
        ksbs={"S8": "submitted", "K6": "met"},
        note="Talked of unit 4.\nAnd of films.",
        actions=[
            Agreed(text="Read", due=date(2027, 1, 4)),
            Agreed(text="Send link", owner="tutor"),
        ],
        next_visit=datetime(2026, 12, 21, 14, tzinfo=UTC),
        next_mode="workplace",
    )
    words = {ksb.code: ksb.text for ksb in caseload.standard_of(who).ksbs}
    assert summary(caseload, recorded.learner, recorded.visit).text.split("\n") == [
        "Sam Jones, Friday 20 November 2026, 10:00 to 11:15",
        "Progress review, online, attended",
        "Time: 1 h 15 min, 40 min off the job",
        "Knowledge, skills and behaviours:",
        f"- K6 met: {words['K6']}",
        f"- S8 submitted: {words['S8']}",
        "Actions agreed:",
        "- Read (learner, by 4 January 2027)",
        "- Send link (tutor)",
        "Note:",
        "Talked of unit 4.",
        "And of films.",
        "Next visit: Monday 21 December 2026, 14:00 to 15:00, at the workplace",
    ]


def test_a_visit_of_which_nothing_is_known_but_the_day_is_told_in_two_lines(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    missed = visits.record(workspace, caseload, who, on=HELD, outcome="not_attended").visit
    assert summary(caseload, who, missed).text.split("\n") == [
        "Sam Jones, Friday 20 November 2026",
        "Teaching visit, online, not attended",
    ]


def test_what_is_of_another_day_or_another_learner_is_not_in_it(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    other = by_ref(caseload, "L2")
    learners.edit(workspace, caseload, other, {"employer": "Secret Ltd"})
    for someone in (who, by_ref(caseload, "L2")):
        contacts.set_contact(workspace, caseload, someone, "employer", name="Secret Max")
        notes.add_note(workspace, caseload, someone, text="Secret worries", on=HELD)
    visits.record(
        workspace,
        caseload,
        by_ref(caseload, "L2"),
        on=HELD,
        outcome="attended",
        ksbs={"K1": "met"},
        note="Secret",
        actions=[Agreed(text="Secret action")],
    )
    progress.set_ksbs(workspace, caseload, who, {"K2": "met"}, on=TODAY)
    agreements.add(workspace, caseload, by_ref(caseload, "L1"), text="Secret of today")
    now = by_ref(caseload, "L1")
    recorded = visits.record(workspace, caseload, now, on=HELD, outcome="attended")
    text = summary(caseload, recorded.learner, recorded.visit).text
    assert text.split("\n")[1:] == ["Teaching visit, online, attended"]


def test_an_action_done_since_is_still_what_was_agreed(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    recorded = visits.record(
        workspace, caseload, who, on=HELD, outcome="attended", actions=[Agreed(text="Read")]
    )
    now = agreements.done(workspace, caseload, recorded.learner, "Read")
    assert "- Read (learner)" in summary(caseload, now, recorded.visit).text.split("\n")


def test_the_ksbs_named_are_told_whatever_their_day(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    met = progress.set_ksbs(workspace, caseload, who, {"K6": "met"}, on=date(2026, 11, 2))
    recorded = visits.record(
        workspace, caseload, met, on=HELD, outcome="attended", ksbs={"K6": "met", "K7": "none"}
    )
    found = summary(caseload, recorded.learner, recorded.visit, ksbs=("K7", "K6"))
    assert [(ksb.code, ksb.state) for ksb in found.ksbs] == [("K6", "met"), ("K7", "none")]


def test_the_next_visit_is_the_first_after_it_that_is_booked_or_was_held(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    first = visits.record(workspace, caseload, who, on=date(2026, 10, 19), outcome="attended").visit
    visits.record(workspace, caseload, who, on=date(2026, 10, 26), outcome="not_attended")
    second = visits.record(workspace, caseload, who, on=HELD, outcome="attended").visit
    gone = visits.book(workspace, caseload, who, at=datetime(2026, 12, 1, 10, tzinfo=UTC)).visit
    visits.cancel(workspace, caseload, gone)
    assert summary(caseload, who, first).next_visit == second
    assert summary(caseload, who, second).next_visit is None
    coming = visits.book(workspace, caseload, who, at=datetime(2026, 12, 2, 10, tzinfo=UTC)).visit
    assert summary(caseload, who, second).next_visit == coming


def test_a_visit_still_to_come_has_no_summary(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    coming = visits.book(workspace, caseload, who, at=datetime(2026, 12, 1, 10, tzinfo=UTC)).visit
    with pytest.raises(Refused, match="record what became of it first"):
        summary(caseload, who, coming)


def test_controls_typed_into_a_visit_are_inert_in_its_text(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    recorded = visits.record(
        workspace,
        caseload,
        who,
        on=HELD,
        outcome="attended",
        note="One \x1b]52;c;AAAA\x07\nTwo \u202e",
        actions=[Agreed(text="Read \x1b[2J")],
    )
    text = summary(caseload, recorded.learner, recorded.visit).text
    assert all(line.isprintable() for line in text.split("\n"))
    assert {"One ␛]52;c;AAAA␇", "Two"} <= {line.rstrip() for line in text.split("\n")}
