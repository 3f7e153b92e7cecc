"""What is refused: one line on stderr, the right status, nothing printed, nothing changed."""

import json
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from store import snapshot
from store.engine import JsonStore
from tests.cli.conftest import add_learner
from tests.cli.desk import TODAY, Desk, damage_snapshot, lose, run, sentence

BOOK = ("visit", "book", "L1", "--at")
RECORD = ("visit", "record", "L1", "--outcome", "attended", "--on")
ADD = ("learner", "add", "--ref", "L9", "--family-name", "Ray", "--standard", "ST1379")
DATES = ("--start", "2026-08-31", "--planned-end", "2027-12-31")

WRONG_USAGE = [
    (("frob",), "frob"),
    (("learner",), "list, show"),
    (("learner", "frob"), "frob"),
    (("triage", "--frob"), "--frob"),
    (("triage", "--state", "late"), "overdue"),
    (("triage", "--limit", "-1"), "--limit"),
    (("triage", "--limit", "ten"), "--limit"),
    (("triage", "--today", "2026-02-30"), "2026-02-30"),
    (("triage", "--today", "tomorrow"), "YYYY-MM-DD"),
    (("triage", "--today", "9999-12-31"), "2199"),
    (("triage", "--tutor", "zed"), "Kit Khan (khan)"),
    (("learner", "show"), "LEARNER"),
    (("learner", "show", "ann"), "Ann Lee (L2), Anna Ng (L3)"),
    (("learner", "edit", "L1"), "nothing to change"),
    (("learner", "edit", "L1", "--clear", "shoes"), "shoes"),
    (("learner", "edit", "L1", "--clear", "email", "--email", "a@b.org"), "email, not both"),
    (("learner", "edit", "L1", "--prefers", "mon,funday"), "funday"),
    (("learner", "edit", "L1", "--clear", "planned-end"), "cannot be empty"),
    (("learner", "edit", "L1", "--planned-end", "2026-02-29"), "2026-02-29"),
    (("learner", "edit", "L1", "--planned-end", "2026-08-31"), "not after the start"),
    (("learner", "edit", "L1", "--family-name", " "), "family name"),
    (("learner", "edit", "L1", "--born", "2026-08-31"), "date of birth"),
    (("learner", "edit", "L1", "--min-weeks", "9", "--max-weeks", "8"), "cadence"),
    (("learner", "status", "L1", "finished"), "withdrawn"),
    (("learner", "status", "L1", "gateway", "--on", "2026-11-24"), "after today"),
    (("learner", "status", "L1", "gateway", "--on", "2026-08-30"), "before the learner's start"),
    (("learner", "break", "L1", "--from", "2026-11-02", "--to", "2026-11-02"), "break"),
    (("learner", "break", "L1"), "--from"),
    (("learner", "transfer", "L1", "--to", "zed"), "zed"),
    ((*ADD, "--start", "2026-08-31"), "--planned-end"),
    ((*ADD, "--start", "2026-02-30", "--planned-end", "2027-12-31"), "2026-02-30"),
    ((*ADD, *DATES, "--otj-planned", "-5"), "--otj-planned"),
    ((*BOOK, "2026-11-30"), "YYYY-MM-DDTHH:MM"),
    ((*BOOK, "2026-11-31T10:00"), "2026-11-31T10:00"),
    ((*BOOK, "2027-03-28T01:30"), "clocks go forward"),
    ((*BOOK, "9999-12-31T23:30"), "2199"),
    ((*BOOK, "0001-01-01T00:00+05:00"), "1900"),
    ((*BOOK, "2026-11-30T10:00", "--minutes", "0"), "5 minutes"),
    ((*BOOK, "2026-11-30T10:00", "--minutes", "721"), "12 hours"),
    ((*BOOK, "2026-11-30T10:00", "--kind", "chat"), "teaching"),
    ((*BOOK, "2026-11-30T10:00", "--mode", "moon"), "online"),
    ((*RECORD, "2026-11-24"), "after today"),
    ((*RECORD, "2026-02-30"), "2026-02-30"),
    ((*RECORD, "2026-03-29T01:30"), "clocks go forward"),
    ((*RECORD, "2026-11-20", "--ksb", "K99=met"), "K99"),
    ((*RECORD, "2026-11-20", "--ksb", "K1=good"), "K1=good"),
    ((*RECORD, "2026-11-20", "--minutes", "30", "--otj-minutes", "31"), "off-the-job"),
    (("visit", "record", "L1", "--on", "2026-11-20"), "--outcome"),
    (("ksb", "set", "L1", "K99=met"), "K99"),
    (("ksb", "set", "L1", "K1=met", "k1=none"), "twice"),
    (("ksb", "set", "L1"), "CODE=STATE"),
    (("ksb", "set", "L1", "K1=met", "--on", "2026-11-24"), "after today"),
    (("skill", "set", "L1", "welsh", "achieved"), "english, maths"),
    (("skill", "set", "L1", "english", "good"), "achieved"),
    (("skill", "set", "L1", "english", "achieved", "--level", "3"), "E3"),
    (("skill", "set", "L1", "english", "achieved", "--on", "2026-11-24"), "after today"),
    (("gateway", "set", "L1", "ict", "done"), "organisation"),
    (("gateway", "set", "L1", "employer", "closed"), "not_needed"),
    (("tutor", "edit", "khan"), "nothing to change"),
    (("tutor", "edit", "zed", "--name", "Zed"), "zed"),
    (("tutor", "edit", "khan", "--nation", "FRA"), "eng"),
    (("tutor", "edit", "khan", "--visits-per-day", "0"), "--visits-per-day"),
    (("tutor", "edit", "khan", "--working-days", "mon,funday"), "mon,funday"),
    (("tutor", "edit", "khan", "--day-start", "25:00"), "25:00"),
    (("tutor", "edit", "khan", "--day-start", "18:00"), "working day"),
    (("tutor", "leave", "khan", "--from", "2026-12-02", "--to", "2026-12-01"), "leave"),
    (("tutor", "add", "--name", "X", "--group", "no such group"), "no such group"),
    (("export", "ics", "--out", "a.ics", "--dir", "b"), "--dir"),
    (("export", "ics", "--weeks", "4", "--from", "2026-11-23"), "--weeks"),
    (("export", "ics", "--names", "nick"), "initials"),
    (("import", "table", __file__, "--map", "Trainee"), "mapping"),
]

