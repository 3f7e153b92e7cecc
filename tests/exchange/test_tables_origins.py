"""Tables as each system writes them, with their own headings and their own untidiness."""

from dataclasses import dataclass
from datetime import date

import pytest

from tests.exchange.workbooks import workbook
from tutor_tui.exchange.table_file import read_table
from tutor_tui.exchange.table_headings import choose
from tutor_tui.exchange.table_records import TableRecord, records
from tutor_tui.exchange.tables import Table


@dataclass(frozen=True)
class Origin:
    """A file of a system, and what its rows give."""

    data: bytes
    fields: tuple[str, ...]
    first: dict[str, object]
    rows: int = 2


GENERAL = (
    "Person Code\tForename\tSurnmae\tExpected End Date\tPlanned end date\tLast visit\tPostcode\n"
)

ORIGINS = {
    # commas, a byte order mark, spaces after headings, a class nobody asked for
    "OneFile": Origin(
        "\ufeffFirst Name ,Last Name,Email Address,Default Assessor,Placement,Class\r\n"
        "Zoë,Ñandú,zoe@example.org,Kit Khan,Hill School,Sept A\r\n"
        'Bo,"O\'Ray ",bo@example.org,Kit Khan,"Dale, Vale & Co",Sept A\r\n'.encode(),
        ("given_name", "family_name", "email", "tutor", "employer"),
        {
            "given_name": "Zoë",
            "family_name": "Ñandú",
            "email": "zoe@example.org",
            "tutor": "Kit Khan",
            "employer": "Hill School",
        },
    ),
    # a title and a date above, day-first dates with times, a total below
    "Aptem": Origin(
        b"Learner progress report,,,,,,,,,\n"
        b"Generated: 23/11/2026 09:14,,,,,,,,,\n"
        b"\n"
        b"First name,Last name,Email,Reference number,DOB,Case owner,Start Date,End Date,"
        b"Next Review Date,Learning Plan Progress\n"
        b"Sam,Smith,sam@example.org,0012,05/01/1999,Kit Khan,01/09/2026 00:00:00,"
        b"31/12/2027 00:00:00,30/11/2026 10:30,45.5%\n"
        b"Bo,Ray,,0013,,Kit Khan,01/09/2026,31/12/2027,,0%\n"
        b"Total learners: 2,,,,,,,,,\n",
        (
            *("given_name", "family_name", "email", "ref", "born", "tutor", "start"),
            *("planned_end", "next_review", "progress"),
        ),
        {
            "given_name": "Sam",
            "family_name": "Smith",
            "email": "sam@example.org",
            "ref": "0012",
            "tutor": "Kit Khan",
            "progress": "45.5%",
            "born": date(1999, 1, 5),
            "start": date(2026, 9, 1),
            "planned_end": date(2027, 12, 31),
            "next_review": date(2026, 11, 30),
        },
    ),
    # a workbook with a front sheet, dates as cells, a fraction shown as a per cent
    "Bud": Origin(
        workbook(
            {
                "About": [["Bud export"]],
                "Apprentices": [
                    [
                        "Learner Name",
                        "ULN",
                        "Employer",
                        "Start Date",
                        "Planned End Date",
                        "Trainer",
                        "Status",
                        "OTJ hours logged",
                        "Overall progress",
                        "Last Review Date",
                    ],
                    [
                        "Smith, Sam",
                        1000000019,
                        "Hill School",
                        date(2026, 9, 1),
                        date(2027, 12, 31),
                        "Kit Khan",
                        "In Learning",
                        61.5,
                        (0.45, "0%"),
                        date(2026, 11, 2),
                    ],
                    [
                        "Ray, Bo",
                        1061484016.0,
                        None,
                        46266,
                        "31/12/27",
                        None,
                        "BIL",
                        "12:30",
                        None,
                        "-",
                    ],
                ],
            }
        ),
        (
            *("name", "uln", "employer", "start", "planned_end", "tutor", "status"),
            *("otj_actual", "progress", "last_review"),
        ),
        {
            "name": "Smith, Sam",
            "given_name": "Sam",
            "family_name": "Smith",
            "uln": "1000000019",
            "employer": "Hill School",
            "tutor": "Kit Khan",
            "status": "on_programme",
            "progress": "45%",
            "otj_actual": 61,
            "start": date(2026, 9, 1),
            "planned_end": date(2027, 12, 31),
            "last_review": date(2026, 11, 2),
        },
    ),
    # Windows-1252, bars, capitals, two-digit years
    "PICS": Origin(
        "FIRSTNAME|SURNAME|BIRTHDATE|MIAP_ULN|LSC_ULIN|EMAIL|Start date|Expected End date |"
        "Training Adviser\r\n"
        "ZOË|D’ARCY|05/01/99|1000000019|P1|zoe@example.org|01/09/26|31/12/27|K KHAN\r\n"
        "BO|RAY|||P2||01/09/26|31/12/27|K KHAN\r\n".encode("cp1252"),
        (
            *("given_name", "family_name", "born", "uln", "ref", "email", "start"),
            *("planned_end", "tutor"),
        ),
        {
            "given_name": "ZOË",
            "family_name": "D’ARCY",
            "uln": "1000000019",
            "ref": "P1",
            "email": "zoe@example.org",
            "tutor": "K KHAN",
            "born": date(1999, 1, 5),
            "start": date(2026, 9, 1),
            "planned_end": date(2027, 12, 31),
        },
    ),
    # UTF-16 with tabs, as "Unicode text" is saved; a slip in a heading; headings again midway
    "general": Origin(
        f"{GENERAL}"
        "P1\tSam\tSmith\t31-Jan-2028\t31 Dec 2027\t2026-11-02\tLS1 4AP\n"
        f"{GENERAL}"
        "P2\tBo\tRay\t\t31.12.2027\t\t\n".encode("utf-16"),
        (
            *("ref", "given_name", "family_name", "expected_end", "planned_end"),
            *("last_visit", "postcode"),
        ),
        {
            "ref": "P1",
            "given_name": "Sam",
            "family_name": "Smith",
            "postcode": "LS1 4AP",
            "expected_end": date(2028, 1, 31),
            "planned_end": date(2027, 12, 31),
            "last_visit": date(2026, 11, 2),
        },
    ),
    # semicolons and decimal lengths, a row a visit
    "visits": Origin(
        b"Learner ref;Visit date;Start time;Duration;Type;Outcome;Comments\n"
        b"L1;02/11/2026;9:30;1.5h;Progress Review;Held;Went well\n"
        b"L1;30/11/2026;2pm;;;Planned;\n",
        ("ref", "visit_date", "visit_time", "minutes", "visit_kind", "outcome", "note"),
        {},
    ),
}


