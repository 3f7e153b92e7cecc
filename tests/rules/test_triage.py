"""Whom to see next and why: reasons, weights and order."""

import unicodedata
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace

from tests.rules.people import (
    ON_TRACK,
    PLAIN,
    STEADY,
    TODAYS,
    codes,
    judged,
    learner,
    learners,
    reason,
    standard,
    visit,
    visits,
)
from tutor_tui.model.common import Cadence
from tutor_tui.model.learner import (
    Action,
    Attempt,
    Break,
    Learner,
    Review,
    SkillRecord,
    Status,
    StatusChange,
)
from tutor_tui.model.settings import Settings, Weights
from tutor_tui.model.visit import Visit
from tutor_tui.rules.rule import RULES
from tutor_tui.rules.triage import Verdict, assess, rank

SEEN = date(2026, 2, 6)  # the window is 6 to 13 March


def d(month: int, day: int) -> date:
    return date(2026, month, day)


def fine(on: date, *found: Visit, settings: Settings = PLAIN, **fields: Any) -> Verdict:
    """A learner with nothing amiss but what is given."""
    return judged(learner(**ON_TRACK | fields), *found, on=on, settings=settings)


def changed(state: Status, on: date) -> tuple[StatusChange, ...]:
    return (StatusChange(status=state, on=on),)


def test_nothing_amiss_is_no_reason_and_no_urgency() -> None:
    verdict = fine(d(3, 6), visit(SEEN), visit(d(3, 10), "booked"))
    assert (verdict.reasons, verdict.urgency) == ((), 0)
    assert isinstance(verdict.urgency, float)


CASES: dict[str, tuple[date, list[Visit], dict[str, Any], str]] = {
    "overdue": (
        d(3, 15),
        [visit(SEEN), visit(d(3, 20), "booked")],
        {},
        "Last seen 6 Feb, booked 20 Mar: 2 days overdue",
    ),
    "due": (d(3, 6), [visit(SEEN)], {}, "Nothing booked in time, due by 13 Mar"),
    "no_booking": (d(3, 6), [visit(SEEN)], {}, "No visit is booked"),
    "booked_late": (
        d(3, 1),
        [visit(SEEN), visit(d(3, 20), "booked")],
        {},
        "Booked for 20 Mar, after the window closes on 13 Mar",
    ),
    "outcome_missing": (
        d(3, 1),
        [visit(SEEN), visit(d(2, 20), "booked")],
        {},
        "No outcome recorded for the visit of 20 Feb",
    ),
    "two_misses": (
        d(3, 1),
        [visit(SEEN), visit(d(2, 16), "not_attended"), visit(d(2, 23), "cancelled")],
        {},
        "Missed the last 2 visits",
    ),
    "no_contact": (d(4, 10), [visit(SEEN)], {}, "No contact for 9 weeks, since 6 Feb"),
    "break_return": (
        d(3, 27),
        [],
        {"breaks": (Break(start=d(2, 20), end=d(4, 10)),)},
        "Returns from a break on 10 Apr: arrange the first visit",
    ),
    "past_planned_end": (
        d(3, 6),
        [],
        {"planned_end": d(3, 5)},
        "Past planned end by 1 day (5 Mar)",
    ),
    "skills_outstanding": (
        d(3, 6),
        [],
        {"skills": {}},
        "English L2 and maths L2 outstanding, gateway planned for 5 Jul 2027",
    ),
    "decision_needed": (
        d(3, 6),
        [],
        {"skills": {}, "born": date(1990, 1, 1)},
        "Employer's decision needed on English and maths",
    ),
    "evidence_needed": (
        d(3, 6),
        [],
        {"skills": ON_TRACK["skills"] | {"maths": SkillRecord(state="exempt")}},
        "Evidence of exemption to collect for maths",
    ),
    "birth_date_needed": (
        d(3, 6),
        [],
        {"skills": {}, "born": None},
        "Date of birth not known: English and maths treated as needed",
    ),
    # 80 and 177 of 546 days gone
    "ksbs_behind": (d(3, 26), [], {"ksbs": {}}, "KSBs behind: 0 met, 5 expected by now"),
    "ksbs_far_behind": (d(7, 1), [], {"ksbs": {}}, "KSBs far behind: 0 met, 11 expected by now"),
    "gateway_blocker": (
        d(3, 6),
        [],
        {"planned_end": d(6, 4)},
        "Gateway planned for 4 Jun: 6 items open "
        "(Minimum duration, Employer confirms, Apprentice is ready, Portfolio submitted, "
        "Off-the-job minimum, Assessment body)",
    ),
    "review_overdue": (
        d(5, 6),
        [visit(d(4, 20))],
        {},
        "Review 6 days overdue, was due by 30 Apr (every 3 months)",
    ),
    "review_due": (
        d(4, 20),
        [visit(d(4, 13))],
        {},
        "Next review due by 30 Apr (every 3 months): none is booked",
    ),
    "review_unsigned": (
        d(3, 1),
        [visit(SEEN)],
        {"reviews": {"r1": Review(on=SEEN, signed={"tutor": SEEN, "learner": SEEN})}},
        "Review of 6 Feb not signed by employer after 23 days",
    ),
    "hours_behind": (
        d(3, 6),
        [visit(SEEN)],
        {"otj_planned": 278, "otj_actual": 0},
        "Off-the-job: 0 of 278 hours, 30 expected by now: 30 behind",
    ),
    "assessment_near": (
        d(3, 6),
        [],
        {
            "statuses": changed("gateway", d(3, 1)),
            "attempts": {"a1": Attempt(method="observation", on=d(3, 20))},
        },
        "Observation with questioning on 20 Mar",
    ),
    "assessment_retake": (
        d(3, 6),
        [],
        {
            "statuses": changed("gateway", d(3, 1)),
            "attempts": {"a1": Attempt(method="discussion", on=d(3, 4), result="fail")},
        },
        "Professional discussion underpinned by portfolio failed, to be taken again: "
        "not booked yet",
    ),
    "action_overdue": (
        d(3, 1),
        [visit(SEEN)],
        {
            "actions": {
                "a": Action(text="Upload the plan", owner="learner", agreed=SEEN, due=d(2, 20)),
                "b": Action(text="Read", owner="learner", agreed=SEEN, due=d(2, 27)),
                "c": Action(text="Not yet", owner="tutor", agreed=SEEN, due=d(3, 1)),
            }
        },
        "To be done by 20 Feb (learner): Upload the plan, and 1 action more",
    ),
}


