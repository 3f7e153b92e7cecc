"""Visits that were deleted are taken out of calendars: as cancelled, with a number of their own."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import vobject

from tests.cli.conftest import add_learner
from tests.cli.desk import Desk
from tests.exchange.readers.examples import READERS, Reader


def book(desk: Desk, who: str, at: str) -> str:
    return str(desk.changed("visit", "book", who, "--at", at)["id"])


def events(calendar: bytes) -> dict[str, Any]:
    """The events by the id of their visit, as another program reads them."""
    [read] = vobject.readComponents(calendar.decode())
    return {event.uid.value.partition("@")[0]: event for event in read.contents.get("vevent", [])}


def exported(desk: Desk, *args: str) -> dict[str, tuple[str, int]]:
    """The status and the sequence of every event."""
    return {
        id_: (event.status.value, int(event.sequence.value))
        for id_, event in events(desk("export", "ics", *args).raw).items()
    }


def deleted_at(desk: Desk, number: int) -> datetime:
    [change] = desk.json("log", str(number))["changes"]
    return datetime.fromisoformat(change["at"]).replace(microsecond=0)


def test_a_booking_that_was_undone_is_cancelled_and_comes_back_later_than_that(desk: Desk) -> None:
    kept, undone = (book(desk, "L1", f"2026-12-0{day}T10:00") for day in (1, 2))
    assert exported(desk) == {kept: ("CONFIRMED", 0), undone: ("CONFIRMED", 0)}
    desk("undo")
    found = events(desk("export", "ics").raw)
    assert exported(desk) == {kept: ("CONFIRMED", 0), undone: ("CANCELLED", 1)}
    gone = found[undone]
    assert gone.summary.value == "Cancelled: Visit: Sam J"
    assert gone.dtstamp.value == gone.last_modified.value == deleted_at(desk, 7)
    desk("redo")
    assert exported(desk) == {kept: ("CONFIRMED", 0), undone: ("CONFIRMED", 2)}
    desk("undo")
    assert exported(desk)[undone] == ("CANCELLED", 3)


def test_the_visits_of_a_removed_learner_are_cancelled(desk: Desk) -> None:
    booked, past = book(desk, "L1", "2026-12-01T10:00"), book(desk, "L1", "2026-11-20T10:00")
    other = book(desk, "L2", "2026-12-02T10:00")
    desk("visit", "move", booked, "--to", "2026-12-03T10:00")
    desk("learner", "remove", "L1")
    assert exported(desk) == {
        booked: ("CANCELLED", 2),
        past: ("CANCELLED", 1),
        other: ("CONFIRMED", 0),
    }
    assert exported(desk, "--learner", "L2") == {other: ("CONFIRMED", 0)}
    assert exported(desk, "--to", "2026-12-02").keys() == {past, other}
    desk("undo")
    assert exported(desk) == {
        booked: ("CONFIRMED", 3),
        past: ("CONFIRMED", 2),
        other: ("CONFIRMED", 0),
    }


def test_the_same_store_gives_the_same_bytes_whatever_the_day(desk: Desk) -> None:
    book(desk, "L1", "2026-12-01T10:00")
    book(desk, "L2", "2026-12-02T10:00")
    desk("undo")
    desk("learner", "remove", "L1")
    one = desk("export", "ics").raw
    assert desk("export", "ics", "--today", "2027-11-23").raw == one
    assert len(events(one)) == 2


def test_what_lay_long_before_it_was_deleted_is_let_be(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, far = book(desk, "L1", "2026-11-16T10:00"), book(desk, "L1", "2026-09-14T10:00")
    on = datetime.fromisoformat("2026-11-23T12:00:00+00:00")
    monkeypatch.setattr("tutor_tui.cli.session.now", lambda: on)
    desk("learner", "remove", "L1")
    assert exported(desk) == {near: ("CANCELLED", 1)}
    assert far not in exported(desk)


def test_a_visit_that_was_handed_over_is_not_cancelled(two_desks: Desk) -> None:
    desk = two_desks
    visit = book(desk, "L1", "2026-12-01T10:00")
    desk("learner", "transfer", "L1", "--to", "bo")
    assert exported(desk, "--tutor", "khan") == {}
    assert exported(desk, "--tutor", "bo") == {visit: ("CONFIRMED", 0)}
    desk("undo", "--tutor", "bo")
    assert exported(desk, "--tutor", "bo") == {}
    assert exported(desk, "--tutor", "khan")[visit][0] == "CONFIRMED"


def test_of_an_erased_learner_no_calendar_tells(desk: Desk) -> None:
    book(desk, "L1", "2026-12-01T10:00")
    desk("undo")
    book(desk, "L1", "2026-12-02T10:00")
    desk("learner", "remove", "L1", "--erase", "--yes")
    assert exported(desk) == {}


@pytest.mark.parametrize("read", READERS)
def test_every_reader_takes_the_deletion_for_one(desk: Desk, read: Reader) -> None:
    visit = book(desk, "L1", "2026-12-01T10:00")
    desk("undo")
    [event] = read(desk("export", "ics").raw)
    assert event.uid.startswith(visit)
    assert (event.status, event.sequence) == ("CANCELLED", 1)


def test_a_file_tells_how_many_were_deleted(desk: Desk, tmp_path: Path) -> None:
    book(desk, "L1", "2026-12-01T10:00")
    book(desk, "L2", "2026-12-02T10:00")
    desk("undo")
    file = tmp_path / "visits.ics"
    told = desk.json("export", "ics", "--out", str(file))
    assert (told["visits"], told["deleted"]) == (1, 1)
    assert desk("export", "ics", "--out", str(file)).out.startswith(
        "Wrote 1 visit, 1 deleted (as cancelled): "
    )


def test_a_folder_follows_and_gets_nothing_it_never_had(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "calendar"
    export = ("export", "ics", "--dir", str(folder))
    there = book(desk, "L1", "2026-12-01T10:00")
    desk(*export)
    book(desk, "L1", "2026-12-02T10:00")
    desk("undo")
    desk("undo")
    told = desk.json(*export)
    assert (told["visits"], told["deleted"], told["removed"]) == (0, 1, 0)
    [file] = folder.iterdir()
    [(id_, event)] = events(file.read_bytes()).items()
    assert (id_, event.status.value, event.sequence.value) == (there, "CANCELLED", "1")
    before = file.stat().st_ino
    desk(*export)
    assert file.stat().st_ino == before
    desk("redo")
    desk(*export)
    [event] = events(file.read_bytes()).values()
    assert (event.status.value, event.sequence.value) == ("CONFIRMED", "2")


def test_anothers_deleted_visit_in_a_shared_folder_is_left_alone(
    two_desks: Desk, tmp_path: Path
) -> None:
    desk = two_desks
    add_learner(desk, "B1", "Bea", "Hall", "--tutor", "bo")
    book(desk, "B1", "2026-12-01T10:00")
    folder = str(tmp_path / "calendar")
    desk("export", "ics", "--dir", folder, "--tutor", "bo")
    desk("undo", "--tutor", "bo")
    assert desk.json("export", "ics", "--dir", folder, "--tutor", "khan")["deleted"] == 0
