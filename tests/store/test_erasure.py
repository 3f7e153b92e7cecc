"""An erased document leaves no trace in any file, whatever happened before or meanwhile."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store.engine import COMPACT_AT, JsonStore
from store.errors import Busy, Conflict, NotSaved
from store.handover import move
from store.interface import NEW, Change
from tests.long import LONG
from tests.store.test_handover import Crash, killed_at

CANARY = "Kanarienvogel"
ERASED = ("learner", "01JCANARY")


def put(store: JsonStore, kind: str, id: str, expect: int = NEW, **fields: Any) -> None:
    with store.transaction(actor="anna", reason=f"put {id}") as tx:
        tx.put(kind, {"id": id, **fields}, expect=expect)


def erase(store: JsonStore) -> None:
    store.erase([ERASED], actor="lead", reason="asked for")


def traces(directory: Path) -> list[str]:
    """The files that hold anything of the erased document but its id."""
    return sorted(
        str(path.relative_to(directory))
        for path in directory.rglob("*")
        if path.is_file() and CANARY.encode() in path.read_bytes()
    )


def live(store: JsonStore) -> None:
    put(store, *ERASED, name=f"{CANARY} 1")


def changed(store: JsonStore) -> None:
    live(store)
    put(store, *ERASED, 1, name=f"{CANARY} 2", added=CANARY)
    put(store, *ERASED, 2, name="nobody")


def deleted(store: JsonStore) -> None:
    changed(store)
    with store.transaction(actor="anna", reason="drop") as tx:
        tx.delete(*ERASED, expect=3)


def made_and_deleted_at_once(store: JsonStore) -> None:
    live(store)
    with store.transaction(actor="anna", reason="at once") as tx:
        tx.put(ERASED[0], {"id": ERASED[1], "name": f"{CANARY} 2"}, expect=1)
        tx.delete(*ERASED, expect=2)


def beside_another(store: JsonStore) -> None:
    with store.transaction(actor="anna", reason="both") as tx:
        tx.put(ERASED[0], {"id": ERASED[1], "name": CANARY}, expect=NEW)
        tx.put("visit", {"id": "beside", "learner": ERASED[1]}, expect=NEW)


def compacted(store: JsonStore) -> None:
    changed(store)
    store.compact()
    put(store, *ERASED, 3, name=f"{CANARY} 3")


def compacted_often(store: JsonStore) -> None:
    live(store)
    for rev in range(1, 8):
        store.compact()
        put(store, *ERASED, rev, name=f"{CANARY} {rev}")


def torn(store: JsonStore) -> None:
    changed(store)
    with (store.directory / "journal.jsonl").open("ab") as journal:
        journal.write(b'0123 99 {"n":' + CANARY.encode())
    put(store, "visit", "after")
    assert list(store.directory.glob("torn-*"))


def torn_just_now(store: JsonStore) -> None:
    changed(store)
    with (store.directory / "journal.jsonl").open("ab") as journal:
        journal.write(b'0123 99 {"n":' + CANARY.encode())


def mended(store: JsonStore) -> None:
    from store.restoring import repair

    compacted(store)
    (store.directory / "snapshot.json").write_bytes(CANARY.encode())
    repair(store.directory, actor="root")
    assert list(store.directory.glob("damaged-*"))


def left_by_the_dead(store: JsonStore) -> None:
    compacted(store)
    for folder in ("", "journals", "backups"):
        path = store.directory / folder / ".snapshot.json.0123456789ab.tmp"
        path.write_text(CANARY)
        path.chmod(0o660)


def restored(store: JsonStore) -> None:
    from store.restoring import restore

    compacted(store)
    copy = store.directory.parent / "copy"
    store.backup(copy)
    deleted_now = JsonStore.open(store.directory)
    with deleted_now.transaction(actor="anna", reason="drop") as tx:
        tx.delete(*ERASED, expect=4)
    restore(store, JsonStore.open(copy), actor="root", reason="put back")
    shutil.rmtree(copy)


PASTS = [
    live,
    changed,
    deleted,
    made_and_deleted_at_once,
    beside_another,
    compacted,
    compacted_often,
    torn,
    torn_just_now,
    mended,
    left_by_the_dead,
    restored,
]


@pytest.fixture
def store(directory: Path) -> JsonStore:
    """A store with some work of its own."""
    made = JsonStore.create(directory, wait=1.0)
    for key in ("one", "two"):
        put(made, "visit", key, n=1)
    put(made, "visit", "one", 1, n=2)
    return made


@pytest.mark.parametrize("past", PASTS, ids=lambda past: past.__name__)
@pytest.mark.parametrize("through", ["the same handle", "another", "one opened before"])
def test_no_byte_of_an_erased_document_stays(
    store: JsonStore, past: Callable[[JsonStore], None], through: str
) -> None:
    before = JsonStore.open(store.directory)
    past(store)
    assert traces(store.directory)
    others = {doc.id: doc.raw for doc in store.find("visit")}
    changes = store.changes()
    handle = {"the same handle": store, "one opened before": before}.get(
        through, JsonStore.open(store.directory)
    )
    erase(handle)
    assert traces(store.directory) == []
    for seen in (store, before, JsonStore.open(store.directory)):
        assert seen.get(*ERASED) is None
        assert seen.damage is None
        assert CANARY not in repr(seen.changes())
        assert {doc.id: doc.raw for doc in seen.find("visit")} == others
        check_changes(seen.changes(), changes)
        assert [finding.what for finding in seen.verify() if finding.mendable] == []
    for expect in range(10):
        with pytest.raises(Conflict) as caught:
            put(store, *ERASED, expect)
        assert caught.value.base is None
    put(before, "visit", "two", 1, n=5)
    store.compact()
    assert traces(store.directory) == []


def check_changes(now: list[Change], before: list[Change]) -> None:
    """The changes are those of before, less what they say of the erased document."""
    assert [change.generation for change in now[:-1]] == [change.generation for change in before]
    assert (now[-1].actor, now[-1].reason) == ("lead", "asked for")
    for change, was in zip(now, before, strict=False):
        assert (change.at, change.actor) == (was.at, was.actor)
        for doc, old in zip(change.documents, was.documents, strict=True):
            if (doc.kind, doc.id) == ERASED:
                assert (doc.rev, doc.erased, doc.before, doc.after) == (old.rev, True, None, None)
            else:
                assert doc == old


def test_a_moved_document_is_erased_from_the_store_it_left(
    store: JsonStore, tmp_path: Path
) -> None:
    target = JsonStore.create(tmp_path / "ben", wait=1.0)
    compacted(store)
    move(store, target, [(*ERASED, 4)], changes={}, actor="lead", reason="hand over")
    assert traces(store.directory)
    assert traces(target.directory)
    erase(store)
    assert traces(store.directory) == []
    assert target.get(*ERASED) is not None, "each store is asked for itself"
    erase(target)
    assert traces(target.directory) == []
    assert [change.move for change in store.changes()][-2:] == ["ben", None]


def test_a_document_on_the_move_is_not_erased(
    store: JsonStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(store)
    target = JsonStore.create(tmp_path / "ben")

    def dying(*args: object, **kwargs: object) -> None:
        raise Crash

    monkeypatch.setattr("store.handover._finish", dying)
    with pytest.raises(Crash):
        move(store, target, [(*ERASED, 1)], changes={}, actor="lead", reason="hand over")
    with pytest.raises(Busy, match="moved to ben"):
        erase(store)
    assert store.get(*ERASED) is not None


def test_several_are_erased_one_after_the_other_and_at_once(store: JsonStore) -> None:
    changed(store)
    put(store, "visit", "v1", note=f"{CANARY} a")
    put(store, "visit", "v2", note=f"{CANARY} b")
    store.compact()
    put(store, "visit", "v1", 1, note=f"{CANARY} c")
    erase(store)
    erase(store)
    store.erase([("visit", "v1"), ("visit", "v2")], actor="lead", reason="asked for")
    assert traces(store.directory) == []
    assert store.verify() == []
    assert [doc.id for doc in store.find("visit")] == ["one", "two"]
    assert [change.reason for change in store.changes()][-3:] == ["asked for"] * 3


def test_backups_of_before_are_gone_and_new_ones_are_made(store: JsonStore) -> None:
    compacted_often(store)
    assert len(list((store.directory / "backups").iterdir())) == 5
    erase(store)
    assert list((store.directory / "backups").iterdir()) == []
    put(store, "visit", "new")
    store.compact()
    assert len(list((store.directory / "backups").iterdir())) == 1


def spoilt_copy(store: JsonStore, step: int, compact_at: int) -> tuple[Path, bool]:
    """A copy of the store in which an erasure died at this step; whether it did."""
    root = store.directory.parent / "copy"
    shutil.copytree(store.directory, root)
    copy = JsonStore.open(root, compact_at=compact_at)
    return root, killed_at(step, lambda: erase(copy))


@pytest.mark.parametrize("compact_at", [COMPACT_AT, 1])
def test_killed_at_any_step_the_next_writer_carries_the_erasure_through(
    store: JsonStore, compact_at: int
) -> None:
    torn(store)
    for rev in (3, 4):
        store.compact()
        put(store, *ERASED, rev, name=f"{CANARY} {rev}")
    changes = store.changes()
    died, decided, step = True, False, 0
    while died:
        step += 1 if LONG or compact_at > 1 else 3
        root, died = spoilt_copy(store, step, compact_at)
        found = JsonStore.open(root)
        assert found.damage is None
        assert found.count("visit") == 3
        gone = found.get(*ERASED) is None
        assert gone or not decided, "what was decided at one step is decided at every later one"
        decided = gone
        if gone and traces(root):
            assert [finding.what for finding in found.verify() if finding.mendable]
        if step % 2:
            put(found, "visit", "new")
        else:
            found.compact()
        if gone:
            assert traces(root) == []
            check_changes(found.changes()[: len(changes) + 1], changes)
        else:
            assert found.get(*ERASED).rev == 5  # type: ignore[union-attr]
            erase(found)
            assert traces(root) == []
        left = [finding.what for finding in JsonStore.open(root).verify() if finding.mendable]
        assert left == []
        shutil.rmtree(root)
    assert decided
    assert step > 40


def test_an_erasure_that_the_disk_refuses_is_asked_for_again(
    store: JsonStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    compacted(store)

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(NotSaved):
        erase(store)
    monkeypatch.undo()
    assert traces(store.directory)
    assert "erasure was cut short" in " ".join(finding.what for finding in store.verify())
    erase(store)
    assert traces(store.directory) == []


def test_a_reader_meanwhile_sees_the_document_or_nothing_and_no_damage(
    store: JsonStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    compacted(store)
    seen = []
    reader = JsonStore.open(store.directory)
    real = os.rename

    def looking(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        for handle in (reader, JsonStore.open(store.directory)):
            seen.append((handle.get(*ERASED) is None, handle.damage, handle.count("visit")))

    monkeypatch.setattr(os, "rename", looking)
    erase(store)
    assert set(seen) == {(True, None, 2)}


def test_an_id_in_other_documents_is_no_trace(store: JsonStore) -> None:
    beside_another(store)
    erase(store)
    assert store.get("visit", "beside").data()["learner"] == ERASED[1]  # type: ignore[union-attr]
    (change,) = store.history("visit", "beside")
    assert change.reason == "both"
    assert [(doc.id, doc.erased) for doc in change.documents] == [
        (ERASED[1], True),
        ("beside", False),
    ]


def test_who_cannot_have_the_lock_erases_nothing(store: JsonStore) -> None:
    live(store)
    waiter = JsonStore.open(store.directory, wait=0.05)
    with store.exclusive(), pytest.raises(Busy):
        erase(waiter)
    assert traces(store.directory) != []
