"""The end-point assessment: attempts, results, grades, what is taken again, and its window."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.rules.people import STEADY, TODAYS, learner, learners, standard
from tutor_tui.model.learner import Attempt, Break, Learner, Status, StatusChange
from tutor_tui.model.standard import Grade, Standard
from tutor_tui.rules.assessment import (
    AssessmentVerdict,
    MethodVerdict,
    Window,
    assessment,
    grade_of,
)
from tutor_tui.rules.rule import RULES

TODAY = date(2027, 8, 1)


def d(month: int, day: int, year: int = 2027) -> date:
    return date(year, month, day)


def attempts(*found: Attempt) -> dict[str, Attempt]:
    return {f"{number:02}": attempt for number, attempt in enumerate(found)}


def judge(
    *found: Attempt, of: Standard | None = None, on: date = TODAY, **fields: Any
) -> AssessmentVerdict:
    return assessment(learner(attempts=attempts(*found), **fields), of or standard(), on)


def observation(*found: Attempt, of: str = "ST1379", on: date = TODAY) -> MethodVerdict:
    return judge(*found, of=standard(of), on=on).methods[0]


def at(on: date | None, result: Grade | None = None, points: int | None = None) -> Attempt:
    return Attempt(method="observation", on=on, result=result, points=points)


def graded(observation: Grade | None, discussion: Grade | None) -> tuple[Attempt, Attempt]:
    return (
        Attempt(method="observation", on=d(7, 1), result=observation),
        Attempt(method="discussion", on=d(7, 8), result=discussion),
    )


def marked(
    observation: int | None, discussion: int | None, grade: Grade | None = None
) -> tuple[Attempt, Attempt]:
    """Points of the learning mentor; the discussion's grade is given by a person."""
    return (
        Attempt(method="observation", on=d(7, 1), points=observation),
        Attempt(method="discussion", on=d(7, 8), points=discussion, result=grade),
    )


TABLE: dict[tuple[Grade, Grade], Grade] = {
    ("fail", "fail"): "fail",
    ("fail", "pass"): "fail",
    ("fail", "distinction"): "fail",
    ("pass", "pass"): "pass",
    ("pass", "distinction"): "merit",
    ("distinction", "distinction"): "distinction",
}


@pytest.mark.parametrize(("grades", "overall"), TABLE.items())
@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_the_mentors_overall_grade_whichever_method_has_which(
    grades: tuple[Grade, Grade], overall: Grade, version: str
) -> None:
    for pair in (grades, grades[::-1]):
        verdict = judge(*graded(*pair), of=standard(version=version))
        assert (verdict.overall, verdict.rule) == (overall, "assessment.grading")


def test_the_table_is_told_to_be_unconfirmed_and_is_data() -> None:
    verdict = judge(*graded("pass", "distinction"))
    assert verdict.text == "Overall merit (unconfirmed: how the grades make the overall grade)"
    assert verdict.unconfirmed == ("how the grades make the overall grade",)
    assert not RULES[verdict.rule].confirmed
    sure = replace(standard(), unconfirmed=())
    assert judge(*graded("pass", "pass"), of=sure).text == "Overall pass"
    kinder = replace(
        sure,
        grading=tuple(
            replace(row, overall="distinction") if "distinction" in row.methods else row
            for row in sure.grading
        ),
    )
    assert judge(*graded("pass", "distinction"), of=kinder).overall == "distinction"


@pytest.mark.parametrize(
    ("grades", "waiting"),
    [
        ((None, None), "Observation with questioning and Professional discussion underpinned by "),
        (("pass", None), "Professional discussion underpinned by "),
    ],
)
def test_no_overall_grade_until_every_result_is_known(
    grades: tuple[Grade | None, Grade | None], waiting: str
) -> None:
    verdict = judge(*graded(*grades))
    assert verdict.overall is None
    assert verdict.text == f"No overall grade yet: {waiting}portfolio without a result"


def test_a_table_without_the_row_gives_no_grade() -> None:
    verdict = judge(*graded("pass", "pass"), of=replace(standard(), grading=()))
    assert verdict.overall is None
    assert verdict.text == "No overall grade: the standard's table has no row for these grades"


@pytest.mark.parametrize(
    ("points", "result"),
    [
        (0, "fail"),
        (53, "fail"),
        (54, "pass"),
        (59, "pass"),
        (60, "distinction"),
        (64, "distinction"),
    ],
)
def test_the_learning_mentors_observations_pass_at_54_and_are_distinguished_at_60(
    points: int, result: Grade
) -> None:
    found = observation(at(d(7, 1), points=points), of="ST0148")
    assert (found.result, found.points) == (result, points)
    assert f"({points} of 64 points)" in found.text


