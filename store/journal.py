"""The lines of a journal: what each change did, so that it can be done again, shown and undone.

A line is `checksum length json`. The checksum of a change starts from that of the change
before it, through all journals of a store, so that a line lost, doubled or out of another
history is found. The first line of a file says which change the file follows.

A document that was changed is kept whole as it became, and of what it was before only the
fields that differ.
"""

import re
import zlib
from collections.abc import Mapping, Set
from datetime import UTC, datetime
from typing import Any, Final, Literal

import msgspec

from store.contents import Contents, Mark
from store.errors import FromTheFuture, Unsound
from store.interface import Change, Document, DocumentChange, Ref, Together

FORMAT: Final = 2

_NOTHING: Final = msgspec.Raw()


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a change did to one document."""

    kind: str
    id: str
    rev: int
    doc: msgspec.Raw = _NOTHING
    """The document as it became; absent where it was deleted."""
    old: msgspec.Raw = _NOTHING
    """The fields that differed before, or the whole document where it was deleted."""
    added: tuple[str, ...] = ()
    """The fields there were not before."""
    erased: bool = False


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change."""

    n: int
    at: str
    by: str
    why: str
    docs: tuple[Entry, ...] = ()
    reverts: int | None = None
    marks: tuple[Mark, ...] | None = None
    """The moves on the way from here on; None where they stay as they are."""
    other: str | None = None
    """The other store, where documents are moved."""
    together: Together | None = None
    """What the change was made together with, in other stores."""
    erase: tuple[Ref, ...] = ()
    """Documents of which no trace may stay from here on."""
    stood: int | None = None
    """The line's checksum before documents were erased from it: the next line rests on it."""


class _Revision(msgspec.Struct, frozen=True):
    """What must be known of a deleted document without decoding it whole."""

    rev: int


class Header(msgspec.Struct, frozen=True, omit_defaults=True):
    """The first line of a file."""

    format: int
    after: int
    """The generation that the first change of the file follows."""
    chain: int
    """The checksum of that generation."""
    follows: int | None = None
    """The change that the history goes on after, where some were lost; else `after`."""


class Line(msgspec.Struct, frozen=True):
    """A change as it stands in a file."""

    record: Record
    start: int
    """Where the line begins, in bytes."""
    checksum: int


class Part(msgspec.Struct, frozen=True):
    """Some lines of a file, and what comes after the last sound one."""

    lines: list[Line]
    end: int
    """Where the last sound line ends, in bytes."""
    rest: Literal["", "torn", "damaged"]
    """`torn`: the last line was not written whole. `damaged`: a line is not what it was."""


def header_line(after: int, chain: int, follows: int | None = None) -> bytes:
    """The first line of a file; see `Header`."""
    return _framed(msgspec.json.encode(Header(FORMAT, after, chain, follows)), 0)[0]


def header_of(data: bytes) -> tuple[Header, int]:
    """The first line of a file, and where it ends.

    Raises:
        Unsound: It is not what was written.
        FromTheFuture: It is of a later format.
    """
    end = data.find(b"\n") + 1
    found = _unframed(data[:end], 0)
    if found is None:
        raise Unsound("its first line is not what was written")
    try:
        header = msgspec.json.decode(found[0], type=Header)
    except msgspec.DecodeError as error:
        raise Unsound(f"its first line is sound, but not its form: {error}") from None
    if header.format > FORMAT:
        raise FromTheFuture(f"it has format {header.format}, and only {FORMAT} is known")
    return header, end


def line_of(record: Record, chain: int) -> tuple[bytes, int]:
    """The line of a change that follows the checksum `chain`, and its own checksum."""
    return _framed(msgspec.json.encode(record), chain)


def frame_of(data: bytes) -> bytes:
    """What tells a line from every other one: its checksum and length."""
    return data[: data.index(b" ", 9) + 1]


def read(data: bytes, *, place: int = 0, offset: int = 0, chain: int, generation: int) -> Part:
    """The changes in the bytes.

    Args:
        data: Bytes of a file.
        place: Where in them the first line begins.
        offset: Where in the file they begin.
        chain: The checksum of the change before.
        generation: The generation of the change before.
    """
    lines = []
    while (end := data.find(b"\n", place) + 1) > 0:
        found = _unframed(data[place:end], chain)
        if found is None:
            break
        payload, checksum = found
        try:
            record = _RECORD.decode(payload)
        except msgspec.DecodeError:
            break
        if record.n != generation + 1:
            break
        chain = checksum if record.stood is None else record.stood
        lines.append(Line(record, offset + place, chain))
        generation = record.n
        place = end
    return Part(lines, offset + place, _kind_of_rest(data[place:]))


