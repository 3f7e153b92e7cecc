"""A visit recorded by command with all that came of it, and summed up."""

from typing import Any

import pytest

from tests.cli.desk import TODAY, Desk, run
from tests.cli.test_hostile import NAMES, harmless

HELD = ("--on", "2026-11-20T11:00", "--outcome", "attended")


def record(desk: Desk, *more: str) -> Any:
    return desk.json("visit", "record", "L1", *HELD, *more)


def test_what_was_agreed_signed_and_booked_is_recorded_with_the_visit(desk: Desk) -> None:
    document = record(
        desk,
        *("--kind", "review", "--signed", "learner", "--signed", "tutor", "--ksb", "k6"),
        *("--action", "Read by 12 dec; employer: sign by +14", "--action", "tutor: send link"),
        *("--next", "2026-12-21T10:00", "--next-minutes", "45", "--next-mode", "workplace"),
    )
    visit, _, coming = document["changed"]
    assert [visit["id"], coming["id"]] == [one["id"] for one in desk.visits("L1")]
    assert (visit["status"], coming["status"], coming["mode"]) == (
        *("attended", "booked"),
        "workplace",
    )
    assert coming["end"] == "2026-12-21T10:45:00+00:00"
    found = desk.learner("L1")
    assert [(one["text"], one["owner"], one["due"]) for one in found["actions"]] == [
        ("Read", "learner", "2026-12-12"),
        ("sign", "employer", "2026-12-07"),
        ("send link", "tutor", None),
    ]
    [review] = found["reviews"]
    assert (review["on"], review["visit"]) == ("2026-11-20", visit["id"])
    assert review["signed"] == {"learner": "2026-11-20", "tutor": "2026-11-20", "employer": None}
    desk("undo", "--tutor", "khan")
    found = desk.learner("L1")
    assert (found["visits"], found["actions"], found["reviews"], found["ksbs"]) == ([], [], [], {})


def test_the_next_visit_is_booked_where_it_would_be_proposed(desk: Desk) -> None:
    desk("learner", "edit", "L1", "--prefers", "wed")
    args = ("visit", "record", "L1", *HELD, "--next", "auto")
    result = desk(*args)
    assert (
        result.out == "Recorded Sam Jones on 2026-11-20: attended. Next visit: Wed 23 Dec 11:00.\n"
    )
    assert result.err == ""
    # and none where there is one
    again = desk(*args)
    assert "note: no next visit was booked: one is booked already" in again.err
    assert [one["status"] for one in desk.visits("L1")] == ["attended", "attended", "booked"]


def test_an_odd_time_of_the_next_visit_is_warned_of_and_an_overlap_refused(desk: Desk) -> None:
    christmas = ("visit", "record", "L1", *HELD, "--next", "2026-12-25T10:00")
    assert "Christmas" in desk(*christmas).err
    other = ("visit", "record", "L2", *HELD, "--next", "2026-12-25T10:30")
    assert "with Sam Jones" in desk.refused(*other, status=1)
    desk(*other, "--overlap")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--next", "soon"), "not a time"),
        (("--next", "2026-11-22T10:00"), "before today"),
        (("--signed", "tutor"), "a visit of kind review"),
        (("--signed", "mum", "--kind", "review"), "no signer"),
        (("--action", "Read by 31/11"), "not a day"),
        (("--action", "employer:"), "what is to be done"),
        (("--action", "Read by 2026-11-19"), "before the day it was agreed"),
    ],
)
def test_wrong_usage_records_nothing(desk: Desk, args: tuple[str, ...], said: str) -> None:
    assert said in desk.refused("visit", "record", "L1", *HELD, *args, status=2)


def test_the_summary_is_printed_alone_and_again(desk: Desk) -> None:
    told = ("--minutes", "50", "--ksb", "K6", "--note", "Units.\nFilms.", "--next", "auto")
    first = desk("visit", "record", "L1", *HELD, *told, "--summary")
    assert first.lines[0] == "Sam Jones, Friday 20 November 2026, 11:00 to 11:50"
    assert first.lines[-3:] == [
        "Units.",
        "Films.",
        "Next visit: Friday 18 December 2026, 11:00 to 12:00, online",
    ]
    visit, coming = desk.visits("L1")
    assert desk("visit", "summary", visit["id"]).out == first.out
    found = desk.json("visit", "summary", visit["id"])["summary"]
    assert found["text"] == first.out.rstrip("\n")
    assert (found["visit"], found["next_visit"]) == (visit, coming)
    assert [(one["code"], one["state"]) for one in found["ksbs"]] == [("K6", "met")]
    assert "record what became" in desk.refused("visit", "summary", coming["id"], status=1)
    assert "no visit" in desk.refused("visit", "summary", "zzz", status=1)


def test_the_summary_stands_beside_what_was_changed(desk: Desk) -> None:
    document = record(desk, "--action", "Read", "--summary")
    assert list(document) == ["version", "changed", "summary"]
    assert document["summary"]["visit"] == document["changed"][0]
    assert document["summary"]["actions"] == [{"text": "Read", "owner": "learner", "due": None}]


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_visit_is_summed_up_inert(desk: Desk, name: str) -> None:
    text = " ".join(NAMES[name])
    told = ("--note", f"{text}\n{text}", "--action", text.replace(";", ""))
    command = ("visit", "record", "L1", *HELD, *told, "--summary")
    result = run("--workspace", str(desk.root), "--today", TODAY, *command)
    assert result.status == 0
    for line in result.lines:
        harmless(line)
