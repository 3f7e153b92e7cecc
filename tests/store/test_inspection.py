"""What is not as it should be is found and said, and mended where it can be."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store.engine import JsonStore
from store.handover import move
from store.inspection import modes_of
from store.interface import NEW, Finding
from store.restoring import repair
from tests.store.test_handover import Crash


def put(store: JsonStore, id: str, expect: int = NEW, **fields: Any) -> None:
    with store.transaction(actor="anna", reason="test") as tx:
        tx.put("visit", {"id": id, **fields}, expect=expect)


@pytest.fixture
def used(json_store: JsonStore) -> Path:
    """The directory of a store with three rotated journals and three backups."""
    for key in "abc":
        put(json_store, key)
        put(json_store, key, 1)
        json_store.compact()
    put(json_store, "d")
    return json_store.directory


def findings(directory: Path) -> list[Finding]:
    return JsonStore.open(directory).verify()


def spoil(path: Path) -> None:
    """Change one byte in the middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def end(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def leftover(directory: Path) -> None:
    path = directory / ".journal.jsonl.0123456789ab.tmp"
    path.write_bytes(b"half")
    path.chmod(0o660)


def test_nothing_is_wrong_with_a_store_that_was_only_used(used: Path) -> None:
    assert findings(used) == []


@pytest.mark.parametrize(
    ("plant", "what", "mendable"),
    [
        (
            lambda d: spoil(d / "snapshot.json"),
            r"snapshot\.json is damaged, .* after change 7",
            True,
        ),
        (lambda d: (d / "snapshot.json").unlink(), r"snapshot\.json is missing; .* change 7", True),
        (lambda d: (d / "journal.jsonl").unlink(), r"journal\.jsonl is missing; .* change 6", True),
        (lambda d: spoil(d / "journal.jsonl"), r"journal\.jsonl is damaged", True),
        (lambda d: end(d / "journal.jsonl", b"0123"), r"not written whole", True),
        (lambda d: (d / "journals/journal-000000000002.jsonl").unlink(), r"change 3 to 4", False),
        (lambda d: spoil(d / "backups/snapshot-000000000002.json"), r"no use as a backup", True),
        (lambda d: leftover(d), r"left behind by a writer that died", True),
        (lambda d: (d / "torn-123").touch(0o660), r"torn-123 was put aside", False),
        (lambda d: (d / "damaged-123").mkdir(0o770), r"damaged-123 was put aside", False),
        (lambda d: (d / "notes.txt").touch(0o660), r"notes\.txt is not a file of the", False),
        (lambda d: (d / "gate").chmod(0o664), r"gate is open to others \(mode 0664\)", True),
    ],
)
def test_each_fault_is_found_by_itself(
    used: Path, plant: Callable[[Path], None], what: str, mendable: bool
) -> None:
    store = JsonStore.open(used)
    plant(used)
    found = store.verify()
    assert [finding.mendable for finding in found if re.search(what, finding.what)] == [mendable]
    assert len(found) == 1
    if mendable:
        repair(used, actor="root")
        assert not [finding for finding in findings(used) if finding.mendable]
        assert not re.search(what, " ".join(finding.what for finding in findings(used)))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "snapshot.json",
        "journal.jsonl",
        "lock",
        "backups/snapshot-000000000002.json",
        "journals",
    ],
)
def test_what_is_open_to_others_is_found_even_where_the_store_is_not_opened(
    used: Path, name: str
) -> None:
    assert modes_of(used) == []
    (used / name).chmod((used / name).stat().st_mode | 0o005)
    (finding,) = modes_of(used)
    assert finding.mendable
    assert f"{used / name} is open to others" in finding.what


def test_a_link_is_not_taken_for_what_it_leads_to(used: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.touch(0o666)
    victim.chmod(0o666)
    (used / "link").symlink_to(victim)
    (finding,) = findings(used)
    assert "link is not a file of the store" in finding.what


def test_a_damaged_journal_of_before_costs_its_part_of_the_history_only(used: Path) -> None:
    path = used / "journals/journal-000000000002.jsonl"
    spoil(path)
    found = findings(used)
    assert f"{path} is damaged" in found[0].what
    assert "a part of the history is lost" in found[0].what
    assert found[0].mendable
    assert all("history" in finding.what for finding in found)
    assert JsonStore.open(used).damage is None
    assert [change.generation for change in JsonStore.open(used).changes(4)] == [5, 6, 7]


def test_journals_of_another_history_are_found(used: Path, tmp_path: Path) -> None:
    other = JsonStore.create(tmp_path / "other")
    for key in "xyz":
        put(other, key)
        put(other, key, 1)
        other.compact()
    name = "journals/journal-000000000002.jsonl"
    shutil.copy(tmp_path / "other" / name, used / name)
    found = " ".join(finding.what for finding in findings(used))
    assert "belongs to another history" in found


def test_a_move_cut_short_is_found_on_both_sides(
    used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = JsonStore.open(used), JsonStore.create(tmp_path / "ben")

    def dying(*args: object, **kwargs: object) -> None:
        raise Crash

    monkeypatch.setattr("store.handover._finish", dying)
    with pytest.raises(Crash):
        move(source, target, [("visit", "a", 2)], changes={}, actor="lead", reason="hand over")
    (out,), (arrived,) = source.verify(), target.verify()
    assert (out.what, out.mendable) == ("moving documents to ben was cut short", True)
    assert (arrived.what, arrived.mendable) == (
        "moving documents from caseload was cut short",
        True,
    )


def test_an_erasure_cut_short_is_found_and_carried_through(
    used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = JsonStore.open(used)

    def dying(*args: object) -> None:
        raise Crash

    monkeypatch.setattr("store.exclusive.Exclusive.scrub", dying)
    with pytest.raises(Crash):
        store.erase([("visit", "a")], actor="lead", reason="asked for")
    monkeypatch.undo()
    (finding,) = findings(used)
    assert (finding.what, finding.mendable) == (
        "an erasure was cut short: traces may be left",
        True,
    )
    repair(used, actor="root")
    assert findings(used) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
@pytest.mark.parametrize("name", ["snapshot.json", "journal.jsonl", "lock", "backups"])
def test_what_the_owner_cannot_use_is_found(used: Path, name: str) -> None:
    os.chown(used / name, 4711, 4712)
    (finding,) = findings(used)
    assert f"{name} is not the directory owner's to use" in finding.what
    assert "chown" in finding.what


def test_looking_changes_nothing(used: Path) -> None:
    spoil(used / "backups/snapshot-000000000002.json")
    end(used / "journal.jsonl", b"0123")

    def state() -> dict[Path, bytes]:
        files = {path: path.read_bytes() for path in used.rglob("*") if path.is_file()}
        # who looked, and at which second, is noted after the mark
        files[used / "lock"] = files[used / "lock"].split()[0]
        return files

    before = state()
    assert len(findings(used)) == 2
    assert state() == before
