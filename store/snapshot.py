"""The file of everything a store holds.

It is JSON that stock TinyDB reads: tables by kind, rows by number. It starts with the table
`_meta`, whose first field is a checksum of every byte behind it, so that damage in any place
is found. The table `_gone` holds the ids of deleted documents.

Format 1 had no journal beside it, and kept no revisions of deleted documents.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from store.contents import Contents, Mark
from store.errors import FromTheFuture, Unsound
from store.interface import Document, Ref

FORMAT: Final = 2
WITHOUT_JOURNAL: Final = 1

_START = b'{"_meta":{"1":{"checksum":"'
_SUM_END = len(_START) + 8
_GENERATION = re.compile(_START + rb'[0-9a-f]{8}","format":\d+,"generation":(\d+)[,}]')
HEAD_BYTES: Final = 120
"""So much of a file holds its generation."""


class _Meta(msgspec.Struct, frozen=True):
    """The one row of `_meta`, less the checksum."""

    format: int
    generation: int
    chain: int = 0
    marks: tuple[Mark, ...] = ()
    erasing: tuple[Ref, ...] = ()


class _Gone(msgspec.Struct, frozen=True):
    kind: str
    ids: dict[str, int]


class _GoneBefore(msgspec.Struct, frozen=True):
    """As format 1 kept it."""

    kind: str
    ids: tuple[str, ...]


class _Head(msgspec.Struct, frozen=True, gc=False):
    """What must be known of a document without decoding it whole."""

    id: str
    rev: int


class Snapshot(msgspec.Struct, frozen=True):
    """What the file holds, and the format it was written in."""

    contents: Contents
    format: int


def encoded(contents: Contents) -> list[bytes]:
    """The contents as the bytes of a snapshot file, in pieces: one document a line."""
    # The checksum stands first, so the pieces are gone through twice; joined, they would take
    # as much memory as the documents themselves.
    checksum = 0
    pieces = list(_pieces(contents))
    for piece in pieces:
        checksum = zlib.crc32(piece, checksum)
    return [_START, b"%08x" % checksum, *pieces]


def _pieces(contents: Contents) -> Iterator[bytes]:
    meta = _Meta(FORMAT, contents.generation, contents.chain, contents.marks, contents.erasing)
    yield b'",' + msgspec.json.encode(meta)[1:] + b"}"
    gone = {
        str(row): _Gone(kind, dict(sorted(ids.items())))
        for row, (kind, ids) in enumerate(sorted(contents.gone.items()), 1)
        if ids
    }
    if gone:
        yield b',\n"_gone":' + msgspec.json.encode(gone)
    for kind, table in sorted(contents.tables.items()):
        if table:
            yield f',\n"{kind}":{{'.encode()
            for row, document in enumerate(table.values(), 1):
                yield b'%b\n"%d":' % (b"," if row > 1 else b"", row)
                yield document.raw
            yield b"\n}"
    yield b"}\n"


def generation_in(head: bytes) -> int:
    """The generation of a snapshot file, of which these are the first bytes.

    Raises:
        Unsound: They are not those of a snapshot.
    """
    found = _GENERATION.match(head)
    if found is None:
        raise Unsound("it does not begin as a snapshot does")
    return int(found[1])


def decoded(data: bytes) -> Snapshot:
    """What a snapshot file holds.

    Raises:
        Unsound: The bytes are not what `encoded` made.
        FromTheFuture: A later format made them.
    """
    if not data:
        raise Unsound("it is empty")
    if not data.startswith(_START):
        raise Unsound("it does not begin as a snapshot does")
    if data[len(_START) : _SUM_END] != b"%08x" % zlib.crc32(memoryview(data)[_SUM_END:]):
        raise Unsound("its checksum is not that of its contents")
    try:
        raw = _TABLES.decode(data)
        meta = msgspec.json.decode(raw.pop("_meta")["1"], type=_Meta)
        if meta.format > FORMAT:
            raise FromTheFuture(f"it has format {meta.format}, and only {FORMAT} is known")
        gone = _gone(raw.pop("_gone", {}), meta.format)
        tables = {kind: _documents(kind, rows) for kind, rows in raw.items()}
    except (KeyError, msgspec.DecodeError, RecursionError) as error:
        raise Unsound(f"its checksum holds, but not its form: {error}") from None
    contents = Contents(meta.generation, meta.chain, tables, gone, meta.marks, meta.erasing)
    return Snapshot(contents, meta.format)


_TABLES = msgspec.json.Decoder(dict[str, dict[str, msgspec.Raw]])
_HEAD = msgspec.json.Decoder(_Head)


def _documents(kind: str, rows: Mapping[str, msgspec.Raw]) -> dict[str, Document]:
    table = {}
    for raw in rows.values():
        head = _HEAD.decode(raw)
        # bytes(): a copy of its own, so that one document does not keep the whole file in memory.
        table[head.id] = Document(kind, head.id, head.rev, bytes(raw))
    return table


def _gone(rows: Mapping[str, msgspec.Raw], format: int) -> dict[str, dict[str, int]]:
    if format == WITHOUT_JOURNAL:
        before = [msgspec.json.decode(row, type=_GoneBefore) for row in rows.values()]
        # Their revisions are not known; any number that no writer can have seen will do.
        return {entry.kind: dict.fromkeys(entry.ids, _UNKNOWN) for entry in before}
    kept = [msgspec.json.decode(row, type=_Gone) for row in rows.values()]
    return {entry.kind: entry.ids for entry in kept}


_UNKNOWN = 1 << 30
