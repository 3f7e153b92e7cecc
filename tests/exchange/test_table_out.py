"""Tables written for a spreadsheet: no cell is a formula, and each is read again as it was."""

import csv
import io
from datetime import UTC, date, datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor_tui.exchange.table_file import read_table
from tutor_tui.exchange.table_out import Cell, Sheet, csv_bytes, guarded, plain_rows
from tutor_tui.exchange.tables import unguarded
from tutor_tui.exchange.values import clean
from tutor_tui.exchange.workbook_out import xlsx_bytes

MADE = datetime(2026, 11, 23, 9, tzinfo=UTC)
STARTS = "=+-@＝＋－＠"
ANY = st.text(max_size=20)


def sheet(*rows: tuple[Cell, ...]) -> Sheet:
    return Sheet(name="learners", headings=("Learner reference", "Employer"), rows=rows)


def files(made: Sheet) -> list[bytes]:
    return [csv_bytes(made), xlsx_bytes([made], MADE)]


@given(ANY)
def test_the_guard_is_taken_away_again(text: str) -> None:
    assert unguarded(guarded(text)) == clean(text)


@given(st.sampled_from(STARTS), ANY)
def test_no_text_begins_as_a_formula(start: str, text: str) -> None:
    for given_ in (start + text, f" {start}{text}", f"'{start}{text}", f'"{start}{text}'):
        assert guarded(given_).startswith("'")


def test_ordinary_text_is_as_it_was() -> None:
    for text in ("O'Neill", "'tis", "Sam [ill] Jones", "a=b", "日本語", "3-4"):
        assert guarded(text) == text


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "'=1", "+44 113", "-5", "_x0041_", "#N/A"])
def test_a_cell_meant_as_a_formula_is_read_again_as_text(text: str) -> None:
    for data in files(sheet(("L1", text))):
        assert read_table(data, "x").rows == ((2, ("L1", text)),)


@settings(max_examples=30, deadline=None)
@given(ANY)
def test_any_text_is_read_again(text: str) -> None:
    expected = clean(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    made = sheet(("L1", text))
    assert read_table(xlsx_bytes([made], MADE), "x").rows == ((2, ("L1", expected)),)
    assert read_table(csv_bytes(made), "x").rows == ((2, ("L1", clean(text))),)


def test_days_times_and_numbers_are_what_they_are() -> None:
    made = sheet((date(2026, 11, 3), time(9, 30)), (90, time(9, 30, 5)), (None, "007"))
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([made], MADE)))
    assert [[cell.value for cell in row] for row in book["learners"].iter_rows(min_row=2)] == [
        [datetime(2026, 11, 3), time(9, 30)],  # noqa: DTZ001
        [90, time(9, 30, 5)],
        [None, "007"],
    ]
    assert csv_bytes(made).decode().splitlines()[1:] == [
        "2026-11-03,09:30",
        "90,09:30:05",
        ",007",
    ]
    assert plain_rows(made)[0] == {"Learner reference": "2026-11-03", "Employer": "09:30"}


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx_bytes([sheet(("=1", "'=1"), ("#N/A", " =2"))], MADE))
    )
    kinds = {cell.data_type for row in book["learners"].iter_rows() for cell in row}
    assert kinds == {"s"}


def test_a_table_of_text_is_quoted_as_csv_is() -> None:
    text = csv_bytes(sheet(("L1", 'Orr, Max "& Son"'))).decode()
    assert list(csv.reader(io.StringIO(text)))[1] == ["L1", 'Orr, Max "& Son"']
    assert text.count("\r\n") == 2


def test_a_sheet_without_rows_has_its_headings() -> None:
    for data in files(sheet()):
        assert read_table(data, "x").headings == ("Learner reference", "Employer")
