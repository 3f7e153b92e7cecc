"""What a process does that is killed, hung up on or cut off from its disk.

Run as `python -m tests.store.crash.workload [--mutant NAME] WHAT DIRECTORY [...]`. Each
acknowledged change is a line on the standard output, written at once.
"""

import argparse
import os
import time
from pathlib import Path

from store.engine import JsonStore
from store.errors import Conflict
from tests.store.crash import ledger
from tests.store.crash.actions import ACTIONS
from tests.store.crash.mutants import MUTANTS

BEGIN, END = "/MARK-begin", "/MARK-end"
"""Names that are looked for where a trace shall show the beginning and the end of an action."""


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutant", choices=MUTANTS)
    parser.add_argument("--counter", default="left")
    parser.add_argument("--rounds", type=int, default=10**9)
    parser.add_argument("what", choices=["changes", "count", *ACTIONS])
    parser.add_argument("directory", type=Path)
    asked = parser.parse_args()
    if asked.mutant:
        MUTANTS[asked.mutant]()
    if asked.what == "changes":
        changes(asked.directory)
    elif asked.what == "count":
        count(asked.directory, asked.counter, asked.rounds)
    else:
        once(asked.what, asked.directory)


def changes(directory: Path) -> None:
    """Change a ledger for ever, and tell each number."""
    store = JsonStore.open(directory, compact_at=ledger.COMPACT_AT)
    while True:
        acknowledge(ledger.change(store))


def count(directory: Path, counter: str, rounds: int) -> None:
    """Count a counter on, among others who do; tell how long it took, in seconds."""
    store = JsonStore.open(directory, wait=20, compact_at=ledger.COMPACT_AT)
    for _ in range(rounds):
        start = time.monotonic()
        while not _counted(store, counter):
            pass
        acknowledge(time.monotonic() - start)


def _counted(store: JsonStore, counter: str) -> bool:
    try:
        with store.transaction(actor=counter, reason="count") as tx:
            found = tx.get("counter", counter)
            assert found is not None
            data = found.data()
            tx.put("counter", {**data, "n": data["n"] + 1}, expect=found.rev)
    except Conflict:
        return False
    return True


def once(what: str, root: Path) -> None:
    """Do one action, its acknowledgement included, between the two marks."""
    act = ACTIONS[what].begin(root)
    Path(BEGIN).exists()
    act()
    acknowledge("done")
    Path(END).exists()


def acknowledge(what: object) -> None:
    """Tell the parent, in one write."""
    os.write(1, f"{what}\n".encode())


if __name__ == "__main__":
    main()