REFUSED = [
    (("learner", "show", "zzz"), "zzz"),
    (("learner", "show", ""), "no learner"),
    (("learner", "status", "L1", "on_programme"), "already"),
    (("learner", "break", "L1", "--from", "2026-11-02", "--drop"), "no break"),
    (("learner", "transfer", "L1", "--to", "khan"), "already"),
    (("learner", "edit", "L1", "--family-name", "Jones"), "so already"),
    (("learner", "edit", "L1", "--ref", "L2"), "Ann Lee"),
    (("learner", "edit", "L1", "--clear", "email"), "so already"),
    (("learner", "edit", "L1", "--standard", "ST9999"), "ST9999"),
    (("learner", "add", "--ref", "L2", *ADD[4:], *DATES), "Ann Lee"),
    (("learner", "add", "--ref", "L9", *ADD[4:6], "--standard", "ST9", *DATES), "ST1379"),
    ((*ADD, *DATES, "--standard-version", "9"), "1.2"),
    (("visit", "move", "v1", "--to", "2026-11-30T10:00"), "v1"),
    (("visit", "cancel", "v1"), "visit list"),
    ((*RECORD, "2026-11-20", "--visit", "v1"), "v1"),
    (("skill", "set", "L1", "english", "booked", "--frob"), "--frob"),
    (("standard", "show", "ST9999"), "ST1379"),
    (("standard", "show", "ST1379", "--version", "9"), "1.2"),
    (("tutor", "add", "--name", "Other", "--login", "khan"), "Kit Khan"),
    (("init",), "already holds a workspace"),
]


@pytest.mark.parametrize(("args", "said"), WRONG_USAGE)
def test_wrong_usage(desk: Desk, args: tuple[str, ...], said: str) -> None:
    assert said in desk.refused(*args, status=2)


@pytest.mark.parametrize(("args", "said"), REFUSED)
def test_refused(desk: Desk, args: tuple[str, ...], said: str) -> None:
    status = 2 if "--frob" in args else 1
    assert said in desk.refused(*args, status=status)


