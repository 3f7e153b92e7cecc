"""When the gateway falls: each item's own day, which one decides, and when there is none."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.rules.people import (
    ON_TRACK,
    PLAIN,
    STEADY,
    TODAYS,
    breaks,
    learner,
    learners,
    standard,
    visit,
    visits,
)
from tutor_tui.model.learner import (
    Break,
    Declaration,
    KsbRecord,
    Learner,
    SkillRecord,
    StatusChange,
)
from tutor_tui.model.standard import Standard
from tutor_tui.model.visit import Visit
from tutor_tui.rules.forecast import ForecastVerdict, Step, forecast
from tutor_tui.rules.rule import RULES

START = date(2026, 1, 1)
SERVED = date(2027, 1, 1)
"""The minimum duration of a start on 1 January 2026: the standard's 12 months."""
DONE: dict[str, Any] = {
    "original_start": START,
    "planned_end": date(2027, 7, 1),
    "otj_planned": 400,
    "otj_actual": 400,
} | ON_TRACK
"""A learner of whom only the minimum duration is still to be served."""


def after(days: int) -> date:
    return START + timedelta(days=days)


def judge(on: date, *found: Visit, of: Standard | None = None, **fields: Any) -> ForecastVerdict:
    return forecast(learner(**DONE | fields), found, of or standard(), PLAIN, on)


def step(verdict: ForecastVerdict, code: str) -> Step:
    [found] = [step for step in verdict.path if step.code == code]
    return found


def met(count: int) -> dict[str, KsbRecord]:
    return {ksb.code: KsbRecord(state="met") for ksb in standard().ksbs[:count]}


def deciding(verdict: ForecastVerdict) -> list[str]:
    return [step.code for step in verdict.path if step.decides]


def test_the_minimum_duration_where_all_else_is_done() -> None:
    verdict = judge(after(100))
    assert verdict.on == SERVED
    assert deciding(verdict) == ["duration"]
    assert verdict.text == "Gateway forecast for 1 Jan 2027, waiting for: Minimum duration"
    assert RULES[verdict.rule].source


@pytest.mark.parametrize(
    ("days", "count", "on"),
    [
        (200, 5, after(1400)),  # 40 days a KSB
        (200, 7, after(1000)),
        (200, 30, after(234)),  # 33.3 days more
        (200, 34, after(206)),
    ],
)
def test_the_pace_of_ksbs_is_carried_on(days: int, count: int, on: date) -> None:
    verdict = judge(after(days), ksbs=met(count))
    assert step(verdict, "ksbs").on == on
    assert verdict.on == max(on, SERVED)
    assert deciding(verdict) == ["ksbs" if on > SERVED else "duration"]


def test_the_pace_of_hours_is_carried_on() -> None:
    verdict = judge(after(200), otj_actual=100)
    assert (verdict.on, deciding(verdict)) == (after(800), ["hours"])
    assert step(verdict, "hours").text == "100 of 400 hours"


def test_minutes_of_visits_and_the_log_are_hours_too() -> None:
    held = visit(after(50), otj_minutes=60)
    assert judge(after(200), held, otj_actual=None, logged_minutes=5940).on == after(800)


def test_hours_run_to_the_minimum_where_that_is_more_than_the_plan() -> None:
    doubtful = replace(standard(), otj_hours=800, unconfirmed=("otj_hours",))
    verdict = judge(after(200), of=doubtful, otj_actual=400)
    assert verdict.on == after(400)
    assert step(verdict, "hours").text == "400 of 800 hours (published 800, unconfirmed)"


def test_a_booked_exam() -> None:
    exam = SkillRecord(state="booked", on=date(2027, 3, 9))
    verdict = judge(after(100), skills=ON_TRACK["skills"] | {"maths": exam})
    assert (verdict.on, deciding(verdict)) == (date(2027, 3, 9), ["maths"])
    assert step(verdict, "maths").text == "exam booked for 9 Mar 2027"
    early = replace(exam, on=after(120))
    assert judge(after(100), skills=ON_TRACK["skills"] | {"maths": early}).on == SERVED


@pytest.mark.parametrize(
    "record",
    [
        SkillRecord(state="not_started"),
        SkillRecord(state="failed"),
        SkillRecord(state="exempt"),
        SkillRecord(state="booked", on=after(99)),
        SkillRecord(state="achieved", level="1"),
    ],
)
def test_a_skill_without_an_exam_ahead_moves_nothing_and_is_named(record: SkillRecord) -> None:
    verdict = judge(after(100), skills=ON_TRACK["skills"] | {"maths": record})
    assert (verdict.on, step(verdict, "maths").state) == (SERVED, "no_date")
    assert verdict.text.endswith("; without a date and left out: Maths")


