"""Importing the government return (ILR): the learners it gives, matched with those known."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from tutor_tui.errors import NotFound
from tutor_tui.exchange import ilr_returns, ilr_spells
from tutor_tui.exchange.ilr import named
from tutor_tui.exchange.ilr_learner import IlrLearner
from tutor_tui.exchange.ilr_returns import Return
from tutor_tui.model.learner import Learner
from tutor_tui.model.tutor import Tutor
from tutor_tui.rules.status import recorded_status
from tutor_tui.rules.words import count
from tutor_tui.workspace import ilr_files, ilr_skills
from tutor_tui.workspace.ilr_answers import tutor_code
from tutor_tui.workspace.ilr_files import IlrFiles, Progress, Returned
from tutor_tui.workspace.import_maps import ImportMaps
from tutor_tui.workspace.imported import PLACEMENTS, RETURNS
from tutor_tui.workspace.imports import (
    FieldChange,
    ImportItem,
    ImportPlan,
    Known,
    Question,
    as_imported,
    status_changes,
    tutor_called,
    unseen_caseloads,
    with_returned,
)
from tutor_tui.workspace.learner_fields import to_import
from tutor_tui.workspace.learners import version_from
from tutor_tui.workspace.workspace import Workspace

T_LEVEL_UNKNOWN = "TLEVEL-UNKNOWN"
_TOLD_EVERY = 50


def plan(
    workspace: Workspace,
    files: Sequence[Path],
    *,
    tutor: Tutor | None,
    tutor_from: Literal["A", "B"] | None = None,
    maps: ImportMaps | None = None,
    progress: Progress | None = None,
) -> ImportPlan:
    """Read the files and work out what they would change; `plan_of` says the rest.

    They may be of several years and come in any order, at once or one after another: the newest
    tells how a learner stands, and the breaks are those of all. `progress` is told of the bytes
    read, then of the learners planned for.

    Raises:
        BadFile: A file is not a whole ILR file.
    """
    found = ilr_files.read_all(files, progress)
    return plan_of(
        workspace, found, tutor=tutor, tutor_from=tutor_from, maps=maps, progress=progress
    )


def plan_of(
    workspace: Workspace,
    found: IlrFiles,
    *,
    tutor: Tutor | None,
    tutor_from: Literal["A", "B"] | None = None,
    maps: ImportMaps | None = None,
    progress: Progress | None = None,
) -> ImportPlan:
    """Work out what files that were read would change.

    Args:
        workspace: What it would change.
        found: What the files hold.
        tutor: Who gets new learners; None where only `tutor_from` may say.
        tutor_from: The provider's own code (A or B) that names the tutor of a new learner.
        maps: What is known of the provider's aims and codes.
        progress: Told the learners done, and of how many.
    """
    known = Known(workspace)
    made = ImportPlan(
        left_out=dict(Counter(found.left_out.values())),
        warnings=[*found.warnings],
        generations=known.generations,
    )
    made.warnings += unseen_caseloads(workspace)
    planner = _Planner(workspace, made, maps or ImportMaps(), tutor, tutor_from)
    for done, one in enumerate(found.learners.values(), 1):
        planner.take(one, known)
        if progress and done % _TOLD_EVERY == 0:
            progress(done, len(found.learners))
    planner.conclude()
    everybody = [
        learner
        for caseload in workspace.caseloads()
        for learner in caseload.learners.values()
        if learner.imported
    ]
    gone = (one for one in (*everybody, *planner.added) if _gone(workspace, found, one))
    made.unseen = sorted(gone, key=lambda learner: learner.ref)
    return made


def _gone(workspace: Workspace, found: IlrFiles, learner: Learner) -> bool:
    """Whether the newest file should hold the learner and does not.

    An older file than they came from says nothing; and who has finished leaves the return with
    the year.
    """
    newest = found.newest.get(learner.ukprn)
    if newest is None or learner.ref in newest.refs:
        return False
    last = _returns(learner)[-1:]
    if not last:
        return True
    finished = recorded_status(learner, workspace.today) in ("completed", "withdrawn")
    year, header = last[0].year, newest.header
    return last[0].age <= (header.year, header.prepared) and not (finished and year < header.year)


def _returns(learner: Learner) -> tuple[Return, ...]:
    """What earlier imports kept of the returns, oldest first."""
    try:
        return msgspec.convert(learner.imported.get(RETURNS, []), tuple[Return, ...])
    except msgspec.ValidationError:  # not of our making: as one whose returns were not kept
        return ()


@dataclass(slots=True)
class _Planner:
    """What becomes of the learners, one after another, and what is to be asked and told."""

    workspace: Workspace
    made: ImportPlan
    maps: ImportMaps
    tutor: Tutor | None
    tutor_from: Literal["A", "B"] | None
    added: list[Learner] = field(default_factory=list)
    _tutors: list[Tutor] = field(default_factory=list)
    _by_lars: dict[int, str] = field(default_factory=dict)
    _strange: Counter[str] = field(default_factory=Counter)
    _asked: Counter[tuple[Literal["aim", "t_level", "tutor"], str]] = field(default_factory=Counter)
    _nobodys: Counter[tuple[str, str]] = field(default_factory=Counter)
    """New learners whose tutor's code is nobody's, by the code and who gets them."""
    _older: Counter[str] = field(default_factory=Counter)
    _breaks_unknown: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._tutors = [caseload.tutor for caseload in self.workspace.caseloads()]

    def take(self, one: Returned, known: Known) -> None:
        """Plan for one learner."""
        place = known.returned(one.record.ukprn, one.record.ref)
        if place:
            caseload, learner = place
            self._update(caseload.tutor.id, learner, one)
        elif owner := self._owner(one.record):
            self._add(owner, one)

    def conclude(self) -> None:
        """Tell what concerns several learners, once."""
        tell = self.made.warnings.append
        for standard, number in self._strange.items():
            tell(
                f"{standard} is not in the catalogue ({number} of the learners): imported without "
                "KSBs; choose another with: tutor-tui learner edit REF --standard ID"
            )
        for (code, name), number in sorted(self._nobodys.items()):
            tell(f"no tutor answers to {code!r}: {count(number, 'new learner')} for {name}")
        for years, number in sorted(self._older.items()):
            tell(
                f"{count(number, 'learner')} had been imported from {years} already: of the older "
                "file only the start, the breaks, English and maths were taken"
            )
        if self._breaks_unknown:
            refs = self._breaks_unknown
            who = f"{', '.join(refs[:5])}{', ...' if len(refs) > 5 else ''}"
            tell(
                f"{count(len(refs), 'learner')} came back from a break that began before these "
                f"files ({who}): import the file of the year in which it began too"
            )
        self.made.questions = [
            Question(kind=kind, code=code, learners=number)
            for (kind, code), number in sorted(self._asked.items())
        ]

    def _add(self, owner: Tutor, one: Returned) -> None:
        record, catalogue = one.record, self.workspace.catalogue
        values = _values(record, one.returns)
        chosen, warning = catalogue.for_start(self._standard(record), values["original_start"])
        if warning:
            self.made.warnings.append(f"{named(record.ref)}: {warning}")
        learner = Learner(
            id=self.workspace.new_id(),
            tutor=owner.id,
            ref=record.ref,
            ukprn=record.ukprn,
            postcode=record.delivery_postcode or "",
            standard=chosen.id,
            standard_version=chosen.version,
            imported=as_imported(values),
            **values,
        )
        learner, _ = self._with_skills(learner, one.returns)
        learner, _ = _with_placements(learner, record)
        item = ImportItem(kind="new", ref=record.ref, name=_name(record))
        self.made.admit(item, owner.id, learner)
        if self.made.items[-1].kind == "new":
            self.added.append(learner)
            self._tell(learner, record, one.returns, current=True)

    def _update(self, tutor_id: str, learner: Learner, one: Returned) -> None:
        record = one.record
        returns = ilr_returns.merged(_returns(learner), one.returns)
        current = one.returns[-1].age == returns[-1].age
        values = _values(record, returns) if current else _time(returns)
        after, changes = with_returned(learner, values)
        after = replace(after, ukprn=record.ukprn, imported={**learner.imported, **after.imported})
        after, more = self._with_standard(learner, after, record, current=current)
        changes += more
        if current:
            after, more = _with_placements(after, record)
            changes += more
        after, more = self._with_skills(after, returns)
        changes += more
        item = ImportItem(
            kind="unchanged" if all(change.held for change in changes) else "updated",
            ref=record.ref,
            name=learner.name,
            changes=tuple(changes),
        )
        self.made.admit(item, tutor_id, *([after] if after != learner else []))
        self._tell(after, record, returns, current=current)

    def _owner(self, record: IlrLearner) -> Tutor | None:
        """Who gets a new learner; None (and noted as skipped) where nobody is named."""
        code = record.monitoring.get(self.tutor_from, "") if self.tutor_from else ""
        answer = self.maps.tutors.get(tutor_code(code)) if code else None
        known = next((tutor for tutor in self._tutors if tutor.id == answer), None)
        meant = known or (tutor_called(self._tutors, code) if code else None)
        if code and not meant:
            self._asked["tutor", code] += 1
        if meant:
            return meant
        if self.tutor:
            if code:
                self._nobodys[code, self.tutor.name] += 1
            return self.tutor
        reason = f"no tutor answers to {code!r}" if code else "the file names no tutor"
        self.made.items.append(
            ImportItem(kind="skipped", ref=record.ref, name=_name(record), reason=reason)
        )
        return None

    def _standard(self, record: IlrLearner) -> str:
        """The id of the standard the record names, or of what stands for one not known."""
        if record.lars is not None:
            if record.lars not in self._by_lars:
                found = self.workspace.catalogue.by_lars(record.lars)
                self._by_lars[record.lars] = found or _placeholder(record)
            return self._by_lars[record.lars]
        answers = filter(None, map(self.maps.t_levels.get, record.t_level_aims))
        return next(filter(self._known, answers), _placeholder(record))

    def _known(self, standard: str) -> bool:
        try:
            return self.workspace.catalogue.get(standard).known
        except NotFound:
            return False

    def _with_standard(
        self, learner: Learner, after: Learner, record: IlrLearner, *, current: bool
    ) -> tuple[Learner, list[FieldChange]]:
        """The learner with the standard the record names, where none was known before."""
        standard = self._standard(record)
        if standard != learner.standard and learner.standard == _placeholder(record):
            chosen, _ = self.workspace.catalogue.for_start(standard, after.original_start)
            change = FieldChange(field="standard", before=learner.standard, after=chosen.label)
            return replace(after, standard=chosen.id, standard_version=chosen.version), [change]
        if current and standard != learner.standard and self._known(standard):
            self.made.warnings.append(
                f"{named(record.ref)}: the file says {standard}, the record "
                f"{learner.standard}, which was kept"
            )
        elif after.original_start != learner.original_start:
            return self._with_version(learner, after)
        return after, []

    def _with_version(self, learner: Learner, after: Learner) -> tuple[Learner, list[FieldChange]]:
        """The learner with the version that holds for their start, now that it is another."""
        try:
            version = version_from(self.workspace.catalogue, learner, after.original_start)
        except NotFound:  # taken out of the catalogue since: nothing to choose from
            return after, []
        if version == learner.standard_version:
            return after, []
        change = FieldChange(
            field="standard_version", before=learner.standard_version, after=version
        )
        return replace(after, standard_version=version), [change]

    def _with_skills(
        self, learner: Learner, returns: Sequence[Return]
    ) -> tuple[Learner, list[FieldChange]]:
        imported = {**learner.imported, RETURNS: to_import(returns)}
        return ilr_skills.filled(
            replace(learner, imported=imported),
            ilr_returns.skill_aims(returns),
            self.maps.aims,
            self._subjects(learner),
        )

    def _subjects(self, learner: Learner) -> set[str]:
        """The subjects among English and maths that the learner's programme asks for."""
        try:
            standard = self.workspace.catalogue.get(learner.standard, learner.standard_version)
        except NotFound:
            return set()
        return {"english", "maths"}.intersection(one.subject for one in standard.skills)

    def _tell(
        self, learner: Learner, record: IlrLearner, returns: Sequence[Return], *, current: bool
    ) -> None:
        """Note what is to be asked of this learner's aims, and what was doubtful."""
        aims = ilr_returns.skill_aims(returns)
        for ref in {aim.aim_ref for aim in aims} - self.maps.aims.keys():
            self._asked["aim", ref] += 1
        stretch = ilr_returns.current_stretch(returns)
        doubts = [f"{named(record.ref)}: {doubt}" for doubt in ilr_spells.doubts(stretch)]
        doubts += [
            f"{named(record.ref)}: every {subject} aim was withdrawn; say whether it is needed"
            for subject in ilr_skills.withdrawn(
                learner, aims, self.maps.aims, self._subjects(learner)
            )
        ]
        if not current:
            self._older[returns[-1].year] += 1
        else:
            doubts = [*record.warnings, *doubts]
        self.made.warnings += dict.fromkeys(doubts)
        if not self._known(learner.standard):
            self._strange[learner.standard] += 1
            if learner.standard == T_LEVEL_UNKNOWN and record.t_level_aims:
                self._asked["t_level", record.t_level_aims[0]] += 1
        if ilr_spells.break_unknown(stretch) and "breaks" not in learner.edited:
            self._breaks_unknown.append(record.ref)


