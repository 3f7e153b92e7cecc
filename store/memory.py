"""A store in memory: the engine for tests, and the plain model of the others."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from store.contents import Ref
from store.errors import StoreError
from store.filters import ALL, Filter, Key, predicate
from store.interface import Document
from store.ordering import arranged
from store.transaction import Changes


class _State:
    """Documents and deleted ids at one moment; never changed once it is the store's."""

    def __init__(self, documents: dict[Ref, Document], gone: set[Ref]) -> None:
        self.documents = documents
        self.gone = gone

    def get(self, kind: str, id: str) -> Document | None:
        return self.documents.get((kind, id))

    def is_gone(self, kind: str, id: str) -> bool:
        return (kind, id) in self.gone


class MemoryStore:
    """A store that lasts as long as the object; an `interface.Store`."""

    def __init__(self) -> None:
        """Start empty."""
        self._present: _State | None = _State({}, set())
        self._generation = 0

    def get(self, kind: str, id: str) -> Document | None:
        """The document, or None."""
        return self._state().get(kind, id)

    def get_many(self, kind: str, ids: Sequence[str]) -> list[Document]:
        """The documents of these ids that exist, in the order asked."""
        state = self._state()
        return [found for key in ids if (found := state.get(kind, key)) is not None]

    def find(
        self,
        kind: str,
        where: Filter = ALL,
        *,
        order: Sequence[Key] = (),
        limit: int | None = None,
    ) -> list[Document]:
        """The documents the filter holds for, ordered by the keys, then by id."""
        holds = predicate(where)
        documents = self._state().documents.values()
        found = (doc for doc in documents if doc.kind == kind and holds(doc.data()))
        return arranged(found, order, limit)

    def count(self, kind: str, where: Filter = ALL) -> int:
        """How many documents the filter holds for."""
        return len(self.find(kind, where))

    @contextmanager
    def transaction(self, *, actor: str, reason: str, seen: int | None = None) -> Iterator[Changes]:
        """Open a transaction; see `interface.Store.transaction`."""
        changes = Changes(self._state())
        try:
            yield changes
        finally:
            changes.end()
        if not changes.documents:
            return
        state = self._state()
        changes.check(state, self._generation, seen)
        documents, gone = dict(state.documents), set(state.gone)
        for ref, document in changes.documents.items():
            if document is None:
                documents.pop(ref, None)
                gone.add(ref)
            else:
                documents[ref] = document
        self._present = _State(documents, gone)
        self._generation += 1

    def generation(self) -> int:
        """A number that grows with every change."""
        self._state()
        return self._generation

    def close(self) -> None:
        """Forget everything. The store cannot be used afterwards."""
        self._present = None

    def _state(self) -> _State:
        if self._present is None:
            raise StoreError("the store is closed")
        return self._present
