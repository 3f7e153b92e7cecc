"""Tables as the sheets of a workbook (.xlsx)."""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tutor_tui.exchange.table_out import Cell, Sheet, guarded

_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What a spreadsheet would read as the beginning of an escaped character."""

_WIDEST = 40


def xlsx_bytes(sheets: Sequence[Sheet], made: datetime) -> bytes:
    """The workbook. Every text is a text: what is guarded begins no formula.

    Args:
        sheets: Its sheets, in order.
        made: When it is made, for its properties.
    """
    from openpyxl import Workbook  # costs 250 ms: only when a workbook is written
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    book.properties.creator = "tutor-tui"
    book.properties.created = made.replace(tzinfo=None)
    bold = Font(bold=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.freeze_panes = "A2"
        for number, wide in enumerate(_widths(sheet), 1):
            page.column_dimensions[get_column_letter(number)].width = wide
        headings = [WriteOnlyCell(page, heading) for heading in sheet.headings]
        for heading in headings:
            heading.font = bold
        page.append(headings)
        for row in sheet.rows:
            page.append([_as_text(page, one) if _is_code(one) else one for one in map(_value, row)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _is_code(value: Any) -> bool:
    """Whether openpyxl would take a text for one of the spreadsheet's own error codes."""
    return isinstance(value, str) and value.startswith("#")


def _as_text(page: Any, value: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, value)
    cell.data_type = "s"
    return cell


def _widths(sheet: Sheet) -> list[int]:
    """The columns' widths in characters."""
    columns = zip(sheet.headings, *sheet.rows, strict=True)
    return [min(max(len(str(cell or "")) for cell in column), _WIDEST) + 2 for column in columns]


def _value(cell: Cell) -> Any:
    """What is put into the cell; a text guarded, as the sheet may be saved as CSV some day."""
    if not isinstance(cell, str):
        return cell
    return _ESCAPE.sub("_x005F_", guarded(cell)) or None
