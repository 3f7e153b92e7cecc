"""A learner's whole record as a file: written for a handover or to show it, and brought in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from msgspec import structs

from store.interface import DocumentChange
from tutor_tui.errors import BadFile, NotFound, Refused
from tutor_tui.exchange import learner_record
from tutor_tui.exchange.learner_record import LearnerRecord
from tutor_tui.exchange.values import TEMPORARY_ULN, quoted
from tutor_tui.model.folder import Folder
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.workspace import imported
from tutor_tui.workspace.caseload import Caseload, Record, kind_of, retried, store_errors
from tutor_tui.workspace.export_files import refuse_no_file, write_export
from tutor_tui.workspace.given_files import read_whole
from tutor_tui.workspace.learner_fields import ILR_OWNED
from tutor_tui.workspace.learners import with_reference
from tutor_tui.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A learner who was brought in, how many visits came with them, and what to know of it."""

    learner: Learner
    visits: int
    warnings: tuple[str, ...] = ()


def exported(
    workspace: Workspace, caseload: Caseload, learner: Learner, *, history: bool = False
) -> bytes:
    """The learner's whole record: what is kept, private notes too, and no verdict on it.

    Args:
        workspace: Where it is kept.
        caseload: The learner's caseload.
        learner: Whose record.
        history: Whether to add every change of it that the caseload remembers.
    """
    return learner_record.write(
        record_of(caseload, learner),
        on=workspace.today,
        tutor=caseload.tutor.name,
        history=list(_changes(caseload, learner)) if history else None,
    )


def write(data: bytes, path: Path) -> None:
    """Write a record to a file that its owner alone may read, whole or not at all.

    Raises:
        Refused: It cannot be written, or what stands in its place is no plain file.
    """
    refuse_no_file(path)
    write_export(path, data)


def record_of(caseload: Caseload, learner: Learner) -> LearnerRecord:
    """Everything kept of the learner, visits in order of time."""
    documents = caseload.documents_of(learner)
    visits = [one for one in documents if isinstance(one, Visit)]
    folders = [one for one in documents if isinstance(one, Folder)]
    return LearnerRecord(
        learner=learner,
        visits=tuple(sorted(visits, key=lambda visit: (visit.date, visit.id))),
        folder=folders[0] if folders else None,
    )


@retried
def bring_in(
    workspace: Workspace, caseload: Caseload, file: Path, *, dry_run: bool = False
) -> Brought:
    """Make a learner of a file in the caseload, with everything of them, in one change.

    Ids are kept where they are free, so that calendars know the visits again; all are made new
    where one is taken. Visits still booked become the tutor's, and so do those of tutors who
    are not of this workspace.

    Args:
        workspace: Where the change is made.
        caseload: The caseload that gets the learner.
        file: What `exported` gave.
        dry_run: Whether to stop before anything is changed.

    Raises:
        BadFile: The file is no such record, or damaged; the message names the place.
        Refused: A learner of this reference or ULN is there already, the standard is not in
            the catalogue, or it cannot be saved.
    """
    seen = caseload.generation()
    record = learner_record.read(_content(file), str(file))
    _refuse_strange_import(record.learner, file)
    _refuse_known(workspace, record.learner)
    try:
        workspace.catalogue.get(record.learner.standard, record.learner.standard_version)
    except NotFound as error:
        raise Refused(f"{error} Add the learner's first, with: tutor-tui standard add") from None
    if _taken(workspace, record):
        record = _renewed(workspace, record)
    record, warnings = _at_home(workspace, caseload, record)
    brought = Brought(learner=record.learner, visits=len(record.visits), warnings=tuple(warnings))
    if dry_run:
        return brought
    learner, *_ = caseload.save_all(
        _new(record),
        actor=workspace.actor,
        reason=f"import learner {record.learner.id}",
        seen=seen,
    )
    assert isinstance(learner, Learner)
    return replace(brought, learner=learner)


def _content(file: Path) -> bytes:
    ask = "give one of: tutor-tui learner export"
    data = read_whole(file, learner_record.MOST_BYTES, ask=ask)
    if len(data) > learner_record.MOST_BYTES:
        raise BadFile(f"{file}: larger than 20 MB, so not a learner's record")
    return data


