"""The lines of a journal: framed, each resting on the one before, read as far as they are sound."""

import random
import zlib
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.contents import Contents, Mark
from store.errors import FromTheFuture, Unsound
from store.interface import Document, Ref
from store.journal import (
    Part,
    Record,
    change_of,
    frame_of,
    header_line,
    header_of,
    line_of,
    outcome,
    read,
    record_of,
    without,
)
from store.room import apply
from store.values import document

AFTER, CHAIN = 6, 0x0BADCAFE
"""The generation that the journals of these tests follow, and its checksum."""


def made(count: int = 4) -> tuple[bytes, list[Record]]:
    """A journal with so many changes of one document, and what its lines hold."""
    contents = Contents(AFTER, CHAIN)
    pieces, records = [header_line(AFTER, CHAIN)], []
    for rev in range(1, count + 1):
        new = document("visit", {"id": "a", "note": f"Zoë {rev}", "n": rev}, rev)
        pieces.append(added(contents, {("visit", "a"): new}))
        records.append(record_in(pieces[-1]))
    return b"".join(pieces), records


def record_in(line: bytes) -> Record:
    return msgspec.json.decode(line.split(b" ", 2)[2], type=Record)


def added(contents: Contents, documents: Mapping[Ref, Document | int], **more: Any) -> bytes:
    """The line of a change, which the contents then hold."""
    record = record_of(contents, documents, at=0.0, actor="anna", reason="test", **more)
    line, checksum = line_of(record, contents.chain)
    apply(contents, record, checksum)
    return line


def read_whole(data: bytes) -> Part:
    header, place = header_of(data)
    return read(data, place=place, chain=header.chain, generation=header.after)


def test_a_line_is_its_checksum_its_length_and_json() -> None:
    data, _ = made(2)
    chain = CHAIN
    for line in data.splitlines(keepends=True)[1:]:
        checksum, length, payload = line.split(b" ", 2)
        assert line.endswith(b"}\n")
        assert int(length) == len(payload) - 1
        chain = zlib.crc32(line[9:-1], chain)
        assert checksum == b"%08x" % chain
        assert frame_of(line) == checksum + b" " + length + b" "


def test_what_was_written_is_read() -> None:
    data, records = made()
    part = read_whole(data)
    assert [line.record for line in part.lines] == records
    assert [line.record.n for line in part.lines] == [7, 8, 9, 10]
    assert (part.end, part.rest) == (len(data), "")
    for line in part.lines:
        assert data[line.start :].startswith(b"%08x " % line.checksum)


def test_reading_goes_on_where_it_ended() -> None:
    data, records = made()
    whole = read_whole(data)
    for known in range(1, 4):
        last = whole.lines[known - 1]
        start = last.start
        tail = data[start:]
        place = whole.lines[known].start - start
        part = read(tail, place=place, offset=start, chain=last.checksum, generation=last.record.n)
        assert part.lines == whole.lines[known:]
        assert part.end == whole.end
    assert len(records) == 4


def test_the_first_line_says_what_the_file_follows() -> None:
    header, end = header_of(header_line(AFTER, CHAIN) + b"rest")
    assert (header.format, header.after, header.chain) == (2, AFTER, CHAIN)
    assert end == len(header_line(AFTER, CHAIN))
    for data in (b"", b"{}", b"\n", header_line(AFTER, CHAIN)[:-1], b"x" + header_line(1, 1)):
        with pytest.raises(Unsound, match="first line"):
            header_of(data)


def test_a_first_line_of_a_later_format_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.journal.FORMAT", 3)
    data = header_line(0, 0)
    monkeypatch.undo()
    with pytest.raises(FromTheFuture, match="format 3"):
        header_of(data)