@pytest.mark.parametrize("points", [0, 20, 36])
def test_the_discussions_marks_are_not_known_so_a_person_gives_its_grade(points: int) -> None:
    verdict = judge(*marked(60, points), of=standard("ST0148"))
    discussion = verdict.methods[1]
    assert (discussion.result, discussion.retake, verdict.overall) == (None, False, None)
    assert discussion.text == (
        f"{points} of 36 points; marks for a grade are unconfirmed, so give the grade"
    )
    assert not RULES[discussion.rule].confirmed
    given = judge(*marked(60, points, "pass"), of=standard("ST0148")).methods[1]
    assert (given.result, given.text) == ("pass", f"pass ({points} of 36 points)")


@pytest.mark.parametrize(
    ("observed", "discussed", "grade", "overall"),
    [
        (60, 30, "pass", "distinction"),  # 90
        (64, 36, "distinction", "distinction"),
        (54, 36, "distinction", "distinction"),
        (60, 29, "pass", "pass"),  # 89
        (53, 36, "distinction", "fail"),
        (64, 26, "fail", "fail"),
        (60, None, "pass", None),
        (None, 30, "pass", None),
    ],
)
def test_the_learning_mentors_overall_grade_by_points(
    observed: int | None, discussed: int | None, grade: Grade, overall: Grade | None
) -> None:
    verdict = judge(*marked(observed, discussed, grade), of=standard("ST0148"))
    assert (verdict.overall, verdict.rule) == (overall, "assessment.points")


def test_points_missing_of_a_method_are_told() -> None:
    verdict = judge(*marked(60, None, "pass"), of=standard("ST0148"))
    assert verdict.text == "No overall grade yet: points not recorded for every method"


def test_a_given_grade_holds_over_the_points() -> None:
    method = standard("ST0148").methods[0]
    assert grade_of(at(None, "pass", 10), method) == "pass"


def test_no_grade_is_made_up_from_marks_that_are_not_known() -> None:
    method = standard("ST0148").methods[0]
    no_pass = replace(method, pass_points=None)
    no_distinction = replace(method, distinction_points=None)
    passes_only = replace(no_distinction, grades=("fail", "pass"))
    graded = [
        [grade_of(at(None, points=points), one) for points in (53, 64)]
        for one in (no_pass, no_distinction, passes_only)
    ]
    assert graded == [[None, None], ["fail", None], ["fail", "pass"]]


@pytest.mark.parametrize(
    ("found", "result", "booked", "text"),
    [
        ([], None, None, "not booked yet"),
        ([at(None)], None, None, "not booked yet"),
        ([at(d(9, 1))], None, d(9, 1), "booked for 1 Sep"),
        ([at(TODAY)], None, TODAY, "booked for 1 Aug"),
        ([at(d(7, 31))], None, None, "result awaited"),
        ([at(TODAY, "pass")], "pass", None, "pass"),
        ([at(d(9, 1), "pass")], None, d(9, 1), "booked for 1 Sep"),
        ([at(None, "pass")], "pass", None, "pass"),
        ([at(d(7, 1), "fail")], "fail", None, "failed, to be taken again: not booked yet"),
        (
            [at(d(7, 1), "fail"), at(d(9, 1))],
            "fail",
            d(9, 1),
            "failed, to be taken again: booked for 1 Sep",
        ),
        ([at(d(7, 1), "fail"), at(d(7, 20))], None, None, "result awaited"),
        ([at(d(7, 1), "fail"), at(d(7, 20), "pass")], "pass", None, "pass"),
        ([at(d(7, 20), "pass"), at(d(7, 1), "fail")], "pass", None, "pass"),
        ([at(d(7, 1), "fail"), at(None, "pass")], "pass", None, "pass"),
        ([at(d(7, 1), "fail"), at(d(7, 1), "pass")], "pass", None, "pass"),
    ],
)
def test_the_last_attempt_made_gives_the_result(
    found: list[Attempt], result: Grade | None, booked: date | None, text: str
) -> None:
    verdict = observation(*found)
    assert (verdict.result, verdict.booked, verdict.text) == (result, booked, text)
    assert verdict.retake is (result == "fail")
    assert len(verdict.attempts) == len(found)


def test_attempts_are_kept_in_order_of_time() -> None:
    last, first, undated = at(d(7, 20), "pass"), at(d(7, 1), "fail"), at(None)
    assert observation(last, undated, first).attempts == (first, last, undated)


def test_which_methods_are_to_be_taken_again() -> None:
    assert judge(*graded("fail", "pass")).retakes == ("observation",)
    both = judge(*graded("fail", "fail"))
    assert both.retakes == ("observation", "discussion")
    assert "to be taken again: Observation with questioning and Professional" in both.text
    assert [found.rule for found in both.methods] == ["assessment.retake"] * 2
    assert judge(*graded("pass", "pass")).retakes == ()


def test_the_next_day_booked_at_any_method() -> None:
    found = [at(d(9, 3)), Attempt(method="discussion", on=d(9, 1)), at(d(7, 1), "fail")]
    assert judge(*found).booked == d(9, 1)
    assert judge(*found, on=d(9, 2)).booked == d(9, 3)
    assert judge(*found, on=d(9, 4)).booked is None


