"""English, maths and the other skills: what is needed, at which level, and what is outstanding."""

from datetime import date
from typing import Any

import pytest

from tests.rules.people import START, learner, standard
from tutor_tui.model.common import Level
from tutor_tui.model.learner import Component, SkillRecord, SkillState
from tutor_tui.rules.rule import RULES
from tutor_tui.rules.skills import (
    COMPONENTS,
    ComponentsVerdict,
    SkillVerdict,
    components,
    exams_ahead,
    skills,
)

TODAY = date(2026, 3, 1)
YOUNG, ADULT = date(2008, 3, 1), date(1990, 1, 1)


def judge(today: date = TODAY, programme: str = "ST1379", **fields: Any) -> dict[str, SkillVerdict]:
    return {v.subject: v for v in skills(learner(**fields), standard(programme), today)}


def maths(state: SkillState, **fields: Any) -> dict[str, SkillRecord]:
    return {"maths": SkillRecord(state=state, **fields)}


@pytest.mark.parametrize(
    ("record", "outstanding", "note"),
    [
        (SkillRecord(state="decision_needed"), False, ""),
        (SkillRecord(state="not_started"), True, ""),
        (SkillRecord(state="working_towards"), True, ""),
        (SkillRecord(state="booked", on=date(2026, 5, 1)), True, ""),
        (SkillRecord(state="failed"), True, ""),
        (SkillRecord(state="achieved", level="2"), False, ""),
        (SkillRecord(state="achieved"), False, ""),
        (SkillRecord(state="achieved", level="1"), True, "below Level 2"),
        (SkillRecord(state="achieved", level="E3"), True, "below Level 2"),
        (SkillRecord(state="exempt", evidence="GCSE grade 4 seen"), False, ""),
        (SkillRecord(state="exempt"), True, "evidence to collect"),
        (SkillRecord(state="exempt", evidence="  "), True, "evidence to collect"),
        (SkillRecord(state="opted_out"), False, ""),
    ],
)
def test_every_state(record: SkillRecord, outstanding: bool, note: str) -> None:
    verdict = judge(born=ADULT, skills={"maths": record})["maths"]
    assert (verdict.state, verdict.outstanding, verdict.note) == (record.state, outstanding, note)


def test_english_and_maths_at_level_2_in_the_standards_order() -> None:
    assert [(v.subject, v.level) for v in judge().values()] == [("english", "2"), ("maths", "2")]


@pytest.mark.parametrize(
    ("support", "today", "level"),
    [
        ("none", date(2026, 3, 1), "2"),
        ("plan", date(2024, 7, 31), "E3"),
        ("plan", date(2026, 3, 1), "E3"),
        ("assessment", date(2024, 7, 31), "2"),
        ("assessment", date(2024, 8, 1), "E3"),
        ("assessment", date(2026, 3, 1), "E3"),
    ],
)
def test_entry_level_3_with_a_plan_or_since_august_2024_an_assessment(
    support: str, today: date, level: Level
) -> None:
    judged = judge(
        today,
        original_start=date(2024, 1, 8),
        support=support,
        skills={
            "english": SkillRecord(state="achieved", level="E3"),
            "maths": SkillRecord(state="working_towards"),
        },
    )
    assert {verdict.level for verdict in judged.values()} == {level}
    assert judged["english"].outstanding is (level == "2")
    assert judged["maths"].outstanding


@pytest.mark.parametrize(
    ("born", "start", "state"),
    [
        pytest.param(date(2007, 1, 5), START, "decision_needed", id="19 on the day"),
        pytest.param(date(2007, 1, 6), START, "not_started", id="19 tomorrow"),
        pytest.param(date(2007, 1, 4), START, "decision_needed", id="19 yesterday"),
        pytest.param(date(2010, 1, 4), START, "not_started", id="16"),
        pytest.param(date(1971, 6, 1), START, "decision_needed", id="54"),
        pytest.param(
            date(2008, 2, 29), date(2027, 2, 28), "not_started", id="29 February, a day short"
        ),
        pytest.param(date(2008, 2, 29), date(2027, 3, 1), "decision_needed", id="29 February, 19"),
    ],
)
def test_aged_19_when_the_programme_first_started(born: date, start: date, state: str) -> None:
    judged = judge(start, born=born, original_start=start, planned_end=date(2029, 1, 1))
    assert {verdict.state for verdict in judged.values()} == {state}
    assert {verdict.outstanding for verdict in judged.values()} == {state == "not_started"}
    expected = "skills.adult_decision" if state == "decision_needed" else "skills.level"
    assert {verdict.rule for verdict in judged.values()} == {expected}


