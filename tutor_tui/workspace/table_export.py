"""The caseload, its visits and the KSBs as tables: to work on in a spreadsheet, and to read again.

Every heading is one that `import table` knows, and every cell says what it takes for what is
there already: a table that is read again as it was written changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from tutor_tui.errors import WrongUsage
from tutor_tui.exchange.table_fields import FIELDS, TableKind
from tutor_tui.exchange.table_out import Cell
from tutor_tui.exchange.table_out import Sheet as Sheet
from tutor_tui.exchange.table_out import csv_bytes as csv_bytes
from tutor_tui.exchange.table_out import plain_rows as plain_rows
from tutor_tui.london import in_london
from tutor_tui.model.learner import Learner, SkillRecord
from tutor_tui.model.tutor import Tutor
from tutor_tui.model.visit import Visit
from tutor_tui.rules.ksbs import code_order, ksb_state
from tutor_tui.rules.status import status
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.export_files import refuse_no_file, write_export
from tutor_tui.workspace.visits import in_order
from tutor_tui.workspace.workspace import Workspace

What = Literal["learners", "visits", "ksbs"]
WHATS: tuple[What, ...] = get_args(What)
ALL = "all"

_MARK = b"\xef\xbb\xbf"
"""What spreadsheet programs know UTF-8 by."""

_SUBJECTS = ("english", "maths", "ict", "safeguarding")
_LEVELS = {"E3": "Entry Level 3", "1": "Level 1", "2": "Level 2"}
_WHO = ("ref", "given_name", "family_name")
_LEARNER = (
    *_WHO,
    *("uln", "ukprn", "email", "born", "tutor", "second_tutor"),
    *("standard", "version", "status", "status_date", "start", "planned_end", "expected_end"),
    *("break_start", "break_end", "employer", "postcode", "mode", "link", "support", "bsl"),
    *("last_visit", "next_visit", "last_review", "next_review"),
    *("otj_planned", "otj_actual", "prior_hours", "weekly_hours"),
    *(name for subject in _SUBJECTS for name in (subject, f"{subject}_date")),
    "organisation",
)
_VISIT = (
    *_WHO,
    *("visit_date", "visit_time", "visit_end", "minutes", "otj_minutes", "visit_kind", "mode"),
    "outcome",
)

Held = tuple[Caseload, Learner]


def sheets(
    workspace: Workspace,
    caseloads: Iterable[Caseload],
    whats: Sequence[What],
    learner: Learner | None = None,
) -> list[Sheet]:
    """The tables, learners in order of family name.

    Notes are in none of them.

    Args:
        workspace: Where the caseloads are.
        caseloads: Whose learners.
        whats: Which tables.
        learner: Only this learner.
    """
    held = sorted(
        (
            (caseload, one)
            for caseload in caseloads
            for one in caseload.learners.values()
            if learner is None or one.id == learner.id
        ),
        key=lambda place: (
            place[1].family_name.casefold(),
            place[1].given_name.casefold(),
            place[1].id,
        ),
    )
    made: dict[What, Callable[[], Sheet]] = {
        "learners": lambda: _learners(workspace, held),
        "visits": lambda: _visits(held),
        "ksbs": lambda: _ksbs(held),
    }
    return [made[what]() for what in whats]


def write(workspace: Workspace, made: Sequence[Sheet], out: Path) -> list[Path]:
    """Write the tables to a workbook, or a CSV file each (`NAME-visits.csv`) where several.

    Raises:
        WrongUsage: The file's name says neither.
        Refused: A file cannot be written, or what stands in its place is no plain file.
    """
    ending = out.suffix.lower()
    if ending == ".xlsx":
        from tutor_tui.exchange.workbook_out import xlsx_bytes

        files = [(out, xlsx_bytes(made, workspace.now()))]
    elif ending == ".csv" and len(made) == 1:
        files = [(out, _MARK + csv_bytes(made[0]))]
    elif ending == ".csv":
        files = [
            (out.with_name(f"{out.stem}-{one.name}{out.suffix}"), _MARK + csv_bytes(one))
            for one in made
        ]
    else:
        raise WrongUsage(f"{out}: give a name that ends in .csv or .xlsx")
    for path, _ in files:
        refuse_no_file(path)
    for path, data in files:
        write_export(path, data)
    return [path for path, _ in files]


def _headings(kind: TableKind, names: Iterable[str]) -> tuple[str, ...]:
    """The best known heading of each field."""
    return tuple(FIELDS[kind][name].headings[0] for name in names)


def _learners(workspace: Workspace, held: Sequence[Held]) -> Sheet:
    called = _names([tutor for tutor, _ in workspace.opened()[0]])
    rows = []
    for caseload, learner in held:
        cells = {
            **_own(learner, workspace.today),
            **_seen(caseload.visits_of(learner), workspace.today),
            **_skills(learner),
            "tutor": called.get(caseload.tutor.id, caseload.tutor.id),
            "second_tutor": called.get(learner.second_tutor, learner.second_tutor),
        }
        rows.append(tuple(cells[name] for name in _LEARNER))
    return Sheet(name="learners", headings=_headings("learners", _LEARNER), rows=tuple(rows))


def _own_names(learner: Learner) -> dict[str, Cell]:
    return {name: getattr(learner, name) for name in _WHO}


def _own(learner: Learner, today: date) -> dict[str, Cell]:
    """What the learner's document says by itself."""
    past = [change.on for change in learner.statuses if change.on <= today]
    pause = max(learner.breaks, key=lambda one: one.start, default=None)
    return {
        **_own_names(learner),
        "uln": learner.uln,
        "ukprn": learner.ukprn,
        "email": learner.email,
        "born": learner.born,
        "standard": learner.standard,
        "version": learner.standard_version,
        "status": status(learner, today).replace("_", " "),
        "status_date": max(past, default=None),
        "start": learner.original_start,
        "planned_end": learner.planned_end,
        "expected_end": learner.expected_end,
        "break_start": pause.start if pause else None,
        "break_end": pause.end if pause else None,
        "employer": learner.employer,
        "postcode": learner.postcode,
        "mode": learner.mode,
        "link": learner.link,
        "support": learner.support,
        "bsl": "yes" if learner.bsl else "no",
        "otj_planned": learner.otj_planned,
        "otj_actual": learner.otj_actual,
        "prior_hours": learner.prior_hours,
        "weekly_hours": learner.weekly_hours,
        "organisation": learner.organisation,
    }


