"""The cells of one sheet of a workbook, as text.

openpyxl opens the workbook; the cells are read here as the parser meets them, since its own
reading, which makes a tree of every row and an object of every cell, takes four times as long.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from tutor_tui.exchange.tables import unguarded
from tutor_tui.exchange.values import clean

CellRow = tuple[int, list[str]]
"""A row's number as the spreadsheet shows it, and its cells up to the last that holds anything."""

_PIECE = 64 * 1024
_REMEMBERED = 10_000
"""So many different values are kept as text: most columns say few things, often."""

_MOST_SHARE = 10
"""1000%; a larger number is looked at no further."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_ROW, _CELL, _VALUE, _TEXT, _PHONETIC = (_MAIN + name for name in ("row", "c", "v", "t", "rPh"))
_INLINE = "inlineStr"
"""The type of a cell whose text stands in it, and not among those that cells share."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DIGITS = "0123456789"


def cell_rows(sheet: Any, columns: int) -> Iterator[CellRow]:
    """The rows of an openpyxl sheet that was opened to be read only, in order.

    Formulas count as the values saved with them. Rows that the sheet does not name are left out,
    and so is one whose number is not above that of the row before.

    Args:
        sheet: The sheet.
        columns: So many columns are read; those further right are left out.

    Raises:
        Exception: It is damaged; whatever the damage leads to.
    """
    found: list[CellRow] = []
    feed = _Parser(columns, _texts_of(sheet), found).feed
    last = 0
    with sheet._get_source() as source:
        while piece := source.read(_PIECE):
            feed(piece)
            for number, cells in found:
                if number > last:
                    last = number
                    yield number, cells
            found.clear()
    feed(b"", True)


class _Parser:
    """Reads a sheet piece by piece, and puts each row among those found when it ends."""

    def __init__(
        self, columns: int, text: Callable[[str, int, str], str], found: list[CellRow]
    ) -> None:
        self._columns = columns
        self._text = text
        self._found = found
        self._number = 0
        self._row: list[str] = []
        self._column = 0
        self._kind, self._style = "n", 0
        self._said: list[str] = []
        self._phonetic = False
        self._parser = parser = ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse

    def feed(self, piece: bytes, final: bool = False) -> None:
        self._parser.Parse(piece, final)

    def _refuse(self, *_: Any) -> None:
        raise ExpatError("a document type, which no sheet declares")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _CELL:
            name = attributes.get("r")
            self._column = _column(name.rstrip(_DIGITS)) if name else self._column + 1
            self._kind = attributes.get("t", "n")
            self._style = int(attributes.get("s", 0))
            self._said.clear()
        elif tag in (_VALUE, _TEXT):
            if (tag == _TEXT) is (self._kind == _INLINE) and not self._phonetic:
                self._parser.CharacterDataHandler = self._said.append
        elif tag == _PHONETIC:
            self._phonetic = True
        elif tag == _ROW:
            number = attributes.get("r")
            self._number = int(float(number)) if number else self._number + 1
            self._row = []
            self._column = 0

    def _end(self, tag: str) -> None:
        if tag == _CELL:
            if self._said and 0 < self._column <= self._columns:
                self._put(self._text(self._kind, self._style, "".join(self._said)))
        elif tag in (_VALUE, _TEXT):
            self._parser.CharacterDataHandler = None
        elif tag == _PHONETIC:
            self._phonetic = False
        elif tag == _ROW:
            self._found.append((self._number, self._row))

    def _put(self, text: str) -> None:
        row, column = self._row, self._column
        if column > len(row):
            row.extend([""] * (column - len(row)))
        row[column - 1] = text


@lru_cache(_REMEMBERED)
def _column(letters: str) -> int:
    """The number of a column such as `AB`, the first being 1; 0 where there are no letters."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number


def _texts_of(sheet: Any) -> Callable[[str, int, str], str]:
    """What shows the cells of a sheet, each told by its type, its style and what stands in it."""
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format
    from openpyxl.utils.datetime import from_excel, from_ISO8601

    epoch, shared = sheet.parent.epoch, sheet._shared_strings

    @lru_cache(_REMEMBERED)
    def form(style: int) -> tuple[bool, bool, bool]:
        """Whether numbers of this style are days, lengths of time, or per cents."""
        try:
            code = ReadOnlyCell(sheet, 1, 1, None, style_id=style).number_format
        except IndexError:  # no such style: the number is one all the same
            return False, False, False
        return is_date_format(code), is_timedelta_format(code), "%" in code

    def number(style: int, said: str) -> str:
        value = float(said) if set(said) & {".", "e", "E"} else int(said)
        is_day, is_length, is_share = form(style)
        if is_day:
            try:
                return _moment(from_excel(value, epoch, timedelta=is_length))
            except (OverflowError, ValueError):
                return "#VALUE!"
        if is_share and 0 <= value <= _MOST_SHARE:
            return f"{round(100 * value, 6):g}%"
        return _number(value)

    @lru_cache(_REMEMBERED)
    def text(kind: str, style: int, said: str) -> str:
        match kind:
            case "n":
                return number(style, said)
            case "s":
                return _written(shared[int(said)])
            case "b":
                return "yes" if int(said) else "no"
            case "d":
                return _moment(from_ISO8601(said))  # type: ignore[no-untyped-call]
            case _:
                return _written(said)

    return text


def _written(text: str) -> str:
    """What a person wrote, without a spreadsheet's escapes and our own guard."""
    return clean(unguarded(_ESCAPED.sub(_unescaped, text)))


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _moment(value: object) -> str:
    """A day as ISO, with the time where it has one; a time, or a length as hours and minutes."""
    match value:
        case datetime():
            midnight = value.time() == time()
            return str(value.date()) if midnight else value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            minutes = int(value.total_seconds() // 60)
            return f"{minutes // 60}:{minutes % 60:02d}"
        case _:
            return clean(str(value))


def _number(value: int | float) -> str:
    """Fifteen digits are as many as a spreadsheet keeps."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value)) if abs(value) < 1e15 else f"{value:.15g}"
    return f"{value:.15g}"
