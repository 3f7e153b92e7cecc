"""Where a calendar is written to: what is there of others, and what is no file."""

import os
from pathlib import Path

import pytest

from tests.cli.conftest import add_learner
from tests.cli.desk import Desk


def book(desk: Desk, who: str, at: str, *more: str) -> str:
    return str(desk.changed("visit", "book", who, "--at", at, *more)["id"])


def ids(folder: Path) -> set[str]:
    return {path.name.partition("@")[0] for path in folder.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "calendar"


def test_two_tutors_share_a_directory(two_desks: Desk, folder: Path) -> None:
    add_learner(two_desks, "B1", "Tim", "Orr", "--tutor", "bo")
    hers = book(two_desks, "L1", "2026-12-01T10:00")
    his = book(two_desks, "B1", "2026-12-01T10:00", "--tutor", "bo")
    for tutor in ("khan", "bo", "khan"):
        told = two_desks.json("export", "ics", "--dir", str(folder), "--tutor", tutor)
        assert (told["visits"], told["removed"]) == (1, 0)
    assert ids(folder) == {hers, his}


@pytest.mark.parametrize("choice", [("--learner", "L2"), ("--weeks", "1"), ("--to", "2026-12-01")])
def test_what_was_not_asked_for_is_left_alone(
    desk: Desk, folder: Path, choice: tuple[str, str]
) -> None:
    all_of_them = {book(desk, "L1", "2026-12-21T10:00"), book(desk, "L2", "2026-11-24T10:00")}
    desk("export", "ics", "--dir", str(folder))
    told = desk.json("export", "ics", "--dir", str(folder), *choice)
    assert told["removed"] == 0
    assert ids(folder) == all_of_them


def test_a_visit_that_was_moved_out_of_the_days_asked_for_stands_at_its_new_time(
    desk: Desk, folder: Path
) -> None:
    visit = book(desk, "L1", "2026-11-24T10:00")
    desk("export", "ics", "--dir", str(folder), "--weeks", "2")
    desk("visit", "move", visit, "--to", "2027-01-12T10:00")
    desk("export", "ics", "--dir", str(folder), "--weeks", "2")
    [file] = folder.iterdir()
    assert b"20270112T100000" in file.read_bytes()


def test_a_cancelled_visit_stays_as_a_file(desk: Desk, folder: Path) -> None:
    visit = book(desk, "L1", "2026-12-01T10:00")
    desk("export", "ics", "--dir", str(folder))
    desk("visit", "cancel", visit)
    assert desk.json("export", "ics", "--dir", str(folder))["removed"] == 0
    [file] = folder.iterdir()
    assert b"STATUS:CANCELLED" in file.read_bytes()


def test_what_is_no_file_is_not_replaced(desk: Desk, tmp_path: Path) -> None:
    book(desk, "L1", "2026-12-01T10:00")
    pipe, link, target = tmp_path / "pipe", tmp_path / "link.ics", tmp_path / "kept"
    os.mkfifo(pipe)
    target.write_bytes(b"kept")
    link.symlink_to(target)
    for place in (pipe, link, tmp_path, Path("/dev/null")):
        error = desk.refused("export", "ics", "--out", str(place), status=1)
        assert f"{place} is there and not a plain file" in error
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert target.read_bytes() == b"kept"
    assert Path("/dev/null").is_char_device()


def test_a_link_in_a_calendar_directory_is_not_replaced(
    desk: Desk, folder: Path, tmp_path: Path
) -> None:
    book(desk, "L1", "2026-12-01T10:00")
    desk("export", "ics", "--dir", str(folder))
    [file] = folder.iterdir()
    file.rename(tmp_path / "elsewhere.ics")
    file.symlink_to(tmp_path / "elsewhere.ics")
    assert file.name in desk.refused("export", "ics", "--dir", str(folder), status=1)
    assert file.is_symlink()


def test_a_dash_is_standard_output(desk: Desk) -> None:
    book(desk, "L1", "2026-12-01T10:00")
    assert desk("export", "ics", "--out", "-").raw == desk("export", "ics").raw


def test_home_is_known_and_a_stranger_is_not(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    desk("export", "ics", "--out", "~/visits.ics")
    assert (tmp_path / "visits.ics").is_file()
    for option in ("--out", "--dir"):
        error = desk.refused("export", "ics", option, "~nosuchuser/x", status=2)
        assert "no such user" in error


@pytest.mark.parametrize(
    "bad",
    [
        ("--weeks", "0"),
        ("--weeks", "521"),
        ("--weeks", "-1"),
        ("--weeks", "9" * 30),
        ("--alarm", "-1"),
        ("--alarm", "10081"),
        ("--alarm", "9" * 30),
    ],
)
def test_limits(desk: Desk, bad: tuple[str, str]) -> None:
    desk.refused("export", "ics", *bad, status=2)


@pytest.mark.parametrize(
    "good", [("--weeks", "1"), ("--weeks", "520"), ("--alarm", "0"), ("--alarm", "10080")]
)
def test_within_the_limits(desk: Desk, good: tuple[str, str]) -> None:
    assert desk("export", "ics", *good).raw


def test_advice_says_what_each_program_will_do(tmp_path: Path) -> None:
    out = Desk(tmp_path / "none")("export", "ics", "--advice").lines
    outlook = out[out.index("Outlook (classic)") + 1 :][:3]
    assert all(line.startswith("  ") for line in outlook)
    assert "adds every visit again" in outlook[1]
    assert "Keeps cancelled visits" in outlook[2]
