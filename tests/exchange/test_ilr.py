"""What a provider's ILR file gives of its learners."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from tests.exchange.ilr_samples import (
    FILES,
    FOLDER,
    UKPRN,
    delivery,
    invented_2025_26,
    learner,
    message,
    placement,
    reading,
    skill,
    sound_uln,
    the_learner,
)
from tutor_tui.exchange.ilr import read
from tutor_tui.exchange.ilr_learner import IlrLearner, PlannedPlacement
from tutor_tui.exchange.ilr_returns import SkillAim


@pytest.fixture(scope="module")
def invented() -> dict[str, IlrLearner]:
    return {one.ref: one for one in reading(invented_2025_26()).learners}


@pytest.mark.parametrize("file_name", FILES)
def test_the_files_are_those_the_generator_makes(file_name: str) -> None:
    assert (FOLDER / file_name).read_bytes() == FILES[file_name]()


@pytest.mark.parametrize(
    ("file_name", "schema"),
    [
        ("invented-2024-25.xml", "ILR-2024-25-schemafile24.xsd"),
        ("invented-2025-26.xml", "ILR-2025-26-schemafile25.xsd"),
    ],
)
def test_the_files_hold_to_the_departments_schema(file_name: str, schema: str) -> None:
    etree.XMLSchema(etree.parse(FOLDER / schema)).assertValid(etree.parse(FOLDER / file_name))


@pytest.mark.parametrize("year", ["2024-25", "2025-26", "2026-27"])
def test_the_header_tells_provider_year_and_date(year: str) -> None:
    header = reading(FILES[f"invented-{year}.xml"]()).header
    assert (header.year, header.ukprn) == (year, UKPRN)
    assert header.prepared == date(int(year[:4]), 11, 20)


def test_the_departments_own_sample_gives_three_learners() -> None:
    path = os.environ.get("ILR_DEPARTMENT_SAMPLE")
    if not path or not Path(path).exists():
        pytest.skip("ILR_DEPARTMENT_SAMPLE does not name the department's sample file")
    with Path(path).open("rb") as stream:
        found = read(stream, Path(path).name)
    assert [one.programme for one in found.learners] == [
        "apprenticeship",
        "apprenticeship",
        "t_level",
    ]
    assert sum(found.skipped.values()) == 16
    assert len(found.learners[1].skill_aims) == 2


def test_others_are_counted_with_the_reason() -> None:
    assert reading(invented_2025_26()).skipped == {
        "other programme type 32": 1,
        "no apprenticeship or T Level": 1,
    }


def test_a_file_with_none_of_ours_gives_no_learners() -> None:
    found = reading(message("2025-26", learner("C1", "Ann", "Lee", delivery(ProgType=30))))
    assert found.learners == ()
    assert found.skipped == {"other programme type 30": 1}


@pytest.mark.parametrize(
    ("ref", "status", "on"),
    [
        ("A01", "on_programme", None),
        ("A02", "on_programme", None),
        ("A03", "on_programme", None),
        ("A04", "completed", date(2025, 9, 19)),
        ("A05", "withdrawn", date(2025, 8, 29)),
        ("A06", "gateway", date(2025, 10, 10)),
    ],
)
def test_status_and_the_day_it_holds_from(
    invented: dict[str, IlrLearner], ref: str, status: str, on: date | None
) -> None:
    assert (invented[ref].status, invented[ref].status_on) == (status, on)


@pytest.mark.parametrize(
    ("ref", "given_name", "family_name"),
    [
        ("A01", "Zoë", "Müller-O'Brien"),
        ("A04", "Tomasz", "Żak"),
        ("A07", "Sam [ill]", "Jones"),
        ("A08", "Ann [/b]", "Lee"),
    ],
)
def test_names_come_whole(
    invented: dict[str, IlrLearner], ref: str, given_name: str, family_name: str
) -> None:
    assert (invented[ref].given_name, invented[ref].family_name) == (given_name, family_name)


def test_who_the_learner_is(invented: dict[str, IlrLearner]) -> None:
    zoe = invented["A01"]
    assert (zoe.ukprn, zoe.uln, zoe.email) == (UKPRN, sound_uln(100000001), "a01@example.org")
    assert zoe.born == date(2001, 5, 17)
    assert zoe.delivery_postcode == "LS1 4AP"
    assert zoe.monitoring == {"A": "T-KHAN", "B": "COHORT7"}


@pytest.mark.parametrize(
    ("ref", "programme", "lars"),
    [
        ("A01", "apprenticeship", 694),
        ("A09", "apprenticeship", 403),
        ("A10", "apprenticeship", 9998),
        ("T01", "t_level", None),
    ],
)
def test_the_programme(
    invented: dict[str, IlrLearner], ref: str, programme: str, lars: int | None
) -> None:
    assert (invented[ref].programme, invented[ref].lars) == (programme, lars)


def test_a_t_level_is_told_by_its_components(invented: dict[str, IlrLearner]) -> None:
    assert invented["T01"].t_level_aims == ("ZTLOS006", "60358294")
    assert invented["A01"].t_level_aims == ()


def test_the_placements_of_a_t_level_are_those_planned(invented: dict[str, IlrLearner]) -> None:
    assert invented["T01"].placements == (
        PlannedPlacement(start=date(2025, 11, 3), end=date(2026, 2, 13), hours=150),
        PlannedPlacement(start=date(2026, 4, 13), end=None, hours=165),
    )


def test_a_placement_that_cannot_be_read_costs_only_itself() -> None:
    good, bad = ("2025-11-03", "", 150), ("2026-02-30", "", 165)
    programme = delivery(LearnStartDate="2025-09-08", FundModel=25, ProgType=31, StdCode=None)
    one = the_learner(programme, placement(2, "2025-11-03", good, bad))
    assert [planned.hours for planned in one.placements] == [150]
    assert "WorkPlaceStartDate 2026-02-30" in one.warnings[0]


def test_english_and_maths_aims_are_those_funded_on_their_own(
    invented: dict[str, IlrLearner],
) -> None:
    start = date(2025, 10, 6)
    assert invented["A01"].skill_aims == (
        SkillAim(
            aim_ref="60350001",
            start=start,
            actual_end=date(2026, 2, 27),
            status="completed",
            outcome="achieved",
        ),
        SkillAim(
            aim_ref="60350002", start=start, actual_end=None, status="continuing", outcome=None
        ),
    )


def test_a_skill_aim_that_cannot_be_read_costs_only_itself() -> None:
    one = the_learner(
        delivery(LearnStartDate="2025-10-06"),
        skill("60350001", 2, "2025-10-06"),
        skill("60350002", 3, "2025-02-30"),
    )
    assert [aim.aim_ref for aim in one.skill_aims] == ["60350001"]
    assert one.warnings == (
        "learner L1: aim 60350002 was left out: LearnStartDate 2025-02-30 is not a date",
    )


@pytest.mark.parametrize(
    ("year", "ref", "planned", "actual", "prior"),
    [
        ("2025-26", "A01", 350, 96, None),
        ("2025-26", "T01", 1300, None, None),
        ("2025-26", "A03", None, None, None),
        ("2026-27", "A01", 350, 210, 24),
        ("2026-27", "T01", 1300, None, None),
    ],
)
def test_hours(
    year: str, ref: str, planned: int | None, actual: int | None, prior: int | None
) -> None:
    found = {one.ref: one for one in reading(FILES[f"invented-{year}.xml"]()).learners}[ref]
    assert (found.otj_planned, found.otj_actual) == (planned, actual)
    assert found.prior_learning_hours == prior


def test_no_fixed_place_is_no_postcode() -> None:
    assert (
        the_learner(
            delivery(LearnStartDate="2025-10-06", DelLocPostCode="ZZ99 9ZZ")
        ).delivery_postcode
        is None
    )


def test_the_temporary_uln_is_none_and_a_bad_one_stays(invented: dict[str, IlrLearner]) -> None:
    assert (invented["A07"].uln, invented["A07"].warnings) == ("", ())
    assert invented["A08"].uln == "1000000089"
    assert "A08" in invented["A08"].warnings[0]


def test_an_english_aim_of_another_programme_is_left_out() -> None:
    one = the_learner(
        delivery(LearnStartDate="2025-10-06"),
        skill("60350009", 2, "2024-10-06", StdCode=403),
    )
    assert one.skill_aims == ()


@pytest.mark.parametrize("secret", ["QQ123456C", "Nowhere Lane", "ZE1 0A", "01632960001", "98"])
def test_what_the_product_does_not_use_is_not_read(secret: str) -> None:
    data = invented_2025_26()
    assert secret in data.decode()
    assert not any(
        re.search(rf"\b{secret}", repr(one).replace("9998", "")) for one in reading(data).learners
    )


@pytest.mark.parametrize(
    "namespace", ["SFA/ILR/2016-17", "ESFA/ILR/2031-32", "DfE/ILR/2026-27", "ILR/2027-28"]
)
def test_any_years_namespace_will_do(namespace: str) -> None:
    data = invented_2025_26().replace(b"ESFA/ILR/2025-26", namespace.encode())
    assert len(reading(data).learners) == 11


def test_the_declared_encoding_is_used() -> None:
    data = message("2025-26", learner("L1", "Ann", "Lé", delivery(LearnStartDate="2025-10-06")))
    latin = data.decode().replace("utf-8", "ISO-8859-1").encode("latin-1")
    assert reading(latin).learners[0].family_name == "Lé"
    assert (
        reading(data.decode().replace("utf-8", "utf-16").encode("utf-16")).learners[0].family_name
        == "Lé"
    )
