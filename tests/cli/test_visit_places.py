"""Where a visit is held goes into the calendar, and bookings follow when it changes."""

from pathlib import Path
from typing import Any

import pytest
import vobject

from tests.cli.desk import Desk


@pytest.fixture
def sam(desk: Desk) -> Desk:
    """Sam is met online, and works somewhere."""
    desk("learner", "edit", "L1", "--link", "https://meet.example/sam")
    desk("learner", "edit", "L1", "--employer", "Ystwyth Care", "--postcode", "SY23 3AH")
    return desk


def book(desk: Desk, at: str, *more: str) -> str:
    return str(desk.changed("visit", "book", "L1", "--at", at, *more)["id"])


def shown(desk: Desk) -> dict[str, tuple[str, int]]:
    """Where each visit is held and its number, as another program reads the calendar."""
    [read] = vobject.readComponents(desk("export", "ics").out)

    def where(event: Any) -> str:
        return str(event.location.value) if hasattr(event, "location") else ""

    return {
        event.uid.value.partition("@")[0]: (where(event), int(event.sequence.value))
        for event in read.contents.get("vevent", [])
    }


def test_bookings_follow_a_new_link_in_one_change_that_can_be_undone(sam: Desk) -> None:
    held, cancelled = book(sam, "2026-11-20T10:00"), book(sam, "2026-12-01T10:00")
    online, workplace = (
        book(sam, f"2026-12-0{day}T10:00", "--mode", mode)
        for day, mode in ((2, "online"), (3, "workplace"))
    )
    own = book(sam, "2026-12-04T10:00")
    sam("visit", "edit", own, "--link", "https://meet.example/panel")
    sam("visit", "cancel", cancelled)
    before = shown(sam)
    sam("learner", "edit", "L1", "--link", "https://meet.example/new")
    assert shown(sam) == before | {online: ("https://meet.example/new", 1)}
    assert before[held] == ("https://meet.example/sam", 0)
    assert before[own] == ("https://meet.example/panel", 1)
    assert before[workplace] == ("Ystwyth Care, SY23 3AH", 0)
    sam("undo")
    assert shown(sam) == before | {online: ("https://meet.example/sam", 2)}


def test_a_link_that_comes_after_the_booking_reaches_it(desk: Desk) -> None:
    visit = book(desk, "2026-12-01T10:00")
    assert shown(desk) == {visit: ("", 0)}
    desk("learner", "edit", "L1", "--link", "https://meet.example/sam")
    assert shown(desk) == {visit: ("https://meet.example/sam", 1)}
    desk("learner", "edit", "L1", "--clear", "link")
    assert shown(desk) == {visit: ("", 2)}


def test_bookings_at_the_workplace_follow_the_learner_to_another(sam: Desk) -> None:
    visit = book(sam, "2026-12-01T10:00", "--mode", "workplace")
    sam("learner", "edit", "L1", "--employer", "Teifi Dairy", "--postcode", "SA43 1AA")
    assert shown(sam) == {visit: ("Teifi Dairy, SA43 1AA", 1)}
    sam("learner", "edit", "L1", "--email", "sam@example.org")
    assert shown(sam) == {visit: ("Teifi Dairy, SA43 1AA", 1)}


def test_a_new_name_raises_the_number_of_what_shows_it(sam: Desk) -> None:
    past, ahead = book(sam, "2026-11-20T10:00"), book(sam, "2026-12-01T10:00")
    sam("learner", "edit", "L1", "--family-name", "Owen")
    assert {id_: number for id_, (_, number) in shown(sam).items()} == {past: 0, ahead: 1}


def test_a_visit_that_is_to_be_held_otherwise_takes_its_place_with_it(sam: Desk) -> None:
    visit, own = book(sam, "2026-12-01T10:00"), book(sam, "2026-12-02T10:00")
    sam("visit", "edit", visit, "--mode", "workplace")
    sam("visit", "edit", own, "--mode", "workplace", "--location", "Library")
    assert shown(sam) == {visit: ("Ystwyth Care, SY23 3AH", 1), own: ("Library", 1)}
    sam("visit", "edit", visit, "--mode", "online")
    assert shown(sam)[visit] == ("https://meet.example/sam", 2)


def test_bookings_follow_what_an_import_changes(sam: Desk, tmp_path: Path) -> None:
    visit = book(sam, "2026-12-01T10:00", "--mode", "workplace")
    table = tmp_path / "learners.csv"
    table.write_text("Reference,Employer\nL1,Teifi Dairy\n")
    sam("import", "table", str(table))
    assert shown(sam) == {visit: ("Teifi Dairy, SY23 3AH", 1)}
    sam("undo")
    assert shown(sam) == {visit: ("Ystwyth Care, SY23 3AH", 2)}
