"""What the tables of other systems give, and what becomes of those that are no tables."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor_tui.errors import BadFile
from tutor_tui.exchange import tables
from tutor_tui.exchange.table_file import read_table
from tutor_tui.exchange.table_headings import choose, key
from tutor_tui.exchange.table_records import TableRecord, records
from tutor_tui.exchange.tables import Table


def table(*lines: str) -> Table:
    return read_table("\r\n".join(lines).encode(), "class.csv")


def by_guess(found: Table) -> list[TableRecord]:
    kind, columns = choose(found.headings, {})
    return records(found, kind, columns)


def read_by_guess(*lines: str) -> list[TableRecord]:
    return by_guess(table(*lines))


def only(heading: str, cell: str) -> TableRecord:
    """The one record of a table with this column."""
    found = read_by_guess(f'Ref,"{heading}"', f'L1,"{cell}"')
    assert len(found) == 1
    return found[0]


ROWS = [["First name", "Surname", "Employer"], ["Zoë", "D'Arcy", "Café €"], ["Bo", "Ray", ""]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_delimiter_and_encoding_gives_the_same_table(delimiter: str, encoding: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in ROWS)
    found = read_table(text.encode(encoding), "class.csv")
    assert found.headings == tuple(ROWS[0])
    assert found.rows == ((2, tuple(ROWS[1])), (3, tuple(ROWS[2])))
    assert found.problems == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(end: str) -> None:
    text = end.join(",".join(row) for row in ROWS) + end
    assert len(read_table(text.encode(), "class.csv").rows) == 2


def test_big_endian_utf_16_is_read() -> None:
    text = "\ufeffSurname\tFirst name\nRay\tBo"
    assert read_table(text.encode("utf-16-be"), "class.csv").rows == ((2, ("Ray", "Bo")),)


def test_a_separator_named_in_the_first_line_is_used_and_is_no_row() -> None:
    found = table("sep=;", "Surname;First name", "Ray, Jr;Bo")
    assert found.headings == ("Surname", "First name")
    assert found.rows == ((2, ("Ray, Jr", "Bo")),)


def test_the_delimiter_is_the_one_under_which_headings_are_known() -> None:
    assert table("Surname;a,b,c,d;First name").headings == ("Surname", "a,b,c,d", "First name")


CELLS = st.text("aéŁ9,;|\"'", min_size=1, max_size=8)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_what_a_spreadsheet_writes_comes_back(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["Ref", "Surname", "Employer"], *rows])
    found = read_table(out.getvalue().encode(), "class.csv")
    assert [list(cells) for _, cells in found.rows] == rows


def test_quoted_cells_keep_delimiters_and_become_one_line() -> None:
    found = table("Ref,Employer", 'L1,"Hill, Vale\r\n & Co ""Ltd"""')
    assert found.rows == ((2, ("L1", 'Hill, Vale & Co "Ltd"')),)


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    found = table("", "Ref,Surname", "", "L1,Ray", ",,", 'L2,"a', 'b"', "L3,Lee")
    assert [number for number, _ in found.rows] == [4, 6, 7]


def test_rows_that_do_not_fit_are_told() -> None:
    found = table("Ref,Surname,Employer", "L1,Ray", "L2,Lee,Hill, Vale", "L3,Orr,Dale,,,")
    assert found.rows == ((2, ("L1", "Ray", "")), (4, ("L3", "Orr", "Dale")))
    assert found.problems[0].startswith("row 2: it has 2 cells for 3 headings")
    assert found.problems[1].startswith("row 3: it has more cells than the 3 headings")
    assert len(found.problems) == 2


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("'=1+1", "=1+1"),
        ("'+44 1632 960001", "+44 1632 960001"),
        ("'-", "-"),
        ("'@home", "@home"),
        ("'＝1", "＝1"),
        ("' =1", "=1"),
        ("''=1", "'=1"),
        ("'t Hooft", "'t Hooft"),
        ("O'-Brien", "O'-Brien"),
        ("'", "'"),
    ],
)
def test_the_guard_of_our_own_exports_is_taken_off(cell: str, kept: str) -> None:
    assert only("Employer", cell).texts["employer"] == kept


def test_control_characters_do_not_come_in() -> None:
    assert only("Surname", "Ra\x1b[31my\x9b2J").texts["family_name"] == "Ra[31my2J"


def by_what_is_said(value: bytes | str) -> str:
    return value if isinstance(value, str) else "file"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\n , ,\n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"PK\x03\x04\x14\x00\x06\x00", "no whole workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old kind (.xls)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        (b"\n<HTML><table><tr><td>Ref", "web page"),
        (b"Ref,Surname\nL1,R\x00y", "not a table of text"),
        (b"\xff\xfeR", "not a table of text"),
        (b"\xff\xfe\x00\xd8", "not a table of text"),
        (b"\xef\xbb\xbfRef\n\xff", "not a table of text"),
        (b"\x81\x8d", "not a table of text"),
        ("Ref\nL1".encode("utf-16-le"), "not a table of text"),
        (b'Ref,Surname\nL1,"Ray\nL2,Lee\n', "line 3"),
        (b'Ref,Surname\nL1,"Ray" x\n', "line 2"),
        (b"Ref\n" + b"x" * 140_000, "line 2"),
        (b"," * 400 + b"Ref\nL1", "columns"),
        (b"x" * (tables.MOST_BYTES + 1), "larger than 20 MB"),
        (b"Ref\n" + b"x\n" * (tables.MOST_ROWS + 1), "rows"),
    ],
    ids=by_what_is_said,
)
def test_what_is_no_table_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(BadFile) as refusal:
        read_table(data, "class.csv")
    assert str(refusal.value).startswith("class.csv")
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_table_without_a_known_heading_says_which_are_known() -> None:
    found = table("Colour,Size", "red,9")
    with pytest.raises(BadFile, match=r"class\.csv has no heading that is known.*Date of birth"):
        by_guess(found)


