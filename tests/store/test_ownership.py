"""Whoever writes to a store, its owner can go on using every file of it.

Anna owns the directory, and its group is that of the lead tutors, who write there too. Anna is
not one of them herself: what a lead tutor made there she could neither read nor write.
"""

import os
import pwd
import stat
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from store.engine import JsonStore
from store.errors import NotReadable, NotSaved
from store.interface import NEW
from tests.store.test_restoring import FIRST_FORMAT

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can act as somebody else and give files away"
)

ANNA, BEN, STRANGER, LEADS = 4711, 4712, 4713, 4720
"""User ids, and the group of the lead tutors. This machine need not know them."""


def put(store: JsonStore, id: str, expect: int = NEW, **fields: Any) -> None:
    with store.transaction(actor="anna", reason="test") as tx:
        tx.put("visit", {"id": id, **fields}, expect=expect)


def acting(uid: int, groups: Sequence[int], action: Callable[[], object], umask: int) -> str:
    """What comes of the action, done by somebody: the error's class and message, or "done"."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        answer = "done"
        try:
            os.setgroups(groups)
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            os.umask(umask)
            action()
        except AssertionError:
            answer = traceback.format_exc()
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        os.write(write, answer.encode()[:4000])
        os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read) as pipe:
        return pipe.read()


def as_anna(action: Callable[[], object], umask: int = 0o022) -> str:
    return acting(ANNA, [], action, umask)


def as_ben(action: Callable[[], object], umask: int = 0o022) -> str:
    return acting(BEN, [LEADS], action, umask)


@pytest.fixture
def caseload() -> Iterator[Path]:
    """Anna's store, made by root as `tutor add` makes it, and written to by her."""
    with tempfile.TemporaryDirectory() as public:
        Path(public).chmod(0o711)
        directory = Path(public) / "anna"
        directory.mkdir()
        os.chown(directory, ANNA, LEADS)
        directory.chmod(0o2770)
        JsonStore.create(directory)
        assert as_anna(lambda: put(JsonStore.open(directory), "a")) == "done"
        yield directory


