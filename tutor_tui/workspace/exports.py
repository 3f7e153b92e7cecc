"""Exports: visits as calendar files, written whole, readable by their owner alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from store.errors import StoreError
from store.files import replace_file
from tutor_tui.errors import Refused
from tutor_tui.exchange.advice import CLIENTS
from tutor_tui.exchange.names import Names as Names
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.workspace.caseload import Caseload

EXPORT_MODE = 0o600
DEFAULT_CALENDAR = "Learner visits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export wrote, how many visits, and how many had no time and were left out."""

    paths: tuple[Path, ...]
    visits: int
    without_time: int
    removed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChoice:
    """What goes into a calendar file, and how."""

    learner: Learner | None = None
    first: date | None = None
    last: date | None = None
    names: Names = "first"
    utc: bool = False
    alarm_minutes: int | None = None


def advice() -> list[str]:
    """What each calendar program does with the file, a line each."""
    return [f"{client.name}: {client.do}" for client in CLIENTS]


def weeks_ahead(today: date, weeks: int | None) -> tuple[date | None, date | None]:
    """First and last day of so many weeks from today; no bounds where none are asked for."""
    if weeks is None:
        return None, None
    return today, today + timedelta(weeks=weeks)


def chosen_visits(
    caseloads: Sequence[Caseload], choice: CalendarChoice
) -> list[tuple[Visit, Learner]]:
    """The visits that the choice names, with their learners, in no order."""
    return [
        (visit, learner)
        for caseload in caseloads
        for visit in caseload.visits.values()
        if (learner := caseload.learners.get(visit.learner)) is not None
        and (choice.learner is None or learner.id == choice.learner.id)
        and (choice.first is None or visit.date >= choice.first)
        and (choice.last is None or visit.date <= choice.last)
    ]


def calendar_files(caseloads: Sequence[Caseload], choice: CalendarChoice) -> list[bytes]:
    """The calendar as bytes, in as many files as clients take."""
    from tutor_tui.exchange import ics  # loads icalendar: only when a calendar is written

    return ics.calendars(
        [ics.Entry(visit, learner) for visit, learner in chosen_visits(caseloads, choice)],
        names=choice.names,
        calendar_name=DEFAULT_CALENDAR,
        utc=choice.utc,
        alarm_minutes=choice.alarm_minutes,
    )


def write_calendar(caseloads: Sequence[Caseload], choice: CalendarChoice, out: Path) -> Exported:
    """Write the calendar to a file; where it must be split, to `NAME-1.ics`, `NAME-2.ics`, ...

    Raises:
        Refused: A file cannot be written; none that was there is damaged.
    """
    files = calendar_files(caseloads, choice)
    paths = (
        [out]
        if len(files) == 1
        else [out.with_name(f"{out.stem}-{n}{out.suffix}") for n in range(1, len(files) + 1)]
    )
    for path, data in zip(paths, files, strict=True):
        _write(path, data)
    return _told(caseloads, choice, paths)


def write_vdir(caseloads: Sequence[Caseload], choice: CalendarChoice, directory: Path) -> Exported:
    """Write one file a visit into a directory, as khal and vdirsyncer keep a calendar.

    Only our own files are touched: those whose visit is no longer chosen are removed, those
    that are so already are left alone.

    Raises:
        Refused: The directory or a file cannot be written.
    """
    from tutor_tui.exchange import ics, uids

    entries = [ics.Entry(visit, learner) for visit, learner in chosen_visits(caseloads, choice)]
    files = ics.vdir_files(
        entries, names=choice.names, utc=choice.utc, alarm_minutes=choice.alarm_minutes
    )
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        stale = [
            path
            for path in directory.iterdir()
            if uids.owns(path.name) and path.name not in files and not path.is_symlink()
        ]
        for name, data in files.items():
            path = directory / name
            if not path.is_file() or path.is_symlink() or path.read_bytes() != data:
                _write(path, data)
        for path in stale:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise Refused(f"{directory}: cannot be written: {error.strerror}") from None
    return _told(caseloads, choice, [directory], removed=len(stale))


def _told(
    caseloads: Sequence[Caseload], choice: CalendarChoice, paths: list[Path], removed: int = 0
) -> Exported:
    chosen = chosen_visits(caseloads, choice)
    timed = sum(visit.start is not None for visit, _ in chosen)
    return Exported(
        paths=tuple(paths), visits=timed, without_time=len(chosen) - timed, removed=removed
    )


def _write(path: Path, data: bytes) -> None:
    try:
        replace_file(path, data, EXPORT_MODE)
    except OSError as error:
        raise Refused(f"{path}: cannot be written: {error.strerror}") from None
    except StoreError as error:
        raise Refused(str(error)) from None