def case(code: str, settings: Settings = PLAIN) -> Verdict:
    today, found, fields, _ = CASES[code]
    return fine(today, *found, settings=settings, **fields)


def test_every_weight_has_a_case() -> None:
    assert set(CASES) == set(Weights.__struct_fields__) - {"overdue_day", "due_day"}


@pytest.mark.parametrize("code", CASES)
def test_each_reason_and_its_rule(code: str) -> None:
    verdict = case(code)
    assert reason(verdict, code) == CASES[code][3]
    [found] = [reason for reason in verdict.reasons if reason.code == code]
    assert RULES[found.rule].source
    assert RULES[found.rule].sentence.endswith(".")


@pytest.mark.parametrize("code", CASES)
def test_each_weight_is_a_setting(code: str) -> None:
    louder = replace(Weights(), **{code: getattr(Weights(), code) + 1000})
    verdict = case(code, Settings(weights=louder))
    assert codes(verdict)[0] == code
    assert verdict.urgency > case(code).urgency


@pytest.mark.parametrize("code", CASES)
def test_urgency_is_the_sum_of_the_weights_heaviest_first(code: str) -> None:
    verdict = case(code)
    weights = [reason.weight for reason in verdict.reasons]
    assert verdict.urgency == pytest.approx(sum(weights), abs=0.05)
    assert weights == sorted(weights, reverse=True)
    assert len(set(codes(verdict))) == len(codes(verdict))


def test_every_rule_has_an_id_a_sentence_and_a_source() -> None:
    for id_, rule in RULES.items():
        assert rule.id == id_
        assert rule.sentence.endswith(".")
        assert rule.source
    assert RULES["skills.adult_decision"].applies_from == date(2025, 2, 11)


# The order of the defaults, other things equal


def urgency(on: date, *found: Visit, **fields: Any) -> float:
    return fine(on, *found, **fields).urgency


def test_overdue_then_outcome_missing_then_due_then_the_rest() -> None:
    overdue = urgency(d(3, 14), visit(SEEN), visit(d(3, 20), "booked"))
    missing = urgency(d(3, 5), visit(SEEN), visit(d(3, 4), "booked"))
    due = [urgency(d(3, day), visit(SEEN)) for day in range(6, 14)]
    rest = [
        reason.weight
        for code in CASES
        for reason in case(code).reasons
        if reason.code not in ("overdue", "outcome_missing", "due")
    ]
    assert overdue > missing > max(due) > min(due) > max(rest)
    assert all(later > earlier for earlier, later in pairwise(due))


