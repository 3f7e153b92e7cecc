"""A learner's record in sections: what the overview, the reasons and the tabs leave out."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from tutor_tui.model.folder import Folder, HoursKind
from tutor_tui.model.learner import Learner
from tutor_tui.rules.words import count, day
from tutor_tui.workspace.record_lines import (
    action_state,
    attempt_line,
    attempts_in_order,
    away_line,
    contact_line,
    evidence_line,
    length,
    plan_line,
    review_line,
    weekdays,
)
from tutor_tui.workspace.standing import Standing

Rows = tuple[tuple[str, str], ...]


class Section(Struct, frozen=True):
    """A heading, and rows of a short label and a text, which may be of several lines."""

    title: str
    rows: Rows


def arrangements(learner: Learner, second_tutor: str) -> Rows:
    """What was arranged with the learner, as far as anything was.

    Args:
        learner: Whose.
        second_tutor: The second tutor's name, empty where there is none.
    """
    weekly, prior = learner.weekly_hours, learner.prior_hours
    rows = (
        ("Second tutor", second_tutor),
        ("Prefers", _wishes(learner)),
        ("Never on", weekdays(learner.never_on)),
        ("Away", away_line(learner.away)),
        ("Signs", "first language British Sign Language" if learner.bsl else ""),
        ("Works", f"{count(weekly, 'hour')} a week" if weekly is not None else ""),
        ("Prior learning", f"{count(prior, 'hour')} taken off" if prior is not None else ""),
        ("Assessed by", learner.organisation),
    )
    return tuple(row for row in rows if row[1])


def _wishes(learner: Learner) -> str:
    """The days and the time of day that the learner prefers."""
    at = f"at {learner.preferred_time:%H:%M}" if learner.preferred_time else ""
    return " ".join(filter(None, (weekdays(learner.preferred_days), at)))


def sections(standing: Standing, folder: Folder, today: date) -> list[Section]:
    """The sections that hold something, in the order they are read."""
    learner = standing.verdict.learner
    found = (
        Section("ENGLISH BY PARTS", tuple(_parts(standing, today))),
        Section("REVIEWS", tuple(_reviews(standing, today))),
        Section("HOURS", tuple(_hours(standing, folder, today))),
        Section("PLACEMENT", tuple(_placement(standing, folder, today))),
        Section("EVIDENCE", tuple(_evidence(folder, today))),
        Section("ACTIONS", tuple(_actions(learner, folder, today))),
        Section("FORECAST", tuple(_forecast(standing, today))),
        Section("ASSESSMENT", tuple(_assessment(standing, today))),
        Section(
            "CONTACTS", tuple((one.role, contact_line(one)) for one in folder.contacts.values())
        ),
        Section("NOTES", tuple(_notes(folder, today))),
    )
    return [section for section in found if section.rows]


def _parts(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    record = standing.verdict.learner.skills.get("english")
    if record is None or not record.components:
        return
    if standing.components:
        yield "", standing.components.text
    for part, on in record.components.items():
        yield day(on, today), f"passed {part}"


def _reviews(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    verdict, recorded = standing.reviews, standing.verdict.learner.reviews.values()
    if verdict.due:
        yield "", verdict.text
    for review in sorted(recorded, key=lambda one: one.on):
        yield day(review.on, today), review_line(review, today)
    for unsigned in verdict.unsigned:
        if not unsigned.review:
            yield day(unsigned.on, today), f"a visit, with no review recorded: {unsigned.text}"


def _hours(standing: Standing, folder: Folder, today: date) -> Iterator[tuple[str, str]]:
    verdict, learner = standing.hours, standing.verdict.learner
    if verdict.planned is not None or verdict.actual is not None:
        yield "", verdict.text
    if verdict.minimum.hours is not None:
        yield "", f"Minimum {count(verdict.minimum.hours, 'hour')}: {verdict.minimum.why}"
    if verdict.differs:
        yield "", f"Not agreed: {verdict.differs}"
    if learner.otj_plan:
        yield "", f"Planned by month: {plan_line(learner)}"
    yield from _logged(folder, "off_the_job", today)


def _placement(standing: Standing, folder: Folder, today: date) -> Iterator[tuple[str, str]]:
    if standing.placement:
        yield "", standing.placement.text
    yield from _logged(folder, "placement", today)


def _logged(folder: Folder, kind: HoursKind, today: date) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.hours.values(), key=lambda one: one.on):
        if entry.kind == kind:
            yield day(entry.on, today), ", ".join(filter(None, (length(entry.minutes), entry.what)))


def _evidence(folder: Folder, today: date) -> Iterator[tuple[str, str]]:
    for evidence in sorted(folder.evidence.values(), key=lambda one: one.on):
        yield day(evidence.on, today), evidence_line(evidence, today)


def _actions(learner: Learner, folder: Folder, today: date) -> Iterator[tuple[str, str]]:
    for action in sorted(learner.actions.values(), key=lambda one: one.due or date.max):
        yield action.owner, f"{action_state(action, None, today)}: {action.text}"
    for finished in sorted(folder.done.values(), key=lambda one: one.done):
        action = finished.action
        yield action.owner, f"{action_state(action, finished.done, today)}: {action.text}"


def _forecast(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    verdict = standing.forecast
    if not verdict.path:
        return
    yield "", verdict.text
    for step in verdict.path:
        if step.state != "done":
            yield day(step.on, today) if step.on else "no day", f"{step.label}: {step.text}"


def _assessment(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    verdict, learner = standing.assessment, standing.verdict.learner
    if not learner.attempts:
        return
    yield "", verdict.text
    if verdict.window:
        yield "", f"Period: {verdict.window.text}"
    names = {method.method: method.name for method in verdict.methods}
    for _, attempt in attempts_in_order(learner):
        name = names.get(attempt.method, attempt.method)
        yield day(attempt.on, today) if attempt.on else "no day", f"{name}: {attempt_line(attempt)}"


def _notes(folder: Folder, today: date) -> Iterator[tuple[str, str]]:
    for note in sorted(folder.notes.values(), key=lambda one: one.on):
        mark = "private" if note.private else "shareable"
        by = f", {note.by}" if note.by else ""
        text = "\n".join(line for line in note.text.split("\n") if line.strip())
        yield day(note.on, today), f"({mark}{by}) {text}"
