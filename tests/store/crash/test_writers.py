"""Many who write at once: no update is lost, and nobody is kept waiting."""

from contextlib import ExitStack
from pathlib import Path

from store.engine import JsonStore
from tests.long import LONG
from tests.store.crash import counts, ledger
from tests.store.crash.child import Child
from tests.store.crash.conftest import Tell
from tests.store.crash.look import damage_in


def test_eight_writers_of_one_document_lose_no_update(directory: Path, tell: Tell) -> None:
    store = ledger.create(directory)
    rounds = str(counts.UPDATES)
    with ExitStack() as stack:
        writers = [
            stack.enter_context(Child("count", directory, "--rounds", rounds))
            for _ in range(counts.WRITERS)
        ]
        for writer in writers:
            writer.finish()
    updates = counts.WRITERS * counts.UPDATES
    assert ledger.number(store) == updates
    assert JsonStore.open(directory).generation() == updates + 1
    assert not damage_in(store)
    longest = max(float(line) for writer in writers for line in writer.acknowledged)
    if LONG:
        assert longest < counts.LONGEST_WAIT
    tell(f"{counts.WRITERS} writers, {updates} updates, none lost; longest wait {longest:.2f} s")
