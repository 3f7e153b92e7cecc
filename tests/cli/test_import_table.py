"""Importing tables: headings by any name, days first, blanks, and visits made once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import Desk
from tests.exchange.ilr_samples import FOLDER

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
