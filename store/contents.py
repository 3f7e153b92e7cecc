"""What a store holds at one moment, in memory."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import msgspec

from store.interface import Document, Ref

ERASED: Final = 0
"""The revision kept of an erased document: none that a writer could name."""


class Mark(msgspec.Struct, frozen=True):
    """Documents on their way between two stores; see `store.handover`."""

    move: str
    """The id of the move, the same in both stores."""
    way: Literal["out", "in"]
    other: str
    """The name of the other store."""
    documents: tuple[Ref, ...]


@dataclass(slots=True)
class Contents:
    """Everything a store holds; changed in place, by its own store only."""

    generation: int = 0
    chain: int = 0
    """The checksum of the last change, which rests on all before it; 0 where there is none."""
    tables: dict[str, dict[str, Document]] = field(default_factory=dict)
    """The documents by kind and id."""
    gone: dict[str, dict[str, int]] = field(default_factory=dict)
    """The ids of deleted documents, by kind, with the revision of their deletion."""
    marks: tuple[Mark, ...] = ()
    erasing: tuple[Ref, ...] = ()
    """Documents whose erasure is decided, but not carried through in every file."""
    _pins: int = 0

    def get(self, kind: str, id: str) -> Document | None:
        """The document, or None."""
        table = self.tables.get(kind)
        return None if table is None else table.get(id)

    def gone_at(self, kind: str, id: str) -> int | None:
        """The revision of the document's deletion; None where it was not deleted."""
        return self.gone.get(kind, {}).get(id)

    def documents(self) -> Iterator[Document]:
        """Every document."""
        for table in self.tables.values():
            yield from table.values()

    def reaches(self, mark: tuple[int, int] | None) -> bool:
        """Whether all is there that was acknowledged; `mark` is its generation and checksum."""
        if mark is None:
            return True
        return mark[0] < self.generation or mark == (self.generation, self.chain)

    def leaving(self, refs: Iterable[Ref]) -> Mark | None:
        """The mark of a move out of this store that one of the documents is part of."""
        if not self.marks:
            return None
        wanted = set(refs)
        return next((m for m in self.marks if m.way == "out" and wanted & {*m.documents}), None)

    def pin(self) -> None:
        """Keep these contents as they are until `unpin`; see `writable`."""
        self._pins += 1

    def unpin(self) -> None:
        """Rely no more on these contents staying the same."""
        self._pins -= 1

    def writable(self) -> "Contents":
        """These contents, or a copy of them where somebody relies on their staying the same."""
        return self.copy() if self._pins else self

    def copy(self) -> "Contents":
        """The same contents once more, to be changed without changing these."""
        return Contents(
            self.generation,
            self.chain,
            {kind: dict(table) for kind, table in self.tables.items()},
            {kind: dict(ids) for kind, ids in self.gone.items()},
            self.marks,
            self.erasing,
        )

    def put(self, document: Document) -> None:
        """Take a document in, in place of its revision before."""
        self.tables.setdefault(document.kind, {})[document.id] = document
        if (ids := self.gone.get(document.kind)) is not None:
            ids.pop(document.id, None)

    def drop(self, kind: str, id: str, rev: int) -> None:
        """Take a document out; `rev` is the revision of its deletion."""
        if (table := self.tables.get(kind)) is not None:
            table.pop(id, None)
        self.gone.setdefault(kind, {})[id] = rev

    def apply(self, documents: Mapping[Ref, Document | int]) -> None:
        """Take in what one change did: documents, or the revisions of deletions."""
        for (kind, id_), document in documents.items():
            if isinstance(document, int):
                self.drop(kind, id_, document)
            else:
                self.put(document)
