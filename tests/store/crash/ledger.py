"""Documents that tell by themselves how many changes were made, and whether each is whole.

Every change touches four documents: it counts two counters on, makes one entry and deletes an
older one. So the number of changes says everything that the store must hold.
"""

from pathlib import Path
from typing import Any

from store.engine import JsonStore
from store.interface import NEW

KEPT = 20
"""How many entries are not yet deleted."""
COMPACT_AT = 30_000
"""A journal so small, in bytes, that some forty changes fill it."""
_TEXT = "Zoë wrote a page about what she learnt. " * 12

Data = dict[str, Any]


def create(directory: Path, *, changes: int = 0) -> JsonStore:
    """A store with a ledger of so many changes."""
    store = JsonStore.create(directory, compact_at=COMPACT_AT)
    with store.transaction(actor="anna", reason="start") as tx:
        for name in ("left", "right"):
            tx.put("counter", {"id": name, "n": 0}, expect=NEW)
    for _ in range(changes):
        change(store)
    return store


def change(store: JsonStore) -> int:
    """Make the next change; its number."""
    n = number(store) + 1
    with store.transaction(actor="anna", reason=f"change {n}") as tx:
        for name in ("left", "right"):
            tx.put("counter", {"id": name, "n": n}, expect=n)
        tx.put("entry", _entry(n), expect=NEW)
        if n > KEPT:
            tx.delete("entry", f"e{n - KEPT:06}", expect=1)
    return n


def number(store: JsonStore) -> int:
    """How many changes the store says were made."""
    counter = store.get("counter", "left")
    assert counter is not None, "the counter is gone"
    n: int = counter.data()["n"]
    return n


def held(store: JsonStore) -> list[Data]:
    """Everything the store holds."""
    return [doc.data() for kind in ("counter", "entry") for doc in store.find(kind)]


def expected(n: int) -> list[Data]:
    """Everything a store must hold after so many changes."""
    counters: list[Data] = [{"id": name, "n": n, "rev": n + 1} for name in ("left", "right")]
    first = max(1, n - KEPT + 1)
    return [*counters, *({**_entry(made), "rev": 1} for made in range(first, n + 1))]


def _entry(n: int) -> Data:
    return {"id": f"e{n:06}", "n": n, "text": f"{n} {_TEXT}"}
