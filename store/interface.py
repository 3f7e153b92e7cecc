"""The interface every engine offers; nothing else of `store` is seen from above.

A store holds documents of several kinds. A document is a JSON object with a string `id`,
unique within its kind and never reused, and an integer `rev` that the store sets: 1 when the
document is made, one more at each change, its deletion included. Reading never gives out what
the store itself holds: `raw` is bytes, `data()` a fresh decoding of them.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias

import msgspec

from store.filters import ALL, Filter, Key

NEW: Final = 0
"""The revision to expect of a document that must not exist yet."""

Ref: TypeAlias = tuple[str, str]
"""Kind and id of a document."""


class Document(msgspec.Struct, frozen=True, gc=False):
    """One document as it stands in the store.

    A Struct, not a dataclass: thousands are made whenever a store is opened.
    """

    kind: str
    id: str
    rev: int
    raw: bytes
    """The whole document as JSON, `id` and `rev` included."""

    def data(self) -> dict[str, Any]:
        """The document decoded; the caller's own copy."""
        decoded: dict[str, Any] = msgspec.json.decode(self.raw)
        return decoded


class DocumentChange(msgspec.Struct, frozen=True):
    """What one change did to one document."""

    kind: str
    id: str
    rev: int
    """The revision the change left; a deletion has one too."""
    before: Document | None
    """None where the change made the document, or where it was erased since."""
    after: Document | None
    """None where the change deleted the document, or where it was erased since."""
    erased: bool = False
    """Whether the document was erased since, so that nothing is kept of it but its id."""


class Together(msgspec.Struct, frozen=True):
    """What the changes to several stores have in common that were made as one."""

    id: str
    stores: tuple[str, ...]
    """The names of all the stores."""


class Change(msgspec.Struct, frozen=True):
    """One transaction as the store remembers it."""

    generation: int
    """Its number: the generation it made."""
    at: str
    """When, as an ISO time in UTC."""
    actor: str
    reason: str
    documents: tuple[DocumentChange, ...]
    reverts: int | None = None
    """The number of the change that this one takes back."""
    move: str | None = None
    """The name of the other store, where the documents were moved from or to it."""
    together: Together | None = None
    """What it was made together with, in other stores."""


class Finding(msgspec.Struct, frozen=True):
    """Something that is not as it should be."""

    what: str
    """A sentence: which file, what is wrong, and what it means."""
    mendable: bool = False
    """Whether `repair` can mend it."""


class Transaction(Protocol):
    """Changes that apply whole or not at all, when the `with` block ends without an error.

    It sees the store as it stood when the block began, and its own changes. No lock is held
    inside the block: revisions are compared at each write and once more when the block ends,
    and only then are others kept out.
    """

    def get(self, kind: str, id: str) -> Document | None:
        """The document as this transaction sees it, its own changes included."""

    def put(self, kind: str, data: Mapping[str, Any], *, expect: int) -> int:
        """Write a document and return its new revision.

        Args:
            kind: The kind of document.
            data: The document, its `id` included; a `rev` in it is ignored.
            expect: The revision the writer saw, or `NEW`. A deleted document comes back
                where the revision of its deletion is named.

        Raises:
            Conflict: Another revision stands in the store, or `expect` is `NEW` and the id
                was in use before: ids are never reused.
            BadValue: The document holds a value that not every engine keeps.
        """

    def delete(self, kind: str, id: str, *, expect: int) -> None:
        """Take a document out. Raises `Conflict` where another revision stands."""


class Store(Protocol):
    """One store of documents."""

    def get(self, kind: str, id: str) -> Document | None:
        """The document, or None."""

    def get_many(self, kind: str, ids: Sequence[str]) -> list[Document]:
        """The documents of these ids that exist, in the order asked."""

    def deleted_at(self, kind: str, id: str) -> int | None:
        """The revision of a document's deletion; None where it was not deleted, or erased."""

    def find(
        self,
        kind: str,
        where: Filter = ALL,
        *,
        order: Sequence[Key] = (),
        limit: int | None = None,
    ) -> list[Document]:
        """The documents the filter holds for, ordered by the keys, then by id."""

    def count(self, kind: str, where: Filter = ALL) -> int:
        """How many documents the filter holds for."""

    def transaction(
        self,
        *,
        actor: str,
        reason: str,
        seen: int | None = None,
        reverts: int | None = None,
        together: Together | None = None,
    ) -> AbstractContextManager[Transaction]:
        """Open a transaction; durable when the `with` block has ended.

        Args:
            actor: Who makes the change.
            reason: What the change is, in a few words.
            seen: The generation the changes were judged from, where they rest on more than
                the documents written: that a name is free, that nothing overlaps. It is
                compared when the block ends and something is to be written.
            reverts: The number of the change that this one takes back.
            together: What it is made together with. It is only remembered: each store's part
                applies whole or not at all by itself.

        Raises:
            Conflict: A write named a revision that is no longer the newest.
            Stale: The store has another generation than `seen`.
            NotSaved: It could not be made durable; nothing was changed.
            Damaged: The store's files are damaged: it can be read, but not changed.
            Busy: The lock could not be had in time, or a document is being moved to another
                store.
        """

    def generation(self) -> int:
        """A number that grows with every change by any process; cheap to ask."""

    def touched(self, since: int) -> set[Ref] | None:
        """The documents changed after a generation; cheap where it is one of the last.

        Returns:
            Kind and id of each; None where it is not remembered, and any may have been.
        """

    def changes(self, since: int = 0, *, limit: int | None = None) -> list[Change]:
        """The changes after a generation, oldest first; with a limit, the newest so many."""

    def history(self, kind: str, id: str) -> list[Change]:
        """The changes that touched the document, oldest first."""

    def erase(self, refs: Sequence[Ref], *, actor: str, reason: str) -> None:
        """Remove documents, and every trace of them in history and backups.

        Their ids stay used up, so that no backup brings them back. A document may be gone
        already; what the history still holds of it is erased.

        Raises:
            NotSaved: It could not be carried through; to be asked for again.
            Busy: The lock could not be had in time.
        """

    def backup(self, destination: Path) -> int:
        """Write a copy of the store, history included, to a directory that is made.

        Returns:
            The generation copied.

        Raises:
            AlreadyExists: There is something at the destination.
            NotSaved: It could not be written.
        """

    def verify(self) -> list[Finding]:
        """Read everything there is and say what is wrong with it."""

    def close(self) -> None:
        """Let go of files and memory. The store cannot be used afterwards."""
