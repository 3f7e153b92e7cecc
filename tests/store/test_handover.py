"""Documents move between two stores whole or not at all, wherever the move is cut short."""

import errno
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from store.engine import COMPACT_AT, JsonStore
from store.errors import BadValue, Busy, Conflict, NotSaved, Stale, StoreError
from store.exclusive import Exclusive
from store.handover import move, recover
from store.interface import NEW
from tests.long import LONG

MOVED = [("learner", "l1", 1), ("visit", "v1", 2), ("visit", "v2", 1)]
CHANGES = {("learner", "l1"): {"id": "l1", "tutor": "ben"}}


@pytest.fixture
def anna(tmp_path: Path) -> JsonStore:
    store = JsonStore.create(tmp_path / "anna", wait=1.0)
    with store.transaction(actor="anna", reason="start") as tx:
        tx.put("learner", {"id": "l1", "tutor": "anna"}, expect=NEW)
        tx.put("learner", {"id": "l2", "tutor": "anna"}, expect=NEW)
        for visit in ("v1", "v2", "v3"):
            tx.put("visit", {"id": visit, "n": 1}, expect=NEW)
        tx.put("visit", {"id": "v1", "n": 2}, expect=1)
    return store


@pytest.fixture
def ben(tmp_path: Path) -> JsonStore:
    store = JsonStore.create(tmp_path / "ben", wait=1.0)
    with store.transaction(actor="ben", reason="start") as tx:
        tx.put("learner", {"id": "l9", "tutor": "ben"}, expect=NEW)
    return store


def hand_over(anna: JsonStore, ben: JsonStore) -> None:
    move(anna, ben, MOVED, changes=CHANGES, actor="lead", reason="hand over l1")


def ids(store: JsonStore) -> set[str]:
    return {doc.id for kind in ("learner", "visit") for doc in store.find(kind)}


def opener(root: Path, compact_at: int = COMPACT_AT) -> Callable[[str], JsonStore]:
    return lambda name: JsonStore.open(root / name, wait=1.0, compact_at=compact_at)


def test_the_documents_are_moved_changed_and_one_revision_on(
    anna: JsonStore, ben: JsonStore
) -> None:
    moved = move(anna, ben, MOVED, changes=CHANGES, actor="lead", reason="hand over")
    assert [doc.data() for doc in moved] == [
        {"id": "l1", "rev": 2, "tutor": "ben"},
        {"id": "v1", "rev": 3, "n": 2},
        {"id": "v2", "rev": 2, "n": 1},
    ]
    assert [ben.get(doc.kind, doc.id) for doc in moved] == moved
    assert ids(anna) == {"l2", "v3"}
    assert ids(ben) == {"l1", "v1", "v2", "l9"}
    assert anna.pending == ben.pending == ()


def test_a_form_open_during_the_move_conflicts_on_either_side(
    anna: JsonStore, ben: JsonStore
) -> None:
    hand_over(anna, ben)
    for store in (anna, ben):
        for expect in (NEW, 1):
            with (
                pytest.raises(Conflict),
                store.transaction(actor="anna", reason="late") as tx,
            ):
                tx.put("learner", {"id": "l1", "tutor": "anna"}, expect=expect)


def test_a_move_chosen_from_an_older_generation_is_refused(anna: JsonStore, ben: JsonStore) -> None:
    seen = anna.generation()
    with anna.transaction(actor="anna", reason="one more that should go too") as tx:
        tx.put("visit", {"id": "v4"}, expect=NEW)
    with pytest.raises(Stale):
        move(anna, ben, MOVED, changes=CHANGES, actor="lead", reason="late", seen=seen)
    assert ids(ben) == {"l9"}
    assert anna.pending == ()
    move(anna, ben, MOVED, changes=CHANGES, actor="lead", reason="again", seen=seen + 1)
    assert ids(ben) == {"l1", "v1", "v2", "l9"}