def test_a_decision_still_to_come_is_named_too() -> None:
    verdict = judge(after(100), born=date(1990, 1, 1), skills={})
    assert verdict.text.endswith("; without a date and left out: English and Maths")


def test_english_passed_by_all_its_parts_is_done() -> None:
    parts = dict.fromkeys(("reading", "writing", "speaking"), after(50))
    english = SkillRecord(state="working_towards", components=parts)  # type: ignore[arg-type]
    verdict = judge(after(100), skills=ON_TRACK["skills"] | {"english": english})
    assert step(verdict, "english").state == "done"
    before = judge(after(49), skills=ON_TRACK["skills"] | {"english": english})
    assert step(before, "english").state == "no_date"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"ksbs": {}}, "All KSBs met: 0 of 35 met, no pace yet"),
        ({"ksbs": {"K1": KsbRecord(state="submitted")}}, "All KSBs met: 0 of 35 met, no pace yet"),
        ({"otj_actual": 0}, "Off-the-job minimum: 0 of 400 hours, no pace yet"),
        (
            {"otj_actual": None},
            "Off-the-job minimum: not known how many of 400 hours, no pace yet",
        ),
        ({"otj_planned": None}, "Off-the-job minimum: figure not set"),
        (
            {"ksbs": {}, "otj_planned": None},
            "All KSBs met: 0 of 35 met, no pace yet; Off-the-job minimum: figure not set",
        ),
    ],
)
def test_without_a_pace_there_is_no_forecast_but_the_other_days_are_told(
    fields: dict[str, Any], why: str
) -> None:
    verdict = judge(after(200), **fields)
    assert (verdict.on, verdict.text) == (None, f"No forecast yet. {why}")
    assert step(verdict, "duration").on == SERVED
    assert deciding(verdict) == []


def test_no_pace_on_the_first_day() -> None:
    assert judge(START, ksbs=met(5)).on is None
    assert judge(after(1), ksbs=met(5)).on == SERVED


def test_a_pace_that_takes_more_than_ten_years_is_none() -> None:
    assert judge(after(366), otj_actual=1, otj_planned=11).on == after(366 + 3660)
    verdict = judge(after(366), otj_actual=1, otj_planned=12)
    assert verdict.on is None
    assert verdict.text.endswith("1 of 12 hours, at this pace not within ten years")


def test_what_is_declared_is_done() -> None:
    declared = {"ksbs": Declaration(state="done"), "hours": Declaration(state="not_needed")}
    verdict = judge(after(100), ksbs={}, otj_planned=None, gateway=declared)
    assert verdict.on == SERVED
    assert step(verdict, "ksbs").state == step(verdict, "hours").state == "done"


def test_only_items_that_take_time_are_on_the_path() -> None:
    codes = [step.code for step in judge(after(100)).path]
    assert codes == ["duration", "english", "maths", "ksbs", "hours"]
    mentor = judge(after(100), of=standard("ST0148"))
    assert [step.code for step in mentor.path] == [
        *("duration", "english", "maths", "ict", "safeguarding", "ksbs", "hours")
    ]


def test_the_forecast_is_never_in_the_past() -> None:
    verdict = judge(after(500))
    assert (verdict.on, deciding(verdict)) == (after(500), [])
    assert verdict.text == "No item waits for time any more"


def test_programmes_without_a_gateway_or_without_ksbs() -> None:
    verdict = judge(after(100), of=standard("TLEVEL-SMS"))
    assert (verdict.on, verdict.path, verdict.text) == (None, (), "This programme has no gateway")
    unknown = Standard(id="X", name="X", gateway=("ksbs",))
    assert judge(after(100), of=unknown).text == "No forecast yet. All KSBs met: KSBs not known"


def test_past_the_gateway_its_day_is_told() -> None:
    gate = StatusChange(status="gateway", on=date(2027, 2, 3))
    verdict = judge(date(2027, 2, 3), statuses=(gate,))
    assert (verdict.on, verdict.path) == (date(2027, 2, 3), ())
    assert verdict.text == "Gateway reached 3 Feb"
    assert judge(date(2027, 2, 2), statuses=(gate,)).text != "Gateway reached 3 Feb"
    left = judge(after(300), statuses=(StatusChange(status="withdrawn", on=after(200)),))
    assert (left.on, left.text) == (None, "Not on programme any more")


def test_breaks_push_the_forecast() -> None:
    ahead = Break(start=after(300), end=after(330))
    plain: dict[str, Any] = {"ksbs": met(7)}  # forecast for day 1000 on day 200
    assert judge(after(200), **plain, breaks=(ahead,)).on == after(1030)
    # days in a break are no days of work, so 7 KSBs took 170 days
    gone = Break(start=after(20), end=after(50))
    assert step(judge(after(200), **plain, breaks=(gone,)), "ksbs").on == after(200 + 680)


