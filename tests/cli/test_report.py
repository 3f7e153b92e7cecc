"""`report`: a learner's progress update and the caseload's audit pack, as documents and as JSON."""

import stat
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import add_learner
from tests.cli.desk import TODAY, Desk
from tests.cli.test_hostile import NAMES, harmless
from tests.exchange.report_readers import read_html, read_markdown
from tests.test_layers import HEAVY, SCREEN, command
from tutor_tui.exchange.reports import one_line


def documents(desk: Desk, *args: str) -> list[str]:
    """What `report` prints in each of its forms."""
    forms = (("--format", "markdown"), ("--format", "html"), ("--json",))
    return [desk("report", *args, *form).out for form in forms]


def test_the_update_tells_what_may_be_shared_and_nothing_else(entered: Desk) -> None:
    entered("learner", "edit", "R1", "--uln", "1000000019", "--email", "rhys@example.org")
    entered("visit", "record", "R1", "--on", "2026-11-09", "--outcome", "attended", "--note", "Shh")
    for text in documents(entered, "R1"):
        for told in ("Rhys Ford", "Acme", "Kit Khan", "Enjoys mentoring", "A session on film"):
            assert told in text
        for kept in (
            *("Worries about money", "1000000019", "2001", "17 May", "example.org", "Shh"),
            *("Max Orr", "Una Bell", "E3", "Shadowing", "Well."),
        ):
            assert kept not in text


def test_the_numbers_are_those_of_the_record(entered: Desk) -> None:
    report = entered.json("report", "R1")["report"]
    record = entered.learner("R1")
    verdict, standing = record["verdict"], record["standing"]
    assert {key: report["ksb"][key] for key in ("met", "submitted", "total", "expected")} == {
        key: verdict["ksb"][key] for key in ("met", "submitted", "total", "expected")
    }
    gaps = [one["code"] for one in report["ksb"]["each"] if one["state"] != "met"]
    assert gaps == verdict["ksb"]["gaps"]
    for key in ("planned", "actual", "expected", "by_plan", "behind", "minimum"):
        assert report["hours"][key] == standing["hours"][key]
    assert report["review_due"] == verdict["review_due"] == standing["reviews"]["due"]
    assert report["visit_due"] == verdict["closes"]
    assert report["gateway"]["forecast"] == verdict["gateway"]["forecast"]
    open_ = [one["code"] for one in report["gateway"]["items"] if one["state"] == "open"]
    assert open_ == verdict["gateway"]["open"]
    assert [(one["subject"], one["state"], one["outstanding"]) for one in report["skills"]] == [
        (one["subject"], one["state"], one["outstanding"]) for one in verdict["skills"]
    ]
    assert report["status"] == record["status"]
    assert report["period"] == {
        "start": "2026-11-16",
        "end": TODAY,
        "why": "since the last progress review",
    }


def test_the_document_tells_the_numbers_of_its_json(entered: Desk) -> None:
    report = entered.json("report", "R1")["report"]
    rows = read_markdown(entered("report", "R1").out).rows
    cells = {row[0]: row[1] for row in rows}
    assert cells["KSBs"] == report["ksb"]["text"]
    assert cells["Off-the-job training"] == report["hours"]["text"]
    assert cells["Done so far"] == f"{report['hours']['actual']} hours"
    for one in report["ksb"]["each"]:
        assert [one["code"], one["text"]] in [row[:2] for row in rows]


def test_what_is_done_since_a_day(entered: Desk) -> None:
    since = ("--since", "2026-11-01")
    report = entered.json("report", "R1", *since)["report"]
    assert [one["on"] for one in report["visits"]] == ["2026-11-02"]
    assert [one["text"] for one in report["actions_done"]] == ["Book the exam"]
    assert report["hours"]["period_minutes"] == 140
    error = entered.refused("report", "R1", "--since", "2026-11-24", status=2)
    assert "2026-11-24 is after today" in error


def test_a_file_is_its_owners_alone_and_of_the_format_of_its_name(
    entered: Desk, tmp_path: Path
) -> None:
    for name, begins in (
        ("u.html", "<!DOCTYPE html>"),
        ("u.md", "# Progress"),
        ("u", "# Progress"),
    ):
        path = tmp_path / name
        path.write_text("before", encoding="utf-8")
        path.chmod(0o644)
        assert entered("report", "R1", "--out", str(path)).out == f"Wrote {path}\n"
        assert path.read_text(encoding="utf-8").startswith(begins)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    told = entered.json("report", "R1", "--out", str(path), "--format", "html")
    assert told == {"version": 1, "files": [str(path)], "format": "html"}
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_nothing_but_a_file_is_written_over(entered: Desk, tmp_path: Path) -> None:
    target, link = tmp_path / "kept", tmp_path / "link.md"
    target.write_text("kept", encoding="utf-8")
    link.symlink_to(target)
    for place in (link, tmp_path, Path("/dev/null")):
        error = entered.refused("report", "R1", "--out", str(place), status=1)
        assert "not a plain file" in error
    entered.refused("report", "R1", "--out", str(tmp_path / "none" / "a.md"), status=1)
    assert target.read_text(encoding="utf-8") == "kept"
    assert link.is_symlink()


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("nobody",), "no learner 'nobody'"),
        (("R1", "--all-tutors"), "report caseload"),
        (("R1", "--state", "due"), "report caseload"),
        (("caseload", "--since", "2026-11-01"), "--since is for a learner"),
        (("R1", "--json", "--format", "html"), "--format or --json"),
        (("R1", "--format", "pdf"), "markdown"),
        (("R1", "--out", "a\0b"), "no path holds such a character"),
        ((), "LEARNER|caseload"),
    ],
)
def test_what_is_asked_for_wrongly_is_said_in_one_line(
    entered: Desk, args: tuple[str, ...], says: str
) -> None:
    status = 1 if args == ("nobody",) else 2
    assert says in entered.refused("report", *args, "--tutor", "khan", status=status)


