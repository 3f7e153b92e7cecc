"""`timeline` and `ksb list`: the text and JSON twins of the drawings."""

from typing import Any

from tests.cli.desk import Desk


def test_a_timeline_tells_everything_in_order_around_today(desk: Desk) -> None:
    desk("visit", "record", "L1", "--on", "2026-09-21", "--outcome", "attended")
    desk("visit", "book", "L1", "--at", "2026-12-01T10:00")
    desk("learner", "break", "L1", "--from", "2026-10-05", "--to", "2026-11-02")
    desk("action", "add", "L1", "--text", "Read [unit] 4", "--on", "2026-11-02")
    desk("action", "done", "L1", "Read")
    lines = desk("timeline", "L1").lines
    assert lines[0] == "Sam Jones (L1), ST1379 v1.2"
    order = [
        "Mon 31 Aug        Programme starts",
        "Mon 21 Sep        Visit: teaching, online, attended",
        "Mon 5 Oct         Break in learning begins, back 2 Nov",
        "Mon 2 Nov         Return from the break",
        "Mon 23 Nov        Action of the learner, done: Read [unit] 4",
        "-- today, Mon 23 Nov --",
        "Mon 30 Nov        Window for the next visit opens, until 7 Dec",
        "Tue 1 Dec         Visit: 10:00 teaching, online, booked, 60 min",
        "Fri 31 Dec 2027   Planned end",
    ]
    stripped = [line.strip() for line in lines]
    found = [stripped.index(line) for line in order]
    assert found == sorted(found)


def test_a_curve_is_told_by_month(desk: Desk) -> None:
    desk("ksb", "set", "L1", "K1=met", "K2=met", "--on", "2026-10-01")
    lines = [line.split() for line in desk("timeline", "L1", "--curve").lines]
    assert lines[0] == ["UP", "TO", "MET", "EXPECTED"]
    assert ["30", "Sep", "0", "2"] in lines
    assert ["31", "Oct", "2", "4"] in lines
    assert ["23", "Nov", "2", "6"] in lines
    assert ["30", "Nov", "-", "6"] in lines
    assert lines[-1] == ["31", "Dec", "2027", "-", "35"]


def test_hours_stand_beside_the_ksbs_where_they_are_planned(desk: Desk) -> None:
    desk("learner", "edit", "L1", "--otj-planned", "400", "--otj-actual", "50")
    lines = desk("timeline", "L1", "--curve").lines
    assert lines[0].split() == ["UP", "TO", "MET", "EXPECTED", "HOURS", "EXPECTED"]
    [today] = [line.split()[2:] for line in lines if line.startswith("23 Nov ")]
    hours = desk.json("triage")["learners"]
    [expected] = [one["hours"]["expected"] for one in hours if one["ref"] == "L1"]
    assert today == ["0", "6", "50", str(expected)]
    assert lines[-1] == "50 hours without a day, spread evenly."


def test_it_is_said_where_there_is_no_curve(desk: Desk) -> None:
    desk("learner", "edit", "L1", "--standard", "LARS-999")
    [line] = desk("timeline", "L1", "--curve").lines
    assert line.startswith("No curve to show")
    curves = desk.json("timeline", "L1")["curves"]
    assert curves == {"ksbs": None, "hours": None}


def test_the_json_of_a_timeline_is_stable(desk: Desk) -> None:
    desk("visit", "record", "L1", "--on", "2026-10-12", "--outcome", "attended")
    desk("learner", "break", "L1", "--from", "2026-10-19", "--to", "2026-11-02")
    document = desk.json("timeline", "L1")
    assert list(document) == [
        "version", "learner", "first", "last", "today", "visits", "reviews", "breaks", "windows",
        "milestones", "curves", "events",
    ]  # fmt: skip
    assert (document["first"], document["today"]) == ("2026-08-31", "2026-11-23")
    assert document["visits"] == [
        {"on": "2026-10-12", "status": "attended", "text": "teaching, online, attended"}
    ]
    [pause] = document["breaks"]
    assert (pause["first"], pause["last"]) == ("2026-10-19", "2026-11-01")
    assert document["windows"][0] == {
        "first": "2026-10-06",
        "last": "2026-10-12",
        "status": "late",
        "text": "visit 7 days late",
    }
    assert document["curves"]["ksbs"]["points"][0] == {
        "on": "2026-08-31",
        "done": 0,
        "expected": 0,
    }
    event: dict[str, Any] = document["events"][0]
    assert event == {
        "on": "2026-08-31",
        "kind": "programme",
        "status": "start",
        "text": "Programme starts",
    }


def test_ksbs_are_listed_as_they_press_by_code_and_by_duty(desk: Desk) -> None:
    desk("ksb", "set", "L1", "K1=met", "K2=submitted", "S6=met", "--on", "2026-11-02")
    out = desk("ksb", "list", "L1").lines
    assert out[0] == "met 2, submitted 1 of 35; expected 6: behind"
    assert out[1].split() == ["KIND", "STATE", "KSB", "SET", "ON", "NOTE", "WHAT"]
    kinds = [line.split() for line in out if line.startswith("K 1/16")]
    assert kinds[0][2:5] == ["none", "K6", "fragile"]
    assert [cells[3] for cells in kinds[-2:]] == ["K2", "K1"]
    assert kinds[-1][4:6] == ["2", "Nov"]
    duties = [line.split() for line in desk("ksb", "list", "L1", "--by", "duty").lines]
    second = [cells for cells in duties if cells[:1] == ["D2"]]
    assert {cells[1] for cells in second} == {"2/16"}
    assert [cells[3] for cells in second][-3:] == ["K2", "K1", "S6"]


def test_the_json_of_the_ksbs_is_stable(desk: Desk) -> None:
    desk("ksb", "set", "L1", "K6=submitted", "--on", "2026-11-02")
    document = desk.json("ksb", "list", "L1", "--by", "duty")
    assert list(document) == [
        "version", "learner", "by", "met", "submitted", "total", "expected", "rows",
    ]  # fmt: skip
    row = document["rows"][1]
    assert {key: row[key] for key in ("label", "met", "total", "expected")} == {
        "label": "D2",
        "met": 0,
        "total": 16,
        "expected": 2,
    }
    assert row["ksbs"][0] == {
        "code": "K6",
        "state": "submitted",
        "on": "2026-11-02",
        "fragile": True,
        "duties": [2],
        "methods": [],
    }


def test_a_map_that_is_not_filled_in_is_said_to_be_missing(desk: Desk) -> None:
    [line] = desk("ksb", "list", "L1", "--by", "method").lines
    assert line == "Which method assesses which KSBs is not filled in for this standard."
    assert desk.json("ksb", "list", "L1", "--by", "method")["rows"] == []


def test_what_cannot_be_listed_is_refused_in_one_line(desk: Desk) -> None:
    assert "nobody" in desk.refused("timeline", "nobody", status=1)
    assert "nobody" in desk.refused("ksb", "list", "nobody", status=1)
    assert "'colour'" in desk.refused("ksb", "list", "L1", "--by", "colour", status=2)
