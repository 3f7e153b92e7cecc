"""`triage`: whom to see next and why."""

from typing import Any

import click

from tutor_tui.cli.json_forms import triage_form
from tutor_tui.cli.out import Column, emit, say, table, warn
from tutor_tui.cli.session import Session, common
from tutor_tui.rules.cadence import STATES
from tutor_tui.rules.triage import Verdict, rank
from tutor_tui.workspace.views import CaseloadRow, caseload_row

_COLUMNS = (Column("NAME", 22), Column("STATE", 18), Column("NEXT", 11), Column("WHY", 0))


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
    verdicts, unreadable = ranked(session, all_tutors=all_tutors)
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
        if unreadable:
            document["unreadable"] = [{"id": id_, "readable": False} for id_ in unreadable]
        emit(document)
        return
    print_rows([caseload_row(verdict, today) for verdict in verdicts])
    for id_ in unreadable:
        warn(f"caseload {id_} is not readable for you and is left out")


def ranked(session: Session, *, all_tutors: bool) -> tuple[list[Verdict], list[str]]:
    """The ranked verdicts, and the ids of the caseloads that may not be read."""
    workspace = session.workspace()
    if not all_tutors:
        return rank(session.caseload().verdicts(workspace.today)), []
    verdicts: list[Verdict] = []
    unreadable = []
    for tutor_id in workspace.tutor_ids():
        caseload = workspace.readable(tutor_id)
        if caseload is None:
            unreadable.append(tutor_id)
        else:
            verdicts += caseload.verdicts(workspace.today)
    return rank(verdicts), unreadable


def print_rows(rows: list[CaseloadRow]) -> None:
    """Print caseload rows as a table; every reason after the first has a line of its own."""
    if not rows:
        say("No learners to show.")
        return
    cells: list[tuple[str, str, str, str]] = []
    for row in rows:
        cells.append((row.name, row.state_text, row.next, row.reason))
        cells.extend(("", "", "", reason) for reason in row.reasons[1:])
    table(_COLUMNS, cells)