def test_an_attempt_at_a_method_the_standard_has_not_counts_for_nothing() -> None:
    verdict = judge(Attempt(method="essay", on=d(7, 1), result="distinction"))
    assert [found.attempts for found in verdict.methods] == [(), ()]


@pytest.mark.parametrize("id", ["TLEVEL-SMS", "LARS-999"])
def test_a_programme_without_methods(id: str) -> None:
    verdict = judge(of=standard(id))
    assert (verdict.methods, verdict.overall, verdict.window) == ((), None, None)
    assert verdict.text == "No end-point assessment is known for this programme"


def window(on: date = TODAY, of: Standard | None = None, **fields: Any) -> Window | None:
    return judge(of=of, on=on, **fields).window


def since(status: Status, on: date) -> StatusChange:
    return StatusChange(status=status, on=on)


def test_the_window_is_three_months_from_the_gateway() -> None:
    reached = window(statuses=(since("gateway", d(7, 5)),))
    assert reached == Window(opens=d(7, 5), closes=d(10, 5), reached=True, text="5 Jul to 5 Oct")


def test_before_the_gateway_the_window_is_a_plan() -> None:
    planned = window(d(7, 1), statuses=(since("gateway", d(7, 5)),))
    assert planned
    assert (planned.opens, planned.closes, planned.reached) == (d(7, 5), d(10, 5), False)
    assert planned.text == "5 Jul to 5 Oct, if the gateway is on time"
    later = window(expected_end=d(9, 1))
    assert later
    assert (later.opens, later.closes) == (d(9, 1), d(12, 1))


def test_a_break_after_the_gateway_moves_the_windows_close() -> None:
    statuses = (since("gateway", d(7, 5)),)
    paused = window(statuses=statuses, breaks=(Break(start=d(8, 1), end=d(8, 11)),))
    earlier = window(statuses=statuses, breaks=(Break(start=d(6, 1), end=d(6, 11)),))
    assert paused
    assert earlier
    assert (paused.closes, earlier.closes) == (d(10, 15), d(10, 5))


def test_the_window_of_a_learner_who_has_finished_or_left() -> None:
    gate, done = since("gateway", d(3, 1)), since("completed", d(6, 1))
    finished = window(statuses=(gate, done))
    assert finished
    assert (finished.opens, finished.reached) == (d(3, 1), True)
    assert window(statuses=(done,)) is None
    assert window(statuses=(gate, since("withdrawn", d(6, 1)))) is None
    back = window(statuses=(gate, since("on_programme", d(4, 1))))
    assert back
    assert (back.opens, back.reached) == (d(7, 5), False)


def test_a_length_that_is_not_known_or_not_confirmed_is_told() -> None:
    statuses = (since("gateway", d(7, 5)),)
    unknown = window(of=standard("ST0148"), statuses=statuses)
    assert unknown
    assert (unknown.closes, unknown.text) == (None, "From 5 Jul; how long is not known")
    doubtful = window(of=standard(version="1.1"), statuses=statuses)
    assert doubtful
    assert doubtful.text == "5 Jul to 5 Oct (length unconfirmed)"


@STEADY
@given(learners(), TODAYS)
def test_a_grade_needs_every_method_and_no_name(person: Learner, today: date) -> None:
    for programme in (standard(), standard("ST0148")):
        verdict = assessment(person, programme, today)
        results = [found.result for found in verdict.methods]
        if verdict.overall:
            assert None not in results
        if None not in results and "fail" in results:
            assert verdict.overall == "fail"
        assert {found.rule for found in verdict.methods} | {verdict.rule} <= set(RULES)
        anonymous = replace(person, given_name="X", family_name="Y", employer="Z")
        assert assessment(anonymous, programme, today) == verdict


ORDER: tuple[Grade, ...] = ("fail", "pass", "merit", "distinction")


@STEADY
@given(st.sampled_from(["fail", "pass", "distinction"]), st.integers(0, 64), st.integers(0, 36))
def test_a_better_result_never_makes_a_worse_grade(
    other: Grade, observed: int, discussed: int
) -> None:
    def rank(*found: Attempt, of: str = "ST1379") -> int:
        overall = judge(*found, of=standard(of)).overall
        assert overall
        return ORDER.index(overall)

    better: list[tuple[Grade, Grade]] = [("fail", "pass"), ("pass", "distinction")]
    for worse, good in better:
        assert rank(*graded(worse, other)) <= rank(*graded(good, other))
    points = list(product((observed, min(observed + 1, 64)), (discussed, min(discussed + 1, 36))))
    by_points = [rank(*marked(*pair, "pass"), of="ST0148") for pair in points]
    assert by_points[0] == min(by_points)
    assert by_points[-1] == max(by_points)
