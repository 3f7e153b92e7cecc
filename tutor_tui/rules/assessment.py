"""The end-point assessment: attempts at each method, the overall grade, and its window."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from tutor_tui.model.learner import Attempt, Learner
from tutor_tui.model.standard import AssessmentMethod, Grade, Standard
from tutor_tui.rules.gateway import gateway_date
from tutor_tui.rules.months import months_later
from tutor_tui.rules.status import gateway_reached, moved_by_breaks, recorded_status
from tutor_tui.rules.words import day, listing


class MethodVerdict(Struct, frozen=True, kw_only=True):
    """One method: its attempts in order of time, and what they came to.

    `result` and `points` are those of the last attempt made; None while not known. `booked` is
    the day of the next attempt. `retake` says that the last attempt made was failed.
    """

    method: str
    name: str
    attempts: tuple[Attempt, ...]
    result: Grade | None
    points: int | None
    booked: date | None
    retake: bool
    text: str
    rule: str


class Window(Struct, frozen=True, kw_only=True):
    """The usual period of the end-point assessment, from the gateway on; it holds both days.

    `reached` is False where the gateway's day is only planned. `closes` is None where the
    standard does not tell how long the period is.
    """

    opens: date
    closes: date | None
    reached: bool
    text: str
    rule: str = "assessment.window"


class AssessmentVerdict(Struct, frozen=True, kw_only=True):
    """Every method of the standard, in its order, and the overall grade.

    `overall` is None until every method's result is known. `retakes` are the ids of the methods
    to be taken again, `booked` is the day of the next attempt at any method, and `unconfirmed`
    names what of the assessment no source confirms.
    """

    methods: tuple[MethodVerdict, ...]
    overall: Grade | None
    retakes: tuple[str, ...]
    booked: date | None
    window: Window | None
    unconfirmed: tuple[str, ...]
    text: str
    rule: str


def assessment(learner: Learner, standard: Standard, today: date) -> AssessmentVerdict:
    """Judge the learner's end-point assessment."""
    methods = tuple(_method(method, learner, today) for method in standard.methods)
    overall = overall_grade(methods, standard)
    unconfirmed = tuple(
        words for field, words in _UNCONFIRMED.items() if field in standard.unconfirmed
    )
    return AssessmentVerdict(
        methods=methods,
        overall=overall,
        retakes=tuple(found.method for found in methods if found.retake),
        booked=min((found.booked for found in methods if found.booked), default=None),
        window=_window(learner, standard, today),
        unconfirmed=unconfirmed,
        text=_words(methods, overall, standard, unconfirmed),
        rule="assessment.grading" if standard.distinction_total is None else "assessment.points",
    )


def grade_of(attempt: Attempt, method: AssessmentMethod) -> Grade | None:
    """The grade given for an attempt, else the one its points come to by the method's marks.

    None where neither tells: a grade is never made up where the marks for it are not known.
    """
    if attempt.result or attempt.points is None:
        return attempt.result
    if method.pass_points is None:
        return None
    if attempt.points < method.pass_points:
        return "fail"
    if "distinction" not in method.grades:
        return "pass"
    if method.distinction_points is None:
        return None
    return "distinction" if attempt.points >= method.distinction_points else "pass"


def overall_grade(methods: Sequence[MethodVerdict], standard: Standard) -> Grade | None:
    """The overall grade by the standard's table, else by the points of all methods together.

    None while a result is not known, or where the standard has neither. By points a failed
    method fails the whole.
    """
    results = [found.result for found in methods]
    if not results or None in results:
        return None
    if standard.distinction_total is None:
        reached = sorted(result for result in results if result)
        rows = [row for row in standard.grading if sorted(row.methods) == reached]
        return rows[0].overall if rows else None
    if "fail" in results:
        return "fail"
    points = [found.points for found in methods if found.points is not None]
    if len(points) < len(methods):
        return None
    return "distinction" if sum(points) >= standard.distinction_total else "pass"


