"""What stands before the gateway: each item's state, words, and who owes it."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tests.rules.people import PLAIN, judged, learner, standard, visit
from tutor_tui.model.learner import (
    Break,
    Component,
    Declaration,
    KsbRecord,
    SkillRecord,
    SkillState,
)
from tutor_tui.model.standard import GatewayCode, Standard
from tutor_tui.rules.gateway import (
    LABELS,
    OWES,
    GatewayItem,
    GatewayVerdict,
    gateway,
    gateway_date,
    minimum_duration,
)
from tutor_tui.rules.hours import hours
from tutor_tui.rules.ksbs import duties, ksbs
from tutor_tui.rules.rule import RULES
from tutor_tui.rules.skills import skills

TODAY = date(2026, 11, 30)
CODES = ("duration", "employer", "ready", "english", "maths", "portfolio", "ksbs", "hours")
ALL = (*CODES, "organisation")


def judge(today: date = TODAY, of: Standard | None = None, **fields: Any) -> GatewayVerdict:
    person, programme = learner(**fields), of or standard()
    return gateway(
        person,
        programme,
        skills(person, programme, today),
        ksbs(person, programme, PLAIN, today),
        hours(person, [], programme, PLAIN, today),
        today,
    )


def item(code: str, today: date = TODAY, of: Standard | None = None, **fields: Any) -> GatewayItem:
    [found] = [item for item in judge(today, of, **fields).items if item.code == code]
    return found


def said(
    code: str, today: date = TODAY, of: Standard | None = None, **fields: Any
) -> tuple[str, str]:
    found = item(code, today, of, **fields)
    return found.state, found.text


def test_the_mentors_nine_items_in_order_all_open_at_first() -> None:
    verdict = judge()
    assert tuple(found.code for found in verdict.items) == ALL
    assert verdict.open == ALL
    assert not any(found.declared for found in verdict.items)


def test_every_item_says_who_owes_it_and_names_a_rule() -> None:
    for programme in (standard(), standard("ST0148"), standard("LARS-999")):
        for found in judge(of=programme).items:
            assert found.owes == OWES[found.code]
            assert found.label == LABELS[found.code]
            assert found.text
            assert RULES[found.rule].source
    assert item("employer").owes == "employer"
    assert item("ready").owes == "apprentice"


def test_a_t_level_has_no_gateway() -> None:
    assert judge(of=standard("TLEVEL-SMS")).items == ()


@pytest.mark.parametrize("code", ["employer", "ready", "portfolio", "organisation"])
def test_what_only_a_person_can_say(code: GatewayCode) -> None:
    assert said(code) == ("open", "not declared yet")
    done = Declaration(state="done", on=date(2026, 11, 3))
    assert said(code, gateway={code: done}) == ("done", "declared done on 3 Nov")


# 365 days or 242, the standard's 12 months where they are longer
@pytest.mark.parametrize(
    ("start", "months", "days", "served", "why"),
    [
        (date(2025, 7, 31), None, 365, date(2026, 7, 31), "365 days by the funding rules"),
        (date(2025, 8, 1), None, 242, date(2026, 3, 31), "8 months by the funding rules"),
        (date(2025, 7, 31), 12, 365, date(2026, 7, 31), "365 days by the funding rules"),
        (date(2025, 8, 1), 12, 365, date(2026, 8, 1), "12 months by the standard"),
        (date(2024, 1, 8), 12, 366, date(2025, 1, 8), "12 months by the standard"),
        (date(2024, 2, 29), 12, 365, date(2025, 2, 28), "365 days by the funding rules"),
        (date(2025, 7, 31), 11, 365, date(2026, 7, 31), "365 days by the funding rules"),
        (date(2025, 8, 1), 7, 242, date(2026, 3, 31), "8 months by the funding rules"),
        (date(2025, 8, 1), 8, 243, date(2026, 4, 1), "8 months by the standard"),
    ],
)
def test_minimum_duration(
    start: date, months: int | None, days: int, served: date, why: str
) -> None:
    programme = Standard(id="X", name="X", months_to_gateway=months, gateway=("duration",))
    person = learner(original_start=start, planned_end=start + timedelta(days=600))
    found = minimum_duration(person, programme, TODAY)
    assert (found.days, found.served_on, found.why) == (days, served, why)


def test_duration_is_served_on_its_day() -> None:
    last = date(2027, 1, 5)  # 365 days after the start
    assert said("duration") == ("open", "until 5 Jan 2027: 12 months by the standard")
    before = last - timedelta(days=1)
    assert said("duration", before) == ("open", "until 5 Jan: 12 months by the standard")
    assert said("duration", last) == ("done", "served 5 Jan: 12 months by the standard")


@pytest.mark.parametrize(
    ("found", "served"),
    [
        ((Break(start=date(2026, 3, 1), end=date(2026, 3, 31)),), date(2027, 2, 4)),
        # yet to come, before the minimum is served
        ((Break(start=date(2026, 12, 1), end=date(2026, 12, 31)),), date(2027, 2, 4)),
        # begins only after it has been
        ((Break(start=date(2027, 1, 5), end=date(2027, 6, 1)),), date(2027, 1, 5)),
        # comes into reach because the first moves it
        (
            (
                Break(start=date(2027, 1, 20), end=date(2027, 1, 30)),
                Break(start=date(2026, 3, 1), end=date(2026, 3, 31)),
            ),
            date(2027, 2, 14),
        ),
        # open: grows to today, 30 November
        ((Break(start=date(2026, 11, 20)),), date(2027, 1, 15)),
    ],
)
def test_breaks_move_the_minimum_duration(found: tuple[Break, ...], served: date) -> None:
    assert minimum_duration(learner(breaks=found), standard(), TODAY).served_on == served


@pytest.mark.parametrize(
    ("unconfirmed", "months", "why"),
    [
        (("months_to_gateway",), 12, "12 months by the standard (unconfirmed)"),
        (("ksbs",), 12, "12 months by the standard"),
        # the shorter of the two decides nothing
        (("months_to_gateway",), 3, "8 months by the funding rules"),
    ],
)
def test_what_the_minimum_rests_on_is_told_where_no_source_confirms_it(
    unconfirmed: tuple[str, ...], months: int, why: str
) -> None:
    programme = Standard(id="X", name="X", months_to_gateway=months, unconfirmed=unconfirmed)
    assert minimum_duration(learner(), programme, TODAY).why == why


def test_every_verdict_names_its_rule() -> None:
    verdict = judged(learner(), on=TODAY)
    rules = {
        verdict.cadence.rule,
        verdict.ksbs.rule,
        minimum_duration(learner(), standard(), TODAY).rule,
        *(skill.rule for skill in verdict.skills),
        *(item.rule for item in verdict.gateway.items),
        *(duty.rule for duty in duties(learner(), standard())),
    }
    assert rules <= RULES.keys()
    assert {"cadence.window", "ksbs.expected", "ksbs.gap", "gateway.duration"} <= rules


@pytest.mark.parametrize(
    ("state", "fields", "expected"),
    [
        ("not_started", {}, ("open", "not started")),
        ("working_towards", {}, ("open", "working towards")),
        ("booked", {}, ("open", "exam booked")),
        ("failed", {}, ("open", "failed, resit needed")),
        ("achieved", {"level": "2"}, ("done", "achieved")),
        ("achieved", {"level": "1"}, ("open", "achieved, below Level 2")),
        ("exempt", {"evidence": "seen"}, ("done", "exempt")),
        ("exempt", {}, ("open", "exempt, evidence to collect")),
        ("decision_needed", {}, ("open", "employer's decision needed")),
        ("opted_out", {}, ("not_needed", "not needed, by agreement")),
    ],
)
@pytest.mark.parametrize("code", ["english", "maths"])
def test_english_and_maths(
    code: str, state: SkillState, fields: dict[str, Any], expected: tuple[str, str]
) -> None:
    record = SkillRecord(state=state, **fields)
    assert said(code, skills={code: record}, born=date(1990, 1, 1)) == expected


@pytest.mark.parametrize("state", ["decision_needed", "opted_out"])
def test_under_19_at_the_start_no_agreement_takes_an_item_away(state: SkillState) -> None:
    record = SkillRecord(state=state)
    assert said("maths", skills={"maths": record}) == (
        "open",
        "not started, under 19 at the start: needed",
    )


def test_a_decision_still_to_come_keeps_its_item_open() -> None:
    assert said("maths", born=date(1990, 1, 1)) == ("open", "employer's decision needed")


def test_an_unknown_birth_date_is_told() -> None:
    assert said("maths", born=None) == ("open", "not started, birth date needed")


def test_sign_language_stands_in_the_place_of_english() -> None:
    assert item("english", bsl=True).label == "British Sign Language"
    assert item("maths", bsl=True).label == "Maths"


def test_the_learning_mentors_own_skills() -> None:
    mentor = standard("ST0148")
    assert said("ict", of=mentor) == ("open", "not started")
    assert (
        said("safeguarding", of=mentor, skills={"safeguarding": SkillRecord(state="achieved")})[0]
        == "done"
    )


def test_an_item_for_a_skill_the_programme_does_not_ask_for() -> None:
    programme = Standard(id="X", name="X", gateway=("ict",))
    assert said("ict", of=programme) == ("not_needed", "not asked for by this programme")


def test_all_ksbs_met() -> None:
    met = {ksb.code: KsbRecord(state="met") for ksb in standard().ksbs}
    assert said("ksbs") == ("open", "0 of 35 met")
    assert said("ksbs", ksbs=met) == ("done", "35 of 35 met")
    assert said("ksbs", ksbs=met | {"B5": KsbRecord(state="submitted")}) == ("open", "34 of 35 met")
    unknown = Standard(id="X", name="X", gateway=("ksbs",))
    assert said("ksbs", of=unknown) == ("open", "KSBs not known")


@pytest.mark.parametrize(
    ("planned", "actual", "expected"),
    [
        (None, None, ("open", "figure not set")),
        (None, 500, ("open", "figure not set")),
        (0, 0, ("open", "figure not set")),
        (400, None, ("open", "not known how many of 400 hours")),
        (400, 0, ("open", "0 of 400 hours")),
        (400, 399, ("open", "399 of 400 hours")),
        (400, 400, ("done", "400 of 400 hours")),
        (400, 412, ("done", "412 of 400 hours")),
    ],
)
def test_hours(planned: int | None, actual: int | None, expected: tuple[str, str]) -> None:
    assert said("hours", otj_planned=planned, otj_actual=actual) == expected


def test_hours_of_visits_and_the_log_count_as_those_of_the_return() -> None:
    held = visit(date(2026, 11, 2), otj_minutes=90)
    judged_hours = {
        on: judged(learner(otj_planned=3, logged_minutes=89), held, on=on).gateway.items[7]
        for on in (date(2026, 11, 1), date(2026, 11, 2))
    }
    assert [(one.state, one.text) for one in judged_hours.values()] == [
        ("open", "1 of 3 hours"),
        ("open", "2 of 3 hours"),
    ]
    full = judged(learner(otj_planned=3, logged_minutes=90), held, on=TODAY).gateway.items[7]
    assert (full.code, full.state, full.text) == ("hours", "done", "3 of 3 hours")
    said_more = judged(learner(otj_planned=3, otj_actual=4), held, on=TODAY).gateway.items[7]
    assert (said_more.state, said_more.text) == ("done", "4 of 3 hours")


def test_hours_run_to_the_minimum_where_that_is_more_than_the_plan() -> None:
    programme = replace(standard(), otj_hours=500)
    assert said("hours", of=programme, otj_planned=400, otj_actual=400) == (
        "open",
        "400 of 500 hours (published 500)",
    )
    assert said("hours", of=programme, otj_planned=400, otj_actual=500)[0] == "done"
    assert said("hours", of=programme, otj_planned=600, otj_actual=500) == (
        "open",
        "500 of 600 hours",
    )
    assert said("hours", of=programme) == (
        "open",
        "not known how many of 500 hours (published 500)",
    )


def test_the_forecast_judges_hours_as_the_gateway_does() -> None:
    programme = replace(standard(), otj_hours=500)
    held = visit(date(2026, 11, 2), otj_minutes=600)
    for actual in (None, 400, 500):
        verdict = judged(learner(otj_planned=400, otj_actual=actual), held, on=TODAY, of=programme)
        [found] = [one for one in verdict.gateway.items if one.code == "hours"]
        [step] = [one for one in verdict.forecast.path if one.code == "hours"]
        assert step.text.startswith(found.text)
        assert (step.state == "done") == (found.state == "done")


def test_the_assessment_body_is_named_by_the_record_or_declared() -> None:
    named = {"organisation": "Fair Grades"}
    assert said("organisation", **named) == ("done", "named: Fair Grades")  # type: ignore[arg-type]
    declared = {"organisation": Declaration(state="not_needed")}
    assert said("organisation", gateway=declared, **named) == (  # type: ignore[arg-type]
        "not_needed",
        "declared not needed",
    )


def test_english_tells_which_parts_are_passed_and_which_are_missing() -> None:
    def english(*passed: Component, **fields: Any) -> dict[str, Any]:
        days = dict.fromkeys(passed, date(2026, 6, 1))
        record = SkillRecord(state="working_towards", components=days, **fields)
        return {"skills": {"english": record}}

    assert said("english", **english()) == ("open", "working towards")
    assert said("english", **english("speaking", "reading")) == (
        "open",
        "working towards, 2 of 3 parts passed: reading and speaking, listening and communicating; "
        "still to pass: writing",
    )
    every: tuple[Component, ...] = ("reading", "writing", "speaking")
    assert said("english", **english(*every)) == ("done", "achieved")
    assert said("english", **english(*every, level="1")) == ("open", "achieved, below Level 2")


def test_ksbs_that_no_source_confirms_are_marked() -> None:
    assert said("ksbs", of=standard("ST1379", "1.0")) == ("open", "0 of 35 met, KSBs unconfirmed")


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        (Declaration(state="done"), ("done", "declared done (record: 0 of 35 met)")),
        (
            Declaration(state="not_needed", on=date(2025, 12, 1)),
            ("not_needed", "declared not needed on 1 Dec 2025 (record: 0 of 35 met)"),
        ),
    ],
)
def test_a_declaration_holds_and_tells_where_the_record_disagrees(
    declaration: Declaration, expected: tuple[str, str]
) -> None:
    found = item("ksbs", gateway={"ksbs": declaration})
    assert (found.state, found.text) == expected
    assert found.declared
    assert "ksbs" not in judge(gateway={"ksbs": declaration}).open


def test_a_declaration_the_record_bears_out_is_told_alone() -> None:
    fields = {
        "otj_planned": 400,
        "otj_actual": 400,
        "gateway": {"hours": Declaration(state="done")},
    }
    assert said("hours", **fields) == ("done", "declared done")  # type: ignore[arg-type]


def test_the_gateways_day_is_the_forecast_end_else_the_planned() -> None:
    assert gateway_date(learner()) == date(2027, 7, 5)
    assert gateway_date(learner(expected_end=date(2027, 9, 1))) == date(2027, 9, 1)
