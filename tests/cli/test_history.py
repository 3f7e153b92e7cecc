"""The history from the command line: listed, told field by field, taken back, done again."""

from datetime import datetime
from typing import Any

import pytest

from tests.cli.desk import Desk
from tests.cli.test_json import MOMENT, check

CHANGE = {
    "number": int,
    "at": MOMENT,
    "actor": str,
    "what": str,
    "learners": [str],
    "reverts": (int, None),
    "undone_by": (int, None),
    "fields": [{"document": str, "field": str, "before": str, "after": str}],
    "caseloads": int,
}


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """After the tutor and three learners: a booking, a KSB, another employer; numbers 5 to 7."""
    desk("visit", "book", "L1", "--at", "2026-12-01T10:00")
    desk("ksb", "set", "L1", "K1=met")
    desk("learner", "edit", "L2", "--employer", "Acme [ill]")
    return desk


def numbers(desk: Desk, *args: str) -> list[int]:
    return [change["number"] for change in desk.json("log", *args)["changes"]]


def change(desk: Desk, number: int) -> Any:
    [found] = desk.json("log", str(number))["changes"]
    return found


def test_the_log_tells_the_newest_first(worked: Desk) -> None:
    listed = worked.json("log")
    check(listed["changes"], [CHANGE])
    assert [one["number"] for one in listed["changes"]] == [7, 6, 5, 4, 3, 2, 1]
    newest, ksb, booking = listed["changes"][:3]
    assert newest["what"] == "edit employer of Ann Lee"
    assert newest["learners"] == [worked.learner("L2")["id"]]
    assert newest["fields"] == [
        {"document": "Ann Lee", "field": "employer", "before": "nothing", "after": "Acme [ill]"}
    ]
    assert [ksb["what"], booking["what"]] == ["set K1=met of Sam Jones", "book visit of 2026-12-01"]
    assert datetime.fromisoformat(newest["at"]).utcoffset() is not None


def test_the_log_is_as_long_as_asked_for(worked: Desk) -> None:
    for number in range(20):
        worked("learner", "edit", "L3", "--employer", f"Employer {number}")
    assert numbers(worked) == list(range(27, 7, -1))
    assert numbers(worked, "--limit", "2") == [27, 26]
    assert numbers(worked, "--all") == list(range(27, 0, -1))
    assert numbers(worked, "--learner", "Sam") == [6, 5, 2]
    assert numbers(worked, "--learner", "L3", "--limit", "1") == [27]


def test_the_log_reads_as_lines(worked: Desk) -> None:
    worked("undo", "6")
    heading, *lines = worked("log", "--limit", "3").lines
    assert heading.split() == ["NO", "WHEN", "WHO", "LEARNER", "WHAT"]
    assert lines[0].startswith("8 ")
    assert "undo 6: set K1=met of Sam Jones" in lines[0]
    assert lines[-1].endswith("(undone by 8)")
    detail = worked("log", "7").lines
    assert "edit employer of Ann Lee" in detail[0]
    assert detail[-1] == "  employer: nothing -> Acme [ill]"
    assert "Undone by change 8." in worked("log", "6").lines


def test_another_tutors_log_is_asked_for_by_name(two_desks: Desk) -> None:
    [only] = two_desks.json("log", "--tutor", "bo")["changes"]
    assert only["what"] == "add tutor Bo Lee"
    assert "Bo Lee" in two_desks.refused("log", status=2)


def test_undo_takes_back_the_last_change_and_then_the_one_before(worked: Desk) -> None:
    said = worked("undo").out
    assert said == (
        "Undone: change 7, edit employer of Ann Lee. Do it again with: tutor-tui redo\n"
    )
    assert worked.learner("L2")["employer"] is None
    undone = worked.changed("undo")
    check(undone, CHANGE)
    assert (undone["number"], undone["undone_by"]) == (6, 9)
    assert worked.learner("L1")["ksbs"] == {}
    worked("undo")
    assert worked.visits("L1") == []
    assert change(worked, 10)["reverts"] == 5