def _kind_of_rest(rest: bytes) -> Literal["", "torn", "damaged"]:
    if not rest:
        return ""
    # A line that was being written ends nowhere, or holds blocks that never reached the disk.
    if b"\n" not in rest or (b"\0" in rest and rest.index(b"\n") == len(rest) - 1):
        return "torn"
    return "damaged"


def record_of(
    contents: Contents,
    documents: Mapping[Ref, Document | int],
    *,
    at: float,
    actor: str,
    reason: str,
    **more: Any,
) -> Record:
    """The record of a change to these contents.

    Args:
        contents: What the store holds before.
        documents: What is written; for a deletion its revision.
        at: When, in seconds since 1970.
        actor: Who makes the change.
        reason: What the change is.
        more: The other fields of the record.
    """
    entries = tuple(
        _entry(kind, id_, contents.get(kind, id_), document)
        for (kind, id_), document in documents.items()
    )
    time = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    return Record(contents.generation + 1, time, actor, reason, entries, **more)


def outcome(record: Record) -> dict[Ref, Document | int]:
    """The documents that the change left; for a deletion its revision."""
    return {
        (entry.kind, entry.id): _document(entry, entry.doc) if entry.doc else entry.rev
        for entry in record.docs
        if not entry.erased
    }


def change_of(record: Record) -> Change:
    """The change as it is shown."""
    documents = tuple(_change(entry) for entry in record.docs)
    return Change(
        record.n,
        record.at,
        record.by,
        record.why,
        documents,
        record.reverts,
        record.other,
        record.together,
    )


def without(line: Line, refs: Set[Ref]) -> Record:
    """The record of a line with nothing left of these documents but their ids."""
    record = line.record
    if not any((entry.kind, entry.id) in refs and not entry.erased for entry in record.docs):
        return record
    docs = tuple(
        Entry(entry.kind, entry.id, entry.rev, erased=True)
        if (entry.kind, entry.id) in refs
        else entry
        for entry in record.docs
    )
    # What was done is told of the others, if there are any, and of the erasure itself.
    why = record.why if record.erase or any(not entry.erased for entry in docs) else ""
    return msgspec.structs.replace(record, docs=docs, why=why, stood=line.checksum)


def _entry(kind: str, id: str, before: Document | None, after: Document | int) -> Entry:
    if isinstance(after, int):
        # a document may be made and deleted in one transaction
        whole = msgspec.Raw(before.raw) if before is not None else _NOTHING
        return Entry(kind, id, after, old=whole)
    if before is None:
        return Entry(kind, id, after.rev, msgspec.Raw(after.raw))
    was, now = _FIELDS.decode(before.raw), _FIELDS.decode(after.raw)
    old = {name: value for name, value in was.items() if bytes(now.get(name, b"")) != bytes(value)}
    added = tuple(name for name in now if name not in was)
    changed = msgspec.Raw(msgspec.json.encode(old))
    return Entry(kind, id, after.rev, msgspec.Raw(after.raw), changed, added)


def _change(entry: Entry) -> DocumentChange:
    after = _document(entry, entry.doc) if entry.doc else None
    before = None
    if entry.old and after is None:
        rev = msgspec.json.decode(entry.old, type=_Revision).rev
        before = Document(entry.kind, entry.id, rev, bytes(entry.old))
    elif entry.old and after is not None:
        fields = {**_FIELDS.decode(after.raw), **_FIELDS.decode(entry.old)}
        for name in entry.added:
            del fields[name]
        rev = msgspec.json.decode(fields["rev"], type=int)
        before = Document(entry.kind, entry.id, rev, msgspec.json.encode(fields))
    return DocumentChange(entry.kind, entry.id, entry.rev, before, after, entry.erased)


def _document(entry: Entry, raw: msgspec.Raw) -> Document:
    return Document(entry.kind, entry.id, entry.rev, bytes(raw))


def _framed(payload: bytes, chain: int) -> tuple[bytes, int]:
    sized = b"%d %b" % (len(payload), payload)
    checksum = zlib.crc32(sized, chain)
    return b"%08x %b\n" % (checksum, sized), checksum


def _unframed(line: bytes, chain: int) -> tuple[bytes, int] | None:
    """The payload of a line and its checksum; None where the line is not what was written."""
    match = _FRAME.match(line)
    if match is None:
        return None
    checksum = zlib.crc32(memoryview(line)[9:-1], chain)
    payload = line[match.end() : -1]
    if b"%08x" % checksum != match[1] or len(payload) != int(match[2]):
        return None
    return payload, checksum


_FRAME = re.compile(rb"([0-9a-f]{8}) (\d{1,12}) ")
_RECORD = msgspec.json.Decoder(Record)
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])
