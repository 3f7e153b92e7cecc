"""Corners of the store: what is spoilt under an open handle, erased while damaged, mended."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from store.engine import JsonStore
from store.errors import AlreadyExists, Conflict, Damaged, NotSaved, StoreError
from store.handover import move
from store.interface import NEW, Store
from store.memory import MemoryStore
from store.restoring import refill, repair, restore

CANARY = "Kanarienvogel"


@pytest.fixture
def s(tmp_path: Path) -> JsonStore:
    return JsonStore.create(tmp_path / "caseload", wait=1.0)


def put(store: Any, id: str, expect: int = NEW, **fields: Any) -> None:
    with store.transaction(actor="anna", reason=f"put {id}") as tx:
        tx.put("visit", {"id": id, **fields}, expect=expect)


def ids(store: JsonStore) -> list[str]:
    return [doc.id for doc in store.find("visit")]


def traces(directory: Path) -> list[str]:
    return [
        p.name for p in directory.rglob("*") if p.is_file() and CANARY.encode() in p.read_bytes()
    ]


def test_a_store_whose_snapshot_is_lost_is_not_made_anew(s: JsonStore) -> None:
    put(s, "a")
    (s.directory / "snapshot.json").unlink()
    with pytest.raises(AlreadyExists):
        JsonStore.create(s.directory)
    assert ids(JsonStore.open(s.directory)) == ["a"]


def test_lines_cut_off_under_an_open_handle_are_found_at_its_next_change(s: JsonStore) -> None:
    put(s, "a")
    other = JsonStore.open(s.directory)
    put(other, "b")
    size = s.room.journal.stat().st_size
    put(other, "c")
    os.truncate(s.room.journal, size)
    with pytest.raises(Damaged):
        put(s, "d")


def test_a_cut_in_the_last_line_known_is_found_at_the_next_change(s: JsonStore) -> None:
    put(s, "a")
    put(s, "b")
    os.truncate(s.room.journal, s.room.journal.stat().st_size - 5)
    try:
        put(s, "c")
    except StoreError:
        return
    assert "c" in ids(JsonStore.open(s.directory))


@pytest.mark.parametrize("id", ['q"x', "back\\slash", "tab\t"])
def test_ids_that_json_escapes_have_a_history_and_can_be_erased(s: JsonStore, id: str) -> None:
    put(s, id, note=CANARY)
    assert len(s.history("visit", id)) == 1
    s.erase([("visit", id)], actor="lead", reason="asked for")
    assert traces(s.directory) == []


def damaged_rotated(s: JsonStore, place: bytes) -> None:
    put(s, "first")
    put(s, "learnerx", note=CANARY)
    s.compact()
    put(s, "b")
    (path,) = (s.directory / "journals").iterdir()
    path.write_bytes(path.read_bytes().replace(place, b"?" * len(place)))


def test_an_erasure_does_not_pass_over_a_damaged_line_of_an_older_journal(s: JsonStore) -> None:
    damaged_rotated(s, b"learnerx")
    try:
        s.erase([("visit", "learnerx")], actor="lead", reason="asked for")
    except NotSaved:
        return
    assert traces(s.directory) == []


def test_an_erasure_that_cannot_go_on_keeps_nobody_from_work_and_is_mended(s: JsonStore) -> None:
    damaged_rotated(s, b'"after"')
    with pytest.raises(NotSaved):
        s.erase([("visit", "learnerx")], actor="lead", reason="asked for")
    repair(s.directory, actor="root")
    put(s, "c")
    assert traces(s.directory) == []


def test_what_was_erased_stays_so_when_a_damaged_store_is_filled(
    s: JsonStore, tmp_path: Path
) -> None:
    put(s, "a", note=CANARY)
    s.backup(tmp_path / "copy")
    s.erase([("visit", "a")], actor="lead", reason="asked for")
    put(s, "b")
    s.room.snapshot.write_bytes(b"")
    damaged = JsonStore.open(s.directory)
    restore(damaged, JsonStore.open(tmp_path / "copy"), actor="root", reason="put back")
    assert damaged.get("visit", "a") is None


def test_mending_keeps_the_history_since_the_last_compaction(s: JsonStore) -> None:
    put(s, "a")
    s.compact()
    put(s, "a", 1)
    before = s.changes()
    s.room.snapshot.write_bytes(b"")
    repair(s.directory, actor="root")
    assert JsonStore.open(s.directory).changes()[:2] == before


def test_mending_keeps_the_sound_lines_of_a_damaged_older_journal(s: JsonStore) -> None:
    damaged_rotated(s, b"learnerx")
    before = s.changes()
    assert [change.generation for change in before] == [1, 3]
    repair(s.directory, actor="root")
    assert JsonStore.open(s.directory).changes() == before


def test_a_lost_store_filled_from_its_copy_has_the_copys_history(
    s: JsonStore, tmp_path: Path
) -> None:
    put(s, "a", n=1)
    s.backup(tmp_path / "copy")
    shutil.rmtree(s.directory)
    new = JsonStore.create(s.directory)
    refill(new, JsonStore.open(tmp_path / "copy"), actor="root", reason="lost")
    assert [change.reason for change in new.history("visit", "a")] == ["put a"]


@pytest.mark.parametrize("engine", ["json", "memory"])
def test_a_document_changed_and_deleted_at_once_is_remembered_as_it_was(
    s: JsonStore, engine: str
) -> None:
    store: Store = s if engine == "json" else MemoryStore()
    put(store, "a")
    with store.transaction(actor="anna", reason="at once") as tx:
        tx.put("visit", {"id": "a", "n": 1}, expect=1)
        tx.delete("visit", "a", expect=2)
    (doc,) = store.changes()[-1].documents
    assert doc.before is not None
    assert doc.before.rev == doc.before.data()["rev"] == 1


@pytest.mark.parametrize("engine", ["json", "memory"])
def test_of_no_changes_none_is_given(s: JsonStore, engine: str) -> None:
    store: Store = s if engine == "json" else MemoryStore()
    put(store, "a")
    assert store.changes(limit=0) == []


@pytest.mark.parametrize("engine", ["json", "memory"])
def test_erased_twice_the_first_erasure_keeps_its_reason(s: JsonStore, engine: str) -> None:
    store: Store = s if engine == "json" else MemoryStore()
    put(store, "a")
    for reason in ("first", "second"):
        store.erase([("visit", "a")], actor="lead", reason=reason)
    assert [change.reason for change in store.changes()] == ["", "first", "second"]


def test_a_backup_of_the_store_in_memory_is_clean(tmp_path: Path) -> None:
    store = MemoryStore()
    put(store, "a")
    store.backup(tmp_path / "copy")
    copy = JsonStore.open(tmp_path / "copy")
    assert copy.verify() == []


def test_what_was_touched_after_a_generation_not_reached_is_not_known(s: JsonStore) -> None:
    put(s, "a")
    assert s.touched(9) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_torn_tail_put_aside_is_the_owners(s: JsonStore) -> None:
    put(s, "a")
    for path in (s.directory, *s.directory.rglob("*")):
        os.chown(path, 4711, 4720)
    with s.room.journal.open("ab") as journal:
        journal.write(b"0123")
    put(s, "b")
    (aside,) = s.directory.glob("torn-*")
    assert aside.stat().st_uid == 4711


def test_a_store_of_which_nothing_is_left_is_told_so(s: JsonStore) -> None:
    put(s, "a")
    for name in ("snapshot.json", "journal.jsonl"):
        (s.directory / name).write_bytes(b"")
    assert s.verify() != []


def test_two_torn_tails_in_one_millisecond_are_both_kept(tmp_path: Path) -> None:
    store = JsonStore.create(tmp_path / "fixed", clock=lambda: 1.0)
    for key in "ab":
        with store.room.journal.open("ab") as journal:
            journal.write(b"0123")
        put(store, key)
    assert len(list(store.directory.glob("torn-*"))) == 2


def test_what_the_target_once_erased_is_not_moved_there(s: JsonStore, tmp_path: Path) -> None:
    target = JsonStore.create(tmp_path / "ben")
    put(s, "a")
    target.erase([("visit", "a")], actor="lead", reason="asked for")
    with pytest.raises(Conflict):
        move(s, target, [("visit", "a", 1)], changes={}, actor="lead", reason="hand over")


def test_a_snapshot_spoilt_meanwhile_is_mended_from_what_is_in_memory(s: JsonStore) -> None:
    put(s, "a")
    s.room.snapshot.write_bytes(b"")
    s.compact()
    assert JsonStore.open(s.directory).damage is None
    s.room.snapshot.write_bytes(b"")
    s.erase([("visit", "a")], actor="lead", reason="asked for")


def test_looking_while_a_writer_compacts_finds_nothing(
    s: JsonStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(s, "a")
    found: list[Any] = []
    real = os.rename

    def looking(*args: Any, **kwargs: Any) -> None:
        found.extend(JsonStore.open(s.directory, wait=0.05).verify())
        real(*args, **kwargs)
        found.extend(JsonStore.open(s.directory, wait=0.05).verify())

    monkeypatch.setattr(os, "rename", looking)
    s.compact()
    assert found == []