def lines_of(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


@pytest.mark.parametrize(
    ("spoil", "sound", "rest"),
    [
        (lambda lines: lines, 4, ""),
        (lambda lines: [*lines[:-1], lines[-1][:-1]], 3, "torn"),
        (lambda lines: [*lines[:-1], lines[-1][:1]], 3, "torn"),
        (lambda lines: [*lines, b"\0" * 4096], 4, "torn"),
        (lambda lines: [*lines, b"\0" * 50 + b"\n"], 4, "torn"),
        (lambda lines: [*lines[:-1], lines[-1][:20] + b"\0" * 20 + lines[-1][40:]], 3, "torn"),
        (lambda lines: [*lines, b"0"], 4, "torn"),
        (lambda lines: [*lines, b"\n"], 4, "damaged"),
        (lambda lines: [*lines[:-1], lines[-1].replace(b"Zo", b"Ze")], 3, "damaged"),
        (lambda lines: [*lines[:2], lines[2].replace(b"Zo", b"Ze"), *lines[3:]], 1, "damaged"),
        (lambda lines: [*lines[:2], *lines[3:]], 1, "damaged"),
        (lambda lines: [*lines[:3], *lines[2:]], 2, "damaged"),
        (lambda lines: [*lines[:2], lines[3], lines[2], lines[4]], 1, "damaged"),
        (lambda lines: [*lines[:2], lines[2][:-1], *lines[3:]], 1, "damaged"),
        (lambda lines: [*lines[:2], b"\n", *lines[2:]], 1, "damaged"),
        (lambda lines: [*lines[:2], lines[2].replace(b" ", b"  ", 1), *lines[3:]], 1, "damaged"),
        (lambda lines: [*lines[:2], b"\0" * 30 + b"\n", *lines[2:]], 1, "damaged"),
    ],
)
def test_torn_is_told_from_damaged(spoil: Any, sound: int, rest: str) -> None:
    data, records = made()
    part = read_whole(b"".join(spoil(lines_of(data))))
    assert [line.record for line in part.lines] == records[:sound]
    assert part.rest == rest
    assert part.end == sum(map(len, lines_of(data)[: sound + 1]))


def test_a_sound_line_of_another_history_is_damage() -> None:
    data, _ = made(1)
    record = record_of(Contents(AFTER + 1), {}, at=0.0, actor="anna", reason="elsewhere")
    foreign, _ = line_of(record, 0x1234)
    part = read_whole(data + foreign)
    assert (len(part.lines), part.rest) == (1, "damaged")


def test_a_sound_line_with_a_number_out_of_turn_is_damage() -> None:
    data, _ = made(1)
    chain = read_whole(data).lines[-1].checksum
    for generation in (AFTER, AFTER + 2):
        record = record_of(Contents(generation), {}, at=0.0, actor="anna", reason="test")
        part = read_whole(data + line_of(record, chain)[0])
        assert (len(part.lines), part.rest) == (1, "damaged")


@given(st.integers(0, 2**31), st.data())
def test_no_damage_makes_a_line_say_something_else(seed: int, data: st.DataObject) -> None:
    good, records = made()
    chance = random.Random(seed)
    start = data.draw(st.integers(0, len(good) - 1))
    end = data.draw(st.integers(start, min(len(good), start + 40)))
    bad = good[:start] + chance.randbytes(data.draw(st.integers(0, 40))) + good[end:]
    try:
        part = read_whole(bad)
    except Unsound:
        return
    assert [line.record for line in part.lines] == records[: len(part.lines)]
    assert part.end <= len(bad)
    assert bool(part.rest) == (part.end < len(bad))
    if bad != good:
        assert len(part.lines) < len(records) or part.rest or bad.startswith(good)


@given(st.integers(0, 2000))
def test_a_journal_cut_anywhere_is_torn_or_ends_with_a_whole_line(length: int) -> None:
    good, records = made()
    _, place = header_of(good)
    cut = good[: min(place + length, len(good))]
    part = read_whole(cut)
    assert [line.record for line in part.lines] == records[: len(part.lines)]
    assert part.rest == ("torn" if part.end < len(cut) else "")


FIELDS: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    st.sampled_from(["x", "y", "z", 'q"\\', "é"]),
    st.none() | st.integers(-3, 3) | st.text("aé", max_size=3) | st.just({"a": []}),
)


@given(FIELDS, FIELDS)
def test_what_a_document_was_is_told_from_the_fields_that_differ(
    was: dict[str, Any], now: dict[str, Any]
) -> None:
    before = document("visit", {"id": "a", **was}, 3)
    after = document("visit", {"id": "a", **now}, 4)
    contents = Contents(AFTER, CHAIN)
    contents.put(before)
    record = record_of(contents, {("visit", "a"): after}, at=0.0, actor="anna", reason="test")
    data = header_line(AFTER, CHAIN) + line_of(record, CHAIN)[0]
    (line,) = read_whole(data).lines
    assert outcome(line.record) == {("visit", "a"): after}
    (told,) = change_of(line.record).documents
    assert told.after == after
    assert told.before is not None
    assert told.before.data() == before.data()
    assert told.before.rev == 3


