"""A disk that is really full: the old data stands, and work goes on once there is space."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.engine import JsonStore
from store.errors import NotSaved
from tests.store.crash import ledger
from tests.store.crash.actions import Outcome, outcome_of
from tests.store.crash.look import holds, look

SIZE = 2 * 2**20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    root = tmp_path / "small"
    root.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(root)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {done.stderr.strip()}")
    yield root
    subprocess.run(["umount", str(root)], check=True)


def fill(root: Path) -> Path:
    """Take every byte that is left."""
    ballast = root / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (4096, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    return ballast


def changed_until_full(store: JsonStore) -> int:
    """Change the ledger until it cannot be saved; how many changes it holds."""
    while outcome_of(lambda: ledger.change(store)) is Outcome.SAVED:
        pass
    return ledger.number(store)


def test_a_disk_filled_by_others_costs_nothing_but_the_change_at_hand(disk: Path) -> None:
    store = ledger.create(disk / "anna", changes=5)
    ballast = fill(disk)
    made = changed_until_full(store)
    holds(store, made)
    holds(JsonStore.open(disk / "anna"), made)
    with pytest.raises(NotSaved):
        ledger.change(JsonStore.open(disk / "anna"))
    ballast.unlink()
    assert ledger.change(store) == made + 1
    look(disk / "anna", acknowledged=made + 1, attempted=made + 1)


def test_a_store_that_fills_its_own_disk_still_holds_everything(disk: Path) -> None:
    ballast = disk / "ballast"
    ballast.write_bytes(b"x" * (SIZE // 4))
    store = ledger.create(disk / "anna")
    made = changed_until_full(store)
    assert made > 500
    holds(store, made)
    holds(JsonStore.open(disk / "anna"), made)
    ballast.unlink()
    look(disk / "anna", acknowledged=made, attempted=made)


def test_a_compaction_without_space_leaves_the_store_as_it_was(disk: Path) -> None:
    store = ledger.create(disk / "anna", changes=5)
    ballast = fill(disk)
    with pytest.raises(NotSaved):
        store.compact()
    holds(store, 5)
    holds(JsonStore.open(disk / "anna"), 5)
    ballast.unlink()
    store.compact()
    look(disk / "anna", acknowledged=5, attempted=5)
