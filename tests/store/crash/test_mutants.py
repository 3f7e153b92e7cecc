"""Each safeguard taken out is missed by a check that the real engine passes."""

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from store.engine import JsonStore
from store.errors import Conflict, Insecure, StoreError
from tests.store.crash import ledger, trace
from tests.store.crash.actions import ACTIONS
from tests.store.crash.forked import told_by_a_fork
from tests.store.crash.mutants import MUTANTS
from tests.store.crash.order import violations

Check = Callable[[Path, str | None], list[str]]
"""What is wrong with the engine, or with a mutant of it."""


def order_of(what: str, *unflushed: str) -> Check:
    """Check the order of an action's system calls."""

    def check(tmp_path: Path, mutant: str | None) -> list[str]:
        if (reason := trace.why_not()) is not None:
            pytest.skip(reason)
        root = tmp_path / "prepared"
        root.mkdir()
        ACTIONS[what].prepare(root)
        return violations(what, root, tmp_path / "log", mutant=mutant, unflushed=unflushed)

    check.__name__ = f"order of a {what}"
    return check


def forked(check: Callable[[Path], list[str]]) -> Check:
    """Make a check in a process that the mutant may spoil."""

    def spoilt(tmp_path: Path, mutant: str | None) -> list[str]:
        def told() -> str:
            if mutant:
                MUTANTS[mutant]()
            return "\n".join(check(tmp_path / "caseload"))

        return told_by_a_fork(told).splitlines()

    spoilt.__name__ = check.__name__.replace("_", " ")
    return spoilt


@forked
def lost_updates(directory: Path) -> list[str]:
    """Two who change one document at the same time."""
    store = ledger.create(directory)
    try:
        with store.transaction(actor="anna", reason="mine") as tx:
            tx.put("counter", {"id": "left", "n": 1}, expect=1)
            ledger.change(JsonStore.open(directory))
    except Conflict:
        return []
    return ["the update of one writer is lost"]


@forked
def damage(directory: Path) -> list[str]:
    """One letter changed in each file."""
    silent = []
    for name in ("journal.jsonl", "snapshot.json"):
        path = directory.with_name(name) / "anna"
        path.parent.mkdir()
        ledger.create(path, changes=2).compact()
        ledger.change(JsonStore.open(path))
        file = path / name
        file.write_bytes(file.read_bytes().replace(b"wrote a page", b"wrote a rage", 1))
        try:
            store = JsonStore.open(path)
            if store.damage is None and ledger.held(store) != ledger.expected(3):
                silent.append(f"a changed letter in {name} is not found")
        except StoreError:
            pass
    return silent


@forked
def modes(directory: Path) -> list[str]:
    """The modes of everything, under each umask."""
    wrong = []
    for mask in (0o000, 0o022, 0o077):
        os.umask(mask)
        path = directory.with_name(f"umask-{mask:03o}")
        try:
            store = ledger.create(path, changes=3)
            store.compact()
            ledger.change(store)
        except Insecure as error:
            wrong.append(f"umask {mask:03o}: {error}")
        for entry in (path, *path.rglob("*")):
            mode = stat.S_IMODE(entry.lstat().st_mode)
            if mode != (0o2770 if entry.is_dir() else 0o660):
                wrong.append(f"umask {mask:03o}: {entry.relative_to(path)} has mode {mode:04o}")
    return wrong


COMMIT, COMPACTION = order_of("commit"), order_of("compaction")
FIRST = order_of("first commit", "journal.jsonl")
RECOVERY, CREATION = order_of("recovery"), order_of("creation")
TRANSFER, ERASURE = order_of("transfer"), order_of("erasure")
ORDERS = [COMMIT, FIRST, COMPACTION, RECOVERY, CREATION, TRANSFER, ERASURE]
NAMING = [FIRST, COMPACTION, RECOVERY, CREATION, ERASURE]
"""The orders of what makes files, or relies on one just made."""
CHECKS = [*ORDERS, lost_updates, damage, modes]
CAUGHT = [
    *(("no flush", check) for check in ORDERS),
    *(("no directory flush", check) for check in NAMING),
    ("no revision check", lost_updates),
    ("no checksum", damage),
    ("mode of the umask", modes),
]


def label(value: object) -> str:
    return re.sub(r"\W+", "-", getattr(value, "__name__", str(value)))


@pytest.mark.parametrize("check", CHECKS, ids=label)
def test_the_engine_passes_the_check(tmp_path: Path, check: Check) -> None:
    assert check(tmp_path, None) == []


@pytest.mark.parametrize(("mutant", "check"), CAUGHT, ids=label)
def test_the_check_catches_the_mutant(tmp_path: Path, mutant: str, check: Check) -> None:
    assert check(tmp_path, mutant) != []


def test_every_mutant_is_caught_by_some_check() -> None:
    assert {mutant for mutant, _ in CAUGHT} == set(MUTANTS)