def test_redo_does_again_what_was_undone_the_last_first(worked: Desk) -> None:
    for _ in range(3):
        worked("undo")
    assert "Done again: change 5" in worked("redo").out
    assert [visit["start"] for visit in worked.visits("L1")] == ["2026-12-01T10:00:00+00:00"]
    again = worked.changed("redo")
    assert (again["number"], again["undone_by"]) == (6, None)
    worked("redo")
    assert worked.learner("L2")["employer"] == "Acme [ill]"
    assert "nothing was undone" in worked.refused("redo", status=1)


def test_a_new_change_makes_an_end_of_redoing(worked: Desk) -> None:
    worked("undo")
    worked("learner", "edit", "L3", "--employer", "Other")
    assert "nothing was undone" in worked.refused("redo", status=1)


def test_a_change_is_undone_by_its_number_and_again_after_it_was_redone(worked: Desk) -> None:
    for _ in range(2):
        assert worked.changed("undo", "5")["undone_by"] is not None
        assert worked.visits("L1") == []
        worked("redo")
        assert len(worked.visits("L1")) == 1
    assert change(worked, 5)["undone_by"] is None
    # taken back by number and then by itself, nothing else is meant
    worked("undo", "5")
    assert worked.changed("undo")["number"] == 7


def test_the_undoing_of_an_undoing_is_a_redoing(worked: Desk) -> None:
    worked("undo", "6")
    assert worked("undo", "8").out.startswith("Done again: change 6, set K1=met of Sam Jones.")
    assert list(worked.learner("L1")["ksbs"]) == ["K1"]
    assert change(worked, 8)["undone_by"] == 9


def test_what_a_later_change_stands_on_is_not_undone(worked: Desk) -> None:
    worked("learner", "edit", "L2", "--postcode", "LS1 1AA")
    said = worked.refused("undo", "7", status=1)
    assert "change 8 by" in said
    assert "stands on it" in said
    worked("undo", "8")
    worked("undo", "7")
    assert worked.learner("L2")["employer"] is None


def test_a_visit_that_was_moved_since_stands_on_its_booking(worked: Desk) -> None:
    [visit] = worked.visits("L1")
    worked("visit", "move", visit["id"], "--to", "2026-12-02T10:00")
    said = worked.refused("undo", "5", status=1)
    assert "(move visit of 2026-12-02) stands on it" in said


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("undo", "99"), 1, "no change 99"),
        (("undo", "1"), 1, "made the caseload"),
        (("undo", "2"), 1, "stands on it"),
        (("undo", "0"), 2, "NUMBER"),
        (("undo", "five"), 2, "NUMBER"),
        (("redo",), 1, "nothing was undone"),
        (("log", "99"), 1, "no change 99"),
        (("log", "5", "--all"), 2, "one of"),
        (("log", "5", "--learner", "L1"), 2, "not both"),
        (("log", "--limit", "0"), 2, "--limit"),
        (("log", "--learner", "zzz"), 1, "zzz"),
    ],
)
def test_refused_with_the_reason(
    worked: Desk, args: tuple[str, ...], status: int, said: str
) -> None:
    assert said in worked.refused(*args, status=status)


def test_an_undone_change_is_not_undone_twice(worked: Desk) -> None:
    worked("undo", "7")
    assert "undone already, by change 8" in worked.refused("undo", "7", status=1)


def test_a_learner_with_visits_since_is_not_unmade(desk: Desk) -> None:
    desk("visit", "book", "L3", "--at", "2026-12-01T10:00")
    assert "more is recorded of" in desk.refused("undo", "4", status=1)
    desk("undo")
    desk("undo", "4")
    assert "no learner" in desk.refused("learner", "show", "L3", status=1)


def test_undo_is_of_ones_own_changes_unless_a_number_is_given(
    worked: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor_tui.cli.session.login", lambda: "lead")
    assert "nothing of lead's is left to undo" in worked.refused("undo", status=1)
    worked("learner", "edit", "L3", "--employer", "Lead's")
    assert worked.changed("undo", "7")["what"] == "edit employer of Ann Lee"
    assert worked.changed("undo")["number"] == 8
    assert worked.changed("redo")["number"] == 8
    assert change(worked, 9)["actor"] == "lead"