def test_fields_that_stayed_are_not_written_twice() -> None:
    contents = Contents(AFTER, CHAIN)
    long = "x" * 1000
    contents.put(document("visit", {"id": "a", "long": long, "n": 1}, 1))
    new = document("visit", {"id": "a", "long": long, "n": 2}, 2)
    record = record_of(contents, {("visit", "a"): new}, at=0.0, actor="anna", reason="test")
    assert line_of(record, CHAIN)[0].count(long.encode()) == 1


def test_a_deletion_keeps_the_whole_document() -> None:
    contents = Contents(AFTER, CHAIN)
    old = document("visit", {"id": "a", "n": 1}, 1)
    contents.put(old)
    record = record_of(contents, {("visit", "a"): 2}, at=0.0, actor="anna", reason="test")
    (told,) = change_of(record).documents
    assert (told.rev, told.before, told.after) == (2, old, None)
    assert outcome(record) == {("visit", "a"): 2}


def scrubbed(data: bytes, refs: set[Ref]) -> bytes:
    """The journal with its lines written without these documents."""
    header, place = header_of(data)
    pieces, chain = [data[:place]], header.chain
    for line in read_whole(data).lines:
        pieces.append(line_of(without(line, refs), chain)[0])
        chain = line.checksum
    return b"".join(pieces)


def two_documents() -> tuple[bytes, Contents]:
    contents = Contents(AFTER, CHAIN)
    pieces = [header_line(AFTER, CHAIN)]
    for rev in (1, 2, 3):
        for key in ("a", "b"):
            new = document("visit", {"id": key, "note": f"{key} {rev}"}, rev)
            pieces.append(added(contents, {("visit", key): new}))
    both: dict[Ref, Document | int] = {
        ("visit", key): document("visit", {"id": key, "note": f"{key} 4"}, 4) for key in ("a", "b")
    }
    pieces.append(added(contents, both))
    return b"".join(pieces), contents


@pytest.mark.parametrize("steps", [(("a",),), (("b",),), (("a", "b"),), (("a",), ("b",))])
def test_scrubbed_lines_keep_their_place_and_checksum_in_the_history(
    steps: tuple[tuple[str, ...], ...],
) -> None:
    data, contents = two_documents()
    before = read_whole(data)
    for step in steps:
        data = scrubbed(data, {("visit", key) for key in step})
    gone = {key for step in steps for key in step}
    part = read_whole(data)
    assert part.rest == ""
    assert [line.record.n for line in part.lines] == [line.record.n for line in before.lines]
    assert [line.checksum for line in part.lines] == [line.checksum for line in before.lines]
    assert part.lines[-1].checksum == contents.chain
    for line, old in zip(part.lines, before.lines, strict=True):
        for entry, was in zip(line.record.docs, old.record.docs, strict=True):
            if entry.id in gone:
                assert (entry.rev, entry.erased) == (was.rev, True)
                assert not entry.doc
                assert not entry.old
            else:
                assert entry == was
    for key in gone:
        assert f'"{key} '.encode() not in data
    assert scrubbed(data, {("visit", key) for key in gone}) == data


def test_a_scrubbed_line_is_guarded_like_any_other() -> None:
    data, _ = two_documents()
    clean = scrubbed(data, {("visit", "a")})
    spoilt = clean.replace(b'"stood":', b'"stoot":', 1)
    assert spoilt != clean
    part = read_whole(spoilt)
    assert (part.lines, part.rest) == ([], "damaged")


def test_marks_and_erasures_are_read_back() -> None:
    contents = Contents(AFTER, CHAIN)
    mark = Mark("0f", "out", "ben", (("visit", "a"),))
    data = header_line(AFTER, CHAIN)
    data += added(contents, {}, marks=(mark,), other="ben")
    data += added(contents, {}, marks=())
    data += added(contents, {}, erase=(("visit", "a"),))
    first, second, third = (line.record for line in read_whole(data).lines)
    assert (first.marks, first.other) == ((mark,), "ben")
    assert second.marks == ()
    assert (third.marks, third.erase) == (None, (("visit", "a"),))
