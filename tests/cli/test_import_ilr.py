"""Importing government returns: new, the same again, changed, edited by hand, handed over."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import TODAY, Desk, run, sentence
from tests.exchange.ilr_samples import FOLDER, delivery, learner, message, sound_uln
from tutor_tui.errors import Refused
from tutor_tui.workspace import ilr_import, import_maps
from tutor_tui.workspace.caseload import Caseload, Record
from tutor_tui.workspace.import_maps import ImportMaps
from tutor_tui.workspace.imports import ImportPlan

KINDS = ("new", "updated", "unchanged", "skipped")


@pytest.fixture
def empty(desk: Desk) -> Desk:
    """A workspace with Kit Khan and nobody else."""
    new = Desk(desk.root.parent / "empty")
    new("init", "--tutor-name", "Kit Khan", "--login", "T-KHAN")
    return new


@pytest.fixture
def bring(empty: Desk, tmp_path: Path) -> Callable[..., Any]:
    """Writes a return of the learners given, and imports it."""

    def import_(*learners: str, options: tuple[str, ...] = ()) -> Any:
        file = tmp_path / "return.xml"
        file.write_bytes(message("2025-26", *learners))
        return empty.json("import", "ilr", str(file), *options)

    return import_


def one(
    ref: str = "R1",
    *,
    given: str = "Rhys",
    family: str = "Okafor",
    monitoring: dict[str, str] | None = None,
    **aim: Any,
) -> str:
    aim = {"LearnStartDate": "2025-10-06", "PHours": 350, **aim}
    programme = delivery(**aim)
    return learner(ref, given, family, programme, uln=sound_uln(100000001), monitoring=monitoring)


def counts(told: Any) -> dict[str, int]:
    return {kind: len(told[kind]) for kind in KINDS}


def test_a_return_is_imported_and_told(empty: Desk) -> None:
    told = empty.json("import", "ilr", str(FOLDER / "invented-2025-26.xml"))
    assert list(told)[:6] == ["version", "dry_run", *KINDS]
    assert counts(told) == {"new": 11, "updated": 0, "unchanged": 0, "skipped": 0}
    assert sum(told["left_out"].values()) == 2
    record = empty.learner("A01")
    assert (record["given_name"], record["family_name"]) == ("Zoë", "Müller-O'Brien")
    assert (record["otj_planned"], record["otj_actual"]) == (350, 96)
    assert (record["original_start"], record["planned_end"]) == ("2025-10-06", "2026-12-18")
    assert empty.learner("A02")["breaks"] == [{"start": "2025-03-14", "end": "2025-09-01"}]
    statuses = {x["ref"]: x["status"] for x in empty.json("learner", "list")["learners"]}
    assert statuses["A03"] == "on_break"
    assert statuses["A04"] == "completed"
    assert statuses["A05"] == "withdrawn"
    assert statuses["A06"] == "gateway"


def test_the_same_return_again_writes_nothing(empty: Desk) -> None:
    file = str(FOLDER / "invented-2025-26.xml")
    empty("import", "ilr", file)
    before = empty.content()
    told = empty.json("import", "ilr", file)
    assert counts(told) == {"new": 0, "updated": 0, "unchanged": 11, "skipped": 0}
    assert not any("changes" in item for item in told["unchanged"])
    assert empty.content() == before


def test_the_departments_own_sample(empty: Desk) -> None:
    sample = os.environ.get("ILR_DEPARTMENT_SAMPLE")
    if not sample:
        pytest.skip("ILR_DEPARTMENT_SAMPLE does not name the department's sample file")
    empty("import", "ilr", sample)
    before = empty.content()
    told = empty.json("import", "ilr", sample)
    assert (told["new"], told["updated"]) == ([], [])
    assert empty.content() == before
    empty.json("triage")


def test_a_dry_run_says_the_same_and_changes_nothing(empty: Desk) -> None:
    before = empty.content()
    args = ("import", "ilr", str(FOLDER / "invented-2025-26.xml"))
    tried = empty.json(*args, "--dry-run")
    assert empty.content() == before
    assert tried.pop("dry_run") is True
    done = empty.json(*args)
    assert done.pop("dry_run") is False
    assert tried == done
    assert "nothing was changed" in empty(*args, "--dry-run").out


def test_a_later_return_updates_and_never_doubles(empty: Desk, bring: Callable[..., Any]) -> None:
    bring(one("R1"), one("R2", given="Ann", family="Lee"))
    told = bring(one("R1", given="Rees", LearnPlanEndDate="2027-03-31", OTJActHours=120))
    assert counts(told) == {"new": 0, "updated": 1, "unchanged": 0, "skipped": 0}
    assert told["updated"][0]["changes"] == [
        {"field": "given_name", "before": "Rhys", "after": "Rees", "kept": False},
        {"field": "planned_end", "before": "2027-01-31", "after": "2027-03-31", "kept": False},
        {"field": "otj_actual", "before": None, "after": 120, "kept": False},
    ]
    assert [x["ref"] for x in told["not_in_file"]] == ["R2"]  # and never removed
    learners = empty.json("learner", "list")["learners"]
    assert [(x["ref"], x["given_name"], x["planned_end"]) for x in learners] == [
        ("R2", "Ann", "2027-01-31"),
        ("R1", "Rees", "2027-03-31"),
    ]


def test_a_corrected_start_chooses_the_version_again(
    empty: Desk, bring: Callable[..., Any]
) -> None:
    bring(one("R1"))
    assert empty.learner("R1")["standard_version"] == "1.2"
    [told] = bring(one("R1", LearnStartDate="2023-10-02"))["updated"]
    changes = {change["field"]: (change["before"], change["after"]) for change in told["changes"]}
    assert changes["original_start"] == ("2025-10-06", "2023-10-02")
    assert changes["standard_version"] == ("1.2", "1.1")
    assert empty.learner("R1")["standard_version"] == "1.1"
    # the start changed by hand, and given back to the return
    edit = ("learner", "edit", "R1")
    assert empty.changed(*edit, "--start", "2025-10-06")["standard_version"] == "1.2"
    assert empty.changed(*edit, "--clear", "start")["standard_version"] == "1.1"
    # a version that a person chose stays
    empty(*edit, "--standard-version", "1.0")
    bring(one("R1", LearnStartDate="2025-10-06"))
    record = empty.learner("R1")
    assert (record["original_start"], record["standard_version"]) == ("2025-10-06", "1.0")


def test_an_import_overtaken_by_another_doubles_nobody(
    empty: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "return.xml"
    file.write_bytes(message("2025-26", one("R1"), one("R2")))
    plan = ilr_import.plan

    def overtaken(*args: Any, **how: Any) -> ImportPlan:
        made = plan(*args, **how)
        monkeypatch.setattr(ilr_import, "plan", plan)
        empty("import", "ilr", str(file))
        return made

    monkeypatch.setattr(ilr_import, "plan", overtaken)
    told = empty.json("import", "ilr", str(file))
    assert counts(told) == {"new": 0, "updated": 0, "unchanged": 2, "skipped": 0}
    assert [x["ref"] for x in empty.json("learner", "list")["learners"]] == ["R1", "R2"]


def test_breaks_and_status_are_told_in_words(empty: Desk, bring: Callable[..., Any]) -> None:
    bring(one())
    file = empty.root.parent / "later.xml"
    file.write_bytes(message("2025-26", one(CompStatus=6, LearnActEndDate="2026-03-13")))
    out = empty("import", "ilr", str(file)).out
    assert "breaks: none -> 2026-03-13" in out
    assert empty.learner("R1")["status"] == "on_break"
    assert "updated" in out


def test_what_the_tutor_entered_is_never_touched(empty: Desk, bring: Callable[..., Any]) -> None:
    bring(one())
    empty("visit", "record", "R1", "--on", "2026-10-19", "--outcome", "attended", "--ksb", "K1")
    empty("visit", "book", "R1", "--at", "2026-12-01T10:00")
    empty("skill", "set", "R1", "english", "achieved", "--evidence", "Seen")
    empty("gateway", "set", "R1", "employer", "done")
    empty("learner", "edit", "R1", "--employer", "Acme", "--mode", "workplace")
    empty("learner", "edit", "R1", "--expected-end", "2027-02-28", "--support", "plan", "--bsl")
    entered = (
        *("visits", "ksbs", "skills", "gateway_declared", "employer", "mode", "expected_end"),
        *("support", "bsl", "id"),
    )
    before = empty.learner("R1")
    bring(one(LearnPlanEndDate="2027-03-31"))
    after = empty.learner("R1")
    assert after["planned_end"] == "2027-03-31"
    assert {key: after[key] for key in entered} == {key: before[key] for key in entered}


def test_an_edit_is_kept_shown_and_given_back(empty: Desk, bring: Callable[..., Any]) -> None:
    bring(one())
    empty("learner", "edit", "R1", "--planned-end", "2027-06-30", "--email", "rhys@example.org")
    assert empty.learner("R1")["edited"] == ["email", "planned_end"]
    told = bring(one(LearnPlanEndDate="2027-03-31"))
    assert counts(told) == {"new": 0, "updated": 0, "unchanged": 1, "skipped": 0}
    assert told["unchanged"][0]["changes"] == [
        {
            "field": "email",
            "before": "rhys@example.org",
            "after": "r1@example.org",
            "kept": True,
        },
        {"field": "planned_end", "before": "2027-06-30", "after": "2027-03-31", "kept": True},
    ]
    assert empty.learner("R1")["planned_end"] == "2027-06-30"
    before = empty.content()
    assert bring(one(LearnPlanEndDate="2027-03-31"))["unchanged"] == told["unchanged"]
    assert empty.content() == before
    empty("learner", "edit", "R1", "--clear", "planned-end")
    record = empty.learner("R1")
    assert (record["planned_end"], record["edited"]) == ("2027-03-31", ["email"])  # the newest
    empty("learner", "edit", "R1", "--clear", "email")
    told = bring(one(LearnPlanEndDate="2027-04-30"))
    assert [x["field"] for x in told["updated"][0]["changes"]] == ["planned_end"]


def test_status_and_breaks_set_by_hand_are_edits_too(
    empty: Desk, bring: Callable[..., Any]
) -> None:
    bring(one())
    empty("learner", "break", "R1", "--from", "2026-11-02")
    empty("learner", "status", "R1", "withdrawn", "--on", "2026-11-20")
    told = bring(one(CompStatus=2, LearnActEndDate="2026-10-30", Outcome=1, AchDate="2026-10-30"))
    held = {x["field"] for x in told["unchanged"][0]["changes"] if x["kept"]}
    assert held == {"statuses"}
    assert empty.learner("R1")["status"] == "withdrawn"
    assert empty.learner("R1")["edited"] == ["statuses", "breaks"]
    empty("learner", "edit", "R1", "--clear", "status", "--clear", "breaks")
    assert empty.learner("R1")["status"] == "completed"


def test_an_edit_the_return_agrees_with_is_one_no_more(
    empty: Desk, bring: Callable[..., Any]
) -> None:
    bring(one())
    empty("learner", "edit", "R1", "--planned-end", "2027-03-31")
    bring(one(LearnPlanEndDate="2027-03-31"))
    assert empty.learner("R1")["edited"] == []
    told = bring(one(LearnPlanEndDate="2027-04-30"))
    assert empty.learner("R1")["planned_end"] == "2027-04-30"
    assert len(told["updated"]) == 1


def test_a_learner_added_by_hand_is_the_same_learner(
    empty: Desk, bring: Callable[..., Any]
) -> None:
    empty(
        *("learner", "add", "--ref", "R1", "--given-name", "Reece", "--family-name", "Okafor"),
        *("--standard", "ST1379", "--start", "2025-10-06", "--planned-end", "2027-01-31"),
    )
    told = bring(one())
    assert counts(told) == {"new": 0, "updated": 1, "unchanged": 0, "skipped": 0}
    record = empty.learner("R1")
    assert (record["given_name"], record["otj_planned"]) == ("Reece", 350)  # typed; filled in
    assert record["ukprn"] == "10099999"


def test_a_learner_handed_over_is_updated_where_they_are(
    empty: Desk, bring: Callable[..., Any]
) -> None:
    bring(one("R1"), one("R2", given="Ann", family="Lee"))
    empty("tutor", "add", "--name", "Bo Lee", "--login", "bo")
    empty("learner", "transfer", "R1", "--to", "bo")
    told = bring(
        one("R1", OTJActHours=90),
        one("R2", given="Ann", family="Lee", OTJActHours=91),
        options=("--tutor", "T-KHAN"),
    )
    assert counts(told) == {"new": 0, "updated": 2, "unchanged": 0, "skipped": 0}
    for login, ref, hours in (("bo", "R1", 90), ("T-KHAN", "R2", 91)):
        [x] = empty.json("learner", "list", "--tutor", login)["learners"]
        assert (x["ref"], x["otj_actual"]) == (ref, hours)


def test_new_learners_go_to_the_tutor_named(empty: Desk, bring: Callable[..., Any]) -> None:
    empty("tutor", "add", "--name", "Bo Lee", "--login", "bo")
    in_code_a = {"A": "BO", "B": "COHORT7"}
    told = bring(one("R1", monitoring=in_code_a), one("R2"), options=("--tutor-from", "A"))
    assert counts(told) == {"new": 1, "updated": 0, "unchanged": 0, "skipped": 1}
    assert "names no tutor" in told["skipped"][0]["reason"]
    told = bring(
        one("R1", monitoring=in_code_a),
        one("R2"),
        one("R3", monitoring={"A": "ZED"}),
        options=("--tutor-from", "A", "--tutor", "Kit"),
    )
    assert counts(told) == {"new": 2, "updated": 0, "unchanged": 1, "skipped": 0}
    assert any("'ZED': 1 new learner for Kit" in warning for warning in told["warnings"])
    owners = {
        x["ref"]: login
        for login in ("bo", "T-KHAN")
        for x in empty.json("learner", "list", "--tutor", login)["learners"]
    }
    assert owners == {"R1": "bo", "R2": "T-KHAN", "R3": "T-KHAN"}


def test_without_a_tutor_to_name_several_are_a_question(empty: Desk) -> None:
    empty("tutor", "add", "--name", "Bo Lee", "--login", "bo")
    file = str(FOLDER / "invented-2025-26.xml")
    assert "--tutor" in empty.refused("import", "ilr", file, status=2)
    assert "'zed'" in empty.refused("import", "ilr", file, "--tutor", "zed", status=2)


def test_a_caseload_one_may_not_read_is_told_of(
    empty: Desk, bring: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    empty("tutor", "add", "--name", "Bo Lee", "--login", "bo")
    forbidden = empty.caseload("bo").name

    def readable(self: Any, tutor_id: str) -> Any:
        return None if tutor_id == forbidden else self.caseload(tutor_id)

    monkeypatch.setattr("tutor_tui.workspace.workspace.Workspace.readable", readable)
    told = bring(one(), options=("--tutor", "T-KHAN"))
    assert any(forbidden in warning for warning in told["warnings"])


def test_caseloads_already_imported_are_named_where_a_later_one_fails(
    empty: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty("tutor", "add", "--name", "Bo Lee", "--login", "bo")
    file = tmp_path / "return.xml"
    file.write_bytes(
        message("2025-26", one("R1", monitoring={"A": "T-KHAN"}), one("R2", monitoring={"A": "bo"}))
    )
    whole = Caseload.save_all

    def fails_for_bo(self: Caseload, *args: Any, **how: Any) -> list[Record]:
        if self.tutor.login == "bo":
            raise Refused("not saved: the disk is full")
        return whole(self, *args, **how)

    monkeypatch.setattr(Caseload, "save_all", fails_for_bo)
    args = ("--workspace", str(empty.root), "--today", TODAY, "import", "ilr", str(file))
    result = run(*args, "--tutor-from", "A")
    assert result.status == 1
    assert re.search("disk is full.*done already: Kit Khan", sentence(result))


def test_lines_for_people_name_everybody(empty: Desk) -> None:
    out = empty("import", "ilr", str(FOLDER / "invented-2025-26.xml")).out
    assert "new        A07  Sam [ill] Jones" in out
    assert out.splitlines()[-1] == "11 new, 0 updated, 0 unchanged, 2 skipped."


def test_returns_of_three_years_follow_one_another(empty: Desk) -> None:
    copy = empty.root.parent / "copy.xml"
    for name in ("invented-2024-25.xml", "invented-2025-26.xml", "invented-2026-27.xml"):
        shutil.copy(FOLDER / name, copy)
        empty("import", "ilr", str(copy))
    refs = [x["ref"] for x in empty.json("learner", "list")["learners"]]
    assert len(refs) == len(set(refs))
    assert empty.learner("A01")["otj_actual"] == 210


def test_what_an_aim_is_is_asked_once_and_remembered(empty: Desk) -> None:
    file = str(FOLDER / "invented-2025-26.xml")
    told = empty.json("import", "ilr", file)
    assert told["questions"] == [
        {"kind": "aim", "code": "60350001", "learners": 1},
        {"kind": "aim", "code": "60350002", "learners": 1},
        {"kind": "t_level", "code": "ZTLOS006", "learners": 1},
    ]
    out = empty("import", "ilr", file).out
    assert "question: aim 60350001 (1 learner): which subject and level?" in out
    assert "--aim 60350001=english:2" in out
    assert "--t-level ZTLOS006=ID" in out
    aims = ("--aim", "60350001=English:2", "--aim", "60350002=none")
    answers = (*aims, "--t-level", "ztlos006=tlevel-sms")
    tried = empty.json("import", "ilr", file, *answers, "--dry-run")
    assert tried["questions"] == []
    assert len(empty.json("import", "ilr", file)["questions"]) == 3  # a dry run remembers nothing
    empty("import", "ilr", file, *answers)
    assert empty.learner("A01")["skills"]["english"]["state"] == "achieved"
    assert empty.learner("T01")["standard"] == "TLEVEL-SMS"
    told = empty.json("import", "ilr", file)
    assert (told["questions"], counts(told)["unchanged"]) == ([], 11)


def test_whose_a_code_is_is_asked_once_and_remembered(
    empty: Desk, bring: Callable[..., Any]
) -> None:
    empty("tutor", "add", "--name", "Bo Lee", "--login", "bo")
    coded = one("R1", monitoring={"A": "T 7"})
    told = bring(coded, options=("--tutor-from", "A"))
    assert told["questions"] == [{"kind": "tutor", "code": "T 7", "learners": 1}]
    assert counts(told)["skipped"] == 1
    told = bring(coded, options=("--tutor-from", "A", "--tutor-code", "t 7=Bo"))
    assert counts(told)["new"] == 1
    bring(coded, one("R2", monitoring={"A": "T 7"}), options=("--tutor-from", "A"))
    learners = empty.json("learner", "list", "--tutor", "bo")["learners"]
    assert {x["ref"] for x in learners} == {"R1", "R2"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--aim", "60350001"), "AIM=SUBJECT:LEVEL"),
        (("--aim", "60350001=french:2"), "english or maths"),
        (("--aim", "60350001=english:3"), "E3, 1, 2"),
        (("--aim", "603/50=english:2"), "no aim's reference"),
        (("--t-level", "ZTLOS006=ST1379"), "TLEVEL-SMS"),
        (("--tutor-code", "T7=zed"), "'zed'"),
        (("--tutor-code", "=zed"), "CODE=TUTOR"),
    ],
)
def test_an_answer_that_cannot_be_read_is_refused(
    empty: Desk, options: tuple[str, ...], said: str
) -> None:
    file = str(FOLDER / "invented-2025-26.xml")
    assert said in empty.refused("import", "ilr", file, *options, status=2)


def test_nothing_is_remembered_of_an_import_that_is_refused(empty: Desk, tmp_path: Path) -> None:
    cut = tmp_path / "cut.xml"
    cut.write_bytes((FOLDER / "invented-2025-26.xml").read_bytes()[:9000])
    answer = ("--aim", "60350001=english:2")
    good = str(FOLDER / "invented-2024-25.xml")
    assert "cut.xml" in empty.refused("import", "ilr", good, str(cut), *answer, status=1)
    assert import_maps.load() == ImportMaps()


def test_several_years_are_one_import_undone_at_once(empty: Desk) -> None:
    before = empty.json("learner", "list")
    files = [str(FOLDER / f"invented-{year}.xml") for year in ("2025-26", "2024-25")]
    empty("import", "ilr", *files)
    assert empty.learner("A02")["breaks"] == [{"start": "2025-03-14", "end": "2025-09-01"}]
    empty("undo")
    assert empty.json("learner", "list") == before
