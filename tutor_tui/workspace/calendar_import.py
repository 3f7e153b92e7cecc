"""Our visits as somebody has moved or cancelled them in a calendar, taken back by their UIDs.

It is done already, so what speaks against a time is told and nothing is refused for it. A visit
that is not in the file stays as it is: the file may be a part of the calendar.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

from msgspec.structs import replace

from tutor_tui.errors import WrongUsage
from tutor_tui.exchange.calendar_lines import MOST_BYTES
from tutor_tui.exchange.own_visits import CalendarVisit, CalendarVisits, Oddity, read_visits
from tutor_tui.exchange.uids import uid
from tutor_tui.london import london_date
from tutor_tui.model.visit import Visit
from tutor_tui.rules.words import count
from tutor_tui.workspace.caseload import Caseload, store_errors
from tutor_tui.workspace.given_files import read_whole
from tutor_tui.workspace.imports import FieldChange, ImportItem, ImportPlan
from tutor_tui.workspace.visit_lists import status_words
from tutor_tui.workspace.visit_times import (
    DEFAULT_MINUTES,
    booked_minutes,
    day_and_times,
    overlap_words,
    span,
    stamped,
    timing,
)
from tutor_tui.workspace.workspace import Workspace

Becomes = Literal["moved", "cancelled"]

WHY = "cancelled in a calendar"

_ODD: dict[Oddity, str] = {
    "day": "it has no time of day in the calendar",
    "repeats": "it repeats in the calendar, as no visit does",
    "doubled": "it is in the calendar at two times",
}
_Times = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitItem(ImportItem):
    """What becomes of one visit; `warnings` tell what is odd about its new time."""

    visit: Visit
    warnings: tuple[str, ...] = ()

    @property
    def after(self) -> Visit | None:
        """The visit as it would be; None where it stays as it is."""
        return next((one for one in self.records if isinstance(one, Visit)), None)

    @property
    def becomes(self) -> Becomes | None:
        """What was done to it in the calendar; None where it stays as it is."""
        if self.after is None:
            return None
        return "cancelled" if self.after.status == "cancelled" else "moved"


def read(files: Sequence[Path]) -> CalendarVisits:
    """Read the visits of the files; of one that is in several, the newest copy.

    Raises:
        BadFile: One is no calendar, damaged or too large, or cannot be read.
    """
    found = [read_visits(read_whole(file, MOST_BYTES), file.name) for file in files]
    newest: dict[str, CalendarVisit] = {}
    for entry in (entry for one in found for entry in one.visits):
        held = newest.get(entry.uid)
        if held is None or entry.revision > held.revision:
            newest[entry.uid] = entry
    return CalendarVisits(tuple(newest.values()), sum(one.others for one in found))


def plan_of(workspace: Workspace, found: CalendarVisits, *, even_older: bool = False) -> ImportPlan:
    """Work out what was done to our visits in the calendar.

    Args:
        workspace: What it would change.
        found: What the calendar holds.
        even_older: Take those too of which the calendar has an older copy than the record.

    Returns:
        The plan; its items are `VisitItem`s.
    """
    plan = ImportPlan()
    entries = {entry.uid: entry for entry in found.visits}
    known, missing = 0, 0
    for caseload in workspace.caseloads():
        # taken before anything is read: what is read later is as new or newer
        generation = caseload.generation()
        ours = {uid(visit): visit for visit in caseload.visits.values()}
        here = {name: ours[name] for name in entries if name in ours}
        if not here:
            continue
        plan.generations[caseload.tutor.id] = generation
        known += len(here)
        missing += sum(
            _to_come(visit, workspace.now()) for name, visit in ours.items() if name not in here
        )
        pairs = [(visit, entries[name]) for name, visit in here.items()]
        _Comparison(workspace, caseload, even_older=even_older).add_to(plan, pairs)
    if unknown := len(entries) - known:
        plan.warnings.append(
            f"{count(unknown, 'visit')} of the file {_are(unknown)} left out: deleted, of another "
            "workspace, or in a caseload that you may not read"
        )
    if missing:
        plan.warnings.append(
            f"{count(missing, 'visit')} booked from now on {_are(missing)} not in the file; "
            "nothing is changed of them"
        )
    if found.others:
        plan.warnings.append(
            f"{count(found.others, 'event')} of the file {_are(found.others)} no visit of this "
            "program's, and left out"
        )
    return plan


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _to_come(visit: Visit, now: datetime) -> bool:
    return visit.status == "booked" and visit.start is not None and visit.start > now


class _Comparison:
    """The visits of one caseload beside their copies in a calendar."""

    def __init__(self, workspace: Workspace, caseload: Caseload, *, even_older: bool) -> None:
        self._workspace = workspace
        self._caseload = caseload
        self._even_older = even_older

    def add_to(self, plan: ImportPlan, pairs: Sequence[tuple[Visit, CalendarVisit]]) -> None:
        """Put what becomes of each visit into the plan."""
        decided = [(visit, self._decided(visit, entry)) for visit, entry in pairs]
        after = {one.id: one for _, one in decided if isinstance(one, Visit)}
        standing = [after.get(id_, visit) for id_, visit in self._caseload.visits.items()]
        for visit, one in decided:
            self._add(plan, visit, one, standing)

    def _add(
        self, plan: ImportPlan, visit: Visit, decided: Visit | str, standing: Iterable[Visit]
    ) -> None:
        learner = self._caseload.learners.get(visit.learner)
        ref, name = (learner.ref, learner.name) if learner else ("", "")
        if not isinstance(decided, Visit):
            kind: Literal["skipped", "unchanged"] = "skipped" if decided else "unchanged"
            plan.items.append(VisitItem(kind=kind, ref=ref, name=name, reason=decided, visit=visit))
            return
        warnings: tuple[str, ...] = ()
        if decided.status == "booked":
            overlap = overlap_words(self._workspace, self._caseload, decided, standing)
            warnings = (overlap,) if overlap else ()
            if learner is not None:
                warnings += timing(self._workspace, self._caseload, learner, decided, overlap=True)
        item = VisitItem(
            kind="updated",
            ref=ref,
            name=name,
            changes=(self._change(visit, decided),),
            reason="; ".join(warnings),
            visit=visit,
            warnings=warnings,
        )
        plan.admit(item, self._caseload.tutor.id, decided)

    def _change(self, before: Visit, after: Visit) -> FieldChange:
        if after.status != before.status:
            return FieldChange(field="status", before=before.status, after=after.status)
        today = self._workspace.today
        return FieldChange(
            field="time", before=day_and_times(before, today), after=day_and_times(after, today)
        )

    def _decided(self, visit: Visit, entry: CalendarVisit) -> Visit | str:
        """The visit as it would be, or why it stays; nothing is said where it is the same."""
        if entry.odd:
            return _ODD[entry.odd]
        if visit.status == "cancelled":
            return "" if entry.cancelled else "it is cancelled here"
        if not entry.cancelled and _written(visit) == (entry.start, entry.end):
            return ""
        if visit.status != "booked":
            return f"its outcome is recorded: {status_words(visit.status)}"
        if not self._even_older and self._is_older(visit, entry):
            return "the calendar has an older copy: the visit was changed here since"
        after = replace(visit, status="cancelled", why=WHY)
        if not entry.cancelled:
            try:
                start, end = span(entry.start, _minutes(visit, entry))
            except WrongUsage as problem:
                return str(problem)
            after = replace(visit, date=london_date(start), start=start, end=end)
        after = stamped(self._workspace, visit, after)
        # the next file must not look older to the calendar than what it holds
        return replace(after, sequence=max(after.sequence, entry.sequence))

    def _is_older(self, visit: Visit, entry: CalendarVisit) -> bool:
        """Whether the copy is of before the visit's last change here.

        Calendars do not always count a change, nor always say when it was made; some say of an
        untouched copy that it was changed when it was exported.
        """
        if entry.changed is not None and entry.changed < visit.changed.replace(microsecond=0):
            return True
        if entry.sequence >= visit.sequence:
            return False
        return entry.changed is None or (
            not entry.cancelled and (entry.start, entry.end) in self._earlier.get(visit.id, ())
        )

    @cached_property
    def _earlier(self) -> Mapping[str, set[_Times]]:
        """The times that calendars were once told of each visit."""
        with store_errors():
            changes = self._caseload.store.changes()
        found: dict[str, set[_Times]] = {}
        for change in changes:
            for touched in change.documents:
                for document in (touched.before, touched.after):
                    if touched.kind == "visit" and document is not None:
                        data = document.data()
                        times = _instant(data.get("start")), _instant(data.get("end"))
                        found.setdefault(touched.id, set()).add(times)
        return found


def _instant(stored: str | None) -> datetime | None:
    return None if stored is None else _whole(datetime.fromisoformat(stored))


def _whole(when: datetime) -> datetime:
    """As calendars have it: in UTC, to the second."""
    return when.astimezone(UTC).replace(microsecond=0)


def _written(visit: Visit) -> _Times:
    """When the visit begins and ends as it is written into a calendar."""
    if visit.start is None:
        return None, None
    start = _whole(visit.start)
    return start, max(start, _whole(visit.end)) if visit.end else start


def _minutes(visit: Visit, entry: CalendarVisit) -> int:
    """How long the visit is in the calendar, or was, where that gives it no length."""
    minutes = int((entry.end - entry.start).total_seconds() // 60)
    return minutes or booked_minutes(visit) or DEFAULT_MINUTES