@pytest.mark.parametrize("weeks", [(4, 5), (1, 52), (4, 12), (3, 3), (52, 52)])
def test_a_wide_window_never_outweighs_a_missing_outcome(weeks: tuple[int, int]) -> None:
    cadence = Cadence(min_weeks=weeks[0], max_weeks=weeks[1])
    no_reviews = replace(Weights(), review_overdue=0.0, review_due=0.0)
    quiet = Settings(cadence=cadence, no_contact_days=3660, weights=no_reviews)
    end = date(2029, 1, 1)
    for days in range(0, 7 * weeks[1] + 1, 3):
        today = d(1, 5) + timedelta(days=days)
        verdict = fine(today, settings=quiet, planned_end=end)
        assert verdict.urgency < Weights().outcome_missing
    on_the_last = fine(today, settings=quiet, planned_end=end)
    after = fine(today + timedelta(days=4), settings=quiet, planned_end=end)
    assert after.urgency > Weights().overdue > on_the_last.urgency


def test_each_overdue_day_adds() -> None:
    days = [d(3, 13) + timedelta(days=n) for n in range(100)]
    found = [urgency(today, visit(SEEN)) for today in days]
    assert all(later - earlier >= Weights().overdue_day for earlier, later in pairwise(found))


def test_without_a_booking_is_more_urgent_than_with_one() -> None:
    booking = visit(d(3, 20), "booked")
    assert urgency(d(3, 14), visit(SEEN)) > urgency(d(3, 14), visit(SEEN), booking)


def test_nine_weeks_are_63_days() -> None:
    assert "no_contact" not in codes(fine(d(4, 9), visit(SEEN)))
    assert "no_contact" in codes(fine(d(4, 10), visit(SEEN)))
    assert reason(fine(d(3, 9)), "no_contact") == "No contact for 9 weeks, since 5 Jan"


def test_one_miss_is_no_reason() -> None:
    assert "two_misses" not in codes(fine(d(3, 1), visit(SEEN), visit(d(2, 20), "cancelled")))


def test_missing_outcomes_are_one_reason() -> None:
    found = [visit(d(2, day), "booked") for day in (9, 10, 11, 12, 13)]
    expected = [
        "No outcome recorded for the visit of 9 Feb",
        "No outcome recorded for visits of 9 Feb and 10 Feb",
        "No outcome recorded for visits of 9 Feb, 10 Feb and 11 Feb",
        "No outcome recorded for visits of 9 Feb, 10 Feb, 11 Feb and 1 more",
        "No outcome recorded for visits of 9 Feb, 10 Feb, 11 Feb and 2 more",
    ]
    verdicts = [fine(d(3, 1), visit(SEEN), *found[:many]) for many in range(1, 6)]
    assert [reason(verdict, "outcome_missing") for verdict in verdicts] == expected
    assert {verdict.urgency for verdict in verdicts} == {Weights().outcome_missing}


def test_the_words_of_an_overdue_learner() -> None:
    assert reason(fine(d(2, 10)), "overdue") == "Never seen, nothing booked: 1 day overdue"
    old = fine(date(2027, 1, 4), visit(SEEN))
    assert reason(old, "overdue") == ("Last seen 6 Feb 2026, nothing booked: 297 days overdue")


# Breaks, ends and the gateway


@pytest.mark.parametrize(
    ("today", "chased"), [(d(3, 26), False), (d(3, 27), True), (d(4, 9), True)]
)
def test_a_return_is_chased_from_14_days_before(today: date, chased: bool) -> None:
    verdict = fine(today, breaks=(Break(start=d(2, 20), end=d(4, 10)),))
    assert verdict.status == "on_break"
    assert codes(verdict) == (["break_return"] if chased else [])


def test_in_a_break_nothing_else_is_chased_but_outcomes() -> None:
    open_break = (Break(start=d(2, 20)),)
    verdict = judged(
        learner(breaks=open_break, planned_end=d(4, 1)), visit(d(2, 10), "booked"), on=d(6, 1)
    )
    assert codes(verdict) == ["outcome_missing"]


def test_before_the_start_nothing_is_chased_but_outcomes() -> None:
    found = visit(date(2025, 12, 1), "booked", kind="induction")
    verdict = judged(learner(planned_end=d(2, 1)), found, on=date(2025, 12, 31))
    assert codes(verdict) == ["outcome_missing"]


def test_past_the_gateway_only_outcomes_are_chased() -> None:
    person = learner(statuses=changed("gateway", d(3, 1)), planned_end=d(3, 1))
    assert codes(judged(person, visit(d(2, 10), "booked"), on=d(6, 1))) == ["outcome_missing"]


