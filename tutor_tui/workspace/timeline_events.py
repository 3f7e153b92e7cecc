"""What happened to a learner, and what is to come: one line each, in order of time."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from tutor_tui.london import in_london
from tutor_tui.model.folder import Folder
from tutor_tui.model.learner import Learner
from tutor_tui.rules.gateway import SKILL_WORDS
from tutor_tui.rules.ksbs import code_order
from tutor_tui.rules.triage import subject_name
from tutor_tui.rules.words import count, day
from tutor_tui.workspace.late_gaps import LateGap
from tutor_tui.workspace.record_lines import (
    action_state,
    attempt_line,
    evidence_line,
    review_line,
)
from tutor_tui.workspace.record_views import visit_line
from tutor_tui.workspace.standing import Standing
from tutor_tui.workspace.visit_lists import in_order, status_words, visit_status

EventKind = Literal[
    "programme",
    "window",
    "break",
    "visit",
    "review",
    "skill",
    "ksb",
    "evidence",
    "action",
    "gateway",
    "assessment",
]


class Event(Struct, frozen=True):
    """Something on one day in words; `status` says how it is drawn, as that of a row does."""

    on: date
    kind: EventKind
    status: str
    text: str


def events(
    standing: Standing, folder: Folder, late: Sequence[LateGap], today: date
) -> tuple[Event, ...]:
    """Everything that has a day, but the log of hours and the notes, which are lists of their own.

    Args:
        standing: What the rules say.
        folder: The learner's folder.
        late: The gaps in which a visit was overdue.
        today: The day asked about.
    """
    learner = standing.verdict.learner
    found = (
        *_programme(standing, today),
        *_windows(standing, late, today),
        *_breaks(learner, today),
        *_visits(standing, today),
        *_reviews(standing, today),
        *_skills(learner),
        *_ksbs(learner),
        *(
            Event(one.on, "evidence", one.decision, f"Evidence: {evidence_line(one, today)}")
            for one in folder.evidence.values()
        ),
        *_actions(learner, folder, today),
        *_gateway(standing, today),
        *_attempts(standing, today),
    )
    return tuple(sorted(found, key=lambda event: event.on))  # those of one day as told above


def attempts(standing: Standing, today: date) -> Iterator[tuple[date, str, str]]:
    """The attempts at assessment methods that have a day: the day, a status, words."""
    names = {method.method: method.name for method in standing.assessment.methods}
    for attempt in standing.verdict.learner.attempts.values():
        if attempt.on:
            ahead = attempt.result is None and attempt.on >= today
            name = names.get(attempt.method, attempt.method)
            told = "booked" if ahead else attempt_line(attempt)
            yield attempt.on, "booked" if ahead else attempt.result or "open", f"{name}: {told}"


def _programme(standing: Standing, today: date) -> Iterator[Event]:
    learner = standing.verdict.learner
    yield Event(learner.original_start, "programme", "start", "Programme starts")
    for change in learner.statuses:
        words = status_words(change.status).capitalize()
        yield Event(change.on, "programme", change.status, words)
    yield Event(learner.planned_end, "programme", "planned_end", "Planned end")
    if learner.expected_end:
        yield Event(learner.expected_end, "programme", "expected_end", "Expected end")
    if standing.duration:
        served = f"Least duration served: {standing.duration.why}"
        yield Event(standing.duration.served_on, "programme", "duration", served)


def _windows(standing: Standing, late: Sequence[LateGap], today: date) -> Iterator[Event]:
    for gap in late:
        so_far = " so far" if gap.end == today and standing.verdict.cadence.days_overdue else ""
        text = f"By the record a visit is overdue from here on, {count(gap.days, 'day')}{so_far}"
        yield Event(gap.start, "window", "overdue", text)
    cadence = standing.verdict.cadence
    if cadence.opens and cadence.closes:
        text = f"Window for the next visit opens, until {day(cadence.closes, today)}"
        yield Event(cadence.opens, "window", "due", text)


def _breaks(learner: Learner, today: date) -> Iterator[Event]:
    for pause in learner.breaks:
        until = f"back {day(pause.end, today)}" if pause.end else "no day of return yet"
        yield Event(pause.start, "break", "on_break", f"Break in learning begins, {until}")
        if pause.end:
            yield Event(pause.end, "break", "on_break", "Return from the break")


def _visits(standing: Standing, today: date) -> Iterator[Event]:
    for visit in in_order(standing.verdict.visits):
        at = f"{in_london(visit.start):%H:%M} " if visit.start else ""
        text = f"Visit: {at}{visit_line(visit, today)}"
        yield Event(visit.date, "visit", visit_status(visit, today), text)


def _reviews(standing: Standing, today: date) -> Iterator[Event]:
    for on, status, text in reviews(standing, today):
        yield Event(on, "review", status, text)


def reviews(standing: Standing, today: date) -> Iterator[tuple[date, str, str]]:
    """The reviews held, and the day the next is due by: the day, a status, words."""
    verdict = standing.reviews
    unsigned = {one.review for one in verdict.unsigned}
    for id_, review in standing.verdict.learner.reviews.items():
        status = "unsigned" if id_ in unsigned else "complete"
        yield review.on, status, f"Review: {review_line(review, today)}"
    for one in verdict.unsigned:
        if not one.review:
            yield one.on, "unsigned", f"Review at a visit, not recorded: {one.text}"
    if verdict.due:
        yield verdict.due, "overdue" if verdict.days_overdue else "due", verdict.text


def _skills(learner: Learner) -> Iterator[Event]:
    for subject, record in learner.skills.items():
        name = subject_name(subject)
        name = name[:1].upper() + name[1:]
        for part, on in record.components.items():
            yield Event(on, "skill", "achieved", f"{name}: passed {part}")
        if record.on:
            evidence = f", {record.evidence}" if record.evidence.strip() else ""
            text = f"{name}: {SKILL_WORDS[record.state]}{evidence}"
            yield Event(record.on, "skill", record.state, text)


def _ksbs(learner: Learner) -> Iterator[Event]:
    """The KSBs of one day and state together."""
    set_on: dict[tuple[date, str], list[str]] = {}
    for code, record in learner.ksbs.items():
        if record.on and record.state != "none":
            set_on.setdefault((record.on, record.state), []).append(code)
    for (on, state), codes in set_on.items():
        yield Event(on, "ksb", state, f"KSBs {state}: {' '.join(sorted(codes, key=code_order))}")


def _actions(learner: Learner, folder: Folder, today: date) -> Iterator[Event]:
    """Each action on the day it was done or is due, else on the day it was agreed."""
    for action in learner.actions.values():
        state = action_state(action, None, today)
        text = f"Action of the {action.owner}, {state}: {action.text}"
        overdue = bool(action.due and action.due < today)
        status = "overdue" if overdue else "open"
        yield Event(action.due or action.agreed, "action", status, text)
    for finished in folder.done.values():
        text = f"Action of the {finished.action.owner}, done: {finished.action.text}"
        yield Event(finished.done, "action", "done", text)


def _gateway(standing: Standing, today: date) -> Iterator[Event]:
    labels = {item.code: item.label for item in standing.verdict.gateway.items}
    for code, declared in standing.verdict.learner.gateway.items():
        if declared.on:
            name = next((label for known, label in labels.items() if known == code), code)
            text = f"Gateway, {name}: {status_words(declared.state)}"
            yield Event(declared.on, "gateway", declared.state, text)
    forecast = standing.forecast
    if forecast.on and forecast.path:  # without a path it is the change of status, told already
        yield Event(forecast.on, "gateway", "gateway", forecast.text)


def _attempts(standing: Standing, today: date) -> Iterator[Event]:
    for on, status, text in attempts(standing, today):
        yield Event(on, "assessment", status, f"Assessment, {text}")
