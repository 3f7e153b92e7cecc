"""The workspace's own files: settings that make no sense, and directories of nobody."""

import json
from typing import Any

import pytest

from store.engine import JsonStore
from tests.cli.desk import Desk
from tests.exchange.ilr_samples import delivery, learner, message


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"cadence": {"min_weeks": 6, "max_weeks": 5}}, "at least 6 weeks is more than at most 5"),
        ({"weights": {"overdue": -100.0}}, "weights.overdue: it must be 0 to 10000, not -100.0"),
        ({"ksb_amber_points": 50}, "far behind at 25 points, before they are behind at 50"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    desk: Desk, changes: dict[str, Any], told: str
) -> None:
    file = desk.root / "workspace.json"
    content = json.loads(file.read_bytes())
    content["settings"] |= changes
    file.write_text(json.dumps(content))
    error = desk.refused("triage", status=1)
    assert str(file) in error
    assert told in error


@pytest.mark.parametrize("empty", [True, False])
def test_a_directory_of_nobody_keeps_nobody_from_working(desk: Desk, empty: bool) -> None:
    stray = desk.root / "caseloads" / "stray"
    if empty:
        stray.mkdir(mode=0o2770)
    else:
        JsonStore.create(stray, mode=0o2770).close()
    assert len(desk.json("triage")["learners"]) == 3
    assert desk.json("visit", "list")["visits"] == []
    table = desk.root.parent / "table.csv"
    table.write_text("Ref,Given name,Family name\n")
    desk("import", "table", str(table), "--dry-run")
    file = desk.root.parent / "ilr.xml"
    aim = delivery(LearnStartDate="2025-10-06")
    file.write_bytes(message("2025-26", learner("L9", "Ann", "Lee", aim)))
    assert len(desk.json("import", "ilr", str(file), "--dry-run")["new"]) == 1
    listed = {one["id"]: one["readable"] for one in desk.json("tutor", "list")["tutors"]}
    assert listed["stray"] is False
    assert len(listed) == 2


def test_a_damaged_caseload_could_be_the_users(two_desks: Desk) -> None:
    for file in two_desks.caseload("bo").glob("*"):
        if file.is_file() and file.stat().st_size:
            file.write_bytes(b"damaged")
    two_desks.refused("triage", status=2)
