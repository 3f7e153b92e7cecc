"""TinyDB as the store uses it: its tables and queries, over documents kept as raw bytes.

In memory the tables are keyed by our ids; in the file by numbers, as stock TinyDB wants them.

TinyDB's own writing is left out: it reads and writes with no bracket around both, so that two
writers lose each other's changes. The engine writes whole transactions.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from tinydb import TinyDB
from tinydb.queries import QueryInstance
from tinydb.storages import Storage
from tinydb.table import Document as Row
from tinydb.table import Table

from store.filters import ALL, Filter, predicate
from store.interface import Document


class SnapshotStorage(Storage):
    """The tables of one snapshot, for TinyDB to read."""

    def __init__(self, tables: Mapping[str, Mapping[str, Document]]) -> None:
        """Take the tables: documents by kind and id."""
        self._tables = tables

    def read(self) -> dict[str, dict[str, Any]]:
        """The tables as TinyDB knows them: rows by name of table and id of row."""
        return self._tables  # type: ignore[return-value]

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> NoReturn:
        """Refuse: only the engine writes."""
        raise TypeError("TinyDB does not write here: use a transaction of the store")


class _Found(Row):
    """Keeps TinyDB from making a dict of every document found: it stays what it is."""

    def __new__(cls, value: Document, doc_id: str) -> Document:  # type: ignore[misc]
        return value


class DocumentTable(Table):
    """A TinyDB table whose rows are the store's documents, decoded only where a filter asks."""

    document_class = _Found  # type: ignore[assignment]
    document_id_class = str  # type: ignore[assignment]
    # Query results must never outlive the snapshot, nor be shared.
    default_query_cache_capacity = 0

    def find(self, where: Filter) -> list[Document]:
        """The documents the filter holds for, in no order."""
        return self.search(_query(where))  # type: ignore[return-value]


class SnapshotDB(TinyDB):
    """TinyDB over one snapshot."""

    table_class = DocumentTable

    def find(self, kind: str, where: Filter) -> list[Document]:
        """The documents of the kind that the filter holds for, in no order."""
        table: DocumentTable = self.table(kind, cache_size=0)  # type: ignore[assignment]
        return table.find(where)


def _query(where: Filter) -> QueryInstance:
    # Without a hash TinyDB does not cache what the query found.
    if where == ALL:
        return QueryInstance(lambda row: True, None)
    holds = predicate(where)
    return QueryInstance(lambda row: holds(row.data()), None)  # type: ignore[attr-defined]
