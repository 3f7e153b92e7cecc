"""Visits from the command line: booking, moving, recording, correcting, cancelling."""

from datetime import datetime
from typing import Any

import pytest

from tests.cli.desk import Desk

FACE = ("id", "start", "end", "mode", "kind", "status", "sequence", "minutes", "otj_minutes")


def book(desk: Desk, at: str, *more: str, who: str = "L1") -> Any:
    return desk.changed("visit", "book", who, "--at", at, *more)


def record(desk: Desk, on: str, *more: str, who: str = "L1", outcome: str = "attended") -> Any:
    return desk.changed("visit", "record", who, "--on", on, "--outcome", outcome, *more)


def stamp(desk: Desk, visit_id: str) -> tuple[int, str]:
    """The visit's sequence and the moment of its last change, as a calendar shows them."""
    text = desk("export", "ics").out.replace("\r\n ", "")
    [event] = [part for part in text.split("BEGIN:VEVENT") if f"UID:{visit_id}" in part]
    fields = dict(line.split(":", 1) for line in event.splitlines() if ":" in line)
    return int(fields["SEQUENCE"]), fields["LAST-MODIFIED"]


# booking


def test_a_booking_takes_what_is_usual_and_what_is_said(desk: Desk) -> None:
    usual = book(desk, "2026-12-01T10:00")
    assert [usual[key] for key in FACE[1:]] == [
        "2026-12-01T10:00:00+00:00",
        "2026-12-01T11:00:00+00:00",
        "online",
        "teaching",
        "booked",
        0,
        None,
        None,
    ]
    said = book(
        desk,
        "2026-12-01T14:00",
        *("--minutes", "45", "--mode", "workplace", "--kind", "review"),
        who="L2",
    )
    assert (said["end"], said["mode"], said["kind"]) == (
        "2026-12-01T14:45:00+00:00",
        "workplace",
        "review",
    )
    assert said["id"] > usual["id"]  # ids are in the order of making


@pytest.mark.parametrize(
    ("given", "start", "end"),
    [
        ("2026-12-01T10:00", "2026-12-01T10:00:00+00:00", "2026-12-01T11:00:00+00:00"),
        ("2026-12-01 10:00", "2026-12-01T10:00:00+00:00", "2026-12-01T11:00:00+00:00"),
        ("2026-12-01T10:00+02:00", "2026-12-01T08:00:00+00:00", "2026-12-01T09:00:00+00:00"),
        ("2027-06-01T10:00", "2027-06-01T10:00:00+01:00", "2027-06-01T11:00:00+01:00"),
        ("2027-06-01T10:00Z", "2027-06-01T11:00:00+01:00", "2027-06-01T12:00:00+01:00"),
        # the clocks go forward within it, and back: an hour of real time all the same
        ("2027-03-28T00:30", "2027-03-28T00:30:00+00:00", "2027-03-28T02:30:00+01:00"),
        ("2027-10-31T00:30", "2027-10-31T00:30:00+01:00", "2027-10-31T01:30:00+01:00"),
        # a time that comes twice is the first, unless its offset is said
        ("2027-10-31T01:30", "2027-10-31T01:30:00+01:00", "2027-10-31T01:30:00+00:00"),
        ("2027-10-31T01:30+00:00", "2027-10-31T01:30:00+00:00", "2027-10-31T02:30:00+00:00"),
    ],
)
def test_times_are_londons(desk: Desk, given: str, start: str, end: str) -> None:
    visit = book(desk, given)
    assert (visit["start"], visit["end"]) == (start, end)
    assert desk.visits("L1") == [visit]


def test_an_overlap_is_refused_unless_it_is_wanted(desk: Desk) -> None:
    book(desk, "2026-12-01T10:00")
    for at in ("2026-12-01T10:59", "2026-12-01T09:30", "2026-12-01T10:00"):
        said = desk.refused("visit", "book", "L2", "--at", at, status=1)
        assert "Sam Jones" in said
        assert "10:00-11:00" in said
        assert "--overlap" in said
    book(desk, "2026-12-01T11:00", who="L2")  # one after the other is none
    book(desk, "2026-12-01T09:00", who="L2")
    book(desk, "2026-12-01T10:30", "--overlap", who="L3")


