"""`triage`: whom to see next and why."""

from typing import Any

import click

from tutor_tui.cli.json_forms import triage_form, unreadable_form
from tutor_tui.cli.out import Column, columns_available, emit, say, table
from tutor_tui.cli.session import Session, common
from tutor_tui.rules.cadence import STATES
from tutor_tui.rules.triage import Verdict, rank
from tutor_tui.workspace.views import CaseloadRow, caseload_row


@click.command("triage")
@click.option("--all-tutors", is_flag=True, help="Every caseload you may read.")
@click.option(
    "--state",
    type=click.Choice([*STATES, "outcome_missing"]),
    help="Only learners in this state.",
)
@click.option("--limit", type=click.IntRange(min=0), help="Only so many, the most urgent.")
@common
def triage_command(
    session: Session, *, all_tutors: bool, state: str | None, limit: int | None
) -> None:
    """Print the ranked list: whom to see next and why."""
    print_triage(session, all_tutors=all_tutors, state=state, limit=limit)


def print_triage(
    session: Session,
    *,
    all_tutors: bool = False,
    state: str | None = None,
    limit: int | None = None,
) -> None:
    """Print the ranked list, as a table or as JSON."""
    verdicts, left_out = ranked(session, all_tutors=all_tutors)
    if state == "outcome_missing":
        verdicts = [verdict for verdict in verdicts if verdict.cadence.missing]
    elif state:
        verdicts = [verdict for verdict in verdicts if verdict.cadence.state == state]
    verdicts = verdicts[:limit]
    today = session.workspace().today
    if session.as_json:
        document: dict[str, Any] = {
            "version": 1,
            "today": today.isoformat(),
            "learners": [triage_form(verdict) for verdict in verdicts],
        }
        if left_out:
            document["unreadable"] = [unreadable_form(id_) for id_ in left_out]
        emit(document)
        return
    print_rows([caseload_row(verdict, today) for verdict in verdicts])


def ranked(session: Session, *, all_tutors: bool) -> tuple[list[Verdict], list[str]]:
    """The ranked verdicts, and the ids of the caseloads that could not be read."""
    workspace = session.workspace()
    if not all_tutors:
        return rank(session.caseload().verdicts(workspace.today)), []
    caseloads, left_out = session.every_caseload()
    return rank(v for caseload in caseloads for v in caseload.verdicts(workspace.today)), left_out


def print_rows(rows: list[CaseloadRow]) -> None:
    """Print caseload rows as a table; every reason after the first begins a line of its own."""
    if not rows:
        say("No learners to show.")
        return
    columns = (Column("NAME", columns_available() // 4), Column("STATE", 20), Column("WHY", 0))
    cells: list[tuple[str, str, str]] = []
    for row in rows:
        cells.append((row.name, row.state_text, row.reason))
        cells.extend(("", "", reason) for reason in row.reasons[1:])
    table(columns, cells)
