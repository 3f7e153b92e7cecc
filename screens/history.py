"""The history: every change of a caseload or a learner, and what the chosen one changed."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.message import Message

from screens.bar import Bar, Page, Span
from screens.caseload import FilterInput
from screens.record_list import Column, RecordList, Row
from screens.signs import legible, sign
from tutor_tui.rules.words import count, day
from tutor_tui.text import fitted, searchable, wrapped
from tutor_tui.workspace.history import Entry

BESIDE_FROM = 140
"""Columns from which a change's fields are shown beside the list, not below it."""
IN_SIGHT = 60
"""How many rows before the end of the list older changes are asked for."""
MOST_FIELDS = 200
"""How many fields of one change are shown; the first import of a caseload has thousands."""
FIELD = 20
"""Columns that the names of the fields take."""
NOTHING_YET = "Nothing has been changed yet."
NOTHING_FOUND = "No change holds that text: esc shows them all."

NAME, LONG_NAME, LONG_FROM = 19, 26, 100
"""Columns of a learner's name, and where the list has so many columns or more."""
COLUMNS = (Column("NO", 4), Column("WHEN", 12), Column("WHO", 9), Column("WHAT", 0))


class HistoryPane(Vertical):
    """The changes, the newest first, and the fields of the one under the cursor."""

    class NearlyThrough(Message):
        """The end of the list is in sight, and older changes are not shown yet."""

    def __init__(self) -> None:
        """Start without changes."""
        super().__init__(id="history")
        self._scope: object = None
        self._whose = ""
        self._of_one = False
        self._whole = False
        self._asked = False
        self._today = date.min
        self._entries: Sequence[Entry] = ()
        self._shown: list[Entry] = []
        self._searched: dict[int, str] = {}

    def compose(self) -> ComposeResult:
        """Lay out the pane."""
        yield Bar(id="history-heading")
        field = FilterInput(placeholder="who, what, learner, field", compact=True)
        field.cursor_blink = False
        field.display = False
        yield field
        with Container(id="history-body"):
            yield RecordList(COLUMNS, empty=NOTHING_YET, id="changes")
            yield Page(id="details")

    @property
    def changes(self) -> RecordList:
        """The list of changes."""
        return self.query_one("#changes", RecordList)

    @property
    def details(self) -> Page:
        """Where the chosen change's fields stand."""
        return self.query_one("#details", Page)

    @property
    def field(self) -> FilterInput:
        """Where the filter is typed."""
        return self.query_one(FilterInput)

    @property
    def chosen(self) -> Entry | None:
        """The change under the cursor."""
        index = self.changes.cursor_index
        return self._shown[index] if index < len(self._shown) else None

    @property
    def asked(self) -> bool:
        """Whether older changes than the newest have been asked for."""
        return self._asked

    def begin(self, scope: object, whose: str, *, of_one: bool) -> None:
        """Turn to another history, of which nothing is known yet; the same stays as it is.

        Args:
            scope: Which history.
            whose: Whose it is, in words.
            of_one: Whether it is one learner's.
        """
        if scope == self._scope:
            return
        self._scope, self._whose, self._of_one = scope, whose, of_one
        self._entries, self._whole, self._asked = (), False, False
        self._searched.clear()
        self._fit_columns()
        self.field.value = ""
        self.field.display = False

    def show(self, entries: Sequence[Entry], today: date, *, whole: bool) -> None:
        """Show these changes, the newest first; the cursor stays on its change.

        Args:
            entries: The changes.
            today: Changes of this day are told by their time alone.
            whole: Whether there are no older ones.
        """
        keep = bool(self._entries)
        self._entries, self._today, self._whole = entries, today, whole
        self._apply(keep=keep)
        self._look_ahead()

    def open_filter(self) -> None:
        """Let a filter be typed."""
        self.field.display = True
        self.screen.set_focus(self.field)
        self._look_ahead()

    def step_back(self) -> bool:
        """Leave the fields, or drop the filter; whether there was something to leave."""
        if self.details.has_focus:
            self.changes.focus()
        elif self.field.display:
            self.field.value = ""
            self.field.display = False
            self.changes.focus()
        else:
            return False
        return True

    def switch_focus(self) -> None:
        """Go to the fields of the change, or back to the list."""
        (self.changes if self.details.has_focus else self.details).focus()

    def on_mount(self) -> None:
        """Follow cursor and filter as they move."""
        self.changes.moved = self._tell
        self.field.typed = self._narrow

    def on_resize(self) -> None:
        """Put the fields beside the list where there is room, and wrap them."""
        self._fit_columns()
        self.set_class(self.size.width >= BESIDE_FROM, "beside")
        self.call_after_refresh(self._tell)

    def on_record_list_highlighted(self, event: RecordList.Highlighted) -> None:
        """Ask for older changes when the cursor comes near the last."""
        event.stop()
        self._look_ahead()

    def _look_ahead(self) -> None:
        """Ask for what is not shown yet, once: where its end is in sight, or for a filter."""
        near = self.changes.cursor_index + IN_SIGHT >= len(self._shown)
        if not self._whole and not self._asked and (near or self.field.display):
            self._asked = True
            self.post_message(self.NearlyThrough())

    def _fit_columns(self) -> None:
        """A learner's own history need not name them; else as much of a name as there is room."""
        wide = self.app.size.width >= LONG_FROM
        name = Column("LEARNER", LONG_NAME if wide else NAME)
        self.changes.columns = COLUMNS if self._of_one else (*COLUMNS, name)

    def _narrow(self) -> None:
        self._apply(keep=False)

    def _apply(self, *, keep: bool) -> None:
        wanted = searchable(self.field.value).split()
        self._shown = [
            entry
            for entry in self._entries
            if not wanted or all(part in self._text_of(entry) for part in wanted)
        ]
        self.changes.empty = NOTHING_FOUND if self._entries else NOTHING_YET
        self.changes.show_rows([self._row(entry) for entry in self._shown], keep=keep)
        self._head()
        self._tell()

    def _text_of(self, entry: Entry) -> str:
        """What a filter looks in."""
        found = self._searched.get(entry.number)
        if found is None:
            parts = [entry.actor, entry.what, *entry.who, f"{entry.at:%Y-%m-%d}"]
            for one in entry.fields:
                parts += [one.document, one.field, one.before, one.after]
            found = self._searched[entry.number] = searchable(" ".join(parts))
        return found

    def _row(self, entry: Entry) -> Row:
        undone = entry.undone_by is not None
        who = entry.who[0] if len(entry.who) == 1 else count(len(entry.who), "learner")
        what = entry.what.removesuffix(f" of {who}")  # the name stands beside it, or above
        cells = (
            str(entry.number),
            _when(entry.at, self._today),
            entry.actor,
            f"{sign('cancelled')} undone: {what}" if undone else what,
            who if entry.who else "",
        )
        return Row(
            str(entry.number), cells[: len(self.changes.columns)], "quiet" if undone else "plain"
        )

    def _head(self) -> None:
        """Whose history it is, and how much of it is shown."""
        number = len(self._entries)
        told = count(number, "change") if self._whole else f"the newest {number} changes"
        if self.field.value.strip():
            told = f"{len(self._shown)} of {told}"
        self.query_one("#history-heading", Bar).show(
            [(f" History of {self._whose}", "strong"), (f"  {told}", "quiet")]
        )

    def _tell(self) -> None:
        """Show the fields of the change under the cursor."""
        entry = self.chosen
        width = self.details.scrollable_content_region.width - 1
        about = self._whose if self._of_one else ""
        self.details.show(_told(entry, about, width) if entry and width > FIELD else ())


