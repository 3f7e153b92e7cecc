"""Any sequence of actions through two handles of one store does what the model does."""

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
from store.interface import Store, Transaction
from store.memory import MemoryStore

KINDS = st.sampled_from(["learner", "visit"])
IDS = st.sampled_from(["a", "b", "c"])
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
WRITES = st.lists(
    st.tuples(st.sampled_from(["put", "delete"]), KINDS, IDS, FIELDS, REVS), max_size=3
)


class TwoHandles(RuleBasedStateMachine):
    """Two handles of one store, and the model beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        first = JsonStore.create(self.root / "store")
        self.handles = [first, JsonStore.open(first.directory)]
        self.model = MemoryStore()
        self.generation = first.generation()

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    @rule(
        handle=st.integers(0, 1),
        writes=WRITES,
        fail=st.booleans(),
        guess=st.booleans(),
        age=st.none() | st.integers(0, 1),
    )
    def transact(
        self, handle: int, writes: list[Any], fail: bool, guess: bool, age: int | None
    ) -> None:
        stores: list[Store] = [self.handles[handle], self.model]
        outcomes = [self.outcome(store, writes, fail, guess, age) for store in stores]
        assert outcomes[0] == outcomes[1]
        generation = self.handles[handle].generation()
        assert (generation > self.generation) == (outcomes[0] == "done" and bool(writes))
        self.generation = generation

    def outcome(
        self, store: Store, writes: list[Any], fail: bool, guess: bool, age: int | None
    ) -> Any:
        seen = None if age is None else store.generation() - age
        try:
            with store.transaction(actor="anna", reason="test", seen=seen) as tx:
                for write in writes:
                    self.write(tx, *write, guess=guess)
                if fail:
                    raise ZeroDivisionError
        except Conflict as conflict:
            return conflict.kind, conflict.id, conflict.mine, conflict.theirs
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
            rev = 0 if current is None else current.rev
        if what == "put":
            assert tx.put(kind, {**fields, "id": id}, expect=rev) == rev + 1
        else:
            tx.delete(kind, id, expect=rev)

    @rule(handle=st.integers(0, 1))
    def open_again(self, handle: int) -> None:
        self.handles[handle] = JsonStore.open(self.root / "store")

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
        for kind in ("learner", "visit"):
            expected = self.model.find(kind)
            for handle in self.handles:
                assert handle.find(kind) == expected
                assert handle.get_many(kind, ["c", "b", "a"]) == expected[::-1]


TestTwoHandles = TwoHandles.TestCase
TestTwoHandles.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