def test_a_record_holds_each_field_by_its_kind() -> None:
    (record,) = read_by_guess(
        "Ref,Forename,Surname,DOB,ULN,Apprentice standard,Tutor,Postcode,Start Date,Expected End,"
        "Last visit,Next visit,E-mail,Employer",
        "L1,Ann,Lee,5/1/99,1061484016,Learning and skills mentor,K Khan,LS1 4AP,06/10/2025,"
        "2026-12-18,03-Nov-25,46005,ann@example.org,Hill School",
    )
    assert record == TableRecord(
        row=2,
        texts={
            "ref": "L1",
            "given_name": "Ann",
            "family_name": "Lee",
            "uln": "1061484016",
            "standard": "Learning and skills mentor",
            "tutor": "K Khan",
            "postcode": "LS1 4AP",
            "email": "ann@example.org",
            "employer": "Hill School",
        },
        dates={
            "born": date(1999, 1, 5),
            "start": date(2025, 10, 6),
            "planned_end": date(2026, 12, 18),
            "last_visit": date(2025, 11, 3),
            "next_visit": date(2025, 12, 14),
        },
    )


def test_a_blank_is_left_out_and_an_empty_row_is_no_record() -> None:
    found = read_by_guess("Ref,Surname,Start Date,Colour", "L1,,  ,red", ",,,blue")
    assert [(one.row, one.texts, one.dates) for one in found] == [(2, {"ref": "L1"}, {})]


@pytest.mark.parametrize(
    ("heading", "cell", "problem"),
    [
        (
            "Start Date",
            "31/02/2026",
            "row 2, Start Date: 31/02/2026 is not a date; give it as day/month/year",
        ),
        ("DOB ", "unknown", "row 2, DOB: unknown is not a date; give it as day/month/year"),
        ("ULN", "1.06E+09", "row 2, ULN: ULN 1.06E+09 is not ten digits"),
        ("Employer", "x" * 2001, "row 2, Employer: longer than 2000 characters; shorten it"),
    ],
)
def test_a_cell_that_cannot_be_used_is_told_and_the_rest_kept(
    heading: str, cell: str, problem: str
) -> None:
    record = only(heading, cell)
    assert record.problems == [problem]
    assert (record.texts, record.dates) == ({"ref": "L1"}, {})


def test_a_uln_with_a_wrong_check_digit_is_told_and_kept() -> None:
    record = only("ULN", "1061484017")
    assert record.texts["uln"] == "1061484017"
    assert "check digit" in record.problems[0]


def test_the_temporary_uln_is_none() -> None:
    assert only("ULN", "9999999999") == TableRecord(row=2, texts={"ref": "L1"}, dates={})


@pytest.mark.parametrize(
    ("name", "given_name", "family_name"),
    [
        ("Sam [ill] Jones", "Sam [ill]", "Jones"),
        ("Lee, Ann Marie", "Ann Marie", "Lee"),
        ("Cher", None, "Cher"),
        ("Lee,", None, "Lee"),
    ],
)
def test_a_whole_name_gives_both_names(name: str, given_name: str | None, family_name: str) -> None:
    texts = only("Learner", name).texts
    assert texts["name"] == name
    assert (texts.get("given_name"), texts["family_name"]) == (given_name, family_name)


def test_names_in_columns_of_their_own_win_over_the_whole_name() -> None:
    (record,) = read_by_guess("Name,Surname", "Ann van Dyk,van Dyk")
    assert record.texts["family_name"] == "van Dyk"


def reads_or_refuses(data: bytes) -> None:
    try:
        found = read_table(data, "class.csv")
    except BadFile as refusal:
        one_line = "\n" not in str(refusal)
    else:
        one_line = all("\n" not in problem for problem in found.problems)
        fields = ("name", "born", "uln", "english", "K1", "otj_actual", "progress", "status")
        named = [heading for heading in found.headings if key(heading)]
        chosen = {key(heading): heading for heading in reversed(named)}.values()
        kind, columns = choose(found.headings, dict(zip(chosen, fields, strict=False)))
        if any(column.field for column in columns):
            records(found, kind, columns)
        assert all(len(cells) == len(found.headings) for _, cells in found.rows)
    assert one_line


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    reads_or_refuses(data)
    reads_or_refuses(b"\xff\xfe" + data)


@given(st.text('\'",;\t|\r\n=a1/"', max_size=80))
def test_any_tangle_of_quotes_and_delimiters_is_read_or_refused(text: str) -> None:
    reads_or_refuses(text.encode())
