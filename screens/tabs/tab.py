"""A tab of the learner's record: what all of them have, and what those that are lists have."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.widget import Widget

from screens.acting import Acting
from screens.record_list import Column, RecordList, Row
from screens.signs import sign, tone
from tutor_tui.actions import ACTIONS
from tutor_tui.model.learner import Learner
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.record_views import ViewRow
from tutor_tui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from screens.form import FormScreen


def bindings_of(name: str) -> list[Binding]:
    """The keys of the actions that belong to one tab, from the registry."""
    return [
        Binding(",".join(action.keys), action.method, action.label, show=False, id=action.id)
        for action in ACTIONS
        if action.tab == name
    ]


class Tab(Widget):
    """One subject of the learner's record, and the actions that belong to it."""

    SUBJECT: ClassVar[str]
    """The tab's name in the registry's views: `visits` of `record.visits`."""

    page: LearnerPage | None = None
    """The learner shown; None until one is."""

    def turn_to(self, page: LearnerPage) -> None:
        """Show a learner, or the same one as they are now."""
        other = self.page is None or self.page.learner.id != page.learner.id
        self.page = page
        self.draw(page, other=other)

    @abstractmethod
    def draw(self, page: LearnerPage, *, other: bool) -> None:
        """Draw the page; `other` says that another learner was shown before."""

    def follow(self, moved: Callable[[], None]) -> None:
        """Call this whenever another row is chosen; a tab without rows has nothing to tell."""

    def take_keys(self) -> None:
        """Have the keys come here."""
        self.focus()

    def summary(self, page: LearnerPage) -> str:
        """The verdict on the tab's subject, in one line; empty where there is none."""
        return ""

    @property
    def detail(self) -> str | None:
        """What is chosen in full, for which there is room; None where nothing is chosen."""
        return None

    @property
    def about(self) -> tuple[str, ...]:
        """What `?` explains first: codes of flags, and beginnings of ids of rules."""
        return ()

    @property
    def desk(self) -> Acting:
        """The screen by which changes are made."""
        screen = self.screen
        assert isinstance(screen, Acting)
        return screen

    @property
    def learner(self) -> Learner:
        """The learner shown."""
        assert self.page is not None
        return self.page.learner


class ListTab(RecordList, Tab):
    """A tab that is a list, with one row under the cursor."""

    COLUMNS: ClassVar[tuple[Column, ...]]
    EMPTY: ClassVar[str]
    """What is said where there are no rows."""

    def __init__(self) -> None:
        """Start without rows."""
        super().__init__(self.COLUMNS, empty=self.EMPTY, id=f"tab-{self.SUBJECT}")
        self._details: dict[str, str] = {}

    def follow(self, moved: Callable[[], None]) -> None:
        """Call this whenever the cursor comes to another row."""
        self.moved = moved

    @abstractmethod
    def rows_of(self, page: LearnerPage) -> Sequence[ViewRow]:
        """The rows, each with an id of its own within the tab."""

    def draw(self, page: LearnerPage, *, other: bool) -> None:
        """Show the rows; the cursor stays on its row while the learner is the same."""
        if other:
            self.mark(frozenset())
        found = self.rows_of(page)
        self._details = {row.id: detail_of(row) for row in found}
        self.show_rows([drawn(row) for row in found], keep=not other)
        if other and (first := next((row for row in found if row.status != "heading"), None)):
            self.go_to(first.id)

    @property
    def detail(self) -> str | None:
        """What the row under the cursor says in full."""
        return self._details.get(self.cursor_id or "", "")

    def add_by(self, form: "Callable[[Workspace, Caseload, Learner], FormScreen]") -> None:
        """Open a form that adds a row; once it is saved the cursor is on the new row."""
        before = {row.id for row in self.rows}

        def saved(_: str) -> None:
            # a new month's heading, if there is one, comes before the row
            for new in [row.id for row in self.rows if row.id not in before][-1:]:
                self.go_to(new)

        self.desk.fill_in(form, saved)

    def chosen(self, kind: str) -> str | None:
        """The id of the row under the cursor, where it is of this kind.

        A tab that holds several kinds of rows names each `kind:id`.
        """
        before, _, id_ = (self.cursor_id or "").partition(":")
        return id_ if before == kind and id_ else None


def detail_of(row: ViewRow) -> str:
    """What is shown in full of a row: its longest cell where it does not say."""
    return row.detail or max(row.cells, key=len)


def drawn(row: ViewRow) -> Row:
    """The row as a list draws it: the sign of its status first, in its tone."""
    cells = (f"{sign(row.status)} {row.cells[0]}", *row.cells[1:])
    return Row(row.id, cells, tone(row.status))
