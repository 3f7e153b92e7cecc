"""Exports: visits as calendar files, written whole, readable by their owner alone."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec.structs import replace

from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.exchange.advice import CLIENTS
from tutor_tui.exchange.names import Names as Names
from tutor_tui.london import london_date
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.workspace.caseload import Caseload, store_errors
from tutor_tui.workspace.export_files import refuse_no_file, write_export

_LEARNER, _VISIT = msgspec.json.Decoder(Learner), msgspec.json.Decoder(Visit)

DEFAULT_CALENDAR = "Learner visits"
DELETED_DAYS = 60
"""How long before its deletion a visit may have been, for calendars to be told of it."""

MOST_WEEKS = 520
MOST_ALARM_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export wrote, how many visits, and how many had no time and were left out.

    `deleted` visits are no longer in the records, and were written as cancelled beside those
    counted.
    """

    paths: tuple[Path, ...]
    visits: int
    without_time: int
    deleted: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChoice:
    """What goes into a calendar file, and how.

    Raises:
        WrongUsage: The reminder comes after the visit, or more than a week before it.
    """

    learner: Learner | None = None
    first: date | None = None
    last: date | None = None
    names: Names = "first"
    utc: bool = False
    alarm_minutes: int | None = None

    def __post_init__(self) -> None:
        """Refuse a reminder that no calendar could be meant to give."""
        if self.alarm_minutes is not None and not 0 <= self.alarm_minutes <= MOST_ALARM_MINUTES:
            raise WrongUsage(
                f"a reminder comes 0 to {MOST_ALARM_MINUTES} minutes before a visit, "
                f"not {self.alarm_minutes}"
            )

    def takes(self, visit: Visit, learner: Learner) -> bool:
        """Whether the visit is among those chosen."""
        return (
            self.takes_learner(learner)
            and (self.first is None or visit.date >= self.first)
            and (self.last is None or visit.date <= self.last)
        )

    def takes_learner(self, learner: Learner) -> bool:
        """Whether the learner's visits are among those chosen, whatever their day."""
        return self.learner is None or learner.id == self.learner.id


def advice() -> list[str]:
    """What to do in each calendar program, and what it will do with the file, in lines.

    The name of each program is a line of its own, what is said of it indented below.
    """
    return [
        line
        for client in CLIENTS
        for line in (client.name, *(f"  {fact}" for fact in client.lines))
    ]


def weeks_ahead(today: date, weeks: int | None) -> tuple[date | None, date | None]:
    """First and last day of so many weeks from today; no bounds where none are asked for.

    Raises:
        WrongUsage: They are fewer than one or more than `MOST_WEEKS`.
    """
    if weeks is None:
        return None, None
    if not 1 <= weeks <= MOST_WEEKS:
        raise WrongUsage(f"weeks: give 1 to {MOST_WEEKS}, not {weeks}")
    return today, today + timedelta(weeks=weeks)


def chosen_visits(
    caseloads: Sequence[Caseload], choice: CalendarChoice
) -> list[tuple[Visit, Learner]]:
    """The visits that the choice names, with their learners, in no order."""
    return [(visit, learner) for visit, learner in _held(caseloads) if choice.takes(visit, learner)]


def _held(caseloads: Sequence[Caseload]) -> Iterator[tuple[Visit, Learner]]:
    """Every visit of the caseloads with its learner."""
    for caseload in caseloads:
        for visit in caseload.visits.values():
            learner = caseload.learners.get(visit.learner)
            if learner is not None:
                yield visit, learner


def deleted_visits(
    caseloads: Sequence[Caseload], choice: CalendarChoice
) -> list[tuple[Visit, Learner]]:
    """The visits that the choice names and that were deleted, as cancelled; in no order.

    A calendar that has taken one over would show it for ever. A visit that lay more than
    `DELETED_DAYS` before its deletion is let be. One that was handed over is not deleted, and
    of one that was erased nothing is known.
    """
    return [
        (visit, learner) for visit, learner in _deleted(caseloads) if choice.takes(visit, learner)
    ]


