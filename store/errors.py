"""What can go wrong in the store, each with a sentence a person can act on."""

from collections.abc import Mapping
from typing import Any


class StoreError(Exception):
    """Base of every error the store raises on purpose."""


class Damaged(StoreError):
    """A file does not hold what the store wrote; nothing was guessed from it."""


class NotReadable(StoreError):
    """The operating system does not let this user read the store."""


class NotSaved(StoreError):
    """The transaction could not be made durable; the store holds what it held before."""


class Busy(StoreError):
    """Another process held the lock for too long; the message names it."""


class BadValue(StoreError):
    """A document holds a value that not every engine keeps: NUL, NaN, a lone surrogate, ..."""


class Insecure(StoreError):
    """A file or directory is open to others, or is not what it should be (a link, a FIFO)."""


class Conflict(StoreError):
    """A write named a revision that is no longer the newest.

    `mine` is the document that was to be written, `theirs` what the store holds now (None
    where it is gone).
    """

    def __init__(
        self,
        kind: str,
        id: str,
        mine: Mapping[str, Any] | None,
        theirs: Mapping[str, Any] | None,
    ) -> None:
        """Name the document and carry both sides."""
        super().__init__(f"{kind} {id} was changed by someone else in the meantime")
        self.kind = kind
        self.id = id
        self.mine = mine
        self.theirs = theirs
