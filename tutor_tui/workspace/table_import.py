"""Importing a table of learners and visits, matched by reference, ULN, then e-mail."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tutor_tui.errors import BadFile
from tutor_tui.exchange import table_headings, tables
from tutor_tui.exchange.table_headings import DateField
from tutor_tui.exchange.tables import TableRecord
from tutor_tui.model.learner import Learner
from tutor_tui.model.standard import Standard
from tutor_tui.model.tutor import Tutor
from tutor_tui.model.visit import Visit, VisitStatus
from tutor_tui.text import line
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.imports import (
    FieldChange,
    ImportItem,
    ImportPlan,
    Known,
    tutor_called,
    unseen_caseloads,
)
from tutor_tui.workspace.learner_fields import ILR_OWNED
from tutor_tui.workspace.learners import version_from
from tutor_tui.workspace.workspace import Workspace

_DATES: dict[DateField, str] = {
    "born": "born",
    "start": "original_start",
    "planned_end": "planned_end",
}
_FIELDS = ("given_name", "family_name", "uln", "email", "employer", "postcode")


def plan(
    workspace: Workspace, file: Path, *, tutor: Tutor | None, mapping: str | None = None
) -> ImportPlan:
    """Read the file and work out what it would change.

    A blank never overwrites. What the government return owns of a learner it has given is
    left to it.

    Args:
        workspace: What it would change.
        file: The table.
        tutor: Who gets new learners whose row names no tutor.
        mapping: Pairs of heading and field, such as `Trainee=name, Coach=tutor`.

    Raises:
        BadFile: The file is not a table, or no heading in it is known.
        WrongUsage: The mapping cannot be read.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(tables.MOST_BYTES + 1)  # one more tells that it is too large
    except OSError as error:
        raise BadFile(f"{file}: cannot be read: {error.strerror}") from None
    table = tables.read_csv(data, file.name)
    chosen = table_headings.parse_mapping(mapping) if mapping else {}
    columns = table_headings.choose(table.headings, chosen)
    known = Known(workspace)
    made = ImportPlan(
        warnings=[*table.problems, *unseen_caseloads(workspace)], generations=known.generations
    )
    tutors = [caseload.tutor for caseload in workspace.caseloads()]
    met: set[str] = set()
    for record in tables.records(table, columns):
        where = f"row {record.row}"
        made.warnings.extend(record.problems)
        place, problem = _match(known, record)
        ref = place[1].ref if place else record.texts.get("ref") or record.texts.get("uln", "")
        if ref and ref in met:
            problem = "the learner is in the table twice"
        if problem:
            _skip(made, record, ref or where, problem)
            continue
        met.add(ref)
        if place:
            _update(workspace, made, place, record)
        else:
            _add(workspace, made, tutors, tutor, record, ref)
    return made


def _match(known: Known, record: TableRecord) -> tuple[tuple[Caseload, Learner] | None, str]:
    """The learner of a row, or why none can be told."""
    for index, key in (
        (known.by_ref, record.texts.get("ref")),
        (known.by_uln, record.texts.get("uln")),
        (known.by_email, record.texts.get("email", "").casefold()),
    ):
        places = index.get(key, []) if key else []
        if len(places) > 1:
            return None, "several learners answer to it"
        if places:
            return places[0], ""
    return None, ""


def _add(
    workspace: Workspace,
    made: ImportPlan,
    tutors: list[Tutor],
    tutor: Tutor | None,
    record: TableRecord,
    ref: str,
) -> None:
    start, planned_end = record.dates.get("start"), record.dates.get("planned_end")
    standard = _standard(workspace, record.texts.get("standard", ""))
    owner = tutor_called(tutors, record.texts.get("tutor", "")) or tutor
    wanting = [
        name
        for name, value in (
            ("reference or ULN", ref),
            ("family name", record.texts.get("family_name")),
            ("start date", start),
            ("planned end date", planned_end),
            ("standard of the catalogue", standard),
            ("tutor", owner),
        )
        if not value
    ]
    if wanting or start is None or planned_end is None or standard is None or owner is None:
        _skip(made, record, ref, f"a new learner needs a {', a '.join(wanting)}")
        return
    chosen, warning = workspace.catalogue.for_start(standard.id, start)
    if warning:
        made.warnings.append(f"row {record.row}: {warning}")
    learner = Learner(
        id=workspace.new_id(),
        tutor=owner.id,
        ref=line(ref),
        standard=chosen.id,
        standard_version=chosen.version,
        original_start=start,
        planned_end=planned_end,
        born=record.dates.get("born"),
        **_texts(record),
    )
    visits = _visits(workspace, (), learner, owner.id, record)
    item = ImportItem(kind="new", ref=learner.ref, name=learner.name, reason=f"row {record.row}")
    made.admit(item, owner.id, learner, *visits)


