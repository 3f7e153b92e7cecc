"""The engine over files: modes, planted links, two handles, errors of the disk."""

import errno
import itertools
import os
import signal
import stat
import tempfile
from collections.abc import Callable
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


def put(store: JsonStore, id: str, expect: int = NEW, **fields: Any) -> None:
    with store.transaction(actor="anna", reason="test") as tx:
        tx.put("visit", {"id": id, **fields}, expect=expect)


def ids(store: JsonStore) -> list[str]:
    return [doc.id for doc in store.find("visit")]


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
    put(store, "b")
    (directory / "snapshot.json").unlink()
    for attempt in (
        lambda: JsonStore.open(directory, create=True),
        lambda: ids(store),
        lambda: put(store, "c"),
    ):
        with pytest.raises(Damaged, match=r"snapshot-0+1\.json"):
            attempt()
    with pytest.raises(AlreadyExists):
        JsonStore.create(directory)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_every_mode_is_explicit_whatever_the_umask(directory: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        store = JsonStore.create(directory)
        put(store, "a")
        put(store, "b")
    finally:
        os.umask(before)
    modes = {
        path: stat.S_IMODE(path.lstat().st_mode) for path in (directory, *directory.rglob("*"))
    }
    assert {path.name for path in modes} > {"snapshot.json", "lock", "gate", "backups"}
    for path, mode in modes.items():
        assert mode == (0o2770 if path.is_dir() else 0o660), path


def test_the_last_snapshots_are_kept_as_backups(directory: Path) -> None:
    store = JsonStore.create(directory)
    for number in range(BACKUPS_KEPT + 3):
        put(store, f"v{number}")
    kept = sorted((directory / "backups").iterdir())
    assert len(kept) == BACKUPS_KEPT
    # A backup is a whole snapshot: put in place, it is the store as it was then.
    (directory / "snapshot.json").unlink()
    kept[-1].rename(directory / "snapshot.json")
    assert ids(JsonStore.open(directory)) == [f"v{n}" for n in range(BACKUPS_KEPT + 2)]


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
    monkeypatch.setattr("store.engine._signature", lambda status: (0,))
    stale = JsonStore.open(directory)
    put(one, "a")
    assert ids(stale) == [], "the coarse clock hides the change from a reader"
    put(stale, "b")
    assert ids(stale) == ["a", "b"]


def test_leftovers_of_dead_writers_are_swept(directory: Path) -> None:
    store = JsonStore.create(directory)
    (directory / ".snapshot.json.0123.tmp").write_bytes(b"half")
    (directory / "notes.txt").write_bytes(b"someone's")
    put(store, "a")
    assert sorted(p.name for p in directory.iterdir()) == [
        "backups",
        "gate",
        "lock",
        "notes.txt",
        "snapshot.json",
    ]


def link(path: Path, victim: Path) -> None:
    path.symlink_to(victim)


def hard_link(path: Path, victim: Path) -> None:
    os.link(victim, path)


def fifo(path: Path, victim: Path) -> None:
    os.mkfifo(path, 0o660)


def folder(path: Path, victim: Path) -> None:
    path.mkdir(mode=0o770)


# A hard link to the snapshot is harmless: it is replaced, never written into.
@pytest.mark.parametrize(
    ("name", "plant"),
    [
        *itertools.product(("lock", "gate"), (link, hard_link, fifo, folder)),
        *itertools.product(("snapshot.json",), (link, fifo, folder)),
        *itertools.product(("backups",), (link, hard_link, fifo)),
    ],
)
def test_planted_files_are_refused_and_no_victim_touched(
    tmp_path: Path, directory: Path, name: str, plant: Callable[[Path, Path], None]
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"victim")
    victim.chmod(0o660)
    store = JsonStore.create(directory)
    path = directory / name
    (path.rmdir if name == "backups" else path.unlink)()
    plant(path, victim)
    with pytest.raises(Insecure, match=f"{name} is not a"):
        put(store, "a")
    assert victim.read_bytes() == b"victim"
    assert stat.S_IMODE(victim.stat().st_mode) == 0o660


def test_a_planted_backup_is_unlinked_not_followed(tmp_path: Path, directory: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"victim")
    store = JsonStore.create(directory)
    planted = directory / "backups" / "snapshot-000000000000.json"
    planted.symlink_to(victim)
    put(store, "a")
    assert victim.read_bytes() == b"victim"
    assert not planted.is_symlink()


@pytest.mark.parametrize("name", ["", "snapshot.json", "lock", "backups"])
def test_what_is_open_to_others_is_refused(directory: Path, name: str) -> None:
    store = JsonStore.create(directory)
    put(store, "a")
    path = directory / name
    path.chmod(path.stat().st_mode | 0o001)
    with pytest.raises(Insecure) as caught:
        put(JsonStore.open(directory), "b")
    command = str(caught.value).partition("close it with: ")[2]
    assert os.system(command) == 0
    put(JsonStore.open(directory), "b")


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
        os.chown(directory / "snapshot.json", 0, 4712)
        assert as_somebody_else(lambda: JsonStore.open(directory)) == "nothing"
        assert as_somebody_else(lambda: put(store, "a")) == NotSaved.__name__


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
BROKEN = OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("error", [FULL, BROKEN])
@pytest.mark.parametrize("call", ["write", "fsync", "rename", "link"])
def test_an_error_while_writing_means_not_saved_and_the_old_stands(
    directory: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: OSError
) -> None:
    store = JsonStore.create(directory)
    put(store, "a", n=1)

    def failing(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(os, call, failing)
    with pytest.raises(NotSaved, match=error.strerror) as caught:
        put(store, "a", expect=1, n=2)
    assert not isinstance(caught.value, MaybeSaved)
    monkeypatch.undo()
    for handle in (store, JsonStore.open(directory)):
        assert handle.get("visit", "a").data()["n"] == 1  # type: ignore[union-attr]
    put(store, "a", expect=1, n=3)
    assert JsonStore.open(directory).get("visit", "a").data()["n"] == 3  # type: ignore[union-attr]


def test_a_failed_flush_of_the_directory_is_not_called_unsaved(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = JsonStore.create(directory)
    real = os.fsync

    def failing_for_directories(fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise BROKEN
        real(fd)

    # Whatever the file's times say, belief in the old state must be dropped.
    monkeypatch.setattr("store.engine._signature", lambda status: (0,))
    assert ids(store) == []
    monkeypatch.setattr(os, "fsync", failing_for_directories)
    with pytest.raises(MaybeSaved, match="look whether it is there"):
        put(store, "a")
    assert ids(store) == ["a"]


def test_the_directory_is_flushed_after_the_rename(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = JsonStore.create(directory)
    calls: list[str] = []
    for name in ("write", "fsync", "rename"):
        real = getattr(os, name)

        def spying(*args: Any, real: Any = real, name: str = name, **kwargs: Any) -> Any:
            where = (
                "directory" if name == "fsync" and stat.S_ISDIR(os.fstat(args[0]).st_mode) else ""
            )
            calls.append(name + where)
            return real(*args, **kwargs)

        monkeypatch.setattr(os, name, spying)
    put(store, "a")
    assert calls == ["write", "fsync", "rename", "fsyncdirectory"]


def test_signals_wait_for_the_end_of_a_commit(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = JsonStore.create(directory)
    real, held = os.rename, []

    def spying(*args: Any, **kwargs: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        held.append(signal.pthread_sigmask(signal.SIG_BLOCK, ()))
        real(*args, **kwargs)

    monkeypatch.setattr(os, "rename", spying)
    with pytest.raises(KeyboardInterrupt):
        put(store, "a")
    assert held[0] >= {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP}
    assert ids(JsonStore.open(directory)) == ["a"]
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, ()) & held[0]