def test_the_decision_reaches_those_already_on_programme() -> None:
    early: dict[str, Any] = {"born": ADULT, "original_start": date(2024, 3, 4)}
    before, since = judge(date(2025, 2, 10), **early), judge(date(2025, 2, 11), **early)
    assert (before["maths"].state, before["maths"].outstanding) == ("not_started", True)
    assert (since["maths"].state, since["maths"].outstanding) == ("decision_needed", False)


@pytest.mark.parametrize("state", ["opted_out", "decision_needed"])
def test_nobody_decides_for_who_was_under_19_at_the_start(state: SkillState) -> None:
    verdict = judge(born=YOUNG, skills=maths(state))["maths"]
    assert (verdict.state, verdict.outstanding) == ("not_started", True)
    assert verdict.note == "under 19 at the start: needed"
    assert verdict.rule == "skills.adult_decision"
    # without a birth date the record holds
    assert judge(born=None, skills=maths(state))["maths"].state == state


def test_the_employers_decision_either_way() -> None:
    agreed = judge(born=ADULT, skills=maths("not_started"))
    declined = judge(born=ADULT, skills=maths("opted_out"))
    assert (agreed["maths"].state, agreed["maths"].outstanding) == ("not_started", True)
    assert (declined["maths"].outstanding, declined["maths"].rule) == (
        False,
        "skills.adult_decision",
    )
    assert agreed["english"].state == "decision_needed"


def test_an_unknown_birth_date_is_treated_as_needed_and_asked_for() -> None:
    verdict = judge(born=None)["maths"]
    assert (verdict.state, verdict.outstanding) == ("not_started", True)
    assert (verdict.note, verdict.rule) == ("birth_date_needed", "skills.birth_date")


@pytest.mark.parametrize("state", ["achieved", "opted_out"])
def test_the_birth_date_is_not_asked_for_where_it_would_change_nothing(state: SkillState) -> None:
    assert judge(born=None, skills=maths(state))["maths"].note == ""


def test_the_birth_date_mattered_to_nobody_before_the_change() -> None:
    early = judge(date(2025, 2, 10), born=None, original_start=date(2024, 3, 4))
    assert {(v.note, v.outstanding) for v in early.values()} == {("", True)}


def test_the_learning_mentors_ict_and_safeguarding() -> None:
    judged = judge(programme="ST0148", born=ADULT, support="plan")
    assert {subject: verdict.level for subject, verdict in judged.items()} == {
        "english": "E3",
        "maths": "E3",
        "ict": "2",
        "safeguarding": "1",
    }
    # the employer decides on English and maths alone
    assert [subject for subject, v in judged.items() if v.outstanding] == ["ict", "safeguarding"]
    assert judged["ict"].rule == judged["safeguarding"].rule == "skills.programme"


def test_a_dispensation_from_ict_is_recorded_as_opted_out() -> None:
    ict = judge(programme="ST0148", skills={"ict": SkillRecord(state="opted_out")})["ict"]
    assert (ict.outstanding, ict.rule) == (False, "skills.programme")


def test_safeguarding_below_its_level() -> None:
    for level, outstanding in (("E3", True), ("1", False), ("2", False)):
        record = SkillRecord(state="achieved", level=level)  # type: ignore[arg-type]
        judged = judge(programme="ST0148", skills={"safeguarding": record})
        assert judged["safeguarding"].outstanding is outstanding


def test_a_t_level_asks_for_none() -> None:
    assert judge(programme="TLEVEL-SMS") == {}


def test_the_exemptions_rule_is_named() -> None:
    assert judge(skills=maths("exempt"))["maths"].rule == "skills.evidence"
    assert judge(skills=maths("exempt", evidence="seen"))["maths"].rule == "skills.evidence"


def test_young_learners_state_is_their_record() -> None:
    assert judge(born=YOUNG, skills=maths("booked"))["maths"].state == "booked"


def english(state: SkillState = "working_towards", **fields: Any) -> dict[str, SkillRecord]:
    return {"english": SkillRecord(state=state, **fields)}


def parts(*passed: Component, on: date = date(2026, 2, 1)) -> dict[Component, date]:
    return dict.fromkeys(passed, on)


def judge_parts(today: date = TODAY, **fields: Any) -> ComponentsVerdict | None:
    return components(learner(**fields), standard(), today)


@pytest.mark.parametrize(
    ("passed", "left"),
    [
        ((), ("reading", "writing", "speaking")),
        (("writing",), ("reading", "speaking")),
        (("speaking", "reading"), ("writing",)),
        (("reading", "writing", "speaking"), ()),
    ],
)
def test_which_parts_of_english_are_still_to_pass(
    passed: tuple[Component, ...], left: tuple[Component, ...]
) -> None:
    verdict = judge_parts(skills=english(components=parts(*passed)))
    assert verdict
    assert set(verdict.passed) == set(passed)
    assert (verdict.left, verdict.achieved) == (left, not left)
    assert RULES[verdict.rule].source


