"""Calendar files from the command line, read back by another program."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import vobject

from tests.cli.desk import Desk

TIMES = {
    "L1": ("2026-11-20T10:00", "2026-12-01T10:00", "2027-03-28T00:30", "2027-06-01T10:00"),
    "L2": ("2026-11-23T10:00", "2026-12-21T10:00", "2027-10-31T01:30"),
}


@pytest.fixture
def booked(desk: Desk) -> Desk:
    """Seven visits with a time, and one without."""
    for who, times in TIMES.items():
        for at in times:
            desk("visit", "book", who, "--at", at, "--minutes", "45")
    desk("visit", "record", "L3", "--on", "2026-11-02", "--outcome", "attended")
    return desk


def events(calendar: bytes) -> list[Any]:
    [read] = vobject.readComponents(calendar.decode())
    return list(read.contents.get("vevent", []))


def instants(found: list[Any]) -> list[tuple[datetime, datetime]]:
    return sorted(
        (event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC)) for event in found
    )


def listed(desk: Desk, *args: str) -> list[tuple[datetime, datetime]]:
    """The start and end of the listed visits that have a time."""
    return sorted(
        (datetime.fromisoformat(visit["start"]), datetime.fromisoformat(visit["end"]))
        for visit in desk.json("visit", "list", *args)["visits"]
        if visit["start"]
    )


@pytest.mark.parametrize(
    ("export", "listing", "number"),
    [
        ((), (), 7),
        (("--utc",), (), 7),
        (("--learner", "Sam"), ("--learner", "Sam"), 4),
        (("--weeks", "4"), ("--from", "2026-11-23", "--to", "2026-12-21"), 3),
        (("--from", "2026-12-01"), ("--from", "2026-12-01"), 5),
        (("--to", "2026-12-01"), ("--to", "2026-12-01"), 3),
        (("--learner", "L3"), ("--learner", "L3"), 0),
    ],
)
def test_the_same_visits_at_the_same_instants(
    booked: Desk, export: tuple[str, ...], listing: tuple[str, ...], number: int
) -> None:
    found = instants(events(booked("export", "ics", *export).raw))
    assert len(found) == number
    assert found == listed(booked, *listing)


def test_the_same_store_gives_the_same_bytes(booked: Desk) -> None:
    before = booked("export", "ics").raw
    booked("visit", "record", "L1", "--on", "2026-11-20", "--outcome", "attended")
    booked("learner", "edit", "L1", "--email", "sam@example.org")
    assert booked("export", "ics").raw == before


def test_a_cancelled_visit_stays_and_says_so(booked: Desk) -> None:
    [first, *_] = booked.visits("L1")
    booked("visit", "cancel", first["id"], "--why", "Ill")
    found = events(booked("export", "ics").raw)
    cancelled = [event for event in found if getattr(event, "status", None)]
    assert len(found) == 7
    [gone] = [e for e in cancelled if e.status.value == "CANCELLED"]
    assert first["id"] in gone.uid.value
    assert gone.sequence.value == "1"
    assert b"Ill" not in booked("export", "ics").raw


@pytest.mark.parametrize(
    ("names", "there", "not_there"),
    [
        ("full", "Sam Jones", ()),
        ("first", "Sam", ("Sam Jones",)),
        ("initials", "SJ", ("Sam", "Jones")),
        ("reference", "L1", ("Sam", "Jones")),
    ],
)
def test_names_are_as_short_as_asked_for(
    booked: Desk, names: str, there: str, not_there: tuple[str, ...]
) -> None:
    booked("learner", "edit", "L1", "--uln", "1000000019")
    text = booked("export", "ics", "--names", names).out
    assert there in text
    assert not any(name in text for name in not_there)
    assert "1000000019" not in text
    assert "2001-05-17" not in text
    assert "ORGANIZER" not in text
    assert "ATTENDEE" not in text


def test_a_file_is_its_owners_alone_and_replaced_whole(booked: Desk, tmp_path: Path) -> None:
    file = tmp_path / "visits.ics"
    file.write_bytes(b"old")
    file.chmod(0o644)
    result = booked("export", "ics", "--out", str(file))
    assert "Wrote 7 visits" in result.out
    assert "1 visit without a time left out" in result.err
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes() == booked("export", "ics").raw
    told = booked("export", "ics", "--out", str(file), "--json").json
    assert told == {
        "version": 1,
        "files": [str(file)],
        "visits": 7,
        "without_time": 1,
        "deleted": 0,
        "removed": 0,
        "revision": 12,
        "old": [],
    }


def test_many_visits_are_split_and_never_on_standard_output(
    booked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor_tui.exchange.ics.MOST_EVENTS", 3)
    told = booked.json("export", "ics", "--out", str(tmp_path / "v.ics"))
    assert [Path(file).name for file in told["files"]] == ["v-1.ics", "v-2.ics", "v-3.ics"]
    found = [e for file in told["files"] for e in events(Path(file).read_bytes())]
    assert instants(found) == listed(booked)
    assert "--out" in booked.refused("export", "ics", status=2)


def test_a_folder_holds_a_file_a_visit_and_ours_alone_are_touched(
    booked: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "calendar"
    folder.mkdir()
    (folder / "mine.ics").write_bytes(b"mine")
    assert booked.json("export", "ics", "--dir", str(folder))["visits"] == 7
    ours = sorted(path for path in folder.iterdir() if path.name != "mine.ics")
    assert instants([e for path in ours for e in events(path.read_bytes())]) == listed(booked)
    unchanged = {path: path.stat().st_ino for path in ours}
    moved = booked.visits("L1")[1]
    booked("visit", "move", moved["id"], "--to", "2026-12-02T10:00")
    booked("export", "ics", "--dir", str(folder))
    [rewritten] = [path for path in ours if path.stat().st_ino != unchanged[path]]
    assert moved["id"] in rewritten.name
    assert (folder / "mine.ics").read_bytes() == b"mine"


def test_an_empty_calendar_is_one(desk: Desk) -> None:
    assert events(desk("export", "ics").raw) == []


def test_advice_needs_no_workspace(tmp_path: Path) -> None:
    out = Desk(tmp_path / "none")("export", "ics", "--advice").out
    assert "Outlook" in out
    assert "Google" in out