def _when(at: datetime, today: date) -> str:
    """The time of a change of today; else its day too, as far as it fits."""
    if at.date() == today:
        return f"{at:%H:%M}"
    return f"{day(at.date(), today)} {at:%H:%M}" if at.year == today.year else day(at.date(), today)


def _told(entry: Entry, about: str, width: int) -> Iterator[list[Span]]:
    """One change in full: when, who, what, and its fields before and after.

    Args:
        entry: The change.
        about: The learner whose fields are shown alone; empty for everybody's.
        width: The columns there are.
    """
    at = f"{entry.at:%-d %b %Y %H:%M}"
    yield [(f" Change {entry.number}", "strong"), (f"  {entry.actor}, {at}", "plain")]
    for part in wrapped(legible(entry.what), width):
        yield [(f" {part}", "plain")]
    if entry.undone_by is not None:
        yield [(f" {sign('cancelled')} undone by change {entry.undone_by}", "strong")]
    fields = [one for one in entry.fields if about in one.document]
    document = None
    for one in fields[:MOST_FIELDS]:
        if one.document != document:
            document = one.document
            yield [(f" {document}", "quiet")]
        held = [part.strip() for part in f"{one.before} -> {one.after}".splitlines()]
        parts = [line for part in held for line in wrapped(legible(part), width - FIELD - 4)]
        yield [(f"   {fitted(one.field, FIELD)} ", "key"), (parts[0], "plain")]
        yield from ([(" " * (FIELD + 4), "plain"), (part, "plain")] for part in parts[1:])
    if (more := len(entry.fields) - min(len(fields), MOST_FIELDS)) > 0:
        others = " of others" if about and len(fields) <= MOST_FIELDS else ""
        yield [(f"   and {count(more, 'field')}{others} more", "quiet")]
