"""The standards that come with the program hold what their sources say."""

from datetime import date
from itertools import pairwise

import pytest

from tutor_tui.model.standard import Standard
from tutor_tui.standards import checks
from tutor_tui.standards.catalogue import DATA, Catalogue
from tutor_tui.standards.duties import fragile, grid

DUTIES = {
    1: "K1 K2 K3 K4 K5 K16 S2 S3 S4 S5 B1 B2 B3 B4",
    2: "K1 K2 K4 K5 K6 K7 K16 S2 S4 S5 S6 S7 B1 B2 B3 B4",
    3: "K1 K3 K7 K8 K9 K16 S1 S3 S4 S7 S9 S10 B1 B2 B3 B4",
    4: "K1 K8 K10 S8 B1 B2 B3 B4",
    5: "K1 K9 K11 S11 B1 B2 B3 B4",
    6: "K1 K3 K9 K12 K16 S9 S10 S12 B1 B2 B3 B4",
    7: "K1 K3 K12 K15 S13 B1 B2 B3 B5",
    8: "K1 K13 S1 B1 B2 B3 B5",
    9: "K1 K5 K14 S1 S5 S14 B1 B2 B3 B5",
}
ONE_DUTY = "K6 K10 K11 K13 K14 K15 S6 S8 S11 S12 S13 S14"
ALL = ("ST0148 v1.0", "ST1379 v1.0", "ST1379 v1.1", "ST1379 v1.2", "TLEVEL-SMS")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


def codes(standard: Standard) -> list[str]:
    return [ksb.code for ksb in standard.ksbs]


def texts(standard: Standard) -> dict[str, str]:
    return {ksb.code: ksb.text for ksb in standard.ksbs}


def numbered(**counts: int) -> list[str]:
    return [f"{letter}{n}" for letter, count in counts.items() for n in range(1, count + 1)]


def test_five_standards_in_order(catalogue: Catalogue) -> None:
    assert tuple(standard.label for standard in catalogue.all()) == ALL


def test_each_is_sound_and_says_where_it_is_from(catalogue: Catalogue) -> None:
    for standard in catalogue.all():
        assert list(checks.problems(standard)) == [], standard.label
        assert standard.source
        assert "Open Government Licence v3.0. Crown copyright" in standard.licence
        assert all(ksb.text == ksb.text.strip() and ksb.text.isascii() for ksb in standard.ksbs)


def test_every_file_opens_with_its_attribution() -> None:
    for path in DATA.glob("*.toml"):
        first = path.read_text("utf-8").splitlines()[0]
        assert "Contains public sector information licensed under the Open Gov" in first, path.name
    assert "Open Government Licence v3.0" in (DATA / "LICENCE").read_text("utf-8")


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_mentor_duty_map(catalogue: Catalogue, version: str) -> None:
    standard = catalogue.get("ST1379", version)
    assert {duty.number: " ".join(duty.ksbs) for duty in standard.duties} == DUTIES
    assert codes(standard) == numbered(K=16, S=14, B=5)
    assert len(standard.ksbs) == 35
    assert fragile(standard) == set(ONE_DUTY.split())


def test_mentor_texts_are_the_standards_own(catalogue: Catalogue) -> None:
    said = texts(catalogue.get("ST1379"))
    assert said["K6"] == (
        "Strategies to assess starting points of the mentee, including potential barriers to "
        "development"
    )
    assert said["S11"] == (
        "Inform, advise and guide the mentee to support development toward agreed outcomes"
    )
    assert said["B4"] == (
        "Demonstrate and encourage mutual respect, displaying a deep understanding of equality "
        "and diversity, with and between learners, colleagues and appropriate agencies"
    )
    duty = catalogue.get("ST1379").duties[3]
    assert duty.text == (
        "Demonstrate awareness of own values, beliefs and behaviours and their effect on the "
        "mentor/mentee relationship."
    )


def test_grid_has_a_row_per_duty_and_a_column_per_ksb(catalogue: Catalogue) -> None:
    standard = catalogue.get("ST1379", "1.2")
    rows = grid(standard)
    named = [
        {code for code, carried in zip(codes(standard), row, strict=True) if carried}
        for row in rows
    ]
    assert named == [set(row.split()) for row in DUTIES.values()]


