"""What can go wrong in the store, each with a sentence a person can act on."""

from collections.abc import Mapping
from typing import Any


class StoreError(Exception):
    """Base of every error the store raises on purpose."""


class NoStore(StoreError):
    """There is no store in the directory."""


class AlreadyExists(StoreError):
    """A store was to be made where one is; nothing was overwritten."""


class Damaged(StoreError):
    """A file does not hold what the store wrote; nothing was guessed from it."""


class Unsound(StoreError):
    """Bytes are not what the store wrote; the message says what is wrong with them."""


class FromTheFuture(StoreError):
    """Bytes are sound, but of a later format."""


class NewerFormat(StoreError):
    """A newer version of the store wrote the file; this one must not touch it."""


class NotReadable(StoreError):
    """The operating system does not let this user read the store."""


class NotSaved(StoreError):
    """The transaction could not be made durable; the store holds what it held before."""


class MaybeSaved(NotSaved):
    """The change is in place, but whether it would survive a power cut is not known.

    Read again before deciding: the store may hold the old or the new state.
    """


class Busy(StoreError):
    """Another process holds what is needed (the lock, or a document on the move)."""


class BadValue(StoreError):
    """A document holds a value that not every engine keeps: NUL, NaN, a lone surrogate, ..."""


class Insecure(StoreError):
    """A file or directory is open to others, or is not what it should be (a link, a FIFO)."""


class Conflict(StoreError):
    """A write named a revision that is no longer the newest.

    `base` is the document as the writer saw it (None where the store does not remember),
    `mine` what was to be written (None for a deletion), `theirs` what the store holds now
    (None where it is gone). `seen` is the revision that the writer named.
    """

    def __init__(
        self,
        kind: str,
        id: str,
        mine: Mapping[str, Any] | None,
        theirs: Mapping[str, Any] | None,
        *,
        base: Mapping[str, Any] | None = None,
        seen: int,
    ) -> None:
        """Name the document and carry all sides."""
        super().__init__(f"{kind} {id} was changed by someone else in the meantime")
        self.kind = kind
        self.id = id
        self.seen = seen
        self.base = base
        self.mine = mine
        self.theirs = theirs


class Stale(StoreError):
    """The store was changed since the generation that a transaction was judged from.

    Nothing was written. To be read and judged again: what was found then may hold no more.
    """
