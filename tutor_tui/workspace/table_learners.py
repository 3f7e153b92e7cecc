"""A learner's row of a table: a new learner, or what it changes of one that is known."""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec.structs import replace

from tutor_tui.errors import NotFound, WrongUsage
from tutor_tui.exchange.table_headings import key
from tutor_tui.exchange.table_records import TableRecord
from tutor_tui.model.folder import Folder, NoteEntry
from tutor_tui.model.learner import Learner
from tutor_tui.model.standard import Standard
from tutor_tui.model.tutor import Tutor
from tutor_tui.standards.catalogue import Catalogue
from tutor_tui.text import line
from tutor_tui.workspace.imports import as_in_files, tutor_called
from tutor_tui.workspace.learner_fields import ILR_OWNED
from tutor_tui.workspace.learners import version_from
from tutor_tui.workspace.table_states import Taken, take_states
from tutor_tui.workspace.workspace import Workspace

_TEXTS = (
    *("given_name", "family_name", "uln", "ukprn", "email", "employer", "postcode", "mode"),
    *("link", "organisation", "support"),
)
_DATES = {
    "born": "born",
    "start": "original_start",
    "planned_end": "planned_end",
    "expected_end": "expected_end",
}
_NUMBERS = ("otj_planned", "otj_actual", "prior_hours", "weekly_hours")
_CALLED_PROGRESS = "Progress in the other system"


def new_learner(
    workspace: Workspace, record: TableRecord, ref: str, owner: Tutor | None, standard: str | None
) -> tuple[Taken, str]:
    """The learner a row gives, with all the row says, and a warning of their start, or nothing.

    Args:
        workspace: Whose catalogue and day hold.
        record: The row.
        ref: The reference, or what stands for it.
        owner: The tutor who gets the learner; None where nobody is named.
        standard: The id of the programme; None where the row names none that is known.

    Raises:
        WrongUsage: Something that every learner needs is missing; the message lists it all.
    """
    values = _values(record)
    wanted = {
        "reference or ULN": ref,
        "family name": values.get("family_name"),
        "start date": values.get("original_start"),
        "planned end date": values.get("planned_end"),
        "standard of the catalogue": standard,
        "tutor": owner,
    }
    missing = [name for name, value in wanted.items() if not value]
    if missing or owner is None or standard is None:
        raise WrongUsage(f"a new learner needs a {', a '.join(missing)}")
    chosen, warning = workspace.catalogue.for_start(standard, values["original_start"])
    if version := record.texts.get("version"):
        try:
            chosen, warning = workspace.catalogue.get(standard, version.lstrip("vV ")), None
        except NotFound as unknown:
            warning = str(unknown)
    learner = Learner(
        id=workspace.new_id(),
        tutor=owner.id,
        ref=line(ref),
        standard=chosen.id,
        standard_version=chosen.version,
        **values,
    )
    taken = Taken(learner)
    take_states(taken, record, chosen, workspace.today)
    taken.changes.clear()  # all of a new learner is new
    return taken, warning or ""


def changed_learner(
    workspace: Workspace,
    learner: Learner,
    record: TableRecord,
    standard: str | None,
    *,
    emails: Collection[str] = (),
) -> Taken:
    """The learner with what the row changes.

    A blank never overwrites. What the government return owns of a learner it has given is left
    to it, and so are reference, programme and tutor, which are more than a field.

    Args:
        workspace: Whose catalogue and day hold.
        learner: As they are.
        record: The row.
        standard: The id of the programme the row names; None where it names none.
        emails: Every e-mail of the table, in small letters. One that another row gives too
            stays whose it is, or that row would be another's the next time.
    """
    taken = Taken(learner)
    for name, after in _values(record).items():
        before = getattr(learner, name)
        if _differ(before, after):
            held = name in ILR_OWNED and name in learner.imported
            if name == "email" and before.casefold() != after.casefold():
                held = held or before.casefold() in emails
            taken.note(name, before, after, held=held)
            if not held:
                taken.learner = replace(taken.learner, **{name: after})
    ref = line(record.texts.get("ref", ""))
    if ref and _differ(learner.ref, ref) and ref.lstrip("0") != learner.ref.lstrip("0"):
        taken.note("ref", learner.ref, ref, held=True)
    _take_standard(taken, workspace.catalogue, standard, learner)
    known = workspace.catalogue.get(taken.learner.standard, taken.learner.standard_version)
    take_states(taken, record, known, workspace.today)
    return taken


