"""Saving one action, until it is on the disk."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import msgspec
from msgspec.structs import replace

from benchmarks.invented import Invented
from benchmarks.measure import Row, interleaved, timed
from benchmarks.setting import Setting
from tutor_tui.model.visit import Visit
from tutor_tui.workspace.caseload import Caseload


def rows(setting: Setting) -> Iterator[Row]:
    """A note written on a visit, in a small workspace and in a large one."""
    for learners, caseloads in ((60, 1), (5000, 100)):
        shown = setting.workspace(learners, caseloads)
        workspace = shown.open()
        caseload = workspace.caseload(shown.tutor)
        path = setting.directory / f"{learners}.sqlite"
        with closing(_database(path, shown)) as database:
            own, beside = interleaved(
                40 * setting.runs, _writing(caseload), _updating(database, caseload)
            )
        workspace.close()
        yield Row(
            what=f"saving one action, {learners:,} learners in the workspace",
            ours=own,
            unit="s",
            beside="SQLite, WAL, synchronous=FULL, the same update",
            theirs=beside,
            most=2,
        )


def _writing(caseload: Caseload) -> Callable[[], float]:
    """Write the next note through the workspace, as every action does."""
    visit = next(iter(caseload.visits.values()))
    notes = count(1)

    def write() -> float:
        nonlocal visit
        changed = replace(visit, note=f"Note {next(notes)}.")

        def save() -> None:
            nonlocal visit
            visit = caseload.save(changed, actor="benchmark", reason="write a note")

        return timed(save)

    return write


def _updating(database: sqlite3.Connection, caseload: Caseload) -> Callable[[], float]:
    """Write the next note with plain SQL, if the revision is still the one that was read."""
    visit: Visit = next(iter(caseload.visits.values()))
    revisions = count(visit.rev)

    def update() -> float:
        revision = next(revisions)
        data = msgspec.json.encode(replace(visit, rev=revision + 1, note=f"Note {revision}."))

        def save() -> None:
            with database:
                done = database.execute(
                    "UPDATE documents SET rev = ?, data = ? WHERE kind = ? AND id = ? AND rev = ?",
                    (revision + 1, data, "visit", visit.id, revision),
                )
                assert done.rowcount == 1

        return timed(save)

    return update


def _database(path: Path, shown: Invented) -> sqlite3.Connection:
    """The same documents as rows of SQLite."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute(
        "CREATE TABLE documents"
        " (kind TEXT, id TEXT, rev INTEGER, data BLOB, PRIMARY KEY (kind, id))"
    )
    workspace = shown.open()
    with database:
        for caseload in workspace.caseloads():
            for kind in ("learner", "visit"):
                database.executemany(
                    "INSERT INTO documents VALUES (?, ?, ?, ?)",
                    ((kind, one.id, one.rev, bytes(one.raw)) for one in caseload.store.find(kind)),
                )
    workspace.close()
    return database
