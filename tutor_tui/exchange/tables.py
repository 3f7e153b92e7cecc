"""A table as it stands in its file: its headings found among the lines, and its rows."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

from tutor_tui.errors import BadFile
from tutor_tui.exchange.table_dates import DAY_NOUGHT
from tutor_tui.exchange.table_headings import known

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 300

_PREAMBLE = 30
"""So many lines with anything in them may stand above the headings."""

_COUNTED = "(?:records|rows|learners|apprentices|visits|hours)"
_TOTAL = re.compile(
    rf"(?:(?:grand|sub)[ -]?)?totals?(?: {_COUNTED})?\s*(?::|[0-9]|$)"
    rf"|(?:count|average|mean|sum)\s*(?::|$)|{_COUNTED}\s*:|(?:number|no\.?) of {_COUNTED}\b"
    r"|end of report\b",
    re.I,
)
_GUARD = re.compile(r"""\A'(?=[\s'"]*[=+\-@＝＋－＠\t\r\n])""")
"""The quote our own exports put before a cell that a spreadsheet would take for a formula."""

Line = tuple[int, tuple[str, ...]]
"""A line's number as a spreadsheet shows it, and its cells as clean text."""

Progress = Callable[[int, int], None]
"""Told how many rows are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as it stands in its file.

    `rows` are those below the headings that hold anything, each with its number as a
    spreadsheet shows it and as many cells as there are headings. Each of `problems` names a row
    that does not fit. `sheet` is the sheet of a workbook it stands in, `other_sheets` those that
    hold a table too. `day_nought` is the day that the file's day numbers count from.
    """

    name: str
    headings: tuple[str, ...]
    heading_row: int
    rows: tuple[Line, ...]
    problems: tuple[str, ...] = ()
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    day_nought: date = DAY_NOUGHT


def unguarded(cell: str) -> str:
    """The cell without the quote that our own exports guard it with."""
    return _GUARD.sub("", cell, count=1)


def table_of(lines: Iterable[Line], name: str, mapped: Collection[str] = ()) -> Table:
    """Find the headings among the lines, and take the rows below them.

    The headings are in the line that holds most of those known, else in the first that holds
    anything. Headings that are repeated further down and totals below the rows are left out.

    Args:
        lines: Every line of the file; they may be blank.
        name: The file's name, for messages.
        mapped: Headings that a mapping names, and that are known by it.

    Raises:
        BadFile: There is no line that holds anything, or there are too many rows or columns.
    """
    filled = ((number, cells) for number, cells in lines if any(cells))
    above = list(islice(filled, _PREAMBLE))
    if not above:
        raise BadFile(f"{name} is empty; give a table with a row of headings.")
    at = _headings_at(above, mapped)
    heading_row, headings = above[at][0], _trimmed(above[at][1])
    if len(headings) > MOST_COLUMNS:
        raise BadFile(f"{name} has more than {MOST_COLUMNS} columns; leave some out.")
    rows: list[Line] = []
    problems: list[str] = []
    for number, cells in chain(above[at + 1 :], filled):
        cells, surplus = cells[: len(headings)], cells[len(headings) :]
        if cells == headings:
            continue
        if _is_total(cells, len(headings)):
            problems.append(f"row {number}: taken for a total below the rows, and left out")
            continue
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
    return Table(
        name=name,
        headings=headings,
        heading_row=heading_row,
        rows=tuple(rows),
        problems=tuple(problems),
    )


def best_known(lines: Iterable[Line], mapped: Collection[str] = ()) -> int:
    """How many known headings the best of the first lines has."""
    filled = (cells for _, cells in lines if any(cells))
    return max((known(cells, mapped) for cells in islice(filled, _PREAMBLE)), default=0)


def _headings_at(above: list[Line], mapped: Collection[str]) -> int:
    """Where among the first lines the headings are: a title may hold one known word by chance."""
    counts = [known(cells, mapped) for _, cells in above]
    best = max(counts)
    return counts.index(best) if best > 1 else 0


def _is_total(cells: tuple[str, ...], columns: int) -> bool:
    """Whether the line sums up the rows above it: few cells, and the first says so."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and 2 * len(filled) <= columns + 1 and bool(_TOTAL.match(filled[0]))


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The headings without the blank ones at the end."""
    last = max(column for column, cell in enumerate(cells) if cell)
    return cells[: last + 1]
