"""`learner show`: the whole record, and days as they are written."""

import pytest

from tests.cli.conftest import add_learner
from tests.cli.desk import Desk, run


def shown(desk: Desk, given: str) -> str:
    """What is printed, its lines joined as they read."""
    return " ".join(desk("learner", "show", given).out.split())


def test_visits_are_shown_with_everything_recorded_of_them(desk: Desk) -> None:
    note = ("--minutes", "50", "--otj-minutes", "40", "--note", "Marked the\nfirst essay")
    desk("visit", "record", "L1", "--on", "2026-11-02T14:00", "--outcome", "attended", *note)
    booked = desk.changed("visit", "book", "L1", "--at", "2026-12-01T10:00", "--minutes", "45")
    desk("visit", "cancel", booked["id"], "--by", "learner", "--why", "Ill")
    desk("visit", "book", "L1", "--at", "2026-12-02T09:30", "--minutes", "30")
    text = shown(desk, "L1")
    assert "Mon 2 Nov 14:00 teaching, online, attended, 50 min (40 otj)" in text
    assert ": Marked the first essay" in text
    assert "Tue 1 Dec 10:00 teaching, online, cancelled (by the learner, Ill), 45 min" in text
    assert "Wed 2 Dec 09:30 teaching, online, booked, 30 min" in text


def test_a_visit_in_json_tells_why_by_whom_and_where(desk: Desk) -> None:
    desk("learner", "edit", "L1", "--link", "https://example.org/meet")
    booked = desk.changed("visit", "book", "L1", "--at", "2026-12-01T10:00")
    assert list(booked)[-5:] == ["why", "cancelled_by", "location", "link", "fixed"]
    desk("visit", "edit", booked["id"], "--location", "Room 4")
    gone = desk.changed("visit", "cancel", booked["id"], "--by", "tutor", "--why", "Train")
    assert [gone[key] for key in ("why", "cancelled_by", "location", "link")] == [
        "Train",
        "tutor",
        "Room 4",
        "https://example.org/meet",
    ]


def test_evidence_and_what_is_submitted_are_shown(desk: Desk) -> None:
    desk("skill", "set", "L1", "english", "exempt", "--evidence", "GCSE grade 4 seen")
    desk("ksb", "set", "L1", "K2=submitted", "K1=met", "S3=submitted")
    text = shown(desk, "L1")
    assert "GCSE grade 4 seen" in text
    assert "KSBs SUBMITTED K2 S3 " in text


def test_every_verdict_names_its_rule(desk: Desk) -> None:
    record = desk.learner("L1")
    assert record["verdict_rules"] == {
        "cadence": "cadence.window",
        "ksbs": "ksbs.expected",
        "skills": {"english": "skills.adult_decision", "maths": "skills.adult_decision"},
    }
    assert {duty["rule"] for duty in record["duties"]} == {"ksbs.gap"}
    assert record["duties"][0]["number"] == 1
    assert record["duration"] == {
        "days": 365,
        "served_on": "2027-08-31",
        "why": "12 months by the standard",
        "rule": "gateway.duration",
    }


def test_a_day_to_come_is_not_told_as_past(desk: Desk) -> None:
    text = shown(desk, "L1")
    assert "Least duration until 31 Aug 2027: 12 months by the standard" in text
    assert "Visits never seen, nothing booked" in text
    assert "Meets online" in text
    desk("visit", "record", "L1", "--on", "2026-11-02", "--outcome", "attended")
    assert "Visits last 2 Nov, nothing booked" in shown(desk, "L1")


def test_a_minimum_that_no_source_confirms_says_so(desk: Desk) -> None:
    add_learner(desk, "L4", "Al", "Old", "--standard-version", "1.1")
    assert "(unconfirmed)" in shown(desk, "L4")
    assert "(unconfirmed)" not in shown(desk, "L1")


@pytest.mark.parametrize("day", ["2026-W48-1", "2026-11-3", "20261130", "2026-334", "２026-11-30"])
def test_a_day_is_written_in_one_way(desk: Desk, day: str) -> None:
    told = run("--workspace", str(desk.root), "--today", day, "triage")
    assert told.status == 2
    assert "is not a date; give YYYY-MM-DD" in told.err
    error = desk.refused("visit", "record", "L1", "--on", day, "--outcome", "attended", status=2)
    assert "is not a date" in error


@pytest.mark.parametrize(
    "time",
    [
        "2026-W48-1T10:00",
        "2026-W48-1T10:00:00",
        "2026-11-30T1000",
        "2026-11-30T10",
        "2026-11-30T10:00:00.5",
        "2026-11-30x10:00",
    ],
)
def test_a_time_is_written_in_one_way(desk: Desk, time: str) -> None:
    error = desk.refused("visit", "book", "L1", "--at", time, status=2)
    assert "is not a time; give YYYY-MM-DDTHH:MM" in error


@pytest.mark.parametrize(
    "time", ["2026-11-30T10:00", "2026-11-30 10:00", "2026-11-30T10:00Z", "2026-11-30T10:00+00:00"]
)
def test_times_that_are_taken(desk: Desk, time: str) -> None:
    assert desk.changed("visit", "book", "L1", "--at", time)["start"] == "2026-11-30T10:00:00+00:00"


def test_half_a_character_is_refused_in_plain_words(desk: Desk) -> None:
    error = desk.refused("learner", "edit", "L1", "--employer", "Acme \udcff", status=2)
    assert "employer: it holds half a character" in error
    assert "string" not in error
