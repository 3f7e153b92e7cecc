"""Backups made and put back, a look over everything, and mending, from the command line."""

import io
import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from store.engine import JsonStore
from store.files import open_directory
from tests.cli.conftest import add_learner
from tests.cli.desk import TODAY, Desk, Result, damage_snapshot, environment, lose, run

OTHERS = 0o077


def attempt(desk: Desk, *args: str) -> Result:
    """A command that may end as it will."""
    return run("--workspace", str(desk.root), "--today", TODAY, *args)


def backup(desk: Desk, to: Path, *args: str) -> Path:
    made = desk.changed("backup", "--to", str(to), *args)
    return Path(made["backup"])


def employer(desk: Desk, given: str) -> Any:
    return desk.learner(given)["employer"]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "backups"


# backup


def test_a_backup_holds_everything_and_is_its_makers_alone(two_desks: Desk, place: Path) -> None:
    standards = two_desks.root / "standards"
    standards.mkdir()
    (standards / "own.toml").write_text("[standard]\n")
    made = two_desks.changed("backup", "--to", str(place))
    copy = Path(made["backup"])
    assert copy.parent == place
    assert sorted(made["caseloads"]) == sorted(
        two_desks.caseload(who).name for who in ("khan", "bo")
    )
    assert (made["not_looked_at"], made["left_out"], made["removed"]) == ([], [], [])
    assert (copy / "standards" / "own.toml").read_text() == "[standard]\n"
    assert json.loads((copy / "workspace.json").read_bytes())["schema"] == 1
    everything = [place, copy, *copy.rglob("*")]
    assert [path for path in everything if path.stat().st_mode & OTHERS] == []
    again = JsonStore.open(copy / "caseloads" / two_desks.caseload("khan").name)
    assert again.count("learner") == 3


def test_as_many_backups_are_kept_as_asked_for(desk: Desk, place: Path) -> None:
    for day in range(1, 4):
        (place / f"tutor-tui-2020010{day}T000000Z").mkdir(parents=True)
    (place / "mine").mkdir()
    made = desk.changed("backup", "--to", str(place), "--keep", "2")
    assert sorted(path.name for path in place.iterdir()) == [
        *("mine", "tutor-tui-20200103T000000Z", Path(made["backup"]).name)
    ]
    assert len(made["removed"]) == 2


def test_without_a_place_backups_are_made_beside_the_users_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert run("init", "--tutor-name", "Kit Khan").status == 0
    made = run("backup", "--json")
    assert made.status == 0, made
    assert Path(made.json["changed"][0]["backup"]).parent == tmp_path / "data/tutor-tui-backups"
    assert "tutor-tui-backups" in run("backup", "--help").out


def test_a_backup_within_the_workspace_is_refused(desk: Desk) -> None:
    assert "lost with it" in desk.refused("backup", "--to", str(desk.root / "b"), status=2)
    assert "--keep" in desk.refused("backup", "--keep", "0", status=2)


def test_a_backup_without_a_damaged_caseload_is_made_and_told_of(
    two_desks: Desk, place: Path
) -> None:
    bad = two_desks.caseload("bo").name
    damage_snapshot(two_desks.caseload("khan"))
    lose(two_desks.caseload("bo"))
    result = attempt(two_desks, "backup", "--to", str(place), "--json")
    assert result.status == 1
    assert result.err.splitlines()[-1].startswith("error: the backup is not whole")
    assert bad in result.err
    [made] = result.json["changed"]
    assert made["caseloads"] == []
    assert len(made["left_out"]) == 2