_UNCONFIRMED = {"grading": "how the grades make the overall grade", "methods": "the methods"}
"""Fields of a standard that an assessment rests on, in words."""


def _method(method: AssessmentMethod, learner: Learner, today: date) -> MethodVerdict:
    # an attempt without a day is the last to be told of; ids are in order of their making
    attempts = sorted(
        (item for item in learner.attempts.items() if item[1].method == method.id),
        key=lambda item: (item[1].on or date.max, item[0]),
    )
    found = tuple(attempt for _, attempt in attempts)
    made = [attempt for attempt in found if _made(attempt, today)]
    last = made[-1] if made else None
    result = grade_of(last, method) if last else None
    days = [a.on for a in found if a.on and a.on >= today and not _made(a, today)]
    booked = min(days, default=None)
    return MethodVerdict(
        method=method.id,
        name=method.name,
        attempts=found,
        result=result,
        points=last.points if last else None,
        booked=booked,
        retake=result == "fail",
        text=_method_words(method, last, result, booked, today),
        rule=_method_rule(last, result),
    )


def _method_rule(last: Attempt | None, result: Grade | None) -> str:
    if result == "fail":
        return "assessment.retake"
    unmarked = last and last.points is not None and result is None
    return "assessment.marks" if unmarked else "assessment.attempts"


def _made(attempt: Attempt, today: date) -> bool:
    """On a day gone by; today or without a day, only once it has come to something."""
    told = attempt.result is not None or attempt.points is not None
    if attempt.on is None:
        return told
    return attempt.on < today or (attempt.on == today and told)


def _method_words(
    method: AssessmentMethod,
    last: Attempt | None,
    result: Grade | None,
    booked: date | None,
    today: date,
) -> str:
    ahead = f"booked for {day(booked, today)}" if booked else "not booked yet"
    if last is None:
        return ahead
    points = ""
    if last.points is not None:
        of = f" of {method.points}" if method.points else ""
        points = f"{last.points}{of} points"
    if result is None:
        return (
            f"{points}; marks for a grade are unconfirmed, so give the grade"
            if points
            else "result awaited"
        )
    text = f"failed, to be taken again: {ahead}" if result == "fail" else result
    return f"{text} ({points})" if points else text


def _window(learner: Learner, standard: Standard, today: date) -> Window | None:
    """From the gateway's day, reached or planned; breaks after it move the close."""
    opens = gateway_reached(learner, today)
    reached = opens is not None
    if not standard.methods:
        return None
    if opens is None:
        if recorded_status(learner, today) != "on_programme":
            return None
        opens = gateway_date(learner)
    condition = "" if reached else ", if the gateway is on time"
    if standard.epa_months is None:
        text = f"From {day(opens, today)}{condition}; how long is not known"
        return Window(opens=opens, closes=None, reached=reached, text=text)
    due = months_later(opens, standard.epa_months)
    closes = moved_by_breaks(opens, due, learner.breaks, open_until=today)
    doubt = " (length unconfirmed)" if "epa_months" in standard.unconfirmed else ""
    text = f"{day(opens, today)} to {day(closes, today)}{condition}{doubt}"
    return Window(opens=opens, closes=closes, reached=reached, text=text)


def _words(
    methods: Sequence[MethodVerdict],
    overall: Grade | None,
    standard: Standard,
    unconfirmed: Sequence[str],
) -> str:
    if not methods:
        return "No end-point assessment is known for this programme"
    doubt = f" (unconfirmed: {listing(unconfirmed)})" if unconfirmed else ""
    retakes = [found.name for found in methods if found.retake]
    again = f"; to be taken again: {listing(retakes)}" if retakes else ""
    if overall:
        return f"Overall {overall}{again}{doubt}"
    waiting = [found.name for found in methods if found.result is None]
    if waiting:
        return f"No overall grade yet: {listing(waiting)} without a result{again}"
    if standard.distinction_total is not None:
        return "No overall grade yet: points not recorded for every method"
    return "No overall grade: the standard's table has no row for these grades"
