"""Importing a table: rows of learners with their visits, or a row a visit."""

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from tutor_tui.errors import WrongUsage
from tutor_tui.exchange.table_records import TableRecord, records
from tutor_tui.exchange.tables import Progress
from tutor_tui.model.folder import Folder
from tutor_tui.model.learner import Learner
from tutor_tui.model.tutor import Tutor
from tutor_tui.model.visit import Visit
from tutor_tui.workspace import table_mapping
from tutor_tui.workspace.caseload import Record
from tutor_tui.workspace.imports import (
    FieldChange,
    ImportItem,
    ImportPlan,
    Known,
    unseen_caseloads,
)
from tutor_tui.workspace.table_learners import (
    changed_learner,
    new_learner,
    standard_named,
    tutor_named,
    with_progress,
    with_second_tutor,
)
from tutor_tui.workspace.table_mapping import MappedTable
from tutor_tui.workspace.table_matching import Matcher, Place
from tutor_tui.workspace.table_states import Taken
from tutor_tui.workspace.table_visits import VisitRows, VisitsTaken, last_and_next
from tutor_tui.workspace.workspace import Workspace

_TOLD_EVERY = 200


def plan(
    workspace: Workspace,
    file: Path,
    *,
    tutor: Tutor | None,
    mapping: str | None = None,
    sheet: str | None = None,
    standard: str | None = None,
    progress: Progress | None = None,
) -> ImportPlan:
    """Read the file and work out what it would change; `plan_of` says the rest.

    Args:
        workspace: What it would change.
        file: A CSV file or a workbook.
        tutor: Who gets new learners whose row names no tutor.
        mapping: Pairs of heading and field, such as `Trainee=name, Coach=tutor`.
        sheet: The sheet of a workbook.
        standard: The id of the programme of new learners whose row names none.
        progress: Told the rows done, and of how many; first those read, then those planned.

    Raises:
        BadFile: The file is not a table, or no heading in it is known.
        WrongUsage: The mapping cannot be read or does not fit.
        NotFound: There is no such programme.
    """
    chosen = table_mapping.parse_mapping(mapping) if mapping else {}
    mapped = table_mapping.read(file, chosen=chosen, sheet=sheet, progress=progress)
    return plan_of(workspace, mapped, tutor=tutor, standard=standard, progress=progress)


def plan_of(
    workspace: Workspace,
    mapped: MappedTable,
    *,
    tutor: Tutor | None,
    standard: str | None = None,
    progress: Progress | None = None,
) -> ImportPlan:
    """Work out what a table that was read would change.

    A blank never overwrites. What the government return owns of a learner it has given is
    left to it. Rows of visits never make a learner.

    Args:
        workspace: What it would change.
        mapped: The table, and what its columns hold.
        tutor: Who gets new learners whose row names no tutor.
        standard: The id of the programme of new learners whose row names none.
        progress: Told the rows done, and of how many.

    Raises:
        BadFile: No column of it has a field.
        NotFound: There is no such programme.
    """
    if standard is not None:
        workspace.catalogue.get(standard, None)
    found = records(mapped.table, mapped.kind, mapped.columns)
    emails = {one.texts["email"].casefold() for one in found if "email" in one.texts}
    planning = _Planning(workspace, mapped, tutor, standard, emails)
    for done, record in enumerate(found, 1):
        planning.take(record)
        if progress and (done % _TOLD_EVERY == 0 or done == len(found)):
            progress(done, len(found))
    return planning.made()