def read(data: bytes) -> tuple[Table, list[str | None], list[TableRecord]]:
    table = read_table(data, "export")
    kind, columns = choose(table.headings, {})
    return table, [one.field for one in columns], records(table, kind, columns)


@pytest.mark.parametrize("origin", ORIGINS)
def test_the_export_of_each_system_is_understood(origin: str) -> None:
    expected = ORIGINS[origin]
    _, fields, rows = read(expected.data)
    assert tuple(field for field in fields if field) == expected.fields
    assert len(rows) == expected.rows
    assert [row.problems for row in rows] == [[]] * expected.rows
    assert not expected.first or rows[0].fields == expected.first


def test_a_total_below_the_rows_is_told_and_the_title_above_is_no_row() -> None:
    table, _, _ = read(ORIGINS["Aptem"].data)
    assert table.heading_row == 4
    assert [number for number, _ in table.rows] == [5, 6]
    assert table.problems == ("row 7: taken for a total below the rows, and left out",)


@pytest.mark.parametrize("cell", ["Total", "Grand total: 12", "TOTALS", "Records: 12", "Count"])
def test_what_sums_up_is_no_learner(cell: str) -> None:
    _, _, rows = read(f"Surname,Ref,Employer\nRay,L1,Hill\n{cell},12\n".encode())
    assert [row.texts["ref"] for row in rows] == ["L1"]


@pytest.mark.parametrize("cell", ["Total Training Ltd", "Counter", "Summer"])
def test_what_only_begins_so_is_one(cell: str) -> None:
    _, _, rows = read(f"Surname,Ref,Employer\n{cell},L1,\n".encode())
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("OTJ hours", "1,234.75", "otj_actual", 1234),
        ("OTJ hours", "120h 30m", "otj_actual", 120),
        ("OTJ hours", "120:59:30", "otj_actual", 120),
        ("Status", "Break in learning", "status", "on_break"),
        ("Status", "EARLY LEAVER", "status", "withdrawn"),
        ("Mode", "Face-to-face", "mode", "workplace"),
        ("BSL", "Y", "bsl", True),
        ("K1", "✓", "K1", "met"),
        ("K1", "Partially met", "K1", "submitted"),
        ("K1", "not met", "K1", "none"),
        ("Progress", "45", "progress", "45%"),
        ("Support", "EHC plan", "support", "plan"),
    ],
)
def test_words_and_numbers_as_systems_write_them(
    heading: str, cell: str, field: str, value: object
) -> None:
    _, _, [row] = read(f'Ref,"{heading}"\nL1,"{cell}"\n'.encode())
    assert (row.fields[field], row.problems) == (value, [])


@pytest.mark.parametrize(
    ("cell", "state", "level"),
    [
        ("Level 2 - Passed", "achieved", "2"),
        ("L1 achieved", "achieved", "1"),
        ("Entry Level 3 passed", "achieved", "E3"),
        ("Functional Skills English in progress", "working_towards", None),
        ("Exempt", "exempt", None),
    ],
)
def test_functional_skills_with_or_without_their_level(
    cell: str, state: str, level: str | None
) -> None:
    _, _, [row] = read(f"Ref,English\nL1,{cell}\n".encode())
    assert (row.skills["english"].state, row.skills["english"].level) == (state, level)


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *(("OTJ hours", "many"), ("OTJ hours", "-5"), ("OTJ hours", "1000000")),
        *(("Weekly hours", "169"), ("Progress", "140%"), ("Progress", "0.45")),
        *(("Status", "purple"), ("English", "Level 2"), ("K1", "perhaps"), ("BSL", "maybe")),
        *(("Start date", "#N/A"), ("Employer", "#REF!"), ("Start date", "31/02/2026")),
    ],
)
def test_an_impossible_value_is_told_by_row_and_column_and_left_out(
    heading: str, cell: str
) -> None:
    _, _, [row] = read(f"Ref,{heading}\nL1,{cell}\n".encode())
    assert row.fields == {"ref": "L1"}
    [problem] = row.problems
    assert problem.startswith(f"row 2, {heading}: {cell} is ")


@pytest.mark.parametrize("cell", ["-", "N/A", "TBC", "–"])
def test_a_blank_in_words_is_a_blank(cell: str) -> None:
    _, _, [row] = read(f"Ref,Start date,K1\nL1,{cell},{cell}\n".encode())
    assert (row.fields, row.problems) == ({"ref": "L1"}, [])
