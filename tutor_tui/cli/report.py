"""`report`: a learner's progress update, and the audit pack of a caseload."""

import sys
from datetime import date
from typing import Any

import click
import msgspec

from tutor_tui.cli.arguments import Day
from tutor_tui.cli.json_forms import unreadable_form
from tutor_tui.cli.out import emit, say
from tutor_tui.cli.session import Session, common
from tutor_tui.errors import WrongUsage
from tutor_tui.model.settings import Settings
from tutor_tui.rules.cadence import STATES
from tutor_tui.workspace.audit import LearnerAudit
from tutor_tui.workspace.audit_line import Line
from tutor_tui.workspace.audit_report import audit_report, audits, counts, rules_of
from tutor_tui.workspace.location import path_given
from tutor_tui.workspace.progress_update import progress_update
from tutor_tui.workspace.report_files import (
    FORMATS,
    Format,
    Report,
    format_of,
    rendered,
    write_report,
)
from tutor_tui.workspace.reports import progress_report
from tutor_tui.workspace.standing import standing

CASELOAD = "caseload"


@click.command("report")
@click.argument("what", metavar="LEARNER|caseload")
@click.option("--format", "format", type=click.Choice(FORMATS), help="By FILE's name, or markdown.")
@click.option("--out", metavar="FILE", help="The file; - for standard output.")
@click.option("--since", type=Day(), help="LEARNER: first day of what is told.")
@click.option("--all-tutors", is_flag=True, help="caseload: every one you may read.")
@click.option(
    "--state",
    type=click.Choice([*STATES, "outcome_missing"]),
    help="caseload: only learners in this state.",
)
@common
def report_command(
    session: Session,
    *,
    what: str,
    format: Format | None,
    out: str | None,
    since: date | None,
    all_tutors: bool,
    state: str | None,
) -> None:
    """Write LEARNER's progress update, or the audit pack of the caseload.

    The update is for learner and employer: what was done since the last progress review (--since
    tells of more or less), what is met and what is outstanding. Of notes only those marked as
    shareable are in it. The audit pack is for a lead tutor: of every learner what is there and
    what is missing, by which rule.
    """
    if session.as_json and format and not out:
        raise WrongUsage("give --format or --json, not both")
    if what == CASELOAD:
        if since:
            raise WrongUsage("--since is for a learner's report, not for the caseload's")
        _caseload(session, out, format, all_tutors=all_tutors, state=state)
        return
    if all_tutors or state:
        raise WrongUsage("--all-tutors and --state are for: report caseload")
    _learner(session, what, out, format, since)


def _learner(
    session: Session, given: str, out: str | None, format: Format | None, since: date | None
) -> None:
    caseload, who = session.find_learner(given)
    settings, today = session.workspace().settings, session.today
    judged = standing(who, caseload.visits_of(who), caseload.standard_of(who), settings, today)
    update = progress_update(judged, caseload.folder(who), caseload.tutor.name, since)
    form = {"version": 1, "today": today.isoformat(), "report": msgspec.to_builtins(update)}
    _give(session, progress_report(update), form, out, format)


def _caseload(
    session: Session, out: str | None, format: Format | None, *, all_tutors: bool, state: str | None
) -> None:
    settings, today = session.workspace().settings, session.today
    if all_tutors:
        caseloads, left_out = session.every_caseload()
        whose = "every caseload"
    else:
        caseloads, left_out = [session.caseload()], []
        whose = caseloads[0].tutor.name
    if state:
        whose += f", {state.replace('_', ' ')}"
    found = audits(caseloads, settings, today, state)
    report = audit_report(found, settings, today, whose=whose, left_out=left_out)
    _give(session, report, _pack_form(found, settings, today, left_out), out, format)


def _give(
    session: Session, report: Report, form: dict[str, Any], out: str | None, format: Format | None
) -> None:
    """Write the report to the file, and say so; without one to standard output."""
    path = path_given(out) if out and out != "-" else None
    chosen = format or format_of(path)
    if path:
        write_report(report, chosen, path)
        if session.as_json:
            emit({"version": 1, "files": [str(path)], "format": chosen})
        else:
            say(f"Wrote {path}")
    elif session.as_json:
        emit(form)
    else:
        sys.stdout.buffer.write(rendered(report, chosen))


def _pack_form(
    found: list[LearnerAudit], settings: Settings, today: date, left_out: list[str]
) -> dict[str, Any]:
    document: dict[str, Any] = {
        "version": 1,
        "today": today.isoformat(),
        "summary": {
            "learners": len(found),
            "missing": sum(one.how_many("missing") for one in found),
            "late": sum(one.how_many("late") for one in found),
            "items": [
                {"code": code, "label": label, **numbers} for code, label, numbers in counts(found)
            ],
        },
        "learners": [_audit_form(one) for one in found],
        "rules": [
            {
                "id": rule.id,
                "sentence": rule.sentence,
                "source": rule.source,
                "applies_from": rule.applies_from.isoformat() if rule.applies_from else None,
                "applies_to": rule.applies_to.isoformat() if rule.applies_to else None,
                "confirmed": rule.confirmed,
            }
            for rule in rules_of(found, settings)
        ],
    }
    if left_out:
        document["unreadable"] = [unreadable_form(id_) for id_ in left_out]
    return document


def _audit_form(one: LearnerAudit) -> dict[str, Any]:
    return {
        "id": one.id,
        "ref": one.ref,
        "name": one.name,
        "tutor": one.tutor,
        "standard": one.standard,
        "standard_version": one.standard_version,
        "status": one.status,
        "missing": one.how_many("missing"),
        "late": one.how_many("late"),
        "items": [_line_form(line) for line in one.lines],
    }


def _line_form(line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "label": line.label,
        "state": line.state,
        "on": line.on.isoformat() if line.on else None,
        "text": line.text,
        "rule": line.rule,
        "confirmed": not line.unconfirmed,
        "unconfirmed": list(line.unconfirmed),
    }