def _differ(before: object, after: object) -> bool:
    """Whether a table says another thing; what no table can hold makes no difference."""
    if before == after:
        return False
    if isinstance(before, str) and isinstance(after, str):
        return as_in_files(before) != as_in_files(after)
    return True


def _take_standard(
    taken: Taken, catalogue: Catalogue, standard: str | None, before: Learner
) -> None:
    """The programme where the record's is not known; else the version of another start."""
    start = taken.learner.original_start
    if standard and standard != before.standard:
        held = catalogue.get(before.standard, before.standard_version).known
        taken.note("standard", before.standard, standard, held=held)
        if not held:
            chosen, _ = catalogue.for_start(standard, start)
            taken.learner = replace(
                taken.learner, standard=chosen.id, standard_version=chosen.version
            )
            return
    if start != before.original_start:
        version = version_from(catalogue, before, start)
        if version != before.standard_version:
            taken.note("standard_version", before.standard_version, version)
            taken.learner = replace(taken.learner, standard_version=version)


def with_second_tutor(taken: Taken, tutors: Sequence[Tutor], record: TableRecord) -> None:
    """Take the second tutor the row names, where there is such a tutor and it is another."""
    second = tutor_named(tutors, record.texts.get("second_tutor", ""))
    before = taken.learner.second_tutor
    if second and second.id not in (before, taken.learner.tutor):
        taken.note("second_tutor", before, second.id)
        taken.learner = replace(taken.learner, second_tutor=second.id)


def with_progress(workspace: Workspace, folder: Folder, record: TableRecord) -> Folder | None:
    """The folder with a private note of the progress that another system shows, if it is news.

    A per cent says nothing of which KSBs are met, so it is told, and no state made of it.
    """
    percent = record.texts.get("progress")
    if percent is None:
        return None
    text = f"{_CALLED_PROGRESS}: {percent}"
    told = [note for note in folder.notes.values() if note.text.startswith(_CALLED_PROGRESS)]
    if told and max(told, key=lambda note: note.on).text == text:
        return None
    note = NoteEntry(on=workspace.today, text=text, private=True, by=workspace.actor)
    others = {
        id_: one
        for id_, one in folder.notes.items()
        if not (one.on == note.on and one.text.startswith(_CALLED_PROGRESS))
    }
    return replace(folder, notes={**others, workspace.new_id(): note})


def standard_named(catalogue: Catalogue, given: str) -> str | None:
    """The id of the programme that a cell names: its id, LARS code or name among other words.

    A LARS code that is not in the catalogue gives the id that stands for it.
    """
    words = line(given)
    if not words:
        return None
    if words.isdecimal() and words.isascii() and len(words) < 10:
        return catalogue.by_lars(int(words)) or f"LARS-{int(words)}"
    folded, upper = key(words), {part.strip("().:,") for part in words.upper().split()}
    standards: list[Standard] = list(catalogue.all())
    for standard in standards:
        if standard.id.upper() in upper:
            return standard.id
    found = [one for one in standards if key(one.name) and key(one.name) in folded]
    return max(found, key=lambda one: len(one.name)).id if found else None


def tutor_named(tutors: Sequence[Tutor], given: str) -> Tutor | None:
    """The tutor of this id, login, e-mail or whole name, the family name perhaps first."""
    given = line(given)
    if not given:
        return None
    family, comma, first = given.partition(",")
    return tutor_called(tutors, given) or (
        tutor_called(tutors, f"{first.strip()} {family.strip()}") if comma else None
    )


def _values(record: TableRecord) -> dict[str, Any]:
    """The fields of a learner that the row gives outright."""
    texts = {name: line(record.texts[name]) for name in _TEXTS if name in record.texts}
    values: dict[str, Any] = {name: text for name, text in texts.items() if text}
    values |= {whole: record.dates[name] for name, whole in _DATES.items() if name in record.dates}
    values |= {name: record.numbers[name] for name in _NUMBERS if name in record.numbers}
    return values | record.flags
