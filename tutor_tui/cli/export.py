"""`export`: visits as calendar files."""

import sys
from datetime import date
from typing import Any, get_args

import click

from tutor_tui.cli.arguments import Day, Noun
from tutor_tui.cli.out import emit, say, warn
from tutor_tui.cli.session import Session, common
from tutor_tui.errors import WrongUsage
from tutor_tui.rules.words import count
from tutor_tui.workspace import exports
from tutor_tui.workspace.exports import Names
from tutor_tui.workspace.location import path_given


@click.group("export", cls=Noun)
def export_command() -> None:
    """Export visits as calendar files."""


@export_command.command("ics")
@click.option("--out", metavar="FILE", help="The file; split as NAME-1, -2; - for output.")
@click.option("--dir", "directory", metavar="DIRECTORY", help="A vdir directory.")
@click.option("--learner", help="Only this learner's visits.")
@click.option("--weeks", type=int, help="Only from today, so many weeks.")
@click.option("--from", "first", type=Day(), help="First day.")
@click.option("--to", "last", type=Day(), help="Last day.")
@click.option("--names", type=click.Choice(get_args(Names)), default="first", show_default=True)
@click.option("--utc", is_flag=True, help="Write times in UTC, for programs without zones.")
@click.option("--alarm", type=int, help="Remind so many minutes before.")
@click.option("--advice", is_flag=True, help="Only say what each calendar program will do.")
@common
def ics(
    session: Session,
    *,
    out: str | None,
    directory: str | None,
    learner: str | None,
    weeks: int | None,
    first: date | None,
    last: date | None,
    names: Any,
    utc: bool,
    alarm: int | None,
    advice: bool,
) -> None:
    """Export visits as iCalendar, to standard output unless --out or --dir is given."""
    if advice:
        for line in exports.advice():
            say(line)
        return
    if out and directory:
        raise WrongUsage("give --out or --dir, not both")
    if weeks is not None and (first or last):
        raise WrongUsage("give --weeks, or --from and --to, not both")
    if weeks is not None:
        first, last = exports.weeks_ahead(session.today, weeks)
    if learner:
        caseload, who = session.find_learner(learner)
    else:
        caseload, who = session.caseload(), None
    choice = exports.CalendarChoice(
        learner=who, first=first, last=last, names=names, utc=utc, alarm_minutes=alarm
    )
    if directory:
        _told(session, exports.write_vdir([caseload], choice, path_given(directory)))
    elif out and out != "-":
        _told(session, exports.write_calendar([caseload], choice, path_given(out)))
    else:
        files = exports.calendar_files([caseload], choice)
        if len(files) > 1:
            raise WrongUsage(
                f"{len(files)} files are needed, which calendar programs take one by one; "
                "give --out"
            )
        sys.stdout.buffer.write(files[0])


def _told(session: Session, exported: exports.Exported) -> None:
    if session.as_json:
        emit(
            {
                "version": 1,
                "files": [str(path) for path in exported.paths],
                "visits": exported.visits,
                "without_time": exported.without_time,
                "deleted": exported.deleted,
                "removed": exported.removed,
            }
        )
        return
    deleted = f", {exported.deleted} deleted (as cancelled)" if exported.deleted else ""
    removed = f", {exported.removed} removed" if exported.removed else ""
    written = ", ".join(str(path) for path in exported.paths)
    say(f"Wrote {count(exported.visits, 'visit')}{deleted}{removed}: {written}")
    if exported.without_time:
        warn(f"{count(exported.without_time, 'visit')} without a time left out")
    warn("import into a calendar of its own; for what each program does: export ics --advice")
