"""What a write left that was cut short: cut off, told, and kept aside to the last byte."""

from pathlib import Path

import pytest

from store.engine import JsonStore
from tests.store.crash import ledger
from tests.store.crash.look import look

LINE = b'0a1b2c3d 41 {"n":5,"at":"2026-02-05T10:00:00.000+00:00"}'


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param(b"0", id="one byte"),
        pytest.param(LINE[:20], id="half a line"),
        pytest.param(LINE, id="a line without its end"),
        pytest.param(bytes(5000), id="blocks that never reached the disk"),
        pytest.param(LINE[:20] + bytes(4096) + b"\n", id="a line with a hole"),
    ],
)
def test_what_was_not_written_whole_is_cut_off_and_kept_aside(directory: Path, tail: bytes) -> None:
    ledger.create(directory, changes=3).close()
    with (directory / "journal.jsonl").open("ab") as journal:
        journal.write(tail)
    reader = JsonStore.open(directory)
    assert ledger.held(reader) == ledger.expected(3)
    assert not list(directory.glob("torn-*")), "reading changes nothing"
    ledger.change(reader)
    (kept,) = directory.glob("torn-*")
    assert kept.read_bytes() == tail
    (notice,) = reader.notices()
    assert kept.name in notice
    assert "never acknowledged" in notice
    assert reader.notices() == []
    look(directory, acknowledged=4, attempted=4)
