"""A store in memory: the engine for tests, and the plain model of the others."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from store.contents import ERASED, Contents
from store.copies import write_store
from store.errors import Conflict, StoreError
from store.exclusive import saving
from store.filters import ALL, Filter, Key, predicate
from store.interface import Change, Document, DocumentChange, Finding, Ref, Together
from store.ordering import arranged
from store.transaction import Changes, remembered


class _State:
    """Documents and deleted ids at one moment; never changed once it is the store's."""

    def __init__(self, documents: dict[Ref, Document], gone: dict[Ref, int]) -> None:
        self.documents = documents
        self.gone = gone

    def get(self, kind: str, id: str) -> Document | None:
        return self.documents.get((kind, id))

    def gone_at(self, kind: str, id: str) -> int | None:
        return self.gone.get((kind, id))


class MemoryStore:
    """A store that lasts as long as the object; an `interface.Store`."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """Start empty; `clock` gives the time in seconds since 1970."""
        self._present: _State | None = _State({}, {})
        self._changes: list[Change] = []
        self._erasures: set[int] = set()
        self._clock = clock

    def get(self, kind: str, id: str) -> Document | None:
        """The document, or None."""
        return self._state().get(kind, id)

    def get_many(self, kind: str, ids: Sequence[str]) -> list[Document]:
        """The documents of these ids that exist, in the order asked."""
        state = self._state()
        return [found for key in ids if (found := state.get(kind, key)) is not None]

    def deleted_at(self, kind: str, id: str) -> int | None:
        """The revision of a document's deletion; None where it was not deleted, or erased."""
        return self._state().gone_at(kind, id) or None

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
    def transaction(
        self,
        *,
        actor: str,
        reason: str,
        seen: int | None = None,
        reverts: int | None = None,
        together: Together | None = None,
    ) -> Iterator[Changes]:
        """Open a transaction; see `interface.Store.transaction`."""
        changes = Changes(self._state())
        try:
            try:
                yield changes
            finally:
                changes.end()
            if changes.documents:
                changes.check(self._state(), self.generation(), seen)
                self._apply(changes.documents, actor, reason, reverts, together)
        except Conflict as conflict:
            raise remembered(conflict, self._changes) from None

    def _apply(
        self,
        written: Mapping[Ref, Document | int],
        actor: str,
        reason: str,
        reverts: int | None = None,
        together: Together | None = None,
    ) -> None:
        state = self._state()
        documents, gone = dict(state.documents), dict(state.gone)
        done = []
        for ref, document in written.items():
            before = documents.pop(ref, None)
            if isinstance(document, int):
                gone[ref] = document
                done.append(DocumentChange(*ref, document, before, None))
            else:
                documents[ref] = document
                gone.pop(ref, None)
                done.append(DocumentChange(*ref, document.rev, before, document))
        at = datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="milliseconds")
        change = Change(
            self.generation() + 1, at, actor, reason, tuple(done), reverts, together=together
        )
        self._changes.append(change)
        self._present = _State(documents, gone)

    def generation(self) -> int:
        """A number that grows with every change."""
        self._state()
        return len(self._changes)

    def touched(self, since: int) -> set[Ref] | None:
        """The documents changed after a generation; see `interface.Store.touched`."""
        if since > len(self._changes):
            return None
        return {
            (document.kind, document.id)
            for change in self._changes[since:]
            for document in change.documents
        }

    def changes(self, since: int = 0, *, limit: int | None = None) -> list[Change]:
        """The changes after a generation, oldest first; with a limit, the newest so many."""
        found = self._changes[since:]
        return found if limit is None else found[-limit:] if limit else []

    def history(self, kind: str, id: str) -> list[Change]:
        """The changes that touched the document, oldest first."""
        return [
            change
            for change in self._changes
            if any((doc.kind, doc.id) == (kind, id) for doc in change.documents)
        ]

    def erase(self, refs: Sequence[Ref], *, actor: str, reason: str) -> None:
        """Remove documents and every trace of them; see `interface.Store.erase`."""
        documents = self._state().documents
        gone = {ref: documents[ref].rev + 1 for ref in refs if ref in documents}
        self._apply(gone, actor, reason)
        self._erasures.add(self.generation())
        self._changes = [
            _without(change, set(refs), told=change.generation in self._erasures)
            for change in self._changes
        ]
        self._state().gone.update(dict.fromkeys(refs, ERASED))

    def backup(self, destination: Path) -> int:
        """Write a copy of the store to a new directory; see `interface.Store.backup`.

        The copy is a directory as `engine.JsonStore` opens it, without the history.
        """
        contents = Contents(generation=self.generation())
        for document in self._state().documents.values():
            contents.put(document)
        for (kind, id_), rev in self._state().gone.items():
            contents.drop(kind, id_, rev)
        with saving(destination):
            write_store(contents, destination)
        return contents.generation

    def verify(self) -> list[Finding]:
        """Nothing can be wrong with what is in memory only."""
        return []

    def close(self) -> None:
        """Forget everything. The store cannot be used afterwards."""
        self._present = None

    def _state(self) -> _State:
        if self._present is None:
            raise StoreError("the store is closed")
        return self._present


def _without(change: Change, refs: set[Ref], *, told: bool) -> Change:
    """The change with nothing left of these documents but their ids."""
    if not any((doc.kind, doc.id) in refs for doc in change.documents):
        return change
    documents = tuple(
        DocumentChange(doc.kind, doc.id, doc.rev, None, None, erased=True)
        if (doc.kind, doc.id) in refs
        else doc
        for doc in change.documents
    )
    told = told or any(not doc.erased for doc in documents)
    return msgspec.structs.replace(
        change, documents=documents, reason=change.reason if told else ""
    )
