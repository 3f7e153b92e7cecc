"""The steps of an import: what a file seems to be, which is proposed, and what is remembered."""

import os
from datetime import date
from pathlib import Path

import pytest

from tests.exchange.ilr_samples import delivery, learner, message
from tests.exchange.workbooks import workbook
from tests.workspace.conftest import only_caseload
from tutor_tui.errors import BadFile, WrongUsage
from tutor_tui.workspace import history, import_maps, import_views, importing
from tutor_tui.workspace.import_views import PreviewRow
from tutor_tui.workspace.importing import Request
from tutor_tui.workspace.workspace import Workspace

RETURN = message("2026-27", learner("A01", "Zoe", "Adams", delivery(LearnStartDate="2026-09-07")))
TABLE = "Ref,First name,Surname,Programme,Start date,Planned end,Employer\n"
NEW = "N1,Ann,Orr,ST1379,01/09/2026,31/12/2027,Dale\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "Downloads").mkdir(parents=True)
    return tmp_path / "home"


def nobody_watches(_part: int, _whole: int) -> None:
    """Progress that nobody looks at."""


def shown(workspace: Workspace, request: Request) -> list[PreviewRow]:
    contents = importing.read(request, nobody_watches)
    plan = importing.plan(workspace, request, contents, nobody_watches)
    tutors = {one.tutor.id: one.tutor.name for one in workspace.caseloads()}
    return import_views.preview(plan, tutors, workspace.today)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (RETURN, "return"),
        (RETURN.decode().encode("utf-16"), "return"),
        (b"\xef\xbb\xbf\n" + RETURN, "return"),
        (TABLE.encode(), "table"),
        (workbook({"Learners": [["Ref", "Surname"], ["L1", "Jones"]]}), "table"),
        (b"<html><table>", "table"),
        (b"", "table"),
    ],
    ids=["return", "utf-16", "byte order mark", "csv", "workbook", "html", "empty"],
)
def test_a_file_is_told_by_how_it_begins(tmp_path: Path, content: bytes, kind: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    assert importing.kind_of(file) == kind


def test_what_is_no_file_is_refused_without_being_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "nothing", "."):
        with pytest.raises(BadFile, match="there is no such file"):
            importing.kind_of(tmp_path / name)


def test_the_newest_file_of_the_last_place_is_proposed_else_of_the_downloads(
    home: Path, tmp_path: Path
) -> None:
    assert importing.proposed("") is None
    names = ("old.xml", "new.csv", "newest.pdf")
    for age, name in enumerate(names):
        file = home / "Downloads" / name
        file.touch()
        os.utime(file, (age, age))
    assert importing.proposed("") == home / "Downloads" / "new.csv"
    assert importing.proposed(str(tmp_path / "gone")) == home / "Downloads" / "new.csv"
    (tmp_path / "returns").mkdir()
    (tmp_path / "returns" / "ILR.XML").touch()
    assert importing.proposed(str(tmp_path / "returns")) == tmp_path / "returns" / "ILR.XML"


def test_what_wants_a_person_comes_first_and_each_row_says_what_becomes_of_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "table.csv"
    file.write_text(f"{TABLE}L1,,,,,31/02/2027,Hill\n{NEW}L2,,,,,,\nL9,Una,,,,,\n")
    own = only_caseload(workspace)
    rows = shown(workspace, Request(files=(file,), kind="table", tutor=own.tutor.id))
    assert [(row.kind, row.ref, row.told) for row in rows] == [
        ("new", "N1", "ST1379 from 1 Sep, to Kit Khan; row 3"),
        ("updated", "L1", "employer; row 2"),
        ("skipped", "L9", rows[2].told),
        ("unchanged", "L2", "row 4"),
        ("note", "", "row 2, Planned end: 31/02/2027 is not a date; give it as day/month/year"),
    ]
    assert "a new learner needs a family name" in rows[2].told
    assert [row.choosable for row in rows] == [True, True, False, False, False]
    new, updated = (import_views.details(row.item) for row in rows[:2] if row.item)
    assert ("employer", "Dale", False) in new
    assert updated == [("employer", "nothing -> Hill", False)]


def test_a_file_with_a_name_that_is_no_text_is_imported_and_its_place_remembered(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / os.fsdecode(b"\xff")
    folder.mkdir()
    file = folder / os.fsdecode(b"\xfe.csv")
    file.write_text(TABLE + NEW)
    own = only_caseload(workspace)
    request = Request(files=(file,), kind="table", tutor=own.tutor.id)
    contents = importing.read(request, nobody_watches)
    plan = importing.plan(workspace, request, contents, nobody_watches)
    importing.carry_out(workspace, request, plan)
    assert history.entries(own)[0].what == "import \ufffd.csv"
    assert importing.proposed(import_maps.load().folder) is None


def test_the_code_that_names_the_tutors_is_remembered_of_a_return_alone(
    workspace: Workspace, tmp_path: Path
) -> None:
    own = only_caseload(workspace).tutor.id
    file = tmp_path / "file"
    importing.remember(Request(files=(file,), kind="return", tutor=own, tutor_from="B"))
    importing.remember(Request(files=(file,), kind="table", tutor=own))
    assert import_maps.load().tutor_from == "B"
    importing.remember(Request(files=(file,), kind="return", tutor=own))
    assert import_maps.load().tutor_from is None


def test_files_are_named_as_in_a_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    one, other, odd = (tmp_path / name for name in ("a 1.xml", "a 2.xml", "it's [b].csv"))
    for file in (one, other, odd):
        file.write_text("x")
    (tmp_path / "a 3.xml").mkdir()
    assert importing.files_given(f" {odd} ") == (odd,)
    assert importing.files_given("~/a*.xml") == (one, other)
    assert importing.files_given(f"'{other}' ~/a*1.xml \"{other}\"") == (other, one)
    for given, said in (("", "give the name"), ("'x", "not closed"), (f"{one} /none/*", "no such")):
        with pytest.raises((BadFile, WrongUsage), match=said):
            importing.files_given(given)


def test_returns_of_several_years_are_read_as_one(workspace: Workspace, tmp_path: Path) -> None:
    break_began = delivery(
        LearnStartDate="2024-09-02", LearnActEndDate="2025-03-03", CompStatus="6"
    )
    restart = delivery(
        LearnStartDate="2025-09-01", OrigLearnStartDate="2024-09-02", fams=[("RES", "1")]
    )
    files = []
    for year, aim in (("2025-26", restart), ("2024-25", break_began)):
        files.append(tmp_path / f"{year}.xml")
        files[-1].write_bytes(message(year, learner("B1", "Zoe", "Adams", aim)))
    own = only_caseload(workspace)
    request = Request(files=tuple(files), kind="return", tutor=own.tutor.id)
    assert request.called == "2025-26.xml and 2024-25.xml"
    contents = importing.read(request, nobody_watches)
    importing.carry_out(
        workspace, request, importing.plan(workspace, request, contents, nobody_watches)
    )
    [found] = (one for one in own.learners.values() if one.ref == "B1")
    assert [(one.start, one.end) for one in found.breaks] == [(date(2025, 3, 3), date(2025, 9, 1))]
