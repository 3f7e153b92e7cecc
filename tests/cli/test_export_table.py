"""`export table`: learners, visits and KSBs for a spreadsheet, and back again."""

import csv
import io
import stat
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import add_learner
from tests.cli.desk import Desk
from tests.cli.test_hostile import NAMES, harmless
from tests.cli.test_learner_file import elsewhere as elsewhere

KHAN = ("--tutor", "khan")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_caseload_is_a_row_a_learner_by_family_name(entered: Desk) -> None:
    found = rows(entered("export", "table", *KHAN).out)
    assert [row["Last name"] for row in found] == ["Ford", "Jones", "Lee", "Ng"]
    rhys = found[0]
    assert (rhys["Learner reference number"], rhys["First name"]) == ("R1", "Rhys")
    assert (rhys["Tutor"], rhys["Second tutor"]) == ("Kit Khan", "Bo Lee")
    assert (rhys["Apprentice standard"], rhys["Standard version"]) == ("ST1379", "1.2")
    assert (rhys["Date of birth"], rhys["Last visit"]) == ("2001-05-17", "2026-11-02")
    assert (rhys["English"], rhys["Last review"]) == ("working towards", "")
    assert "Worries about money" not in str(found)


def test_visits_are_a_row_each_in_london_time(entered: Desk) -> None:
    entered("visit", "book", "R1", "--at", "2027-06-01T10:00", "--minutes", "45")
    first, second = rows(entered("export", "table", "--what", "visits", *KHAN).out)
    assert (first["Visit date"], first["Visit time"]) == ("2026-11-02", "")
    assert (first["Outcome"], first["Visit kind"]) == ("attended", "teaching")
    assert (second["Visit time"], second["End time"]) == ("10:00", "10:45")
    assert second["Outcome"] == "booked"


def test_ksbs_are_a_column_a_code_and_blank_where_there_is_none(entered: Desk) -> None:
    add_learner(entered, "L9", "Ira", "Odd", "--standard", "ST0148", *KHAN)
    found = {
        row["Learner reference number"]: row
        for row in rows(entered("export", "table", "--what", "ksbs", *KHAN).out)
    }
    assert (found["R1"]["K6"], found["R1"]["K1"]) == ("met", "none")
    assert (found["R1"]["Ba"], found["L9"]["Ba"], found["L9"]["K16"]) == ("", "none", "")
    assert list(found["R1"])[3:6] == ["K1", "K2", "K3"]


def test_one_learner_or_every_tutors(entered: Desk) -> None:
    add_learner(entered, "B1", "Bea", "Orr", "--tutor", "bo")
    assert len(rows(entered("export", "table", "--learner", "R1").out)) == 1
    refs = [
        row["Learner reference number"]
        for row in rows(entered("export", "table", "--all-tutors").out)
    ]
    assert refs == ["R1", "L1", "L2", "L3", "B1"]
    assert "not both" in entered.refused(
        "export", "table", "--learner", "R1", "--all-tutors", status=2
    )


