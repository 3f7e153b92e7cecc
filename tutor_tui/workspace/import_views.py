"""What an import would do, in the words that the screen and the command share."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from msgspec import structs

from tutor_tui.model.learner import Learner
from tutor_tui.rules.words import count, day
from tutor_tui.text import searchable
from tutor_tui.workspace.calendar_import import VisitItem
from tutor_tui.workspace.caseload import Record, as_data
from tutor_tui.workspace.field_words import differences, label
from tutor_tui.workspace.imports import FieldChange, ImportItem, ImportPlan, Question
from tutor_tui.workspace.learner_fields import to_import
from tutor_tui.workspace.visit_times import day_and_times

PreviewKind = Literal["question", "new", "updated", "skipped", "gone", "unchanged", "note"]
KINDS: tuple[PreviewKind, ...] = get_args(PreviewKind)
"""What a row of a preview is, in the order of the rows: what wants a person comes first."""

QUESTIONS: Mapping[str, str] = {"aim": "aim", "t_level": "T Level aim", "tutor": "tutor code"}
"""What the code is that a person is asked of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One line of what an import would do.

    `id` is the same for the same learner and row of the file when the plan is made again.
    """

    id: str
    kind: PreviewKind
    ref: str = ""
    name: str = ""
    told: str = ""
    searched: str = ""
    item: ImportItem | None = None
    question: Question | None = None

    @property
    def choosable(self) -> bool:
        """Whether it can be taken or left."""
        return self.item is not None and bool(self.item.records) and self.kind != "unchanged"


def preview(plan: ImportPlan, tutors: Mapping[str, str], today: date) -> list[PreviewRow]:
    """The rows of a plan, by kind and in the file's order.

    Args:
        plan: What would be done.
        tutors: The tutors' names by their ids.
        today: The day from which days are told.
    """
    rows = [*_rows(plan, tutors, today)]
    rows.sort(key=lambda row: KINDS.index(row.kind))
    return rows


def _rows(plan: ImportPlan, tutors: Mapping[str, str], today: date) -> Iterator[PreviewRow]:
    for question in plan.questions:
        learners = count(question.learners, "learner")
        key = f"{question.kind} {question.code}"
        told = f"{QUESTIONS[question.kind]}: {asked(question)}"
        yield _row("question", key, question.code, learners, told, question=question)
    met: Counter[str] = Counter()
    for item in plan.items:
        met[item.ref] += 1
        told = _told_of(item, tutors, today)
        yield _row(item.kind, f"{item.ref} {met[item.ref]}", item.ref, item.name, told, item=item)
    for learner in plan.unseen:
        told = "not in the newest file; kept as it is"
        yield _row("gone", learner.id, learner.ref, learner.name, told)
    for reason, number in sorted(plan.left_out.items()):
        yield _row("note", reason, "", count(number, "learner"), f"left out: {reason}")
    for place, warning in enumerate(plan.warnings):
        yield _row("note", str(place), "", "", warning)


def _row(kind: PreviewKind, key: str, ref: str, name: str, told: str, **more: Any) -> PreviewRow:
    searched = searchable(f"{ref} {name} {told}")
    return PreviewRow(
        id=f"{kind} {key}", kind=kind, ref=ref, name=name, told=told, searched=searched, **more
    )


def _told_of(item: ImportItem, tutors: Mapping[str, str], today: date) -> str:
    if isinstance(item, VisitItem):
        return _told_of_visit(item, today)
    if item.kind == "new":
        return "; ".join(filter(None, (_new(item, tutors, today), item.reason)))
    taken = ", ".join(field_words(one) for one in item.changes if not one.held)
    kept = ", ".join(field_words(one) for one in item.changes if one.held)
    return "; ".join(filter(None, (taken, f"kept: {kept}" if kept else "", item.reason)))


def _told_of_visit(item: VisitItem, today: date) -> str:
    when = day_and_times(item.visit, today)
    if item.after is not None and item.becomes == "moved":
        when = f"{when} -> {day_and_times(item.after, today)}"
    told = f"{item.becomes}: {when}" if item.becomes else when
    return "; ".join(filter(None, (told, item.reason)))


def _new(item: ImportItem, tutors: Mapping[str, str], today: date) -> str:
    learner = next((one for one in item.records if isinstance(one, Learner)), None)
    if learner is None:
        return ""
    start = day(learner.original_start, today)
    return f"{learner.standard} from {start}, to {tutors.get(item.tutor, item.tutor)}"


def details(item: ImportItem) -> list[tuple[str, str, bool]]:
    """The fields of one item: name, what becomes of it, and whether a person's edit is kept."""
    if item.kind == "new":
        return [
            (name, new, False)
            for record in item.records
            for name, _, new in differences(None, _filled(record))
            if name != "tutor"  # an id; who it is, is told with the learner
        ]
    fields = [(field_words(one), change_words(one), one.held) for one in item.changes]
    warnings = item.warnings if isinstance(item, VisitItem) else ()
    return [*fields, *(("note", warning, False) for warning in warnings)]


def _filled(record: Record) -> dict[str, object]:
    """The fields of a new document that hold anything but what every new one has."""
    usual = {field.name: field.default for field in structs.fields(type(record))}
    data = as_data(record)
    return {name: data[name] for name in data if data[name] not in (usual[name], (), {}, 0)}


def field_words(change: FieldChange) -> str:
    """The field of a change as a person reads it."""
    return label((change.field,)) or change.field


def change_words(change: FieldChange) -> str:
    """What it was and what it would be; `(kept)` where it stays as it was."""
    kept = "  (kept)" if change.held else ""
    return f"{value_words(change.before)} -> {value_words(change.after)}{kept}"


def value_words(value: Any) -> str:
    """A field's value as a person reads it."""
    plain = to_import(value)
    if isinstance(plain, list):
        return "; ".join(" ".join(str(v) for v in part.values() if v) for part in plain) or "none"
    return "nothing" if plain in (None, "") else str(plain)


def asked(question: Question) -> str:
    """What a person is asked of a code."""
    match question.kind:
        case "aim":
            return "which subject and level?"
        case "t_level":
            return "which T Level?"
        case "tutor":
            return "whose code is it?"


def numbers(plan: ImportPlan) -> str:
    """How much it is: `12 new and 5 updated learners`, or `2 moved visits` of a calendar."""
    done = Counter(item.becomes for item in plan.items if isinstance(item, VisitItem))
    if done:
        return _number("visit", {"moved": done["moved"], "cancelled": done["cancelled"]})
    return _number("learner", {"new": len(plan.of("new")), "updated": len(plan.of("updated"))})


def _number(one: str, numbers: Mapping[str, int]) -> str:
    parts = [f"{number} {word}" for word, number in numbers.items() if number]
    if not parts:
        return ""
    return f"{' and '.join(parts)} {one}{'' if sum(numbers.values()) == 1 else 's'}"
