"""Importing the government return (ILR): the learners it gives, matched with those known."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from tutor_tui.errors import BadFile
from tutor_tui.exchange import ilr
from tutor_tui.exchange.ilr_learner import IlrLearner
from tutor_tui.model.learner import Learner
from tutor_tui.model.tutor import Tutor
from tutor_tui.workspace.imports import (
    FieldChange,
    ImportItem,
    ImportPlan,
    Known,
    as_imported,
    status_changes,
    tutor_called,
    unseen_caseloads,
    with_returned,
)
from tutor_tui.workspace.learners import version_from
from tutor_tui.workspace.workspace import Workspace

T_LEVEL_UNKNOWN = "TLEVEL-UNKNOWN"


def plan(
    workspace: Workspace,
    file: Path,
    *,
    tutor: Tutor | None,
    tutor_from: Literal["A", "B"] | None = None,
) -> ImportPlan:
    """Read the file and work out what it would change.

    Args:
        workspace: What it would change.
        file: The ILR file.
        tutor: Who gets new learners; None where only `tutor_from` may say.
        tutor_from: The provider's own code (A or B) that names the tutor of a new learner.

    Raises:
        BadFile: The file is not a whole ILR file.
    """
    try:
        with file.open("rb") as stream:
            reading = ilr.read(stream, file.name)
    except OSError as error:
        raise BadFile(f"{file}: cannot be read: {error.strerror}") from None
    known = Known(workspace)
    made = ImportPlan(
        left_out=dict(reading.skipped),
        warnings=list(reading.warnings),
        generations=known.generations,
    )
    made.warnings += unseen_caseloads(workspace)
    tutors = [caseload.tutor for caseload in workspace.caseloads()]
    strange: dict[str, int] = {}
    for record in reading.learners:
        place = known.returned(record.ukprn, record.ref)
        standard = _standard(workspace, record)
        if workspace.catalogue.get(standard, None).known is False:
            strange[standard] = strange.get(standard, 0) + 1
        if place:
            caseload, learner = place
            _update(workspace, made, caseload.tutor.id, learner, record, standard)
            continue
        owner = _owner(made, record, tutors, tutor, tutor_from)
        if owner:
            _add(workspace, made, owner, record, standard)
    for standard, number in strange.items():
        made.warnings.append(
            f"{standard} is not in the catalogue ({number} of the learners): imported without "
            "KSBs; choose another with: tutor-tui learner edit REF --standard ID"
        )
    made.unseen = [
        learner
        for caseload in workspace.caseloads()
        for learner in caseload.learners.values()
        if learner.imported
        and learner.ukprn == reading.header.ukprn
        and learner.ref not in reading.refs
    ]
    return made


def _standard(workspace: Workspace, record: IlrLearner) -> str:
    if record.programme == "t_level" or record.lars is None:
        return T_LEVEL_UNKNOWN
    return workspace.catalogue.by_lars(record.lars) or f"LARS-{record.lars}"


def _owner(
    made: ImportPlan,
    record: IlrLearner,
    tutors: list[Tutor],
    tutor: Tutor | None,
    tutor_from: Literal["A", "B"] | None,
) -> Tutor | None:
    """Who gets a new learner; None (and noted as skipped) where nobody is named."""
    code = record.monitoring.get(tutor_from, "") if tutor_from else ""
    named = tutor_called(tutors, code) if code else None
    if named or tutor:
        if code and not named:
            made.warnings.append(f"learner {record.ref}: no tutor {code!r}; given to the default")
        return named or tutor
    reason = f"no tutor answers to {code!r}" if code else "the file names no tutor"
    made.items.append(ImportItem(kind="skipped", ref=record.ref, name=_name(record), reason=reason))
    return None


def _add(
    workspace: Workspace, made: ImportPlan, owner: Tutor, record: IlrLearner, standard: str
) -> None:
    chosen, warning = workspace.catalogue.for_start(standard, record.original_start)
    if warning:
        made.warnings.append(f"learner {record.ref}: {warning}")
    values = _values(record)
    learner = Learner(
        id=workspace.new_id(),
        tutor=owner.id,
        ref=record.ref,
        ukprn=record.ukprn,
        postcode=record.delivery_postcode or "",
        standard=chosen.id,
        standard_version=chosen.version,
        imported=as_imported(values),
        **values,
    )
    made.admit(ImportItem(kind="new", ref=record.ref, name=_name(record)), owner.id, learner)


def _update(
    workspace: Workspace,
    made: ImportPlan,
    tutor_id: str,
    learner: Learner,
    record: IlrLearner,
    standard: str,
) -> None:
    after, changes = with_returned(learner, _values(record))
    after = replace(after, ukprn=record.ukprn)
    if standard != learner.standard:
        if learner.standard == f"LARS-{record.lars}":
            chosen, _ = workspace.catalogue.for_start(standard, after.original_start)
            after = replace(after, standard=chosen.id, standard_version=chosen.version)
        elif workspace.catalogue.get(standard, None).known:
            made.warnings.append(
                f"learner {record.ref}: the file says {standard}, the record "
                f"{learner.standard}, which was kept"
            )
    elif after.original_start != learner.original_start:
        version = version_from(workspace.catalogue, learner, after.original_start)
        if version != learner.standard_version:
            after = replace(after, standard_version=version)
            changes.append(
                FieldChange(
                    field="standard_version", before=learner.standard_version, after=version
                )
            )
    changed = any(not change.held for change in changes) or after.standard != learner.standard
    item = ImportItem(
        kind="updated" if changed else "unchanged",
        ref=record.ref,
        name=learner.name,
        changes=tuple(changes),
    )
    made.admit(item, tutor_id, *([after] if after != learner else []))


def _values(record: IlrLearner) -> dict[str, Any]:
    """What the return says of the fields it owns."""
    return {
        "given_name": record.given_name,
        "family_name": record.family_name,
        "uln": record.uln,
        "born": record.born,
        "email": record.email,
        "original_start": record.original_start,
        "planned_end": record.planned_end,
        "statuses": status_changes(record.status, record.status_on),
        "breaks": record.breaks,
        "otj_planned": record.otj_planned,
        "otj_actual": record.otj_actual,
    }


def _name(record: IlrLearner) -> str:
    return f"{record.given_name} {record.family_name}".strip()
