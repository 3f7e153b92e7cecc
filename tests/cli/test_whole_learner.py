"""A whole learner entered by commands, as a tutor would, and shown again."""

import io
import sys
from typing import Any

import pytest

from tests.cli.desk import Desk


def test_everything_entered_is_in_the_record(entered: Desk) -> None:
    found = entered.learner("R1")
    assert found["organisation"] == "Fair Grades"
    assert found["second_tutor"] == entered.caseload("bo").name
    assert found["preferred_days"] == [1, 3]
    assert (found["prior_hours"], found["weekly_hours"], found["support"]) == (20, 37, "plan")
    assert found["otj_plan"] == {"2026-09": 12, "2026-10": 10}
    assert found["logged_minutes"] == 140
    assert [one["name"] for one in found["contacts"]] == ["Max Orr", "Una Bell"]
    assert found["contacts"][0]["phone"] == "0113 496 0000"
    assert found["contacts"][0]["email"] == "max@example.org"
    evidence = {one["title"]: one for one in found["evidence"]}
    assert evidence["A session on film"]["ksbs"] == ["K6", "S8"]
    assert evidence["A session on film"]["decision"] == "accepted"
    assert evidence["A plan"]["decision"] == "returned"
    assert found["ksbs"] == {code: {"state": "met", "on": "2026-11-23"} for code in ("K6", "S8")}
    first, second = found["reviews"]
    assert first["signed"]["employer"] == "2026-10-05"
    assert (first["complete"], second["complete"]) == (True, False)
    assert [(one["text"], one["done"]) for one in found["actions"]] == [
        ("Read unit 4", None),
        ("Book the exam", "2026-11-21"),
    ]
    assert found["skills"]["english"]["components"] == {
        "reading": "2026-05-01",
        "writing": "2026-06-01",
    }
    assert [(one["text"], one["private"]) for one in found["notes"]] == [
        ("Worries about money", True),
        ("Enjoys mentoring", False),
    ]
    assert [(one["on"], one["result"]) for one in found["attempts"]] == [
        ("2026-11-20", "fail"),
        ("2027-07-06", None),
    ]


def test_the_rules_judge_what_was_entered(entered: Desk) -> None:
    judged = entered.learner("R1")["standing"]
    assert judged["reviews"]["last"] == "2026-11-16"
    assert judged["reviews"]["due"] == "2027-02-28"
    assert judged["reviews"]["unsigned"] == [
        {"on": "2026-11-16", "missing": ["learner", "employer"], "age_days": 7}
    ]
    assert judged["hours"]["actual"] == 2
    assert judged["hours"]["by_plan"] == 22
    assert [one["retake"] for one in judged["assessment"]["methods"]] == [True, False]
    assert {step["code"] for step in judged["forecast"]["path"]} >= {"duration", "ksbs", "hours"}


SECTIONS = {
    "ENGLISH BY PARTS": "passed reading",
    "REVIEWS": "signed by tutor 16 Nov; not signed by learner and employer: Well.",
    "HOURS": "2 Nov 1 h 30 min, Shadowing",
    "EVIDENCE": "A session on film, work, for K6 S8, accepted 23 Nov",
    "ACTIONS": "learner due 1 Dec: Read unit 4",
    "FORECAST": "Minimum duration",
    "ASSESSMENT": "6 Jul 2027 Observation with questioning: result awaited",
    "CONTACTS": "employer Max Orr, max@example.org, 0113 496 0000",
    "NOTES": "Worries about money",
}


def test_show_prints_it_all_in_sections(entered: Desk) -> None:
    out = entered("learner", "show", "R1").out
    text = " ".join(out.split())
    for title, holds in SECTIONS.items():
        assert f"\n{title}\n" in out
        assert holds in text
    for arranged in (
        *("Second tutor Bo Lee", "Prefers Mon, Wed", "Works 37 hours a week"),
        *("Prior learning 20 hours taken off", "Assessed by Fair Grades"),
    ):
        assert arranged in text


