"""The weeks of a plan drawn line by line: a block a week, a column a day."""

from collections.abc import Callable
from datetime import date
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.plan_cells import heading, rows, tone, words
from screens.record_list import fit
from tutor_tui.workspace.plan_views import DayView, Entry, Grid

LEAST_COLUMN = 5


class PlanGrid(ScrollView, can_focus=True, inherit_bindings=False):
    """Days with what is on them, and a cursor that stays on its visit when the plan changes."""

    TONES: ClassVar[tuple[str, ...]] = ("plain", "strong", "quiet", "key", "good", "warn", "alarm")
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"plan--{tone}" for tone in (*TONES, "cursor")}
    DEFAULT_CSS = """
    PlanGrid {
        height: 1fr;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        overflow-y: scroll;
        & > .plan--cursor { text-style: bold reverse; }
        & > .plan--plain { color: $foreground; }
        & > .plan--strong { color: $foreground; text-style: bold; }
        & > .plan--key { color: $text-accent; text-style: bold; }
        & > .plan--alarm { color: $text-error; text-style: bold; }
        & > .plan--warn { color: $text-warning; }
        & > .plan--good { color: $text-success; }
        & > .plan--quiet { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "step_day(1)", show=False),
        Binding("left,h", "step_day(-1)", show=False),
        Binding("down,j", "step_row(1)", show=False),
        Binding("up,k", "step_row(-1)", show=False),
        Binding("pagedown,ctrl+d", "step_week(1)", show=False),
        Binding("pageup,ctrl+u", "step_week(-1)", show=False),
        Binding("home,g", "first", show=False),
        Binding("end,G", "last", show=False),
        Binding("enter", "screen.look", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        """Start without weeks."""
        super().__init__(id=id)
        self.moved: Callable[[], None] | None = None
        """Called at once when the cursor has come elsewhere."""
        self.carry: Callable[[date], None] | None = None
        """While a visit is carried: called with the day that the arrows lead to."""
        self.marked: frozenset[str] = frozenset()
        """Keys of the visits that are marked."""
        self._grid = Grid(weekdays=(), weeks=(), least_rows=0)
        self._days: list[DayView] = []
        self._place: dict[date, tuple[int, int]] = {}
        """Each day's week and column."""
        self._tops: list[int] = [0]
        """The line each week begins on, and the one after the last."""
        self._at = 0
        self._row = 0
        self._window: frozenset[date] = frozenset()
        self._held = ""
        self._styles_for: dict[str, Style] = {}

    # what is shown

    @property
    def day(self) -> DayView | None:
        """The day under the cursor."""
        return self._days[self._at] if self._days else None

    @property
    def entry(self) -> Entry | None:
        """What is under the cursor, None where that is the day itself."""
        found = self.day
        if found is None or self._row >= len(found.entries):
            return None
        return found.entries[self._row]

    @property
    def key(self) -> str:
        """The key of the visit under the cursor; empty where there is none."""
        return self.entry.key if self.entry else ""

    @property
    def text(self) -> str:
        """What stands in it, without colours, line by line."""
        return "\n".join(self._line(number).text for number in range(self._tops[-1]))

    def show(self, grid: Grid, *, cursor: str = "") -> None:
        """Show these weeks.

        Args:
            grid: The weeks.
            cursor: The key of the visit that the cursor comes to; else it stays on its day.
        """
        tops, shown = self._tops, {found.on: found for found in self._days}
        before, row = self.day.on if self.day else None, self._row
        self._grid = grid
        self._place = {
            found.on: (n, column)
            for n, week in enumerate(grid.weeks)
            for column, found in enumerate(week)
            if found
        }
        self._days = [found for week in grid.weeks for found in week if found]
        self._tops = [0]
        for week in grid.weeks:
            most = max(len(rows(found)) for found in week if found)
            self._tops.append(self._tops[-1] + max(most, grid.least_rows) + 1)
        self.virtual_size = Size(self.size.width, self._tops[-1])
        self._put_cursor(cursor, before)
        self._keep_in_view()
        if tops != self._tops or shown.keys() != self._place.keys() or before is None:
            self.refresh()
            return
        for found in self._days:
            if found != shown[found.on]:
                self._draw_day(found.on)
        self._draw_cell(before, row)
        self._draw_cell(self._days[self._at].on, self._row)

    def show_window(self, days: frozenset[date]) -> None:
        """Mark the days of the chosen visit's window."""
        before, self._window = self._window, days
        weeks: dict[int, list[int]] = {}
        for on in before ^ days:
            if on in self._place:
                week, column = self._place[on]
                weeks.setdefault(week, []).append(column)
        for week, columns in weeks.items():
            self._draw(week, -1, min(columns), max(columns))

    def mark(self, keys: frozenset[str]) -> None:
        """Show these visits as marked."""
        before, self.marked = self.marked, keys
        self._draw_visits(before ^ keys)

    def hold(self, key: str) -> None:
        """Show this visit as the one that is to change places; empty shows none."""
        before, self._held = self._held, key
        self._draw_visits(frozenset({before, key}))

    def go_to(self, key: str) -> None:
        """Put the cursor on a visit, if it is shown."""
        for at, found in enumerate(self._days):
            for row, entry in enumerate(found.entries):
                if entry.key == key:
                    self._go(at, row)
                    return

    # moving

    def action_step_day(self, by: int) -> None:
        """Go to the day before or after, on the same line as far as it has one."""
        at = self._at + by
        if 0 <= at < len(self._days):
            if self.carry:
                self.carry(self._days[at].on)
            else:
                self._go(at, min(self._row, len(rows(self._days[at])) - 1))

    def action_step_row(self, by: int) -> None:
        """Go to what stands below or above; at a day's end to that weekday of another week."""
        if not self._days:
            return
        if self.carry:
            self.action_step_week(by)
        elif 0 <= self._row + by < len(rows(self._days[self._at])):
            self._go(self._at, self._row + by)
        elif (at := self._week_on(by)) is not None:
            self._go(at, 0 if by > 0 else len(rows(self._days[at])) - 1)

    def action_step_week(self, by: int) -> None:
        """Go to the same weekday of the week before or after."""
        at = self._week_on(by)
        if at is None:
            return
        if self.carry:
            self.carry(self._days[at].on)
        else:
            self._go(at, min(self._row, len(rows(self._days[at])) - 1))

    def action_first(self) -> None:
        """Go to the first day."""
        if not self.carry:
            self._go(0, 0)

    def action_last(self) -> None:
        """Go to the last day."""
        if not self.carry:
            self._go(len(self._days) - 1, 0)

    def _week_on(self, by: int) -> int | None:
        """The place of the same weekday in the next week that has it."""
        if not self._days:
            return None
        week, column = self._place[self._days[self._at].on]
        week += by
        while 0 <= week < len(self._grid.weeks):
            found = self._grid.weeks[week][column]
            if found is not None:
                return self._days.index(found)
            week += by
        return None

    def _put_cursor(self, key: str, on: date | None) -> None:
        self._at = next((n for n, found in enumerate(self._days) if found.on == on), 0)
        for at, found in enumerate(self._days if key else ()):
            for row, entry in enumerate(found.entries):
                if entry.key == key:
                    self._at, self._row = at, row
                    return
        self._row = min(self._row, len(rows(self._days[self._at])) - 1) if self._days else 0

    def _go(self, at: int, row: int) -> None:
        if not self._days or (at, row) == (self._at, self._row):
            return
        before = self._days[self._at].on, self._row
        self._at, self._row = at, max(row, 0)
        top = self.scroll_offset.y
        self._keep_in_view()
        if self.scroll_offset.y == top:
            self._draw_cell(*before)
            self._draw_cell(self._days[self._at].on, self._row)
        if self.moved:
            self.moved()  # at once, so that what it tells is drawn together with the cursor

    def _keep_in_view(self) -> None:
        """Scroll so that the cursor's whole week is seen, if it fits."""
        if not self._days:
            return
        week, _ = self._place[self._days[self._at].on]
        top, visible = self.scroll_offset.y, max(self.size.height, 1)
        first, last = self._tops[week], self._tops[week + 1]
        if last - first > visible:  # a day as long as the window: follow the line
            first = last = first + self._row + 1
            last += 1
        if first < top:
            self.scroll_to(y=first, animate=False, immediate=True)
        elif last > top + visible:
            self.scroll_to(y=last - visible, animate=False, immediate=True)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in sight when the window changes."""
        self.virtual_size = Size(event.size.width, self._tops[-1])
        self._keep_in_view()

    def on_click(self, event: events.Click) -> None:
        """Go to a day, or to what is on it, with the mouse."""
        line, column = self.scroll_offset.y + event.y, event.x // self._column
        if self.carry or line >= self._tops[-1] or column >= len(self._grid.weekdays):
            return
        week = self._week_of(line)
        found = self._grid.weeks[week][column]
        if found is not None:
            row = max(line - self._tops[week] - 1, 0)
            self._go(self._days.index(found), min(row, len(rows(found)) - 1))

    def notify_style_update(self) -> None:
        """Forget resolved styles when the theme changes."""
        self._styles_for.clear()
        super().notify_style_update()

    # drawing

    @property
    def _column(self) -> int:
        """Columns of a day, the gap before it included."""
        width = self.scrollable_content_region.width
        return max((width - 1) // max(len(self._grid.weekdays), 1), LEAST_COLUMN)

    def _draw_cell(self, on: date, row: int) -> None:
        """Draw one line of a day anew; -1 is its heading."""
        if on in self._place:
            week, column = self._place[on]
            self._draw(week, row, column, column)

    def _draw_day(self, on: date) -> None:
        """Draw everything below a day's heading, and the heading, anew."""
        week, _ = self._place[on]
        for row in range(-1, self._tops[week + 1] - self._tops[week] - 1):
            self._draw_cell(on, row)

    def _draw(self, week: int, row: int, first: int, last: int) -> None:
        """Draw so many days' line anew: neighbours together, for each piece costs 50 bytes."""
        wide = self._column
        y = self._tops[week] + row + 1 - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(first * wide, y, (last - first + 1) * wide, 1))

    def _draw_visits(self, keys: frozenset[str]) -> None:
        for found in self._days:
            for row, entry in enumerate(found.entries):
                if entry.key and entry.key in keys:
                    self._draw_cell(found.on, row)

    def render_line(self, y: int) -> Strip:
        """Draw one line of those scrolled to."""
        return self._line(self.scroll_offset.y + y)

    def _week_of(self, line: int) -> int:
        return next(n for n, top in enumerate(self._tops[1:]) if line < top)

    def _line(self, line: int) -> Strip:
        width = self.scrollable_content_region.width
        if line >= self._tops[-1]:
            return Strip.blank(width, self._style("plain"))
        week = self._week_of(line)
        row = line - self._tops[week] - 1
        wide = self._column
        days = self._grid.weeks[week]
        if row < 0:
            text = "".join(
                heading(found, wide, inside=found.on in self._window) if found else " " * wide
                for found in days
            )
            pieces = [Segment(text, self._style("strong"))]
        else:
            pieces = [self._piece(found, row, wide) for found in days]
        # neighbours of one style are sent as one
        return Strip(pieces).adjust_cell_length(width, self._style("plain")).simplify()

    def _piece(self, found: DayView | None, row: int, wide: int) -> Segment:
        """One line of a day: a gap that tells of marks, then what stands there."""
        lines = rows(found) if found else []
        if found is None or row >= len(lines):
            return Segment(" " * wide, self._style("plain"))
        here = self.has_focus and found is self.day and row == self._row
        gap, text, told = ">" if here else " ", lines[row], "quiet"
        if row < len(found.entries):
            entry = found.entries[row]
            text, told = words(entry, wide - 1), tone(entry)
            if entry.key:
                held = entry.key == self._held
                gap = "w" if held else "*" if entry.key in self.marked else gap
        return Segment(f"{gap}{fit(text, wide - 1)}", self._style("cursor" if here else told))

    def _style(self, tone: str) -> Style:
        style = self._styles_for.get(tone)
        if style is None:
            style = self._styles_for[tone] = self.get_component_rich_style(f"plan--{tone}")
        return style
