"""Tables and wrapped lines: nothing lost, nothing wider than it may be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.desk import Desk
from tutor_tui.text import shown, width, wrapped

WORDS = st.lists(st.text(st.sampled_from("ab é語\U0001f600\u0301-"), max_size=30), max_size=12)


@settings(derandomize=True, database=None, deadline=None, max_examples=200)
@given(words=WORDS, columns=st.integers(8, 60), hang=st.sampled_from(["", "  "]))
def test_wrapping_loses_nothing_and_keeps_the_width(
    words: list[str], columns: int, hang: str
) -> None:
    text = " ".join(words)
    lines = wrapped(text, columns, hang=hang)
    assert all(width(line) <= columns for line in lines)
    assert all(line.startswith(hang) for line in lines[1:])
    pieces = [lines[0], *(line.removeprefix(hang) for line in lines[1:])]
    assert "".join("".join(pieces).split()) == "".join(shown(text).split())


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("one", ["one"]),
        ("one two three", ["one two", "  three"]),
        ("one two th", ["one two", "  th"]),
        ("abcdefghijkl", ["abcdefgh", "  ijkl"]),
        ("ab cdefghijklmnop", ["ab cdefg", "  hijklm", "  nop"]),
        ("語語語語語", ["語語語語", "  語"]),
    ],
)
def test_lines_break_between_words_where_they_can(text: str, lines: list[str]) -> None:
    assert wrapped(text, 8, hang="  ") == lines


def test_whys_are_told_whole(desk: Desk) -> None:
    result = desk("triage")
    told = " ".join(result.out.split())
    for row in desk.json("triage")["learners"]:
        for reason in row["reasons"]:
            assert all(word in told for word in reason["text"].split())
    assert result.lines[0].split() == ["NAME", "STATE", "WHY"]
    assert "…" not in result.out


@pytest.mark.parametrize("columns", ["60", "80", "120", "200"])
def test_tables_take_the_width_there_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for command in (("triage",), ("gateway", "show", "L1"), ("standard", "show", "ST1379")):
        widest = max(width(line) for line in desk(*command).lines)
        assert widest <= int(columns)


def test_a_wide_terminal_has_one_line_a_reason(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk("learner", "edit", "L1", "--planned-end", "2026-12-31")  # eight items open, all named
    reasons = sum(len(row["reasons"]) for row in desk.json("triage")["learners"])
    assert len(desk("triage").lines) > 1 + reasons
    monkeypatch.setenv("COLUMNS", "240")
    assert len(desk("triage").lines) == 1 + reasons


def test_columns_stand_below_one_another(desk: Desk) -> None:
    lines = desk("gateway", "show", "L1").lines
    starts = [lines[0].index(heading) for heading in ("ITEM", "STATE", "OWED BY", "WHY")]
    for line in lines[1:]:
        assert all(start == 0 or line[start - 2 : start].isspace() for start in starts)
    items = [line[: starts[1]].strip() for line in lines[1:] if line[: starts[1]].strip()]
    assert items[0] == "duration"
    assert items[-1] == "organisation"
