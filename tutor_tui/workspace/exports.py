"""Exports: visits as calendar files, written whole, readable by their owner alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.exchange.advice import CLIENTS
from tutor_tui.workspace.calendar_choice import CalendarChoice as CalendarChoice
from tutor_tui.workspace.calendar_choice import Names as Names
from tutor_tui.workspace.calendar_choice import since_given as since_given
from tutor_tui.workspace.calendar_choice import weeks_ahead as weeks_ahead
from tutor_tui.workspace.calendar_selection import OldEntry, Selected, selected
from tutor_tui.workspace.calendar_visits import Pair, told_now
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.export_files import refuse_no_file, write_export

DEFAULT_CALENDAR = "Learner visits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export wrote, how many visits, and how many had no time and were left out.

    `deleted` visits are no longer in the records, and were written as cancelled beside those
    counted. `revision` is what a later export of the changes alone names; None where several
    caseloads were written together, for each has its own. `old` are the entries of earlier
    exports that the changes take the place of. Where nothing had changed there are no paths.
    """

    paths: tuple[Path, ...]
    visits: int
    without_time: int
    deleted: int = 0
    removed: int = 0
    revision: int | None = None
    old: tuple[OldEntry, ...] = ()


def advice() -> list[str]:
    """What to do in each calendar program, and what it will do with the file, in lines.

    The name of each program is a line of its own, what is said of it indented below.
    """
    return [
        line
        for client in CLIENTS
        for line in (client.name, *(f"  {fact}" for fact in client.lines))
    ]


def calendar_files(
    caseloads: Sequence[Caseload], choice: CalendarChoice
) -> tuple[list[bytes], Exported]:
    """The calendar as bytes, in as many files as clients take, and what is in them.

    Raises:
        NotFound: The change that the choice begins with is not there.
    """
    from tutor_tui.exchange import ics  # loads icalendar: only when a calendar is written

    chosen = [selected(caseload, choice) for caseload in caseloads]
    files = ics.calendars(
        [ics.Entry(*pair) for one in chosen for pair in one.pairs],
        names=choice.names,
        calendar_name=DEFAULT_CALENDAR,
        utc=choice.utc,
        alarm_minutes=choice.alarm_minutes,
    )
    return files, _exported(chosen, [])


def write_calendar(caseloads: Sequence[Caseload], choice: CalendarChoice, out: Path) -> Exported:
    """Write the calendar to a file; where it must be split, to `NAME-1.ics`, `NAME-2.ics`, ...

    Where only changes were asked for and there is none to be written, no file is.

    Raises:
        NotFound: The change that the choice begins with is not there.
        Refused: A file cannot be written, or what stands in its place is a link, a device or
            anything else than a file; nothing that was there is damaged.
    """
    files, exported = calendar_files(caseloads, choice)
    if choice.since is not None and not exported.visits + exported.deleted:
        return exported
    paths = (
        [out]
        if len(files) == 1
        else [out.with_name(f"{out.stem}-{n}{out.suffix}") for n in range(1, len(files) + 1)]
    )
    for path in paths:
        refuse_no_file(path)
    for path, data in zip(paths, files, strict=True):
        write_export(path, data)
    return replace(exported, paths=tuple(paths))


def write_vdir(caseloads: Sequence[Caseload], choice: CalendarChoice, directory: Path) -> Exported:
    """Write one file a visit into a directory, as khal and vdirsyncer keep a calendar.

    The directory may be shared: a file of another caseload's visit, or of another learner's
    than the one chosen, is left alone. What is there already of the chosen learners follows
    the record, whatever the days chosen, so that no visit stands at a time it was moved from,
    and none that was deleted; it is removed where the visit has no time any more, or is
    cancelled and such visits are left out.

    Raises:
        Refused: The directory or a file cannot be written.
        WrongUsage: Only changes were asked for.
    """
    from tutor_tui.exchange import ics, uids

    if choice.since is not None:
        raise WrongUsage("in a directory only what has changed is written anyway; give no --since")

    def by_name(pairs: Iterable[Pair]) -> dict[str, ics.Entry]:
        return {
            uids.file_name(visit): ics.Entry(visit, learner)
            for visit, learner in pairs
            if choice.takes_learner(learner)
        }

    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        there = {path.name for path in directory.iterdir()}
        told = [told_now(caseload) for caseload in caseloads]
        held = by_name(pair for one in told for pair in one.held)
        deleted = by_name(pair for one in told for pair in one.deleted)
        deleted = {name: entry for name, entry in deleted.items() if name in there}
        ours = held | deleted
        files = ics.vdir_files(
            [
                entry
                for name, entry in ours.items()
                if choice.takes(entry.visit, entry.learner)
                or (name in there and choice.takes_status(entry.visit))
            ],
            names=choice.names,
            utc=choice.utc,
            alarm_minutes=choice.alarm_minutes,
        )
        stale = [directory / name for name in sorted(there & ours.keys() - files.keys())]
        for path in (*stale, *(directory / name for name in files)):
            refuse_no_file(path)
        for name, data in files.items():
            path = directory / name
            if name not in there or path.read_bytes() != data:
                write_export(path, data)
        for path in stale:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise Refused(f"{directory}: cannot be written: {error.strerror}") from None
    exported = _exported([selected(caseload, choice) for caseload in caseloads], [directory])
    cancelled = len(deleted.keys() & files.keys())
    return replace(exported, deleted=cancelled, removed=len(stale))


def _exported(chosen: Sequence[Selected], paths: Sequence[Path]) -> Exported:
    return Exported(
        paths=tuple(paths),
        visits=sum(len(one.held) for one in chosen),
        without_time=sum(one.without_time for one in chosen),
        deleted=sum(len(one.deleted) for one in chosen),
        revision=chosen[0].revision if len(chosen) == 1 else None,
        old=tuple(entry for one in chosen for entry in one.old),
    )