def test_documents_can_move_there_and_back(anna: JsonStore, ben: JsonStore) -> None:
    hand_over(anna, ben)
    back = [(kind, key, rev + 1) for kind, key, rev in MOVED]
    move(ben, anna, back, changes={}, actor="lead", reason="back again")
    assert ids(anna) == {"l1", "l2", "v1", "v2", "v3"}
    assert ids(ben) == {"l9"}
    assert anna.get("visit", "v1").rev == 4  # type: ignore[union-attr]
    with anna.exclusive() as held:
        assert held.contents.gone_at("visit", "v1") is None
    with anna.transaction(actor="anna", reason="edit") as tx:
        tx.put("visit", {"id": "v1", "n": 5}, expect=4)


@pytest.mark.parametrize(
    ("documents", "changes", "error"),
    [
        ([("learner", "l1", 2)], {}, Conflict),
        ([("visit", "v2", 1), ("visit", "zz", 1)], {}, Conflict),
        ([("learner", "l1", 1)], {("learner", "l1"): {"id": "l1", "x": float("nan")}}, BadValue),
        ([("learner", "l1", 1)], {("learner", "l1"): {"id": "other"}}, ValueError),
        ([("learner", "l1", 1)], {("learner", "l2"): {"id": "l2"}}, ValueError),
    ],
)
def test_a_move_that_cannot_be_changes_nothing(
    anna: JsonStore, ben: JsonStore, documents: Any, changes: Any, error: type[Exception]
) -> None:
    before = anna.generation(), ben.generation()
    with pytest.raises(error):
        move(anna, ben, documents, changes=changes, actor="lead", reason="no")
    assert (anna.generation(), ben.generation()) == before


def test_nothing_in_the_target_is_written_over(anna: JsonStore, ben: JsonStore) -> None:
    with ben.transaction(actor="ben", reason="clash") as tx:
        tx.put("visit", {"id": "v2", "n": 99}, expect=NEW)
    with pytest.raises(Conflict) as caught:
        hand_over(anna, ben)
    assert caught.value.theirs == {"id": "v2", "rev": 1, "n": 99}
    assert "l1" in ids(anna)


def test_a_store_cannot_hand_over_to_itself(anna: JsonStore) -> None:
    with pytest.raises(ValueError, match="one store"):
        hand_over(anna, JsonStore.open(anna.directory))


CALLS = ("open", "write", "pwrite", "fsync", "ftruncate", "rename", "link", "unlink")
"""The system calls that change what a dead process leaves behind."""


def killed_at(step: int, action: Callable[[], None]) -> bool:
    """Run the action in a process that dies before its call of this number; whether it did."""
    child = os.fork()
    if child == 0:
        count = 0

        def wrap(real: Callable[..., Any]) -> Callable[..., Any]:
            def counting(*args: Any, **kwargs: Any) -> Any:
                nonlocal count
                count += 1
                if count == step:
                    os._exit(9)
                return real(*args, **kwargs)

            return counting

        for name in CALLS:
            setattr(os, name, wrap(getattr(os, name)))
        try:
            action()
        except BaseException:
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 9)
    return code == 9


@contextmanager
def copies(tmp_path: Path, *stores: JsonStore) -> Iterator[Path]:
    """Copies of the stores, to be spoilt."""
    root = tmp_path / "copy"
    for store in stores:
        shutil.copytree(store.directory, root / store.name)
    yield root
    shutil.rmtree(root)


def look_and_recover(root: Path, first: str) -> None:
    """What must hold after the move was cut short anywhere."""
    moving = {key for _, key, _ in MOVED}
    anna, ben = opener(root)("anna"), opener(root)("ben")
    assert ids(anna) | ids(ben) == {"l1", "l2", "l9", "v1", "v2", "v3"}, "in neither store"
    assert ids(ben) & moving in (set(), moving), "a part of it arrived"
    decided = moving <= ids(ben)
    for name in (first, {"anna": "ben", "ben": "anna"}[first]):
        store = opener(root)(name)
        if store.pending:
            recover(store, opener(root), actor="lead")
    assert anna.pending == ben.pending == ()
    assert ids(anna) & ids(ben) == set(), "in both stores"
    assert moving <= (ids(ben) if decided else ids(anna))
    assert ben.get("learner", "l1") is None or ben.get("learner", "l1").data()["tutor"] == "ben"  # type: ignore[union-attr]
    for store in (anna, ben):
        with store.transaction(actor="lead", reason="alive") as tx:
            tx.put("visit", {"id": f"new-{store.name}"}, expect=NEW)


