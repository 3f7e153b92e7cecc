"""A copy is a store, putting it back is a change, and what is damaged is mended."""

import shutil
import stat
import zlib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from store.engine import JsonStore
from store.errors import Busy, Conflict, Damaged, NotSaved
from store.handover import move
from store.interface import NEW
from store.journal import header_line
from store.memory import MemoryStore
from store.restoring import newer, refill, repair, restore
from tests.store.test_handover import Crash


def put(store: JsonStore | MemoryStore, id: str, expect: int = NEW, **fields: Any) -> None:
    with store.transaction(actor="anna", reason=f"put {id}") as tx:
        tx.put("visit", {"id": id, **fields}, expect=expect)


def delete(store: JsonStore, id: str, *, expect: int) -> None:
    with store.transaction(actor="anna", reason=f"delete {id}") as tx:
        tx.delete("visit", id, expect=expect)


def held(store: JsonStore) -> dict[str, Any]:
    """The documents by id, without their revisions."""
    return {doc.id: {**doc.data(), "rev": 0} for doc in store.find("visit")}


def restored(store: JsonStore, copy: JsonStore) -> None:
    restore(store, copy, actor="root", reason="put back")


@pytest.fixture
def copied(json_store: JsonStore, tmp_path: Path) -> JsonStore:
    """A copy of the store, after which it went on in every way."""
    for key in ("changed", "deleted", "stays"):
        put(json_store, key, n=1)
    put(json_store, "gone", n=1)
    delete(json_store, "gone", expect=1)
    json_store.compact()
    put(json_store, "stays", 1, n=2)
    json_store.backup(tmp_path / "copy")
    put(json_store, "changed", 1, n=9)
    delete(json_store, "deleted", expect=1)
    put(json_store, "made since", n=9)
    put(json_store, "gone", 2, n=9)
    return JsonStore.open(tmp_path / "copy")


def test_a_copy_is_a_whole_store_with_its_history(json_store: JsonStore, copied: JsonStore) -> None:
    assert copied.generation() == json_store.generation() - 4
    assert copied.changes() == json_store.changes()[:-4]
    assert copied.verify() == []
    assert sorted(held(copied)) == ["changed", "deleted", "stays"]
    put(copied, "stays", 2, n=3)
    copied.compact()
    assert held(JsonStore.open(copied.directory))["stays"]["n"] == 3
    assert held(json_store)["stays"]["n"] == 2


