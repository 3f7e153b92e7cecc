"""The border: what people and files give is checked here before it is kept.

The only module that loads pydantic, and it is loaded only when something is written.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar, cast

import msgspec
from pydantic import TypeAdapter, ValidationError

from tutor_tui.errors import WrongUsage
from tutor_tui.london import london_date
from tutor_tui.model.folder import Folder
from tutor_tui.model.learner import Learner
from tutor_tui.model.settings import Settings, cadence_problem, settings_problem
from tutor_tui.model.tutor import Tutor
from tutor_tui.model.visit import Visit

D = TypeVar("D")

_ITEM_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{16}")
_MONTH = re.compile(r"(19|20|21)\d\d-(0[1-9]|1[0-2])")
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


def checked(document: D) -> D:
    """The document, proved to be of its type's shape and consistent in itself.

    Raises:
        WrongUsage: A field does not hold what it must; the sentence names the field.
    """
    return admitted(type(document), msgspec.to_builtins(document))


def admitted(kind: type[D], data: Any) -> D:
    """A document made of plain values from outside, with what `checked` proves of it.

    Raises:
        WrongUsage: A field is missing or does not hold what it must; the sentence names it.
    """
    try:
        whole: D = _adapter(cast(Any, kind)).validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        # an item's id says nothing to a person
        parts = [part for part in map(str, first["loc"]) if not _ITEM_ID.fullmatch(part)]
        where = ".".join(parts).replace("otj", "off-the-job").replace("_", " ")
        raise WrongUsage(f"{where}: {_words(first['type'], first.get('ctx', {}))}") from None
    problem = _problem(whole)
    if problem:
        raise WrongUsage(problem)
    return whole


def prepare() -> None:
    """Build the checkers of every document ahead of their first use."""
    for kind in (Learner, Visit, Tutor, Folder):
        _adapter(kind)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _words(kind: str, bounds: Mapping[str, Any]) -> str:
    """What is wrong with a field, in our own words; `kind` is pydantic's name for it."""
    words = _WORDS.get(kind) or _KINDS.get(kind.partition("_")[0], "not what it must be")
    return words.format_map(bounds)


_WORDS = {
    "string_too_short": "it must say something",
    "string_too_long": "longer than {max_length} characters; shorten it",
    "string_unicode": "it holds half a character, which no file can keep; type it again",
    "too_short": "at least {min_length} is needed",
    "missing": "it is not there",
    "greater_than_equal": "it must be at least {ge:g}",
    "less_than_equal": "it must be at most {le:g}",
    "literal_error": "it must be {expected}",
}
_KINDS = {
    "string": "it must be text",
    "int": "it must be a whole number",
    "float": "it must be a number",
    "date": "it must be a date",
    "datetime": "it must be a date and time",
    "time": "it must be a time of day",
    "bool": "it must be yes or no",
}


def _problem(document: object) -> str:
    """What is inconsistent within the document, or nothing."""
    if isinstance(document, Learner):
        return _learner_problem(document)
    if isinstance(document, Visit):
        return _visit_problem(document)
    if isinstance(document, Tutor):
        return _tutor_problem(document)
    if isinstance(document, Folder):
        return _outside(_folder_days(document))
    if isinstance(document, Settings):
        return settings_problem(document)
    return ""


def _outside(days: Iterable[tuple[str, date | None]]) -> str:
    """The first named day that lies outside the years every date is to lie in."""
    for name, day in days:
        if day and not EARLIEST <= day <= LATEST:
            return f"{name}: {day} does not lie between {EARLIEST.year} and {LATEST.year}"
    return ""


