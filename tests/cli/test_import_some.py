"""`import` of only some of what a file holds, and its undoing."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import Desk

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


def employers(desk: Desk) -> dict[str, Any]:
    listed = desk.json("learner", "list")["learners"]
    return {
        one["ref"]: desk.json("learner", "show", one["ref"])["learner"]["employer"]
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
