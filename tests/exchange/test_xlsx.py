"""Workbooks: what their cells give, and what becomes of those that mean harm."""

import io
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exchange.workbooks import sheet_xml, with_part, workbook
from tutor_tui.errors import BadFile, TutorTuiError, WrongUsage
from tutor_tui.exchange import xlsx
from tutor_tui.exchange.table_file import read_table
from tutor_tui.exchange.table_headings import choose
from tutor_tui.exchange.table_records import records

SHEET = "xl/worksheets/sheet1.xml"
SMALL = workbook({"Learners": [["Ref", "Surname"], ["L1", "Ray"]]})


def cell(value: Any, **options: Any) -> str:
    """The text of one cell that holds this."""
    table = read_table(workbook({"One": [["Ref", "Surname"], [value, "Ray"]]}, **options), "a.xlsx")
    return table.rows[0][1][0]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1061484016, "1061484016"),
        (1061484016.0, "1061484016"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        ((0.455, "0.0%"), "45.5%"),
        ((1, "0%"), "100%"),
        (date(2026, 1, 5), "2026-01-05"),
        (datetime(2026, 1, 5, 10, 30, tzinfo=UTC).replace(tzinfo=None), "2026-01-05 10:30:00"),
        (time(10, 30), "10:30:00"),
        (timedelta(hours=120, minutes=30), "120:30"),
        (True, "yes"),
        ("  Zoë\n D'Arcy ", "Zoë D'Arcy"),
        ("Ra_x001B_[31my_x000D_", "Ra[31my"),
        ("'=1+1", "=1+1"),
        ("0012", "0012"),
        ("#N/A", "#N/A"),
    ],
)
def test_what_a_cell_shows(value: Any, text: str) -> None:
    assert cell(value) == text


def test_a_formula_counts_as_the_value_saved_with_it() -> None:
    row = '<row r="1"><c r="A1" t="str"><v>Ref</v></c><c r="B1" t="str"><v>Surname</v></c></row>'
    formula = '<row r="2"><c r="A2" t="str"><f>"L"&amp;1</f><v>L1</v></c></row>'
    table = read_table(with_part(SMALL, SHEET, sheet_xml(row + formula)), "a.xlsx")
    assert table.rows == ((2, ("L1", "")),)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def test_texts_are_read_where_they_stand_in_the_cell_and_where_cells_share_them() -> None:
    """Spreadsheet programs share them; what is written in pieces is one, how it sounds is not."""
    kinds = zipfile.ZipFile(io.BytesIO(SMALL)).read("[Content_Types].xml").decode()
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED}"/></Types>'
    data = with_part(SMALL, "[Content_Types].xml", kinds.replace("</Types>", part).encode())
    rich = "<r><t>Si</t></r><r><t>ân</t></r><rPh sb='0' eb='1'><t>sharn</t></rPh>"
    texts = f"<sst xmlns='{MAIN}'><si><t>Ref</t></si><si><t>Surname</t></si><si>{rich}</si></sst>"
    data = with_part(data, "xl/sharedStrings.xml", texts.encode())
    rows = (
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
        f'<row><c t="inlineStr"><is>{rich}</is></c><c t="s" s="999"><v>2</v></c></row>'
        '<row r="7"><c r="B7" t="s"><v>2</v></c><c r="A7" s="999"><v>12.50</v></c></row>'
    )
    table = read_table(with_part(data, SHEET, sheet_xml(rows)), "a.xlsx")
    assert table.headings == ("Ref", "Surname")
    assert table.rows == ((2, ("Siân", "Siân")), (7, ("12.5", "Siân")))


@pytest.mark.parametrize("mac", [False, True])
def test_days_are_the_same_in_both_reckonings_as_cells_and_as_numbers(mac: bool) -> None:
    number = 46027 - (1462 if mac else 0)
    rows: list[list[Any]] = [["Ref", "Start date", "End date"]]
    rows.append(["L1", date(2026, 1, 5), number])
    table = read_table(workbook({"One": rows}, mac=mac), "a.xlsx")
    kind, columns = choose(table.headings, {})
    [record] = records(table, kind, columns)
    assert record.dates == {"start": date(2026, 1, 5), "planned_end": date(2026, 1, 5)}


def test_the_visible_sheet_with_the_best_known_headings_is_read_and_others_are_told() -> None:
    rows = [["Ref", "Surname", "ULN"], ["L1", "Ray"]]
    book = workbook(
        {
            "Front": [["Ref"]],
            "Old": [["Ref", "Surname"], ["L0", "Old"]],
            "Hidden": [["Ref", "Surname", "ULN", "Email"], ["L9", "Not"]],
            "Learners": rows,
        },
        hidden=["Hidden"],
    )
    table = read_table(book, "a.xlsx")
    assert (table.sheet, table.other_sheets) == ("Learners", ("Old",))
    assert read_table(book, "a.xlsx", sheet="hidden").rows[0][1][0] == "L9"
    with pytest.raises(WrongUsage, match=r"no sheet Visits; it has Front, Old, Hidden, Learners\."):
        read_table(book, "a.xlsx", sheet="Visits")