@pytest.mark.parametrize("spoilt", ["--json", "--tutor=khan"])
def test_errors_are_the_same_with_other_options(desk: Desk, spoilt: str) -> None:
    plain = desk.refused("learner", "show", "ann", status=2)
    assert desk.refused("learner", "show", "ann", spoilt, status=2) == plain


def test_many_candidates_are_named_and_the_rest_counted(desk: Desk) -> None:
    for number in range(10):
        add_learner(desk, f"T{number}", "Tom", f"Ash{number}")
    said = desk.refused("learner", "show", "tom ash", status=2)
    assert said.count("Tom Ash") == 8
    assert "and 2 more" in said


def test_the_environments_day_is_checked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_TUI_TODAY", "2026-02-30")
    result = run("--workspace", str(desk.root), "triage")
    assert (result.status, result.raw) == (2, b"")
    assert "TUTOR_TUI_TODAY" in sentence(result)


def test_no_workspace(tmp_path: Path) -> None:
    result = run("--workspace", str(tmp_path / "none"), "triage")
    assert (result.status, result.raw) == (1, b"")
    assert "tutor-tui init" in sentence(result)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a workspace file"),
        (b"{", "not a workspace file"),
        (b"\xff\xfe\x00", "not a workspace file"),
        (b"[]", "not a workspace file"),
        (b'{"schema": 1, "settings": {"kinds_not_counted": ["\xf4"]}}', "not a workspace file"),
        (b'{"x": ' * 5_000, "not a workspace file"),
        (b"{}", "schema"),
        (b'{"schema": 1}', "settings"),
        (b'{"schema": 1, "settings": {"cadence": "weekly"}}', "cadence"),
        (b'{"schema": 2, "settings": {"cadence": "weekly"}}', "schema 2"),
        (b'{"schema": 2}', "another version"),
    ],
)
def test_a_broken_workspace_file(desk: Desk, content: bytes, said: str) -> None:
    (desk.root / "workspace.json").write_bytes(content)
    for command in ("triage", "standard list", "init"):
        result = run("--workspace", str(desk.root), *command.split())
        if command == "standard list":
            assert result.status == 0  # the catalogue needs no workspace
        else:
            assert (result.status, result.raw) == (1, b"")
            assert "workspace" in sentence(result)
    assert said in sentence(run("--workspace", str(desk.root), "triage"))


