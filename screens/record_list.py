"""A list of records drawn line by line: as quick with five thousand rows as with five."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.signs import legible

GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, width in cells (0: takes what is left), and the list width it needs."""

    heading: str
    width: int
    from_width: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its id, a cell a column, and the tone its first cell is drawn in."""

    id: str
    cells: tuple[str, ...]
    tone: str = "plain"


class RecordList(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows under headings, with a cursor that stays on its row's id when rows change."""

    TONES: ClassVar[tuple[str, ...]] = ("plain", "alarm", "warn", "good", "quiet")
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-list--heading",
        "record-list--cursor",
        *(f"record-list--{tone}" for tone in TONES),
    }
    DEFAULT_CSS = """
    RecordList {
        height: 1fr;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        overflow-y: scroll;
        & > .record-list--heading { color: $text-muted; text-style: bold; }
        & > .record-list--cursor { text-style: reverse; }
        & > .record-list--plain { color: $foreground; }
        & > .record-list--alarm { color: $text-error; text-style: bold; }
        & > .record-list--warn { color: $text-warning; }
        & > .record-list--good { color: $text-success; }
        & > .record-list--quiet { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "cursor(1)", show=False),
        Binding("up,k", "cursor(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("ctrl+d", "page(0.5)", show=False),
        Binding("ctrl+u", "page(-0.5)", show=False),
        Binding("home,g", "first", show=False),
        Binding("end,G", "last", show=False),
        Binding("enter", "choose", show=False),
    ]

    @dataclass
    class Highlighted(Message):
        """The cursor has come to another row; None where there is none."""

        list: "RecordList"
        row_id: str | None

    @dataclass
    class Chosen(Message):
        """Enter was pressed, or the row clicked, on a row."""

        list: "RecordList"
        row_id: str

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: str = "Nothing to show.",
        id: str | None = None,
    ) -> None:
        """Take the columns and what to say where there are no rows."""
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.empty = empty
        self.marked: frozenset[str] = frozenset()
        self.moved: Callable[[], None] | None = None
        self._rows: Sequence[Row] = ()
        self._cursor = 0
        self._styles_for: dict[str, Style] = {}

    @property
    def rows(self) -> Sequence[Row]:
        """The rows now shown."""
        return self._rows

    @property
    def cursor_id(self) -> str | None:
        """The id of the row the cursor is on."""
        return self._rows[self._cursor].id if self._rows else None

    @property
    def cursor_index(self) -> int:
        """The place of the cursor, from 0."""
        return self._cursor

    def show_rows(self, rows: Sequence[Row], *, keep: bool = True) -> None:
        """Show these rows; the cursor stays on its id, else near where it was.

        Args:
            rows: What to show.
            keep: False puts the cursor on the first row.
        """
        before = self.cursor_id
        self._rows = rows
        index = min(self._cursor, max(len(rows) - 1, 0)) if keep else 0
        if keep and before is not None:
            index = next((n for n, row in enumerate(rows) if row.id == before), index)
        self._cursor = index
        self.virtual_size = Size(self.size.width, len(rows) + 1)
        self._keep_in_view()
        self.refresh()
        if self.cursor_id != before:
            self.post_message(self.Highlighted(self, self.cursor_id))

    def mark(self, ids: frozenset[str]) -> None:
        """Show these rows as marked."""
        self.marked = ids
        self.refresh()

    def go_to(self, row_id: str) -> None:
        """Put the cursor on the row of this id, if it is shown."""
        index = next((n for n, row in enumerate(self._rows) if row.id == row_id), None)
        if index is not None:
            self._go(index)

    def action_cursor(self, by: int) -> None:
        """Move the cursor by so many rows."""
        self._go(self._cursor + by)

    def action_page(self, pages: float) -> None:
        """Move the cursor by so many pages."""
        self._go(self._cursor + int(pages * max(self._visible_rows - 1, 1)))

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self._go(0)

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self._go(len(self._rows) - 1)

    def action_choose(self) -> None:
        """Tell that the cursor's row is chosen."""
        if self.cursor_id is not None:
            self.post_message(self.Chosen(self, self.cursor_id))

    def render_line(self, y: int) -> Strip:
        """Draw one line: the headings, then the rows from where the list is scrolled to."""
        width = self.scrollable_content_region.width
        widths = self._widths(width)
        if y == 0:
            cells = [column.heading for column in self.columns]
            return self._strip("  " + self._joined(cells, widths), "heading", width)
        if not self._rows:
            return self._strip("  " + self.empty if y == 1 else "", "quiet", width)
        index = self.scroll_offset.y + y - 1
        if index >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        return self._row_strip(index, widths, width)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in sight when the window changes."""
        self.virtual_size = Size(event.size.width, len(self._rows) + 1)
        self._keep_in_view()

    def on_click(self, event: events.Click) -> None:
        """Choose a row with the mouse."""
        index = self.scroll_offset.y + event.y - 1
        if event.y > 0 and index < len(self._rows):
            if index == self._cursor:
                self.action_choose()
            else:
                self._go(index)

    def notify_style_update(self) -> None:
        """Forget resolved styles when the theme changes."""
        self._styles_for.clear()
        super().notify_style_update()

    @property
    def _visible_rows(self) -> int:
        return max(self.scrollable_content_region.height - 1, 1)

    def _go(self, index: int) -> None:
        index = max(0, min(index, len(self._rows) - 1))
        if not self._rows or index == self._cursor:
            return
        before, self._cursor = self._cursor, index
        top = self.scroll_offset.y
        self._keep_in_view()
        if self.scroll_offset.y == top:
            width = self.scrollable_content_region.width
            for changed in (before, index):
                self.refresh(Region(0, changed - top + 1, width, 1))
        if self.moved:
            self.moved()  # at once, so that what it shows is drawn together with the rows
        self.post_message(self.Highlighted(self, self.cursor_id))

    def _keep_in_view(self) -> None:
        top, visible = self.scroll_offset.y, self._visible_rows
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, immediate=True)
        elif self._cursor >= top + visible:
            self.scroll_to(y=self._cursor - visible + 1, animate=False, immediate=True)

    def _widths(self, width: int) -> tuple[int, ...]:
        """The width of each column in cells, 0 for those that are left out."""
        wide = [column.width if width >= column.from_width else -1 for column in self.columns]
        used = 2 + sum(cells + GAP for cells in wide if cells > 0)
        flexible = [n for n, cells in enumerate(wide) if cells == 0]
        spare = max(width - used - GAP * (len(flexible) - 1), 0)
        for n in flexible:
            wide[n] = max(spare // len(flexible), 1)
        return tuple(max(cells, 0) for cells in wide)

    def _joined(self, cells: Sequence[str], widths: Sequence[int]) -> str:
        gap = " " * GAP
        return gap.join(fit(cell, wide) for cell, wide in zip(cells, widths, strict=True) if wide)

    def _row_strip(self, index: int, widths: Sequence[int], width: int) -> Strip:
        row = self._rows[index]
        gutter = "*" if row.id in self.marked else " "
        if index == self._cursor:
            text = (">" if gutter == " " else "*") + " " + self._joined(row.cells, widths)
            return self._strip(text, "cursor", width)
        if widths[0] == 0:
            return self._strip(f"{gutter} {self._joined(row.cells, widths)}", "plain", width)
        first = f"{gutter} {fit(row.cells[0], widths[0])}"
        rest = " " * GAP + self._joined(row.cells[1:], widths[1:])
        if row.tone in ("plain", "quiet"):
            return self._strip(first + rest, row.tone, width)
        segments = [
            Segment(first, self._style(row.tone)),
            Segment(set_cell_size(rest, max(width - cell_len(first), 0)), self._style("plain")),
        ]
        return Strip(segments, width)

    def _strip(self, text: str, tone: str, width: int) -> Strip:
        return Strip([Segment(set_cell_size(text, width), self._style(tone))], width)

    def _style(self, tone: str) -> Style:
        style = self._styles_for.get(tone)
        if style is None:
            style = self.get_component_rich_style(f"record-list--{tone}")
            self._styles_for[tone] = style
        return style


def fit(text: str, width: int) -> str:
    """The text made safe and cut or padded to exactly so many cells."""
    safe = legible(text)
    if cell_len(safe) <= width:
        return set_cell_size(safe, width)
    return set_cell_size(set_cell_size(safe, width - 1).rstrip() + legible("…"), width)
