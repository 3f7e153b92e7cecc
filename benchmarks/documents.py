"""Documents on the disk: saved, opened, read after another's change; beside others' ways."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from benchmarks.engines import ENGINES, Engine, Record
from benchmarks.invented import documents
from benchmarks.measure import Row, Unit, ended, interleaved, timed
from benchmarks.neighbour import Neighbour
from benchmarks.programs import module
from benchmarks.setting import Setting

SIZES: Final = (60, 1_000, 10_000)
FEW, MANY = SIZES[0], SIZES[-1]
NOTE: Final = 13 * "Read the feedback together and set two targets. "
"""So long that an invented learner takes 2 kB."""
MEMORY: Final = 120e6 / 2**20
"""The most that a process may take for 10,000 documents, in MiB."""

Case: TypeAlias = tuple[str, int]
"""The name of an engine and how many documents it holds."""
Paths: TypeAlias = Mapping[Case, Path]
Measured: TypeAlias = Mapping[Case, float]


def rows(setting: Setting) -> Iterator[Row]:
    """Saving, opening, reading what another process changed, compacting; memory."""
    paths = _filled(setting.directory)
    saved = _saved(3 * setting.runs, paths)
    for size in SIZES:
        yield _row(f"saving one of {size:,} documents", saved, size, most=2)
    yield Row(
        what=f"saving one of {MANY:,} documents",
        ours=saved["store", MANY],
        unit="s",
        beside=f"one of {FEW}",
        theirs=saved["store", FEW],
        most=1.5,
    )
    read = _read(setting.runs, paths)
    for size in SIZES:
        yield _row(f"opening {size:,} documents, reading all", read, size)
    seen = _seen(2 * setting.runs, paths)
    for size in SIZES:
        yield _row(f"reading a change by another process, {size:,} documents", seen, size)
    compacting, saving = _compacted(max(setting.runs // 3, 1), paths)
    yield Row(
        what=f"compacting {MANY:,} documents",
        ours=compacting,
        unit="s",
        beside="TinyDB by itself, saving one of them",
        theirs=saving,
    )
    for steps, what in (
        (("read",), f"opening {MANY:,} documents, reading all"),
        (("read", "save"), "the same, then saving one"),
        (("read", "save", "compact"), "the same, then compacting"),
    ):
        peaks = {
            (name, size): ended(module("peak", name, str(path), *steps)).memory
            for (name, size), path in paths.items()
            if size == MANY
        }
        yield _row(f"memory at its peak: {what}", peaks, MANY, unit="MiB", most=MEMORY)


def _row(
    what: str, figures: Measured, size: int, *, most: float | None = None, unit: Unit = "s"
) -> Row:
    return Row(
        what=what,
        ours=figures["store", size],
        unit=unit,
        beside="SQLite",
        theirs=figures["sqlite", size],
        also=("TinyDB by itself", figures["tinydb", size]),
        most=most,
        bounds="ratio" if unit == "s" else "figure",
    )


def _filled(directory: Path) -> Paths:
    """Where every engine holds every number of documents."""
    paths = {}
    for size in SIZES:
        for name, opened in ENGINES.items():
            path = paths[name, size] = directory / f"{size}-documents.{name}"
            with closing(opened(path)) as engine:
                engine.fill(_records(size))
    return paths


def _records(size: int) -> Iterator[Record]:
    """So many learners; a few again and again, each time with another id."""
    people, _ = documents("tutor", FEW, seed=1)
    known = [msgspec.to_builtins(learner) for learner in people]
    for number in range(size):
        yield known[number % FEW] | {"id": f"{number:05}", "note": NOTE}


def _saved(runs: int, paths: Paths) -> Measured:
    """Seconds until another note is on the disk."""
    with ExitStack() as stack:
        return _in_turns(
            runs, {case: _saving(engine) for case, engine in _open(paths, stack).items()}
        )


def _saving(engine: Engine) -> Callable[[], float]:
    found = engine.chosen()
    revisions = count(found["rev"])

    def save() -> float:
        rev = next(revisions)
        changed = {**found, "rev": rev, "note": f"{rev} {NOTE}"}
        return timed(lambda: engine.save(changed))

    return save


def _read(runs: int, paths: Paths) -> Measured:
    """Seconds until it is open and every document was decoded, one after the other."""
    return _in_turns(
        runs, {(name, size): _reading(name, path) for (name, size), path in paths.items()}
    )


def _reading(name: str, path: Path) -> Callable[[], float]:
    def read() -> float:
        with ExitStack() as stack:

            def whole() -> None:
                engine = stack.enter_context(closing(ENGINES[name](path)))
                deque(engine.documents(), maxlen=0)

            return timed(whole)

    return read


def _seen(runs: int, paths: Paths) -> Measured:
    """Seconds the first reading takes once another process has saved the document."""
    with ExitStack() as stack:
        neighbour = stack.enter_context(Neighbour(paths))
        return _in_turns(
            runs,
            {
                case: _seeing(neighbour, case, engine)
                for case, engine in _open(paths, stack).items()
            },
        )


def _seeing(neighbour: Neighbour, case: Case, engine: Engine) -> Callable[[], float]:
    notes = count(1)

    def see() -> float:
        note = f"Note {next(notes)}. {NOTE}"
        neighbour.change(case, note)

        def read() -> None:
            assert engine.chosen()["note"] == note

        return timed(read)

    return see


def _compacted(runs: int, paths: Paths) -> list[float]:
    """Seconds to compact the store after a change, and TinyDB's to save one."""
    with ExitStack() as stack:
        opened = _open(paths, stack)
        own, other = opened["store", MANY], opened["tinydb", MANY]
        change = _saving(own)

        def compact() -> float:
            change()
            return timed(own.compact)

        return interleaved(runs, compact, _saving(other))


def _open(paths: Paths, stack: ExitStack) -> Mapping[Case, Engine]:
    return {
        (name, size): stack.enter_context(closing(ENGINES[name](path)))
        for (name, size), path in paths.items()
    }


def _in_turns(runs: int, actions: Mapping[Case, Callable[[], float]]) -> Measured:
    return dict(zip(actions, interleaved(runs, *actions.values()), strict=True))
