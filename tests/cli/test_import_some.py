"""`import` of only some of what a file holds, and its undoing."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import Desk
from tests.exchange.ilr_samples import delivery, learner, message

LINES = (
    "Learner ref,First name,Last name,Programme,Start date,Planned end,Employer",
    "T1,Sam,Smith,ST1379,01/09/2026,31/12/2027,Hill",
    "T2,Bo,Ray,ST1379,01/09/2026,31/12/2027,Dale",
)


@pytest.fixture
def file(desk: Desk, tmp_path: Path) -> Path:
    """T1 is known with another employer, T2 is new."""
    path = tmp_path / "table.csv"
    path.write_text("\n".join(LINES[:2]).replace("Hill", "Moor"))
    desk("import", "table", str(path))
    path.write_text("\n".join(LINES))
    return path


def employers(desk: Desk, *more: str) -> dict[str, Any]:
    listed = desk.json("learner", "list", *more)["learners"]
    return {
        one["ref"]: desk.json("learner", "show", one["ref"], *more)["learner"]["employer"]
        for one in listed
        if one["ref"][0] == "T"
    }


def test_only_what_is_new_or_updated_is_imported(desk: Desk, file: Path) -> None:
    told = desk("import", "table", str(file), "--only", "updated").out
    assert "0 new, 1 updated, 0 unchanged, 1 not chosen, 0 skipped" in told
    assert employers(desk) == {"T1": "Hill"}
    found = desk.json("import", "table", str(file), "--only", "new")
    assert [one["ref"] for one in found["new"]] == ["T2"]
    assert found["not_chosen"] == []


def test_only_the_learners_named_are_imported(desk: Desk, file: Path) -> None:
    found = desk.json("import", "table", str(file), "--learner", "T2")
    assert [(one["kind"], one["ref"]) for one in found["not_chosen"]] == [("updated", "T1")]
    assert employers(desk) == {"T1": "Moor", "T2": "Dale"}
    told = desk.refused("import", "table", str(file), "--learner", "T9", status=2)
    assert told == "error: nobody in the file has the reference 'T9'"


def test_an_import_into_two_caseloads_is_one_in_the_log_and_for_undo(
    two_desks: Desk, tmp_path: Path
) -> None:
    desk, path = two_desks, tmp_path / "table.csv"
    first, second = (one["id"] for one in desk.json("tutor", "list")["tutors"])
    names = {one["id"]: one["name"] for one in desk.json("tutor", "list")["tutors"]}
    table = [f"{LINES[0]},Tutor", f"{LINES[1]},{names[first]}", f"{LINES[2]},{names[second]}"]
    path.write_text("\n".join(table))
    desk("import", "table", str(path), "--tutor", first)
    for tutor in (first, second):
        [newest, *_] = desk.json("log", "--tutor", tutor)["changes"]
        assert (newest["what"], newest["caseloads"]) == ("import table.csv, in 2 caseloads", 2)
    assert "import table.csv, in 2 caseloads" in desk("undo", "--tutor", second).out
    assert employers(desk, "--tutor", first) == employers(desk, "--tutor", second) == {}
    desk("redo", "--tutor", second)
    number = str(desk.json("log", "--tutor", second)["changes"][0]["number"])
    desk("undo", number, "--here", "--tutor", second)
    assert employers(desk, "--tutor", first) == {"T1": "Hill"}
    assert employers(desk, "--tutor", second) == {}


def test_the_code_that_names_the_tutors_is_said_once(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "return.xml"
    path.write_bytes(
        message(
            "2026-27",
            learner(
                "B1",
                "Zoe",
                "Adams",
                delivery(LearnStartDate="2026-09-07"),
                monitoring={"B": "T7"},
            ),
        )
    )
    ask = ("import", "ilr", str(path))
    assert desk.json(*ask, "--dry-run", "--tutor-from", "B")["questions"]
    assert not desk.json(*ask, "--dry-run")["questions"]  # a dry run remembers nothing
    desk(*ask, "--tutor-from", "B", "--learner", "B1")
    desk("learner", "remove", "B1", "--yes")
    assert desk.json(*ask, "--dry-run")["questions"]
    assert not desk.json(*ask, "--dry-run", "--tutor-from", "none")["questions"]


def test_a_file_whose_name_is_no_text_is_imported_and_told_of(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xfe.csv")
    path.write_text("\n".join(LINES))
    desk("import", "table", str(path))
    assert desk.json("log")["changes"][0]["what"] == "import \ufffd.csv"
