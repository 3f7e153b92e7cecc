"""Three ways to keep the same documents on the disk, behind one interface.

Nothing of the program is imported but its store: memory is measured with this module.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias

import msgspec
from tinydb import TinyDB

from store.engine import JsonStore
from store.interface import NEW

Record: TypeAlias = Mapping[str, Any]
"""A document: JSON with a string `id` and an integer `rev`."""

KIND: Final = "learner"
CHOSEN: Final = "00000"
"""The id of the first document, the one that is read and changed by itself."""


class Engine(Protocol):
    """Documents in an open file or directory."""

    def fill(self, records: Iterable[Record]) -> None:
        """Write the first documents, all at once, each with the revision 1."""

    def documents(self) -> Iterator[Record]:
        """Every document decoded, one after the other."""

    def chosen(self) -> Record:
        """The chosen document as it stands on the disk now, whoever wrote it."""

    def save(self, record: Record) -> None:
        """Write the chosen document, if the revision is still this; on the disk on return."""

    def compact(self) -> None:
        """Bring what was appended into the main file."""

    def close(self) -> None:
        """Let go of it."""


class Own:
    """The store of this project."""

    def __init__(self, path: Path) -> None:
        """Open it, or make it."""
        self._store = JsonStore.open(path, create=True)

    def fill(self, records: Iterable[Record]) -> None:
        """Write the first documents."""
        with self._store.transaction(actor="benchmark", reason="invent a caseload") as changes:
            for record in records:
                changes.put(KIND, record, expect=NEW)

    def documents(self) -> Iterator[Record]:
        """Every document."""
        return (found.data() for found in self._store.find(KIND))

    def chosen(self) -> Record:
        """The chosen document."""
        found = self._store.get(KIND, CHOSEN)
        assert found is not None
        return found.data()

    def save(self, record: Record) -> None:
        """Write the chosen document."""
        with self._store.transaction(actor="benchmark", reason="write a note") as changes:
            changes.put(KIND, record, expect=record["rev"])

    def compact(self) -> None:
        """Write a new snapshot."""
        self._store.compact()

    def close(self) -> None:
        """Close it."""
        self._store.close()


class Sqlite:
    """SQLite in write-ahead mode with `synchronous=FULL`; a document is a row of JSON text."""

    def __init__(self, path: Path) -> None:
        """Open it, or make it."""
        self._database = sqlite3.connect(path)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")

    def fill(self, records: Iterable[Record]) -> None:
        """Write the first documents."""
        with self._database as database:
            database.execute("CREATE TABLE documents (id TEXT PRIMARY KEY, rev INTEGER, data TEXT)")
            database.executemany(
                "INSERT INTO documents VALUES (?, 1, ?)",
                ((record["id"], _text(record, 1)) for record in records),
            )

    def documents(self) -> Iterator[Record]:
        """Every document."""
        return (_record(row) for row in self._database.execute("SELECT data FROM documents"))

    def chosen(self) -> Record:
        """The chosen document."""
        found = self._database.execute("SELECT data FROM documents WHERE id = ?", (CHOSEN,))
        return _record(found.fetchone())

    def save(self, record: Record) -> None:
        """Write the chosen document."""
        rev = record["rev"]
        with self._database as database:
            done = database.execute(
                "UPDATE documents SET rev = ?, data = ? WHERE id = ? AND rev = ?",
                (rev + 1, _text(record, rev + 1), CHOSEN, rev),
            )
            assert done.rowcount == 1

    def compact(self) -> None:
        """Write the log back."""
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close it."""
        self._database.close()


class Stock:
    """TinyDB with its own storage, which compares no revisions."""

    ROW: Final = 1
    """TinyDB's number of the chosen document: the shortest way to it."""

    def __init__(self, path: Path) -> None:
        """Open it, or make it."""
        self._database = TinyDB(path)
        self._table = self._database.table(KIND)

    def fill(self, records: Iterable[Record]) -> None:
        """Write the first documents."""
        self._table.insert_multiple({**record, "rev": 1} for record in records)

    def documents(self) -> Iterator[Record]:
        """Every document."""
        return iter(self._table)

    def chosen(self) -> Record:
        """The chosen document."""
        found = self._table.get(doc_id=self.ROW)
        assert isinstance(found, dict)
        return found

    def save(self, record: Record) -> None:
        """Write the chosen document."""
        self._table.update({**record, "rev": record["rev"] + 1}, doc_ids=[self.ROW])

    def compact(self) -> None:
        """Nothing: each save writes the whole file."""

    def close(self) -> None:
        """Close it."""
        self._database.close()


ENGINES: Final[Mapping[str, Callable[[Path], Engine]]] = {
    "store": Own,
    "sqlite": Sqlite,
    "tinydb": Stock,
}
"""What opens the engine of a name at a path, or makes it."""


def _text(record: Record, rev: int) -> str:
    return msgspec.json.encode({**record, "rev": rev}).decode()


def _record(row: tuple[str]) -> Record:
    record: Record = msgspec.json.decode(row[0])
    return record
