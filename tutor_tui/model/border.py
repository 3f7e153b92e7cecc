"""The border: what people and files give is checked here before it is kept.

The only module that loads pydantic, and it is loaded only when something is written.
"""

from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar

import msgspec
from pydantic import TypeAdapter, ValidationError

from tutor_tui.errors import WrongUsage
from tutor_tui.model.learner import Learner
from tutor_tui.model.tutor import Tutor
from tutor_tui.model.visit import Visit

D = TypeVar("D")

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


def checked(document: D) -> D:
    """The document, proved to be of its type's shape and consistent in itself.

    Raises:
        WrongUsage: A field does not hold what it must; the sentence names the field.
    """
    try:
        whole: D = _adapter(type(document)).validate_python(msgspec.to_builtins(document))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]).replace("_", " ")
        raise WrongUsage(f"{where}: {first['msg'][:1].lower()}{first['msg'][1:]}") from None
    problem = _problem(whole)
    if problem:
        raise WrongUsage(problem)
    return whole


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _problem(document: object) -> str:
    """What is inconsistent within the document, or nothing."""
    if isinstance(document, Learner):
        return _learner_problem(document)
    if isinstance(document, Visit):
        return _visit_problem(document)
    if isinstance(document, Tutor):
        return _tutor_problem(document)
    return ""


def _learner_problem(learner: Learner) -> str:
    days = [learner.original_start, learner.planned_end, learner.expected_end, learner.born]
    if any(day and not EARLIEST <= day <= LATEST for day in days):
        return f"dates must lie between {EARLIEST.year} and {LATEST.year}"
    if learner.planned_end <= learner.original_start:
        return f"planned end {learner.planned_end} is not after the start {learner.original_start}"
    if learner.expected_end and learner.expected_end <= learner.original_start:
        return f"expected end {learner.expected_end} is not after the start"
    if learner.born and learner.born >= learner.original_start:
        return f"date of birth {learner.born} is not before the start {learner.original_start}"
    if learner.cadence and learner.cadence.min_weeks > learner.cadence.max_weeks:
        return "the cadence's least weeks are more than its most"
    ordered = sorted(learner.breaks, key=lambda pause: pause.start)
    for pause in ordered:
        if pause.end and pause.end <= pause.start:
            return f"the break from {pause.start} must end after it begins, not on {pause.end}"
    for earlier, later in pairwise(ordered):
        if earlier.end is None or earlier.end > later.start:
            return f"the breaks from {earlier.start} and from {later.start} overlap"
    return ""


def _visit_problem(visit: Visit) -> str:
    if not EARLIEST <= visit.date <= LATEST:
        return f"dates must lie between {EARLIEST.year} and {LATEST.year}"
    if (visit.start is None) != (visit.end is None):
        return "a visit has both a start and an end, or neither"
    if visit.start and visit.end:
        if visit.start.tzinfo is None or visit.end.tzinfo is None:
            return "a visit's times need a time zone"
        if visit.end <= visit.start:
            return "a visit must end after it starts"
    return ""


def _tutor_problem(tutor: Tutor) -> str:
    if tutor.day_end <= tutor.day_start:
        return f"the working day must end after it starts ({tutor.day_start:%H:%M})"
    for leave in tutor.leave:
        if leave.end < leave.start:
            return f"leave from {leave.start} must not end before it, on {leave.end}"
    return ""
