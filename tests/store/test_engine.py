"""The engine over files: modes, planted links, two handles, compaction, errors of the disk."""

import errno
import itertools
import os
import signal
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from store.engine import JsonStore
from store.errors import (
    AlreadyExists,
    Conflict,
    Damaged,
    Insecure,
    MaybeSaved,
    NoStore,
    NotReadable,
    NotSaved,
)
from store.exclusive import BACKUPS_KEPT
from store.interface import NEW
from store.signals import HELD_BACK
from store.snapshot import decoded


def put(store: JsonStore, id: str, expect: int = NEW, **fields: Any) -> None:
    with store.transaction(actor="anna", reason="test") as tx:
        tx.put("visit", {"id": id, **fields}, expect=expect)


def ids(store: JsonStore) -> list[str]:
    return [doc.id for doc in store.find("visit")]


def tear(directory: Path) -> None:
    """Leave what a writer leaves that dies in the middle of a line."""
    with (directory / "journal.jsonl").open("ab") as journal:
        journal.write(b'01234567 99 {"n":')


def test_an_opened_store_holds_what_was_written(directory: Path) -> None:
    with JsonStore.create(directory).transaction(actor="anna", reason="test") as tx:
        tx.put("visit", {"id": "a", "note": "Zoë\n\u2028"}, expect=NEW)
        tx.put("learner", {"id": "a"}, expect=NEW)
    store = JsonStore.open(directory)
    assert store.get("visit", "a").data() == {"id": "a", "rev": 1, "note": "Zoë\n\u2028"}  # type: ignore[union-attr]
    assert store.count("learner") == 1
    assert store.name == "caseload"


def test_ids_stay_used_up_when_the_store_is_opened_again(directory: Path) -> None:
    store = JsonStore.create(directory)
    put(store, "a")
    with store.transaction(actor="anna", reason="test") as tx:
        tx.delete("visit", "a", expect=1)
    with pytest.raises(Conflict):
        put(JsonStore.open(directory), "a")


def test_a_store_is_made_only_where_none_is(directory: Path) -> None:
    with pytest.raises(NoStore, match=str(directory)):
        JsonStore.open(directory)
    put(JsonStore.open(directory, create=True), "a")
    assert ids(JsonStore.open(directory, create=True)) == ["a"]
    with pytest.raises(AlreadyExists):
        JsonStore.create(directory)
    assert ids(JsonStore.open(directory)) == ["a"]


def test_a_store_is_made_in_a_directory_the_administrator_made(directory: Path) -> None:
    directory.mkdir()
    directory.chmod(0o2750)
    JsonStore.create(directory)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o2750


