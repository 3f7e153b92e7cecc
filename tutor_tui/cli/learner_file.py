"""`learner export` and `learner import`: a learner's whole record as a file."""

import sys
from pathlib import Path

import click

from tutor_tui.cli.json_forms import learner_form
from tutor_tui.cli.out import emit, say, warn
from tutor_tui.cli.session import Session, common
from tutor_tui.rules.words import count
from tutor_tui.workspace import learner_file, learner_words
from tutor_tui.workspace.location import path_given


@click.command("export")
@click.argument("learner")
@click.option("--out", metavar="FILE", help="The file; - for standard output.")
@click.option("--history", is_flag=True, help="With every change that is remembered, and by whom.")
@common
def export_command(session: Session, *, learner: str, out: str | None, history: bool) -> None:
    """Write LEARNER's whole record as JSON, private notes and contacts included.

    For handing the learner over to another workspace (`learner import` takes it there), or for
    a subject access request, with --history. Look it through before it is given away: it may
    name others.
    """
    caseload, who = session.find_learner(learner)
    data = learner_file.exported(session.workspace(), caseload, who, history=history)
    if not out or out == "-":
        sys.stdout.buffer.write(data)
        return
    path = path_given(out)
    learner_file.write(data, path)
    if session.as_json:
        emit({"version": 1, "file": str(path), "learner": who.id})
    else:
        say(f"Wrote {who.name}'s whole record: {path}")
    warn("private notes are in it, and people besides the learner may be named")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check only; change nothing.")
@common
def import_command(session: Session, *, file: Path, dry_run: bool) -> None:
    """Make a learner of FILE, which `learner export` wrote, in the tutor's caseload."""
    caseload = session.caseload()
    brought = learner_file.bring_in(session.workspace(), caseload, file, dry_run=dry_run)
    who = brought.learner
    if session.as_json:
        form = learner_form(who, session.today)
        emit({"version": 1, "dry_run": dry_run, "changed": [form]})
    else:
        verb = "Would make" if dry_run else "Made"
        say(
            f"{verb} {who.name} ({who.ref}), {learner_words.programme(who)}, with "
            f"{count(brought.visits, 'visit')}, in {caseload.tutor.name}'s caseload."
        )
    for warning in brought.warnings:
        warn(warning)
