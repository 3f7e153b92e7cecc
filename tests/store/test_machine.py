"""Any sequence of actions through two handles of one store does what the model does.

The store's journal is compacted all the time, by either handle under the other's feet.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from store.engine import JsonStore
from store.errors import Conflict, Stale
from store.filters import ALL, And, Contains, Eq, Filter, In, Key, Not, Or, Range
from store.interface import Change, Document, Ref, Store, Transaction
from store.memory import MemoryStore
from tests.long import LONG

BOTH = ("learner", "visit")
SIDES = ("kind", "id", "seen", "base", "mine", "theirs")
COMPACT_AT = 600
"""So few bytes that every few changes lead to a new snapshot."""

KINDS = st.sampled_from(BOTH)
IDS = st.sampled_from("abcd")
REVS = st.integers(0, 4)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4)
SCALARS = st.none() | st.booleans() | st.integers(-2, 2) | st.floats(-2, 2) | TEXTS
FIELDS = st.fixed_dictionaries({}, optional={"x": SCALARS, "y": st.dictionaries(TEXTS, SCALARS)})
FIELD_NAMES = st.sampled_from(["x", "y", "y.x", "id", "rev", "y.", "none"])
ENDS = st.none() | st.integers(-2, 2) | TEXTS
FILTERS = st.recursive(
    st.just(ALL)
    | st.builds(Eq, FIELD_NAMES, SCALARS)
    | st.builds(In, FIELD_NAMES, st.lists(SCALARS, max_size=3).map(tuple))
    | st.builds(Range, FIELD_NAMES, ENDS, ENDS)
    | st.builds(Contains, FIELD_NAMES, TEXTS),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.lists(inner, max_size=2).map(tuple))
        | st.builds(Or, st.lists(inner, max_size=2).map(tuple))
    ),
    max_leaves=4,
)
SELDOM = st.sampled_from([False] * 5 + [True])
WRITES = st.lists(
    st.tuples(st.sampled_from(["put", "delete"]), KINDS, IDS, FIELDS, REVS), min_size=1, max_size=3
)


def told(changes: list[Change]) -> list[Any]:
    """What changes say, but for when; documents decoded, for the order of fields is not kept."""

    def data(document: Document | None) -> Any:
        return document and (document.kind, document.data())

    return [
        (
            (change.generation, change.actor, change.reason, change.reverts, change.move),
            [
                (doc.kind, doc.id, doc.rev, data(doc.before), data(doc.after), doc.erased)
                for doc in change.documents
            ],
        )
        for change in changes
    ]


class TwoHandles(RuleBasedStateMachine):
    """Two handles of one store, and the model beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        first = JsonStore.create(self.root / "store", compact_at=COMPACT_AT)
        self.handles = [first, self.opened()]
        self.model = MemoryStore()
        self.generation = first.generation()
        self.erased: set[Ref] = set()

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    def opened(self) -> JsonStore:
        return JsonStore.open(self.root / "store", compact_at=COMPACT_AT)

    @rule(
        handle=st.integers(0, 1),
        writes=WRITES,
        fail=SELDOM,
        guess=SELDOM,
        age=st.sampled_from([None, None, None, 0, 1]),
        reverts=st.none() | st.integers(1, 3),
    )
    def transact(
        self,
        handle: int,
        writes: list[Any],
        fail: bool,
        guess: bool,
        age: int | None,
        reverts: int | None,
    ) -> None:
        stores: list[Store] = [self.handles[handle], self.model]
        outcomes = [self.outcome(store, writes, fail, guess, age, reverts) for store in stores]
        assert outcomes[0] == outcomes[1]
        generation = self.handles[handle].generation()
        assert (generation > self.generation) == (outcomes[0] == "done" and bool(writes))
        self.generation = generation

    def outcome(
        self,
        store: Store,
        writes: list[Any],
        fail: bool,
        guess: bool,
        age: int | None,
        reverts: int | None,
    ) -> Any:
        seen = None if age is None else store.generation() - age
        try:
            with store.transaction(actor="anna", reason="test", seen=seen, reverts=reverts) as tx:
                for write in writes:
                    self.write(tx, *write, guess=guess)
                if fail:
                    raise ZeroDivisionError
        except Conflict as conflict:
            return [getattr(conflict, side) for side in SIDES]
        except (ZeroDivisionError, ValueError, Stale) as error:
            return str(error)
        return "done"

    def write(
        self,
        tx: Transaction,
        what: str,
        kind: str,
        id: str,
        fields: dict[str, Any],
        rev: int,
        *,
        guess: bool,
    ) -> None:
        if not guess:
            current = tx.get(kind, id)
            rev = self.deletion(kind, id) if current is None else current.rev
            what = "put" if current is None else what
        if what == "put":
            assert tx.put(kind, {**fields, "id": id}, expect=rev) == rev + 1
        else:
            tx.delete(kind, id, expect=rev)

    def deletion(self, kind: str, id: str) -> int:
        """The revision that brings a deleted document back, or makes one that never was."""
        revs = [
            doc.rev
            for change in self.model.history(kind, id)
            for doc in change.documents
            if (doc.kind, doc.id) == (kind, id)
        ]
        return revs[-1] if revs else 0

    @rule(handle=st.integers(0, 1))
    def open_again(self, handle: int) -> None:
        self.handles[handle] = self.opened()

    @rule(handle=st.integers(0, 1))
    def compact(self, handle: int) -> None:
        self.handles[handle].compact()

    @rule(handle=st.integers(0, 1), refs=st.lists(st.tuples(KINDS, IDS), max_size=2, unique=True))
    def erase(self, handle: int, refs: list[Ref]) -> None:
        refs = [ref for ref in refs if ref not in self.erased]
        self.erased.update(refs)
        for store in (self.handles[handle], self.model):
            store.erase(refs, actor="lead", reason="asked for")
        self.generation = self.model.generation()

    @rule(handle=st.integers(0, 1), since=st.integers(0, 30), limit=st.none() | st.integers(1, 5))
    def changes(self, handle: int, since: int, limit: int | None) -> None:
        found = self.handles[handle].changes(since, limit=limit)
        assert told(found) == told(self.model.changes(since, limit=limit))

    @rule(handle=st.integers(0, 1), age=st.integers(0, 6))
    def touched(self, handle: int, age: int) -> None:
        since = max(0, self.model.generation() - age)
        found, expected = self.handles[handle].touched(since), self.model.touched(since)
        assert expected is not None
        assert found is None or found >= expected

    @rule(handle=st.integers(0, 1), kind=KINDS, id=IDS)
    def history(self, handle: int, kind: str, id: str) -> None:
        found = self.handles[handle].history(kind, id)
        assert told(found) == told(self.model.history(kind, id))

    @rule(handle=st.integers(0, 1))
    def copy(self, handle: int) -> None:
        assert self.handles[handle].backup(self.root / "copy") == self.model.generation()
        copy = JsonStore.open(self.root / "copy")
        assert [copy.find(kind) for kind in BOTH] == [self.model.find(kind) for kind in BOTH]
        assert told(copy.changes()) == told(self.model.changes())
        shutil.rmtree(self.root / "copy")

    @rule(
        kind=KINDS,
        where=FILTERS,
        order=st.lists(st.builds(Key, FIELD_NAMES, st.booleans()), max_size=2),
        limit=st.none() | st.integers(0, 3),
    )
    def find(self, kind: str, where: Filter, order: list[Key], limit: int | None) -> None:
        expected = self.model.find(kind, where, order=order, limit=limit)
        for handle in self.handles:
            assert handle.find(kind, where, order=order, limit=limit) == expected
            assert handle.count(kind, where) == self.model.count(kind, where)

    @invariant()
    def both_handles_hold_what_the_model_holds(self) -> None:
        for kind in BOTH:
            expected = self.model.find(kind)
            for handle in self.handles:
                assert handle.find(kind) == expected
                assert handle.get_many(kind, "dcba") == expected[::-1]
                assert handle.generation() == self.model.generation()
                assert handle.damage is None

    @invariant()
    def nothing_is_wrong_with_the_files(self) -> None:
        assert self.handles[0].verify() == []


TestTwoHandles = TwoHandles.TestCase
TestTwoHandles.settings = settings(
    max_examples=400 if LONG else 40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
