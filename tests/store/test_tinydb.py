"""The snapshot is a TinyDB file, and TinyDB's private parts that are relied on exist."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest
from tinydb import TinyDB, where
from tinydb.queries import QueryInstance
from tinydb.table import Table

from store.engine import JsonStore
from store.filters import ALL, Eq
from store.interface import NEW, Document
from store.tinydb_table import DocumentTable, SnapshotDB, SnapshotStorage


@pytest.fixture
def filled(json_store: JsonStore) -> JsonStore:
    with json_store.transaction(actor="anna", reason="Zoë's visits") as tx:
        for visit in ("b", "a", "c"):
            tx.put("visit", {"id": visit, "note": f"Zoë {visit}"}, expect=NEW)
        tx.put("learner", {"id": "l", "name": "Zoë"}, expect=NEW)
    with json_store.transaction(actor="ben", reason="drop one") as tx:
        tx.delete("visit", "c", expect=1)
    with json_store.transaction(actor="ben", reason="add one") as tx:
        tx.put("visit", {"id": "d"}, expect=NEW)
    json_store.compact()
    return json_store


def test_stock_tinydb_reads_the_snapshot(filled: JsonStore) -> None:
    path = filled.directory / "snapshot.json"
    with TinyDB(path, access_mode="r", encoding="utf-8") as db:
        assert db.tables() == {"_meta", "_gone", "visit", "learner"}
        for kind in ("visit", "learner"):
            rows = sorted(db.table(kind).all(), key=lambda row: row["id"])
            assert [dict(row) for row in rows] == [doc.data() for doc in filled.find(kind)]
            assert len({row.doc_id for row in rows}) == len(rows)
        (found,) = db.table("visit").search(where("note") == "Zoë a")
        assert found["id"] == "a"
        (meta,) = db.table("_meta").all()
        assert meta["generation"] == filled.generation()
        assert meta["format"] == 2
        assert [dict(row) for row in db.table("_gone")] == [{"kind": "visit", "ids": {"c": 2}}]


def test_the_snapshot_has_one_document_a_line(filled: JsonStore) -> None:
    text = (filled.directory / "snapshot.json").read_text(encoding="utf-8")
    assert '"2":{"id":"a","rev":1,"note":"Zoë a"},\n' in text


def test_the_private_parts_relied_on_exist() -> None:
    source = inspect.getsource(Table.search)
    assert "self._read_table().items()" in source
    assert "self.document_class(doc, self.document_id_class(doc_id))" in source
    assert list(inspect.signature(QueryInstance.__init__).parameters)[1:] == ["test", "hashval"]
    assert not QueryInstance(lambda row: True, None).is_cacheable()


def test_finding_goes_through_tinydbs_own_search(
    filled: JsonStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    real = Table.search

    def spying(self: Table, cond: QueryInstance) -> list[object]:
        asked.append(cond)
        return real(self, cond)  # type: ignore[return-value]

    monkeypatch.setattr(Table, "search", spying)
    assert [doc.id for doc in filled.find("visit", Eq("note", "Zoë b"))] == ["b"]
    assert isinstance(asked[0], QueryInstance)


def test_nothing_is_cached_and_nothing_written_by_tinydb() -> None:
    tables = {"visit": {"1": Document("visit", "a", 1, b'{"id":"a","rev":1}')}}
    db = SnapshotDB(tables, storage=SnapshotStorage)
    found = db.find("visit", ALL)
    assert found[0] is tables["visit"]["1"]
    table = db.table("visit")
    assert isinstance(table, DocumentTable)
    assert table._query_cache.length == 0
    with pytest.raises(TypeError, match="use a transaction"):
        db.drop_tables()


def test_importing_the_store_loads_nothing_heavy() -> None:
    code = (
        "import sys, store.engine, store.handover, store.ids\n"
        "heavy = {'pydantic', 'textual', 'rich', 'click', 'hashlib', 'random', 'tempfile'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == ""
