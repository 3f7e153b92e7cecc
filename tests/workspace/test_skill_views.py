"""A learner's functional skills as rows and in a line."""

from datetime import date
from typing import Any

import pytest

from tests.rules.people import PLAIN, learner, standard
from tutor_tui.model.learner import Learner, SkillRecord
from tutor_tui.workspace.record_views import ViewRow
from tutor_tui.workspace.skill_views import skill_rows, skill_summary
from tutor_tui.workspace.standing import Standing, standing

TODAY = date(2026, 11, 30)
READ = date(2026, 11, 3)
ADULT = date(2000, 1, 1)
ENGLISH = {"english": SkillRecord(state="working_towards", components={"reading": READ})}


def stands(person: Learner) -> Standing:
    return standing(person, (), standard(person.standard, person.standard_version), PLAIN, TODAY)


def rows(**fields: Any) -> dict[str, ViewRow]:
    return {row.id: row for row in skill_rows(stands(learner(**fields)), TODAY)}


def summary(**fields: Any) -> str:
    return skill_summary(stands(learner(**fields)).verdict, TODAY)


def test_the_parts_of_english_stand_below_it() -> None:
    found = rows(skills=ENGLISH)
    assert list(found) == [
        *("english", "english:reading", "english:writing", "english:speaking", "maths")
    ]
    assert found["english"].cells == ("outstanding", "English", "L2", "working towards", "", "")
    assert found["english:reading"].cells == ("passed", "  Reading", "", "", "3 Nov", "")
    assert found["english:reading"].status == "achieved"
    assert found["english:speaking"].cells[0] == "to pass"
    assert found["english:speaking"].status == "none"
    assert found["english:speaking"].detail == (
        "Speaking, listening and communicating: still to pass"
    )


def test_a_part_passed_after_today_is_still_to_pass() -> None:
    later = SkillRecord(state="working_towards", components={"reading": date(2026, 12, 1)})
    assert rows(skills={"english": later})["english:reading"].cells[0] == "to pass"


@pytest.mark.parametrize(
    "fields",
    [
        {"skills": {"english": SkillRecord(state="achieved", level="2")}},
        {"skills": {"english": SkillRecord(state="exempt", evidence="GCSE")}},
        {"born": ADULT},
        {"bsl": True},
    ],
)
def test_english_that_is_not_passed_by_parts_has_no_rows_for_them(fields: dict[str, Any]) -> None:
    assert list(rows(**fields)) == ["english", "maths"]


def test_the_detail_tells_the_whole_state_and_the_evidence() -> None:
    seen = SkillRecord(state="achieved", level="1", on=READ, evidence="Certificate at college")
    found = rows(skills={"english": seen})["english"]
    assert found.cells[3:] == ("achieved (below Level 2)", "3 Nov", "Certificate at college")
    assert found.detail == (
        "English L2 achieved (below Level 2), outstanding, 3 Nov: Certificate at college"
    )
    assert "birth date needed" in rows(born=None)["maths"].detail


DONE = SkillRecord(state="achieved", level="2")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "English and maths outstanding; under 19 at the start"),
        ({"skills": {"english": DONE}}, "Maths outstanding; under 19 at the start"),
        ({"skills": {"english": DONE, "maths": DONE}}, "Nothing is outstanding"),
        (
            {"born": None},
            "English and maths outstanding; birth date not known: taken as under 19",
        ),
        (
            {"born": ADULT},
            "English and maths to decide; 19 or over at the start: the employer decides",
        ),
        (
            {"born": ADULT, "skills": {"maths": SkillRecord(state="booked")}},
            "Maths outstanding, English to decide; 19 or over at the start: the employer decides",
        ),
        (
            {"support": "plan"},
            "English and maths outstanding; under 19 at the start; E3 is enough (plan)",
        ),
        (
            {"bsl": True, "skills": {"maths": DONE}},
            "English outstanding; under 19 at the start; BSL in place of English",
        ),
        ({"standard": "TLEVEL-SMS", "standard_version": None}, ""),
    ],
)
def test_the_summary_tells_what_is_outstanding_and_why(fields: dict[str, Any], told: str) -> None:
    assert summary(**fields) == told


def test_the_age_does_not_matter_to_skills_that_a_programme_asks_of_everyone() -> None:
    both = {"english": DONE, "maths": DONE}
    old = {"standard": "ST0148", "standard_version": "1.0"}
    assert summary(**old, skills=both) == "ICT and safeguarding outstanding"
