"""The rules themselves: their ids, dates, and the page made from them."""

import re
import runpy
from datetime import date
from pathlib import Path

import pytest

import tutor_tui.rules
from tutor_tui.model.common import Cadence
from tutor_tui.model.settings import MEANINGS, UNCONFIRMED, Settings, Weights
from tutor_tui.rules.rule import RULES, Rule, rules

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "rules.md"


def rows_of(heading: str) -> dict[str, str]:
    """The rows of the tables under a heading of the page, by the name they begin with."""
    [section] = [
        part
        for part in re.split(r"(?m)^(?=#)", PAGE.read_text(encoding="utf-8"))
        if part.startswith(f"{heading}\n")
    ]
    return {line.split("`")[1]: line for line in section.splitlines() if line.startswith("| `")}


def test_the_page_of_rules_is_the_programs_own() -> None:
    table = runpy.run_path(str(ROOT / "docs" / "make_rules.py"))["table"]
    assert PAGE.read_text(encoding="utf-8") == table()


def test_the_page_has_a_row_for_every_rule_and_marks_what_is_unconfirmed() -> None:
    rows = rows_of("# Rules")
    assert rows.keys() == RULES.keys()
    for id_, row in rows.items():
        cells = row.strip("| ").split(" | ")
        assert len(cells) == 5
        assert (cells[4] == "yes") is RULES[id_].confirmed


def test_the_page_tells_every_setting_its_limits_and_whether_it_is_confirmed() -> None:
    rows = rows_of("## Settings")
    assert rows.keys() == {*Settings.__struct_fields__, *Weights.__struct_fields__}
    assert MEANINGS.keys() == {*Settings.__struct_fields__}
    unconfirmed = {name for name, row in rows.items() if row.endswith("| **no** |")}
    assert unconfirmed == UNCONFIRMED == {"review_weeks", "full_time_hours"}
    assert "| 12 | 1 to 52 |" in rows["review_weeks"]


def test_a_rule_is_told_with_the_figures_that_are_set() -> None:
    own = Settings(
        review_weeks=10,
        otj_percent=21,
        otj_week_hours=7,
        full_time_hours=31,
        otj_floor_hours=279,
        otj_published_floor_hours=188,
        no_contact_days=64,
        cadence=Cadence(min_weeks=2, max_weeks=3),
    )
    told = {id_: rule.sentence for id_, rule in rules(own).items()}
    assert "every 10 weeks" in told["reviews.twelve_weeks"]
    assert "every 10 weeks" in told["reviews.twelve_weeks_unconfirmed"]
    assert "21% of the hours" in told["hours.twenty_percent"]
    for figure in ("7 hours", "31 hours", "279 hours"):
        assert figure in told["hours.six_a_week"]
    assert "never under 188 hours" in told["hours.published"]
    assert "for 64 days" in told["cadence.no_contact"]
    assert "opens 14 and closes 21 days" in told["cadence.window"]
    assert "for 9 weeks" in RULES["cadence.no_contact"].sentence


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_is_a_sentence_with_a_source_that_fits_a_table(rule: Rule) -> None:
    for text in (rule.sentence, rule.source):
        assert text == " ".join(text.split())
        assert "|" not in text
    assert rule.sentence.endswith(".")
    if rule.applies_from and rule.applies_to:
        assert rule.applies_from < rule.applies_to


def test_every_rule_is_named_by_a_verdict() -> None:
    modules = Path(tutor_tui.rules.__file__).parent.glob("*.py")
    code = "\n".join(path.read_text() for path in modules if path.name != "rule.py")
    # some ids are put together: of an interval between reviews, of a gateway item
    for id_ in RULES:
        area, name = id_.split(".")
        whole = f'"{id_}"' in code
        assert whole or (re.search(f'f"{area}\\.{{', code) and f'"{name}"' in code), id_


@pytest.mark.parametrize("area", ["reviews", "hours"])
def test_for_every_start_exactly_one_rule_holds(area: str) -> None:
    dated = [
        rule
        for id_, rule in RULES.items()
        if id_.startswith(area) and (rule.applies_from or rule.applies_to)
    ]
    for year in range(2019, 2030):
        for start in (date(year, 7, 31), date(year, 8, 1)):
            holding = [
                rule.id
                for rule in dated
                if (rule.applies_from or date.min) <= start <= (rule.applies_to or date.max)
            ]
            assert len(holding) == 1, (start, holding)
