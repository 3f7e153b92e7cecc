"""A learner's time in lanes, events and curves, held against the rules it is made from."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.rules.people import PLAIN, START, STEADY, learner, learners, standard, visit, visits
from tutor_tui.model.folder import DoneAction, Evidence, Folder, HoursEntry
from tutor_tui.model.learner import (
    Action,
    Attempt,
    Break,
    Declaration,
    KsbRecord,
    Learner,
    Review,
    SkillRecord,
    StatusChange,
)
from tutor_tui.model.visit import Visit
from tutor_tui.rules.cadence import cadence
from tutor_tui.workspace.late_gaps import late_gaps
from tutor_tui.workspace.progress_curve import Curve
from tutor_tui.workspace.standing import Standing, standing
from tutor_tui.workspace.timeline import Timeline, timeline

TODAY = date(2026, 11, 30)
EMPTY = Folder(id="l1")
ANY_DAY = st.dates(date(2023, 1, 1), date(2031, 1, 1))


def judged(person: Learner, *held: Visit, on: date = TODAY) -> Standing:
    return standing(person, held, standard(person.standard), PLAIN, on)


def laid_out(person: Learner, *held: Visit, on: date = TODAY, folder: Folder = EMPTY) -> Timeline:
    return timeline(judged(person, *held, on=on), folder, on)


def late(person: Learner, *held: Visit, on: date = TODAY) -> list[tuple[date, date]]:
    return [(gap.start, gap.end) for gap in late_gaps(judged(person, *held, on=on).verdict)]


def told(found: Timeline, kind: str) -> list[tuple[date, str]]:
    return [(event.on, event.text) for event in found.events if event.kind == kind]


def done(curve: Curve | None) -> dict[date, int | None]:
    assert curve
    return {point.on: point.done for point in curve.points}


def expected(curve: Curve | None) -> dict[date, int]:
    assert curve
    return {point.on: point.expected for point in curve.points}


# late gaps


def test_a_gap_is_late_from_the_close_of_the_window_to_the_visit() -> None:
    # seen in time, then eight weeks later where five were allowed
    held = visit(date(2026, 2, 6)), visit(date(2026, 4, 3))
    assert late(learner(), *held, on=date(2026, 4, 4)) == [(date(2026, 3, 14), date(2026, 4, 3))]


def test_a_visit_one_day_late_makes_a_gap_of_one_day() -> None:
    closes = START + timedelta(days=35)
    assert late(learner(), visit(closes), on=closes) == []
    after = closes + timedelta(days=1)
    assert late(learner(), visit(after), on=after) == [(after, after)]


def test_the_present_gap_is_as_long_as_the_learner_is_overdue() -> None:
    found = judged(learner(), visit(date(2026, 10, 5)))
    [_, gap] = late_gaps(found.verdict)
    assert gap.end == TODAY
    assert gap.days == found.verdict.cadence.days_overdue == 21


def test_a_miss_ends_no_gap_and_neither_does_a_visit_that_does_not_count() -> None:
    gap = (date(2026, 2, 10), date(2026, 3, 2))
    between = (
        visit(date(2026, 2, 16), "not_attended"),
        visit(date(2026, 2, 23), kind="support"),
    )
    assert late(learner(), *between, visit(gap[1]), on=date(2026, 3, 3)) == [gap]


def test_a_break_ends_a_gap_the_day_before_and_begins_the_clock_anew() -> None:
    person = learner(breaks=(Break(start=date(2026, 2, 20), end=date(2026, 4, 10)),))
    before = (date(2026, 2, 10), date(2026, 2, 19))
    assert late(person, on=date(2026, 5, 15)) == [before]
    # closes on 15 May, five weeks after the return
    assert late(person, on=date(2026, 5, 17)) == [before, (date(2026, 5, 16), date(2026, 5, 17))]


def test_who_leaves_the_programme_is_late_up_to_the_day_before() -> None:
    changes = (
        StatusChange(status="gateway", on=date(2026, 3, 2)),
        StatusChange(status="completed", on=date(2026, 6, 1)),
    )
    assert late(learner(statuses=changes)) == [(date(2026, 2, 10), date(2026, 3, 1))]


@settings(STEADY, max_examples=30)
@given(learners(), visits(), st.dates(date(2023, 1, 1), date(2026, 1, 1)))
def test_every_day_of_a_gap_was_overdue_and_no_other(
    person: Learner, held: list[Visit], today: date
) -> None:
    # with one change of status at the most: who comes back on programme was late all the while
    assume(len(person.statuses) < 2)
    days = {
        gap.start + timedelta(days=number)
        for gap in late_gaps(judged(person, *held, on=today).verdict)
        for number in range(gap.days)
    }
    ends = {one.date for one in held}
    of = standard(person.standard)
    for back in range(0, 120, 2):
        day = today - timedelta(days=back)
        overdue = cadence(person, held, of, PLAIN, day).state == "overdue"
        # the day of the visit that was late is told as late, too
        if day not in ends:
            assert (day in days) == overdue, day


# lanes


def test_each_lane_holds_what_is_of_its_kind() -> None:
    person = learner(
        reviews={
            "a": Review(
                on=date(2026, 3, 2),
                signed=dict.fromkeys(("learner", "employer", "tutor"), date(2026, 3, 3)),
            ),
            "b": Review(on=date(2026, 6, 1), signed={"tutor": date(2026, 6, 1)}),
        },
        breaks=(Break(start=date(2026, 7, 1), end=date(2026, 8, 3)),),
        attempts={
            "x": Attempt(method="observation", on=date(2026, 12, 10)),
            "y": Attempt(method="discussion", on=date(2026, 11, 9), result="fail"),
            "z": Attempt(method="discussion"),
        },
        expected_end=date(2027, 8, 2),
    )
    held = visit(date(2026, 11, 20)), visit(date(2026, 11, 24), "booked")
    found = laid_out(person, *held)
    assert [(m.on.day, m.status) for m in found.visits] == [
        (20, "attended"),
        (24, "outcome_missing"),
    ]
    assert [mark.status for mark in found.reviews] == ["complete", "unsigned", "overdue"]
    [pause] = found.breaks
    assert (pause.start, pause.end) == (date(2026, 7, 1), date(2026, 8, 2))
    assert [stretch.status for stretch in found.windows] == ["late", "late", "window"]
    assert [(mark.status, mark.on) for mark in found.milestones] == [
        ("start", START),
        ("assessment", date(2026, 11, 9)),
        ("today", TODAY),
        ("assessment", date(2026, 12, 10)),
        ("planned_end", date(2027, 7, 5)),
        ("expected_end", date(2027, 8, 2)),
    ]
    booked = [mark.text for mark in found.milestones if mark.on == date(2026, 12, 10)]
    assert booked == ["Observation with questioning: booked"]
    assert (found.first, found.last) == (START, date(2027, 8, 2))


def test_a_break_without_an_end_reaches_up_to_today() -> None:
    found = laid_out(learner(breaks=(Break(start=date(2026, 10, 1)),)))
    assert [(one.start, one.end) for one in found.breaks] == [(date(2026, 10, 1), TODAY)]
    assert found.breaks[0].text.endswith("no day of return yet")


def test_the_gateway_is_forecast_until_it_is_reached() -> None:
    met = {ksb.code: KsbRecord(state="met") for ksb in standard().ksbs}
    fields: dict[str, Any] = {"ksbs": met, "otj_planned": 400, "otj_actual": 400}
    ahead = judged(learner(**fields))
    [mark] = [m for m in timeline(ahead, EMPTY, TODAY).milestones if m.status == "gateway"]
    assert (mark.on, mark.text) == (ahead.forecast.on, "gateway forecast")
    passed = StatusChange(status="gateway", on=date(2026, 10, 5))
    found = laid_out(learner(statuses=(passed,), **fields))
    [mark] = [m for m in found.milestones if m.status == "gateway"]
    assert (mark.on, mark.text) == (date(2026, 10, 5), "gateway reached")
    assert [text for on, text in told(found, "programme") if on == passed.on] == ["Gateway"]
    assert told(found, "gateway") == []


@settings(STEADY, max_examples=20)
@given(learners(), visits(), ANY_DAY)
def test_everything_lies_on_the_axis_and_events_in_order(
    person: Learner, held: list[Visit], today: date
) -> None:
    found = laid_out(person, *held, on=today)
    assert found.first <= person.original_start
    assert found.last >= max(today, person.planned_end, person.expected_end or today)
    marks = [mark.on for mark in (*found.visits, *found.reviews, *found.milestones)]
    assert all(found.first <= on <= found.last for on in marks)
    for stretch in (*found.breaks, *found.windows):
        assert found.first <= stretch.start <= stretch.end <= found.last
    assert [event.on for event in found.events] == sorted(event.on for event in found.events)
    for curve in filter(None, (found.ksbs, found.hours)):
        for before, after in pairwise(curve.points):
            assert before.on < after.on
            assert before.expected <= after.expected
            if after.done is not None:
                assert before.done is not None
                assert before.done <= after.done
        assert all((point.done is None) == (point.on > today) for point in curve.points)


# events


def test_events_tell_the_whole_record() -> None:
    person = learner(
        skills={
            "english": SkillRecord(
                state="working_towards", components={"reading": date(2026, 5, 1)}
            ),
            "maths": SkillRecord(state="booked", on=date(2026, 12, 7)),
        },
        ksbs={
            "S3": KsbRecord(state="met", on=date(2026, 4, 1)),
            "K2": KsbRecord(state="met", on=date(2026, 4, 1)),
            "K9": KsbRecord(state="submitted", on=date(2026, 4, 1)),
            "K1": KsbRecord(state="none", on=date(2026, 4, 1)),
        },
        gateway={"employer": Declaration(state="done", on=date(2026, 11, 2))},
        breaks=(Break(start=date(2026, 7, 1), end=date(2026, 8, 3)),),
        actions={"a": Action(text="Read unit 4", owner="learner", agreed=START, due=TODAY)},
    )
    read = Action(text="Read unit 3", owner="tutor", agreed=START)
    folder = Folder(
        id="l1",
        evidence={"e": Evidence(on=date(2026, 4, 2), title="A film", ksbs=("K9",))},
        done={"d": DoneAction(action=read, done=date(2026, 5, 4))},
    )
    held = visit(date(2026, 3, 2), at="10:00"), visit(date(2026, 12, 4), "booked", "14:00")
    found = laid_out(person, *held, folder=folder)
    assert told(found, "skill") == [
        (date(2026, 5, 1), "English: passed reading"),
        (date(2026, 12, 7), "Maths: exam booked"),
    ]
    assert told(found, "ksb") == [
        (date(2026, 4, 1), "KSBs met: K2 S3"),
        (date(2026, 4, 1), "KSBs submitted: K9"),
    ]
    assert told(found, "gateway") == [(date(2026, 11, 2), "Gateway, Employer confirms: done")]
    assert told(found, "break") == [
        (date(2026, 7, 1), "Break in learning begins, back 3 Aug"),
        (date(2026, 8, 3), "Return from the break"),
    ]
    assert told(found, "action") == [
        (date(2026, 5, 4), "Action of the tutor, done: Read unit 3"),
        (TODAY, "Action of the learner, due 30 Nov: Read unit 4"),
    ]
    assert told(found, "evidence") == [
        (date(2026, 4, 2), "Evidence: A film, work, for K9, submitted")
    ]
    assert told(found, "visit") == [
        (date(2026, 3, 2), "Visit: 10:00 teaching, online, attended, 60 min"),
        (date(2026, 12, 4), "Visit: 14:00 teaching, online, booked, 60 min"),
    ]
    assert (date(2026, 2, 10), "By the record a visit is overdue from here on, 21 days") in told(
        found, "window"
    )


# curves


def test_ksbs_are_met_on_their_days_and_those_without_from_the_start() -> None:
    person = learner(
        ksbs={
            "K1": KsbRecord(state="met"),
            "K2": KsbRecord(state="met", on=date(2026, 2, 10)),
            "K3": KsbRecord(state="met", on=date(2025, 12, 1)),
            "K4": KsbRecord(state="submitted", on=date(2026, 2, 10)),
        }
    )
    curve = laid_out(person, on=date(2026, 3, 10)).ksbs
    assert curve
    assert (curve.total, curve.note) == (35, "1 KSB without a day, counted from the start")
    days = done(curve)
    assert list(days)[:5] == [
        START,
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 10),
        date(2026, 3, 31),
    ]
    assert list(days.values())[:5] == [2, 2, 3, 3, None]
    assert max(days) == person.planned_end


def test_ksbs_expected_stand_still_in_a_break_and_end_at_all_of_them() -> None:
    person = learner(breaks=(Break(start=date(2026, 6, 30), end=date(2026, 8, 31)),))
    line = expected(laid_out(person).ksbs)
    assert line[date(2026, 6, 30)] == line[date(2026, 7, 31)] == line[date(2026, 8, 31)] > 0
    assert line[date(2026, 9, 30)] > line[date(2026, 8, 31)]
    assert line[person.planned_end] == 35
    assert line[TODAY] == judged(person).verdict.ksbs.expected


def test_hours_follow_visits_and_log_and_the_rest_is_spread_evenly() -> None:
    person = learner(otj_planned=500, otj_actual=43, logged_minutes=120)
    folder = Folder(
        id="l1",
        hours={
            "a": HoursEntry(on=date(2026, 2, 9), minutes=120),
            "b": HoursEntry(on=date(2026, 2, 9), minutes=600, kind="placement"),
        },
    )
    today = date(2026, 2, 14)  # 40 days after the start
    found = laid_out(person, visit(date(2026, 1, 20), otj_minutes=60), on=today, folder=folder)
    assert found.hours
    assert found.hours.note == "40 hours without a day, spread evenly"
    assert done(found.hours)[date(2026, 1, 31)] == 26 + 1
    assert done(found.hours)[today] == 43
    assert expected(found.hours)[today] == judged(person, on=today).hours.expected


def test_hours_without_a_day_are_all_done_when_the_gateway_is_passed() -> None:
    passed = StatusChange(status="gateway", on=date(2026, 9, 1))
    curve = laid_out(learner(otj_planned=300, otj_actual=300, statuses=(passed,))).hours
    assert done(curve)[date(2026, 9, 30)] == done(curve)[TODAY] == 300
    assert done(curve)[date(2026, 8, 31)] == 298


def test_a_plan_of_ones_own_is_what_hours_are_measured_against() -> None:
    curve = laid_out(learner(otj_plan={"2026-03": 10, "2026-05": 20})).hours
    assert curve
    assert curve.total == 30
    line = expected(curve)
    months = [line[date(2026, month, day)] for month, day in ((2, 28), (3, 31), (4, 30), (5, 31))]
    assert months == [0, 9, 10, 29]  # a month's last day has not gone by on that day
    assert line[date(2026, 6, 30)] == 30


def test_there_is_no_curve_of_what_is_not_known() -> None:
    found = laid_out(learner(standard="LARS-999"))
    assert found.ksbs is None
    assert found.hours is None
