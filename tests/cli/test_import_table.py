"""Importing tables: headings by any name, days first, blanks, and visits made once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import Desk
from tests.exchange.ilr_samples import FOLDER
from tests.exchange.workbooks import workbook

HEADINGS = "Learner ref,First name,Last name,Email,Employer,Programme,Start date,Planned end"
SAM = "T1,Sam,Smith,sam@example.org,Acme,ST1379,01/09/2026,31/12/2027"


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Callable[..., Any]:
    """Writes a table of these lines, and imports it."""

    def import_(*lines: str, options: tuple[str, ...] = ()) -> Any:
        file = tmp_path / "table.csv"
        file.write_text("\r\n".join(lines) + "\r\n")
        return desk.json("import", "table", str(file), *options)

    return import_


def refs(told: Any, kind: str) -> list[str]:
    return [item["ref"] for item in told[kind]]


@pytest.mark.parametrize(
    "table",
    [
        (HEADINGS, SAM),
        (HEADINGS.upper(), SAM),
        (HEADINGS.replace(",", ";"), SAM.replace(",", ";")),
        (
            "Person Code\tForename\tSURNAME\te-mail\tEmployer name\tStandard\tStart\tEnd date",
            "T1\tSam\tSmith\tsam@example.org\tAcme\t694\t1 Sep 2026\t2027-12-31",
        ),
        (
            "Reference,Apprentice name,Learner email,Placement,Programme,Start,Expected end date",
            'T1,"Smith, Sam",sam@example.org,Acme,Learning and skills mentor,1.9.26,31-12-2027',
        ),
    ],
)
def test_headings_by_any_name_and_days_first(
    desk: Desk, bring: Callable[..., Any], table: tuple[str, ...]
) -> None:
    assert refs(bring(*table), "new") == ["T1"]
    record = desk.learner("T1")
    assert (record["given_name"], record["family_name"]) == ("Sam", "Smith")
    assert (record["email"], record["employer"]) == ("sam@example.org", "Acme")
    assert (record["original_start"], record["planned_end"]) == ("2026-09-01", "2027-12-31")
    assert (record["standard"], record["standard_version"]) == ("ST1379", "1.2")


def test_headings_nobody_knows_are_mapped(desk: Desk, bring: Callable[..., Any]) -> None:
    table = (HEADINGS.replace("Last name", "Clan"), SAM)
    assert refs(bring(*table), "skipped") == ["T1"]
    assert refs(bring(*table, options=("--map", "Clan=family_name")), "new") == ["T1"]
    assert desk.learner("T1")["family_name"] == "Smith"


def test_the_same_table_again_writes_nothing(desk: Desk, bring: Callable[..., Any]) -> None:
    table = (f"{HEADINGS},Last visit,Next visit", f"{SAM},02/11/2026,30/11/2026")
    bring(*table)
    before = desk.content()
    again = bring(*table)
    assert refs(again, "unchanged") == ["T1"]
    assert (again["new"], again["updated"]) == ([], [])
    assert desk.content() == before


def test_a_dry_run_changes_nothing(desk: Desk, bring: Callable[..., Any]) -> None:
    before = desk.content()
    assert refs(bring(HEADINGS, SAM, options=("--dry-run",)), "new") == ["T1"]
    assert desk.content() == before


def test_another_start_chooses_the_version_again(desk: Desk, bring: Callable[..., Any]) -> None:
    bring(HEADINGS, SAM)
    [told] = bring(HEADINGS, SAM.replace("01/09/2026", "02/10/2023"))["updated"]
    assert [change["field"] for change in told["changes"]] == ["original_start", "standard_version"]
    assert desk.learner("T1")["standard_version"] == "1.1"


def test_blanks_never_overwrite_and_the_rest_updates(desk: Desk, bring: Callable[..., Any]) -> None:
    bring(HEADINGS, SAM)
    told = bring(HEADINGS, "T1,,,,Beta,,,31/01/2028")
    assert told["updated"][0]["changes"] == [
        {"field": "employer", "before": "Acme", "after": "Beta", "kept": False},
        {"field": "planned_end", "before": "2027-12-31", "after": "2028-01-31", "kept": False},
    ]
    record = desk.learner("T1")
    assert (record["given_name"], record["email"]) == ("Sam", "sam@example.org")
    assert (record["employer"], record["planned_end"]) == ("Beta", "2028-01-31")


@pytest.mark.parametrize("day", ["31/02/2027", "13/13/2027", "soon", "0"])
def test_an_impossible_date_is_named_by_row_and_column(
    desk: Desk, bring: Callable[..., Any], day: str
) -> None:
    row = SAM.replace("31/12/2027", day)
    told = bring(HEADINGS, SAM.replace("T1,", "T0,").replace("sam@", "x@"), row)
    assert any("row 3" in text and "Planned end" in text for text in told["warnings"])
    assert refs(told, "new") == ["T0"]
    [skipped] = told["skipped"]
    assert skipped["reason"] == "row 3: a new learner needs a planned end date"


def test_a_bad_date_of_a_known_learner_leaves_the_rest(
    desk: Desk, bring: Callable[..., Any]
) -> None:
    bring(HEADINGS, SAM)
    bring(HEADINGS, SAM.replace("31/12/2027", "31/02/2027").replace("Acme", "Beta"))
    record = desk.learner("T1")
    assert (record["employer"], record["planned_end"]) == ("Beta", "2027-12-31")


def test_learners_are_matched_by_reference_then_uln_then_email(
    desk: Desk, bring: Callable[..., Any]
) -> None:
    bring(f"{HEADINGS},ULN", f"{SAM},1000000019")
    assert refs(bring("Ref,Employer", "T1,A"), "updated") == ["T1"]
    assert refs(bring("ULN,Employer", "1000000019,B"), "updated") == ["T1"]
    assert refs(bring("Email,Employer", "SAM@example.org,C"), "updated") == ["T1"]
    assert desk.learner("T1")["employer"] == "C"
    desk("learner", "edit", "L1", "--email", "sam@example.org")
    [skipped] = bring("Email,Employer", "sam@example.org,D")["skipped"]
    assert "several" in skipped["reason"]


def test_a_learner_twice_in_a_table_is_skipped_the_second_time(
    desk: Desk, bring: Callable[..., Any]
) -> None:
    told = bring(HEADINGS, SAM, SAM.replace("Acme", "Beta"))
    assert (refs(told, "new"), refs(told, "skipped")) == (["T1"], ["T1"])
    assert desk.learner("T1")["employer"] == "Acme"


def test_a_learner_who_cannot_be_is_skipped_with_the_reason(
    desk: Desk, bring: Callable[..., Any]
) -> None:
    [skipped] = bring(HEADINGS, SAM.replace("31/12/2027", "31/12/2025"))["skipped"]
    assert "row 2" in skipped["reason"]
    assert "planned end" in skipped["reason"]


def test_what_the_return_gave_is_left_to_it(desk: Desk, bring: Callable[..., Any]) -> None:
    desk("import", "ilr", str(FOLDER / "invented-2025-26.xml"))
    told = bring("Ref,First name,Employer", "A01,Zoe,Acme")
    changes = {x["field"]: x["kept"] for x in told["updated"][0]["changes"]}
    assert changes == {"given_name": True, "employer": False}
    record = desk.learner("A01")
    assert (record["given_name"], record["employer"]) == ("Zoë", "Acme")


def test_rows_go_to_the_tutor_they_name(two_desks: Desk, bring: Callable[..., Any]) -> None:
    table = (
        f"{HEADINGS},Coach",
        f"{SAM},bo lee",
        f"{SAM.replace('T1,', 'T2,').replace('sam@', 'x@')},",
    )
    told = bring(*table)
    assert (refs(told, "new"), refs(told, "skipped")) == (["T1"], ["T2"])
    assert "tutor" in told["skipped"][0]["reason"]
    assert refs(bring(*table, options=("--tutor", "khan")), "new") == ["T2"]
    [listed] = two_desks.json("learner", "list", "--tutor", "bo")["learners"]
    assert listed["ref"] == "T1"


# which heading is which


STRANGE = ("Trainee code,Clan,Start,End date,Emplyer", "T1,Smith,01/09/2026,31/12/2027,Acme")
MAP = "Trainee code=ref, Clan=family_name"


def test_the_map_is_shown_with_samples_and_imports_nothing(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("\n".join((*STRANGE, "T2,Ray,,,", "T3,Orr,,,", "T4,Lee,,,")))
    before = desk.content()
    told = desk.json("import", "table", str(file), "--show-map", "--map", "Clan=family_name")
    assert (told["kind"], told["heading_row"], told["rows"]) == ("learners", 1, 4)
    assert [(one["field"], one["by"]) for one in told["columns"]] == [
        (None, None),
        ("family_name", "given"),
        ("start", "guessed"),
        ("planned_end", "guessed"),
        ("employer", "guessed"),
    ]
    assert told["columns"][0]["samples"] == ["T1", "T2", "T3"]
    assert told["columns"][4]["doubt"] == "read as the employer, with a slip in it"
    shown = desk("import", "table", str(file), "--show-map").out
    assert "Trainee code  (not taken)           T1 | T2 | T3" in shown
    assert "note: column Emplyer: read as the employer" in shown
    assert desk.content() == before


def test_a_saved_map_is_found_by_its_headings_and_may_be_corrected(
    desk: Desk, bring: Callable[..., Any], tmp_path: Path
) -> None:
    bring(*STRANGE, options=("--map", MAP, "--standard", "ST1379", "--save-map", "college"))
    more = (f"{STRANGE[0]},Colour", f"{STRANGE[1].replace('Acme', 'Beta')},red")
    assert refs(bring(*more), "updated") == ["T1"]
    told = desk.json("import", "table", str(tmp_path / "table.csv"), "--show-map")
    assert told["saved_map"] == "college"
    assert [one["by"] for one in told["columns"]] == [*["saved"] * 5, None]
    bring(*more, options=("--map", "Emplyer=-", "--save-map", "College"))
    bring(*STRANGE)
    assert desk.learner("T1")["employer"] == "Beta"
    assert refs(bring("Ref,Employer", "T1,Gamma"), "updated") == ["T1"]


def test_a_map_is_not_saved_by_a_dry_run_nor_where_the_table_is_refused(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "table.csv"
    file.write_text("\n".join(STRANGE))
    desk("import", "table", str(file), "--map", MAP, "--save-map", "x", "--dry-run")
    desk.refused("import", "table", str(file), "--map", "Clan=ref, Start=ref", status=2)
    desk.refused("import", "table", str(file), "--save-map", " ", status=2)
    assert desk.json("import", "table", str(file), "--show-map")["saved_map"] is None


def test_damaged_maps_are_told_and_kept(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(f"{HEADINGS}\n{SAM}\n")
    kept = tmp_path / "home" / ".config" / "tutor-tui" / "import-maps.json"
    kept.parent.mkdir(parents=True)
    kept.write_text("{")
    assert "import-maps.json" in desk.refused("import", "table", str(file), status=1)
    assert kept.read_text() == "{"


def test_a_sheet_is_chosen_by_its_name(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "college.xlsx"
    heads, row = HEADINGS.split(","), SAM.split(",")
    file.write_bytes(workbook({"Now": [heads, row], "Then": [heads, [*row[:4], "Beta", *row[5:]]]}))
    told = desk.json("import", "table", str(file), "--dry-run")
    assert "sheet Now was read; not read: Then" in told["warnings"]
    desk("import", "table", str(file), "--sheet", "then")
    assert desk.learner("T1")["employer"] == "Beta"
    said = desk.refused("import", "table", str(file), "--sheet", "When", status=2)
    assert "no sheet When; it has Now, Then" in said


# visits


@pytest.fixture
def seen(desk: Desk, bring: Callable[..., Any]) -> Callable[..., Any]:
    """Imports a row of Sam Jones with a last and a next visit."""

    def import_(last: str, coming: str) -> Any:
        return bring("Ref,Last visit,Next visit", f"L1,{last},{coming}")

    return import_


def days(desk: Desk) -> list[tuple[str, str]]:
    return [(visit["date"], visit["status"]) for visit in desk.visits("L1")]


def test_last_and_next_visit_are_made_once(desk: Desk, seen: Callable[..., Any]) -> None:
    told = seen("02/11/2026", "30/11/2026")
    assert [x["field"] for x in told["updated"][0]["changes"]] == [
        "visit attended",
        "visit booked",
    ]
    assert days(desk) == [("2026-11-02", "attended"), ("2026-11-30", "booked")]
    assert all(visit["start"] is None for visit in desk.visits("L1"))
    seen("02/11/2026", "30/11/2026")
    assert len(days(desk)) == 2


def test_a_next_visit_that_was_moved_is_not_made_again(
    desk: Desk, seen: Callable[..., Any]
) -> None:
    seen("", "30/11/2026")
    [visit] = desk.visits("L1")
    desk("visit", "move", visit["id"], "--to", "2026-12-01T10:00")
    told = seen("", "30/11/2026")
    assert told["unchanged"][0]["changes"] == [
        {"field": "visit booked", "before": "2026-12-01", "after": "2026-11-30", "kept": True}
    ]
    assert days(desk) == [("2026-12-01", "booked")]


def test_a_next_visit_that_was_cancelled_stays_so(desk: Desk, seen: Callable[..., Any]) -> None:
    seen("", "30/11/2026")
    desk("visit", "cancel", desk.visits("L1")[0]["id"])
    assert refs(seen("", "30/11/2026"), "unchanged") == ["L1"]
    assert days(desk) == [("2026-11-30", "cancelled")]
    seen("", "04/12/2026")
    assert days(desk) == [("2026-11-30", "cancelled"), ("2026-12-04", "booked")]


def test_the_tutors_own_outcome_holds(desk: Desk, seen: Callable[..., Any]) -> None:
    desk("visit", "record", "L1", "--on", "2026-11-02", "--outcome", "not_attended")
    seen("02/11/2026", "")
    assert days(desk) == [("2026-11-02", "not_attended")]


def test_a_last_visit_ahead_and_a_next_one_past_are_not_made(
    desk: Desk, seen: Callable[..., Any]
) -> None:
    seen("24/11/2026", "22/11/2026")
    assert days(desk) == []
    seen("23/11/2026", "23/11/2026")
    assert days(desk) == [("2026-11-23", "attended")]