def _refuse_strange_import(learner: Learner, file: Path) -> None:
    """Refuse values of a government return that could not be taken up again."""
    for name in learner.edited:
        if name not in ILR_OWNED:
            raise BadFile(f"{file}: learner, edited: {quoted(name)!r} is not the return's")
    if problem := imported.problem(learner.imported):
        raise BadFile(f"{file}: learner, imported: {problem}")


def _refuse_known(workspace: Workspace, learner: Learner) -> None:
    if known := with_reference(workspace, learner.ref):
        raise Refused(f"reference {learner.ref!r} is {known.name}'s already")
    if learner.uln in ("", TEMPORARY_ULN):
        return
    for _, caseload in workspace.opened()[0]:
        for known in caseload.learners.values():
            if known.uln == learner.uln:
                raise Refused(f"ULN {learner.uln} is {known.name}'s already ({known.ref})")


def _taken(workspace: Workspace, record: LearnerRecord) -> bool:
    """Whether an id of the record is in use in a caseload that can be opened, or once was."""
    with store_errors():
        return any(
            store.get(kind_of(one), one.id) or store.history(kind_of(one), one.id)
            for store in (caseload.store for _, caseload in workspace.opened()[0])
            for one in _documents(record)
        )


def _renewed(workspace: Workspace, record: LearnerRecord) -> LearnerRecord:
    """The record with new ids for the learner and every visit."""
    id_ = workspace.new_id()
    ids = {visit.id: workspace.new_id() for visit in record.visits}
    reviews = {
        key: structs.replace(review, visit=ids.get(review.visit, review.visit))
        for key, review in record.learner.reviews.items()
    }
    return LearnerRecord(
        learner=structs.replace(record.learner, id=id_, reviews=reviews),
        visits=tuple(structs.replace(one, id=ids[one.id], learner=id_) for one in record.visits),
        folder=structs.replace(record.folder, id=id_) if record.folder else None,
    )


def _at_home(
    workspace: Workspace, caseload: Caseload, record: LearnerRecord
) -> tuple[LearnerRecord, list[str]]:
    """The record as one of this caseload, and what could not be kept of it."""
    learner, tutors, own = record.learner, workspace.tutor_ids(), caseload.tutor.id
    second = learner.second_tutor
    warnings = []
    if second and (second not in tutors or second == own):
        if second != own:
            warnings.append("the second tutor is nobody of this workspace and was left out")
        second = ""

    def handed(visit: Visit) -> Visit:
        ahead = visit.status == "booked" and visit.date >= workspace.today
        left = visit.tutor not in tutors or (ahead and visit.tutor == learner.tutor)
        return structs.replace(visit, tutor=own) if left else visit

    at_home = replace(
        record,
        learner=structs.replace(learner, tutor=own, second_tutor=second),
        visits=tuple(map(handed, record.visits)),
    )
    return at_home, warnings


def _new(record: LearnerRecord) -> list[Record]:
    """The documents of the record, none of them saved yet."""
    return [structs.replace(one, rev=0) for one in _documents(record)]


def _documents(record: LearnerRecord) -> list[Record]:
    return [record.learner, *record.visits, *([record.folder] if record.folder else [])]


def _changes(caseload: Caseload, learner: Learner) -> Iterator[dict[str, Any]]:
    """What was changed of the learner's documents, and of nobody else's, oldest first."""
    with store_errors():
        changes = caseload.store.changes()
    for change in changes:
        touched = [one for one in change.documents if _concerns(one, learner)]
        if touched:
            yield {
                "at": change.at,
                "by": change.actor,
                "reason": change.reason,
                "documents": [_change(one) for one in touched],
            }


def _concerns(touched: DocumentChange, learner: Learner) -> bool:
    if touched.kind != "visit":
        return touched.id == learner.id
    stages = (one for one in (touched.before, touched.after) if one is not None)
    return any(one.data().get("learner") == learner.id for one in stages)


def _change(touched: DocumentChange) -> dict[str, Any]:
    before = touched.before.data() if touched.before else {}
    after = touched.after.data() if touched.after else {}
    names: Sequence[str] = [*before, *(name for name in after if name not in before)]
    return {
        "kind": touched.kind,
        "id": touched.id,
        "fields": {
            name: {"before": before.get(name), "after": after.get(name)}
            for name in names
            if name != "rev" and before.get(name) != after.get(name)
        },
    }