def test_a_forecast_in_a_break_moves_to_the_day_of_return() -> None:
    pause = Break(start=SERVED, end=SERVED + timedelta(days=20))
    assert judge(after(100), breaks=(pause,)).on == SERVED + timedelta(days=20)


def test_in_an_open_break_the_forecast_counts_as_if_it_ended_today() -> None:
    pause = (Break(start=after(100)),)
    for days in (0, 10, 40):
        verdict = judge(after(100 + days), breaks=pause)
        assert verdict.on == SERVED + timedelta(days=days)
        assert verdict.text.endswith("; as if the break ended today")


def latest(verdict: ForecastVerdict) -> date:
    """The day, or the end of time where there is no forecast."""
    return verdict.on or date.max


@st.composite
def moving(draw: st.DrawFn) -> Learner:
    """A learner on programme of whom there is a pace."""
    person = draw(learners())
    return replace(
        person,
        statuses=(),
        standard="ST1379",
        ksbs=met(draw(st.integers(1, 35))),
        otj_planned=draw(st.integers(1, 900)),
        otj_actual=draw(st.integers(1, 900)),
    )


def ask(person: Learner, found: list[Visit], today: date) -> ForecastVerdict:
    return forecast(person, found, standard(person.standard), PLAIN, today)


@STEADY
@given(moving(), visits(), TODAYS, st.integers(0, 400), st.integers(0, 30_000))
def test_more_hours_never_make_the_gateway_later(
    person: Learner, found: list[Visit], today: date, hours: int, minutes: int
) -> None:
    before = latest(ask(person, found, today))
    said = replace(person, otj_actual=(person.otj_actual or 0) + hours)
    assert latest(ask(said, found, today)) <= before
    logged = replace(person, logged_minutes=person.logged_minutes + minutes)
    assert latest(ask(logged, found, today)) <= before
    held = visit(min(today, date(2028, 1, 1)), otj_minutes=minutes % 1440, id="z")
    assert latest(ask(person, [*found, held], today)) <= before


@STEADY
@given(moving(), visits(), TODAYS, st.integers(1, 35))
def test_more_ksbs_met_never_make_the_gateway_later(
    person: Learner, found: list[Visit], today: date, count: int
) -> None:
    more = replace(person, ksbs=person.ksbs | met(count))
    assert latest(ask(more, found, today)) <= latest(ask(person, found, today))


@STEADY
@given(moving(), st.dates(date(2023, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_with_nothing_new_the_forecast_never_comes_nearer(
    person: Learner, today: date, days: int
) -> None:
    exams = {code: record for code, record in person.skills.items() if record.state != "booked"}
    person = replace(person, skills=exams)  # an exam that has passed is no longer ahead
    before, later = ask(person, [], today), ask(person, [], today + timedelta(days=days))
    if before.on and before.on > today:
        assert latest(later) >= before.on


@STEADY
@given(moving(), visits(), TODAYS, breaks(), st.integers(0, 900), st.integers(1, 300))
def test_a_break_ahead_never_brings_the_gateway_forward(
    person: Learner,
    found: list[Visit],
    today: date,
    known: tuple[Break, ...],
    ahead: int,
    length: int,
) -> None:
    first = today + timedelta(days=ahead)
    pause = Break(start=first, end=first + timedelta(days=length))
    steady = replace(person, breaks=())
    plain = ask(steady, found, today)
    paused = ask(replace(person, breaks=(pause,)), found, today)
    assert latest(paused) >= latest(plain)
    some = ask(replace(person, breaks=known), found, today)
    more = ask(replace(person, breaks=(*known, pause)), found, today)
    assert latest(more) >= latest(some)
    decides = [step for step in plain.path if step.decides]
    exams = any(step.on and step.code in ("english", "maths") for step in plain.path)
    begun = max(today, person.original_start)
    if decides and plain.on and begun < first <= plain.on and not exams:
        assert paused.on == plain.on + timedelta(days=length)


@STEADY
@given(learners(), visits(), TODAYS)
def test_the_path_explains_the_forecast_and_names_never_matter(
    person: Learner, found: list[Visit], today: date
) -> None:
    verdict = ask(person, found, today)
    assert verdict == ask(
        replace(person, given_name="X", family_name="Y", employer="Z"), found[::-1], today
    )
    assert {step.rule for step in verdict.path} <= set(RULES)
    assert all(step.text.strip() for step in verdict.path)
    if verdict.path and verdict.on:
        days = [step.on for step in verdict.path if step.state == "ahead" and step.on]
        assert verdict.on >= max([today, *days])
        decides = [step.on for step in verdict.path if step.decides]
        assert decides == [max(days)] if days else not decides
    elif verdict.path:
        assert any(step.state == "no_pace" for step in verdict.path)