def test_merged_titles_and_cells_leave_the_rest_in_place() -> None:
    rows = [["All learners"], ["Ref", "Surname", "Employer"], ["L1", "Ray", "Hill"], ["L2", "Lee"]]
    table = read_table(workbook({"One": rows}, merged=["A1:C1", "C3:C4"]), "a.xlsx")
    assert table.heading_row == 2
    assert table.rows == ((3, ("L1", "Ray", "Hill")), (4, ("L2", "Lee", "")))
    assert table.problems == ()


def test_progress_is_told_while_a_workbook_is_read() -> None:
    told: list[tuple[int, int]] = []
    rows = [["Ref", "Surname"], *([f"L{n}", "Ray"] for n in range(1200))]
    read_table(workbook({"One": rows}), "a.xlsx", progress=lambda n, of: told.append((n, of)))
    assert told == [(500, 1201), (1000, 1201)]


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


ROW = "<row><c><v>{}</v></c></row>"
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + sheet_xml(
    '<row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row>'
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (SMALL[:400], "no whole workbook"),
        (SMALL[:-30], "no whole workbook"),
        (zipped(a=b"x"), "no whole workbook"),
        (zipped(xl__workbook__bin=b"x").replace(b"workbook/bin", b"workbook.bin"), "binary"),
        (zipped(content__xml=b"x").replace(b"content/xml", b"content.xml"), "OpenDocument"),
        (workbook({"Empty": [[]]}), "is empty"),
        (with_part(SMALL, SHEET, ENTITIES), "no whole workbook"),
        (with_part(SMALL, SHEET, b"<worksheet>"), "no whole workbook"),
        (with_part(SMALL, "xl/styles.xml", b"<a>" * xlsx.MOST_TAGS + b"<"), "larger inside"),
        (with_part(SMALL, SHEET, sheet_xml("<c/>" * 300_000)), "larger inside"),
        (with_part(SMALL, SHEET, sheet_xml(f"<row>{'<c/>' * 300_000}</row>")), "larger inside"),
        (
            with_part(SMALL, SHEET, sheet_xml("".join(map(ROW.format, range(20_002))))),
            "more than 20000 rows",
        ),
    ],
    ids=[
        *("begun", "cut off", "another archive", "xlsb", "ods", "empty", "entities", "no end"),
        *("styles bomb", "cells bomb", "row bomb", "rows"),
    ],
)
def test_what_is_no_workbook_or_a_bomb_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(BadFile) as refusal:
        read_table(data, "a.xlsx")
    assert str(refusal.value).startswith("a.xlsx")
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_part_larger_than_any_table_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xlsx, "MOST_UNPACKED", 100)
    with pytest.raises(BadFile, match="larger inside"):
        read_table(SMALL, "a.xlsx")


def test_a_row_far_below_keeps_its_number_and_one_below_all_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xlsx, "MOST_LINES", 60_000)
    head = '<row r="1"><c r="A1" t="str"><v>Ref</v></c><c r="B1" t="str"><v>Surname</v></c></row>'
    far = '<row r="60000"><c r="A60000" t="str"><v>L1</v></c></row>'
    table = read_table(with_part(SMALL, SHEET, sheet_xml(head + far)), "a.xlsx")
    assert table.rows == ((60000, ("L1", "")),)
    beyond = far.replace("60000", "999999999")
    table = read_table(with_part(SMALL, SHEET, sheet_xml(head + beyond)), "a.xlsx")
    assert table.rows == ()


def reads_or_refuses(data: bytes) -> None:
    try:
        said = read_table(data, "a.xlsx").name
    except TutorTuiError as refusal:
        said = str(refusal)
    assert said.startswith("a.xlsx")
    assert "\n" not in said


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=4))
def test_any_damage_is_read_or_refused(place: int, damage: bytes) -> None:
    reads_or_refuses(SMALL[:place] + damage + SMALL[place + len(damage) :])


TAGS = ["row", "c", "v", "is", "t", "f", "mergeCells", "dimension", "cols", "sheetPr", "x"]
TREES = st.recursive(
    st.sampled_from(["", "1", "zz", "-1", "1E999", "2026-13-41"]),
    lambda inner: st.builds(
        lambda tag, name, value, parts: f'<{tag} {name}="{value}">{"".join(parts)}</{tag}>',
        st.sampled_from(TAGS),
        st.sampled_from(["r", "s", "t", "ref"]),
        st.sampled_from(["A1", "1", "s", "d", "b", "e", "inlineStr", "-7", "ZZZZ1", "n"]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(TREES)
def test_any_sheet_is_read_or_refused(tree: str) -> None:
    reads_or_refuses(with_part(SMALL, SHEET, sheet_xml(tree)))
