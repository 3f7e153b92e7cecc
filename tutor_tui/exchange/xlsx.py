"""Workbooks (.xlsx): one sheet of them as the lines of a table.

A workbook is a zip archive of XML that anybody may have made. Its parts are counted before
openpyxl builds trees of them, which turn a few kilobytes of archive into gigabytes of memory.
"""

import io
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from tutor_tui.errors import BadFile, TutorTuiError, WrongUsage
from tutor_tui.exchange.table_dates import DAY_NOUGHT, DAY_NOUGHT_1904
from tutor_tui.exchange.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    Line,
    Progress,
    Table,
    best_known,
    table_of,
)
from tutor_tui.exchange.values import clean, quoted
from tutor_tui.exchange.xlsx_cells import cell_rows

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

MOST_PARTS = 2_000
MOST_UNPACKED = 150 * 1024 * 1024
"""Bytes of a sheet once unpacked; 20,000 rows of 60 columns take half of it."""

MOST_TAGS = 500_000
"""Tags of any part that is read whole, but for the shared texts."""

MOST_TABLE_TAGS = 5_000_000
"""Tags of a sheet, or of the texts its cells share."""

MOST_TAGS_OF_A_ROW = 200_000
MOST_LINES = 1_048_576
"""As many as a spreadsheet has, blank ones and all."""

_LOOKED_AT = 40
_PIECE = 256 * 1024


def read_xlsx(
    data: bytes,
    name: str,
    sheet: str | None = None,
    mapped: Collection[str] = (),
    progress: Progress | None = None,
) -> Table:
    """Read one sheet: the one named, else the visible one whose headings are known best.

    Formulas count as the values saved with them. Of merged cells the first holds the value.

    Args:
        data: The whole file.
        name: The file's name, for messages.
        sheet: The name of the sheet, blind to case; a hidden one is read where it is named.
        mapped: Headings that a mapping names.
        progress: Told the rows read, of as many as the sheet says it has.

    Raises:
        BadFile: It is no workbook, damaged, empty or too large.
        WrongUsage: It has no such sheet.
    """
    name = clean(name)
    with _told_as_damage(name), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl speaks of what it leaves out, not of cells
        _refuse_bombs(data, name)
        import openpyxl  # costs 250 ms: only when a workbook is read

        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        try:
            return _table(book, name, sheet, mapped, progress)
        finally:
            book.close()


def _table(
    book: "Workbook",
    name: str,
    sheet: str | None,
    mapped: Collection[str],
    progress: Progress | None,
) -> Table:
    sheets: list[Any] = book.worksheets
    visible = [one for one in sheets if one.sheet_state == "visible"]
    if sheet is not None:
        chosen = next((one for one in sheets if _same(one.title, sheet)), None)
        if chosen is None:
            there = ", ".join(quoted(one.title) for one in sheets)
            raise WrongUsage(f"{name} has no sheet {quoted(sheet)}; it has {there}.")
        others: tuple[str, ...] = ()
    else:
        counts = [best_known(_first_lines(one), mapped) for one in visible]
        if not counts:
            raise BadFile(f"{name} has no sheet that is shown; name one with --sheet.")
        at = counts.index(max(counts))
        chosen = visible[at]
        others = tuple(
            clean(one.title)
            for n, (one, count) in enumerate(zip(visible, counts, strict=True))
            if n != at and count > 1
        )
    # one column more than the first lines have tells of cells that no heading stands above
    widest = 1 + max((len(cells) for _, cells in _first_lines(chosen)), default=0)
    lines = _lines(chosen, min(widest, MOST_COLUMNS + 1), progress)
    table = table_of(lines, name, mapped)
    return replace(
        table,
        sheet=clean(chosen.title),
        other_sheets=others,
        day_nought=DAY_NOUGHT_1904 if book.epoch.year == 1904 else DAY_NOUGHT,
    )


def _same(title: str, given: str) -> bool:
    return clean(title).casefold() == clean(given).casefold()


def _first_lines(sheet: Any) -> list[Line]:
    return list(islice(_lines(sheet, MOST_COLUMNS + 1), _LOOKED_AT))


def _lines(sheet: Any, columns: int, progress: Progress | None = None) -> Iterator[Line]:
    """The sheet's rows, as wide as the widest so far.

    What a sheet says of its own size is often wrong, so nothing but progress relies on it.
    """
    said = min(sheet.max_row or 0, MOST_ROWS)
    widest = 0
    for number, cells in cell_rows(sheet, columns):
        if number > MOST_LINES:
            break
        widest = max(widest, len(cells))
        # a workbook has no short rows: cells that it does not name are blank
        yield number, (*cells, *[""] * (widest - len(cells)))
        if progress and number % 500 == 0:
            progress(number, max(said, number))


@contextmanager
def _told_as_damage(name: str) -> Iterator[None]:
    """Tell whatever goes wrong with a workbook as one sentence.

    openpyxl raises what its code happens to meet in a damaged file: KeyError, TypeError, ...
    """
    try:
        yield
    except TutorTuiError:
        raise
    except Exception as error:
        raise BadFile(
            f"{name} is no whole workbook; open it in the spreadsheet program, save it again as"
            " .xlsx or CSV, and give that file."
        ) from error


def _refuse_bombs(data: bytes, name: str) -> None:
    """Refuse an archive that unpacks to more than any table of ours can be.

    Raises:
        BadFile: It does.
        BadZipFile: It is no archive.
    """
    with ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        names = {part.filename.casefold() for part in parts}
        if len(parts) > MOST_PARTS or len(names) < len(parts):
            raise BadZipFile("too many parts, or several of one name")
        if "xl/workbook.bin" in names:
            raise BadFile(f"{name} is a binary workbook; save it as .xlsx or CSV.")
        if "content.xml" in names:
            raise BadFile(f"{name} is an OpenDocument file; save it as .xlsx or CSV.")
        for part in parts:
            # pictures and the like are never opened; what is not XML by name may yet be
            if part.filename.casefold().startswith("xl/media/"):
                continue
            _refuse_bomb(archive, part.filename, part.file_size, name)


def _refuse_bomb(archive: ZipFile, part: str, size: int, name: str) -> None:
    """Count a part's tags as it is unpacked, nothing of it being kept."""
    too_large = BadFile(
        f"{name} is larger inside than any table taken here; take out empty rows, or split it."
    )
    if size > MOST_UNPACKED:
        raise too_large
    folded = part.casefold()
    is_sheet = folded.startswith("xl/worksheets/") and "/_rels/" not in folded
    most = MOST_TABLE_TAGS if is_sheet or "sharedstrings" in folded else MOST_TAGS
    tags = of_row = 0
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            tags += piece.count(b"<")
            if is_sheet:
                first, *later = piece.split(b"<row")
                of_row += first.count(b"<")
                for rest in later:
                    if of_row > MOST_TAGS_OF_A_ROW:
                        break
                    of_row = rest.count(b"<")
            if tags > most or of_row > MOST_TAGS_OF_A_ROW:
                raise too_large
