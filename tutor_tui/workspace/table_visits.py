"""The visits a table tells of: the last and next of a learner's row, or a row a visit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from msgspec.structs import replace

from tutor_tui.errors import WrongUsage
from tutor_tui.exchange.table_records import TableRecord
from tutor_tui.london import from_london
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit, VisitKind, VisitStatus
from tutor_tui.workspace.imports import FieldChange
from tutor_tui.workspace.visit_times import DEFAULT_MINUTES, span, stamped
from tutor_tui.workspace.workspace import Workspace

_FILLED = ("minutes", "otj_minutes", "note")
"""What a row fills in where the visit has nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsTaken:
    """The visits to save for a row, and the changes that makes."""

    visits: tuple[Visit, ...] = ()
    changes: tuple[FieldChange, ...] = ()


# the last and the next visit of a learner's row


def last_and_next(
    workspace: Workspace,
    have: Sequence[Visit],
    learner: Learner,
    tutor_id: str,
    record: TableRecord,
) -> VisitsTaken:
    """The last and next visit and review of a row that the record does not have yet.

    A day that has a visit keeps what the tutor made of it, but for a booking without an
    outcome where none was attended. A booking ahead, moved or not, stays the next visit: the
    same table read again makes nothing twice.
    """
    dates, today = record.dates, workspace.today
    made: list[Visit] = []
    changes: list[FieldChange] = []
    for name, kind in (("last_review", "review"), ("last_visit", "teaching")):
        on = dates.get(name)
        if on is None or on > today or on in {visit.date for visit in made}:
            continue
        if kind == "review" and _reviewed(learner, on):
            continue
        there = [visit for visit in have if visit.date == on]
        if any(visit.status == "attended" for visit in there):
            continue
        booking = next((visit for visit in there if visit.status == "booked"), None)
        if booking:
            made.append(replace(booking, status="attended"))
        elif not there:
            made.append(_visit(workspace, learner, tutor_id, on, "attended", _KINDS[kind]))
        else:
            continue
        changes.append(FieldChange(field="visit attended", before=None, after=on))
    for name, kind in (("next_review", "review"), ("next_visit", "teaching")):
        on = dates.get(name)
        if on is None or on < today or on in {visit.date for visit in made}:
            continue
        booked = _booked_ahead(have, today, kind, both="next_review" in dates)
        if on in {visit.date for visit in have}:
            continue
        if booked:
            changes.append(FieldChange(field="visit booked", before=booked[0], after=on, held=True))
            continue
        made.append(_visit(workspace, learner, tutor_id, on, "booked", _KINDS[kind]))
        changes.append(FieldChange(field="visit booked", before=None, after=on))
    return VisitsTaken(visits=tuple(made), changes=tuple(changes))


_KINDS: dict[str, VisitKind] = {"review": "review", "teaching": "teaching"}


def _reviewed(learner: Learner, on: date) -> bool:
    return any(review.on == on for review in learner.reviews.values())


def _booked_ahead(have: Iterable[Visit], today: date, kind: str, *, both: bool) -> list[date]:
    """The days booked ahead for this kind; for any where the table does not tell them apart."""
    return sorted(
        visit.date
        for visit in have
        if visit.status == "booked"
        and visit.date >= today
        and (not both or (visit.kind == "review") == (kind == "review"))
    )


# a row a visit