def test_a_sentence_that_quotes_something_endless_can_still_be_read(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "endless.toml"
    file.write_text(f"{'a' * 70_000} = 1\n")
    said = desk.refused("standard", "add", str(file), status=1)
    assert said.startswith(f"error: {file}: unknown key 'aaa")
    assert said.endswith("unconfirmed, version.")
    assert len(said) < 1100


def test_a_workspace_file_that_is_a_directory_or_open_to_others(desk: Desk) -> None:
    file = desk.root / "workspace.json"
    file.chmod(0o644)
    assert f"chmod o-rwx {file}" in desk.refused("triage", status=1)
    file.unlink()
    file.mkdir()
    assert str(file) in desk.refused("triage", status=1)


def test_a_caseload_of_a_newer_version(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as newer:
        newer.setattr("store.snapshot.FORMAT", snapshot.FORMAT + 1)
        JsonStore.open(desk.caseload("khan")).compact()
    assert "newer version" in desk.refused("triage", status=1)


def test_a_shape_that_this_version_does_not_know(desk: Desk) -> None:
    store = JsonStore.open(desk.caseload("khan"))
    [learner] = [one for one in store.find("learner") if one.data()["ref"] == "L1"]
    with store.transaction(actor="x", reason="x") as transaction:
        transaction.put("learner", {**learner.data(), "mode": "telepathy"}, expect=learner.rev)
    assert "telepathy" in desk.refused("triage", status=1)
    assert learner.id in desk.refused("learner", "list", status=1)


def test_a_damaged_caseload_can_be_read_but_not_changed(desk: Desk) -> None:
    add_learner(desk, "L4", "New", "One")
    damage_snapshot(desk.caseload("khan"))
    for command in (("triage",), ("learner", "show", "L1"), ("visit", "list"), ("export", "ics")):
        told = desk(*command).err
        assert told.startswith("note: ")
        assert "snapshot.json is damaged" in told
        assert "doctor --repair" in told
    assert [one["ref"] for one in desk.json("learner", "list")["learners"]] == [
        *("L1", "L2", "L3", "L4")
    ]
    for refused in (
        (*BOOK, "2026-11-30T10:00"),
        ("learner", "edit", "L1", "--employer", "Acme"),
        ("learner", "remove", "L1"),
        ("learner", "remove", "L1", "--erase", "--yes"),
        ("undo",),
    ):
        before = desk.content()
        result = run("--workspace", str(desk.root), "--today", TODAY, *refused)
        assert (result.status, result.raw) == (1, b"")
        error = result.err.splitlines()[-1]
        assert error.startswith("error: not ")
        assert error.endswith("mend it with: tutor-tui doctor --repair")
        assert desk.content() == before


@pytest.fixture
def half_damaged(two_desks: Desk) -> Desk:
    """Nothing sound is left of Bo's caseload; Kit's is sound."""
    lose(two_desks.caseload("bo"))
    return two_desks


def test_one_caseloads_damage_takes_nothing_from_another(half_damaged: Desk) -> None:
    desk = half_damaged
    assert len(desk.json("triage", "--tutor", "khan")["learners"]) == 3
    assert desk.learner("L1")["given_name"] == "Sam"
    booked = desk.changed(*BOOK, "2026-11-30T10:00")
    desk("visit", "cancel", booked["id"])
    add_learner(desk, "L4", "New", "One", "--tutor", "khan")


def test_a_damaged_caseload_is_listed_and_never_chosen_silently(half_damaged: Desk) -> None:
    desk = half_damaged
    for args, key in (
        (("tutor", "list"), "tutors"),
        (("triage", "--all-tutors"), "unreadable"),
        (("learner", "list", "--all-tutors"), "unreadable"),
    ):
        result = desk(*args, "--json")
        [left_out] = [one for one in result.json[key] if one.get("readable") is False]
        assert list(left_out) == ["id", "readable"]
        assert "damaged" in result.err
        assert "damaged" in desk(*args).err
    assert "damaged" in desk.refused("triage", status=2)  # the only sound one may be another's
    assert "damaged" in desk.refused("learner", "show", "zzz", status=1)
    assert "damaged" in desk.refused("import", "ilr", __file__, "--tutor", "bo", status=2)


def test_a_stray_folder_among_the_caseloads_harms_nobody(desk: Desk) -> None:
    (desk.root / "caseloads" / "lost+found").mkdir(mode=0o700)
    assert len(desk.json("triage", "--tutor", "khan")["learners"]) == 3
    assert {"id": "lost+found", "readable": False} in desk.json("tutor", "list")["tutors"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_a_caseload_that_may_not_be_read_is_listed_as_such(two_desks: Desk) -> None:
    desk = two_desks
    caseload = desk.caseload("bo")
    caseload.chmod(0)
    try:
        unreadable = {"id": caseload.name, "readable": False}
        assert unreadable in desk.json("tutor", "list")["tutors"]
        assert desk.json("triage", "--all-tutors")["unreadable"] == [unreadable]
        assert desk.json("learner", "list", "--all-tutors")["unreadable"] == [unreadable]
        assert len(desk.json("triage")["learners"]) == 3
    finally:
        caseload.chmod(0o2770)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_a_caseload_that_may_not_be_written_can_be_read(desk: Desk) -> None:
    journal = desk.caseload("khan") / "journal.jsonl"
    journal.chmod(0o440)
    assert len(desk.json("triage")["learners"]) == 3
    assert "not saved" in desk.refused(*BOOK, "2026-11-30T10:00", status=1)
    journal.chmod(0o660)
    desk(*BOOK, "2026-11-30T10:00")


def test_a_caseload_that_cannot_be_read(two_desks: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As above for every user: the operating system's refusal is played."""
    desk = two_desks
    forbidden = desk.caseload("bo")
    monkeypatch.setattr("store.room.open_directory", _refusing(forbidden))
    unreadable = {"id": forbidden.name, "readable": False}
    assert unreadable in desk.json("tutor", "list")["tutors"]
    listed = desk("triage", "--all-tutors", "--json")
    assert listed.json["unreadable"] == [unreadable]
    assert "may not read" in listed.err
    assert len(desk.json("triage")["learners"]) == 3  # the only tutor this user may read
    assert "no learner" in desk.refused("learner", "show", "zzz", status=1)


def _refusing(forbidden: Path) -> Callable[..., AbstractContextManager[int]]:
    from store.files import open_directory

    def open_or_refuse(path: Path, **how: Any) -> AbstractContextManager[int]:
        if path == forbidden:
            raise PermissionError(13, "Permission denied")
        return open_directory(path, **how)

    return open_or_refuse


def test_a_transaction_that_cannot_be_written_changes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("store.exclusive.write_all", full)
    said = desk.refused(*BOOK, "2026-11-30T10:00", status=1)
    assert "not saved" in said
    assert "No space left on device" in said


@pytest.mark.parametrize("kind", ["ilr", "table"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing", None),
        ("empty", b""),
        ("binary", bytes(range(256)) * 9),
        ("truncated", b'<?xml version="1.0"?><Message xmlns="ESFA/ILR/2025-26"><Header>'),
        (
            "entities",
            b'<!DOCTYPE Message [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
            b'<Message xmlns="ESFA/ILR/2025-26"><Learner>&a;</Learner></Message>',
        ),
        (
            "laughs",
            b'<!DOCTYPE Message [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
            b'<Message xmlns="ESFA/ILR/2025-26"><Learner>&b;</Learner></Message>',
        ),
        ("esc\x1b[31mape", b"\x1b]0;owned\x07"),
    ],
)
def test_files_that_cannot_be_imported(
    desk: Desk, tmp_path: Path, kind: str, name: str, content: bytes | None
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    said = desk.refused("import", kind, str(file), status=1)
    assert name.replace("\x1b", "") in said
    assert "passwd" not in said


@pytest.mark.parametrize("kind", ["ilr", "table"])
def test_a_folder_is_no_file_to_import(desk: Desk, tmp_path: Path, kind: str) -> None:
    assert "directory" in desk.refused("import", kind, str(tmp_path), status=1)


def test_a_table_without_end_is_read_no_further_than_it_may(desk: Desk) -> None:
    assert "larger than" in desk.refused("import", "table", "/dev/zero", status=1)


def test_an_export_that_cannot_be_written(desk: Desk, tmp_path: Path) -> None:
    desk(*BOOK, "2026-11-30T10:00")
    folder = tmp_path / "folder"
    folder.mkdir()
    assert str(folder) in desk.refused("export", "ics", "--out", str(folder), status=1)
    missing = tmp_path / "none" / "a.ics"
    assert str(missing) in desk.refused("export", "ics", "--out", str(missing), status=1)
    file = tmp_path / "file"
    file.write_bytes(b"mine")
    assert str(file) in desk.refused("export", "ics", "--dir", str(file), status=1)
    assert file.read_bytes() == b"mine"


def test_init_refuses_what_is_there(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("mine")
    for place, said in ((tmp_path / "notes", "not empty"), (desk.root / "workspace.json", "")):
        result = run("--workspace", str(place), "init")
        assert (result.status, result.raw) == (1, b"")
        assert said in sentence(result)
    assert [path.name for path in (tmp_path / "notes").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "args",
    [
        ("--tutor-name", "Kit", "--day-start", "18:00"),
        ("--tutor-name", " "),
        ("--login", "khan"),
        ("--tutor-name", "Kit", "--working-days", "funday"),
        ("--tutor-name", "Kit", "--today", "2026-02-30"),
    ],
)
def test_init_makes_nothing_for_a_tutor_who_cannot_be(
    tmp_path: Path, args: tuple[str, ...]
) -> None:
    result = run("--workspace", str(tmp_path / "new"), "init", *args)
    assert (result.status, result.raw) == (2, b"")
    sentence(result)
    assert not (tmp_path / "new").exists()


def test_json_on_stdout_is_ascii(desk: Desk) -> None:
    add_learner(desk, "L4", "Zoë\u202e", "\x1b[31mRed\x07")
    for command in (("triage",), ("learner", "list"), ("learner", "show", "L4")):
        raw = desk(*command, "--json").raw
        assert raw.isascii()
        assert b"\x1b" not in raw
        json.loads(raw)


def test_today_may_follow_the_command(desk: Desk) -> None:
    assert desk.json("triage", "--today", "2026-12-24")["today"] == "2026-12-24"