def test_a_workbook_holds_all_three(entered: Desk, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    told = entered.json("export", "table", "--what", "all", *KHAN, "--out", str(path))
    assert told["files"] == [str(path)]
    assert told["rows"] == {"learners": 4, "visits": 1, "ksbs": 4}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["learners", "visits", "ksbs"]
    born = {cell.value: number for number, cell in enumerate(book["learners"][1])}["Date of birth"]
    assert isinstance(book["learners"][2][born].value, datetime)


def test_csv_takes_a_file_each(entered: Desk, tmp_path: Path) -> None:
    said = entered("export", "table", "--what", "all", *KHAN, "--out", str(tmp_path / "out.csv"))
    names = ["out-ksbs.csv", "out-learners.csv", "out-visits.csv"]
    files = sorted(tmp_path.glob("*.csv"))
    assert [file.name for file in files] == names
    assert all(file.read_bytes().startswith(b"\xef\xbb\xbf") for file in files)
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert "learners (4 rows), visits (1 row) and ksbs (4 rows)" in said.out


def test_json_has_the_rows_by_their_headings(entered: Desk) -> None:
    told = entered.json("export", "table", "--what", "all", "--learner", "R1")
    assert list(told) == ["version", "learners", "visits", "ksbs"]
    assert told["learners"][0]["Planned hours"] == 400
    assert told["visits"][0]["Visit date"] == "2026-11-02"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--out", "out.txt"), "ends in .csv or .xlsx"),
        (("--out", "out"), "ends in .csv or .xlsx"),
        (("--what", "all"), "several tables"),
    ],
)
def test_what_cannot_be_written_is_said(
    entered: Desk, tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    given = [str(tmp_path / one) if one.startswith("out") else one for one in options]
    assert told in entered.refused("export", "table", *KHAN, *given, status=2)
    assert not list(tmp_path.glob("out*"))


def test_what_is_no_plain_file_is_not_replaced(entered: Desk, tmp_path: Path) -> None:
    for name in ("learners", "visits"):
        (tmp_path / f"out-{name}.csv").symlink_to(tmp_path / "target")
    path = str(tmp_path / "out.csv")
    assert "not a plain file" in entered.refused(
        "export", "table", "--what", "all", *KHAN, "--out", path, status=1
    )
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize("name", ["markup", "colour", "c1 control", "override", "newline", "long"])
def test_names_meant_to_do_harm_are_inert(desk: Desk, name: str) -> None:
    add_learner(desk, "H1", *NAMES[name])
    for options in ((), ("--json",)):
        harmless(desk("export", "table", *options).out.replace("\r\n", "\n"))


def test_a_name_meant_as_a_formula_is_none_and_comes_back(
    desk: Desk, elsewhere: Desk, tmp_path: Path
) -> None:
    add_learner(desk, "=H1", "+1", "@SUM(A1:A9)")
    for ending in ("csv", "xlsx"):
        path = str(tmp_path / f"out.{ending}")
        desk("export", "table", "--learner", "=H1", "--out", path)
        told = elsewhere.json("import", "table", path, "--dry-run")
        assert [item["ref"] for item in told["new"]] == ["=H1"]
        assert [item["name"] for item in told["new"]] == ["+1 @SUM(A1:A9)"]


CARRIED = (
    *("ref", "given_name", "family_name", "uln", "born", "email", "employer", "postcode", "mode"),
    *("standard", "standard_version", "original_start", "planned_end", "expected_end", "breaks"),
    *("status", "support", "bsl", "otj_planned", "otj_actual", "prior_hours", "weekly_hours"),
    *("organisation", "ksbs"),
)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_tables_carry_a_caseload_to_another_workspace(
    entered: Desk, elsewhere: Desk, tmp_path: Path, ending: str
) -> None:
    entered("learner", "break", "R1", "--from", "2026-03-02", "--to", "2026-04-06")
    entered("visit", "book", "R1", "--at", "2026-12-04T10:00")
    entered("learner", "edit", "R1", "--expected-end", "2027-08-31", "--uln", "1000000019")
    for what in ("learners", "visits", "ksbs"):
        path = str(tmp_path / f"{what}.{ending}")
        entered("export", "table", "--what", what, *KHAN, "--out", path)
        again = entered.json("import", "table", path, *KHAN)
        assert (again["new"], again["updated"], again["skipped"]) == ([], [], [])
        told = elsewhere.json("import", "table", path, "--tutor", "una")
        assert told["skipped"] == []
    left, arrived = entered.learner("R1"), elsewhere.learner("R1")
    for key in CARRIED:
        assert arrived[key] == left[key], key
    assert arrived["skills"]["english"]["state"] == left["skills"]["english"]["state"]
    kept = ("date", "start", "end", "kind", "mode", "status")
    assert [[visit[key] for key in kept] for visit in arrived["visits"]] == [
        [visit[key] for key in kept] for visit in left["visits"]
    ]


def test_a_workbook_is_read_sheet_by_sheet(entered: Desk, tmp_path: Path) -> None:
    path = str(tmp_path / "all.xlsx")
    entered("export", "table", "--what", "all", *KHAN, "--out", path)
    before = entered.content()
    for sheet in ("learners", "visits", "ksbs"):
        told = entered.json("import", "table", path, "--sheet", sheet, *KHAN)
        assert (told["new"], told["updated"], told["skipped"]) == ([], [], [])
    assert entered.content() == before