def test_a_lost_snapshot_is_damage_and_not_an_empty_store(directory: Path) -> None:
    store = JsonStore.create(directory)
    put(store, "a")
    store.compact()
    put(store, "b")
    (directory / "snapshot.json").unlink()
    found = JsonStore.open(directory, create=True)
    assert found.damage is not None
    assert "snapshot.json is missing" in found.damage
    assert ids(found) == ["a", "b"]
    with pytest.raises(Damaged, match="missing"):
        put(found, "c")
    with pytest.raises(AlreadyExists):
        JsonStore.create(directory)
    assert ids(JsonStore.open(directory)) == ["a", "b"]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_every_mode_is_explicit_whatever_the_umask(directory: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        store = JsonStore.create(directory)
        put(store, "a")
        put(store, "b")
        store.compact()
        put(store, "c")
        tear(directory)
        put(store, "d")
    finally:
        os.umask(before)
    modes = {
        path: stat.S_IMODE(path.lstat().st_mode) for path in (directory, *directory.rglob("*"))
    }
    assert {path.name for path in modes if not path.name.startswith("torn-")} == {
        "caseload",
        *("snapshot.json", "journal.jsonl", "lock", "gate", "backups", "journals"),
        *("snapshot-000000000000.json", "journal-000000000000.jsonl"),
    }
    assert any(path.name.startswith("torn-") for path in modes)
    for path, mode in modes.items():
        assert mode == (0o2770 if path.is_dir() else 0o660), path


def test_the_last_snapshots_are_kept_as_backups(directory: Path) -> None:
    store = JsonStore.create(directory)
    for number in range(BACKUPS_KEPT + 3):
        put(store, f"v{number}")
        store.compact()
    kept = sorted((directory / "backups").iterdir())
    assert [path.name for path in kept] == [
        f"snapshot-{generation:012}.json" for generation in range(3, BACKUPS_KEPT + 3)
    ]
    for path in kept:
        found = decoded(path.read_bytes()).contents
        assert f"{found.generation:012}" in path.name
        assert [doc.id for doc in found.documents()] == [f"v{n}" for n in range(found.generation)]


def test_a_change_costs_a_line_and_not_a_whole_file(directory: Path) -> None:
    store = JsonStore.create(directory)
    for number in range(50):
        put(store, f"v{number}", text="x" * 500)
    store.compact()
    snapshot = (directory / "snapshot.json").stat()
    before = (directory / "journal.jsonl").stat()
    put(store, "one more")
    after = (directory / "journal.jsonl").stat()
    assert after.st_ino == before.st_ino
    assert after.st_size - before.st_size < 250
    now = (directory / "snapshot.json").stat()
    assert (now.st_ino, now.st_mtime_ns) == (snapshot.st_ino, snapshot.st_mtime_ns)


def test_a_journal_is_compacted_when_it_has_grown(directory: Path) -> None:
    store = JsonStore.create(directory, compact_at=4000)
    for number in range(60):
        put(store, f"v{number}", text="x" * 100)
        assert (directory / "journal.jsonl").stat().st_size < 4500
    rotated = sorted((directory / "journals").iterdir())
    assert len(rotated) > 1
    assert len(ids(JsonStore.open(directory))) == 60
    assert [change.generation for change in store.changes()] == list(range(1, 61))


def test_a_journal_may_grow_to_half_of_a_large_snapshot(directory: Path) -> None:
    store = JsonStore.create(directory)
    put(store, "large", text="x" * 100_000)
    store.compact()
    store = JsonStore.open(directory, compact_at=100)
    put(store, "a", text="x" * 20_000)
    assert len(list((directory / "journals").iterdir())) == 1
    put(store, "b", text="x" * 40_000)
    assert len(list((directory / "journals").iterdir())) == 2


def test_two_handles_see_each_others_changes(directory: Path) -> None:
    one = JsonStore.create(directory)
    other = JsonStore.open(directory)
    assert ids(other) == []
    put(one, "a")
    assert ids(other) == ["a"]
    assert other.generation() == one.generation()
    put(other, "b")
    assert ids(one) == ["a", "b"]
    put(one, "a", expect=1)
    with pytest.raises(Conflict):
        put(other, "a", expect=1)


def test_a_writer_does_not_trust_the_files_times(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = JsonStore.create(directory)
    for module in ("store.room", "store.exclusive"):
        monkeypatch.setattr(f"{module}.signature", lambda status: (0,))
    stale = JsonStore.open(directory)
    put(one, "a")
    assert ids(stale) == [], "the coarse clock hides the change from a reader"
    put(stale, "b")
    assert ids(stale) == ["a", "b"]


def test_leftovers_of_dead_writers_are_swept_at_the_next_compaction(directory: Path) -> None:
    store = JsonStore.create(directory)
    leftover = ".snapshot.json.0123456789ab.tmp"
    for folder in (directory, directory / "journals"):
        (folder / leftover).write_bytes(b"half")
    (directory / "notes.txt").write_bytes(b"someone's")
    put(store, "a")
    store.compact()
    assert sorted(p.name for p in directory.iterdir()) == [
        "backups",
        "gate",
        "journal.jsonl",
        "journals",
        "lock",
        "notes.txt",
        "snapshot.json",
    ]
    assert [p.name for p in (directory / "journals").iterdir()] == ["journal-000000000000.jsonl"]


def link(path: Path, victim: Path) -> None:
    path.symlink_to(victim)


def hard_link(path: Path, victim: Path) -> None:
    os.link(victim, path)


def fifo(path: Path, victim: Path) -> None:
    os.mkfifo(path, 0o660)


def folder(path: Path, victim: Path) -> None:
    path.mkdir(mode=0o770)


def put_and_compact(directory: Path) -> None:
    store = JsonStore.open(directory)
    put(store, "a")
    store.compact()


# A hard link to the snapshot is harmless: it is replaced, never written into.
@pytest.mark.parametrize(
    ("name", "plant"),
    [
        *itertools.product(("lock", "gate", "journal.jsonl"), (link, hard_link, fifo, folder)),
        *itertools.product(("snapshot.json",), (link, fifo, folder)),
        *itertools.product(("backups", "journals"), (link, hard_link, fifo)),
    ],
)
def test_planted_files_are_refused_and_no_victim_touched(
    tmp_path: Path, directory: Path, name: str, plant: Callable[[Path, Path], None]
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"victim")
    victim.chmod(0o660)
    JsonStore.create(directory)
    path = directory / name
    (path.rmdir if path.is_dir() else path.unlink)()
    plant(path, victim)
    with pytest.raises(Insecure, match=f"{name} is not a"):
        put_and_compact(directory)
    assert victim.read_bytes() == b"victim"
    assert stat.S_IMODE(victim.stat().st_mode) == 0o660


@pytest.mark.parametrize("plant", [link, hard_link, fifo])
def test_a_journal_planted_under_an_open_handle_is_refused(
    tmp_path: Path, directory: Path, plant: Callable[[Path, Path], None]
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"victim")
    victim.chmod(0o660)
    store = JsonStore.create(directory)
    (directory / "journal.jsonl").unlink()
    plant(directory / "journal.jsonl", victim)
    for action in (lambda: ids(store), lambda: put(store, "a"), store.compact):
        with pytest.raises(Insecure, match=r"journal\.jsonl is not a"):
            action()
    assert victim.read_bytes() == b"victim"


@pytest.mark.parametrize(
    "name", ["backups/snapshot-000000000000.json", "journals/journal-000000000000.jsonl"]
)
def test_a_link_planted_where_a_file_will_be_is_replaced_not_followed(
    tmp_path: Path, directory: Path, name: str
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"victim")
    JsonStore.create(directory)
    planted = directory / name
    planted.symlink_to(victim)
    put_and_compact(directory)
    assert victim.read_bytes() == b"victim"
    assert not planted.is_symlink()
    assert planted.read_bytes() != b"victim"


@pytest.mark.parametrize(
    "name", ["", "snapshot.json", "journal.jsonl", "lock", "gate", "backups", "journals"]
)
def test_what_is_open_to_others_is_refused(directory: Path, name: str) -> None:
    JsonStore.create(directory)
    path = directory / name
    path.chmod(path.stat().st_mode | 0o001)
    with pytest.raises(Insecure) as caught:
        put_and_compact(directory)
    command = str(caught.value).partition("close it with: ")[2]
    assert os.system(command) == 0
    store = JsonStore.open(directory)
    put(store, "b")
    store.compact()


def test_a_linked_store_is_refused(tmp_path: Path, directory: Path) -> None:
    JsonStore.create(directory)
    (tmp_path / "link").symlink_to(directory)
    with pytest.raises(Insecure):
        JsonStore.open(tmp_path / "link")


def as_somebody_else(action: Callable[[], object]) -> str:
    """The class of the error that the action raises for a user without any rights."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        name = "nothing"
        try:
            os.setgroups([])
            os.setresgid(4712, 4712, 4712)
            os.setresuid(4711, 4711, 4711)
            action()
        except BaseException as error:
            name = type(error).__name__
        os.write(write, name.encode())
        os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    answer = os.read(read, 100).decode()
    os.close(read)
    return answer


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_who_may_not_read_or_write_is_told_so() -> None:
    with tempfile.TemporaryDirectory() as public:
        Path(public).chmod(0o711)
        directory = Path(public) / "caseload"
        store = JsonStore.create(directory)
        assert as_somebody_else(lambda: JsonStore.open(directory)) == NotReadable.__name__
        os.chown(directory, 0, 4712)
        directory.chmod(0o2750)
        for name in ("snapshot.json", "journal.jsonl", "lock", "gate"):
            os.chown(directory / name, 0, 4712)
        assert as_somebody_else(lambda: JsonStore.open(directory)) == "nothing"
        (directory / "journal.jsonl").chmod(0o640)
        assert as_somebody_else(lambda: put(store, "a")) == NotSaved.__name__


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
BROKEN = OSError(errno.EIO, os.strerror(errno.EIO))


@contextmanager
def failing(call: str, error: OSError, *, times: int | None = None) -> Iterator[None]:
    """Let calls of `os` fail: the first so many, or all of them."""
    real, failed = getattr(os, call), 0

    def refusing(*args: Any, **kwargs: Any) -> Any:
        nonlocal failed
        if times is not None and failed == times:
            return real(*args, **kwargs)
        failed += 1
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, call, refusing)
        yield


@contextmanager
def directories_not_flushed() -> Iterator[None]:
    real = os.fsync

    def refusing(fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise BROKEN
        real(fd)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", refusing)
        yield


@contextmanager
def calls_told() -> Iterator[list[str]]:
    """The names of the calls that put something on the disk, in their order."""
    told: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("write", "fsync", "rename", "link"):
            real = getattr(os, name)

            def spying(*args: Any, real: Any = real, name: str = name, **kwargs: Any) -> Any:
                of_directory = name == "fsync" and stat.S_ISDIR(os.fstat(args[0]).st_mode)
                told.append(name + " directory" * of_directory)
                return real(*args, **kwargs)

            patch.setattr(os, name, spying)
        yield told


@pytest.mark.parametrize("error", [FULL, BROKEN])
@pytest.mark.parametrize("call", ["write", "fsync"])
def test_an_error_while_writing_means_not_saved_and_the_old_stands(
    directory: Path, call: str, error: OSError
) -> None:
    store = JsonStore.create(directory)
    put(store, "a", n=1)
    before = (directory / "journal.jsonl").read_bytes()
    with failing(call, error, times=1), pytest.raises(NotSaved, match=error.strerror) as caught:
        put(store, "a", expect=1, n=2)
    assert not isinstance(caught.value, MaybeSaved)
    assert (directory / "journal.jsonl").read_bytes() == before
    for handle in (store, JsonStore.open(directory)):
        assert handle.get("visit", "a").data()["n"] == 1  # type: ignore[union-attr]
    put(store, "a", expect=1, n=3)
    assert JsonStore.open(directory).get("visit", "a").data()["n"] == 3  # type: ignore[union-attr]
    assert store.verify() == []


def test_a_line_written_in_part_is_taken_back(directory: Path) -> None:
    store = JsonStore.create(directory)
    put(store, "a")
    before = (directory / "journal.jsonl").read_bytes()
    real, calls = os.write, 0

    def filling_up(fd: int, data: bytes) -> int:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise FULL
        return real(fd, bytes(data)[:20])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "write", filling_up)
        with pytest.raises(NotSaved):
            put(store, "b")
    assert (directory / "journal.jsonl").read_bytes() == before
    put(store, "b")
    assert ids(JsonStore.open(directory)) == ["a", "b"]


@pytest.mark.parametrize("call", ["fsync", "ftruncate"])
def test_what_cannot_be_taken_back_is_not_called_unsaved(directory: Path, call: str) -> None:
    store = JsonStore.create(directory)
    put(store, "a")
    with (
        failing("fsync", BROKEN),
        failing(call, BROKEN),
        pytest.raises(MaybeSaved, match="look whether it is there"),
    ):
        put(store, "b")
    assert ids(store) == ids(JsonStore.open(directory)), "belief in the old state is dropped"
    put(store, "c")
    assert {"a", "c"} <= set(ids(JsonStore.open(directory)))


def test_the_name_of_a_new_journal_is_flushed_before_its_first_change_counts(
    directory: Path,
) -> None:
    store = JsonStore.create(directory)
    with calls_told() as told:
        put(store, "a")
        assert told == ["write", "fsync", "fsync directory"]
        told.clear()
        put(store, "b")
        assert told == ["write", "fsync"]
    store.compact()
    with directories_not_flushed(), pytest.raises(NotSaved):
        put(store, "c")
    assert ids(JsonStore.open(directory)) == ["a", "b"]
    with calls_told() as told:
        put(store, "c")
        assert told == ["write", "fsync", "fsync directory"]


def test_at_a_compaction_nothing_is_put_in_place_before_it_is_on_the_disk(
    directory: Path,
) -> None:
    store = JsonStore.create(directory)
    put(store, "a")
    with calls_told() as told:
        store.compact()
    whole_file = ["write", "fsync", "rename", "fsync directory"]
    assert told == ["link", *whole_file, *whole_file, *whole_file]


@pytest.mark.parametrize("error", [FULL, BROKEN])
@pytest.mark.parametrize("call", ["write", "fsync", "rename", "link"])
def test_a_compaction_that_fails_loses_nothing(directory: Path, call: str, error: OSError) -> None:
    store = JsonStore.create(directory)
    put(store, "a")
    with failing(call, error), pytest.raises(NotSaved, match=error.strerror):
        store.compact()
    for handle in (store, JsonStore.open(directory)):
        assert ids(handle) == ["a"]
        assert handle.damage is None
    put(store, "b")
    store.compact()
    assert ids(JsonStore.open(directory)) == ["a", "b"]
    assert len(store.changes()) == 2


def test_a_compaction_whose_directory_is_not_flushed_loses_nothing(directory: Path) -> None:
    store = JsonStore.create(directory)
    put(store, "a")
    with directories_not_flushed(), pytest.raises(MaybeSaved):
        store.compact()
    put(store, "b")
    assert ids(store) == ids(JsonStore.open(directory)) == ["a", "b"]


@pytest.mark.parametrize("call", ["rename", "link"])
def test_a_change_is_saved_even_where_its_journal_cannot_be_compacted(
    directory: Path, call: str
) -> None:
    store = JsonStore.create(directory, compact_at=1)
    with failing(call, FULL):
        put(store, "a")
        put(store, "b")
    assert ids(JsonStore.open(directory)) == ["a", "b"]
    put(store, "c")
    assert (directory / "journals").exists()
    assert ids(JsonStore.open(directory)) == ["a", "b", "c"]


@pytest.mark.parametrize("threads", [0, 3])
def test_signals_wait_for_the_end_of_a_commit(
    directory: Path, monkeypatch: pytest.MonkeyPatch, threads: int
) -> None:
    store = JsonStore.create(directory)
    real, done = os.write, threading.Event()
    reached: list[bool] = []
    idle = [threading.Thread(target=done.wait, daemon=True) for _ in range(threads)]
    before = {number: signal.getsignal(number) for number in HELD_BACK}

    def spying(*args: Any, **kwargs: Any) -> int:
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000):  # where Python would act on it
            reached.append(True)
        return real(*args, **kwargs)

    for thread in idle:
        thread.start()
    monkeypatch.setattr(os, "write", spying)
    with pytest.raises(KeyboardInterrupt):
        put(store, "a")
    done.set()
    assert len(reached) == 1000
    assert ids(JsonStore.open(directory)) == ["a"]
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, ()) & set(HELD_BACK)
    assert {number: signal.getsignal(number) for number in HELD_BACK} == before


def test_a_thread_reads_whole_changes_while_another_writes_and_compacts(directory: Path) -> None:
    store = JsonStore.create(directory, compact_at=2000)
    with store.transaction(actor="anna", reason="test") as tx:
        for key in ("one", "two"):
            tx.put("visit", {"id": key, "n": 0}, expect=NEW)
    seen: list[tuple[int, ...]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append(tuple(doc.data()["n"] for doc in store.find("visit")))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 100):
        with store.transaction(actor="anna", reason="test") as tx:
            for key in ("one", "two"):
                tx.put("visit", {"id": key, "n": number}, expect=number)
    done.set()
    reader.join(10)
    assert seen == sorted(seen)
    assert {one - two for one, two in seen} == {0}
