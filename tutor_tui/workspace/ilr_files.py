"""Several ILR files read as one: each learner as the newest has them, and each year's word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tutor_tui.errors import BadFile
from tutor_tui.exchange import ilr, ilr_returns
from tutor_tui.exchange.ilr import IlrReading
from tutor_tui.exchange.ilr_learner import IlrLearner
from tutor_tui.exchange.ilr_returns import Return

Progress = Callable[[int, int], None]
"""Told the bytes read so far, and how many there are."""


@dataclass(frozen=True, slots=True)
class Returned:
    """One learner: the newest record in the files, and what the files said of their time."""

    record: IlrLearner
    returns: tuple[Return, ...]


@dataclass(slots=True)
class IlrFiles:
    """What the files hold together.

    `learners` are known by provider and reference, those of the newest file first. `newest` is
    the newest file of each provider. `left_out` gives the reason for everyone in no file's
    learners, `warnings` tell of records that could not be used.
    """

    learners: dict[tuple[str, str], Returned] = field(default_factory=dict)
    newest: dict[str, IlrReading] = field(default_factory=dict)
    left_out: dict[tuple[str, str], str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def read_all(files: Sequence[Path], progress: Progress | None = None) -> IlrFiles:
    """Read the files, whatever their order.

    Raises:
        BadFile: One of them is not a whole ILR file.
    """
    readings = _readings(files, progress)
    readings.sort(key=_age)
    found = IlrFiles()
    for reading in readings:
        ukprn = reading.header.ukprn
        found.newest[ukprn] = reading
        found.left_out |= {(ukprn, who): reason for who, reason in reading.left_out.items()}
        found.warnings += reading.warnings
    for reading in reversed(readings):
        _gather(found.learners, reading)
    for ukprn, ref in found.learners:
        found.left_out.pop((ukprn, ilr.named(ref)), None)
    found.warnings = list(dict.fromkeys(found.warnings))
    return found


def _age(reading: IlrReading) -> tuple[str, str]:
    return reading.header.year, reading.header.prepared.isoformat()


def _readings(files: Sequence[Path], progress: Progress | None) -> list[IlrReading]:
    sizes = [_size(file) for file in files]
    readings: list[IlrReading] = []
    for number, file in enumerate(files):
        before, whole = sum(sizes[:number]), sum(sizes)

        def told(read: int, before: int = before, whole: int = whole) -> None:
            if progress:
                progress(before + read, max(whole, before + read))

        try:
            with file.open("rb") as stream:
                readings.append(ilr.read(stream, file.name, told))
        except OSError as error:
            raise _unreadable(file, error) from None
    return readings


def _size(file: Path) -> int:
    """The file's size in bytes, by which the progress is told."""
    try:
        return file.stat().st_size
    except OSError as error:
        raise _unreadable(file, error) from None


def _unreadable(file: Path, error: OSError) -> BadFile:
    return BadFile(f"{file}: cannot be read: {error.strerror}")


def _gather(learners: dict[tuple[str, str], Returned], reading: IlrReading) -> None:
    """Take what an older file than those before says."""
    header = reading.header
    for record in reading.learners:
        said = Return(
            year=header.year,
            prepared=header.prepared,
            spells=record.spells,
            skill_aims=record.skill_aims,
        )
        newer = learners.get((record.ukprn, record.ref))
        learners[record.ukprn, record.ref] = Returned(
            newer.record if newer else record,
            ilr_returns.merged((said,), newer.returns if newer else ()),
        )
