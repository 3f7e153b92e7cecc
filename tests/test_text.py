"""Text from people and files: how it is kept, and that it is safe to show."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from tutor_tui.text import cleaned, fitted, line, lines, shown, width

STEADY = settings(derandomize=True, database=None, deadline=None, max_examples=200)
REORDERING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HIDDEN = "\xad\u180e\u200b\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\ufff9\ufffa\ufffb\U000e0041"
ANYTHING = st.text(
    st.characters(codec=None, exclude_categories=())
    | st.sampled_from(f"ab [/]\x1b\x00\x7f\x9b\r\n\t{REORDERING}{HIDDEN}é\u0301好👍🏽\ufe0f\ud800"),
    max_size=40,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sam [ill] Jones", "Sam [ill] Jones"),
        ("Ann [/b] Lee", "Ann [/b] Lee"),
        ("Zoë Ó Súilleabháin", "Zoë Ó Súilleabháin"),
        ("Nguyễn Thị Hồng", "Nguyễn Thị Hồng"),
        ("李小龙", "李小龙"),
        ("محمد", "محمد"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👍🏽 done", "👍🏽 done"),
        ("Sam\x1b[31mJones", "Sam␛[31mJones"),
        ("Sam\x1b]0;title\x07", "Sam␛]0;title␇"),
        ("a\x00b\tc\r\nd", "a␀b␉c␍␊d"),
        ("a\x7fb\x9bc", "a␡b\ufffdc"),
        ("a\u2028b\u2029c", "a\ufffdb\ufffdc"),
        ("a\ud800b", "a\ufffdb"),
        ("\u202eenoJ\u202c", "enoJ"),
        ("a\u200db", "ab"),
        ("", ""),
    ],
)
def test_shown(text: str, expected: str) -> None:
    assert shown(text) == expected


@STEADY
@given(ANYTHING)
def test_nothing_that_moves_the_cursor_or_the_text_survives(text: str) -> None:
    safe = shown(text)
    assert shown(safe) == safe
    safe.encode()
    for sign in safe:
        assert unicodedata.category(sign) not in ("Cc", "Cs", "Zl", "Zp")
        assert sign not in REORDERING
        assert unicodedata.bidirectional(sign) not in ("LRO", "RLO", "LRI", "RLI", "FSI", "PDI")


@STEADY
@given(ANYTHING)
def test_what_can_be_seen_is_kept_in_its_place(text: str) -> None:
    """Every other sign stays, in order; each control leaves one sign in its place."""
    kept = [sign for sign in text if unicodedata.category(sign) not in ("Cf", "Cn")]
    for before, after in zip(kept, shown("".join(kept)), strict=True):
        replaced = unicodedata.category(before) in ("Cc", "Cs", "Zl", "Zp")
        assert (before == after) is not replaced


@STEADY
@given(ANYTHING, st.integers(0, 30))
@example("a\u200db\u200dc", 3)
@example("a\u200d", 5)
@example("好好", 3)
@example("好好", 1)
@example("abc", 0)
@example("👍🏽👍🏽👍🏽", 4)
@example("❤\ufe0f❤\ufe0f", 3)
@example("e\u0301" * 5, 3)
def test_fitted_takes_exactly_so_many_columns(text: str, columns: int) -> None:
    cell = fitted(text, columns)
    assert wcswidth(cell) == width(cell) == columns
    safe = shown(text)
    if width(safe) <= columns:
        assert cell.startswith(safe)
    elif columns:
        head, mark, _ = cell.rpartition("…")
        assert mark
        assert safe.startswith(head)


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("Jones", 5, "Jones"),
        ("Jones", 8, "Jones   "),
        ("Jones", 4, "Jon…"),
        ("Jones", 1, "…"),
        ("Jones", 0, ""),
        ("", 3, "   "),
        ("好好好", 4, "好… "),
        ("好好好", 5, "好好…"),
        ("好好好", 6, "好好好"),
        ("\x1b[2J", 4, "␛[2J"),
    ],
)
def test_fitted(text: str, columns: int, expected: str) -> None:
    assert fitted(text, columns) == expected


def test_a_long_note_is_cut_at_once() -> None:
    assert fitted("好" * 50_000, 11) == "好" * 5 + "…"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Sam   Jones\t", "Sam Jones"),
        ("Sam\r\n\u2028\x85 Jones\xa0", "Sam Jones"),
        ("Zoe\u0308", "Zoë"),
        ("\u2000a\u2001b", "a b"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_line(text: str, expected: str) -> None:
    assert line(text) == expected


@STEADY
@given(ANYTHING)
def test_a_line_kept_twice_is_the_same(text: str) -> None:
    kept = line(text)
    assert line(kept) == kept
    assert kept == kept.strip()
    assert len(kept.splitlines()) <= 1
    assert "  " not in kept


@STEADY
@given(ANYTHING)
def test_lines_kept_twice_are_the_same(text: str) -> None:
    kept = lines(text)
    assert lines(kept) == kept
    assert all(part == part.rstrip() for part in kept.split("\n"))


def test_lines() -> None:
    assert lines("  one \r\n\r\n two\x85three\u2028 ") == "one\n\n two\nthree"


def test_cleaned_touches_text_alone() -> None:
    assert cleaned({"a": "  x \n y ", "b": 4, "c": None}) == {"a": "x y", "b": 4, "c": None}
