"""What a store holds at one moment, and the file it is written to.

The file is JSON that stock TinyDB reads: tables by kind, rows by number. It starts with the
table `_meta`, whose first field is a checksum of every byte behind it, so that damage in any
place is found. The table `_gone` holds the ids of deleted documents.
"""

import zlib
from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias

import msgspec

from store.interface import Document

FORMAT: Final = 1

Ref: TypeAlias = tuple[str, str]
"""Kind and id of a document."""

Table: TypeAlias = Mapping[str, Document]
"""Documents by row number; TinyDB knows the numbers as text."""

_START = b'{"_meta":{"1":{"checksum":"'
_SUM_END = len(_START) + 8
HEADER_BYTES = _SUM_END + 48
"""So much of a file tells its contents from any other's: the checksum and the generation."""


class Unsound(ValueError):
    """The bytes are not what `encoded` made; the message says what is wrong with them."""


class FromTheFuture(ValueError):
    """The bytes are sound, but of a later format."""


class Mark(msgspec.Struct, frozen=True):
    """Documents on their way between two stores; see `store.handover`."""

    move: str
    """The id of the move, the same in both stores."""
    way: Literal["out", "in"]
    other: str
    """The name of the other store."""
    documents: tuple[Ref, ...]


class _Meta(msgspec.Struct, frozen=True):
    """The one row of `_meta`, less the checksum."""

    format: int
    generation: int
    actor: str = ""
    reason: str = ""
    marks: tuple[Mark, ...] = ()


class _Gone(msgspec.Struct, frozen=True):
    kind: str
    ids: tuple[str, ...]


class _Head(msgspec.Struct, frozen=True, gc=False):
    """What must be known of a document without decoding it whole."""

    id: str
    rev: int


class Contents(msgspec.Struct, frozen=True):
    """Everything a store holds; never changed, only followed by another."""

    generation: int = 0
    tables: Mapping[str, Table] = msgspec.field(default_factory=dict)
    rows: Mapping[str, Mapping[str, str]] = msgspec.field(default_factory=dict)
    """The row of each document, by kind and id."""
    gone: Mapping[str, frozenset[str]] = msgspec.field(default_factory=dict)
    """The ids of deleted documents, by kind."""
    marks: tuple[Mark, ...] = ()
    actor: str = ""
    """Who made the last change."""
    reason: str = ""
    """What the last change was."""

    def get(self, kind: str, id: str) -> Document | None:
        """The document, or None."""
        row = self.rows.get(kind, {}).get(id)
        return None if row is None else self.tables[kind][row]

    def is_gone(self, kind: str, id: str) -> bool:
        """Whether a document of this id was deleted."""
        return id in self.gone.get(kind, ())

    def leaving(self, refs: Iterable[Ref]) -> Mark | None:
        """The mark of a move out of this store that one of the documents is part of."""
        wanted = set(refs)
        return next((m for m in self.marks if m.way == "out" and wanted & {*m.documents}), None)

    def changed(
        self,
        documents: Mapping[Ref, Document | None],
        *,
        actor: str,
        reason: str,
        marks: tuple[Mark, ...] | None = None,
    ) -> "Contents":
        """The contents of the next generation.

        Args:
            documents: What is written; None takes the document out.
            actor: Who makes the change.
            reason: What the change is.
            marks: The moves on the way from now on; None leaves them as they are.
        """
        kinds = {kind for kind, _ in documents}
        tables = {kind: dict(self.tables.get(kind, {})) for kind in kinds}
        rows = {kind: dict(self.rows.get(kind, {})) for kind in kinds}
        gone = {kind: set(self.gone.get(kind, ())) for kind in kinds}
        for (kind, doc_id), document in documents.items():
            row = rows[kind].get(doc_id)
            if document is None:
                gone[kind].add(doc_id)
                if row is not None:
                    del tables[kind][row], rows[kind][doc_id]
                continue
            gone[kind].discard(doc_id)
            if row is None:
                # Rows only ever grow within a table, so the last is the highest.
                row = str(int(next(reversed(tables[kind]), "0")) + 1)
                rows[kind][doc_id] = row
            tables[kind][row] = document
        return msgspec.structs.replace(
            self,
            generation=self.generation + 1,
            tables={**self.tables, **tables},
            rows={**self.rows, **rows},
            gone={**self.gone, **{kind: frozenset(ids) for kind, ids in gone.items()}},
            marks=self.marks if marks is None else marks,
            actor=actor,
            reason=reason,
        )


def encoded(contents: Contents) -> bytes:
    """The contents as the bytes of a snapshot file: one document a line."""
    meta = _Meta(FORMAT, contents.generation, contents.actor, contents.reason, contents.marks)
    gone = {
        str(row): _Gone(kind, tuple(sorted(ids)))
        for row, (kind, ids) in enumerate(sorted(contents.gone.items()), 1)
        if ids
    }
    parts = [b'",' + msgspec.json.encode(meta)[1:] + b"}"]
    if gone:
        parts.append(b'"_gone":' + msgspec.json.encode(gone))
    for kind, table in sorted(contents.tables.items()):
        if table:
            lines = (f'"{row}":'.encode() + document.raw for row, document in table.items())
            parts.append(f'"{kind}":{{\n'.encode() + b",\n".join(lines) + b"\n}")
    rest = b",\n".join(parts) + b"}\n"
    return b"".join((_START, _checksum(rest), rest))


def decoded(data: bytes) -> Contents:
    """The contents of a snapshot file.

    Raises:
        Unsound: The bytes are not what `encoded` made.
        FromTheFuture: A later format made them.
    """
    if not data:
        raise Unsound("it is empty")
    if not data.startswith(_START):
        raise Unsound("it does not begin as a snapshot does")
    if data[len(_START) : _SUM_END] != _checksum(memoryview(data)[_SUM_END:]):
        raise Unsound("its checksum is not that of its contents")
    try:
        raw = _TABLES.decode(data)
        meta = msgspec.json.decode(raw.pop("_meta")["1"], type=_Meta)
        if meta.format > FORMAT:
            raise FromTheFuture(f"it has format {meta.format}, and only {FORMAT} is known")
        gone = [msgspec.json.decode(row, type=_Gone) for row in raw.pop("_gone", {}).values()]
        tables = {kind: _documents(kind, rows) for kind, rows in raw.items()}
    except (KeyError, msgspec.DecodeError, RecursionError) as error:
        raise Unsound(f"its checksum holds, but not its form: {error}") from None
    return Contents(
        generation=meta.generation,
        tables=tables,
        rows={kind: {doc.id: row for row, doc in table.items()} for kind, table in tables.items()},
        gone={entry.kind: frozenset(entry.ids) for entry in gone},
        marks=meta.marks,
        actor=meta.actor,
        reason=meta.reason,
    )


_TABLES = msgspec.json.Decoder(dict[str, dict[str, msgspec.Raw]])
_HEAD = msgspec.json.Decoder(_Head)


def _documents(kind: str, rows: Mapping[str, msgspec.Raw]) -> Table:
    heads = ((row, raw, _HEAD.decode(raw)) for row, raw in rows.items())
    # bytes(): a copy of its own, so that one document does not keep the whole file in memory.
    return {row: Document(kind, head.id, head.rev, bytes(raw)) for row, raw, head in heads}


def _checksum(data: bytes | memoryview) -> bytes:
    return b"%08x" % zlib.crc32(data)
