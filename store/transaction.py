"""The changes of one transaction, before they are applied; the same for every engine."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from store.contents import ERASED
from store.errors import Conflict, Stale, StoreError
from store.interface import NEW, Change, Document, Ref
from store.values import document


class View(Protocol):
    """What a transaction must know of the store at one moment."""

    def get(self, kind: str, id: str) -> Document | None:
        """The document, or None."""

    def gone_at(self, kind: str, id: str) -> int | None:
        """The revision of the document's deletion; None where it was not deleted."""


class Changes:
    """Changes laid over a view of the store; an `interface.Transaction`."""

    def __init__(self, view: View) -> None:
        """Start from what the store holds now."""
        self.documents: dict[Ref, Document | int] = {}
        """What is to be written; for a deletion its revision."""
        self._view = view
        self._expected: dict[Ref, int] = {}
        self._open = True

    def get(self, kind: str, id: str) -> Document | None:
        """The document as this transaction sees it."""
        self._must_be_open()
        written = self.documents.get((kind, id))
        if isinstance(written, int):
            return None
        return written or self._view.get(kind, id)

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
        if self.get(kind, id) is None:
            raise conflict((kind, id), None, None, expect)
        self._compare(kind, id, expect, None)
        self.documents[kind, id] = expect + 1

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
            if _stale(rev, current, view.gone_at(*ref)):
                written = self.documents[ref]
                mine = None if isinstance(written, int) else written.data()
                raise conflict(ref, mine, current, rev)
        unchanged_since(generation, seen)

    def _compare(self, kind: str, id: str, expect: int, mine: Mapping[str, Any] | None) -> None:
        ref = kind, id
        current = self.get(kind, id)
        written = self.documents.get(ref)
        gone = written if isinstance(written, int) else self._view.gone_at(kind, id)
        if _stale(expect, current, gone):
            raise conflict(ref, mine, current, expect)
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


def conflict(
    ref: Ref, mine: Mapping[str, Any] | None, theirs: Document | None, expect: int
) -> Conflict:
    """The error that says that somebody else has changed the document."""
    return Conflict(*ref, mine, None if theirs is None else theirs.data(), seen=expect)


def remembered(error: Conflict, changes: Iterable[Change]) -> Conflict:
    """The conflict with the document as the writer saw it, where the changes tell."""
    for change in changes:
        for touched in change.documents:
            if (touched.kind, touched.id) != (error.kind, error.id):
                continue
            for seen in (touched.before, touched.after):
                if seen is not None and seen.rev == error.seen:
                    error.base = seen.data()
    return error


def _stale(expect: int, current: Document | None, gone: int | None) -> bool:
    if current is not None:
        return current.rev != expect
    if gone is None:
        return expect != NEW
    return gone == ERASED or expect != gone