def test_a_caseload_one_may_not_read_is_named_as_not_in_the_backup(
    two_desks: Desk, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbidden = two_desks.caseload("bo")
    _forbid(monkeypatch, forbidden)
    result = two_desks("backup", "--to", str(place), "--json")
    assert result.json["changed"][0]["not_looked_at"] == [forbidden.name]
    assert f"caseload {forbidden.name} is not in the backup" in result.err


# restore


def test_a_backup_is_put_back_and_newer_work_only_taken_back_when_told_to(
    desk: Desk, place: Path
) -> None:
    desk("learner", "edit", "L1", "--employer", "Before")
    copy = backup(desk, place)
    desk("learner", "edit", "L1", "--employer", "After")
    desk("learner", "remove", "L2")
    said = desk.refused("restore", str(copy), status=1)
    assert "2 newer changes (Kit Khan" in said
    assert "7 by" in said
    assert "(remove learner Ann Lee)" in said
    assert "--discard-newer" in said
    [done] = desk.json("restore", str(copy), "--discard-newer")["changed"]
    assert done["tutor"] == "Kit Khan"
    assert [entry["number"] for entry in done["taken_back"]] == [7, 6]
    assert employer(desk, "L1") == "Before"
    assert desk.learner("L2")["family_name"] == "Lee"
    # itself a change, which can be taken back
    desk("undo")
    assert employer(desk, "L1") == "After"


def test_where_nothing_is_newer_nothing_has_to_be_discarded(desk: Desk, place: Path) -> None:
    copy = backup(desk, place)
    before = desk.content()
    assert "Restored 1 caseload: Kit Khan." in desk("restore", str(copy)).out
    assert desk.content() == before


@pytest.mark.parametrize("given", ["bo", "Bo Lee", "id"])
def test_one_tutors_caseload_is_put_back(two_desks: Desk, place: Path, given: str) -> None:
    desk = two_desks
    add_learner(desk, "B1", "Bea", "Hall", "--tutor", "bo")
    copy = backup(desk, place)
    desk("learner", "edit", "B1", "--employer", "Bo's")
    desk("learner", "edit", "L1", "--employer", "Kit's")
    tutor = desk.caseload("bo").name if given == "id" else given
    desk("restore", str(copy), "--tutor", tutor, "--discard-newer")
    assert (employer(desk, "B1"), employer(desk, "L1")) == (None, "Kit's")


@pytest.mark.parametrize(
    "how",
    [
        "gone",
        "damaged",
        "lost",
    ],
)
def test_a_caseload_that_is_lost_comes_back_from_a_backup(
    two_desks: Desk, place: Path, how: str
) -> None:
    desk = two_desks
    caseload = desk.caseload("khan")
    copy = backup(desk, place)
    mode = caseload.stat().st_mode
    if how == "gone":
        shutil.rmtree(caseload)
    elif how == "lost":
        lose(caseload)
    else:
        damage_snapshot(caseload)
    desk("restore", str(copy), "--tutor", "khan")
    assert [one["ref"] for one in desk.json("learner", "list", "--tutor", "khan")["learners"]] == [
        *("L1", "L2", "L3")
    ]
    assert caseload.stat().st_mode == mode
    desk("learner", "edit", "L1", "--employer", "Goes on")
    assert employer(desk, "L1") == "Goes on"


def test_what_is_no_backup_is_refused(two_desks: Desk, place: Path) -> None:
    desk = two_desks
    copy = backup(desk, place)
    assert "no whole backup" in desk.refused("restore", str(place), status=1)
    assert "no whole backup" in desk.refused("restore", str(place / "none"), status=1)
    said = desk.refused("restore", str(copy), "--tutor", "zed", status=2)
    assert "Kit Khan (khan), Bo Lee (bo)" in said
    caseload = copy / "caseloads" / desk.caseload("khan").name
    (caseload / "snapshot.json").write_bytes(b"spoilt")
    assert "not restored" in desk.refused("restore", str(copy), status=1)


# doctor


def test_a_sound_workspace_is_well(two_desks: Desk) -> None:
    assert two_desks("doctor").out == "All is well; 2 caseloads looked at.\n"
    told = two_desks.json("doctor")
    assert list(told) == ["version", "mended", "problems", "looked_at", "not_looked_at"]
    assert told["problems"] == []


def test_damage_is_said_with_the_tutors_name_and_mended(two_desks: Desk) -> None:
    desk = two_desks
    caseload = desk.caseload("khan")
    add_learner(desk, "L4", "New", "One", "--tutor", "khan")
    damage_snapshot(caseload)
    before = desk.content()
    result = attempt(desk, "doctor")
    assert result.status == 1
    assert desk.content() == before
    assert f"Kit Khan, caseload {caseload.name}: " in result.out
    assert "(can be mended)" in result.out
    assert result.lines[-1].endswith("Mend with: tutor-tui doctor --repair")
    told = attempt(desk, "doctor", "--json").json
    problem = told["problems"][0]
    assert [problem[key] for key in ("caseload", "tutor", "mendable")] == [
        *(caseload.name, "Kit Khan", True)
    ]
    mended = attempt(desk, "doctor", "--repair").lines
    assert mended[0].startswith("mended: ")
    assert desk("triage", "--tutor", "khan").err == ""
    desk("learner", "edit", "L4", "--employer", "Goes on")


def test_once_what_was_put_aside_is_removed_all_is_well(desk: Desk) -> None:
    damage_snapshot(desk.caseload("khan"))
    attempt(desk, "doctor", "--repair")
    [aside] = desk.caseload("khan").glob("damaged-*")
    assert "look, then remove it" in attempt(desk, "doctor").out
    shutil.rmtree(aside)
    assert desk("doctor").out == "All is well; 1 caseload looked at.\n"


def test_files_open_to_others_are_closed(desk: Desk) -> None:
    caseload = desk.caseload("khan")
    caseload.chmod(0o2775)
    assert "open to others" in attempt(desk, "doctor").out
    desk("doctor", "--repair")
    assert caseload.stat().st_mode & 0o7777 == 0o2770


def test_what_cannot_be_mended_is_said_and_the_status_stays(two_desks: Desk) -> None:
    lose(two_desks.caseload("bo"))
    for args in ((), ("--repair",)):
        result = attempt(two_desks, "doctor", *args)
        assert result.status == 1
        assert two_desks.root.name not in result.err
        assert "cannot be mended by itself" in result.out
    assert len(two_desks.json("triage", "--tutor", "khan")["learners"]) == 3


def test_a_visit_without_its_learner_is_found(desk: Desk) -> None:
    desk("visit", "book", "L1", "--at", "2026-12-01T10:00")
    learner = desk.learner("L1")
    store = JsonStore.open(desk.caseload("khan"))
    with store.transaction(actor="x", reason="x") as transaction:
        transaction.delete("learner", learner["id"], expect=learner["rev"])
    assert "names a learner who is not there" in attempt(desk, "doctor").out


def test_a_caseload_one_may_not_read_is_named_as_not_looked_at(
    two_desks: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbidden = two_desks.caseload("bo")
    _forbid(monkeypatch, forbidden)
    result = two_desks("doctor", "--json")
    assert result.json["not_looked_at"] == [forbidden.name]
    assert result.json["looked_at"] == [two_desks.caseload("khan").name]
    assert f"caseload {forbidden.name} was not looked at" in result.err


def _forbid(monkeypatch: pytest.MonkeyPatch, forbidden: Path) -> None:
    """The operating system's refusal is played, since root may read everything."""

    def refusing(path: Any, **how: Any) -> Any:
        if path == forbidden:
            raise PermissionError(13, "Permission denied")
        return open_directory(path, **how)

    monkeypatch.setattr("store.room.open_directory", refusing)


# removing


def test_a_removed_learner_comes_back_with_their_visits(desk: Desk) -> None:
    desk("visit", "book", "L1", "--at", "2026-12-01T10:00")
    before = desk.learner("L1")
    assert desk("learner", "remove", "Sam").out == (
        "Removed Sam Jones and 1 visit. Take it back with: tutor-tui undo\n"
    )
    assert "no learner" in desk.refused("learner", "show", "L1", status=1)
    assert desk.json("visit", "list")["visits"] == []
    desk("undo")
    after = desk.learner("L1")
    assert after["visits"][0].pop("sequence") > before["visits"][0].pop("sequence")
    for record in (before, after):
        record.pop("rev")
        record["verdict"].pop("cadence", None)
    assert after == before


def test_removing_prints_what_was_removed(desk: Desk) -> None:
    assert desk.changed("learner", "remove", "L1")["ref"] == "L1"


def test_erasing_asks_for_yes_where_there_is_no_terminal(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    said = desk.refused("learner", "remove", "L1", "--erase", status=2)
    assert "Sam Jones cannot be undone" in said
    assert "--yes" in said


@pytest.mark.parametrize(
    ("typed", "erased"), [("y", True), ("", False), ("n", False)], ids=["yes", "enter", "no"]
)
def test_erasing_asks_at_a_terminal_and_enter_means_no(
    desk: Desk, typed: str, erased: bool
) -> None:
    ours, its = pty.openpty()
    os.write(ours, f"{typed}\n".encode())
    code = "from tutor_tui.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "learner", "remove", "L1", "--erase", "--json"],
        env=environment(desk.root),
        stdin=its,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(ours)
    os.close(its)
    left = [one["ref"] for one in desk.json("learner", "list")["learners"]]
    assert ("L1" not in left) is erased
    assert "Erase Sam Jones and 0 visits? This cannot be undone. [y/N]" in done.stderr
    assert done.returncode == (0 if erased else 1)
    if erased:
        assert json.loads(done.stdout)["changed"][0]["erased"] is True
    else:
        assert done.stdout == ""
        assert done.stderr.endswith("error: Sam Jones was not erased\n")


def test_erasing_tells_of_what_it_does_not_reach(desk: Desk) -> None:
    learner = desk.learner("L1")["id"]
    result = desk("learner", "remove", "L1", "--erase", "--yes", "--json")
    assert result.json["changed"] == [
        {"id": learner, "erased": True, "caseloads": [desk.caseload("khan").name]}
    ]
    assert "exported calendars" in result.err
    assert "backups" in result.err
    assert "erased since" in desk.refused("undo", "2", status=1)


@pytest.mark.parametrize("command", ["log", "undo", "redo", "backup", "restore", "doctor"])
def test_help_is_in_plain_words(command: str) -> None:
    result = run(command, "--help")
    assert result.status == 0
    assert f"{command}" in result.lines[0]
    assert max(map(len, result.lines)) <= 80