def test_a_cancelled_visit_and_another_tutors_take_no_time(two_desks: Desk) -> None:
    desk = two_desks
    first = desk.changed("visit", "book", "L1", "--at", "2026-12-01T10:00", "--tutor", "khan")
    desk("visit", "cancel", first["id"])
    desk("visit", "book", "L2", "--at", "2026-12-01T10:00")
    desk("learner", "transfer", "L3", "--to", "bo")
    desk("visit", "book", "L3", "--at", "2026-12-01T10:00")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-28T10:00", "Saturday"),
        ("2026-12-25T10:00", "Christmas"),
        ("2026-12-08T10:00", "leave from 2026-12-07 to 2026-12-09"),
        ("2026-12-07T10:00", "leave"),
        ("2026-12-09T10:00", "leave"),
        ("2026-11-24T08:30", "outside"),
        ("2026-11-24T16:30", "outside"),
        ("2026-11-20T10:00", "has passed"),
        ("2027-02-01T10:00", "the window close"),
    ],
)
def test_an_odd_time_is_warned_of_and_booked(desk: Desk, at: str, said: str) -> None:
    desk("tutor", "leave", "khan", "--from", "2026-12-07", "--to", "2026-12-09")
    result = desk("visit", "book", "L1", "--at", at, "--json")
    assert any(said in note and note.startswith("note: ") for note in result.err.splitlines())
    assert desk.visits("L1") == result.json["changed"]


def test_a_time_in_the_tutors_week_is_booked_without_a_word(desk: Desk) -> None:
    desk("visit", "record", "L1", "--on", "2026-11-02", "--outcome", "attended")
    for at in ("2026-12-03T09:00", "2026-12-04T16:00"):
        assert desk("visit", "book", "L1", "--at", at).err == ""


def test_a_scottish_tutor_has_scottish_bank_holidays(desk: Desk) -> None:
    summer = "2027-08-30T10:00"  # a bank holiday in England
    assert "Summer" in desk("visit", "book", "L1", "--at", summer).err
    desk("tutor", "edit", "khan", "--nation", "SCT")
    assert "Summer" not in desk("visit", "book", "L2", "--at", summer, "--overlap").err


# moving


def test_a_move_keeps_the_length_and_counts_up(desk: Desk) -> None:
    visit = book(desk, "2026-12-01T10:00", "--minutes", "45")
    moved = desk.changed("visit", "move", visit["id"], "--to", "2026-12-02T15:00")
    assert moved == {
        **visit,
        "start": "2026-12-02T15:00:00+00:00",
        "end": "2026-12-02T15:45:00+00:00",
        "date": "2026-12-02",
        "sequence": 1,
    }
    longer = desk.changed(
        "visit", "move", visit["id"], "--to", "2027-03-28T00:30", "--minutes", "90"
    )
    assert (longer["end"], longer["sequence"]) == ("2027-03-28T03:00:00+01:00", 2)
    back = desk.changed("visit", "move", visit["id"], "--to", "2026-12-02T15:00")
    assert back["end"] == "2026-12-02T16:30:00+00:00"


def test_a_calendar_is_told_when_a_visit_changed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clock(text: str) -> None:
        monkeypatch.setattr("tutor_tui.cli.session.now", lambda: datetime.fromisoformat(text))

    clock("2026-11-20T08:00:00+00:00")
    visit = book(desk, "2026-11-23T10:00")
    clock("2026-11-21T09:00:00+00:00")
    desk("visit", "move", visit["id"], "--to", "2026-11-23T11:00")
    assert stamp(desk, visit["id"]) == (1, "20261121T090000Z")
    clock("2026-11-23T12:00:00+00:00")
    record(desk, "2026-11-23")
    assert stamp(desk, visit["id"]) == (1, "20261121T090000Z")


def test_a_move_to_where_it_is_does_not_count_up(desk: Desk) -> None:
    visit = book(desk, "2026-12-01T10:00")
    before = stamp(desk, visit["id"])
    desk("visit", "move", visit["id"], "--to", "2026-12-01T10:00")
    assert stamp(desk, visit["id"]) == before


def test_a_move_may_not_overlap_but_may_touch_itself(desk: Desk) -> None:
    first, second = book(desk, "2026-12-01T10:00"), book(desk, "2026-12-01T14:00", who="L2")
    move = ("visit", "move", second["id"], "--to")
    assert "Sam Jones" in desk.refused(*move, "2026-12-01T10:30", status=1)
    desk(*move, "2026-12-01T14:30")
    desk(*move, "2026-12-01T10:30", "--overlap")
    assert "5 minutes" in desk.refused(
        "visit", "move", first["id"], "--to", "2026-12-03T10:00", "--minutes", "0", status=2
    )


def test_only_a_booking_is_moved_or_cancelled(desk: Desk) -> None:
    visit = record(desk, "2026-11-20")
    for args in (("move", visit["id"], "--to", "2026-12-01T10:00"), ("cancel", visit["id"])):
        assert "attended" in desk.refused("visit", *args, status=1)


