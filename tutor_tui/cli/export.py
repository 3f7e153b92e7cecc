"""`export`: visits as calendar files and feeds; the caseload as tables."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, get_args

import click

from tutor_tui.cli.arguments import Day, Noun
from tutor_tui.cli.json_forms import unreadable_form
from tutor_tui.cli.out import emit, say, warn
from tutor_tui.cli.session import Session, common
from tutor_tui.errors import WrongUsage
from tutor_tui.model.learner import Learner
from tutor_tui.rules.words import count, listing
from tutor_tui.workspace import exports, feeds, table_export
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.exports import Names
from tutor_tui.workspace.location import path_given

NOTHING = "nothing that goes into the calendar has changed"
FEED_MODES = {"0600": 0o600, "0640": 0o640, "0644": 0o644}
"""The permission bits that a feed may have."""


@click.group("export", cls=Noun)
def export_command() -> None:
    """Export visits as calendar files or feeds, or the caseload as tables."""


@export_command.command("ics")
@click.option("--out", metavar="FILE", help="The file; split as NAME-1, -2; - for output.")
@click.option("--dir", "directory", metavar="DIRECTORY", help="A vdir directory.")
@click.option("--learner", help="Only this learner's visits.")
@click.option("--weeks", type=int, help="Only from today, so many weeks.")
@click.option("--from", "first", type=Day(), help="First day.")
@click.option("--to", "last", type=Day(), help="Last day.")
@click.option(
    "--since",
    metavar="NUMBER|DAY",
    help="Only what has changed after this change, which every export tells, or from this day on.",
)
@click.option("--no-cancelled", is_flag=True, help="Leave cancelled visits out.")
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
    since: str | None,
    no_cancelled: bool,
    names: Any,
    utc: bool,
    alarm: int | None,
    advice: bool,
) -> None:
    """Export visits as iCalendar, to standard output unless --out or --dir is given.

    With --since the visits that are new, moved, cancelled, deleted or otherwise changed are
    written, and the entries they take the place of are listed: a program whose file import
    doubles visits keeps those until they are removed by hand.
    """
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
    begin = None if since is None else exports.since_given(since, session.today)
    caseload, who = _whose(session, learner)
    choice = exports.CalendarChoice(
        learner=who,
        first=first,
        last=last,
        since=begin,
        cancelled=not no_cancelled,
        names=names,
        utc=utc,
        alarm_minutes=alarm,
    )
    if directory:
        _told(session, choice, exports.write_vdir([caseload], choice, path_given(directory)))
    elif out and out != "-":
        _told(session, choice, exports.write_calendar([caseload], choice, path_given(out)))
    else:
        files, exported = exports.calendar_files([caseload], choice)
        if len(files) > 1:
            raise WrongUsage(
                f"{len(files)} files are needed, which calendar programs take one by one; "
                "give --out"
            )
        sys.stdout.buffer.write(files[0])
        _tell_old(exported)
        if begin is not None and not exported.visits + exported.deleted:
            warn(NOTHING)
        warn(_from_here(exported))


@export_command.command("feed")
@click.argument("path")
@click.option(
    "--mode",
    type=click.Choice(list(FEED_MODES)),
    help="Who may read it: 0600 you alone (the default), 0640 its group, 0644 everybody.",
)
@click.option(
    "--weeks-back",
    type=int,
    default=feeds.WEEKS_BACK,
    show_default=True,
    help="How many weeks of the past are in it.",
)
@click.option("--learner", help="Only this learner's visits.")
@click.option("--no-cancelled", is_flag=True, help="Leave cancelled visits out.")
@click.option("--names", type=click.Choice(get_args(Names)), default="first", show_default=True)
@click.option("--utc", is_flag=True, help="Write times in UTC, for programs without zones.")
@click.option("--alarm", type=int, help="Remind so many minutes before.")
@common
def feed(
    session: Session,
    *,
    path: str,
    mode: str | None,
    weeks_back: int,
    learner: str | None,
    no_cancelled: bool,
    names: Any,
    utc: bool,
    alarm: int | None,
) -> None:
    """Write visits to PATH as a feed, for calendar programs that subscribe to it.

    Run it from cron: the file is replaced whole, and only where something in it has changed.
    It is one file, never split, with every visit from some weeks back on.
    """
    caseload, who = _whose(session, learner)
    choice = exports.CalendarChoice(
        learner=who,
        first=feeds.weeks_back(session.today, weeks_back),
        cancelled=not no_cancelled,
        names=names,
        utc=utc,
        alarm_minutes=alarm,
    )
    place = path_given(path)
    fed = feeds.write_feed([caseload], choice, place, FEED_MODES[mode or "0600"])
    if session.as_json:
        emit(
            {
                "version": 1,
                "file": str(fed.path),
                "visits": fed.visits,
                "without_time": fed.without_time,
                "written": fed.written,
                "too_large": fed.too_large,
            }
        )
        return
    done = "Wrote" if fed.written else "Unchanged,"
    untimed = f" ({fed.without_time} without a time left out)" if fed.without_time else ""
    say(f"{done} {count(fed.visits, 'visit')}{untimed}: {fed.path}")
    if fed.too_large:
        warn("more than Google takes (1,000 visits, 900 kB): give fewer --weeks-back")
    if fed.written and mode is None:
        warn("only you can read it; for a web server give --mode 0644, or --mode 0600 to stay so")


@export_command.command("table")
@click.option("--out", metavar="FILE", help="NAME.csv or NAME.xlsx; - for output.")
@click.option(
    "--what",
    type=click.Choice([*table_export.WHATS, table_export.ALL]),
    default="learners",
    show_default=True,
    help="Which table.",
)
@click.option("--learner", help="Only this learner.")
@click.option("--all-tutors", is_flag=True, help="Every caseload you may read.")
@common
def table(
    session: Session, *, out: str | None, what: str, learner: str | None, all_tutors: bool
) -> None:
    """Export learners, visits or KSBs as a table, to standard output unless --out is given.

    A workbook holds `--what all` as three sheets; CSV takes a file each, NAME-visits.csv and
    so on. `import table` reads them again. No notes are in them.
    """
    if learner and all_tutors:
        raise WrongUsage("give --learner or --all-tutors, not both")
    left_out: list[str] = []
    who = None
    if learner:
        caseload, who = session.find_learner(learner)
        caseloads = [caseload]
    elif all_tutors:
        caseloads, left_out = session.every_caseload()
    else:
        caseloads = [session.caseload()]
    whats = [one for one in table_export.WHATS if what in (one, table_export.ALL)]
    sheets = table_export.sheets(session.workspace(), caseloads, whats, who)
    if out and out != "-":
        paths = table_export.write(session.workspace(), sheets, path_given(out))
        _tell_tables(session, sheets, paths, left_out)
    elif session.as_json:
        emit({"version": 1, **{sheet.name: table_export.plain_rows(sheet) for sheet in sheets}})
    elif len(sheets) > 1:
        raise WrongUsage("several tables cannot go to one output; give --out, or --what")
    else:
        sys.stdout.buffer.write(table_export.csv_bytes(sheets[0]))


def _tell_tables(
    session: Session,
    sheets: Sequence[table_export.Sheet],
    paths: Sequence[Path],
    left_out: Sequence[str],
) -> None:
    if session.as_json:
        form: dict[str, Any] = {
            "version": 1,
            "files": [str(path) for path in paths],
            "rows": {sheet.name: len(sheet.rows) for sheet in sheets},
        }
        if left_out:
            form["unreadable"] = [unreadable_form(id_) for id_ in left_out]
        emit(form)
        return
    rows = listing([f"{sheet.name} ({count(len(sheet.rows), 'row')})" for sheet in sheets])
    say(f"Wrote {rows}: {', '.join(map(str, paths))}")


def _whose(session: Session, learner: str | None) -> tuple[Caseload, Learner | None]:
    """The caseload meant, and the learner where one was named."""
    return session.find_learner(learner) if learner else (session.caseload(), None)


def _told(session: Session, choice: exports.CalendarChoice, exported: exports.Exported) -> None:
    if session.as_json:
        emit(
            {
                "version": 1,
                "files": [str(path) for path in exported.paths],
                "visits": exported.visits,
                "without_time": exported.without_time,
                "deleted": exported.deleted,
                "removed": exported.removed,
                "revision": exported.revision,
                "old": [
                    {"start": one.start.isoformat(), "title": one.title, "became": one.became}
                    for one in exported.old
                ],
            }
        )
        return
    if exported.paths:
        deleted = f", {exported.deleted} deleted (as cancelled)" if exported.deleted else ""
        removed = f", {exported.removed} removed" if exported.removed else ""
        written = ", ".join(str(path) for path in exported.paths)
        say(f"Wrote {count(exported.visits, 'visit')}{deleted}{removed}: {written}")
    else:
        say(f"{NOTHING}; no file was made")
    say(_from_here(exported))
    _tell_old(exported)
    if exported.without_time:
        warn(f"{count(exported.without_time, 'visit')} without a time left out")
    if exported.paths and choice.since is None:
        warn("import into a calendar of its own; for what each program does: export ics --advice")


def _tell_old(exported: exports.Exported) -> None:
    """Say which entries of earlier exports do not hold any more."""
    if exported.old:
        warn("Outlook's file import keeps these; remove them by hand first (others follow):")
    for one in exported.old:
        warn(one.line)


def _from_here(exported: exports.Exported) -> str:
    return f"what changes from here on: export ics --since {exported.revision}"
