"""What is said of a learner and why: in words throughout, with what no source confirms."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace

from tests.rules.people import PLAIN, STEADY, TODAYS, learner, learners, standard, visits
from tutor_tui.model.learner import Learner, SkillRecord
from tutor_tui.model.settings import Settings
from tutor_tui.model.standard import Standard
from tutor_tui.model.visit import Visit
from tutor_tui.workspace.overview import overview
from tutor_tui.workspace.standing import Standing, standing
from tutor_tui.workspace.why import Explanation, explanation, explanations

TODAY = date(2026, 11, 30)


def ask(
    code: str,
    today: date = TODAY,
    of: Standard | None = None,
    settings: Settings = PLAIN,
    **fields: Any,
) -> Explanation:
    judged = standing(learner(**fields), [], of or standard(), settings, today)
    return explanation(judged, code, today)[-1]


def facts(explained: Explanation) -> dict[str, str]:
    return dict(explained.facts)


def texts(judged: Standing, today: date) -> list[str]:
    """Everything that people read of a learner's verdicts."""
    told = [text for line in overview(judged.verdict, today) for text in line]
    told += [reason.text for reason in judged.verdict.reasons]
    told += [item.text for item in judged.verdict.gateway.items]
    told += [judged.reviews.text, judged.hours.text, judged.assessment.text, judged.forecast.text]
    for one in explanations(judged, today):
        told += [one.text, one.rule.sentence, *one.unconfirmed]
        told += [text for fact in one.facts for text in fact]
    return told


@STEADY
@given(learners(), visits(), TODAYS)
def test_nothing_that_is_read_is_a_code(person: Learner, found: list[Visit], today: date) -> None:
    judged = standing(person, found, standard(person.standard), PLAIN, today)
    assert [text for text in texts(judged, today) if "_" in text] == []


def test_open_items_and_support_are_told_in_words() -> None:
    blocked = ask("gateway_blocker", today=date(2027, 6, 1))
    assert "Minimum duration" not in facts(blocked)["Items open"]
    assert facts(blocked)["Items open"].startswith("Employer confirms, Apprentice is ready")
    english = ask("english", support="plan")
    assert facts(english)["Support"] == "education, health and care plan or legacy statement"


def test_the_parts_of_english_are_told() -> None:
    record = SkillRecord(state="booked", components={"writing": date(2026, 6, 1)})
    english = ask("english", skills={"english": record})
    assert facts(english)["English"].startswith("L2 exam booked, 1 of 3 parts passed: writing;")


@pytest.mark.parametrize(
    ("code", "of", "fields", "unconfirmed"),
    [
        ("review", standard(), {"original_start": date(2024, 9, 2)}, ("the rule",)),
        ("review", standard(), {"original_start": date(2023, 7, 31)}, ()),
        ("duration", standard("ST1379", "1.0"), {}, ("the standard's months to gateway",)),
        # 365 days decide
        ("duration", standard("ST1379", "1.0"), {"original_start": date(2025, 1, 6)}, ()),
        ("ksbs", standard("ST1379", "1.0"), {}, ("the KSBs of this version",)),
        ("ksbs", standard(), {}, ()),
        ("portfolio", standard("ST0148"), {}, ("which items this gateway has",)),
        (
            "assessment",
            standard("ST1379", "1.1"),
            {},
            ("the rule", "how the grades make the overall grade", "the methods"),
        ),
        (
            "assessment_window",
            standard("ST1379", "1.1"),
            {},
            ("how long the assessment takes",),
        ),
        ("assessment_window", standard(), {}, ()),
        (
            "hours",
            replace(standard(), otj_hours=300, unconfirmed=("otj_hours",)),
            {},
            ("the hours published for the standard",),
        ),
        (
            "hours_minimum",
            standard(),
            {"original_start": date(2024, 9, 2), "weekly_hours": 20},
            ("the minimum for part time",),
        ),
        (
            "hours_minimum",
            standard(),
            {"original_start": date(2024, 9, 2), "weekly_hours": 30},
            (),
        ),
    ],
)
def test_what_no_source_confirms_is_told_where_it_is_used(
    code: str, of: Standard, fields: dict[str, Any], unconfirmed: tuple[str, ...]
) -> None:
    assert ask(code, of=of, **fields).unconfirmed == unconfirmed


def test_a_rule_is_told_with_the_workspaces_own_figures() -> None:
    start = date(2024, 9, 2)
    review = ask("review", today=start, settings=Settings(review_weeks=10), original_start=start)
    assert "every 10 weeks" in review.rule.sentence
    assert facts(review)["Due by"] == "11 Nov"
    assert facts(review)["Reviews"] == "every 10 weeks, unconfirmed, by the start"
