"""What becomes of a learner's record by each operation, beside what the commands show."""

from datetime import date, timedelta

import pytest

from tests.workspace.conftest import TODAY
from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.model.learner import Component, Learner
from tutor_tui.workspace import assessments, contacts, evidence, learners, progress
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

NOVEMBER = date(2026, 11, 2)


@pytest.fixture
def who(caseload: Caseload) -> Learner:
    return next(iter(caseload.learners.values()))


def states(learner: Learner) -> dict[str, str]:
    return {code: record.state for code, record in learner.ksbs.items()}


def test_ksbs_follow_the_evidence_claimed_for_them(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    place = workspace, caseload, who
    after, _ = evidence.add_evidence(*place, title="Film", ksbs=("k6", "S8", "K6"))
    assert states(after) == {"K6": "submitted", "S8": "submitted"}
    after, _ = evidence.add_evidence(*place, title="Plan", ksbs=("S8",))
    after, folder = evidence.decide(*place, "Film", "returned")
    # what another piece is still claimed for stays submitted
    assert states(after) == {"S8": "submitted"}
    after, folder = evidence.decide(*place, "Plan", "accepted", on=TODAY)
    assert states(after) == {"S8": "met"}
    assert after.ksbs["S8"].on == TODAY
    after, folder = evidence.drop_evidence(*place, "Plan")
    assert states(after) == {"S8": "met"}
    assert [one.title for one in folder.evidence.values()] == ["Film"]
    assert [one.by for one in folder.evidence.values()] == ["khan"]


def test_a_ksb_that_is_met_is_not_made_submitted_by_new_evidence(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    met = progress.set_ksbs(workspace, caseload, who, {"K6": "met"}, on=NOVEMBER)
    after, _ = evidence.add_evidence(workspace, caseload, met, title="Film", ksbs=("K6",))
    assert after.ksbs == met.ksbs


def test_evidence_accepted_already_meets_its_ksbs(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    after, folder = evidence.add_evidence(
        workspace, caseload, who, title="Film", ksbs=("K6",), decision="accepted"
    )
    assert states(after) == {"K6": "met"}
    [film] = folder.evidence.values()
    assert (film.decided, film.by) == (TODAY, "khan")


def test_a_result_recorded_again_for_the_same_day_is_a_correction(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    place = workspace, caseload, who
    assessments.record(*place, "observation", on=NOVEMBER, result="fail")
    after = assessments.record(*place, "observation", on=NOVEMBER, result="pass")
    assert [one.result for one in after.attempts.values()] == ["pass"]
    with pytest.raises(Refused, match="recorded so already"):
        assessments.record(*place, "observation", on=NOVEMBER, result="pass")


def test_an_attempt_that_was_failed_is_kept_beside_the_next(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    place = workspace, caseload, who
    assessments.record(*place, "observation", on=NOVEMBER, result="fail")
    assessments.book(*place, "observation", TODAY)
    after = assessments.record(*place, "observation", result="distinction")
    assert [(one.on, one.result) for one in after.attempts.values()] == [
        (NOVEMBER, "fail"),
        (TODAY, "distinction"),
    ]
    after = assessments.drop(*place, "observation")
    assert [one.result for one in after.attempts.values()] == ["fail"]


def test_the_last_attempt_is_the_latest_by_its_day(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    place = workspace, caseload, who
    assessments.record(*place, "discussion", on=TODAY, result="pass")
    assessments.record(*place, "discussion", on=NOVEMBER, result="fail")
    after = assessments.drop(*place, "discussion")
    assert [one.on for one in after.attempts.values()] == [NOVEMBER]


def test_points_are_those_of_the_method(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    mentor = learners.edit(workspace, caseload, who, {"standard": "ST0148"})
    methods = {one.name: one for one in caseload.standard_of(mentor).methods}
    [observed] = [one for name, one in methods.items() if "observation" in name.casefold()]
    after = assessments.record(workspace, caseload, mentor, observed.id, points=60)
    assert [one.points for one in after.attempts.values()] == [60]
    with pytest.raises(WrongUsage, match="has 64 points, not 65"):
        assessments.record(workspace, caseload, mentor, observed.id, points=65)


PARTS: tuple[Component, ...] = ("reading", "writing", "speaking")


def test_parts_of_english_are_kept_whatever_its_state(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    place = workspace, caseload, who
    progress.set_skill(*place, "english", "working_towards")
    now = caseload.learners[who.id]
    after = progress.set_components(workspace, caseload, now, "english", {"reading": NOVEMBER})
    after = progress.set_skill(workspace, caseload, after, "english", "booked", on=TODAY)
    assert after.skills["english"].components == {"reading": NOVEMBER}
    after = progress.set_components(workspace, caseload, after, "english", {"reading": None})
    assert (after.skills["english"].components, after.skills["english"].state) == ({}, "booked")


def test_english_is_achieved_with_its_parts_and_no_more_without_one(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    days = {part: NOVEMBER + timedelta(days=number) for number, part in enumerate(PARTS)}
    after = progress.set_components(workspace, caseload, who, "english", days)
    english = after.skills["english"]
    assert (english.state, english.on, english.level) == ("achieved", days["speaking"], "2")
    assert progress.set_components(workspace, caseload, after, "english", days) == after
    after = progress.set_components(workspace, caseload, after, "english", {"writing": None})
    english = after.skills["english"]
    assert (english.state, english.level) == ("working_towards", None)
    assert set(english.components) == {"reading", "speaking"}


def test_english_achieved_otherwise_stays_so_without_its_parts(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    after = progress.set_skill(workspace, caseload, who, "english", "achieved", evidence="GCSE")
    after = progress.set_components(workspace, caseload, after, "english", {"reading": NOVEMBER})
    after = progress.set_components(workspace, caseload, after, "english", {"reading": None})
    english = after.skills["english"]
    assert (english.state, english.evidence) == ("achieved", "GCSE")


def test_a_first_part_of_english_begins_it_where_nothing_is_to_be_decided(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    part: dict[Component, date | None] = {"reading": NOVEMBER}
    adult = progress.set_components(workspace, caseload, who, "english", part)
    assert adult.skills["english"].state == "decision_needed"
    second = list(caseload.learners.values())[1]
    young = learners.edit(workspace, caseload, second, {"born": date(2009, 1, 5)})
    young = progress.set_components(workspace, caseload, young, "english", part)
    assert young.skills["english"].state == "working_towards"


def test_a_month_of_no_hours_leaves_the_plan(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    after = progress.plan_hours(workspace, caseload, who, {"2026-10": 10, "2026-09": 12})
    assert list(after.otj_plan.items()) == [("2026-09", 12), ("2026-10", 10)]
    after = progress.plan_hours(workspace, caseload, after, {"2026-09": 0, "2030-01": 0})
    assert after.otj_plan == {"2026-10": 10}


def test_a_contact_keeps_what_is_not_given(
    workspace: Workspace, caseload: Caseload, who: Learner
) -> None:
    contacts.set_contact(workspace, caseload, who, "employer", name="Max", email="m@example.org")
    folder = contacts.set_contact(workspace, caseload, who, "employer", phone="0113")
    contact = folder.contacts["employer"]
    assert (contact.name, contact.email, contact.phone) == ("Max", "m@example.org", "0113")
    assert contacts.set_contact(workspace, caseload, who, "employer", name="").contacts == {}
