"""`learner export` and `learner import`: the whole record as a file, and what is refused."""

import json
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import add_learner
from tests.cli.desk import Desk
from tests.cli.test_hostile import NAMES, harmless


@pytest.fixture
def entered(whole: Path, tmp_path: Path) -> Desk:
    """R1 has a whole record."""
    root = tmp_path / "entered"
    shutil.copytree(whole, root)
    return Desk(root)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Desk:
    """Another provider's workspace, with one tutor."""
    desk = Desk(tmp_path / "elsewhere")
    desk("init", "--tutor-name", "Una Far", "--login", "una")
    return desk


@pytest.fixture
def file(entered: Desk, tmp_path: Path) -> Path:
    path = tmp_path / "R1.json"
    entered("learner", "export", "R1", "--out", str(path))
    return path


def test_the_file_holds_everything_and_no_verdict(entered: Desk, file: Path) -> None:
    content = json.loads(file.read_text())
    assert content["learner"]["ref"] == "R1"
    notes = {note["text"]: note["private"] for note in content["folder"]["notes"].values()}
    assert notes == {"Worries about money": True, "Enjoys mentoring": False}
    assert [visit["date"] for visit in content["visits"]] == ["2026-11-02"]
    assert len(content["folder"]["evidence"]) == 2
    assert "verdict" not in file.read_text()
    assert entered("learner", "export", "R1").raw == file.read_bytes()


def test_the_file_is_its_owners_alone_and_a_note_says_what_is_in_it(
    entered: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "out.json"
    result = entered("learner", "export", "R1", "--out", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "private notes" in result.err
    assert entered.json("learner", "export", "R1", "--out", str(path))["file"] == str(path)
    link = tmp_path / "link.json"
    link.symlink_to(path)
    assert "not a plain file" in entered.refused(
        "learner", "export", "R1", "--out", str(link), status=1
    )


def test_the_history_is_told_when_asked_for_and_of_nobody_else(entered: Desk) -> None:
    entered("learner", "edit", "L1", "--employer", "Someone else's")
    text = entered("learner", "export", "R1", "--history").out
    assert "Someone else's" not in text
    told = json.loads(text)["history"]
    assert [entry["at"] for entry in told] == sorted(entry["at"] for entry in told)
    fields = [document["fields"] for entry in told for document in entry["documents"]]
    assert {"before": None, "after": "R1"} in [each.get("ref") for each in fields]
    assert any("notes" in each for each in fields)


def test_what_arrives_is_what_left(entered: Desk, elsewhere: Desk, file: Path) -> None:
    result = elsewhere("learner", "import", str(file))
    assert "Made Rhys Ford (R1), ST1379 v1.2, with 1 visit, in Una Far's caseload." in result.out
    assert "second tutor" in result.err
    left, arrived = entered.learner("R1"), elsewhere.learner("R1")
    for record in (left, arrived):
        for holder in (record, record["verdict"], *record["visits"]):
            del holder["tutor"]
        del record["second_tutor"], record["rev"]
    assert arrived == left
    elsewhere("doctor")


def test_a_dry_run_changes_nothing(elsewhere: Desk, file: Path) -> None:
    before = elsewhere.content()
    assert "Would make Rhys Ford" in elsewhere("learner", "import", str(file), "--dry-run").out
    told = elsewhere.json("learner", "import", str(file), "--dry-run")
    assert (told["dry_run"], told["changed"][0]["ref"]) == (True, "R1")
    assert elsewhere.content() == before


def test_bookings_ahead_become_the_new_tutors(entered: Desk, tmp_path: Path) -> None:
    entered("visit", "book", "R1", "--at", "2026-11-30T10:00")
    path = tmp_path / "R1.json"
    entered("learner", "export", "R1", "--out", str(path))
    entered("learner", "remove", "R1")
    entered("learner", "import", str(path), "--tutor", "bo")
    khan, bo = (entered.caseload(login).name for login in ("khan", "bo"))
    assert [visit["tutor"] for visit in entered.visits("R1")] == [khan, bo]
    assert entered.learner("R1")["second_tutor"] is None


def test_a_review_keeps_the_visit_it_was_held_at(desk: Desk, tmp_path: Path) -> None:
    desk(
        *("visit", "record", "L1", "--on", "2026-11-02", "--outcome", "attended"),
        *("--kind", "review", "--signed", "learner"),
    )
    path = tmp_path / "L1.json"
    desk("learner", "export", "L1", "--out", str(path))
    desk("learner", "remove", "L1")
    desk("learner", "import", str(path))
    content = json.loads(desk("learner", "export", "L1").out)
    [review] = content["learner"]["reviews"].values()
    assert review["visit"] == content["visits"][0]["id"]
    assert review["visit"] not in path.read_text()


@pytest.mark.parametrize("name", ["colour", "c1 control", "override", "newline", "long"])
def test_names_meant_to_do_harm_leave_and_arrive_inert(
    desk: Desk, elsewhere: Desk, tmp_path: Path, name: str
) -> None:
    add_learner(desk, "H1", *NAMES[name])
    path = tmp_path / "H1.json"
    harmless(desk("learner", "export", "H1").out)
    desk("learner", "export", "H1", "--out", str(path))
    harmless(elsewhere("learner", "import", str(path)).out)
    assert elsewhere.learner("H1")["family_name"] == desk.learner("H1")["family_name"]


def test_who_is_there_already_is_refused(entered: Desk, file: Path) -> None:
    assert "reference 'R1' is Rhys Ford's" in entered.refused(
        "learner", "import", str(file), "--tutor", "bo", status=1
    )
    entered("learner", "edit", "R1", "--uln", "1000000019")
    entered("learner", "export", "R1", "--out", str(file))
    entered("learner", "edit", "R1", "--ref", "R2")
    told = entered.refused("learner", "import", str(file), "--tutor", "bo", status=1)
    assert "ULN 1000000019 is Rhys Ford's already (R2)" in told


def change(**fields: Any) -> Callable[[Any], None]:
    return lambda content: content["learner"].update(fields)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (change(standard="ST9999"), "ST9999"),
        (change(standard_version="9.9"), "standard add"),
        (change(imported={"ksbs": {}}), "imported: 'ksbs' is not the return's"),
        (change(imported={"born": [1]}), "imported: born: not what it must be"),
        (change(edited=["ksbs"]), "edited: 'ksbs' is not the return's"),
        (change(imported={"returns": [{"year": 1}]}), "imported: returns: not what it must be"),
        (change(employer="a\0b"), "employer"),
        (change(planned_end="2020-01-01"), "planned end 2020-01-01 is not after the start"),
        (lambda content: content.pop("visits"), "visits: it must be a list"),
    ],
)
def test_a_file_that_is_not_right_changes_nothing(
    elsewhere: Desk, file: Path, damage: Callable[[Any], None], told: str
) -> None:
    content = json.loads(file.read_text())
    damage(content)
    file.write_text(json.dumps(content))
    assert told in elsewhere.refused("learner", "import", str(file), status=1)


@pytest.mark.parametrize("content", [b"", b"{}", b"PK\x03\x04", b"[" * 100_000, b"\xff\xfe"])
def test_a_file_that_is_no_record_is_refused(
    elsewhere: Desk, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    assert str(path) in elsewhere.refused("learner", "import", str(path), status=1)
    assert "Is a directory" in elsewhere.refused("learner", "import", str(tmp_path), status=1)
