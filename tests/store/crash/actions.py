"""What is cut short: how each action is prepared, done, and judged afterwards.

Everything happens below one directory, so that a prepared one can be copied and spoilt many
times. The store `anna` is in each; `ben` where documents move.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path
from shutil import copytree, rmtree
from typing import NamedTuple

from store.engine import JsonStore
from store.errors import MaybeSaved, NoStore, StoreError
from store.handover import move, recover
from store.interface import NEW
from tests.store.crash import ledger
from tests.store.crash.look import look

CHANGES = 3
"""How many changes were made before the action."""
CANARY = "what-must-leave-no-trace"
_MOVED = [("learner", "l1", 1), ("visit", "v1", 2), ("visit", "v2", 1)]
_LEARNER = tuple((kind, key) for kind, key, _ in _MOVED)

Act = Callable[[], object]


class Outcome(Enum):
    """What whoever did the action was told."""

    SAVED = auto()
    NOT_SAVED = auto()
    UNKNOWN = auto()


class Action(NamedTuple):
    """One thing that is cut short."""

    prepare: Callable[[Path], None]
    begin: Callable[[Path], Act]
    """Open what is needed; what is returned is the part that is cut short."""
    judge: Callable[[Path, Outcome], None]
    """Assert what must hold below the directory, now that nobody uses it."""


def outcome_of(act: Act) -> Outcome:
    """Do it, and say what its caller learns."""
    try:
        act()
    except MaybeSaved:
        return Outcome.UNKNOWN
    except StoreError:
        return Outcome.NOT_SAVED
    return Outcome.SAVED


@contextmanager
def copied(prepared: Path) -> Iterator[Path]:
    """A copy of what was prepared, always in the same place, gone at the end of the block."""
    copy = prepared.with_name("copy")
    copytree(prepared, copy)
    yield copy
    rmtree(copy)


def opened(root: Path, name: str = "anna", *, compact_at: int = ledger.COMPACT_AT) -> JsonStore:
    """One of the stores below the directory."""
    return JsonStore.open(root / name, compact_at=compact_at)


def _ledger(root: Path) -> None:
    ledger.create(root / "anna", changes=CHANGES).close()


def _compacted(root: Path) -> None:
    store = ledger.create(root / "anna", changes=CHANGES)
    store.compact()
    store.close()


def _change(root: Path) -> Act:
    store = opened(root)
    return lambda: ledger.change(store)


def _changed(root: Path, outcome: Outcome) -> None:
    look(
        root / "anna",
        acknowledged=CHANGES + (outcome is Outcome.SAVED),
        attempted=CHANGES + (outcome is not Outcome.NOT_SAVED),
    )


def _compact(root: Path) -> Act:
    return opened(root).compact


def _unchanged(root: Path, outcome: Outcome) -> None:
    look(root / "anna", acknowledged=CHANGES, attempted=CHANGES)


def _torn(root: Path) -> None:
    _ledger(root)
    journal = root / "anna" / "journal.jsonl"
    last = journal.read_bytes().splitlines()[-1]
    with journal.open("ab") as file:
        file.write(last[: len(last) // 2])


def _change_after_opening(root: Path) -> Act:
    return lambda: ledger.change(opened(root))


def _create(root: Path) -> Act:
    return lambda: JsonStore.create(root / "anna").close()


def _created(root: Path, outcome: Outcome) -> None:
    if outcome is Outcome.SAVED:
        assert JsonStore.open(root / "anna").count("counter") == 0
    try:
        opened(root).close()
    except NoStore:
        assert outcome is not Outcome.SAVED
    with JsonStore.open(root / "anna", create=True).transaction(actor="anna", reason="start") as tx:
        for name in ("left", "right"):
            tx.put("counter", {"id": name, "n": 0}, expect=NEW)
    look(root / "anna", acknowledged=0, attempted=0)


def _two_caseloads(root: Path) -> None:
    ledger.create(root / "ben").close()
    store = ledger.create(root / "anna")
    with store.transaction(actor="anna", reason="a learner") as tx:
        tx.put("learner", {"id": "l1", "tutor": "anna"}, expect=NEW)
        tx.put("learner", {"id": "l2", "tutor": "anna"}, expect=NEW)
        tx.put("visit", {"id": "v1", "note": CANARY}, expect=NEW)
        tx.put("visit", {"id": "v2", "note": "second"}, expect=NEW)
        tx.put("visit", {"id": "v3", "note": "of l2"}, expect=NEW)
    with store.transaction(actor="anna", reason="a second thought") as tx:
        tx.put("visit", {"id": "v1", "note": "first"}, expect=1)
    store.close()


def _transfer(root: Path) -> Act:
    source, target = opened(root, "anna"), opened(root, "ben")
    changes = {("learner", "l1"): {"id": "l1", "tutor": "ben"}}
    return lambda: move(source, target, _MOVED, changes=changes, actor="lead", reason="leaves")


def _transferred(root: Path, outcome: Outcome) -> None:
    anna, ben = opened(root, "anna"), opened(root, "ben")
    here, there = _refs(anna), _refs(ben)
    assert here | there == {*_LEARNER, ("learner", "l2"), ("visit", "v3")}, "in neither store"
    assert there in (set(), set(_LEARNER)), "a part of it arrived"
    # Either end may be opened first, and each must be able to settle it.
    for store in (ben, anna) if len(here) % 2 else (anna, ben):
        if store.pending:
            recover(store, lambda name: opened(root, name), actor="lead")
    assert anna.pending == ben.pending == ()
    assert not _refs(anna) & _refs(ben), "in both stores"
    assert there == _refs(ben) or not there, "what had arrived went back"
    if outcome is Outcome.SAVED:
        assert _refs(ben) == set(_LEARNER)
    if outcome is Outcome.NOT_SAVED:
        assert _refs(ben) == set()
    whose = ben if _refs(ben) else anna
    (learner,) = whose.get_many("learner", ["l1"])
    assert learner.data()["tutor"] == whose.name
    assert [doc.data()["note"] for doc in whose.get_many("visit", ["v1", "v2"])] == [
        "first",
        "second",
    ]
    anna.close()
    ben.close()
    look(root / "anna", acknowledged=0, attempted=0)
    look(root / "ben", acknowledged=0, attempted=0)


def _refs(store: JsonStore) -> set[tuple[str, str]]:
    return {(doc.kind, doc.id) for kind in ("learner", "visit") for doc in store.find(kind)}


def _canary_everywhere(root: Path) -> None:
    """The canary in the snapshot, in the journal, in what was kept of both, in a torn tail."""
    _two_caseloads(root)
    rmtree(root / "ben")
    store = opened(root)
    for n in (2, 3, 4):
        store.compact()
        with store.transaction(actor="anna", reason="again") as tx:
            tx.put("visit", {"id": "v1", "note": f"{CANARY} {n}"}, expect=n)
    with (root / "anna" / "journal.jsonl").open("ab") as journal:
        journal.write(b'01234567 400 {"note":"' + CANARY.encode())
    ledger.change(store)
    store.close()
    kept = {path.relative_to(root / "anna").parts[0] for path in _traces(root)}
    assert {"journal.jsonl", "snapshot.json", "journals", "backups"} <= kept
    assert [name for name in kept if name.startswith("torn")]


def _erase(root: Path) -> Act:
    store = opened(root)
    return lambda: store.erase(_LEARNER, actor="anna", reason="asked for")


def _erased(root: Path, outcome: Outcome) -> None:
    if outcome is Outcome.SAVED:
        assert not _traces(root)
    store = opened(root)
    left = _refs(store) & set(_LEARNER)
    assert left in (set(), set(_LEARNER)), "a part of it is erased"
    assert not left or outcome is not Outcome.SAVED
    store.erase(_LEARNER, actor="anna", reason="asked for again")
    store.close()
    assert not _traces(root)
    assert _refs(opened(root)) == {("learner", "l2"), ("visit", "v3")}
    look(root / "anna", acknowledged=1, attempted=1)


def _traces(root: Path) -> list[Path]:
    """The files with the canary in them, whatever they are called."""
    files = [path for path in root.rglob("*") if path.is_file()]
    return [path for path in files if CANARY.encode() in path.read_bytes()]


ACTIONS = {
    "creation": Action(lambda root: None, _create, _created),
    "commit": Action(_ledger, _change, _changed),
    "first commit": Action(_compacted, _change, _changed),
    "compaction": Action(_ledger, _compact, _unchanged),
    "recovery": Action(_torn, _change_after_opening, _changed),
    "transfer": Action(_two_caseloads, _transfer, _transferred),
    "erasure": Action(_canary_everywhere, _erase, _erased),
}
