"""The caseload: who is to be seen next and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from screens.bar import Bar, Span, wrapped
from screens.record_list import Column, RecordList, Row
from screens.signs import sign, tone
from tutor_tui.text import searchable
from tutor_tui.workspace.views import CaseloadRow

PREVIEW_FROM = 130
"""Columns from which the learner under the cursor is shown beside the list."""
PREVIEW_LABEL = 14
NOBODY_YET = "No learners yet: n adds one, I brings in a return (ILR) or a table."
NOBODY_FOUND = "No learner to show here: esc shows them all."

COLUMNS = (
    Column("STATE", 18),
    Column("LEARNER", 22),
    Column("NEXT", 10, 90),
    Column("KSBs", 5, 90),
    Column("SKILLS", 16, 104),
    Column("GATEWAY", 7, 112),
    Column("LAST", 11, 122),
    Column("STANDARD", 12, 134),
    Column("WHY", 0),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """One of the counts at the top, each of which is also a filter."""

    label: str
    holds: Callable[[CaseloadRow], bool]


def _of_state(label: str, *states: str) -> Filter:
    return Filter(label, lambda row: row.state in states and not row.finished)


FILTERS: tuple[Filter, ...] = (
    Filter("all", lambda row: not row.finished),
    _of_state("overdue", "overdue"),
    _of_state("due", "due"),
    _of_state("booked", "booked"),
    _of_state("upcoming", "upcoming"),
    _of_state("break", "on_break"),
    Filter("no outcome", lambda row: row.flagged and not row.finished),
    _of_state("rest", "not_in_cadence", "not_started"),
    Filter("finished", lambda row: row.finished),
)

SORTS: tuple[tuple[str, Callable[[CaseloadRow], tuple[object, ...]]], ...] = (
    ("urgency", lambda row: ()),
    ("name", lambda row: row.sort_names),
    ("window", lambda row: (row.closes or date.max, *row.sort_names)),
    ("standard", lambda row: (row.standard, *row.sort_names)),
)


class FilterInput(Input):
    """Where the filter is typed; Enter and the arrows go back to the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "screen.to_list", show=False, priority=True),
        Binding("escape", "screen.back", show=False),
    ]
    typed: Callable[[], None] | None = None
    """Called at every change, so that the list is drawn together with the filter."""

    def watch_value(self) -> None:
        """Tell that the filter is another."""
        if self.typed:
            self.typed()