def _deleted(caseloads: Sequence[Caseload]) -> Iterator[tuple[Visit, Learner]]:
    """Every deleted visit that had a time, with its learner, who may be gone as well."""
    for caseload in caseloads:
        with store_errors():
            changes = caseload.store.changes()
        gone: dict[str, Visit] = {}
        learners: dict[str, Learner] = {}
        for change in changes:
            for touched in change.documents:
                if touched.kind == "visit":
                    gone.pop(touched.id, None)
                if touched.before is None or touched.after is not None:
                    continue
                # what another version wrote in another shape is nothing to tell of
                with suppress(msgspec.ValidationError):
                    if touched.kind == "learner":
                        learners[touched.id] = _LEARNER.decode(touched.before.raw)
                    elif touched.kind == "visit" and change.move is None:
                        visit = _VISIT.decode(touched.before.raw)
                        gone[touched.id] = _cancelled(visit, datetime.fromisoformat(change.at))
        learners |= caseload.learners
        for visit in gone.values():
            near = visit.date >= london_date(visit.changed) - timedelta(days=DELETED_DAYS)
            if visit.start is not None and near and visit.learner in learners:
                yield visit, learners[visit.learner]


def _cancelled(visit: Visit, at: datetime) -> Visit:
    """What calendars are told of a visit that was deleted at this moment."""
    return replace(visit, status="cancelled", sequence=visit.sequence + 1, changed=at)


def calendar_files(caseloads: Sequence[Caseload], choice: CalendarChoice) -> list[bytes]:
    """The calendar as bytes, in as many files as clients take."""
    visits = chosen_visits(caseloads, choice) + deleted_visits(caseloads, choice)
    return _calendar_files(visits, choice)


def _calendar_files(visits: list[tuple[Visit, Learner]], choice: CalendarChoice) -> list[bytes]:
    from tutor_tui.exchange import ics  # loads icalendar: only when a calendar is written

    return ics.calendars(
        [ics.Entry(visit, learner) for visit, learner in visits],
        names=choice.names,
        calendar_name=DEFAULT_CALENDAR,
        utc=choice.utc,
        alarm_minutes=choice.alarm_minutes,
    )


def write_calendar(caseloads: Sequence[Caseload], choice: CalendarChoice, out: Path) -> Exported:
    """Write the calendar to a file; where it must be split, to `NAME-1.ics`, `NAME-2.ics`, ...

    Raises:
        Refused: A file cannot be written, or what stands in its place is a link, a device or
            anything else than a file; nothing that was there is damaged.
    """
    deleted = deleted_visits(caseloads, choice)
    files = _calendar_files(chosen_visits(caseloads, choice) + deleted, choice)
    paths = (
        [out]
        if len(files) == 1
        else [out.with_name(f"{out.stem}-{n}{out.suffix}") for n in range(1, len(files) + 1)]
    )
    for path in paths:
        refuse_no_file(path)
    for path, data in zip(paths, files, strict=True):
        write_export(path, data)
    return _told(caseloads, choice, paths, deleted=len(deleted))


def write_vdir(caseloads: Sequence[Caseload], choice: CalendarChoice, directory: Path) -> Exported:
    """Write one file a visit into a directory, as khal and vdirsyncer keep a calendar.

    The directory may be shared: a file of another caseload's visit, or of another learner's
    than the one chosen, is left alone. What is there already of the chosen learners follows
    the record, whatever the days chosen, so that no visit stands at a time it was moved from,
    and none that was deleted; it is removed where the visit has no time any more.

    Raises:
        Refused: The directory or a file cannot be written.
    """
    from tutor_tui.exchange import ics, uids

    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        there = {path.name for path in directory.iterdir()}
        ours = {
            uids.file_name(visit): ics.Entry(visit, learner)
            for visit, learner in _held(caseloads)
            if choice.takes_learner(learner)
        }
        deleted = [
            ics.Entry(visit, learner)
            for visit, learner in _deleted(caseloads)
            if uids.file_name(visit) in there and choice.takes_learner(learner)
        ]
        files = ics.vdir_files(
            [
                entry
                for name, entry in ours.items()
                if name in there or choice.takes(entry.visit, entry.learner)
            ]
            + deleted,
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
    return _told(caseloads, choice, [directory], deleted=len(deleted), removed=len(stale))


def _told(
    caseloads: Sequence[Caseload],
    choice: CalendarChoice,
    paths: list[Path],
    *,
    deleted: int,
    removed: int = 0,
) -> Exported:
    chosen = chosen_visits(caseloads, choice)
    timed = sum(visit.start is not None for visit, _ in chosen)
    return Exported(
        paths=tuple(paths),
        visits=timed,
        without_time=len(chosen) - timed,
        deleted=deleted,
        removed=removed,
    )
