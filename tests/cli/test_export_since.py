"""Exports of what has changed: named by a change or a day, with what it takes the place of."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import vobject

from tests.cli.conftest import add_learner
from tests.cli.desk import Desk


def book(desk: Desk, who: str, at: str, *more: str) -> str:
    return str(desk.changed("visit", "book", who, "--at", at, *more)["id"])


def statuses(calendar: bytes) -> dict[str, str]:
    """The status of every event by the id of its visit, as another program reads it."""
    [read] = vobject.readComponents(calendar.decode())
    events: list[Any] = read.contents.get("vevent", [])
    return {event.uid.value.partition("@")[0]: event.status.value for event in events}


def revision(desk: Desk, out: Path) -> str:
    """Where an export of everything to this file was made."""
    return str(desk.json("export", "ics", "--out", str(out))["revision"])


def test_only_what_is_new_moved_cancelled_or_deleted_since_an_export(
    desk: Desk, tmp_path: Path
) -> None:
    days = ("2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04")
    same, moved, cancelled, undone = (book(desk, "L1", f"{on}T10:00") for on in days)
    told = desk("export", "ics", "--out", str(tmp_path / "all.ics"))
    since = told.lines[-1].rpartition(" ")[2]
    assert told.lines[-1] == f"what changes from here on: export ics --since {since}"
    desk("undo")  # of the last booking
    desk("visit", "move", moved, "--to", "2027-01-11T14:00")
    desk("visit", "cancel", cancelled)
    new = book(desk, "L2", "2026-12-08T10:00")
    desk("learner", "edit", "L1", "--email", "sam@example.org")
    changes = statuses(desk("export", "ics", "--since", since).raw)
    assert changes == {
        moved: "CONFIRMED",
        cancelled: "CANCELLED",
        undone: "CANCELLED",
        new: "CONFIRMED",
    }
    assert same not in changes


def test_an_outcome_is_no_change_of_the_calendar_and_a_name_is_one(
    desk: Desk, tmp_path: Path
) -> None:
    held = book(desk, "L1", "2026-11-20T10:00")
    book(desk, "L2", "2026-11-20T12:00")
    since = revision(desk, tmp_path / "all.ics")
    desk("visit", "record", "L1", "--on", "2026-11-20", "--outcome", "attended")
    assert statuses(desk("export", "ics", "--since", since).raw) == {}
    desk("learner", "edit", "L1", "--given-name", "Samira")
    assert statuses(desk("export", "ics", "--since", since).raw) == {held: "CONFIRMED"}
    assert statuses(desk("export", "ics", "--since", since, "--names", "reference").raw) == {}


def test_where_nothing_has_changed_no_file_is_made(desk: Desk, tmp_path: Path) -> None:
    book(desk, "L1", "2026-12-01T10:00")
    since = revision(desk, tmp_path / "all.ics")
    out = tmp_path / "changes.ics"
    result = desk("export", "ics", "--since", since, "--out", str(out))
    assert result.lines[0] == "nothing that goes into the calendar has changed; no file was made"
    told = desk.json("export", "ics", "--since", since, "--out", str(out))
    assert (told["files"], told["visits"], str(told["revision"])) == ([], 0, since)
    assert not out.exists()
    printed = desk("export", "ics", "--since", since)
    assert statuses(printed.raw) == {}
    assert "nothing that goes into the calendar has changed" in printed.err


def test_the_entries_to_remove_by_hand_are_listed_as_the_calendar_shows_them(
    desk: Desk, tmp_path: Path
) -> None:
    days = ("2026-12-01", "2026-12-02", "2026-12-03")
    moved, cancelled, _ = (book(desk, "L1", f"{on}T10:00") for on in days)
    since = revision(desk, tmp_path / "all.ics")
    desk("undo")
    desk("visit", "move", moved, "--to", "2026-12-09T14:30")
    desk("visit", "cancel", cancelled)
    book(desk, "L2", "2026-12-08T10:00")
    result = desk("export", "ics", "--since", since, "--out", str(tmp_path / "changes.ics"))
    assert [line for line in result.err.splitlines() if "2026" in line] == [
        "note: Tue 1 Dec 2026 10:00  Visit: Sam J (moved to Wed 9 Dec 2026 14:30)",
        "note: Wed 2 Dec 2026 10:00  Visit: Sam J (cancelled)",
        "note: Thu 3 Dec 2026 10:00  Visit: Sam J (deleted)",
    ]
    told = desk.json("export", "ics", "--since", since, "--out", str(tmp_path / "again.ics"))
    assert told["old"][0] == {
        "start": "2026-12-01T10:00:00+00:00",
        "title": "Visit: Sam J",
        "became": "moved to Wed 9 Dec 2026 14:30",
    }


def test_a_file_import_that_would_keep_cancelled_visits_can_be_spared_them(
    desk: Desk, tmp_path: Path
) -> None:
    kept, cancelled = book(desk, "L1", "2026-12-01T10:00"), book(desk, "L1", "2026-12-02T10:00")
    since = revision(desk, tmp_path / "all.ics")
    desk("visit", "cancel", cancelled)
    assert statuses(desk("export", "ics", "--no-cancelled").raw) == {kept: "CONFIRMED"}
    out = tmp_path / "changes.ics"
    told = desk.json("export", "ics", "--since", since, "--no-cancelled", "--out", str(out))
    assert (told["files"], [one["became"] for one in told["old"]]) == ([], ["cancelled"])


def test_a_visit_that_was_moved_out_of_the_days_asked_for_is_told_of(
    desk: Desk, tmp_path: Path
) -> None:
    visit = book(desk, "L1", "2026-11-24T10:00")
    since = revision(desk, tmp_path / "all.ics")
    desk("visit", "move", visit, "--to", "2027-02-01T10:00")
    weeks = ("--weeks", "2", "--since", since)
    assert statuses(desk("export", "ics", *weeks).raw) == {visit: "CONFIRMED"}
    assert statuses(desk("export", "ics", "--learner", "L2", "--since", since).raw) == {}


def test_a_day_counts_from_its_beginning(desk: Desk) -> None:
    visit = book(desk, "L1", "2026-12-01T10:00")
    [change] = desk.json("log", "1")["changes"]
    on = datetime.fromisoformat(change["at"]).date().isoformat()
    assert statuses(desk("export", "ics", "--since", on, "--today", on).raw) == {visit: "CONFIRMED"}
    later = ("--since", "2099-01-01", "--today", "2099-01-01")
    assert statuses(desk("export", "ics", *later).raw) == {}


def test_each_caseload_counts_its_own_changes_and_a_handover_is_one(
    two_desks: Desk, tmp_path: Path
) -> None:
    desk = two_desks
    add_learner(desk, "B1", "Bea", "Hall", "--tutor", "bo")
    visit = book(desk, "L1", "2026-12-01T10:00")

    def made(tutor: str) -> str:
        out = str(tmp_path / f"{tutor}.ics")
        return str(desk.json("export", "ics", "--out", out, "--tutor", tutor)["revision"])

    hers, his = made("khan"), made("bo")
    assert hers != his
    desk("learner", "transfer", "L1", "--to", "bo")
    out = str(tmp_path / "changes.ics")
    left = desk.json("export", "ics", "--since", hers, "--out", out, "--tutor", "khan")
    assert (left["files"], [one["became"] for one in left["old"]]) == ([], ["handed over"])
    came = desk("export", "ics", "--since", his, "--tutor", "bo").raw
    assert statuses(came) == {visit: "CONFIRMED"}


@pytest.mark.parametrize(
    ("since", "status", "said"),
    [
        ("999", 1, "the last is 4"),
        ("#12", 2, "neither the number of a change nor a day"),
        ("soon", 2, "neither the number of a change nor a day"),
        ("2027-02-29", 2, "neither the number of a change nor a day"),
        ("2026-11-24", 2, "is after today"),
    ],
)
def test_what_cannot_be_counted_from(desk: Desk, since: str, status: int, said: str) -> None:
    assert said in desk.refused("export", "ics", "--since", since, status=status)


def test_a_directory_takes_no_since(desk: Desk, tmp_path: Path) -> None:
    folder = str(tmp_path / "calendar")
    desk.refused("export", "ics", "--dir", folder, "--since", "1", status=2)
    assert not Path(folder).exists()


def test_a_directory_without_cancelled_visits_loses_their_files(desk: Desk, tmp_path: Path) -> None:
    kept, gone = book(desk, "L1", "2026-12-01T10:00"), book(desk, "L1", "2026-12-02T10:00")
    book(desk, "L1", "2026-12-03T10:00")
    export = ("export", "ics", "--dir", str(tmp_path / "calendar"))
    desk(*export)
    desk("undo")
    desk("visit", "cancel", gone)
    assert desk.json(*export, "--no-cancelled")["removed"] == 2
    [file] = (tmp_path / "calendar").iterdir()
    assert file.name.startswith(kept)