def pack(desk: Desk, *args: str) -> Any:
    return desk.json("report", "caseload", "--tutor", "khan", *args)


def test_the_pack_tells_of_every_learner_what_is_there_and_what_is_missing(entered: Desk) -> None:
    entered("learner", "status", "L3", "withdrawn", "--on", "2026-11-02")
    found = pack(entered)
    assert [one["name"] for one in found["learners"]] == [
        *("Rhys Ford", "Sam Jones", "Ann Lee", "Anna Ng"),
    ]
    rhys = found["learners"][0]
    lines = {one["code"]: one for one in rhys["items"]}
    assert lines["signatures"]["state"] == "not_due"
    assert (lines["reviews"]["state"], lines["reviews"]["on"]) == ("late", "2026-11-16")
    assert lines["organisation"]["state"] == "present"
    assert lines["hours_planned"] == {
        "code": "hours_planned",
        "label": "Hours planned, the minimum at least",
        "state": "present",
        "on": None,
        "text": "400, minimum not known: published figure not set",
        "rule": "hours.published",
        "confirmed": True,
        "unconfirmed": [],
    }
    rules = {one["id"]: one for one in found["rules"]}
    for one in found["learners"]:
        for state in ("missing", "late"):
            assert one[state] == sum(line["state"] == state for line in one["items"])
        assert {line["rule"] for line in one["items"]} <= rules.keys()
    for state in ("missing", "late"):
        total = sum(one[state] for one in found["learners"])
        assert found["summary"][state] == total
        assert sum(item[state] for item in found["summary"]["items"]) == total
    assert found["summary"]["learners"] == 4
    assert rules["assessment.grading"]["confirmed"] is False


def test_the_packs_document_tells_what_its_json_does(entered: Desk) -> None:
    found = pack(entered)
    text = entered("report", "caseload", "--tutor", "khan").out
    page = entered("report", "caseload", "--tutor", "khan", "--format", "html").out
    rows = read_markdown(text).rows
    assert read_html(page)[0].rows == rows
    states = {"not_due": "not due yet", "not_needed": "not needed"}
    for one in found["learners"]:
        for line in one["items"]:
            wanted = [line["label"], states.get(line["state"], line["state"])]
            assert any(row[:2] == wanted and row[3] == line["text"] for row in rows)
    sentences = [row[1] for row in rows if len(row) == 5]
    assert {rule["sentence"] for rule in found["rules"]} <= set(sentences)
    assert "Worries" not in text + page


def test_the_pack_of_learners_in_one_state(entered: Desk) -> None:
    entered("visit", "book", "L1", "--at", "2026-11-20T10:00")
    assert [one["ref"] for one in pack(entered, "--state", "outcome_missing")["learners"]] == ["L1"]
    assert [one["ref"] for one in pack(entered, "--state", "not_started")["learners"]] == []
    text = entered("report", "caseload", "--tutor", "khan", "--state", "not_started").out
    assert "There are no learners to show." in text


def test_the_pack_of_every_caseload_names_those_that_cannot_be_read(two_desks: Desk) -> None:
    add_learner(two_desks, "B1", "Tim", "Orr", "--tutor", "bo")
    found = two_desks.json("report", "caseload", "--all-tutors")
    assert [one["name"] for one in found["learners"]] == [
        *("Sam Jones", "Ann Lee", "Anna Ng", "Tim Orr"),
    ]
    assert "unreadable" not in found
    damaged = two_desks.caseload("bo")
    for path in damaged.glob("*.json*"):
        path.write_bytes(b"damaged")
    told = two_desks("report", "caseload", "--all-tutors")
    assert f"caseloads {damaged.name}" in told.out
    assert "left out" in told.err
    found = two_desks.json("report", "caseload", "--all-tutors")
    assert found["unreadable"] == [{"id": damaged.name, "readable": False}]
    assert len(found["learners"]) == 3


@pytest.mark.parametrize("name", ["markup", "colour", "override", "newline", "long"])
def test_hostile_names_stay_text(desk: Desk, name: str) -> None:
    given, family = NAMES[name]
    add_learner(desk, "H1", given, family, "--employer", f"{given} | <b>{family}</b>"[:900])
    text = one_line(f"{desk.learner('H1')['given_name']} {desk.learner('H1')['family_name']}")
    for what in ("H1", "caseload"):
        markdown, page, _ = documents(desk, what)
        for line in (markdown + page).split("\n"):
            harmless(line)
        found, _ = read_html(page)
        assert not found.kinds & {"b", "script", "img", "a"}
        assert any(text in one for one in found.texts)
        assert any(text in one for one in read_markdown(markdown).texts)


def test_a_report_only_reads(desk: Desk) -> None:
    before = desk.content()
    for what in ("L1", "caseload"):
        documents(desk, what)
    assert desk.content() == before
    args = ("--workspace", str(desk.root), "--today", TODAY, "report", "caseload")
    out, loaded = command(*args)
    assert out.startswith("# Audit pack")
    assert not loaded & (SCREEN | HEAVY)