def test_the_parts_in_words() -> None:
    verdict = judge_parts(skills=english(components=parts("reading")))
    assert verdict
    assert verdict.text == (
        "1 of 3 parts passed: reading; "
        "still to pass: writing and speaking, listening and communicating"
    )
    none = judge_parts()
    assert none
    assert none.text.startswith("0 of 3 parts passed; still to pass: reading, writing and ")


def test_a_part_is_passed_from_its_day_on_and_the_oldest_comes_first() -> None:
    days: dict[Component, date] = {"writing": date(2026, 3, 1), "reading": date(2026, 2, 1)}
    for today, passed in (
        (date(2026, 1, 31), ()),
        (date(2026, 2, 28), ("reading",)),
        (date(2026, 3, 1), ("reading", "writing")),
    ):
        verdict = judge_parts(today, skills=english(components=days))
        assert verdict
        assert verdict.passed == passed


def test_english_that_the_tutor_set_to_achieved_needs_no_parts() -> None:
    verdict = judge_parts(skills=english("achieved", components=parts("reading")))
    assert verdict
    assert (verdict.left, verdict.achieved, verdict.text) == ((), True, "every part passed")


def test_every_part_passed_below_the_level_is_not_achieved() -> None:
    record = english(components=parts(*COMPONENTS), level="1")
    verdict = judge_parts(skills=record)
    assert verdict
    assert (verdict.left, verdict.achieved) == ((), False)
    assert verdict.text == "passed, but below Level 2"
    eased = judge_parts(skills=record, support="plan")
    assert eased
    assert eased.achieved


@pytest.mark.parametrize(
    "fields",
    [
        {"bsl": True},
        {"skills": english("exempt", evidence="seen")},
        {"born": ADULT},
        {"born": ADULT, "skills": english("opted_out")},
    ],
    ids=["sign language", "exempt", "decision awaited", "opted out"],
)
def test_where_english_has_no_parts_to_pass(fields: dict[str, Any]) -> None:
    assert judge_parts(**fields) is None
    assert components(learner(), standard("TLEVEL-SMS"), TODAY) is None


def test_exams_booked_for_today_or_later_the_next_first() -> None:
    booked = {
        "english": SkillRecord(state="booked", on=date(2026, 5, 1)),
        "maths": SkillRecord(state="booked", on=date(2026, 4, 1)),
        "latin": SkillRecord(state="booked", on=date(2026, 3, 10)),
    }

    def subjects(today: date, **changed: SkillRecord) -> list[str]:
        person = learner(skills=booked | changed)
        return [exam.subject for exam in exams_ahead(person, standard(), today)]

    assert subjects(TODAY) == ["maths", "english"]
    assert subjects(date(2026, 4, 1)) == ["maths", "english"]
    assert subjects(date(2026, 4, 2)) == ["english"]
    assert subjects(date(2026, 5, 2)) == []
    assert subjects(TODAY, maths=SkillRecord(state="booked")) == ["english"]
    assert subjects(TODAY, maths=SkillRecord(state="failed", on=date(2026, 4, 1))) == ["english"]


@pytest.mark.parametrize(
    ("passed", "level", "expected"),
    [
        ((), None, ("working_towards", True, "", "skills.level")),
        (("reading", "writing"), None, ("working_towards", True, "", "skills.level")),
        (tuple(COMPONENTS), None, ("achieved", False, "", "skills.components")),
        (tuple(COMPONENTS), "1", ("achieved", True, "below Level 2", "skills.components")),
    ],
)
def test_english_is_achieved_when_every_part_is_passed(
    passed: tuple[Component, ...], level: Level | None, expected: tuple[Any, ...]
) -> None:
    found = judge(skills=english(components=parts(*passed), level=level))["english"]
    assert (found.state, found.outstanding, found.note, found.rule) == expected
    assert found.passed == tuple(sorted(passed))


@pytest.mark.parametrize("state", ["not_started", "booked", "failed", "opted_out"])
def test_whatever_was_recorded_of_a_young_learner_all_parts_passed_is_achieved(
    state: SkillState,
) -> None:
    record = english(state, components=parts(*COMPONENTS))
    assert judge(skills=record, born=YOUNG)["english"].state == "achieved"
    soon = english(state, components=parts(*COMPONENTS, on=date(2026, 3, 2)))
    assert judge(skills=soon, born=YOUNG)["english"].outstanding


def test_parts_are_of_english_alone_and_only_where_it_has_any() -> None:
    every = parts(*COMPONENTS)
    assert judge(skills=maths("booked", components=every))["maths"].outstanding
    for fields in (
        {"skills": english("not_started", components=every), "bsl": True},
        {"skills": english("exempt", components=every)},
        {"skills": english("decision_needed", components=every), "born": ADULT},
    ):
        found = judge(**fields)["english"]
        assert (found.state, found.passed) == (fields["skills"]["english"].state, ())  # type: ignore[index]
