"""`import calendar`: shown first, taken back, chosen from, and undone."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import Desk


@pytest.fixture
def calendar(desk: Desk, tmp_path: Path) -> Path:
    """A calendar in which the visit to L1 was moved, that to L2 cancelled, that to L3 made a day.

    The one to L1 is now at the time of another of L3's.
    """
    for ref, day in (("L1", "12"), ("L2", "13"), ("L3", "14"), ("L3", "15")):
        desk("visit", "book", ref, "--at", f"2027-01-{day}T10:00")
    file = tmp_path / "diary.ics"
    desk("export", "ics", "--out", str(file))
    text = file.read_text()
    for before, after in (
        ("20270112T1", "20270115T1"),
        ("TZID=Europe/London:20270114T100000", "VALUE=DATE:20270114"),
        ("TZID=Europe/London:20270114T110000", "VALUE=DATE:20270115"),
    ):
        text = text.replace(before, after)
    first, second = text.split("DTSTART;TZID=Europe/London:20270113")
    file.write_text(
        first + "DTSTART;TZID=Europe/London:20270113" + second.replace("CONFIRMED", "CANCELLED", 1)
    )
    return file


def times(desk: Desk) -> dict[str, str]:
    found = desk.json("visit", "list")["visits"]
    return {one["start"][:16]: one["status"] for one in found}


BEFORE = {f"2027-01-{day}T10:00": "booked" for day in (12, 13, 14, 15)}
TOLD = """\
moved      L1  Sam Jones: 12 Jan 2027 10:00-11:00 -> 15 Jan 2027 10:00-11:00
             overlaps the visit of 15 Jan 2027 10:00-11:00 with Anna Ng
             the window closed 5 Oct, before this visit
cancelled  L2  Ann Lee: 13 Jan 2027 10:00-11:00
left       L3  Anna Ng: 14 Jan 2027 10:00-11:00: it has no time of day in the calendar
1 moved, 1 cancelled, 1 unchanged, 1 left"""


def test_it_is_shown_first_then_done_then_undone(desk: Desk, calendar: Path) -> None:
    shown = desk("import", "calendar", str(calendar), "--dry-run").out
    assert shown == f"{TOLD}; nothing was changed (dry run).\n"
    assert times(desk) == BEFORE
    assert desk("import", "calendar", str(calendar)).out == f"{TOLD}.\n"
    after = dict(BEFORE)
    del after["2027-01-12T10:00"]
    assert times(desk) == after | {"2027-01-13T10:00": "cancelled"}
    desk("undo")
    assert times(desk) == BEFORE


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        (("--only", "moved"), {"moved": ["L1"], "cancelled": []}),
        (("--only", "cancelled"), {"moved": [], "cancelled": ["L2"]}),
        (("--learner", "L2"), {"moved": [], "cancelled": ["L2"]}),
        (("--learner", "L1", "--only", "cancelled"), {"moved": [], "cancelled": []}),
    ],
)
def test_only_what_is_chosen_is_taken(
    desk: Desk, calendar: Path, options: tuple[str, ...], taken: dict[str, list[str]]
) -> None:
    found = desk.json("import", "calendar", str(calendar), *options)
    assert {kind: [one["ref"] for one in found[kind]] for kind in taken} == taken
    rest = {"L1", "L2"} - {ref for refs in taken.values() for ref in refs}
    assert {one["ref"] for one in found["not_chosen"]} == rest
    here = times(desk)
    assert ("2027-01-12T10:00" not in here) == bool(taken["moved"])
    assert (here["2027-01-13T10:00"] == "cancelled") == bool(taken["cancelled"])


def test_every_visit_is_told_as_it_is_and_as_it_would_be(desk: Desk, calendar: Path) -> None:
    found: dict[str, Any] = desk.json("import", "calendar", str(calendar), "--dry-run")
    [moved] = found["moved"]
    assert moved["visit"]["start"] == "2027-01-12T10:00:00+00:00"
    assert moved["after"]["start"] == "2027-01-15T10:00:00+00:00"
    assert moved["after"]["id"] == moved["visit"]["id"]
    assert [one["after"]["status"] for one in found["cancelled"]] == ["cancelled"]
    assert [one["reason"] for one in found["left"]] == ["it has no time of day in the calendar"]
    assert [one["ref"] for one in found["unchanged"]] == ["L3"]
    assert found["dry_run"] is True


def test_a_file_that_is_no_calendar_is_refused(desk: Desk, calendar: Path, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("Ref,Name\n")
    said = desk.refused("import", "calendar", str(calendar), str(tmp_path / "table.csv"), status=1)
    assert said == "error: table.csv is no calendar file: it has no BEGIN:VCALENDAR."
    said = desk.refused("import", "calendar", str(calendar), "--learner", "X", status=2)
    assert said == "error: nobody in the file has the reference 'X'"
    assert times(desk) == BEFORE
