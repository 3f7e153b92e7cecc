"""What must hold of a store after whatever was done to it."""

import json
from pathlib import Path

from store.engine import JsonStore
from tests.store.crash import ledger

_CUT_SHORT = ("was put aside when the store was mended", "was left behind by a writer that died")


def look(directory: Path, *, acknowledged: int, attempted: int | None = None) -> int:
    """Judge a ledger, and prove that it can be written to.

    Args:
        directory: The store's directory; nobody else uses it now.
        acknowledged: How many changes were said to be saved.
        attempted: How many were begun: one more than those, where nothing else is said.

    Returns:
        How many changes it holds now, the one made here included.

    Raises:
        AssertionError: A change is lost, or is there by half, or the store is not usable.
        StoreError: It cannot be opened or read.
    """
    store = JsonStore.open(directory, compact_at=ledger.COMPACT_AT)
    found = ledger.number(store)
    most = acknowledged + 1 if attempted is None else attempted
    assert acknowledged <= found <= most, f"{acknowledged} acknowledged, {found} found"
    holds(store, found)
    made = ledger.change(store)
    assert made == found + 1
    for handle in (store, JsonStore.open(directory)):
        holds(handle, made)
        assert not damage_in(handle)
        handle.close()
    for backup in (directory / "backups").iterdir():
        told = json.loads(backup.read_bytes())["_meta"]["1"]["generation"]
        assert backup.name == f"snapshot-{told:012}.json", "a backup is not what its name says"
    return made


def holds(store: JsonStore, n: int) -> None:
    """Judge that the store holds the ledger of exactly so many changes, and their history."""
    assert ledger.held(store) == ledger.expected(n), f"not what {n} changes make"
    told = [change.reason for change in store.changes() if change.reason.startswith("change ")]
    assert told == [f"change {made}" for made in range(1, n + 1)], "a gap in the history"


def damage_in(store: JsonStore) -> list[str]:
    """What is wrong with the files, other than that something was cut short before."""
    found = [finding.what for finding in store.verify()]
    return [what for what in found if not any(harmless in what for harmless in _CUT_SHORT)]
