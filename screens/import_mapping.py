"""Which heading of a table is taken for which field: looked at, changed by key, kept by name."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from screens.bar import Bar, Span, wrapped
from screens.record_list import Column, RecordList, Row
from tutor_tui.errors import TutorTuiError
from tutor_tui.rules.words import count
from tutor_tui.text import searchable
from tutor_tui.workspace import table_mapping
from tutor_tui.workspace.table_mapping import MappedTable

COLUMNS = (
    Column("HEADING", 22),
    Column("FIELD", 14),
    Column("BY", 7),
    Column("SUCH AS", 0),
)
DECIDED: dict[table_mapping.By, str] = {
    "given": "you",
    "saved": "saved",
    "guess": "guess",
    "typo": "guess",
    "nobody": "",
}
MOST_LINES = 4
KEYS = (
    ("F2", "go on"),
    ("enter", "change"),
    ("-", "leave out"),
    ("s", "keep by name"),
    ("esc", "back"),
)
TYPING = (("enter", "take it"), ("esc", "leave it as it was"))


class FieldInput(Input):
    """Where a field, or the mapping's name, is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.take_typed", show=False, priority=True),
        Binding("escape", "screen.stop_typing", show=False),
    ]


class MappingScreen(Screen[MappedTable | None]):
    """The columns of a table with samples; gives back the table as mapped, None if left."""

    DEFAULT_CSS = """
    #mapping-title { background: $panel; }
    #mapping-hint { height: 4; }
    FieldInput { background: $panel; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,i", "done", show=False),
        Binding("minus", "leave_out", show=False),
        Binding("s", "name", show=False),
        Binding("escape,q,h,left", "leave", show=False),
    ]

    def __init__(self, mapped: MappedTable) -> None:
        """Take the table that was read."""
        super().__init__()
        self._mapped = mapped
        self._naming = False
        """Whether it is the mapping's name that is typed."""

    def compose(self) -> ComposeResult:
        """Lay out title, columns, hint, where one types, and keys."""
        yield Bar(id="mapping-title")
        yield RecordList(COLUMNS, id="mapping-columns")
        yield Bar(id="mapping-hint")
        typed = FieldInput(id="mapping-typed", compact=True)
        typed.cursor_blink = False
        typed.display = False
        yield typed
        yield Bar(id="mapping-keys")

    @property
    def columns(self) -> RecordList:
        """The list of the table's columns."""
        return self.query_one("#mapping-columns", RecordList)

    @property
    def typed(self) -> FieldInput:
        """Where a field is typed."""
        return self.query_one(FieldInput)

    def on_mount(self) -> None:
        """Show the columns."""
        self.columns.moved = self._hint
        self._draw()
        self.columns.focus()

    def on_resize(self) -> None:
        """Wrap the hint to the window."""
        self._hint()

    def _draw_keys(self) -> None:
        """What the keys do, in the list or while something is typed."""
        spans: list[Span] = [(" ", "plain")]
        for key, label in TYPING if self.typed.display else KEYS:
            spans += [(key, "key"), (f" {label}  ", "quiet")]
        self.query_one("#mapping-keys", Bar).show(spans)

    def _draw(self) -> None:
        mapped, table = self._mapped, self._mapped.table
        kind = "a row a visit" if mapped.kind == "visits" else "a row a learner"
        sheet = f", sheet {table.sheet}" if table.sheet else ""
        self.query_one("#mapping-title", Bar).show(
            [
                (f" Headings of {table.name}", "strong"),
                (f"  {count(len(table.rows), 'row')}{sheet}; {kind}", "quiet"),
            ]
        )
        self.columns.show_rows(
            [
                Row(
                    str(one.place),
                    (
                        one.heading,
                        one.field or "(not taken)",
                        DECIDED[one.by] + ("?" if one.doubt else ""),
                        " | ".join(mapped.samples(one)),
                    ),
                    "warn" if one.doubt else "plain" if one.field else "quiet",
                )
                for one in mapped.columns
            ]
        )
        self._hint()

    def _hint(self) -> None:
        """What is doubtful of the column under the cursor; else the fields there are."""
        self._draw_keys()
        if self.typed.display and not self._naming:
            self._say(f"Fields: {', '.join(self._fitting())}; or a KSB's code. - leaves it out.")
            return
        column = self._mapped.columns[self.columns.cursor_index]
        others = self._mapped.table.other_sheets
        if column.doubt:
            self._say(f"{column.heading}: {column.doubt}.", "warn")
        elif others:
            self._say(f"Not read: {', '.join(others)} (a sheet can be named in the form before).")
        else:
            self._say("")

    def _say(self, sentence: str, tone: str = "quiet") -> None:
        lines = wrapped(sentence, self.size.width - 2, MOST_LINES)
        self.query_one("#mapping-hint", Bar).show(*([(f" {line}", tone)] for line in lines))

    def _fitting(self) -> Sequence[str]:
        """The fields that what is typed may mean: all where nothing is."""
        part = searchable(self.typed.value.strip()).replace(" ", "_")
        fields = table_mapping.fields_for(self._mapped.kind)
        begin = [one for one in fields if one.startswith(part)]
        return begin or [one for one in fields if part in one] or [self.typed.value.strip()]

    def on_record_list_highlighted(self, event: RecordList.Highlighted) -> None:
        """The hint follows the cursor already."""
        event.stop()

    def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        """Let the column's field be typed."""
        event.stop()
        self._type("a field, as employer", naming=False)

    def on_input_changed(self) -> None:
        """Show which fields it may be."""
        self._hint()

    def _type(self, hint: str, *, naming: bool) -> None:
        self._naming = naming
        self.typed.placeholder = hint
        self.typed.value = self._mapped.saved if naming else ""
        self.typed.display = True
        self.set_focus(self.typed)
        self._hint()

    def action_take_typed(self) -> None:
        """Take the field for the column, or keep the mapping by the name."""
        text = self.typed.value.strip()
        if not text:
            self.action_stop_typing()
        elif self._naming:
            self._keep(text)
        else:
            fitting = self._fitting()
            self._map(text if text in fitting or text == "-" else fitting[0])

    def action_stop_typing(self) -> None:
        """Go back to the columns."""
        self.typed.display = False
        self.columns.focus()
        self._hint()

    def action_leave_out(self) -> None:
        """Take the column for nothing."""
        self._map("-")

    def _map(self, word: str) -> None:
        """Take the column under the cursor for this field; where that cannot be, say why."""
        column = self._mapped.columns[self.columns.cursor_index]
        heading = column.heading
        if any(one.heading == heading for one in self._mapped.columns[: column.place]):
            self._say(f"A column before has the heading {heading}: rename one of them.", "alarm")
            return
        try:
            self._mapped = self._mapped.mapped({heading: table_mapping.parse_field(word)})
        except TutorTuiError as error:
            self._say(str(error), "alarm")
            return
        self.typed.display = False
        self.columns.focus()
        self._draw()

    def action_name(self) -> None:
        """Let the name be typed by which the mapping is kept for the next table of its kind."""
        self._type("a name, as OneFile", naming=True)

    def _keep(self, name: str) -> None:
        try:
            self._mapped = table_mapping.keep(self._mapped, name)
        except TutorTuiError as error:
            self._say(str(error), "alarm")
            return
        self.action_stop_typing()
        self._draw()
        self._say(f"Kept as {name}: the next table with these headings is read the same way.")

    def action_done(self) -> None:
        """Go on with the fields as they are."""
        self.dismiss(self._mapped)

    def action_leave(self) -> None:
        """Go back without a change."""
        self.dismiss(None)