def _placeholder(record: IlrLearner) -> str:
    return T_LEVEL_UNKNOWN if record.lars is None else f"LARS-{record.lars}"


def _time(returns: Sequence[Return]) -> dict[str, Any]:
    """What the returns of all years say of the learner's time."""
    stretch = ilr_returns.current_stretch(returns)
    return {
        "original_start": ilr_spells.original_start(stretch),
        "breaks": ilr_spells.breaks(stretch),
    }


def _values(record: IlrLearner, returns: Sequence[Return]) -> dict[str, Any]:
    """What the return says of the fields it owns."""
    time = _time(returns)
    values = {
        "given_name": record.given_name,
        "family_name": record.family_name,
        "uln": record.uln,
        "born": record.born,
        "email": record.email,
        "original_start": time["original_start"],
        "planned_end": record.planned_end,
        "statuses": status_changes(record.status, record.status_on),
        "breaks": time["breaks"],
        "otj_planned": record.otj_planned,
        "otj_actual": record.otj_actual,
    }
    if record.prior_learning_hours is not None:
        # before 2026-27 no return tells it: what another told before stays
        values["prior_hours"] = record.prior_learning_hours
    return values


def _with_placements(learner: Learner, record: IlrLearner) -> tuple[Learner, list[FieldChange]]:
    """The learner with the placements planned; what is served of them is the tutor's to log."""
    before, after = learner.imported.get(PLACEMENTS, []), to_import(record.placements)
    if before == after:
        return learner, []
    imported = {**learner.imported, PLACEMENTS: after}
    change = FieldChange(field="placements planned", before=before, after=after)
    return replace(learner, imported=imported), [change]


def _name(record: IlrLearner) -> str:
    return f"{record.given_name} {record.family_name}".strip()