@pytest.fixture
def anna_is_a_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the accounts of this machine say that Anna is in the group of the leads."""

    def known(uid: int) -> pwd.struct_passwd:
        return pwd.struct_passwd((f"user{uid}", "x", uid, uid, "", "/", "/bin/sh"))

    def groups(name: str, gid: int) -> list[int]:
        return [gid, LEADS]

    monkeypatch.setattr(pwd, "getpwuid", known)
    monkeypatch.setattr(os, "getgrouplist", groups)


def owners(directory: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(directory)): (path.stat().st_uid, path.stat().st_gid)
        for path in (directory, *directory.rglob("*"))
    }


def modes(directory: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in (directory, *directory.rglob("*"))}


def ids(directory: Path) -> list[str]:
    return [doc.id for doc in JsonStore.open(directory).find("visit")]


def reading(directory: Path, expected: list[str]) -> Callable[[], None]:
    def read() -> None:
        assert ids(directory) == expected

    return read


def putting(directory: Path, id: str) -> Callable[[], None]:
    return lambda: put(JsonStore.open(directory), id)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_what_another_writes_leaves_every_file_its_owners(caseload: Path, umask: int) -> None:
    for number in range(3):
        assert as_ben(putting(caseload, f"b{number}"), umask) == "done"
    assert set(owners(caseload).values()) == {(ANNA, LEADS)}
    assert modes(caseload) == {0o2770, 0o660}
    assert as_anna(putting(caseload, "a2"), umask) == "done"
    expected = ["a", "a2", "b0", "b1", "b2"]
    assert as_anna(reading(caseload, expected)) == as_ben(reading(caseload, expected)) == "done"


def test_who_is_neither_owner_nor_lead_sees_nothing(caseload: Path) -> None:
    said = acting(STRANGER, [], reading(caseload, []), 0o022)
    assert said.startswith(NotReadable.__name__)


def test_a_journal_grows_until_somebody_may_compact_it(caseload: Path) -> None:
    before = sorted(owners(caseload))

    def compact() -> None:
        JsonStore.open(caseload).compact()

    def change_often() -> None:
        store = JsonStore.open(caseload, compact_at=1)
        for number in range(5):
            put(store, f"b{number}")

    assert as_ben(compact) == "done"
    assert as_ben(change_often) == "done"
    assert sorted(owners(caseload)) == before, "he made no file of his own there"
    assert as_anna(compact) == "done"
    assert set(owners(caseload).values()) == {(ANNA, LEADS)}
    assert modes(caseload) == {0o2770, 0o660}
    assert (caseload / "journals/journal-000000000000.jsonl").exists()
    everything = ["a", *(f"b{number}" for number in range(5)), "b9"]
    assert as_ben(putting(caseload, "b9")) == "done"
    assert as_anna(reading(caseload, everything)) == "done"


def test_only_the_owner_or_root_erases(caseload: Path) -> None:
    def erase() -> None:
        JsonStore.open(caseload).erase([("visit", "a")], actor="ben", reason="asked for")

    said = as_ben(erase)
    assert said.startswith(NotSaved.__name__)
    assert "may erase" in said
    assert ids(caseload) == ["a"]
    assert as_anna(erase) == "done"
    assert ids(caseload) == []
    assert set(owners(caseload).values()) == {(ANNA, LEADS)}


def test_an_erasure_cut_short_is_left_to_who_may_carry_it_through(
    caseload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dying(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("store.exclusive.Exclusive.scrub", dying)
    with suppress(ZeroDivisionError):
        JsonStore.open(caseload).erase([("visit", "a")], actor="root", reason="asked for")
    monkeypatch.undo()
    assert as_ben(putting(caseload, "b")) == "done"
    assert JsonStore.open(caseload).verify() != []
    assert as_anna(putting(caseload, "a2")) == "done"
    assert JsonStore.open(caseload).verify() == []
    assert as_ben(reading(caseload, ["a2", "b"])) == "done"


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_what_root_does_leaves_every_file_its_owners(caseload: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        store = JsonStore.open(caseload)
        put(store, "r")
        store.compact()
        put(store, "s")
        store.erase([("visit", "r")], actor="root", reason="asked for")
        store.compact()
        (caseload / "gate").unlink()
        put(store, "t")
    finally:
        os.umask(before)
    assert set(owners(caseload).values()) == {(ANNA, LEADS)}
    assert modes(caseload) == {0o2770, 0o660}
    for somebody in (as_anna, as_ben):
        assert somebody(reading(caseload, ["a", "s", "t"])) == "done"
    assert as_anna(lambda: JsonStore.open(caseload).compact()) == "done"


def test_another_makes_no_lock_that_the_owner_could_not_open(caseload: Path) -> None:
    (caseload / "lock").unlink()
    said = as_ben(putting(caseload, "b"))
    assert said.startswith(NotSaved.__name__)
    assert not (caseload / "lock").exists()
    assert as_anna(putting(caseload, "a2")) == "done"
    assert as_ben(putting(caseload, "b")) == "done"


@pytest.mark.usefixtures("anna_is_a_lead")
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_where_the_owner_is_in_the_group_another_may_make_files(caseload: Path, umask: int) -> None:
    def compact() -> None:
        store = JsonStore.open(caseload)
        put(store, "b")
        store.compact()

    def as_lead(action: Callable[[], object]) -> str:
        return acting(ANNA, [LEADS], action, umask)

    assert as_ben(compact, umask) == "done"
    assert {uid for uid, _ in owners(caseload).values()} == {ANNA, BEN}
    assert {gid for _, gid in owners(caseload).values()} == {LEADS}
    assert modes(caseload) == {0o2770, 0o660}
    assert as_lead(reading(caseload, ["a", "b"])) == "done"
    assert as_lead(putting(caseload, "a2")) == "done"
    assert as_lead(lambda: JsonStore.open(caseload).compact()) == "done"
    assert JsonStore.open(caseload).verify() == []
    assert as_ben(reading(caseload, ["a", "a2", "b"]), umask) == "done"


def test_a_store_of_the_first_format_waits_for_its_owner(caseload: Path) -> None:
    (caseload / "journal.jsonl").unlink()
    (caseload / "journals").rmdir()
    whole = b'{"_meta":{"1":{"checksum":"%08x%b' % (crc32(FIRST_FORMAT), FIRST_FORMAT)
    (caseload / "snapshot.json").write_bytes(whole)
    (caseload / "lock").write_bytes(b"")
    assert as_ben(reading(caseload, ["a", "b"])) == "done"
    said = as_ben(putting(caseload, "new"))
    assert said.startswith(NotSaved.__name__)
    assert "its owner or root must write to it first" in said
    assert as_anna(putting(caseload, "new")) == "done"
    assert as_ben(putting(caseload, "newer")) == "done"
    assert set(owners(caseload).values()) == {(ANNA, LEADS)}