# cancelling


def test_a_cancelled_visit_stays_with_who_and_why(desk: Desk) -> None:
    visit = book(desk, "2026-12-01T10:00")
    gone = desk.changed("visit", "cancel", visit["id"], "--by", "learner", "--why", "Ill")
    told = {"status": "cancelled", "cancelled_by": "learner", "why": "Ill"}
    assert gone == {**visit, **told, "sequence": 1}
    assert desk.visits("L1") == [gone]
    assert "already cancelled" in desk.refused("visit", "cancel", visit["id"], status=1)
    again = desk.changed("visit", "edit", visit["id"], "--status", "booked")
    assert again == {**visit, "sequence": 2}


def test_a_cancelled_visit_is_not_booked_again_over_another(desk: Desk) -> None:
    visit = book(desk, "2026-12-01T10:00")
    desk("visit", "cancel", visit["id"])
    book(desk, "2026-12-01T10:30", who="L2")
    edit = ("visit", "edit", visit["id"], "--status", "booked")
    assert "Ann Lee" in desk.refused(*edit, status=1)
    assert desk.changed(*edit, "--overlap")["status"] == "booked"


def test_a_booking_is_not_made_longer_into_another(desk: Desk) -> None:
    visit = book(desk, "2026-12-01T10:00")
    book(desk, "2026-12-01T11:00", who="L2")
    assert "Ann Lee" in desk.refused("visit", "edit", visit["id"], "--length", "90", status=1)
    assert desk.changed("visit", "edit", visit["id"], "--length", "30")["sequence"] == 1


# recording


def test_the_earliest_open_booking_of_the_day_is_completed(desk: Desk) -> None:
    late = book(desk, "2026-11-20T15:00")
    early = book(desk, "2026-11-20T10:00", "--kind", "review")
    other_day = book(desk, "2026-11-19T09:00")
    others = book(desk, "2026-11-20T09:00", who="L2")
    done = record(desk, "2026-11-20", "--minutes", "50", "--otj-minutes", "40", "--note", "Units")
    assert done == {
        **early,
        "status": "attended",
        "minutes": 50,
        "otj_minutes": 40,
        "note": "Units",
    }
    assert record(desk, "2026-11-20", outcome="not_attended")["id"] == late["id"]
    third = record(desk, "2026-11-20")
    assert third["id"] not in {late["id"], early["id"]}
    assert (third["start"], third["end"], third["date"]) == (None, None, "2026-11-20")
    statuses = {visit["id"]: visit["status"] for visit in desk.json("visit", "list")["visits"]}
    assert statuses[other_day["id"]] == statuses[others["id"]] == "outcome_missing"


@pytest.mark.parametrize("outcome", ["not_attended", "cancelled"])
def test_a_visit_that_was_not_held_lasted_no_time(desk: Desk, outcome: str) -> None:
    said = ("--minutes", "60", "--otj-minutes", "45")
    booked = book(desk, "2026-11-20T10:00")
    desk("visit", "edit", booked["id"], *said)
    for on in ("2026-11-20", "2026-11-19", "2026-11-18T10:00"):
        missed = record(desk, on, *said, outcome=outcome)
        assert (missed["minutes"], missed["otj_minutes"]) == (None, None)


def test_a_visit_before_the_start_is_recorded_with_a_word(desk: Desk) -> None:
    args = ("visit", "record", "L1", "--outcome", "attended", "--on")
    early = desk(*args, "2024-02-29", "--json")
    assert early.json["changed"][0]["date"] == "2024-02-29"
    assert "note: 2024-02-29 is before the learner's start, 2026-08-31\n" in early.err
    assert desk(*args, "2026-08-31").err == ""


def test_a_visit_that_was_not_booked_is_added(desk: Desk) -> None:
    day = record(desk, "2026-11-20", "--kind", "support")
    assert [day[key] for key in FACE[1:6]] == [None, None, "online", "support", "attended"]
    timed = record(desk, "2026-11-20T09:30", "--minutes", "30")
    assert timed["start"] == "2026-11-20T09:30:00+00:00"
    assert timed["end"] == "2026-11-20T10:00:00+00:00"
    assert [visit["id"] for visit in desk.visits("L1")] == [timed["id"], day["id"]]


def test_today_is_the_last_day_to_record(desk: Desk) -> None:
    assert record(desk, "2026-11-23")["status"] == "attended"


