"""Tables to be opened by a spreadsheet, and read again: rows to the bytes of a CSV file."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, time

from tutor_tui.exchange.values import clean

Cell = str | int | date | time | None

_FORMULA = re.compile(r"""[\s'"]*[=+\-@＝＋－＠]""")
"""What begins a cell that a spreadsheet may take for a formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table to be written: a name, headings, and rows of as many cells."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()


def guarded(text: str) -> str:
    """The text on one line, with a quote before it where it could be taken for a formula.

    `tables.unguarded` takes the quote away again.
    """
    line = clean(text)
    return f"'{line}" if _FORMULA.match(line) else line


def plain_rows(sheet: Sheet) -> list[dict[str, str | int | None]]:
    """The rows by their headings, in the values of JSON."""
    return [
        {
            heading: cell if isinstance(cell, str | int) or cell is None else _word(cell)
            for heading, cell in zip(sheet.headings, row, strict=True)
        }
        for row in sheet.rows
    ]


def csv_bytes(sheet: Sheet) -> bytes:
    """The sheet in UTF-8 with commas; days and times as ISO has them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(sheet.headings)
    writer.writerows(map(_word, row) for row in sheet.rows)
    return out.getvalue().encode()


def _word(cell: Cell) -> str:
    if isinstance(cell, time):
        return cell.isoformat("seconds" if cell.second else "minutes")
    return "" if cell is None else guarded(str(cell))
