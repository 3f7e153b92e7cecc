"""A learner's record as rows: one function a tab of the learner's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tutor_tui.london import in_london
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.rules.ksb_methods import KsbRow
from tutor_tui.rules.ksbs import code_order, ksb_state
from tutor_tui.rules.skills import SkillVerdict
from tutor_tui.rules.triage import Verdict
from tutor_tui.rules.words import day
from tutor_tui.workspace.heat_map import Grouping, fragile_gap, heat_map
from tutor_tui.workspace.overview import skill_words
from tutor_tui.workspace.visits import in_order, status_words, visit_status


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One row: an id within its tab, the cells, and a status that says how it is drawn.

    `detail` is what is shown in full of the row under the cursor: its longest cell where empty.
    """

    id: str
    cells: tuple[str, ...]
    status: str
    detail: str = ""


def visit_rows(visits: Sequence[Visit], today: date) -> list[ViewRow]:
    """The visits, the latest first: status, when, length, kind, mode, note."""
    rows = []
    for visit in reversed(in_order(visits)):
        status = visit_status(visit, today)
        rows.append(
            ViewRow(
                visit.id,
                (
                    status_words(status),
                    when(visit, today),
                    _length(visit),
                    visit.kind,
                    visit.mode,
                    visit.why or " ".join(visit.note.split()) or visit.location or visit.link,
                ),
                status,
            )
        )
    return rows


def visit_line(visit: Visit, today: date) -> str:
    """Everything recorded of a visit but its time, in one line."""
    cancelled = f"by the {visit.cancelled_by}" if visit.cancelled_by else ""
    why = ", ".join(filter(None, (cancelled, visit.why)))
    status = status_words(visit_status(visit, today)) + (f" ({why})" if why else "")
    parts = (visit.kind, visit.mode, status, _length(visit), visit.location, visit.link)
    note = " ".join(visit.note.split())
    return ", ".join(filter(None, parts)) + (f": {note}" if note else "")


def skill_line(skill: SkillVerdict, learner: Learner, today: date) -> str:
    """One skill in words, with the day and the evidence recorded."""
    record = learner.skills.get(skill.subject)
    on = f", {day(record.on, today)}" if record and record.on else ""
    evidence = f": {record.evidence}" if record and record.evidence.strip() else ""
    return f"{skill_words(skill)}{on}{evidence}"


def submitted_ksbs(verdict: Verdict) -> list[str]:
    """Codes of the KSBs whose evidence is submitted and not yet accepted."""
    gaps = verdict.ksbs.gaps
    return [code for code in gaps if ksb_state(verdict.learner, code) == "submitted"]


def visit_at_hand(verdict: Verdict) -> str | None:
    """The id of the visit to do something about: the oldest without an outcome, else the next."""
    missing, coming = verdict.cadence.missing, verdict.cadence.next_visit
    return missing[0].id if missing else coming.id if coming else None


def ksb_rows(verdict: Verdict, today: date, *, by: Grouping) -> list[ViewRow]:
    """The KSBs by code, or under each duty or method: state, code, day, note, text.

    A KSB's id is its code; in a group it is `D3:K7`, and the group's own is `D3:`.
    """
    texts = {ksb.code: ksb.text for ksb in verdict.standard.ksbs}

    def row(prefix: str, cell: KsbRow) -> ViewRow:
        record = verdict.learner.ksbs.get(cell.code)
        on = day(record.on, today) if record and record.on else ""
        note = "fragile" if fragile_gap(cell) else ""
        cells = (cell.state, cell.code, on, note, texts.get(cell.code, ""))
        return ViewRow(prefix + cell.code, cells, cell.state)

    rows = []
    for group in heat_map(verdict, by).rows:
        prefix = "" if by == "code" else f"{group.label}:"
        if prefix:
            total = len(group.cells)
            state = "covered" if group.met == total else f"{group.met}/{total}"
            name = group.label if by == "duty" else ""
            rows.append(ViewRow(prefix, (state, name, "", "", group.text), "heading"))
        ordered = sorted(group.cells, key=lambda cell: code_order(cell.code))
        rows += [row(prefix, cell) for cell in ordered]
    return rows


def when(visit: Visit, today: date) -> str:
    """Weekday, day and, where there is one, time: `Fri 4 Dec 10:00`."""
    text = f"{visit.date:%a} {day(visit.date, today)}"
    return f"{text} {in_london(visit.start):%H:%M}" if visit.start else text


def _length(visit: Visit) -> str:
    if visit.minutes is not None:
        otj = f" ({visit.otj_minutes} otj)" if visit.otj_minutes else ""
        return f"{visit.minutes} min{otj}"
    if visit.start and visit.end:
        return f"{int((visit.end - visit.start).total_seconds() // 60)} min"
    return ""
