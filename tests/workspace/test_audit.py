"""The audit of a learner: what is there, late, missing, not due yet or not needed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace

from tests.rules.people import (
    ON_TRACK,
    PLAIN,
    STANDARDS,
    STEADY,
    TODAYS,
    learner,
    learners,
    standard,
    visit,
    visits,
)
from tutor_tui.model.folder import Evidence, Folder, NoteEntry
from tutor_tui.model.learner import (
    Attempt,
    Break,
    Declaration,
    KsbRecord,
    Learner,
    Placement,
    Review,
    SkillRecord,
    StatusChange,
)
from tutor_tui.model.visit import Visit
from tutor_tui.rules.rule import RULES
from tutor_tui.workspace.audit import LearnerAudit, audit
from tutor_tui.workspace.audit_line import Line
from tutor_tui.workspace.standing import standing

TODAY = date(2026, 11, 23)
EMPTY = Folder(id="l1")
ADULT = date(2000, 3, 1)


def audited(
    person: Learner, *held: Visit, folder: Folder = EMPTY, on: date = TODAY
) -> LearnerAudit:
    of = standard(person.standard)
    return audit(standing(person, held, of, PLAIN, on), folder, "Kit Khan")


def line(person: Learner, code: str, *held: Visit, **more: Any) -> Line:
    """One line of the audit."""
    [found] = [one for one in audited(person, *held, **more).lines if one.code == code]
    return found


def told(found: Line) -> tuple[str, date | None, str]:
    return found.state, found.on, found.text


def review(on: date, *signed: str) -> Review:
    return Review(on=on, signed=dict.fromkeys(signed, on))  # type: ignore[arg-type]


def reviewed(*days: date) -> dict[str, Review]:
    return {str(on): review(on, "learner", "employer", "tutor") for on in days}


def now(status: Any, on: date = date(2026, 11, 2)) -> tuple[StatusChange, ...]:
    return (StatusChange(status=status, on=on),)


@STEADY
@given(person=learners(), held=visits(), on=TODAYS)
def test_every_line_names_a_rule_and_says_something(
    person: Learner, held: list[Visit], on: date
) -> None:
    folder = Folder(id=person.id, notes={"n": NoteEntry(on=on, text="qzxprivate")})
    found = audited(replace(person, uln="qzxuln"), *held, folder=folder, on=on)
    codes = [one.code for one in found.lines]
    assert len(set(codes)) == len(codes) >= 12
    for one in found.lines:
        assert one.rule in RULES
        assert one.text
        assert one.label
        assert "qzx" not in one.text
        assert RULES[one.rule].confirmed or one.unconfirmed
    if found.status == "withdrawn":
        assert {one.state for one in found.lines if one.label.startswith("Gateway")} <= {
            *("present", "not_needed"),
        }


@pytest.mark.parametrize("id", STANDARDS)
@pytest.mark.parametrize("status", ["on_programme", "gateway", "completed", "withdrawn"])
def test_the_lines_are_those_of_the_programme(id: str, status: Any) -> None:
    of = standard(id)
    person = learner(standard=id, standard_version=of.version, statuses=now(status))
    codes = {one.code for one in audited(person).lines}
    assert {"planned_end", "reviews", "signatures", "visits", "breaks", "assessment"} <= codes
    assert {skill.subject for skill in of.skills} <= codes
    assert set(of.gateway) <= codes
    assert ("placement" in codes) == (id == "TLEVEL-SMS")


def test_who_has_everything_lacks_nothing() -> None:
    declared = {
        code: Declaration(state="done", on=date(2027, 7, 1))
        for code in ("employer", "ready", "portfolio", "organisation")
    }
    skills = {
        subject: SkillRecord(state="achieved", level="2", on=date(2026, 6, 1), evidence="Seen")
        for subject in ("english", "maths")
    }
    every = tuple(ksb.code for ksb in standard().ksbs)
    folder = Folder(
        id="l1",
        evidence={
            "e": Evidence(
                on=date(2026, 6, 1),
                title="Portfolio",
                ksbs=every,
                decision="accepted",
                decided=date(2026, 6, 2),
            )
        },
    )
    months = [*((2026, month) for month in range(2, 13)), *((2027, month) for month in range(1, 7))]
    firsts = [date(year, month, 1) for year, month in months]
    person = learner(
        gateway=declared,
        otj_planned=400,
        otj_actual=400,
        reviews=reviewed(*firsts[1::3], firsts[-1]),
        statuses=now("gateway", date(2027, 7, 2)),
        attempts={
            method: Attempt(method=method, on=date(2027, 8, 2), result="pass")
            for method in ("observation", "discussion")
        },
        **{**ON_TRACK, "skills": skills},
    )
    found = audited(person, *map(visit, firsts), folder=folder, on=date(2027, 9, 1))
    assert [one.code for one in found.lines if one.state not in ("present", "not_needed")] == []
    assert (found.how_many("missing"), found.how_many("late")) == (0, 0)


def test_reviews_held_late_stay_late_and_one_overdue_is_missing() -> None:
    at_first, late = date(2026, 4, 30), date(2026, 8, 5)
    assert told(line(learner(), "reviews"))[0] == "missing"
    in_time = learner(reviews=reviewed(at_first, date(2026, 7, 31), date(2026, 10, 31)))
    assert told(line(in_time, "reviews")) == ("present", date(2026, 10, 31), "3 reviews in time")
    behind = learner(reviews=reviewed(at_first, late, date(2026, 11, 2)))
    state, on, text = told(line(behind, "reviews"))
    assert (state, on) == ("late", date(2026, 11, 2))
    assert text == "1 of 3 late, last that of 5 Aug 2026, due 31 Jul 2026"


def test_reviews_are_asked_for_up_to_the_day_the_programme_was_left() -> None:
    kept = reviewed(date(2026, 4, 30), date(2026, 7, 31))
    assert line(
        learner(reviews=kept, statuses=now("gateway", date(2026, 10, 31))), "reviews"
    ).state == ("present")
    left_late = learner(reviews=kept, statuses=now("withdrawn", date(2026, 11, 3)))
    assert line(left_late, "reviews").state == "missing"
    left_soon = learner(statuses=now("withdrawn", date(2026, 2, 2)))
    assert told(line(left_soon, "reviews")) == ("not_needed", None, "none fell due")


def test_no_review_is_late_for_a_break() -> None:
    pause = Break(start=date(2026, 5, 4), end=date(2026, 9, 7))
    person = learner(breaks=(pause,), reviews=reviewed(date(2026, 4, 30), date(2026, 11, 2)))
    assert line(person, "reviews").state == "present"


def test_signatures_are_missing_once_they_are_chased() -> None:
    def state(on: date, *signed: str) -> str:
        return line(learner(reviews={"a": review(on, *signed)}), "signatures").state

    assert state(date(2026, 11, 2), "learner", "employer", "tutor") == "present"
    assert state(date(2026, 11, 2), "learner", "tutor") == "missing"
    assert state(date(2026, 11, 16), "learner", "tutor") == "not_due"
    assert line(learner(), "signatures").state == "not_needed"
    unsigned = line(learner(reviews={"a": review(date(2026, 11, 2), "tutor")}), "signatures")
    assert unsigned.text == "Review of 2 Nov not signed by learner and employer after 21 days"


@pytest.mark.parametrize(
    ("record", "state", "rule"),
    [
        (None, "not_due", "skills.level"),
        (SkillRecord(state="achieved", on=date(2026, 5, 4)), "present", "skills.level"),
        (SkillRecord(state="exempt", evidence="GCSE seen"), "present", "skills.evidence"),
        (SkillRecord(state="exempt"), "missing", "skills.evidence"),
        (SkillRecord(state="failed"), "not_due", "skills.level"),
    ],
)
def test_a_skill_is_due_by_the_gateway_and_an_exemption_needs_evidence(
    record: SkillRecord | None, state: str, rule: str
) -> None:
    skills = {"english": record} if record else {}
    found = line(learner(skills=skills), "english")
    assert (found.state, found.rule) == (state, rule)
    at_gateway = line(learner(skills=skills, statuses=now("gateway")), "english").state
    assert at_gateway == ("missing" if state == "not_due" else state)
    if record and record.evidence:
        assert found.text.endswith(": GCSE seen")


def test_the_employers_decision_is_asked_for_from_19_on() -> None:
    assert told(line(learner(), "adult_decision"))[0] == "not_needed"
    undecided = line(learner(born=ADULT), "adult_decision")
    assert undecided.state == "missing"
    assert undecided.text == "English: no decision recorded; maths: no decision recorded"
    on = date(2026, 2, 2)
    decided = learner(
        born=ADULT,
        skills={
            "english": SkillRecord(state="opted_out", on=on),
            "maths": SkillRecord(state="achieved", on=date(2026, 6, 1)),
        },
    )
    assert told(line(decided, "adult_decision")) == (
        *("present", on, "English: declined; maths: achieved"),
    )
    assert line(decided, "english").state == "not_needed"
    unknown = learner(born=None)
    assert line(unknown, "adult_decision").state == "not_due"
    assert line(unknown, "birth_date").state == "missing"
    assert told(line(learner(born=ADULT), "birth_date")) == ("present", None, "recorded")


def test_visits_are_missing_while_overdue_and_late_ever_after() -> None:
    assert line(learner(), "visits").state == "missing"
    days = [date(2026, 2, 9), date(2026, 3, 9)]
    assert line(learner(), "visits", *map(visit, days), on=date(2026, 3, 10)).state == "present"
    late = line(learner(), "visits", *map(visit, [*days, date(2026, 4, 20)]), on=date(2026, 4, 20))
    assert late.state == "late"
    assert late.text == "1 time overdue, last up to 20 Apr 2026, 7 days"
    new = learner(original_start=date(2026, 11, 2), planned_end=date(2028, 1, 1))
    assert told(line(new, "visits")) == ("not_due", None, "none held yet")
    other = learner(standard="TLEVEL-SMS", standard_version=None)
    assert told(line(other, "visits")) == ("not_needed", None, "no cadence is set")


def test_an_outcome_is_asked_for_of_every_past_visit() -> None:
    past, ahead = visit(date(2026, 11, 2), "booked"), visit(date(2026, 12, 1), "booked")
    assert told(line(learner(), "outcomes", past)) == (
        *("missing", None, "none recorded of 2 Nov 2026"),
    )
    assert line(learner(), "outcomes", visit(date(2026, 11, 2))).state == "present"
    assert line(learner(), "outcomes", ahead).state == "not_needed"


def test_a_break_needs_a_day_of_return() -> None:
    closed = Break(start=date(2026, 3, 2), end=date(2026, 4, 6))
    assert told(line(learner(breaks=(closed,)), "breaks")) == (
        *("present", date(2026, 4, 6), "2 Mar 2026 to 6 Apr 2026"),
    )
    open_ = learner(breaks=(Break(start=date(2026, 11, 2)), closed))
    assert told(line(open_, "breaks")) == (
        *("missing", None, "2 Mar 2026 to 6 Apr 2026; 2 Nov 2026 to no day of return"),
    )
    assert line(learner(), "breaks").state == "not_needed"


def test_hours_planned_reach_the_minimum() -> None:
    def person(planned: int | None) -> Learner:
        dates = {"original_start": date(2024, 9, 2), "planned_end": date(2026, 3, 2)}
        return learner(otj_planned=planned, **dates)

    assert told(line(person(None), "hours_planned"))[::2] == ("missing", "no hours planned")
    few, enough = (line(person(planned), "hours_planned") for planned in (400, 600))
    assert (few.state, few.rule) == ("missing", "hours.six_a_week")
    assert few.text == "400, minimum 468: 6 hours a week for 78 weeks"
    assert enough.state == "present"
    assert line(learner(otj_planned=400), "hours_planned").state == "present"


def test_a_minimum_that_rests_on_doubt_says_so() -> None:
    old = learner(original_start=date(2024, 9, 2), planned_end=date(2026, 3, 2))
    assert line(old, "reviews").unconfirmed == ("the rule",)
    assert line(learner(), "reviews").unconfirmed == ()
    assert "the rule" in line(learner(), "assessment").unconfirmed


def test_evidence_is_asked_for_of_every_ksb_met() -> None:
    met = learner(ksbs={code: KsbRecord(state="met") for code in ("K10", "K2", "S1")})
    assert told(line(met, "ksb_evidence")) == ("missing", None, "none filed for K2 K10 S1")
    filed = Evidence(on=date(2026, 5, 4), title="Film", ksbs=("K2", "S1"))
    accepted = replace(filed, decision="accepted", decided=date(2026, 5, 11))
    for one, lacking in ((filed, "K2 K10 S1"), (accepted, "K10")):
        found = line(met, "ksb_evidence", folder=Folder(id="l1", evidence={"e": one}))
        assert found.text == f"none filed for {lacking}"
    whole = replace(accepted, ksbs=("K2", "S1", "K10"))
    found = line(met, "ksb_evidence", folder=Folder(id="l1", evidence={"e": whole}))
    assert told(found) == ("present", date(2026, 5, 11), "for all 3 met")
    assert line(learner(), "ksb_evidence").state == "not_due"


def test_gateway_items_are_due_once_the_gateway_is_reached_or_its_day_has_passed() -> None:
    declared = {"employer": Declaration(state="done", on=date(2026, 10, 5))}
    person = learner(gateway=declared)
    assert told(line(person, "employer"))[:2] == ("present", date(2026, 10, 5))
    assert line(person, "ready").state == "not_due"
    assert line(person, "ready", on=date(2027, 7, 5)).state == "not_due"
    assert line(person, "ready", on=date(2027, 7, 6)).state == "missing"
    assert told(line(learner(**ON_TRACK), "ksbs")) == ("present", None, "35 of 35 met")
    assert line(replace(person, statuses=now("completed")), "ready").state == "missing"
    assert line(replace(person, statuses=now("withdrawn")), "ready").state == "not_needed"


def test_the_planned_end_is_there_and_a_later_one_once_it_is_past() -> None:
    assert line(learner(), "planned_end").state == "present"
    over = date(2027, 7, 15)
    past = line(learner(), "planned_end", on=over)
    assert told(past) == (
        *("missing", date(2027, 7, 5), "past it by 10 days, and no later end is expected"),
    )
    later = learner(expected_end=date(2027, 9, 1))
    assert line(later, "planned_end", on=over).state == "present"
    assert line(learner(statuses=now("completed")), "planned_end", on=over).state == "present"


def test_the_assessment_is_asked_for_within_its_period() -> None:
    def state(person: Learner, on: date) -> str:
        return line(person, "assessment", on=on).state

    past = learner(statuses=now("gateway"))
    assert state(learner(), TODAY) == "not_due"
    assert state(past, TODAY) == "not_due"
    assert state(past, date(2027, 3, 1)) == "missing"
    assert state(learner(statuses=now("completed")), TODAY) == "missing"
    assert state(learner(statuses=now("withdrawn")), TODAY) == "not_needed"
    assert state(learner(standard="TLEVEL-SMS", standard_version=None), TODAY) == "not_needed"
    both = {
        method: Attempt(method=method, on=date(2026, 11, 16), result="pass")
        for method in ("observation", "discussion")
    }
    done = line(replace(past, attempts=both), "assessment")
    assert (done.state, done.on) == ("present", date(2026, 11, 16))


def test_a_placement_is_served_by_the_end() -> None:
    person = learner(standard="TLEVEL-SMS", standard_version=None)
    assert line(person, "placement").state == "not_due"
    assert line(person, "placement", on=date(2027, 7, 6)).state == "missing"
    served = replace(person, placement=Placement(days=45, minutes=315 * 60))
    assert line(served, "placement").state == "present"