def test_killed_at_every_step_the_move_is_finished_or_undone(
    tmp_path: Path, anna: JsonStore, ben: JsonStore
) -> None:
    states, died, step = set(), True, 0
    while died:
        step += 1
        with copies(tmp_path, anna, ben) as root:
            source, target = opener(root)("anna"), opener(root)("ben")
            died = killed_at(step, lambda: hand_over(source, target))  # noqa: B023
            states.add((bool(source.pending), bool(target.pending), "l1" in ids(target)))
            look_and_recover(root, "anna" if step % 2 else "ben")
    assert step > 20
    assert states == {
        (False, False, False),
        (True, False, False),
        (True, True, True),
        (False, True, True),
        (False, False, True),
    }


def test_killed_at_a_step_of_the_compactions_the_move_is_finished_or_undone(
    tmp_path: Path, anna: JsonStore, ben: JsonStore
) -> None:
    died, step = True, 0
    while died:
        step += 1 if LONG else 9
        with copies(tmp_path, anna, ben) as root:
            stores = opener(root, compact_at=1)
            died = killed_at(step, lambda: hand_over(stores("anna"), stores("ben")))  # noqa: B023
            look_and_recover(root, "anna" if step % 2 else "ben")
    assert step > 100


@pytest.mark.parametrize("commits", [1, 2, 3])
def test_killed_in_recovery_it_is_recovered_again(
    tmp_path: Path, anna: JsonStore, ben: JsonStore, commits: int
) -> None:
    stop_after_commits(tmp_path, commits)
    died, step = True, 0
    while died:
        step += 1
        with copies(tmp_path, anna, ben) as root:
            stores = opener(root)
            name = "anna" if anna.pending else "ben"
            died = killed_at(step, lambda: recover(stores(name), stores, actor="lead"))  # noqa: B023
            look_and_recover(root, name)
            assert ("l1" in ids(stores("ben"))) == (commits > 1)
    assert step > 10


class Crash(BaseException):
    """Stands for the death of the process, in the test's own."""


def stop_after_commits(root: Path, commits: int) -> None:
    """Begin the move in the copies, and die after so many commits."""
    with pytest.MonkeyPatch.context() as patch:
        real, done = Exclusive.commit, 0

        def dying(*args: Any, **kwargs: Any) -> None:
            nonlocal done
            if done == commits:
                raise Crash
            done += 1
            real(*args, **kwargs)

        patch.setattr(Exclusive, "commit", dying)
        with pytest.raises(Crash):
            hand_over(opener(root)("anna"), opener(root)("ben"))


