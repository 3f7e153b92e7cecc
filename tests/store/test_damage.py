"""A damaged snapshot is always noticed, never read as something else."""

import json
import random
from pathlib import Path

import pytest

from store.contents import Contents, FromTheFuture, Mark, Unsound, decoded, encoded
from store.engine import JsonStore
from store.errors import Damaged, NewerFormat
from store.interface import NEW


@pytest.fixture
def snapshot(directory: Path) -> Path:
    store = JsonStore.create(directory)
    for number in range(4):
        with store.transaction(actor="anna", reason="Zoë's visits") as tx:
            for place in range(5):
                data = {"id": f"v{number}{place}", "minutes": 60, "note": "ä" * 20}
                tx.put("visit", data, expect=NEW)
    with store.transaction(actor="anna", reason="test") as tx:
        tx.delete("visit", "v00", expect=1)
    return directory / "snapshot.json"


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one thing wrong, as disks, editors and people do it."""
    place = chance.randrange(len(data))
    length = chance.randint(1, 40)
    part = data[place : place + length]
    return chance.choice(
        [
            data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :],
            data[:place] + chance.randbytes(len(part)) + data[place + length :],
            data[:place] + data[place + length :],
            data[:place] + part + data[place:],
            data[:place],
            data[:place] + bytes(len(data) - place),
            data + part,
            b"\xef\xbb\xbf" + data,
        ]
    )


def test_random_damage_is_never_silently_wrong(snapshot: Path) -> None:
    good = snapshot.read_bytes()
    right = JsonStore.open(snapshot.parent).find("visit")
    chance = random.Random(20261122)
    refused = 0
    for _ in range(200):
        data = damaged(good, chance)
        if data == good:
            continue
        snapshot.write_bytes(data)
        with pytest.raises(Damaged, match=r"snapshot\.json is damaged.*backups/snapshot-0+4\.json"):
            JsonStore.open(snapshot.parent)
        refused += 1
    assert refused > 190
    snapshot.write_bytes(good)
    assert JsonStore.open(snapshot.parent).find("visit") == right


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (b"\0" * 4096, "does not begin"),
        (b"{}", "does not begin"),
        (b'{"_meta":{"1":{"checksum":"', "checksum"),
    ],
)
def test_an_empty_or_strange_file_is_damage(snapshot: Path, data: bytes, why: str) -> None:
    open_before = JsonStore.open(snapshot.parent)
    snapshot.write_bytes(data)
    for store in (open_before, None):
        with pytest.raises(Damaged, match=why):
            (store or JsonStore.open(snapshot.parent, create=True)).count("visit")
    with (
        pytest.raises(Damaged),
        open_before.transaction(actor="anna", reason="test") as tx,
    ):
        tx.put("visit", {"id": "new"}, expect=NEW)
    assert snapshot.read_bytes() == data, "what is left of it is kept for mending"


def test_tables_edited_by_hand_are_damage(snapshot: Path) -> None:
    text = snapshot.read_text(encoding="utf-8")
    snapshot.write_text(text.replace('"minutes":60', '"minutes":90', 1), encoding="utf-8")
    with pytest.raises(Damaged, match="checksum"):
        JsonStore.open(snapshot.parent)
    snapshot.write_text(json.dumps(json.loads(text), indent=2), encoding="utf-8")
    with pytest.raises(Damaged):
        JsonStore.open(snapshot.parent)


def test_the_newest_good_backup_is_named(snapshot: Path) -> None:
    backups = sorted((snapshot.parent / "backups").iterdir())
    snapshot.write_bytes(b"")
    backups[-1].write_bytes(b"")
    with pytest.raises(Damaged, match=backups[-2].name):
        JsonStore.open(snapshot.parent)
    for backup in backups:
        backup.unlink()
    with pytest.raises(Damaged, match="there is no good backup"):
        JsonStore.open(snapshot.parent)


def test_a_newer_format_is_left_alone(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.contents.FORMAT", 2)
    data = encoded(Contents())
    monkeypatch.undo()
    with pytest.raises(FromTheFuture, match="format 2"):
        decoded(data)
    snapshot.write_bytes(data)
    with pytest.raises(NewerFormat, match="use that version"):
        JsonStore.open(snapshot.parent)


def test_what_is_encoded_is_decoded() -> None:
    contents = Contents(
        generation=7,
        gone={"visit": frozenset({"a", "b"})},
        marks=(Mark("0f", "out", "ben", (("visit", "c"),)),),
        actor="anna",
        reason='with "quotes"',
    )
    assert decoded(encoded(contents)) == contents


@pytest.mark.parametrize("inner", [b"", b'"x":1}', b'"visit":{"1":{"rev":1}}}', b"["])
def test_a_right_checksum_does_not_excuse_a_wrong_form(inner: bytes) -> None:
    from store.contents import _START, _checksum

    rest = b'","format":1,"generation":0}},' + inner + b"\n"
    with pytest.raises(Unsound, match="form"):
        decoded(_START + _checksum(rest) + rest)