def test_private_notes_are_marked(entered: Desk) -> None:
    text = " ".join(entered("learner", "show", "R1").out.split())
    private, shareable = (text[: text.index(note)] for note in ("Worries", "Enjoys"))
    assert private.rpartition("(")[2].startswith("private")
    assert shareable.rpartition("(")[2].startswith("shareable")


def test_sections_that_hold_nothing_are_left_out(desk: Desk) -> None:
    out = desk("learner", "show", "L1").out
    for title in SECTIONS.keys() - {"REVIEWS", "FORECAST"}:
        assert f"\n{title}\n" not in out


def test_every_list_shows_what_was_entered(entered: Desk) -> None:
    for noun, key, number in (
        ("review", "reviews", 2),
        ("hours", "hours", 2),
        ("evidence", "evidence", 2),
        ("action", "actions", 2),
        ("note", "notes", 2),
        ("contact", "contacts", 2),
        ("assessment", "attempts", 2),
    ):
        document = entered.json(noun, "list", "R1")
        assert list(document)[:2] == ["version", key]
        assert document[key] == entered.learner("R1")[key]
        assert len(document[key]) == number
        assert entered(noun, "list", "R1").lines[0].isupper()
        assert entered.json(noun, "list", "L1")[key] == []
        assert entered(noun, "list", "L1").lines[0].startswith(f"No {key} to show.")


ITEM_CHANGES: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (("review", "sign", "R1", "--by", "learner"), {"on": "2026-11-16"}),
    (
        ("review", "edit", "R1", "2026-09-28", "--unsign", "employer,tutor", "--note", "Again"),
        {"note": "Again", "signed": {"learner": "2026-09-28", "employer": None, "tutor": None}},
    ),
    (("review", "edit", "R1", "09-28", "--on", "2026-09-29"), {"on": "2026-09-29"}),
    (("review", "drop", "R1", "--on", "2026-09-28"), {"on": "2026-09-28"}),
    (("hours", "add", "R1", "--minutes", "5"), {"minutes": 5, "kind": "off_the_job"}),
    (("hours", "add", "R1", "--hours", "7", "--placement"), {"minutes": 420, "kind": "placement"}),
    (("hours", "edit", "R1", "shadow", "--hours", "2"), {"minutes": 120, "what": "Shadowing"}),
    (
        ("hours", "edit", "R1", "2026-11-23", "--what", "Reading", "--on", "2026-11-22"),
        {"minutes": 50, "what": "Reading", "on": "2026-11-22"},
    ),
    (("hours", "drop", "R1", "--on", "2026-11-02"), {"minutes": 90}),
    (("evidence", "accept", "R1", "a plan"), {"decision": "accepted", "ksbs": ["K9"]}),
    (
        ("evidence", "edit", "R1", "a plan", "--ksb", "k9,K10", "--ksb", "s1", "--link", "x"),
        {"ksbs": ["K9", "K10", "S1"], "link": "x", "title": "A plan"},
    ),
    (
        ("evidence", "edit", "R1", "a plan", "--ksb", "none", "--title", "Plan", "--kind", "work"),
        {"ksbs": [], "title": "Plan", "kind": "work"},
    ),
    (("evidence", "drop", "R1", "a plan"), {"title": "A plan"}),
    (("action", "edit", "R1", "unit", "--owner", "tutor"), {"owner": "tutor"}),
    (("action", "edit", "R1", "unit", "--due", "2026-12-12"), {"due": "2026-12-12"}),
    (
        ("action", "edit", "R1", "unit", "--no-due", "--text", "Read"),
        {"due": None, "text": "Read"},
    ),
    (("action", "done", "R1", "unit"), {"done": "2026-11-23"}),
    (("action", "drop", "R1", "unit"), {"text": "Read unit 4"}),
    (("note", "edit", "R1", "money", "--shareable"), {"private": False}),
    (("note", "edit", "R1", "money", "--text", "No worries"), {"text": "No worries"}),
    (("note", "drop", "R1", "money"), {"text": "Worries about money"}),
    (("contact", "set", "R1", "mentor", "--phone", "1"), {"name": "Una Bell", "phone": "1"}),
    (("contact", "drop", "R1", "mentor"), {"role": "mentor"}),
    (("assessment", "book", "R1", "observation", "--on", "2027-07-07"), {"on": "2027-07-07"}),
    (("assessment", "record", "R1", "discussion", "--result", "pass"), {"result": "pass"}),
    (("assessment", "drop", "R1", "observation"), {"on": "2027-07-06"}),
]