def _update(
    workspace: Workspace,
    made: ImportPlan,
    place: tuple[Caseload, Learner],
    record: TableRecord,
) -> None:
    caseload, learner = place
    given: dict[str, Any] = _texts(record)
    for column, name in _DATES.items():
        if column in record.dates:
            given[name] = record.dates[column]
    changes = [
        FieldChange(
            field=name,
            before=getattr(learner, name),
            after=value,
            held=bool(learner.imported) and name in ILR_OWNED,
        )
        for name, value in given.items()
        if getattr(learner, name) != value
    ]
    taken = {change.field: change.after for change in changes if not change.held}
    if "original_start" in taken:
        version = version_from(workspace.catalogue, learner, taken["original_start"])
        if version != learner.standard_version:
            taken["standard_version"] = version
            changes.append(
                FieldChange(
                    field="standard_version", before=learner.standard_version, after=version
                )
            )
    after = replace(learner, **taken)
    have = caseload.visits_of(learner)
    visits = _visits(workspace, have, learner, caseload.tutor.id, record)
    changes += [
        FieldChange(field=f"visit {visit.status}", before=None, after=visit.date)
        for visit in visits
    ]
    changes += _kept_booking(workspace, have, record)
    item = ImportItem(
        kind="updated" if taken or visits else "unchanged",
        ref=learner.ref,
        name=learner.name,
        changes=tuple(changes),
        reason=f"row {record.row}",
    )
    made.admit(item, caseload.tutor.id, *([after] if taken else []), *visits)


def _visits(
    workspace: Workspace,
    have: Sequence[Visit],
    learner: Learner,
    tutor_id: str,
    record: TableRecord,
) -> list[Visit]:
    """The last and next visit of a row that the record does not have yet.

    A day that has a visit keeps what the tutor made of it, and a booking ahead, moved or not,
    stays the next visit: the same table read again makes nothing twice.
    """
    now = workspace.now()
    days = {visit.date for visit in have}
    made: list[tuple[date, VisitStatus]] = []
    last, coming = record.dates.get("last_visit"), record.dates.get("next_visit")
    if last and last <= workspace.today and last not in days:
        made.append((last, "attended"))
    if (
        coming
        and coming >= workspace.today
        and coming not in {*days, last}
        and not _days_booked(workspace, have)
    ):
        made.append((coming, "booked"))
    return [
        Visit(
            id=workspace.new_id(),
            learner=learner.id,
            tutor=tutor_id,
            date=on,
            status=status,
            mode=learner.mode,
            created=now,
            changed=now,
        )
        for on, status in made
    ]


def _kept_booking(
    workspace: Workspace, have: Sequence[Visit], record: TableRecord
) -> list[FieldChange]:
    """The next visit of a row where another day is booked, which is kept."""
    coming, booked = record.dates.get("next_visit"), _days_booked(workspace, have)
    if not coming or coming < workspace.today or not booked or coming in booked:
        return []
    return [FieldChange(field="visit booked", before=booked[0], after=coming, held=True)]


def _days_booked(workspace: Workspace, have: Sequence[Visit]) -> list[date]:
    return sorted(v.date for v in have if v.status == "booked" and v.date >= workspace.today)


def _standard(workspace: Workspace, given: str) -> Standard | None:
    """The standard whose id, LARS code or name this is, blind to case."""
    folded = line(given).casefold()
    if not folded:
        return None
    for standard in workspace.catalogue.all():
        names = {standard.id.casefold(), standard.name.casefold(), str(standard.lars or "")}
        if folded in names:
            return standard
    return None


def _texts(record: TableRecord) -> dict[str, Any]:
    return {
        name: line(text) for name, text in record.texts.items() if name in _FIELDS and line(text)
    }


def _skip(made: ImportPlan, record: TableRecord, ref: str, reason: str) -> None:
    texts = record.texts
    name = f"{texts.get('given_name', '')} {texts.get('family_name', '')}".strip()
    made.items.append(
        ImportItem(kind="skipped", ref=ref, name=name, reason=f"row {record.row}: {reason}")
    )
