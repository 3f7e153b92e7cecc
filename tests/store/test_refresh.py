"""A second handle sees what another writes, by reading only what is new."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from store.engine import JsonStore
from store.errors import Conflict, MaybeSaved, NotSaved
from store.files import read_all, read_from
from store.interface import NEW


def put(store: JsonStore, id: str, expect: int = NEW, **fields: Any) -> None:
    with store.transaction(actor="anna", reason="test") as tx:
        tx.put("visit", {"id": id, **fields}, expect=expect)


def ids(store: JsonStore) -> list[str]:
    return [doc.id for doc in store.find("visit")]


@pytest.fixture
def other(json_store: JsonStore) -> JsonStore:
    """A second handle, which has read what the store holds: three visits."""
    for key in "abc":
        put(json_store, key, text="x" * 3000)
    opened = JsonStore.open(json_store.directory, wait=1.0)
    assert ids(opened) == ["a", "b", "c"]
    return opened


@contextmanager
def reads() -> Iterator[list[int]]:
    """How many bytes each reading of a journal or snapshot took."""
    sizes: list[int] = []
    with pytest.MonkeyPatch.context() as patch:

        def from_spy(fd: int, start: int) -> bytes:
            data = read_from(fd, start)
            sizes.append(len(data))
            return data

        def all_spy(fd: int) -> bytes:
            data = read_all(fd)
            sizes.append(len(data))
            return data

        patch.setattr("store.room.read_from", from_spy)
        patch.setattr("store.room.read_all", all_spy)
        yield sizes


def test_nothing_is_read_while_nothing_is_changed(other: JsonStore) -> None:
    with reads() as sizes:
        for _ in range(10):
            ids(other)
            other.generation()
    assert sizes == []


def test_only_what_is_new_is_read(json_store: JsonStore, other: JsonStore) -> None:
    put(json_store, "small")
    with reads() as sizes:
        assert ids(other) == ["a", "b", "c", "small"]
        assert ids(other) == ["a", "b", "c", "small"]
    assert len(sizes) == 1
    put(json_store, "tiny")
    with reads() as sizes:
        assert len(ids(other)) == 5
    assert len(sizes) == 1
    assert sizes[0] < 600, "the small line before, and the new one"


def test_a_writer_reads_only_what_is_new(json_store: JsonStore, other: JsonStore) -> None:
    put(json_store, "small")
    put(json_store, "tiny")
    with reads() as sizes:
        put(other, "d")
    assert sum(sizes) < 4000
    assert ids(other) == ids(json_store) == ["a", "b", "c", "d", "small", "tiny"]


def test_what_stayed_is_the_very_same_after_a_refresh(
    json_store: JsonStore, other: JsonStore
) -> None:
    before = other.get("visit", "a")
    put(json_store, "small")
    assert other.get("visit", "a") is before


def test_changes_of_every_sort_are_seen(json_store: JsonStore, other: JsonStore) -> None:
    with json_store.transaction(actor="anna", reason="all sorts") as tx:
        tx.put("visit", {"id": "a", "n": 2}, expect=1)
        tx.delete("visit", "b", expect=1)
        tx.put("learner", {"id": "l"}, expect=NEW)
    assert ids(other) == ["a", "c"]
    assert other.get("visit", "a").data() == {"id": "a", "rev": 2, "n": 2}  # type: ignore[union-attr]
    assert other.count("learner") == 1
    with pytest.raises(Conflict):
        put(other, "b")
    put(other, "b", expect=2)
    assert ids(json_store) == ["a", "b", "c"]


def test_what_another_touched_is_told(json_store: JsonStore, other: JsonStore) -> None:
    seen = other.generation()
    assert other.touched(seen) == set()
    put(json_store, "a", expect=1)
    assert other.touched(seen) == {("visit", "a")}
    json_store.compact()
    put(json_store, "new")
    assert other.touched(seen) == {("visit", "a"), ("visit", "new")}
    assert other.touched(seen + 1) == {("visit", "new")}
    fresh = JsonStore.open(json_store.directory)
    assert fresh.touched(seen) is None, "it read the snapshot only"
    assert fresh.touched(seen + 1) == {("visit", "new")}


def test_a_compaction_by_another_is_passed_over(json_store: JsonStore, other: JsonStore) -> None:
    json_store.compact()
    with reads() as sizes:
        assert ids(other) == ["a", "b", "c"]
    assert sum(sizes) < 200, "the new journal's first line, and no snapshot"
    put(other, "d")
    assert ids(json_store) == ["a", "b", "c", "d"]


def test_changes_before_and_after_a_compaction_by_another_are_seen(
    json_store: JsonStore, other: JsonStore
) -> None:
    put(json_store, "before")
    json_store.compact()
    put(json_store, "after")
    assert ids(other) == ["a", "after", "b", "before", "c"]
    put(json_store, "before", expect=1)
    json_store.compact()
    json_store.compact()
    put(other, "new")
    assert ids(other) == ids(json_store)
    assert other.get("visit", "before").rev == 2  # type: ignore[union-attr]
    assert [change.generation for change in other.changes()] == list(range(1, 8))


def test_a_reader_between_the_two_steps_of_a_compaction_sees_everything(
    json_store: JsonStore, other: JsonStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    real = os.rename

    def looking(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        seen.append((ids(other), ids(JsonStore.open(json_store.directory))))

    monkeypatch.setattr(os, "rename", looking)
    json_store.compact()
    assert seen == [(["a", "b", "c"], ["a", "b", "c"])] * 3


def test_a_line_that_is_just_being_written_is_not_seen_and_not_damage(
    json_store: JsonStore, other: JsonStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    real = os.write

    def in_two(fd: int, data: bytes) -> int:
        written = real(fd, bytes(data)[: len(data) // 2 + 1])
        fresh = JsonStore.open(json_store.directory)
        seen.append((ids(other), other.damage, ids(fresh), fresh.damage))
        return written

    monkeypatch.setattr(os, "write", in_two)
    put(json_store, "d")
    assert seen[0] == (["a", "b", "c"], None, ["a", "b", "c"], None)
    assert ids(other) == ["a", "b", "c", "d"]
    assert json_store.notices() == other.notices() == []


@contextmanager
def unflushed_and_seen_by(reader: JsonStore) -> Iterator[list[list[str]]]:
    """No file can be flushed, and the reader looks just when a writer finds out."""
    seen = []
    with pytest.MonkeyPatch.context() as patch:

        def failing(fd: int) -> None:
            seen.append(ids(reader))
            raise OSError(5, "Input/output error")

        patch.setattr(os, "fsync", failing)
        yield seen


@pytest.mark.parametrize("again", ["no", "phantom", "PHANTOM", "longer than the phantom", "x"])
def test_a_phantom_line_that_was_cut_back_is_forgotten(
    json_store: JsonStore, other: JsonStore, again: str
) -> None:
    with unflushed_and_seen_by(other) as seen, pytest.raises((NotSaved, MaybeSaved)):
        put(json_store, "phantom")
    assert seen[0] == ["a", "b", "c", "phantom"]
    expected = ["a", "b", "c"]
    if again != "no":
        put(json_store, again)
        expected = sorted([*expected, again])
    os.utime(json_store.directory / "journal.jsonl")  # else the clock might be too coarse
    assert ids(other) == ids(json_store) == ids(JsonStore.open(json_store.directory)) == expected
    put(other, "new")
    assert ids(json_store) == sorted([*expected, "new"])
    assert other.damage is None


def test_who_saw_a_phantom_writes_upon_what_came_instead(
    json_store: JsonStore, other: JsonStore
) -> None:
    with unflushed_and_seen_by(other), pytest.raises(NotSaved):
        put(json_store, "a", expect=1, text="phantom")
    put(json_store, "b", expect=1, text="another")
    with pytest.raises(Conflict):
        put(other, "b", expect=1)
    put(other, "a", expect=1, text="real")
    assert json_store.get("visit", "a").data() == {"id": "a", "rev": 2, "text": "real"}  # type: ignore[union-attr]


@pytest.mark.parametrize("same_handle", [True, False])
@pytest.mark.parametrize("compact", [True, False])
def test_a_transaction_keeps_its_view_while_another_thread_writes(
    json_store: JsonStore, other: JsonStore, same_handle: bool, compact: bool
) -> None:
    writer = json_store if same_handle else other

    def write() -> None:
        put(writer, "a", expect=1, text="new")
        put(writer, "d")
        with writer.transaction(actor="ben", reason="drop") as tx:
            tx.delete("visit", "b", expect=1)
        if compact:
            writer.compact()

    with json_store.transaction(actor="anna", reason="slow") as slow:
        thread = threading.Thread(target=write)
        thread.start()
        thread.join(10)
        assert not thread.is_alive()
        assert ids(json_store) == ["a", "c", "d"], "the handle itself sees it"
        assert slow.get("visit", "a").rev == 1  # type: ignore[union-attr]
        assert slow.get("visit", "b") is not None
        assert slow.get("visit", "d") is None
        slow.put("visit", {"id": "c", "text": "slow"}, expect=1)
    assert json_store.get("visit", "c").rev == 2  # type: ignore[union-attr]
    assert ids(other) == ids(json_store) == ["a", "c", "d"]


def test_threads_on_one_handle_lose_nothing(directory: Path) -> None:
    store = JsonStore.create(directory, wait=20, compact_at=2000)
    put(store, "counter", n=0)
    errors: list[Exception] = []

    def count() -> None:
        done = 0
        while done < 25:
            try:
                with store.transaction(actor="anna", reason="count") as tx:
                    found = tx.get("visit", "counter")
                    assert found is not None
                    data = {"id": "counter", "n": found.data()["n"] + 1}
                    tx.put("visit", data, expect=found.rev)
                done += 1
            except Conflict:
                continue
            except Exception as error:
                errors.append(error)
                return

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert store.get("visit", "counter").data()["n"] == 100  # type: ignore[union-attr]
    assert store.generation() == 101
    assert [change.generation for change in store.changes()] == list(range(1, 102))
    assert JsonStore.open(directory).verify() == []


def test_a_store_put_in_place_of_another_is_read_anew(
    json_store: JsonStore, other: JsonStore, tmp_path: Path
) -> None:
    json_store.backup(tmp_path / "copy")
    put(json_store, "later")
    assert len(ids(other)) == 4
    with JsonStore.open(tmp_path / "copy").exclusive():
        pass
    other.directory.rename(tmp_path / "away")
    (tmp_path / "copy").rename(other.directory)
    assert ids(other) == ["a", "b", "c"]
    put(other, "new")
    assert ids(json_store) == ["a", "b", "c", "new"]
    assert "new" not in ids(JsonStore.open(tmp_path / "away"))
