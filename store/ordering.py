"""Putting documents in the order that was asked for, the same in every engine."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from store.filters import Key, reader
from store.interface import Document


def arranged(
    documents: Iterable[Document], order: Sequence[Key], limit: int | None
) -> list[Document]:
    """The first `limit` of the documents (all where None), by the keys, then by id.

    Raises:
        ValueError: The limit is negative.
    """
    if limit is not None and limit < 0:
        raise ValueError(f"a limit cannot be negative: {limit}")
    found = sorted(documents, key=attrgetter("id"))
    if order:
        decoded = {document.id: document.data() for document in found}
        # Sorting is stable, also in reverse: the least key first, the foremost last.
        for key in reversed(order):
            read = reader(key.field)
            ranks = {doc_id: _rank(read(data)) for doc_id, data in decoded.items()}
            found.sort(key=lambda document: ranks[document.id], reverse=key.descending)
    return found[:limit]


def _rank(value: Any) -> tuple[int, Any]:
    """A key that orders values of every type: none, booleans, numbers, strings, the rest."""
    if value is None:
        return 0, 0
    if isinstance(value, bool):
        return 1, value
    if isinstance(value, int | float):
        return 2, value
    if isinstance(value, str):
        return 3, value
    return 4, 0