def _learner_days(learner: Learner) -> Iterator[tuple[str, date | None]]:
    yield "start", learner.original_start
    yield "planned end", learner.planned_end
    yield "expected end", learner.expected_end
    yield "date of birth", learner.born
    for pause in learner.breaks:
        yield "break", pause.start
        yield "return from the break", pause.end
    for change in learner.statuses:
        yield f"status {change.status.replace('_', ' ')}", change.on
    for records in (learner.skills, learner.ksbs, learner.gateway):
        for code, record in records.items():
            yield code, record.on
    for subject, skill in learner.skills.items():
        yield from ((f"{subject} {part}", on) for part, on in skill.components.items())
    for review in learner.reviews.values():
        yield "review", review.on
        yield from ((f"signature of the {who}", on) for who, on in review.signed.items())
    for action in learner.actions.values():
        yield "action agreed", action.agreed
        yield "action due", action.due
    for away in learner.away:
        yield from (("away", day) for day in (away.start, away.end))
    for attempt in learner.attempts.values():
        yield attempt.method, attempt.on


def _folder_days(folder: Folder) -> Iterator[tuple[str, date | None]]:
    for evidence in folder.evidence.values():
        yield evidence.title, evidence.on
        yield f"{evidence.title}, decided", evidence.decided
    yield from (("day of the hours", entry.on) for entry in folder.hours.values())
    yield from (("day of the note", note.on) for note in folder.notes.values())
    for done in folder.done.values():
        yield "action done", done.done


def _learner_problem(learner: Learner) -> str:
    outside = _outside(_learner_days(learner))
    if outside:
        return outside
    if learner.planned_end <= learner.original_start:
        return f"planned end {learner.planned_end} is not after the start {learner.original_start}"
    if learner.expected_end and learner.expected_end <= learner.original_start:
        return f"expected end {learner.expected_end} is not after the start"
    if learner.born and learner.born >= learner.original_start:
        return f"date of birth {learner.born} is not before the start {learner.original_start}"
    for month in learner.otj_plan:
        if not _MONTH.fullmatch(month):
            return f"hours by month: {month!r} is not a month such as 2026-09"
    if learner.preferred_time and learner.preferred_time.tzinfo:
        return "the time preferred is London's: give it without a time zone"
    for away in learner.away:
        if away.end < away.start:
            return f"away from {away.start} must not end before it, on {away.end}"
    if len(learner.never_on) == 7:
        return "never on: a day must be left on which the learner can be seen"
    if learner.cadence and (problem := cadence_problem(learner.cadence)):
        return problem
    ordered = sorted(learner.breaks, key=lambda pause: pause.start)
    for pause in ordered:
        if pause.end and pause.end <= pause.start:
            return f"the break from {pause.start} must end after it begins, not on {pause.end}"
    for earlier, later in pairwise(ordered):
        if earlier.end is None or earlier.end > later.start:
            return f"the breaks from {earlier.start} and from {later.start} overlap"
    return ""


def _visit_problem(visit: Visit) -> str:
    times = [("start", visit.start), ("end", visit.end)]
    days = [("date", visit.date), *((name, time and time.date()) for name, time in times)]
    outside = _outside(days)
    if outside:
        return outside
    for name, time in (*times, ("created", visit.created), ("changed", visit.changed)):
        if time and time.tzinfo is None:
            return f"{name}: a visit's times need a time zone"
    if (visit.start is None) != (visit.end is None):
        return "a visit has both a start and an end, or neither"
    if visit.start and visit.end:
        if visit.end <= visit.start:
            return "a visit must end after it starts"
        if london_date(visit.start) != visit.date:
            return (
                f"the visit's date is {visit.date}, its start {visit.start} another day in London"
            )
    if visit.otj_minutes and visit.minutes is not None and visit.otj_minutes > visit.minutes:
        return f"{visit.otj_minutes} off-the-job minutes are more than the visit's {visit.minutes}"
    return ""


def _tutor_problem(tutor: Tutor) -> str:
    if tutor.day_start.tzinfo or tutor.day_end.tzinfo:
        return "the working day's hours are London's: give them without a time zone"
    if tutor.day_end <= tutor.day_start:
        return f"the working day must end after it starts ({tutor.day_start:%H:%M})"
    for leave in tutor.leave:
        if leave.end < leave.start:
            return f"leave from {leave.start} must not end before it, on {leave.end}"
    return _outside(("leave", day) for leave in tutor.leave for day in (leave.start, leave.end))
