"""Damage in any file of a store is noticed, never read as something else, and can be mended."""

import json
import random
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from store.contents import ERASED, Contents, Mark
from store.engine import JsonStore
from store.errors import Damaged, FromTheFuture, NewerFormat, StoreError, Unsound
from store.interface import NEW, Document
from store.restoring import repair
from store.snapshot import decoded, encoded
from tests.long import LONG

Held: TypeAlias = dict[str, Any]
"""What a store held: its documents by id."""


class Original:
    """A store with rotated journals and backups, and what it held after each change."""

    def __init__(self, directory: Path) -> None:
        """Fill it."""
        self.directory = directory
        self.held: dict[int, Held] = {0: {}}
        self.store = JsonStore.create(directory)
        for turn in range(4):
            for place in range(4):
                self.put(f"v{turn}{place}", NEW, minutes=60, note="ä" * 20)
            self.put("v00", turn + 1, minutes=61 + turn)
            if turn:
                self.delete(f"v{turn}1", 1)
            if turn < 3:
                self.store.compact()
        self.changes = self.store.changes()

    def put(self, id: str, expect: int, **fields: Any) -> None:
        with self.store.transaction(actor="anna", reason="Zoë's visits") as tx:
            tx.put("visit", {"id": id, **fields}, expect=expect)
        self.held[self.store.generation()] = held(self.store)

    def delete(self, id: str, expect: int) -> None:
        with self.store.transaction(actor="anna", reason="drop one") as tx:
            tx.delete("visit", id, expect=expect)
        self.held[self.store.generation()] = held(self.store)

    @property
    def newest(self) -> int:
        return max(self.held)

    def files(self) -> list[str]:
        """What can be damaged, each file as likely as its part in the store is large."""
        present = ["snapshot.json", "journal.jsonl", "lock"]
        older = [
            str(path.relative_to(self.directory))
            for folder in ("journals", "backups")
            for path in sorted((self.directory / folder).iterdir())
        ]
        return [*present, *present, *older]


def held(store: JsonStore) -> Held:
    return {doc.id: doc.data() for doc in store.find("visit")}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Original:
    return Original(tmp_path_factory.mktemp("original") / "caseload")