@pytest.mark.parametrize(("command", "holds"), ITEM_CHANGES)
def test_what_changes_an_item_prints_it(
    entered: Desk, command: tuple[str, ...], holds: dict[str, Any]
) -> None:
    [one] = entered.json(*command)["changed"]
    assert one["learner"] == entered.learner("R1")["id"]
    assert {**one, **holds} == one


@pytest.mark.parametrize("command", [command for command, _ in ITEM_CHANGES])
def test_every_change_can_be_taken_back(entered: Desk, command: tuple[str, ...]) -> None:
    before = entered.learner("R1")
    entered(*command)
    assert {**entered.learner("R1"), "rev": 0} != {**before, "rev": 0}
    entered("undo", "--tutor", "khan")
    assert {**entered.learner("R1"), "rev": 0} == {**before, "rev": 0}


def test_a_long_note_is_read_from_standard_input(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pipe(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    pipe("First line\n\nSiân's second\n".encode())
    desk("note", "add", "L1", "--text", "-")
    [note] = desk.learner("L1")["notes"]
    assert note["text"] == "First line\n\nSiân's second"
    assert "First line\n              Siân's second" in desk("learner", "show", "L1").out
    pipe(b"Caf\xe9")
    assert "UTF-8" in desk.refused("note", "add", "L1", "--text", "-", status=1)
    pipe(b"x" * 50_001)
    assert "50000" in desk.refused("note", "add", "L1", "--text", "-", status=2)
    pipe("\U0001f600".encode() * 50_001)
    desk.refused("note", "add", "L1", "--text", "-", status=2)


def test_accepted_evidence_that_is_returned_says_which_ksbs_stay_met(entered: Desk) -> None:
    result = entered("evidence", "edit", "R1", "on film", "--ksb", "K6")
    assert "S8 stays met" in result.err
    entered("evidence", "edit", "R1", "on film", "--ksb", "K6,S8")
    result = entered("evidence", "return", "R1", "on film")
    assert "K6 and S8 stay met" in result.err
    assert "ksb set R1 K6=submitted S8=submitted" in result.err
    assert entered("evidence", "drop", "R1", "a plan").err == ""


def test_english_is_achieved_when_its_last_part_is_passed(entered: Desk) -> None:
    out = entered("skill", "set", "R1", "english", "--component", "speaking=2026-11-03").out
    assert "english achieved, 3 of 3 parts passed" in out
    english = entered.learner("R1")["skills"]["english"]
    assert (english["state"], english["on"], english["level"]) == ("achieved", "2026-11-03", "E3")


def test_details_can_be_edited_and_emptied(two_desks: Desk) -> None:
    desk = two_desks
    desk(
        *("learner", "edit", "L1", "--prefers", "fri", "--second-tutor", "Bo", "--bsl"),
        *("--prior-hours", "5", "--weekly-hours", "30", "--organisation", "Fair Grades"),
    )
    found = desk.learner("L1")
    assert (found["preferred_days"], found["bsl"], found["prior_hours"]) == ([5], True, 5)
    desk("learner", "edit", "L1", "--prefers", "any")
    desk("hours", "plan", "L1", "2026-09=12")
    for field in ("second-tutor", "organisation", "prior-hours", "weekly-hours", "otj-plan"):
        desk("learner", "edit", "L1", "--clear", field)
    found = desk.learner("L1")
    assert found["preferred_days"] == []
    assert (found["second_tutor"], found["organisation"], found["otj_plan"]) == (None, None, {})
    assert (found["prior_hours"], found["weekly_hours"]) == (None, None)


def test_who_becomes_the_learners_own_tutor_is_their_second_no_more(two_desks: Desk) -> None:
    two_desks("learner", "edit", "L1", "--second-tutor", "bo")
    two_desks("learner", "transfer", "L1", "--to", "bo")
    assert two_desks.learner("L1")["second_tutor"] is None