def test_a_chosen_booking_is_completed_on_the_day_it_was_held(desk: Desk) -> None:
    visit = book(desk, "2026-11-19T10:00")
    earlier = book(desk, "2026-11-18T10:00")
    held = record(desk, "2026-11-18", "--visit", visit["id"])
    assert (held["id"], held["start"]) == (visit["id"], "2026-11-18T10:00:00+00:00")
    assert held["sequence"] == 1
    statuses = {one["id"]: one["status"] for one in desk.visits("L1")}
    assert statuses[earlier["id"]] == "outcome_missing"
    again = ("visit", "record", "L1", "--on", "2026-11-18", "--outcome", "attended", "--visit")
    assert "visit edit" in desk.refused(*again, visit["id"], status=1)
    of_another = ("visit", "record", "L2", *again[3:])
    assert "Sam Jones" in desk.refused(*of_another, earlier["id"], status=2)


def test_an_outcome_is_no_change_of_the_calendar(desk: Desk) -> None:
    visit = book(desk, "2026-11-20T10:00")
    before = stamp(desk, visit["id"])
    done = record(desk, "2026-11-20", "--minutes", "50", "--note", "Long")
    desk("visit", "edit", visit["id"], "--otj-minutes", "20", "--status", "not_attended")
    assert done["sequence"] == 0
    assert stamp(desk, visit["id"]) == before


def test_cancelled_as_an_outcome_is_one(desk: Desk) -> None:
    visit = book(desk, "2026-11-20T10:00")
    assert record(desk, "2026-11-20", outcome="cancelled")["sequence"] == visit["sequence"] + 1


def test_ksbs_are_set_with_the_visit(desk: Desk) -> None:
    args = ("--ksb", "K1=met", "--ksb", "k2=submitted", "--ksb", "S3")
    document = desk.json(
        "visit", "record", "L1", "--on", "2026-11-20", "--outcome", "attended", *args
    )
    assert [list(one)[1] for one in document["changed"]] == ["learner", "ref"]
    assert desk.learner("L1")["ksbs"] == {
        "K1": {"state": "met", "on": "2026-11-20"},
        "K2": {"state": "submitted", "on": "2026-11-20"},
        "S3": {"state": "met", "on": "2026-11-20"},
    }


def test_support_does_not_count_for_the_cadence(desk: Desk) -> None:
    record(desk, "2026-11-16", "--kind", "support")
    assert desk.learner("L1")["verdict"]["last_visit"] is None
    record(desk, "2026-11-02", "--kind", "observation")
    verdict = desk.learner("L1")["verdict"]
    assert (verdict["last_visit"], verdict["opens"]) == ("2026-11-02", "2026-11-30")


# correcting


def test_an_edit_changes_what_is_said_alone(desk: Desk) -> None:
    visit = record(desk, "2026-11-20T10:00", "--note", "Units", "--minutes", "50")
    edited = desk.changed("visit", "edit", visit["id"], "--kind", "review", "--mode", "workplace")
    assert edited == {**visit, "kind": "review", "mode": "workplace", "sequence": 1}
    assert "nothing to change" in desk.refused(
        "visit", "edit", visit["id"], "--kind", "review", status=1
    )


@pytest.mark.parametrize(
    ("option", "value", "moves"),
    [
        ("--length", "30", True),
        ("--mode", "workplace", True),
        ("--kind", "review", True),
        ("--location", "Leeds", True),
        ("--link", "https://example.org/room", True),
        ("--status", "cancelled", True),
        ("--note", "Units", False),
        ("--minutes", "30", False),
        ("--otj-minutes", "30", False),
    ],
)
def test_the_sequence_moves_only_where_a_calendar_shows_it(
    desk: Desk, option: str, value: str, moves: bool
) -> None:
    visit = book(desk, "2026-12-01T10:00")
    assert desk.changed("visit", "edit", visit["id"], option, value)["sequence"] == int(moves)


def test_an_outcome_lies_never_ahead(desk: Desk) -> None:
    visit = book(desk, "2026-11-24T10:00")
    for status in ("attended", "not_attended"):
        said = desk.refused("visit", "edit", visit["id"], "--status", status, status=2)
        assert "after today" in said


def test_a_visit_without_a_time_has_no_length_until_it_is_moved(desk: Desk) -> None:
    visit = record(desk, "2026-11-20")
    assert "visit move" in desk.refused("visit", "edit", visit["id"], "--length", "30", status=2)
    desk("visit", "edit", visit["id"], "--status", "booked")
    moved = desk.changed("visit", "move", visit["id"], "--to", "2026-12-01T10:00")
    assert moved["end"] == "2026-12-01T11:00:00+00:00"