class _Planning:
    """The plan as it grows row by row."""

    def __init__(
        self,
        workspace: Workspace,
        mapped: MappedTable,
        tutor: Tutor | None,
        standard: str | None,
        emails: Collection[str],
    ) -> None:
        self._workspace = workspace
        self._tutor = tutor
        self._standard = standard
        self._emails = emails
        known = Known(workspace)
        self._matcher = Matcher(known)
        self._plan = ImportPlan(
            warnings=[*mapped.doubts, *mapped.table.problems, *unseen_caseloads(workspace)],
            generations=known.generations,
        )
        # asked once: a caseload looks at its files whenever it is asked
        self._owners = {caseload: caseload.tutor for caseload in workspace.caseloads()}
        self._tutors = list(self._owners.values())
        self._held: dict[str, list[Visit]] = {}
        for caseload in self._owners:
            for visit in caseload.visits.values():
                self._held.setdefault(visit.learner, []).append(visit)
        self._standards: dict[str, str | None] = {}
        self._strangers: Counter[str] = Counter()
        self._met: dict[str, int] = {}
        outcomes = any(column.field == "outcome" for column in mapped.columns)
        self._visits = VisitRows(workspace, outcomes=outcomes) if mapped.kind == "visits" else None

    def made(self) -> ImportPlan:
        """The plan of all rows taken."""
        for name, number in self._strangers.items():
            self._plan.warnings.append(
                f"no tutor {name}: {number} new of theirs went to the import's tutor or nobody"
            )
        return self._plan

    def take(self, record: TableRecord) -> None:
        """Take one row."""
        self._plan.warnings.extend(record.problems)
        match = self._matcher.match(record)
        if match.note:
            self._warn(record, match.note)
        if match.problem:
            self._skip(record, match.place, match.problem)
        elif self._visits is not None:
            self._take_visit(self._visits, match.place, record)
        elif row := self._met_before(match.place, record):
            self._skip(
                record, match.place, f"the learner is in the table twice, first in row {row}"
            )
        elif match.place:
            self._update(match.place, record)
        else:
            self._add(record)

    def _met_before(self, place: Place | None, record: TableRecord) -> int | None:
        """The row in which the learner was before, if any; from now on this one."""
        keys = [place[1].id] if place else []
        keys += [f"{name} {record.texts[name]}" for name in ("ref", "uln") if name in record.texts]
        before = next((self._met[one] for one in keys if one in self._met), None)
        for one in keys:
            self._met.setdefault(one, record.row)
        return before

    def _add(self, record: TableRecord) -> None:
        ref = record.texts.get("ref") or record.texts.get("uln", "")
        named = record.texts.get("tutor", "")
        owner = tutor_named(self._tutors, named)
        if named and owner is None:
            self._strangers[named] += 1
        owner = owner or self._tutor
        standard = self._standard_of(record) or self._standard
        try:
            taken, warning = new_learner(self._workspace, record, ref, owner, standard)
        except WrongUsage as missing:
            self._skip(record, None, str(missing))
            return
        assert owner is not None
        if warning:
            self._warn(record, warning)
        learner = taken.learner
        visits = self._last_and_next((), learner, owner.id, record)
        folder = with_progress(self._workspace, Folder(id=learner.id), record)
        with_second_tutor(taken, self._tutors, record)
        item = ImportItem(
            kind="new", ref=learner.ref, name=learner.name, reason=f"row {record.row}"
        )
        self._plan.warnings.extend(taken.problems)
        self._plan.admit(
            item, owner.id, taken.learner, *visits.visits, *([folder] if folder else [])
        )

    def _update(self, place: Place, record: TableRecord) -> None:
        caseload, learner = place
        standard = self._standard_of(record)
        taken = changed_learner(self._workspace, learner, record, standard, emails=self._emails)
        self._tell_of_tutors(taken, place, record)
        have = self._held.get(learner.id, ())
        visits = self._last_and_next(have, taken.learner, self._owners[caseload].id, record)
        writes: list[Record] = [*([taken.learner] if taken.learner != learner else [])]
        writes += visits.visits
        if "progress" in record.texts:
            folder = with_progress(self._workspace, caseload.folder(learner), record)
            if folder:
                writes.append(folder)
                percent = record.texts["progress"]
                taken.changes.append(FieldChange(field="progress", before=None, after=percent))
        self._plan.warnings.extend(taken.problems)
        self._item(place, record, (*taken.changes, *visits.changes), writes)

    def _last_and_next(
        self, have: Sequence[Visit], learner: Learner, tutor_id: str, record: TableRecord
    ) -> VisitsTaken:
        for name in ("last_visit", "last_review"):
            on = record.dates.get(name)
            if on and on > self._workspace.today:
                self._warn(record, f"the {name.replace('_', ' ')}, {on}, is after today; left out")
        return last_and_next(self._workspace, have, learner, tutor_id, record)

    def _take_visit(self, rows: VisitRows, place: Place | None, record: TableRecord) -> None:
        if place is None:
            self._skip(record, None, "no learner answers to it")
            return
        caseload, learner = place
        try:
            visits = rows.take(
                learner, record, self._owners[caseload].id, self._held.get(learner.id, ())
            )
        except WrongUsage as problem:
            self._skip(record, place, str(problem))
            return
        self._item(place, record, visits.changes, visits.visits)

    def _item(
        self,
        place: Place,
        record: TableRecord,
        changes: tuple[FieldChange, ...],
        writes: Sequence[Record],
    ) -> None:
        caseload, learner = place
        item = ImportItem(
            kind="updated" if writes else "unchanged",
            ref=learner.ref,
            name=learner.name,
            changes=changes,
            reason=f"row {record.row}",
        )
        self._plan.admit(item, self._owners[caseload].id, *writes)

    def _tell_of_tutors(self, taken: Taken, place: Place, record: TableRecord) -> None:
        """Take the second tutor; another tutor of their own is told, for handing over is more."""
        with_second_tutor(taken, self._tutors, record)
        named = tutor_named(self._tutors, record.texts.get("tutor", ""))
        own = self._owners[place[0]]
        if named and named.id != own.id and named.id != taken.learner.second_tutor:
            taken.note("tutor", own.name, named.name, held=True)

    def _standard_of(self, record: TableRecord) -> str | None:
        given = record.texts.get("standard", "")
        if given not in self._standards:
            self._standards[given] = standard_named(self._workspace.catalogue, given)
        return self._standards[given]

    def _warn(self, record: TableRecord, sentence: str) -> None:
        self._plan.warnings.append(f"row {record.row}: {sentence}")

    def _skip(self, record: TableRecord, place: Place | None, reason: str) -> None:
        texts, where = record.texts, f"row {record.row}"
        name = f"{texts.get('given_name', '')} {texts.get('family_name', '')}".strip()
        self._plan.items.append(
            ImportItem(
                kind="skipped",
                ref=place[1].ref if place else texts.get("ref") or texts.get("uln") or where,
                name=name,
                reason=f"{where}: {reason}",
            )
        )