def test_a_copy_is_its_makers_own(copied: JsonStore) -> None:
    for path in (copied.directory, *copied.directory.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_copying_changes_nothing(json_store: JsonStore, tmp_path: Path) -> None:
    put(json_store, "a")
    json_store.compact()
    put(json_store, "b")

    def state() -> dict[str, bytes]:
        paths = [path for path in json_store.directory.rglob("*") if path.is_file()]
        return {str(path): path.read_bytes() for path in paths}

    before = state()
    with json_store.exclusive():
        assert JsonStore.open(json_store.directory, wait=0).backup(tmp_path / "copy") == 2
    after = state()
    lock = str(json_store.directory / "lock")
    assert {**after, lock: b""} == {**before, lock: b""}


def test_a_damaged_store_is_not_copied_as_if_it_were_sound(
    json_store: JsonStore, tmp_path: Path
) -> None:
    put(json_store, "a")
    (json_store.directory / "snapshot.json").write_bytes(b"")
    with pytest.raises(Damaged):
        JsonStore.open(json_store.directory).backup(tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_what_is_newer_than_a_copy_is_told(json_store: JsonStore, copied: JsonStore) -> None:
    assert [change.reason for change in newer(json_store, copied)] == [
        "put changed",
        "delete deleted",
        "put made since",
        "put gone",
    ]


def test_restored_a_store_holds_what_the_copy_holds(
    json_store: JsonStore, copied: JsonStore
) -> None:
    other = JsonStore.open(json_store.directory)
    held(other)
    generation, changes = json_store.generation(), json_store.changes()
    restored(json_store, copied)
    for store in (json_store, other, JsonStore.open(json_store.directory)):
        assert held(store) == held(copied)
        assert store.generation() == generation + 1
    assert json_store.changes()[:-1] == changes, "the history goes on"
    last = json_store.changes()[-1]
    assert (last.actor, last.reason) == ("root", "put back")
    assert {doc.id for doc in last.documents} == {"changed", "deleted", "made since", "gone"}
    assert json_store.verify() == []


def test_a_restoring_conflicts_with_forms_that_were_open(
    json_store: JsonStore, copied: JsonStore
) -> None:
    restored(json_store, copied)
    for key, seen in (("changed", 2), ("changed", 1), ("made since", 1), ("deleted", 2)):
        with pytest.raises(Conflict):
            put(json_store, key, seen, n=5)
    put(json_store, "stays", 2, n=5)


def test_a_restoring_can_be_taken_back(json_store: JsonStore, copied: JsonStore) -> None:
    before = held(json_store)
    restored(json_store, copied)
    last = json_store.changes()[-1]
    with json_store.transaction(actor="anna", reason="undo", reverts=last.generation) as tx:
        for doc in last.documents:
            if doc.before is None:
                tx.delete(doc.kind, doc.id, expect=doc.rev)
            else:
                tx.put(doc.kind, doc.before.data(), expect=doc.rev)
    assert held(json_store) == before


def test_restoring_what_is_there_already_changes_nothing(
    json_store: JsonStore, copied: JsonStore
) -> None:
    restored(json_store, copied)
    generation = json_store.generation()
    restored(json_store, copied)
    assert json_store.generation() == generation


def test_what_was_erased_stays_erased(json_store: JsonStore, copied: JsonStore) -> None:
    json_store.erase([("visit", "changed"), ("visit", "gone")], actor="lead", reason="asked for")
    restored(json_store, copied)
    assert sorted(held(json_store)) == ["deleted", "stays"]
    for expect in range(6):
        with pytest.raises(Conflict):
            put(json_store, "changed", expect)


def test_while_documents_are_on_the_move_nothing_is_restored(
    json_store: JsonStore, copied: JsonStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = JsonStore.create(tmp_path / "ben")

    def dying(*args: object, **kwargs: object) -> None:
        raise Crash

    monkeypatch.setattr("store.handover._with", dying)
    with pytest.raises(Crash):
        move(json_store, target, [("visit", "stays", 2)], changes={}, actor="lead", reason="move")
    monkeypatch.undo()
    assert json_store.pending == ()
    restored(json_store, copied)
    monkeypatch.setattr("store.handover._finish", dying)
    with pytest.raises(Crash):
        move(json_store, target, [("visit", "stays", 2)], changes={}, actor="lead", reason="move")
    monkeypatch.undo()
    assert json_store.pending != ()
    with pytest.raises(Busy):
        restored(json_store, copied)


def spoil(store: JsonStore) -> JsonStore:
    """Damage it, so that only what the copy holds can be had of it."""
    (store.directory / "snapshot.json").write_bytes(b"")
    (store.directory / "journal.jsonl").write_bytes(b"")
    return JsonStore.open(store.directory)


def test_a_damaged_store_is_filled_from_its_copy(json_store: JsonStore, copied: JsonStore) -> None:
    generation = json_store.generation()
    damaged = spoil(json_store)
    assert damaged.damage
    restored(damaged, copied)
    for store in (damaged, json_store, JsonStore.open(json_store.directory)):
        assert store.damage is None
        assert held(store) == held(copied)
        assert store.generation() > generation
    (aside,) = json_store.directory.glob("damaged-*")
    assert sorted(path.name for path in aside.iterdir()) == ["journal.jsonl", "snapshot.json"]
    put(damaged, "stays", 2, n=3)
    with pytest.raises(Conflict):
        put(damaged, "gone")


@pytest.mark.parametrize("what", ["all", "files"])
def test_a_lost_store_is_filled_from_its_copy(
    json_store: JsonStore, copied: JsonStore, what: str
) -> None:
    directory = json_store.directory
    if what == "all":
        shutil.rmtree(directory)
    else:
        for path in list(directory.iterdir()):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    store = JsonStore.create(directory)
    refill(store, copied, actor="root", reason="lost")
    for handle in (store, JsonStore.open(directory)):
        assert held(handle) == held(copied)
        assert handle.generation() > copied.generation()
        assert handle.damage is None
    assert store.changes()[-1].reason == "lost"
    put(store, "stays", 2, n=3)
    store.compact()
    assert held(JsonStore.open(directory))["stays"]["n"] == 3


def test_a_copy_of_a_store_in_memory_is_put_back_too(tmp_path: Path) -> None:
    memory = MemoryStore()
    put(memory, "a", n=1)
    put(memory, "a", 1, n=2)
    memory.backup(tmp_path / "copy")
    store = JsonStore.create(tmp_path / "store")
    restored(store, JsonStore.open(tmp_path / "copy"))
    assert held(store) == {"a": {"id": "a", "rev": 0, "n": 2}}


def test_repair_has_nothing_to_do_on_a_sound_store(json_store: JsonStore) -> None:
    put(json_store, "a")
    json_store.compact()
    assert repair(json_store.directory, actor="root") == []
    assert json_store.generation() == 1


def test_repair_closes_what_is_open_to_others(json_store: JsonStore) -> None:
    directory = json_store.directory
    put(json_store, "a")
    json_store.compact()
    opened = [directory, *directory.rglob("*")]
    for path in opened:
        path.chmod(path.stat().st_mode | 0o004)
    done = repair(directory, actor="root")
    assert len(done) == len(opened)
    assert all("was open to others" in sentence for sentence in done)
    assert {stat.S_IMODE(path.stat().st_mode) for path in opened} == {0o2770, 0o660}


def test_repair_follows_no_link(json_store: JsonStore, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    victim.chmod(0o644)
    (json_store.directory / "link").symlink_to(victim)
    assert repair(json_store.directory, actor="root") == []
    assert stat.S_IMODE(victim.stat().st_mode) == 0o644


def test_repair_cuts_a_torn_tail_and_keeps_it(json_store: JsonStore) -> None:
    put(json_store, "a")
    with (json_store.directory / "journal.jsonl").open("ab") as journal:
        journal.write(b"0123")
    (sentence,) = repair(json_store.directory, actor="root")
    (aside,) = json_store.directory.glob("torn-*")
    assert aside.name in sentence
    assert aside.read_bytes() == b"0123"
    assert JsonStore.open(json_store.directory).damage is None


def test_repair_sweeps_what_dead_writers_left(json_store: JsonStore) -> None:
    put(json_store, "a")
    for folder in ("", "journals", "backups"):
        (json_store.directory / folder / ".x.0123456789ab.tmp").write_bytes(b"half")
    done = repair(json_store.directory, actor="root")
    assert sum("left behind by a writer that died" in sentence for sentence in done) == 3
    assert list(json_store.directory.rglob("*.tmp")) == []


def test_repair_puts_damaged_backups_and_journals_aside(json_store: JsonStore) -> None:
    for key in "abc":
        put(json_store, key)
        json_store.compact()
    names = ("backups/snapshot-000000000001.json", "journals/journal-000000000001.jsonl")
    for name in names:
        path = json_store.directory / name
        path.write_bytes(path.read_bytes()[:-9] + b"xxxxxxxx\n")
    done = repair(json_store.directory, actor="root")
    aside = {path.name for path in json_store.directory.glob("damaged-*/*")}
    assert aside == {Path(name).name for name in names}
    assert all(any(name in sentence for sentence in done) for name in aside)
    assert len(list((json_store.directory / "backups").iterdir())) == 2


def test_a_mended_store_keeps_the_damaged_files_beside(json_store: JsonStore) -> None:
    for key in "abc":
        put(json_store, key)
    path = json_store.directory / "journal.jsonl"
    spoilt = path.read_bytes().replace(b'"id":"b"', b'"id":"x"')
    path.write_bytes(spoilt)
    repair(json_store.directory, actor="root")
    (aside,) = json_store.directory.glob("damaged-*")
    assert (aside / "journal.jsonl").read_bytes() == spoilt
    assert sorted(held(json_store)) == ["a"]
    assert json_store.generation() == 5
    assert json_store.changes()[-1].actor == "root"
    assert "checksum fails" in json_store.changes()[-1].reason


FIRST_FORMAT = (
    b'","format":1,"generation":7,"marks":[],"actor":"anna","reason":"add one"}},\n'
    b'"_gone":{"1":{"kind":"visit","ids":["c","d"]}},\n'
    b'"learner":{\n"1":{"id":"l","rev":1}\n},\n'
    b'"visit":{\n"1":{"id":"a","rev":2,"note":"Zo\xc3\xab"},\n"3":{"id":"b","rev":1}\n}}\n'
)


@pytest.fixture
def first_format(directory: Path) -> Path:
    """A store as the first version left it: one file, no journal, no revisions of the gone."""
    directory.mkdir()
    directory.chmod(0o2770)
    (directory / "backups").mkdir()
    (directory / "backups").chmod(0o2770)
    whole = b'{"_meta":{"1":{"checksum":"%08x%b' % (zlib.crc32(FIRST_FORMAT), FIRST_FORMAT)
    for name, data in (("snapshot.json", whole), ("lock", b""), ("gate", b"")):
        (directory / name).write_bytes(data)
        (directory / name).chmod(0o660)
    return directory


def files(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


def test_a_store_of_the_first_format_is_read_and_left_as_it_is(first_format: Path) -> None:
    before = files(first_format)
    store = JsonStore.open(first_format)
    assert store.damage is None
    assert store.generation() == 7
    assert store.get("visit", "a").data() == {"id": "a", "rev": 2, "note": "Zoë"}  # type: ignore[union-attr]
    assert store.count("visit") == 2
    assert store.count("learner") == 1
    assert store.changes() == []
    assert store.verify() == []
    assert files(first_format) == before


def test_the_first_writer_brings_a_store_of_the_first_format_up_to_date(
    first_format: Path,
) -> None:
    reader, store = JsonStore.open(first_format), JsonStore.open(first_format)
    old = (first_format / "snapshot.json").read_bytes()
    assert reader.count("visit") == 2
    put(store, "a", 2, n=1)
    assert files(first_format) >= {"journal.jsonl", "journals"}
    for handle in (reader, store, JsonStore.open(first_format)):
        assert handle.generation() == 8
        assert handle.get("visit", "a").rev == 3  # type: ignore[union-attr]
    assert [change.generation for change in store.changes()] == [8]
    snapshot = msgspec.json.decode((first_format / "snapshot.json").read_bytes())
    assert snapshot["_meta"]["1"]["format"] == 2
    (backup,) = (first_format / "backups").iterdir()
    assert backup.read_bytes() == old
    assert store.verify() == []
    store.compact()
    assert reader.count("visit") == JsonStore.open(first_format).count("visit") == 2


def test_ids_the_first_format_knew_as_deleted_stay_used_up(first_format: Path) -> None:
    for _ in range(2):
        for expect in (NEW, 1, 2, 3):
            with pytest.raises(Conflict):
                put(JsonStore.open(first_format), "c", expect)
        put(JsonStore.open(first_format), f"new{_}")


def test_a_store_of_the_first_format_killed_while_brought_up_to_date_is_whole(
    first_format: Path,
) -> None:
    (first_format / "journal.jsonl").write_bytes(header_line(7, 0))
    (first_format / "journal.jsonl").chmod(0o660)
    store = JsonStore.open(first_format)
    assert (store.damage, store.generation(), store.count("visit")) == (None, 7, 2)
    put(store, "new")
    store.compact()
    assert JsonStore.open(first_format).count("visit") == 3


def test_a_damaged_store_of_the_first_format_is_mended_from_its_backup(first_format: Path) -> None:
    shutil.copy(first_format / "snapshot.json", first_format / "backups/snapshot-000000000006.json")
    (first_format / "snapshot.json").write_bytes(b"")
    store = JsonStore.open(first_format)
    assert "it is empty" in (store.damage or "")
    assert store.count("visit") == 2
    with pytest.raises((Damaged, NotSaved)):
        put(store, "new")
    repair(first_format, actor="root")
    assert JsonStore.open(first_format).damage is None
    put(JsonStore.open(first_format), "new")


def test_a_store_of_the_first_format_is_copied_and_put_back(
    first_format: Path, tmp_path: Path
) -> None:
    assert JsonStore.open(first_format).backup(tmp_path / "copy") == 7
    copy = JsonStore.open(tmp_path / "copy")
    assert copy.count("visit") == 2
    store = JsonStore.open(first_format)
    put(store, "a", 2)
    restored(store, copy)
    assert store.get("visit", "a").data()["note"] == "Zoë"  # type: ignore[union-attr]
