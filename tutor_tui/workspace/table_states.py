"""What a table says of a learner's status, breaks, functional skills and KSBs.

A table is a copy made some time ago by another system, so it never takes a state back: what the
record has further on is kept, and shown as kept.
"""

from dataclasses import dataclass, field
from datetime import date

from msgspec.structs import replace

from tutor_tui.exchange.table_cells import SkillCell
from tutor_tui.exchange.table_records import TableRecord
from tutor_tui.model.learner import (
    Break,
    KsbRecord,
    KsbState,
    Learner,
    SkillRecord,
    SkillState,
    Status,
    StatusChange,
)
from tutor_tui.model.standard import Standard
from tutor_tui.rules.ksbs import ksb_state
from tutor_tui.rules.status import current_break
from tutor_tui.workspace.imports import FieldChange

_STATUS_RANK: dict[str, int] = {"on_programme": 0, "gateway": 1, "completed": 2, "withdrawn": 2}
_STATUSES: dict[str, Status] = {
    "on_programme": "on_programme",
    "gateway": "gateway",
    "completed": "completed",
    "withdrawn": "withdrawn",
}
_KSB_RANK: dict[KsbState, int] = {"none": 0, "submitted": 1, "met": 2}
_SETTLED: frozenset[SkillState] = frozenset({"achieved", "exempt", "opted_out"})


@dataclass(slots=True)
class Taken:
    """The learner with what a row says, the changes that makes, and what was not taken."""

    learner: Learner
    changes: list[FieldChange] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def note(self, name: str, before: object, after: object, *, held: bool = False) -> None:
        """Note a change of a field."""
        self.changes.append(FieldChange(field=name, before=before, after=after, held=held))

    @property
    def of_return(self) -> bool:
        """Whether the government return has given the learner, whose own fields are left to it."""
        return bool(self.learner.imported)


def take_states(taken: Taken, record: TableRecord, standard: Standard, today: date) -> None:
    """Take what the row says of status, breaks, functional skills and KSBs."""
    _take_break(taken, record)
    _take_status(taken, record, today)
    for subject, cell in record.skills.items():
        _take_skill(taken, record, subject, cell, today)
    _take_ksbs(taken, record, standard, today)


def _take_status(taken: Taken, record: TableRecord, today: date) -> None:
    given, on = record.texts.get("status"), record.dates.get("status_date")
    if given is None:
        return
    if given == "on_break":
        if current_break(taken.learner, today) is None:
            taken.problems.append(
                f"row {record.row}: on a break, but since when is not in the table; record it "
                "with: tutor-tui learner break"
            )
        return
    if on and on > today:
        taken.problems.append(f"row {record.row}: the day of the status, {on}, is after today")
        return
    past = [change for change in taken.learner.statuses if change.on <= today]
    now = past[-1] if past else StatusChange(status="on_programme", on=date.min)
    after = StatusChange(status=_STATUSES[given], on=on or today)
    if given == now.status and (on is None or not past or on == now.on):
        return
    further = given == now.status or _STATUS_RANK[given] > _STATUS_RANK[now.status]
    held = taken.of_return or not further
    before = _status_words(now) if past else "on programme"
    taken.note("status", before, _status_words(after), held=held)
    if not held:
        kept = [c for c in taken.learner.statuses if c.on < after.on and c != now]
        if now.status != given and past and now.on <= after.on:
            kept.append(now)
        taken.learner = replace(taken.learner, statuses=(*kept, after))


def _take_break(taken: Taken, record: TableRecord) -> None:
    start, end = record.dates.get("break_start"), record.dates.get("break_end")
    breaks = taken.learner.breaks
    if start is None:
        start = next((pause.start for pause in breaks if pause.end is None), None) if end else None
        if start is None:
            return
    known = next((pause for pause in breaks if pause.start == start), None)
    after = Break(start=start, end=end or (known.end if known else None))
    if known == after:
        return
    held = taken.of_return or (known is not None and known.end is not None)
    taken.note("break", _break_words(known) if known else None, _break_words(after), held=held)
    if not held:
        others = (pause for pause in breaks if pause != known)
        ordered = sorted((*others, after), key=lambda pause: pause.start)
        taken.learner = replace(taken.learner, breaks=tuple(ordered))


def _take_skill(
    taken: Taken, record: TableRecord, subject: str, cell: SkillCell, today: date
) -> None:
    on = record.dates.get(f"{subject}_date")
    before = taken.learner.skills.get(subject)
    if cell.state == "booked" and on is None and (before is None or before.state != "booked"):
        taken.problems.append(
            f"row {record.row}: {subject} is booked, but for when is not in the table"
        )
        return
    if on and on > today and cell.state != "booked":
        taken.problems.append(f"row {record.row}: {subject} on {on} is after today; day left out")
        on = None
    level = cell.level if cell.state in ("achieved", "exempt") else None
    if before and before.state == cell.state:
        moved = cell.state == "booked" and on is not None
        after = replace(
            before, on=on if moved or before.on is None else before.on, level=before.level or level
        )
    else:
        after = SkillRecord(
            state=cell.state, on=on, level=level, components=before.components if before else {}
        )
    if after == before:
        return
    held = before is not None and before.state in _SETTLED and after.state not in _SETTLED
    taken.note(subject, _skill_words(before) if before else None, _skill_words(after), held=held)
    if not held:
        taken.learner = replace(taken.learner, skills={**taken.learner.skills, subject: after})


def _take_ksbs(taken: Taken, record: TableRecord, standard: Standard, today: date) -> None:
    if not record.ksbs:
        return
    known = {ksb.code for ksb in standard.ksbs}
    strange = [code for code, state in record.ksbs.items() if code not in known and state != "none"]
    if strange:
        taken.problems.append(
            f"row {record.row}: {', '.join(strange)}: no KSB of {standard.label}; left out"
        )
    kept = dict(taken.learner.ksbs)
    for code, state in record.ksbs.items():
        before = ksb_state(taken.learner, code)
        if code not in known or state == before:
            continue
        held = _KSB_RANK[state] < _KSB_RANK[before]
        taken.note(code, before, state, held=held)
        if not held:
            kept[code] = KsbRecord(state=state, on=today)
    if kept != taken.learner.ksbs:
        taken.learner = replace(taken.learner, ksbs=kept)


def _status_words(change: StatusChange) -> str:
    return f"{change.status.replace('_', ' ')} from {change.on}"


def _break_words(pause: Break) -> str:
    return f"from {pause.start} until {pause.end or 'further notice'}"


def _skill_words(record: SkillRecord) -> str:
    level = f"Level {record.level}" if record.level else ""
    return " ".join(filter(None, (record.state.replace("_", " "), level, str(record.on or ""))))
