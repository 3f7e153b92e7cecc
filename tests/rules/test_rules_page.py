"""The rules themselves: their ids, dates, and the page made from them."""

import re
import runpy
from datetime import date
from pathlib import Path

import pytest

import tutor_tui.rules
from tutor_tui.rules.rule import RULES, Rule

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "rules.md"


def test_the_page_of_rules_is_the_programs_own() -> None:
    table = runpy.run_path(str(ROOT / "docs" / "make_rules.py"))["table"]
    assert PAGE.read_text(encoding="utf-8") == table()


def test_the_page_has_a_row_for_every_rule_and_marks_what_is_unconfirmed() -> None:
    rows = {
        line.split("`")[1]: line
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    }
    assert rows.keys() == RULES.keys()
    for id_, row in rows.items():
        cells = row.strip("| ").split(" | ")
        assert len(cells) == 5
        assert (cells[4] == "yes") is RULES[id_].confirmed


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