def test_a_document_on_the_move_cannot_be_changed_in_the_source(
    tmp_path: Path, anna: JsonStore, ben: JsonStore
) -> None:
    stop_after_commits(tmp_path, 2)
    with (
        pytest.raises(Busy, match="moved to ben"),
        anna.transaction(actor="anna", reason="edit") as tx,
    ):
        tx.put("learner", {"id": "l1", "tutor": "anna", "note": "lost?"}, expect=1)
    with pytest.raises(Busy, match="moved to ben"):
        hand_over(anna, ben)
    with anna.transaction(actor="anna", reason="edit another") as tx:
        tx.put("learner", {"id": "l2", "tutor": "anna", "note": "kept"}, expect=1)
    with ben.transaction(actor="ben", reason="edit") as tx:
        tx.put("learner", {"id": "l1", "tutor": "ben", "note": "kept"}, expect=2)
    recover(anna, opener(tmp_path), actor="lead")
    assert ids(anna) == {"l2", "v3"}
    assert ben.get("learner", "l1").data()["note"] == "kept"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("call", "compact_at"),
    [("write", COMPACT_AT), ("fsync", COMPACT_AT), ("fsync", 1), ("rename", 1), ("link", 1)],
)
def test_an_error_of_the_disk_at_any_moment_leaves_one_truth(
    tmp_path: Path,
    anna: JsonStore,
    ben: JsonStore,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    compact_at: int,
) -> None:
    real, failing, count = getattr(os, call), 0, 0

    def once(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        if count == failing:
            raise OSError(errno.EIO, "Input/output error")
        return real(*args, **kwargs)

    while count >= failing:
        failing, count = failing + 1, 0
        with copies(tmp_path, anna, ben) as root:
            source, target = (opener(root, compact_at)(name) for name in ("anna", "ben"))
            moved = True
            with monkeypatch.context() as patch:
                patch.setattr(os, call, once)
                try:
                    hand_over(source, target)
                except NotSaved:
                    moved = False
            assert ("l1" in ids(target)) == moved
            look_and_recover(root, "anna")
            assert ("l1" in ids(target)) == moved
    assert failing > 3


def journal_inode(store: JsonStore) -> int:
    return (store.directory / "journal.jsonl").stat().st_ino


@pytest.mark.parametrize("unflushed", [journal_inode, lambda store: store.identity[1]])
def test_where_the_target_cannot_be_flushed_the_source_forgets_nothing(
    tmp_path: Path,
    anna: JsonStore,
    ben: JsonStore,
    monkeypatch: pytest.MonkeyPatch,
    unflushed: Callable[[JsonStore], int],
) -> None:
    ben.compact()
    broken, real = unflushed(ben), os.fsync

    def failing(fd: int) -> None:
        if os.fstat(fd).st_ino == broken:
            raise OSError(errno.EIO, "Input/output error")
        real(fd)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(NotSaved, match="not moved"):
        hand_over(anna, ben)
    assert "l1" in ids(anna)
    assert "l1" not in ids(ben)
    monkeypatch.undo()
    for store in (anna, ben):
        if store.pending:
            recover(store, opener(tmp_path), actor="lead")
    hand_over(anna, ben)
    assert "l1" not in ids(anna)
    assert "l1" in ids(ben)


def test_both_stores_remember_the_move(anna: JsonStore, ben: JsonStore) -> None:
    hand_over(anna, ben)
    (left,) = anna.changes(since=2)
    assert (left.actor, left.reason, left.move) == ("lead", "hand over l1", "ben")
    assert {doc.id for doc in left.documents} == {"l1", "v1", "v2"}
    assert all(doc.before is not None and doc.after is None for doc in left.documents)
    (came,) = ben.changes(since=1)
    assert (came.actor, came.reason, came.move) == ("lead", "hand over l1", "anna")
    assert [doc.after for doc in came.documents] == [ben.get(kind, key) for kind, key, _ in MOVED]
    assert [change.reason for change in ben.history("learner", "l1")] == ["hand over l1"]


def test_moves_in_both_directions_do_not_lock_each_other_out(
    anna: JsonStore, ben: JsonStore
) -> None:
    errors: list[Exception] = []

    def shuttle(source: JsonStore, target: JsonStore, id: str) -> None:
        try:
            for rev in range(1, 13):
                stores = (source, target) if rev % 2 else (target, source)
                move(*stores, [("learner", id, rev)], changes={}, actor="lead", reason="shuttle")
        except StoreError as error:
            errors.append(error)

    threads = [
        threading.Thread(target=shuttle, args=args)
        for args in ((anna, ben, "l2"), (ben, anna, "l9"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    assert errors == []
    assert anna.get("learner", "l2").rev == ben.get("learner", "l9").rev == 13  # type: ignore[union-attr]
