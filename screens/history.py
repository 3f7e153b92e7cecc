"""The history: every change of a caseload or a learner, and what the chosen one changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.message import Message
from textual.worker import get_current_worker

from screens.bar import Bar, Page, Span
from screens.caseload import FilterInput
from screens.record_list import Column, RecordList, Row
from screens.signs import legible, sign
from tutor_tui.errors import TutorTuiError
from tutor_tui.model.learner import Learner
from tutor_tui.rules.words import count, day
from tutor_tui.text import fitted, searchable, wrapped
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.history import Entry, entries
from tutor_tui.workspace.workspace import Workspace

NEWEST = 200
"""Changes that are read at once; the others when they are come to."""
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


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose history: a caseload's, or only what concerns one of its learners."""

    workspace: Workspace
    caseload: Caseload
    learner: Learner | None

    @property
    def name(self) -> str:
        """Whose it is, in words."""
        return self.learner.name if self.learner else f"{self.caseload.tutor.name}'s caseload"

    def holds(self, entry: Entry) -> bool:
        """Whether a change belongs to it."""
        return self.learner is None or self.learner.id in entry.learners

    def same_as(self, other: "Scope") -> bool:
        """Whether it is the same caseload, and the same learner or nobody."""
        one, two = self.learner, other.learner
        same = one.id == two.id if one and two else one is two
        return same and self.caseload is other.caseload


class HistoryPane(Vertical):
    """The changes, the newest first, and the fields of the one under the cursor."""

    @dataclass
    class Unread(Message):
        """The older changes could not be read."""

        why: str

    def __init__(self, scope: Scope) -> None:
        """Take whose history it is; `read` reads it."""
        super().__init__(id="history")
        self._scope = scope
        self._whole = False
        """Whether the oldest change that is remembered is among the entries."""
        self._asked = False
        """Whether more than the newest has been asked for."""
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

    def turn_to(self, scope: Scope) -> None:
        """Turn to another history, which is still to be read; the same stays as it is."""
        if scope.same_as(self._scope):
            return
        self._scope = scope
        self._entries, self._whole, self._asked = (), False, False
        self._searched.clear()
        self.field.value = ""
        self.field.display = False

    def read(self) -> None:
        """Read the newest changes at once; where older ones were asked for, all of them aside.

        Raises:
            Refused: They cannot be read.
        """
        if self._asked:
            self._read_aside()
            return
        newest = entries(self._scope.caseload, limit=NEWEST)
        self._show(list(filter(self._scope.holds, newest)), whole=len(newest) < NEWEST)

    def _read_aside(self) -> None:
        """Read every change while keys go on being taken."""
        scope, tutor_id = self._scope, self._scope.caseload.tutor.id

        def show(found: Sequence[Entry]) -> None:
            if scope is self._scope:
                self._show(found, whole=True)

        def read() -> None:
            here = scope.workspace
            try:
                # through a workspace of its own, since a caseload is not shared between threads
                aside = Workspace(here.root, today=here.today, now=here.now, actor=here.actor)
                found = entries(aside.caseload(tutor_id), learner=scope.learner)
            except TutorTuiError as error:
                self.post_message(self.Unread(str(error)))
                return
            if not get_current_worker().is_cancelled:
                self.call_later(show, found)

        self.run_worker(read, thread=True, exclusive=True)

    def _show(self, found: Sequence[Entry], *, whole: bool) -> None:
        """Show these changes, the newest first; the cursor stays on its change."""
        keep = bool(self._entries)
        self._entries, self._whole = found, whole
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
            self._read_aside()

    def _fit_columns(self) -> None:
        """A learner's own history need not name them; else as much of a name as there is room."""
        wide = self.app.size.width >= LONG_FROM
        name = Column("LEARNER", LONG_NAME if wide else NAME)
        self.changes.columns = COLUMNS if self._scope.learner else (*COLUMNS, name)

    def _narrow(self) -> None:
        self._apply(keep=False)

    def _apply(self, *, keep: bool) -> None:
        wanted = searchable(self.field.value).split()
        self._shown = [
            entry
            for entry in self._entries
            if not wanted or all(part in self._text_of(entry) for part in wanted)
        ]
        self._fit_columns()
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
            _when(entry.at, self._scope.workspace.today),
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
            [(f" History of {self._scope.name}", "strong"), (f"  {told}", "quiet")]
        )

    def _tell(self) -> None:
        """Show the fields of the change under the cursor."""
        entry = self.chosen
        width = self.details.scrollable_content_region.width - 1
        about = self._scope.learner.name if self._scope.learner else ""
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