class CaseloadPane(Vertical):
    """Counts, the ranked list, the reasons in words, and a preview where there is room."""

    @dataclass
    class Pointed(Message):
        """The cursor has come to another learner."""

        learner: str | None

    def __init__(self) -> None:
        """Start without rows."""
        super().__init__(id="caseload")
        self.sort_index = 0
        self.state_index = 0
        self._all: Sequence[CaseloadRow] = ()
        self._counts = [0] * len(FILTERS)
        self._shown: list[CaseloadRow] = []
        self._lines: dict[str, tuple[CaseloadRow, Row]] = {}

    def compose(self) -> ComposeResult:
        """Lay out the pane."""
        yield Bar(id="counts")
        field = FilterInput(placeholder="name, reference, employer", id="filter", compact=True)
        field.cursor_blink = False
        field.display = False
        yield field
        with Horizontal():
            yield RecordList(COLUMNS, empty=NOBODY_YET, id="learners")
            yield Bar(id="preview")
        yield Bar(id="reasons")

    @property
    def learners(self) -> RecordList:
        """The ranked list."""
        return self.query_one("#learners", RecordList)

    @property
    def field(self) -> FilterInput:
        """Where the filter is typed."""
        return self.query_one("#filter", FilterInput)

    @property
    def current(self) -> CaseloadRow | None:
        """The row under the cursor."""
        index = self.learners.cursor_index
        return self._shown[index] if index < len(self._shown) else None

    @property
    def rows(self) -> Sequence[CaseloadRow]:
        """Every learner of the caseload, shown or not, most urgent first."""
        return self._all

    @property
    def order(self) -> list[str]:
        """The ids of the learners shown, from the top."""
        return [row.id for row in self._shown]

    def show_rows(self, rows: Sequence[CaseloadRow]) -> None:
        """Take the caseload's rows, most urgent first."""
        self._all = rows
        self._counts = [sum(map(one.holds, rows)) for one in FILTERS]
        self._apply()

    def set_state(self, index: int) -> None:
        """Show only learners of one of `FILTERS`; the same again shows all."""
        if index >= len(FILTERS):
            return
        self.state_index = 0 if index == self.state_index else index
        self._apply(keep=False)

    def next_sort(self) -> str:
        """Sort by the next order, and say which it is."""
        self.sort_index = (self.sort_index + 1) % len(SORTS)
        self._apply(keep=False)
        return SORTS[self.sort_index][0]

    def open_filter(self) -> None:
        """Let a filter be typed."""
        self.field.display = True
        # at once, so that what is typed next is not lost on a slow line
        self.screen.set_focus(self.field)

    def close_filter(self) -> bool:
        """Drop the typed filter, or the state's; whether there was one."""
        if self.field.display:
            self.field.value = ""
            self.field.display = False
            self.learners.focus()
            self._apply()
            return True
        if self.state_index:
            self.set_state(0)
            return True
        return False

    def show_preview(self, name: str, lines: Sequence[tuple[str, str]]) -> None:
        """Show one learner's name and labelled lines beside the list."""
        preview = self.query_one("#preview", Bar)
        width = preview.size.width
        drawn: list[list[Span]] = [[(f" {name}", "strong")], []]
        for label, text in lines:
            parts = wrapped(text, width - PREVIEW_LABEL - 3, 6) or [""]
            drawn.append([(f" {label:<{PREVIEW_LABEL}} ", "quiet"), (parts[0], "plain")])
            indent = " " * (PREVIEW_LABEL + 2)
            drawn += [[(indent, "quiet"), (part, "plain")] for part in parts[1:]]
        preview.show(*drawn)

    @property
    def previews(self) -> bool:
        """Whether there is room for the preview."""
        return self.app.size.width >= PREVIEW_FROM

    def on_mount(self) -> None:
        """Fit the preview to the window, and follow cursor and filter as they move."""
        self.learners.moved = self._tell
        self.field.typed = self._narrow
        self._fit()

    def on_resize(self, event: events.Resize) -> None:
        """Fit preview, counts and reasons to the window."""
        self._fit()
        self._count()
        self._tell()
        self.post_message(self.Pointed(self.learners.cursor_id))

    def on_record_list_highlighted(self, event: RecordList.Highlighted) -> None:
        """Tell which learner is under the cursor."""
        event.stop()
        self.post_message(self.Pointed(event.row_id))

    def _fit(self) -> None:
        """Beside the list there is the preview, or below it the reasons."""
        self.query_one("#preview").display = self.previews
        self.query_one("#reasons").display = not self.previews

    def _narrow(self) -> None:
        """Filter at every key."""
        self._apply(keep=False)

    def _apply(self, *, keep: bool = True) -> None:
        """Filter, sort and show."""
        wanted = searchable(self.field.value).split()
        holds = FILTERS[self.state_index].holds
        shown = [
            row for row in self._all if holds(row) and all(part in row.searched for part in wanted)
        ]
        if self.sort_index:
            shown.sort(key=SORTS[self.sort_index][1])
        self._shown = shown
        self.learners.empty = NOBODY_FOUND if self._all else NOBODY_YET
        self.learners.show_rows([self._line(row) for row in shown], keep=keep)
        self._count()
        self._tell()

    def _line(self, row: CaseloadRow) -> Row:
        known = self._lines.get(row.id)
        if known and known[0] is row:
            return known[1]
        flag = sign("outcome_missing") if row.flagged else sign(row.state)
        made = Row(
            row.id,
            (
                f"{flag} {row.state_text}",
                row.name,
                row.next,
                row.ksbs,
                row.skills,
                row.gateway,
                row.last,
                row.standard,
                row.reason,
            ),
            tone(row.state),
        )
        self._lines[row.id] = (row, made)
        return made

    def _count(self) -> None:
        """The counts by state; where not all fit, those at the end go first, then all."""
        counted = [
            (number, f"{one.label} {count}")
            for number, (one, count) in enumerate(zip(FILTERS, self._counts, strict=True))
            if count or not number or number == self.state_index
        ]
        for spare in (len(FILTERS) - 1, len(FILTERS) - 2, 0):
            if sum(len(text) + 4 for _, text in counted) > self.size.width:
                counted = [n for n in counted if n[0] != spare or spare == self.state_index > 0]
        spans: list[Span] = [(" ", "plain")]
        for number, text in counted:
            chosen = number == self.state_index and number
            spans += [
                (str(number), "key"),
                (f" {text}", "chosen" if chosen else "plain"),
                ("  ", "plain"),
            ]
        if self.sort_index:
            spans.append((f"by {SORTS[self.sort_index][0]}", "quiet"))
        self.query_one("#counts", Bar).show(spans)

    def _tell(self) -> None:
        """Say in words why the learner under the cursor stands where they do."""
        row = self.current
        bar = self.query_one("#reasons", Bar)
        if row is None:
            bar.show()
            return
        reasons = "; ".join(row.reasons) or row.reason
        lines = wrapped(f"{row.name}: {reasons}.", self.size.width - 2, 2)
        bar.show(*([(f" {line}", "plain")] for line in lines))
