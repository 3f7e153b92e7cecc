"""Tables from the systems tutors use: bytes of a CSV file to rows, and rows to records."""

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tutor_tui.errors import BadFile
from tutor_tui.exchange.table_dates import BIRTH_YEARS_FROM, parse_day
from tutor_tui.exchange.table_headings import (
    DATE_FIELDS,
    SYNONYMS,
    TEXT_FIELDS,
    DateField,
    Field,
    TextField,
    guess,
)
from tutor_tui.exchange.values import check_uln, clean, quoted

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 300
LONGEST_TEXT = 2000
"""Characters of one value, as many as a line of a document may have."""

_DELIMITERS = ",;\t|"
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SEPARATOR_LINE = re.compile("\\Asep=(.)\r?\n", re.I)
_GUARD = re.compile(r"""\A'(?=[\s'"]*[=+\-@＝＋－＠\t\r\n])""")
"""The quote our own exports put before a cell that a spreadsheet would take for a formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as it stands in its file.

    `rows` are those that hold anything, each with its number as a spreadsheet shows it (the
    headings are in the first that does) and as many cells as there are headings. Each of
    `problems` names a row that does not fit.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRecord:
    """One row by fields; a blank cell, or one that could not be read, is not there at all.

    Each of `problems` names the row and the column.
    """

    row: int
    texts: dict[TextField, str]
    dates: dict[DateField, date]
    problems: tuple[str, ...] = ()


def read_csv(data: bytes, name: str) -> Table:
    """Read a table of text: commas, semicolons, tabs or bars; UTF-8, UTF-16 or Windows-1252.

    Args:
        data: The whole file.
        name: The file's name, for messages.

    Raises:
        BadFile: It is empty, no table of text, damaged or too large.
    """
    name = clean(name)
    if len(data) > MOST_BYTES:
        raise BadFile(f"{name} is larger than {MOST_BYTES // 1024**2} MB; split it.")
    text = _decoded(data, name)
    delimiter = _delimiter(text)
    lines = ((n, cells) for n, cells in _lines(text, delimiter, name) if any(cells))
    first = next(lines, None)
    if first is None:
        raise BadFile(f"{name} is empty; give a table with a row of headings.")
    headings = _trimmed(first[1])
    if len(headings) > MOST_COLUMNS:
        raise BadFile(f"{name} has more than {MOST_COLUMNS} columns; leave some out.")
    rows: list[tuple[int, tuple[str, ...]]] = []
    problems: list[str] = []
    for number, cells in lines:
        cells, surplus = cells[: len(headings)], cells[len(headings) :]
        if any(surplus):
            problems.append(
                f"row {number}: it has more cells than the {len(headings)} headings, so nobody"
                " can say which is which; the row was left out"
            )
            continue
        if len(cells) < len(headings):
            problems.append(
                f"row {number}: it has {len(cells)} cells for {len(headings)} headings; the rest"
                " were taken as blank"
            )
        rows.append((number, (*cells, *[""] * (len(headings) - len(cells)))))
        if len(rows) > MOST_ROWS:
            raise BadFile(f"{name} has more than {MOST_ROWS} rows; split it.")
    return Table(name=name, headings=headings, rows=tuple(rows), problems=tuple(problems))


def _decoded(data: bytes, name: str) -> str:
    """The text. Excel writes UTF-8 and UTF-16 with a mark, its plain CSV in Windows-1252."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif data.startswith(BOM_UTF8):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _BINARY.search(text):
            return text
    raise BadFile(f"{name} is not a table of text; save the sheet as CSV and give that file.")


def _delimiter(text: str) -> str:
    """The one under which most headings are known; else the one that gives most columns."""
    if match := _SEPARATOR_LINE.match(text):
        return match[1] if match[1] in _DELIMITERS else ","
    first = next(filter(str.strip, io.StringIO(text, newline="")), "")

    def fit(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([first], delimiter=delimiter))
        return len(guess(cells)), len(cells)

    try:
        return max(_DELIMITERS, key=fit)
    except csv.Error:
        return ","


def _lines(text: str, delimiter: str, name: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows with their numbers, cells clean. A line that only names the separator is none."""
    table = io.StringIO(_SEPARATOR_LINE.sub("", text, count=1), newline="")
    reader = csv.reader(table, delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            yield number, tuple(clean(_GUARD.sub("", cell, count=1)) for cell in cells)
    except csv.Error as error:
        raise BadFile(
            f"{name}, line {reader.line_num}: a cell is too long, or a quotation mark is not closed"
            " or stands where none may; save the sheet as CSV again."
        ) from error


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The headings without the blank ones at the end."""
    last = max(column for column, cell in enumerate(cells) if cell)
    return cells[: last + 1]


def records(table: Table, mapping: Mapping[int, Field]) -> list[TableRecord]:
    """Read the rows by the fields that `mapping` gives to columns, counted from 0.

    A whole name in one cell gives the given and family names that the row does not.

    Raises:
        BadFile: No column is mapped; the message says which headings are known.
    """
    if not mapping:
        known = ", ".join(synonyms[0] for synonyms in SYNONYMS.values())
        raise BadFile(
            f"{table.name} has no heading that is known; known are {known}. Rename the headings,"
            " or say with a mapping which is which."
        )
    found = (_record(number, cells, table.headings, mapping) for number, cells in table.rows)
    return [record for record in found if record.texts or record.dates or record.problems]


def _record(
    number: int, cells: tuple[str, ...], headings: tuple[str, ...], mapping: Mapping[int, Field]
) -> TableRecord:
    texts: dict[TextField, str] = {}
    dates: dict[DateField, date] = {}
    problems: list[str] = []
    for column, field in mapping.items():
        text = cells[column]
        if not text:
            continue
        where = f"row {number}, {quoted(headings[column]) or f'column {column + 1}'}"
        if len(text) > LONGEST_TEXT:
            problems.append(f"{where}: longer than {LONGEST_TEXT} characters; shorten it")
        elif date_field := DATE_FIELDS.get(field):
            day = parse_day(text, BIRTH_YEARS_FROM) if field == "born" else parse_day(text)
            if day is None:
                problems.append(f"{where}: {quoted(text)} is not a date; give it as day/month/year")
            else:
                dates[date_field] = day
        elif field == "uln":
            uln, doubt = check_uln(text)
            if uln:
                texts["uln"] = uln
            if doubt:
                problems.append(f"{where}: {doubt}")
        elif text_field := TEXT_FIELDS.get(field):
            texts[text_field] = text
    _split_name(texts)
    return TableRecord(row=number, texts=texts, dates=dates, problems=tuple(problems))


def _split_name(texts: dict[TextField, str]) -> None:
    """`Jones, Sam` and `Sam Jones` give both names; a column of its own for either wins."""
    if "name" not in texts:
        return
    family, comma, given = texts["name"].partition(",")
    if not comma:
        given, _, family = texts["name"].rpartition(" ")
    if given.strip():
        texts.setdefault("given_name", given.strip())
    if family.strip():
        texts.setdefault("family_name", family.strip())