def _seen(visits: Iterable[Visit], today: date) -> dict[str, Cell]:
    """When the learner was last seen, and at a review, and when both come next."""
    held: dict[bool, list[date]] = {True: [], False: []}
    ahead: dict[bool, list[date]] = {True: [], False: []}
    for visit in visits:
        if visit.status == "attended" and visit.date <= today:
            held[visit.kind == "review"].append(visit.date)
        elif visit.status == "booked" and visit.date >= today:
            ahead[visit.kind == "review"].append(visit.date)
    return {
        "last_visit": max((*held[True], *held[False]), default=None),
        "next_visit": min((*ahead[True], *ahead[False]), default=None),
        "last_review": max(held[True], default=None),
        "next_review": min(ahead[True], default=None),
    }


def _skills(learner: Learner) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for subject in _SUBJECTS:
        record = learner.skills.get(subject)
        cells[subject] = _skill(record) if record else None
        cells[f"{subject}_date"] = record.on if record else None
    return cells


def _skill(record: SkillRecord) -> str:
    """Such as `achieved, Level 2`."""
    state = record.state.replace("_", " ")
    return f"{state}, {_LEVELS[record.level]}" if record.level else state


def _visits(held: Sequence[Held]) -> Sheet:
    rows = []
    for caseload, learner in held:
        for visit in in_order(caseload.visits_of(learner)):
            cells = {**_own_names(learner), **_visit(visit)}
            rows.append(tuple(cells[name] for name in _VISIT))
    return Sheet(name="visits", headings=_headings("visits", _VISIT), rows=tuple(rows))


def _visit(visit: Visit) -> dict[str, Cell]:
    return {
        "visit_date": visit.date,
        "visit_time": in_london(visit.start).time() if visit.start else None,
        "visit_end": in_london(visit.end).time() if visit.end else None,
        "minutes": visit.minutes,
        "otj_minutes": visit.otj_minutes,
        "visit_kind": visit.kind,
        "mode": visit.mode,
        "outcome": visit.status.replace("_", " "),
    }


def _ksbs(held: Sequence[Held]) -> Sheet:
    """A row a learner, a column a code; blank where the learner's standard has no such code."""
    standards = [
        {ksb.code for ksb in caseload.standard_of(learner).ksbs} for caseload, learner in held
    ]
    codes = sorted(set().union(*standards), key=code_order)
    rows = [
        (
            *_own_names(learner).values(),
            *(ksb_state(learner, code) if code in known else None for code in codes),
        )
        for (_, learner), known in zip(held, standards, strict=True)
    ]
    headings = (*_headings("learners", _WHO), *codes)
    return Sheet(name="ksbs", headings=headings, rows=tuple(rows))


def _names(tutors: Sequence[Tutor]) -> dict[str, str]:
    """What each tutor is called in a table: the name, or the id where two have one name."""
    shared = Counter(tutor.name.casefold() for tutor in tutors)
    return {
        tutor.id: tutor.name if shared[tutor.name.casefold()] == 1 else tutor.id for tutor in tutors
    }
