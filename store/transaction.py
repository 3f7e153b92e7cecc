"""The changes of one transaction, before they are applied; the same for every engine."""

from collections.abc import Mapping
from typing import Any, Protocol

from store.contents import Ref
from store.errors import Conflict, Stale, StoreError
from store.interface import NEW, Document
from store.values import document


class View(Protocol):
    """What a transaction must know of the store at one moment."""

    def get(self, kind: str, id: str) -> Document | None:
        """The document, or None."""

    def is_gone(self, kind: str, id: str) -> bool:
        """Whether a document of this id was deleted."""


class Changes:
    """Changes laid over a view of the store; an `interface.Transaction`."""

    def __init__(self, view: View) -> None:
        """Start from what the store holds now."""
        self.documents: dict[Ref, Document | None] = {}
        """What is to be written; None is a deletion."""
        self._view = view
        self._expected: dict[Ref, int] = {}
        self._open = True

    def get(self, kind: str, id: str) -> Document | None:
        """The document as this transaction sees it."""
        self._must_be_open()
        if (kind, id) in self.documents:
            return self.documents[kind, id]
        return self._view.get(kind, id)

    def put(self, kind: str, data: Mapping[str, Any], *, expect: int) -> int:
        """Write a document; see `interface.Transaction.put`."""
        new = document(kind, data, expect + 1)
        self._compare(kind, new.id, expect, data)
        self.documents[kind, new.id] = new
        return new.rev

    def delete(self, kind: str, id: str, *, expect: int) -> None:
        """Take a document out; see `interface.Transaction.delete`."""
        if expect == NEW:
            raise ValueError("only a document that exists can be deleted")
        self._compare(kind, id, expect, None)
        self.documents[kind, id] = None

    def end(self) -> None:
        """Take no more changes."""
        self._open = False

    def check(self, view: View, generation: int, seen: int | None) -> None:
        """Compare what was expected with a newer view of the store.

        Args:
            view: The store as it stands now.
            generation: Its generation.
            seen: The generation it must still have; None for any.

        Raises:
            Conflict: Somebody else has changed a document meanwhile.
            Stale: Somebody else has changed something meanwhile, and `seen` is given.
        """
        for ref, rev in self._expected.items():
            current = view.get(*ref)
            if _stale(rev, current, view.is_gone(*ref)):
                raise conflict(ref, _data(self.documents[ref]), current)
        unchanged_since(generation, seen)

    def _compare(self, kind: str, id: str, expect: int, mine: Mapping[str, Any] | None) -> None:
        ref = kind, id
        current = self.get(kind, id)
        gone = current is None and (ref in self.documents or self._view.is_gone(kind, id))
        if _stale(expect, current, gone):
            raise conflict(ref, mine, current)
        self._expected.setdefault(ref, expect)

    def _must_be_open(self) -> None:
        if not self._open:
            raise StoreError("the transaction has ended: open another one")


def unchanged_since(generation: int, seen: int | None) -> None:
    """Refuse where the store has another generation than the one seen; None is any.

    Raises:
        Stale: It has.
    """
    if seen is not None and generation != seen:
        raise Stale("the store was changed by someone else in the meantime")


def conflict(ref: Ref, mine: Mapping[str, Any] | None, theirs: Document | None) -> Conflict:
    """The error that says that somebody else has changed the document."""
    return Conflict(*ref, mine, _data(theirs))


def _data(document: Document | None) -> dict[str, Any] | None:
    return None if document is None else document.data()


def _stale(expect: int, current: Document | None, gone: bool) -> bool:
    if current is None:
        return expect != NEW or gone
    return current.rev != expect
