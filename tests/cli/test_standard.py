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
