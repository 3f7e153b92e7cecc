"""`standard add`: checked whole before anything is written, and never in silence over another."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import add_learner
from tests.cli.desk import Desk, run, sentence
from tests.standards.skills_england_samples import as_file, standard
from tutor_tui.standards.catalogue import DATA

TOML = """\
id = "ST9002"
version = "1.0"
name = "Net mender"
lars = 9002
starts_from = 2024-08-01
ksbs = [{code = "K1", text = "Knots"}, {code = "S1", text = "Mend"}]
duties = [{number = 1, text = "Mend nets", ksbs = ["K1", "S1"]}]
"""


@pytest.fixture
def give(tmp_path: Path) -> Callable[[str | bytes], str]:
    """Writes a file to be added, and gives its path."""

    def write(content: str | bytes) -> str:
        file = tmp_path / "given"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(file)

    return write


Give = Callable[[str | bytes], str]


def added(desk: Desk, file: str, *options: str) -> list[Any]:
    told: list[Any] = desk.json("standard", "add", file, *options)["changed"]
    return [(one["id"], one["version"], one["replaces"]) for one in told]


def test_a_standard_of_skills_england_is_added(desk: Desk, give: Give) -> None:
    out = desk("standard", "add", give(as_file(standard())))
    assert out.lines == ["Added ST9001 v1.0 Kite maker: 5 KSBs, 2 duties."]
    shown = desk.json("standard", "show", "ST9001")["standard"]
    assert [ksb["code"] for ksb in shown["ksbs"]] == ["K1", "K2", "S1", "S2", "B1"]
    assert shown["duties"][0]["ksbs"] == ["K2", "S1", "S2"]
    add_learner(desk, "L9", "Ira", "Odd", "--standard", "ST9001")
    assert desk.learner("L9")["verdict"]["ksb"]["total"] == 5


def test_several_versions_are_added_at_once(desk: Desk, give: Give) -> None:
    old = standard(version="1.0", latestStartDate="2025-07-31T00:00:00")
    new = standard(version="1.1", earliestStartDate="2025-08-01T00:00:00")
    file = give(as_file(old, new))
    assert added(desk, file) == [("ST9001", "1.0", None), ("ST9001", "1.1", None)]
    assert len(list((desk.root / "standards").iterdir())) == 2


def test_the_catalogues_own_form_is_kept_as_it_was_written(desk: Desk, give: Give) -> None:
    content = f"# ours\n{TOML}"
    assert added(desk, give(content)) == [("ST9002", "1.0", None)]
    assert (desk.root / "standards" / "ST9002-1.0.toml").read_text() == content


def test_a_dry_run_writes_nothing(desk: Desk, give: Give) -> None:
    before = desk.content()
    told = desk("standard", "add", give(TOML), "--dry-run")
    assert told.out.startswith("Would add ST9002 v1.0 Net mender")
    assert desk.json("standard", "add", give(TOML), "--dry-run")["dry_run"] is True
    assert desk.content() == before
    assert not (desk.root / "standards").exists()


def test_files_and_their_folder_have_modes_of_their_own(desk: Desk, give: Give) -> None:
    desk("standard", "add", give(TOML))
    folder = desk.root / "standards"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o2750
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o640]


def test_one_that_was_added_is_replaced_only_when_asked(desk: Desk, give: Give) -> None:
    desk("standard", "add", give(TOML))
    other = give(TOML.replace("Knots", "Bends"))
    assert "--replace" in desk.refused("standard", "add", other, status=1)
    assert added(desk, other, "--replace") == [("ST9002", "1.0", "added")]
    assert desk.json("standard", "show", "ST9002")["standard"]["ksbs"][0]["text"] == "Bends"


def test_a_shipped_one_is_replaced_only_when_asked(desk: Desk, give: Give) -> None:
    file = give((DATA / "ST0148-1.0.toml").read_text().replace("'Learning mentor'", "'Ours'"))
    assert "comes with the program" in desk.refused("standard", "add", file, status=1)
    assert added(desk, file, "--replace") == [("ST0148", "1.0", "shipped")]
    assert desk.json("standard", "show", "ST0148")["standard"]["name"] == "Ours"
    assert "'Ours'" not in (DATA / "ST0148-1.0.toml").read_text()


def test_who_loses_what_is_told_and_their_record_stays(desk: Desk, give: Give) -> None:
    desk("standard", "add", give(as_file(standard())))
    add_learner(desk, "L8", "Ana", "Odd", "--standard", "ST9001")
    add_learner(desk, "L9", "Ira", "Odd", "--standard", "ST9001")
    desk("ksb", "set", "L9", "K2=met", "S1=submitted")
    desk("evidence", "add", "L8", "--title", "A kite", "--ksb", "B1")
    less = as_file(standard(behaviours=[], duties=[], knowledges=standard()["knowledges"][:1]))
    result = desk("standard", "add", give(less), "--replace", "--dry-run")
    assert "no longer has K2 and B1, recorded of 2 learners" in result.err
    result = desk("standard", "add", give(less), "--replace")
    assert "no longer has K2 and B1, recorded of 2 learners" in result.err
    record = desk.learner("L9")
    assert record["verdict"]["ksb"]["total"] == 3
    assert set(record["ksbs"]) == {"K2", "S1"}
    for command in (
        ("triage",),
        ("learner", "show", "L9"),
        ("ksb", "list", "L9"),
        ("report", "L8"),
    ):
        desk(*command)
    assert not desk("standard", "add", give(TOML)).err


def test_learners_who_waited_for_it_are_told_of(desk: Desk, give: Give) -> None:
    add_learner(desk, "L9", "Ira", "Odd", "--standard", "LARS-9002")
    assert "--standard ST9002" in desk("standard", "add", give(TOML)).err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (TOML.replace('["K1", "S1"]', '["K1", "S2"]'), "duty 1 names KSB 'S2'"),
        (TOML.replace('code = "S1"', 'code = "K1"'), "KSB code 'K1' stands twice"),
        (TOML.replace("9002\n", "694\n"), "LARS code 694 is given to"),
        (TOML.replace("ST9002", "../ST9002"), "id must be letters and digits"),
        (TOML.replace('"1.0"', '"one"'), "version must be numbers"),
        (TOML.replace('"1.0"', f'"1.{"9" * 5000}"'), "id and version are longer than 60"),
        (TOML.replace("ST9002", "ST1379").replace("1.0", "1.3"), "both for some start dates"),
        (TOML + "colour = 1\n", "unknown key 'colour'"),
        (TOML + "[same_as]\nskills = 'ST1-1.0'\n", "which is not there"),
        ("x" * 1_000_001, "larger than 1 MB"),
        ("", "missing field"),
        (b"\xff\xfe", "not text at byte 1"),
        (as_file(standard(duties=[{"dutyDetail": "x", "mappedSkills": ["y"]}])), "mappedSkills"),
        (as_file(standard(), standard()), "ST9001 v1.0 stands in it twice"),
        (as_file(standard(level=99)), "level must be from 1 to 8"),
        (as_file(standard(), standard(version="1.1")), "both for some start dates"),
        (b"[" * 50_000, "nested"),
    ],
)
def test_what_is_not_right_is_refused_in_a_line(
    desk: Desk, give: Give, content: str | bytes, told: str
) -> None:
    file = give(content)
    line = desk.refused("standard", "add", file, status=1)
    assert told in line
    assert file in line


@pytest.mark.parametrize(
    ("place", "told"), [("nowhere.toml", "no such file"), (".", "Is a directory")]
)
def test_what_is_no_file_is_refused(desk: Desk, tmp_path: Path, place: str, told: str) -> None:
    assert told in desk.refused("standard", "add", str(tmp_path / place), status=1)


def test_where_nothing_can_be_written_a_line_says_so(desk: Desk, give: Give) -> None:
    (desk.root / "standards").write_text("in the way")
    result = run("--workspace", str(desk.root), "standard", "add", give(TOML))
    assert result.status == 1
    assert str(desk.root / "standards") in sentence(result)


def test_an_earlier_version_ends_the_day_before_where_that_is_asked_for(
    desk: Desk, give: Give
) -> None:
    newer = TOML.replace("ST9002", "ST1379").replace('"1.0"', '"1.3"').replace("9002", "694")
    file = give(newer.replace("2024-08-01", "2026-09-01"))
    assert "--ends-earlier" in desk.refused("standard", "add", file, status=1)
    before = desk.json("standard", "show", "ST1379", "--version", "1.2")["standard"]
    tried = desk("standard", "add", file, "--ends-earlier", "--dry-run").lines
    assert tried[1] == "ST1379 v1.2 would end with starts of 2026-08-31."
    assert desk.json("standard", "show", "ST1379", "--version", "1.2")["standard"] == before
    assert added(desk, file, "--ends-earlier") == [
        ("ST1379", "1.3", None),
        ("ST1379", "1.2", "shipped"),
    ]
    ended = desk.json("standard", "show", "ST1379", "--version", "1.2")["standard"]
    assert ended == {**before, "starts_to": "2026-08-31"}
    for ref, start, version in (("L8", "2026-08-31", "1.2"), ("L9", "2026-09-01", "1.3")):
        add_learner(desk, ref, "Ira", "Odd", "--start", start)
        assert desk.learner(ref)["standard_version"] == version