@pytest.mark.parametrize(("today", "past"), [(d(6, 1), False), (d(6, 2), True)])
def test_past_planned_end_whatever_the_forecast(today: date, past: bool) -> None:
    person: dict[str, Any] = {"planned_end": d(6, 1), "expected_end": date(2027, 1, 1)}
    assert ("past_planned_end" in codes(fine(today, **person))) is past


@pytest.mark.parametrize(("days", "near"), [(91, False), (90, True), (0, True), (-1, True)])
def test_open_items_are_chased_from_90_days_before_the_gateway(days: int, near: bool) -> None:
    verdict = fine(d(3, 6), expected_end=d(3, 6) + timedelta(days=days))
    assert ("gateway_blocker" in codes(verdict)) is near
    if days < 0:
        assert reason(verdict, "gateway_blocker").startswith("Gateway was planned for 5 Mar: ")


@pytest.mark.parametrize(
    ("days", "share"), [(181, 0.25), (180, 0.5), (91, 0.5), (90, 1), (0, 1), (-1, 1)]
)
def test_skills_weigh_more_as_the_gateway_nears(days: int, share: float) -> None:
    verdict = fine(d(3, 6), skills={}, expected_end=d(3, 6) + timedelta(days=days))
    [found] = [reason for reason in verdict.reasons if reason.code == "skills_outstanding"]
    assert found.weight == Weights().skills_outstanding * share
    assert ("gateway was" in found.text) is (days < 0)


def test_sign_language_in_the_place_of_english() -> None:
    assert reason(fine(d(3, 6), skills={}, bsl=True), "skills_outstanding") == (
        "British Sign Language L2 and maths L2 outstanding, gateway planned for 5 Jul 2027"
    )


def test_the_learning_mentors_skills_by_name() -> None:
    verdict = judged(learner(support="plan"), on=d(3, 6), of=standard("ST0148"))
    assert reason(verdict, "skills_outstanding") == (
        "English E3, maths E3, ICT L2 and safeguarding L1 outstanding, "
        "gateway planned for 5 Jul 2027"
    )


# The list


def ids(verdicts: list[Verdict]) -> list[str]:
    return [verdict.learner.id for verdict in rank(verdicts)]


def test_most_urgent_first() -> None:
    on = d(3, 14)
    assert ids(
        [
            fine(on, visit(on), id="fine"),
            fine(on, visit(SEEN), id="overdue"),
            fine(on, visit(d(2, 14)), id="due"),
            fine(on, visit(d(3, 2)), visit(d(3, 13), "booked"), id="missing"),
        ]
    ) == ["overdue", "missing", "due", "fine"]


def test_as_urgent_then_by_close_family_name_and_id() -> None:
    on = d(3, 1)
    away: dict[str, Any] = {"breaks": (Break(start=d(2, 28)),)}
    people = [
        fine(on, visit(d(2, 28)), id="1", family_name="Aaron"),
        fine(on, visit(d(2, 20)), id="2", family_name="Zola"),
        fine(on, visit(d(2, 20)), id="4", family_name="brown"),
        fine(on, visit(d(2, 20)), id="3", family_name="Brown"),
        fine(on, id="5", family_name="Aaron", **away),
    ]
    assert {verdict.urgency for verdict in people} == {0}
    assert ids(people) == ids(people[::-1]) == ["3", "4", "2", "1", "5"]


def test_completed_and_withdrawn_are_left_out() -> None:
    states: tuple[Status, ...] = ("on_programme", "gateway", "completed", "withdrawn")
    people = [
        judged(
            learner(id=state, statuses=changed(state, d(3, 1))), visit(SEEN, "booked"), on=d(3, 1)
        )
        for state in states
    ]
    assert ids(people) == ["on_programme", "gateway"]
    assert [verdict.urgency for verdict in people[2:]] == [0, 0]


@STEADY
@given(learners(), visits(), TODAYS)
def test_reasons_are_sentences_safe_to_show_and_name_nobody(
    person: Learner, found: list[Visit], today: date
) -> None:
    verdict = assess(person, found, standard(person.standard), PLAIN, today)
    texts = [reason.text for reason in verdict.reasons]
    texts += [item.text for item in verdict.gateway.items]
    anonymous = replace(person, given_name="X", family_name="Y", employer="Z")
    again = assess(anonymous, found, standard(person.standard), PLAIN, today)
    assert texts == [
        *(reason.text for reason in again.reasons),
        *(item.text for item in again.gateway.items),
    ]
    for text in texts:
        assert text.strip() == text != ""
        assert all(unicodedata.category(sign) not in ("Cc", "Cf", "Cs") for sign in text)
    assert {reason.rule for reason in verdict.reasons} <= set(RULES)
    assert {reason.code for reason in verdict.reasons} <= set(CASES)
