"""`ksb`: beside what sets them, the listing of a learner's KSBs by code, duty or method."""

from typing import Any, cast

import click

from tutor_tui.cli.out import Column, emit, say, say_wrapped, table
from tutor_tui.cli.progress import ksb_command
from tutor_tui.cli.session import Session, common
from tutor_tui.rules.ksb_methods import KsbRow
from tutor_tui.rules.triage import Verdict
from tutor_tui.rules.words import day
from tutor_tui.workspace.heat_map import (
    GROUPINGS,
    Grouping,
    HeatMap,
    HeatRow,
    fragile_gap,
    heat_map,
    progress_words,
    unknown,
)
from tutor_tui.workspace.overview import PACE_WORDS


@ksb_command.command("list")
@click.argument("learner")
@click.option("--by", type=click.Choice(GROUPINGS), default="code", help="How they are grouped.")
@common
def ksb_list(session: Session, *, learner: str, by: str) -> None:
    """List the KSBs of LEARNER as they press: gaps first that hang on one duty alone."""
    caseload, who = session.find_learner(learner)
    verdict = caseload.verdict(who, session.today)
    found = heat_map(verdict, cast(Grouping, by))
    if session.as_json:
        emit({"version": 1, "learner": who.id, **_form(found, verdict)})
        return
    if not found.rows:
        say(unknown(found.by))
        return
    say_wrapped("", f"{progress_words(found)}: {PACE_WORDS[found.pace]}")
    columns = (
        Column(found.by.upper() if by != "code" else "KIND", 20),
        Column("STATE", 9),
        Column("KSB", 5),
        Column("SET ON", 11),
        Column("NOTE", 7),
        Column("WHAT", 0),
    )
    table(columns, [cells for row in found.rows for cells in _cells(row, verdict)])


def _cells(row: HeatRow, verdict: Verdict) -> list[tuple[str, ...]]:
    """A line for each KSB of a row, which is named in all of them."""
    texts = {ksb.code: ksb.text for ksb in verdict.standard.ksbs}
    name = f"{row.label} {row.met}/{len(row.cells)}"
    lines: list[tuple[str, ...]] = []
    for cell in row.cells:
        record = verdict.learner.ksbs.get(cell.code)
        on = day(record.on, verdict.today) if record and record.on else ""
        note = "fragile" if fragile_gap(cell) else ""
        lines.append((name, cell.state, cell.code, on, note, texts[cell.code]))
    return lines


def _form(found: HeatMap, verdict: Verdict) -> dict[str, Any]:
    return {
        "by": found.by,
        "met": found.met,
        "submitted": found.submitted,
        "total": found.total,
        "expected": found.expected,
        "rows": [
            {
                "label": row.label,
                "text": row.text,
                "met": row.met,
                "total": len(row.cells),
                "expected": row.expected,
                "ksbs": [_ksb_form(cell, verdict) for cell in row.cells],
            }
            for row in found.rows
        ],
    }


def _ksb_form(cell: KsbRow, verdict: Verdict) -> dict[str, Any]:
    record = verdict.learner.ksbs.get(cell.code)
    return {
        "code": cell.code,
        "state": cell.state,
        "on": record.on.isoformat() if record and record.on else None,
        "fragile": cell.fragile,
        "duties": list(cell.duties),
        "methods": list(cell.methods),
    }
