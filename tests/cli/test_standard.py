"""The catalogue from the command line: with a workspace, without one, with a broken file."""

from pathlib import Path

import pytest

from tests.cli.desk import Desk, run, sentence

ADDED = """\
id = "ST0001"
name = "Baker"
level = 2
lars = 9001
"""


@pytest.fixture
def nowhere(tmp_path: Path) -> Desk:
    """A workspace's place, where there is none yet."""
    return Desk(tmp_path / "none")


def test_the_shipped_catalogue_needs_no_workspace(nowhere: Desk) -> None:
    standards = nowhere.json("standard", "list")["standards"]
    keys = [(one["id"], one["version"]) for one in standards]
    assert keys == sorted(keys)
    assert ("ST1379", "1.2") in keys
    assert all(list(one)[:4] == ["id", "version", "name", "kind"] for one in standards)
    for line in nowhere("standard", "list").lines:
        assert len(line) <= 80


def test_a_standard_is_shown_whole(nowhere: Desk) -> None:
    shown = nowhere.json("standard", "show", "ST1379", "--version", "1.2")["standard"]
    assert len(shown["ksbs"]) == 35
    assert set(shown["fragile"]) <= {ksb["code"] for ksb in shown["ksbs"]}
    out = nowhere("standard", "show", "ST1379").out
    told = " ".join(out.split())
    for ksb in shown["ksbs"]:
        assert f"{ksb['code']} {ksb['text']}" in told
    assert "DUTIES" in out
    assert all(len(line) <= 80 for line in out.splitlines())


def test_the_newest_version_is_shown_where_none_is_asked_for(nowhere: Desk) -> None:
    show = ("standard", "show", "ST1379")
    assert nowhere.json(*show)["standard"]["version"] == "1.2"
    assert nowhere.json(*show, "--version", "1.0")["standard"]["version"] == "1.0"


def told(desk: Desk, *args: str) -> str:
    """What `standard show` says, its lines put together."""
    return " ".join(desk("standard", "show", *args).out.split())


def test_a_placement_takes_both_its_days_and_its_hours(nowhere: Desk) -> None:
    assert "Placement at least 45 days and 315 hours" in told(nowhere, "TLEVEL-SMS")
    assert "Placement" not in told(nowhere, "ST1379")


def test_what_no_source_confirms_is_marked_and_what_is_not_known_is_told(nowhere: Desk) -> None:
    newest = told(nowhere, "ST1379")
    assert "Last funded start 2026-12-17 (unconfirmed)" in newest
    assert "Published hours not known" in newest
    assert "To gateway 12 months Assessment" in newest
    oldest = told(nowhere, "ST1379", "--version", "1.0")
    for marked in ("12 months", "3 months", "£5000", "694", "KSBs", "DUTIES"):
        assert f"{marked} (unconfirmed)" in oldest
    mentor = told(nowhere, "ST0148")
    assert "64 points: pass at 54, distinction at 60" in mentor
    assert "36 points: pass at not known, distinction at not known" in mentor


def test_a_workspace_adds_standards(desk: Desk) -> None:
    folder = desk.root / "standards"
    folder.mkdir()
    (folder / "ST0001.toml").write_text(ADDED)
    ids = {one["id"] for one in desk.json("standard", "list")["standards"]}
    assert {"ST0001", "ST1379"} <= ids
    assert desk.json("standard", "show", "ST0001")["standard"]["name"] == "Baker"


@pytest.mark.parametrize("content", [b"x =", b"\xff\xfe", b"", b'id = "OTHER"\nname = "Other"\n'])
def test_a_broken_file_is_named_and_harms_only_its_own(desk: Desk, content: bytes) -> None:
    folder = desk.root / "standards"
    folder.mkdir()
    (folder / "ST0001.toml").write_bytes(content)
    for command in (("standard", "list"), ("standard", "show", "ST0001")):
        assert "ST0001.toml" in desk.refused(*command, status=1)
    desk("standard", "show", "ST1379")
    assert len(desk.json("triage")["learners"]) == 3


def test_standards_that_are_no_folder(desk: Desk) -> None:
    (desk.root / "standards").write_text("mine")
    result = run("--workspace", str(desk.root), "standard", "list")
    assert (result.status, result.raw) == (1, b"")
    assert str(desk.root / "standards") in sentence(result)