class VisitRows:
    """Finds the visit that each row of a table tells of; each visit answers to one row."""

    def __init__(self, workspace: Workspace, *, outcomes: bool) -> None:
        """Begin; `outcomes` says whether the table has a column of them."""
        self._workspace = workspace
        self._outcomes = outcomes
        self._left: dict[str, list[Visit]] = {}
        self._met: dict[tuple[Any, ...], int] = {}

    def take(
        self, learner: Learner, record: TableRecord, tutor_id: str, have: Iterable[Visit]
    ) -> VisitsTaken:
        """The visit of a row: a new one, or what the row adds to one that is there.

        A visit that has an outcome keeps it, and whatever else the tutor has filled in; a
        booking takes outcome, kind and length from the row.

        Args:
            learner: Whose row it is.
            record: The row.
            tutor_id: In whose caseload the learner is.
            have: The learner's visits before the table was read.

        Raises:
            WrongUsage: The row tells of no visit that can be; the message says why.
        """
        told = self._told(learner, tutor_id, record)
        same = (learner.id, *sorted((name, str(one)) for name, one in record.fields.items()))
        if first := self._met.get(same):
            raise WrongUsage(f"the same as row {first}")
        self._met[same] = record.row
        left = self._left.setdefault(learner.id, list(have))
        visit = _same_visit(told, left)
        if visit is None:
            change = FieldChange(field=f"visit {told.status}", before=None, after=told.date)
            return VisitsTaken(visits=(told,), changes=(change,))
        left.remove(visit)
        return self._added(visit, told, record)

    def _told(self, learner: Learner, tutor_id: str, record: TableRecord) -> Visit:
        """The visit as the row tells it, were it a new one."""
        today, on = self._workspace.today, record.dates.get("visit_date")
        if on is None:
            raise WrongUsage("it has no day of a visit")
        outcome = record.texts.get("outcome")
        if outcome is None:
            # a table that has no outcomes at all is one of visits that were held
            outcome = "attended" if not self._outcomes and on < today else "booked"
        if on > today and outcome in ("attended", "not_attended"):
            raise WrongUsage(f"the visit is on {on}, after today, so it has no outcome yet")
        numbers, held = record.numbers, outcome == "attended"
        start, end = _times(on, record)
        minutes = numbers.get("minutes") if held else None
        otj = numbers.get("otj_minutes") if held else None
        if otj and minutes is not None and otj > minutes:
            raise WrongUsage(f"{otj} off-the-job minutes are more than the visit's {minutes}")
        return replace(
            _visit(self._workspace, learner, tutor_id, on, _OUTCOMES[outcome], "teaching"),
            start=start,
            end=end,
            minutes=minutes,
            otj_minutes=otj,
            note=record.texts.get("note", ""),
            **_choices(record),
        )

    def _added(self, visit: Visit, told: Visit, record: TableRecord) -> VisitsTaken:
        """What the row adds to a visit that is there."""
        open_one = visit.status == "booked"
        taken: dict[str, Any] = {}
        changes: list[FieldChange] = []
        offered = {}
        if open_one or told.status == visit.status:
            offered = {name: getattr(told, name) for name in _FILLED}
        if told.status != "booked":
            offered["status"] = told.status
        offered |= _choices(record)
        if visit.start is None and told.start is not None:
            offered |= {"start": told.start, "end": told.end}
        for name, after in offered.items():
            before = getattr(visit, name)
            if after in (None, "") or after == before:
                continue
            if name == "note" and after == " ".join(visit.note.split()):
                continue
            free = before in (None, "") or (open_one and name not in _FILLED)
            if free:
                taken[name] = after
            if name != "end":
                changes.append(
                    FieldChange(
                        field=f"visit {visit.date} {name}",
                        before=before,
                        after=after,
                        held=not free,
                    )
                )
        whole = stamped(self._workspace, visit, replace(visit, **taken)) if taken else visit
        return VisitsTaken(visits=(whole,) if taken else (), changes=tuple(changes))


_OUTCOMES: dict[str, VisitStatus] = {
    "booked": "booked",
    "attended": "attended",
    "not_attended": "not_attended",
    "cancelled": "cancelled",
}


def _choices(record: TableRecord) -> dict[str, Any]:
    """Kind and mode, where the row names them."""
    given = {"kind": record.texts.get("visit_kind"), "mode": record.texts.get("mode")}
    return {name: word for name, word in given.items() if word}


def _same_visit(told: Visit, left: Sequence[Visit]) -> Visit | None:
    """The visit of that day and time; where one of the two has no time, of that day.

    Of several the one that agrees most, so that a row finds what it was taken for before.
    """
    of_day = [visit for visit in left if visit.date == told.date]
    exact = [visit for visit in of_day if visit.start == told.start]
    near = [visit for visit in of_day if visit.start is None or told.start is None]
    return max(exact or near, key=lambda visit: (_agreement(visit, told), visit.id), default=None)


def _agreement(visit: Visit, told: Visit) -> int:
    names = ("status", "kind", "mode", *_FILLED)
    return sum(getattr(visit, name) == getattr(told, name) for name in names)


def _times(on: date, record: TableRecord) -> tuple[datetime | None, datetime | None]:
    at, until = record.times.get("visit_time"), record.times.get("visit_end")
    if at is None:
        return None, None
    length = _length(at, until) or record.numbers.get("minutes") or DEFAULT_MINUTES
    return span(from_london(datetime.combine(on, at)), length)


def _length(at: time, until: time | None) -> int | None:
    """Minutes from one time of the day to another."""
    if until is None:
        return None
    return 60 * (until.hour - at.hour) + until.minute - at.minute


def _visit(
    workspace: Workspace,
    learner: Learner,
    tutor_id: str,
    on: date,
    status: VisitStatus,
    kind: VisitKind,
) -> Visit:
    now = workspace.now()
    return Visit(
        id=workspace.new_id(),
        learner=learner.id,
        tutor=tutor_id,
        date=on,
        status=status,
        kind=kind,
        mode=learner.mode,
        created=now,
        changed=now,
    )
