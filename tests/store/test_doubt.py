"""A disk that failed in the middle of a change: nothing is built on what may be lost."""

import errno
import os
from pathlib import Path

import pytest

from store.engine import JsonStore
from store.errors import MaybeSaved
from store.interface import NEW
from store.lock import mark_in


def put(store: JsonStore, id: str) -> None:
    with store.transaction(actor="anna", reason="test") as tx:
        tx.put("visit", {"id": id}, expect=NEW)


@pytest.mark.parametrize("same_handle", [True, False])
def test_after_a_line_that_could_not_be_taken_back_all_is_written_to_new_files(
    directory: Path, monkeypatch: pytest.MonkeyPatch, same_handle: bool
) -> None:
    store = JsonStore.create(directory)
    put(store, "a")

    def failing(*args: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing)
        patch.setattr(os, "ftruncate", failing)
        with pytest.raises(MaybeSaved, match="look whether it is there"):
            put(store, "b")
    assert mark_in(directory / "lock") is None
    journal = (directory / "journal.jsonl").stat().st_ino
    put(store if same_handle else JsonStore.open(directory), "c")
    assert (directory / "journal.jsonl").stat().st_ino != journal, "a line was put behind it"
    assert b'"b"' in (directory / "snapshot.json").read_bytes()
    assert [doc.id for doc in JsonStore.open(directory).find("visit")] == ["a", "b", "c"]
    assert mark_in(directory / "lock") is not None
