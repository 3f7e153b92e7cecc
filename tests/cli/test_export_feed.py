"""A feed: one file at a place of the tutor's choice, written only where it has changed."""

import os
from pathlib import Path

import pytest
import vobject

from tests.cli.desk import Desk


def book(desk: Desk, who: str, at: str) -> str:
    return str(desk.changed("visit", "book", who, "--at", at)["id"])


def ids(file: Path) -> set[str]:
    [read] = vobject.readComponents(file.read_bytes().decode())
    return {event.uid.value.partition("@")[0] for event in read.contents.get("vevent", [])}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "feed.ics"


def test_a_feed_is_left_alone_until_something_in_it_changes(desk: Desk, place: Path) -> None:
    visit = book(desk, "L1", "2026-12-01T10:00")
    feed = ("export", "feed", str(place), "--mode", "0600")
    told = desk(*feed)
    assert told.out == f"Wrote 1 visit: {place}\n"
    assert told.err == ""
    before = place.stat()
    desk("learner", "edit", "L1", "--email", "sam@example.org")
    desk("visit", "record", "L1", "--on", "2026-11-20", "--outcome", "attended")
    assert desk(*feed, "--today", "2026-11-29").out.startswith("Unchanged, 1 visit")
    assert (place.stat().st_ino, place.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    desk("visit", "move", visit, "--to", "2026-12-02T10:00")
    told = desk.json(*feed)
    assert (told["file"], told["visits"], told["written"]) == (str(place), 1, True)
    assert b"20261202T100000" in place.read_bytes()


def test_a_feed_holds_some_weeks_of_the_past_and_all_to_come(desk: Desk, place: Path) -> None:
    times = ("2026-09-27T10:00", "2026-09-28T10:00", "2026-11-08T10:00", "2028-11-20T10:00")
    long_past, past, near, ahead = (book(desk, "L1", at) for at in times)
    desk("export", "feed", str(place))
    assert ids(place) == {past, near, ahead}
    desk("export", "feed", str(place), "--weeks-back", "1")
    assert ids(place) == {ahead}
    desk("export", "feed", str(place), "--weeks-back", "520")
    assert ids(place) == {long_past, past, near, ahead}
    desk.refused("export", "feed", str(place), "--weeks-back", "0", status=2)


def test_what_was_deleted_is_gone_and_what_was_cancelled_says_so(desk: Desk, place: Path) -> None:
    cancelled = book(desk, "L1", "2026-12-01T10:00")
    book(desk, "L1", "2026-12-02T10:00")
    desk("undo")
    desk("visit", "cancel", cancelled)
    desk("export", "feed", str(place))
    assert ids(place) == {cancelled}
    assert b"STATUS:CANCELLED" in place.read_bytes()
    desk("export", "feed", str(place), "--no-cancelled")
    assert ids(place) == set()


@pytest.mark.parametrize("mode", ["0600", "0640", "0644"])
def test_who_may_read_it_is_asked_for_whatever_the_umask(
    desk: Desk, place: Path, mode: str
) -> None:
    place.write_bytes(b"old")
    before = os.umask(0o077)
    try:
        desk("export", "feed", str(place), "--mode", mode)
    finally:
        os.umask(before)
    assert place.stat().st_mode & 0o777 == int(mode, 8)


def test_unless_said_only_its_owner_may_read_it_and_is_told_so(desk: Desk, place: Path) -> None:
    assert "--mode 0644" in desk("export", "feed", str(place)).err
    assert place.stat().st_mode & 0o777 == 0o600
    assert desk("export", "feed", str(place)).err == ""
    assert desk.json("export", "feed", str(place), "--mode", "0644")["written"]
    desk.refused("export", "feed", str(place), "--mode", "0666", status=2)


def test_what_is_no_file_is_not_replaced(desk: Desk, tmp_path: Path) -> None:
    link, target = tmp_path / "link.ics", tmp_path / "kept"
    target.write_bytes(b"kept")
    link.symlink_to(target)
    for place in (link, tmp_path, Path("/dev/null")):
        error = desk.refused("export", "feed", str(place), status=1)
        assert f"{place} is there and not a plain file" in error
    assert link.is_symlink()
    assert target.read_bytes() == b"kept"
    nowhere = tmp_path / "none" / "feed.ics"
    assert str(nowhere) in desk.refused("export", "feed", str(nowhere), status=1)


def test_a_feed_beyond_googles_limits_stays_one_file_and_says_so(
    desk: Desk, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (1, 2, 3):
        book(desk, "L1", f"2026-12-0{day}T10:00")
    assert "Google" not in desk("export", "feed", str(place)).err
    monkeypatch.setattr("tutor_tui.exchange.ics.MOST_EVENTS", 2)
    assert "more than Google takes" in desk("export", "feed", str(place)).err
    assert len(ids(place)) == 3
    assert desk.json("export", "feed", str(place))["too_large"]