def test_mentor_facts(catalogue: Catalogue) -> None:
    standard = catalogue.get("ST1379", "1.2")
    assert (standard.level, standard.lars, standard.max_funding) == (4, 694, 5000)
    assert (standard.months_to_gateway, standard.epa_months) == (12, 3)
    assert [(skill.subject, skill.level) for skill in standard.skills] == [
        ("english", "2"),
        ("maths", "2"),
    ]
    assert standard.gateway == (
        "duration",
        "employer",
        "ready",
        "english",
        "maths",
        "portfolio",
        "ksbs",
        "hours",
        "organisation",
    )
    assert standard.otj_hours is None
    assert standard.last_funded_start == date(2026, 12, 17)
    assert set(standard.unconfirmed) == {"last_funded_start", "grading"}


def test_mentor_assessment(catalogue: Catalogue) -> None:
    standard = catalogue.get("ST1379", "1.2")
    observation, discussion = standard.methods
    assert (observation.minutes, observation.min_questions) == (120, 5)
    assert (discussion.minutes, discussion.min_questions) == (60, 8)
    assert discussion.themes == (
        "professional practice",
        "communication",
        "assessment",
        "monitoring",
    )
    for method in standard.methods:
        assert method.grades == ("fail", "pass", "distinction")
        assert method.ksbs == (), "the map of KSBs to methods is not known"
        assert method.points is None
    assert {tuple(sorted(row.methods)): row.overall for row in standard.grading} == {
        ("fail", "fail"): "fail",
        ("fail", "pass"): "fail",
        ("distinction", "fail"): "fail",
        ("pass", "pass"): "pass",
        ("distinction", "pass"): "merit",
        ("distinction", "distinction"): "distinction",
    }


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_figures_taken_from_a_later_version_are_unconfirmed(
    catalogue: Catalogue, version: str
) -> None:
    standard = catalogue.get("ST1379", version)
    newest = catalogue.get("ST1379", "1.2")
    assumed = {"lars", "months_to_gateway", "epa_months", "max_funding", "methods", "grading"}
    assert assumed <= set(standard.unconfirmed)
    for name in assumed:
        assert getattr(standard, name) == getattr(newest, name)


def test_learning_mentor(catalogue: Catalogue) -> None:
    standard = catalogue.get("ST0148")
    assert codes(standard) == [*numbered(K=11, S=11), "Ba", "Bb", "Bc", "Bd", "Be"]
    assert texts(standard)["Bd"].endswith("maintaining focus and self-control")
    assert texts(standard)["K5"].startswith("Who has a legitimate need")
    assert standard.duties == ()
    assert fragile(standard) == frozenset()
    assert grid(standard) == ()
    assert (standard.starts_from, standard.starts_to, standard.epa_months) == (None, None, None)
    assert {skill.subject: skill.level for skill in standard.skills} == {
        "english": "2",
        "maths": "2",
        "ict": "2",
        "safeguarding": "1",
    }
    assert standard.gateway == (
        "duration",
        "english",
        "maths",
        "ict",
        "safeguarding",
        "portfolio",
        "ksbs",
        "hours",
        "organisation",
    )
    observation, discussion = standard.methods
    assert (observation.points, observation.pass_points, observation.distinction_points) == (
        64,
        54,
        60,
    )
    assert (discussion.points, discussion.pass_points, discussion.distinction_points) == (
        36,
        None,
        None,
    )
    assert standard.distinction_total == 90


def test_t_level(catalogue: Catalogue) -> None:
    standard = catalogue.get("TLEVEL-SMS")
    assert (standard.kind, standard.version, standard.has_cadence) == ("t_level", None, False)
    assert (standard.placement_days, standard.placement_hours) == (45, 315)
    assert standard.ksbs == catalogue.get("ST1379", "1.2").ksbs
    assert len(standard.duties) == 9
    assert all(duty.text and not duty.ksbs for duty in standard.duties)
    assert fragile(standard) == frozenset()
    assert (standard.gateway, standard.methods, standard.skills) == ((), (), ())


def test_the_mentors_versions_leave_no_day_between_them(catalogue: Catalogue) -> None:
    versions = [catalogue.get("ST1379", version) for version in ("1.0", "1.1", "1.2")]
    for one, following in pairwise(versions):
        assert one.starts_to is not None
        assert following.starts_from is not None
        assert (following.starts_from - one.starts_to).days == 1
    assert versions[-1].starts_to is None