@pytest.fixture
def copy(original: Original, directory: Path) -> Path:
    """A copy of it, to be spoilt."""
    shutil.copytree(original.directory, directory)
    return directory


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one thing wrong, as disks, editors and people do it."""
    place = chance.randrange(len(data))
    length = chance.randint(1, 40)
    part = data[place : place + length]
    lines = data.splitlines(keepends=True)
    line = chance.randrange(len(lines))
    return chance.choice(
        [
            data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :],
            data[:place] + chance.randbytes(len(part)) + data[place + length :],
            data[:place] + data[place + length :],
            data[:place] + part + data[place:],
            data[:place],
            data[:place] + bytes(len(data) - place),
            data[:place] + bytes(len(part)) + data[place + length :],
            data + part,
            b"\xef\xbb\xbf" + data,
            b"".join(lines[:line]),
            b"".join(lines[:line] + lines[line + 1 :]),
            b"".join(lines[: line + 1] + lines[line:]),
            b"".join(chance.sample(lines, len(lines))),
            data.replace(b"60", b"90", 1),
            b"",
        ]
    )


def check_reading(directory: Path, original: Original) -> str:
    """What is read is right, or is said to be damaged and was right once; what was said."""
    try:
        store = JsonStore.open(directory)
    except (Damaged, NewerFormat) as error:
        return str(error)
    assert held(store) == original.held[store.generation()]
    if store.damage is None:
        assert store.generation() == original.newest, "something is lost, and nobody says so"
    else:
        with (
            pytest.raises(Damaged),
            store.transaction(actor="anna", reason="test") as tx,
        ):
            tx.put("visit", {"id": "new"}, expect=NEW)
    changes = store.changes()
    assert all(change in original.changes for change in changes)
    findings = " ".join(finding.what for finding in store.verify())
    if changes != original.changes and store.damage is None:
        assert "history" in findings, "a part of the history is lost, and nobody says so"
    return store.damage or findings


def check_mended(directory: Path, original: Original) -> None:
    """What could be read is there, and everything else is as in any store."""
    before = JsonStore.open(directory)
    damage, readable, changes = before.damage, held(before), before.changes()
    told = repair(directory, actor="root")
    store = JsonStore.open(directory)
    assert store.damage is None
    assert held(store) == readable
    if damage:
        assert store.generation() > original.newest, "its number was seen with other contents"
        assert damage in " ".join(told)
    else:
        assert store.generation() == original.newest
        assert all(change in changes for change in store.changes())
    assert [found for found in store.verify() if found.mendable] == []
    with store.transaction(actor="anna", reason="alive") as tx:
        tx.put("visit", {"id": "new"}, expect=NEW)
    store.compact()
    assert set(held(JsonStore.open(directory))) == {*readable, "new"}
    assert repair(directory, actor="root") == []


@pytest.mark.parametrize("seed", range(20))
def test_random_damage_is_never_silently_wrong_and_is_mended(
    original: Original, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(20261122 + seed)
    noticed = 0
    for trial in range(100 if LONG else 10):
        directory = tmp_path / str(trial)
        shutil.copytree(original.directory, directory)
        path = directory / chance.choice(original.files())
        good = path.read_bytes()
        bad = damaged(good, chance)
        path.write_bytes(bad)
        said = check_reading(directory, original)
        if bad != good and path.name != "lock":
            assert said, f"{path.name} is damaged, and nobody says so"
            noticed += 1
        try:
            check_mended(directory, original)
        except Damaged:
            assert path.name in ("snapshot.json", "journal.jsonl")
        shutil.rmtree(directory)
    assert noticed


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (b"\0" * 4096, "does not begin"),
        (b"{}", "does not begin"),
        (b'{"_meta":{"1":{"checksum":"', "checksum"),
    ],
)
def test_an_empty_or_strange_snapshot_is_damage_and_nothing_is_lost(
    original: Original, copy: Path, data: bytes, why: str
) -> None:
    (copy / "snapshot.json").write_bytes(data)
    store = JsonStore.open(copy, create=True)
    assert why in (store.damage or "")
    assert f"after change {original.newest}" in (store.damage or "")
    assert held(store) == original.held[original.newest]
    with pytest.raises(Damaged, match=why), store.exclusive():
        pass
    assert (copy / "snapshot.json").read_bytes() == data, "what is left of it is kept for mending"
    check_mended(copy, original)


def test_a_snapshot_edited_by_hand_is_damage(copy: Path) -> None:
    path = copy / "snapshot.json"
    text = path.read_text(encoding="utf-8")
    for edited in (
        text.replace('"minutes":60', '"minutes":90', 1),
        json.dumps(json.loads(text), indent=2),
    ):
        path.write_text(edited, encoding="utf-8")
        assert "damaged" in (JsonStore.open(copy).damage or "")


def test_a_journal_cut_at_a_lines_end_has_lost_what_was_acknowledged(
    original: Original, copy: Path
) -> None:
    path = copy / "journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    for kept in range(1, len(lines)):
        path.write_bytes(b"".join(lines[:kept]))
        store = JsonStore.open(copy)
        missing = len(lines) - kept
        assert f"changes up to {original.newest} were saved" in (store.damage or "")
        assert store.generation() == original.newest - missing
        assert held(store) == original.held[original.newest - missing]
    check_mended(copy, original)


def test_a_journal_of_an_earlier_day_put_in_place_is_damage(original: Original, copy: Path) -> None:
    older = sorted((copy / "journals").iterdir())
    for path in older:
        shutil.copy(path, copy / "journal.jsonl")
        store = JsonStore.open(copy)
        assert store.damage is not None
        assert held(store) == original.held[store.generation()]


def test_a_snapshot_of_an_earlier_day_put_in_place_is_noticed(
    original: Original, copy: Path
) -> None:
    for path in sorted((copy / "backups").iterdir()):
        shutil.copy(path, copy / "snapshot.json")
        store = JsonStore.open(copy)
        assert "are missing" in (store.damage or "")
        assert held(store) == original.held[original.newest], "the journals hold the rest"


def test_a_lost_journal_is_damage(original: Original, copy: Path) -> None:
    (copy / "journal.jsonl").unlink()
    store = JsonStore.open(copy)
    assert "journal.jsonl is missing" in (store.damage or "")
    assert held(store) == original.held[store.generation()]
    check_mended(copy, original)


def test_where_nothing_sound_is_left_the_store_is_not_opened(copy: Path) -> None:
    for folder in ("backups", "journals"):
        shutil.rmtree(copy / folder)
    (copy / "snapshot.json").write_bytes(b"")
    with pytest.raises(Damaged, match="there is no good backup"):
        JsonStore.open(copy)
    with pytest.raises(StoreError):
        repair(copy, actor="root")


@pytest.mark.parametrize("spoil", [lambda data: b"", lambda data: data[:200], None])
def test_a_journal_lost_or_cut_under_an_open_handle_is_noticed(
    original: Original, copy: Path, spoil: Callable[[bytes], bytes] | None
) -> None:
    store = JsonStore.open(copy)
    path = copy / "journal.jsonl"
    if spoil is None:
        path.unlink()
    else:
        path.write_bytes(spoil(path.read_bytes()))
    left = sorted(copy.iterdir())
    assert store.damage
    assert held(store) == original.held[store.generation()]
    with pytest.raises(Damaged), store.transaction(actor="anna", reason="test") as tx:
        tx.put("visit", {"id": "new"}, expect=NEW)
    assert sorted(copy.iterdir()) == left


def test_a_snapshot_lost_under_an_open_handle_harms_nothing(original: Original, copy: Path) -> None:
    store = JsonStore.open(copy)
    (copy / "snapshot.json").write_bytes(b"")
    assert held(store) == original.held[original.newest]
    with store.transaction(actor="anna", reason="test") as tx:
        tx.put("visit", {"id": "new"}, expect=NEW)
    assert set(held(JsonStore.open(copy))) == {*original.held[original.newest], "new"}


def test_a_damaged_store_is_read_again_when_it_was_mended(original: Original, copy: Path) -> None:
    (copy / "snapshot.json").write_bytes(b"")
    store = JsonStore.open(copy)
    assert "snapshot.json" in (store.damage or "")
    repair(copy, actor="root")
    assert not store.damage
    with store.transaction(actor="anna", reason="test") as tx:
        tx.put("visit", {"id": "new"}, expect=NEW)
    assert set(held(store)) == {*original.held[original.newest], "new"}


def test_a_torn_tail_is_kept_aside_cut_and_told(original: Original, copy: Path) -> None:
    path = copy / "journal.jsonl"
    good = path.read_bytes()
    path.write_bytes(good + b'0123abcd 77 {"n":99')
    store = JsonStore.open(copy)
    assert store.damage is None
    assert held(store) == original.held[original.newest]
    assert store.notices() == [], "a reader mends nothing"
    assert path.read_bytes() != good
    with store.transaction(actor="anna", reason="test") as tx:
        tx.put("visit", {"id": "new"}, expect=NEW)
    (aside,) = copy.glob("torn-*")
    assert aside.read_bytes() == b'0123abcd 77 {"n":99'
    assert path.read_bytes().startswith(good)
    (notice,) = store.notices()
    assert aside.name in notice
    assert "never acknowledged" in notice
    assert store.notices() == []
    assert set(held(JsonStore.open(copy))) == {*original.held[original.newest], "new"}


def test_a_newer_format_is_left_alone(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.snapshot.FORMAT", 3)
    data = b"".join(encoded(Contents()))
    monkeypatch.undo()
    with pytest.raises(FromTheFuture, match="format 3"):
        decoded(data)
    (copy / "snapshot.json").write_bytes(data)
    with pytest.raises(NewerFormat, match="use that version"):
        JsonStore.open(copy)
    with pytest.raises(NewerFormat):
        repair(copy, actor="root")
    assert (copy / "snapshot.json").read_bytes() == data


def test_what_is_encoded_is_decoded() -> None:
    contents = Contents(
        generation=7,
        chain=0xFFFFFFFF,
        tables={"visit": {"d": Document("visit", "d", 2, b'{"id":"d","rev":2}')}},
        gone={"visit": {"a": 2, "b": ERASED}},
        marks=(Mark("0f", "out", 'b"en', (("visit", "c"),)),),
        erasing=(("visit", "b"),),
    )
    snapshot = decoded(b"".join(encoded(contents)))
    assert snapshot.contents == contents
    assert snapshot.format == 2


@pytest.mark.parametrize("inner", [b"", b'"x":1}', b'"visit":{"1":{"rev":1}}}', b"["])
def test_a_right_checksum_does_not_excuse_a_wrong_form(inner: bytes) -> None:
    rest = b'","format":2,"generation":0}},' + inner + b"\n"
    with pytest.raises(Unsound, match="form"):
        decoded(b'{"_meta":{"1":{"checksum":"%08x' % zlib.crc32(rest) + rest)
