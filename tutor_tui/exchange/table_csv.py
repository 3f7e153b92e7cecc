"""Tables of text: CSV with any delimiter and encoding."""

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterator
from contextlib import suppress
from itertools import islice

from tutor_tui.errors import BadFile
from tutor_tui.exchange.tables import Line, Table, best_known, table_of, unguarded
from tutor_tui.exchange.values import clean

_DELIMITERS = ",;\t|"
_LOOKED_AT = 40
"""So many rows are read to tell the delimiter."""

_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SEPARATOR_LINE = re.compile("\\Asep=(.)\r?\n", re.I)


def read_csv(data: bytes, name: str, mapped: Collection[str] = ()) -> Table:
    """Read a table of text: commas, semicolons, tabs or bars; UTF-8, UTF-16 or Windows-1252.

    Args:
        data: The whole file.
        name: The file's name, for messages.
        mapped: Headings that a mapping names.

    Raises:
        BadFile: It is empty, no table of text, damaged or too large.
    """
    name = clean(name)
    text = _decoded(data, name)
    return table_of(_lines(text, _delimiter(text, mapped), name), name, mapped)


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


def _delimiter(text: str, mapped: Collection[str]) -> str:
    """The one under which most headings are known; else the one that gives most columns."""
    if match := _SEPARATOR_LINE.match(text):
        return match[1] if match[1] in _DELIMITERS else ","

    def fit(delimiter: str) -> tuple[int, int]:
        rows: list[tuple[str, ...]] = []
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        with suppress(csv.Error):  # what is wrong is told when the table is read
            rows.extend(tuple(map(clean, cells)) for cells in islice(reader, _LOOKED_AT))
        best = best_known(enumerate(rows, 1), mapped)
        return best, max((len(cells) for cells in rows), default=0)

    return max(_DELIMITERS, key=fit)


def _lines(text: str, delimiter: str, name: str) -> Iterator[Line]:
    """The rows with their numbers, cells clean. A line that only names the separator is none."""
    table = io.StringIO(_SEPARATOR_LINE.sub("", text, count=1), newline="")
    reader = csv.reader(table, delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            yield number, tuple(clean(unguarded(cell)) for cell in cells)
    except csv.Error as error:
        raise BadFile(
            f"{name}, line {reader.line_num}: a cell is too long, or a quotation mark is not closed"
            " or stands where none may; save the sheet as CSV again."
        ) from error
