"""Importing a file: read aside, what it would change shown first, then done as one change."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from screens.aside import AsideScreen, of_its_own
from screens.bar import Bar, Page
from screens.caseload import FilterInput
from screens.import_drawing import (
    COLUMNS,
    WORDS,
    counts,
    details,
    keys,
    list_row,
    progress,
    title,
)
from screens.prompt import Prompt
from screens.record_list import RecordList, Row
from tutor_tui.errors import TutorTuiError
from tutor_tui.rules.words import count
from tutor_tui.text import searchable
from tutor_tui.workspace import import_views, importing
from tutor_tui.workspace.caseload import Overtaken
from tutor_tui.workspace.import_views import KINDS, PreviewKind, PreviewRow
from tutor_tui.workspace.importing import Contents, Request
from tutor_tui.workspace.imports import ImportPlan
from tutor_tui.workspace.table_mapping import MappedTable
from tutor_tui.workspace.workspace import Workspace

BESIDE_FROM = 140
"""Columns from which the details are shown beside the list, not below it."""
NOTHING = "Nothing to show here: 0 shows all."


class ImportScreen(AsideScreen[str | None]):
    """What a file would change, row by row; gives back what to tell, None if nothing was done."""

    DEFAULT_CSS = """
    ImportScreen {
        #import-title { background: $panel; }
        #import-body { height: 1fr; layout: vertical; }
        #import-details { height: 8; border-top: solid $panel; }
        #import-details:focus { border-top: heavy $accent; }
        &.beside #import-body { layout: horizontal; }
        &.beside #import-details {
            width: 60; height: 1fr; border-top: none; border-left: solid $panel;
        }
        &.beside #import-details:focus { border-left: heavy $accent; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"kind({number})", show=False) for number in range(8)),
        Binding("slash", "filter", show=False),
        Binding("space", "mark", show=False),
        Binding("a", "mark_all", show=False),
        Binding("i,f2", "accept", show=False),
        Binding("m", "mapping", show=False),
        Binding("tab,d", "details", show=False),
        Binding("escape,q,h,left", "back", show=False),
    ]

    def __init__(self, workspace: Workspace, request: Request) -> None:
        """Take what is to be imported; reading begins when the screen is shown."""
        super().__init__()
        self._workspace = workspace
        self._request = request
        self._contents: Contents | None = None
        self._plan: ImportPlan | None = None
        self._rows: Sequence[tuple[PreviewRow, Row]] = ()
        self._choosable: frozenset[str] = frozenset()
        """Those that can be taken or left, by id."""
        self._counts: Counter[PreviewKind] = Counter()
        self._shown: list[PreviewRow] = []
        self._declined: frozenset[str] = frozenset()
        """The rows that are left, by id: they stay so when the plan is made anew."""
        self._kind = 0
        self._saving = False

    def compose(self) -> ComposeResult:
        """Lay out title, counts, filter, list, details, message and keys."""
        yield Bar(id="import-title")
        yield Bar(id="import-counts")
        field = FilterInput(placeholder="name, reference, reason", compact=True)
        field.cursor_blink = False
        field.display = False
        yield field
        with Container(id="import-body"):
            yield RecordList(COLUMNS, empty="", id="import-rows")
            yield Page(id="import-details")
        yield Prompt(id="import-message")
        yield Bar(id="import-keys")

    # what stands on the screen

    @property
    def rows(self) -> RecordList:
        """The list of what the file would change."""
        return self.query_one("#import-rows", RecordList)

    @property
    def details(self) -> Page:
        """Where the chosen row's fields stand."""
        return self.query_one("#import-details", Page)

    @property
    def field(self) -> FilterInput:
        """Where the filter is typed."""
        return self.query_one(FilterInput)

    @property
    def chosen(self) -> PreviewRow | None:
        """The row under the cursor."""
        index = self.rows.cursor_index
        return self._shown[index] if index < len(self._shown) else None

    @property
    def accepted(self) -> frozenset[str]:
        """The rows that are to be imported, by id."""
        return self._choosable - self._declined

    def say(self, sentence: str, *, alarm: bool = False) -> None:
        """Tell the user something in the line above the keys."""
        self.query_one("#import-message", Prompt).tell(sentence, alarm=alarm)

    def on_mount(self) -> None:
        """Begin to read."""
        self.rows.moved = self._tell
        self.field.typed = self._apply
        self.rows.focus()
        self._draw_title()
        self._draw_keys()
        self.aside(
            f"reading {self._request.called}",
            lambda told: importing.read(self._request, told),
            self._have_read,
        )

    def on_resize(self) -> None:
        """Put the details beside the list where there is room, and wrap them."""
        self.set_class(self.size.width >= BESIDE_FROM, "beside")
        self._draw_keys()
        self.call_after_refresh(self._tell)

    # reading, and working out what would change

    def _have_read(self, contents: Contents) -> None:
        """Show which heading is which where nobody has said so yet, else what would change."""
        self._contents = contents
        self._draw_title()
        if isinstance(contents, MappedTable) and not contents.saved:
            self.action_mapping()
        else:
            self.make_plan()

    def make_plan(self, told: str = "") -> None:
        """Work out what the file would change, and show it."""
        contents = self._contents
        if contents is None:
            return

        def work(
            progress: importing.Progress,
        ) -> tuple[ImportPlan, Sequence[tuple[PreviewRow, Row]]]:
            here = of_its_own(self._workspace)
            try:
                plan = importing.plan(here, self._request, contents, progress)
                tutors = {one.tutor.id: one.tutor.name for one in here.caseloads()}
            finally:
                here.close()
            rows = import_views.preview(plan, tutors, here.today)
            return plan, [(row, list_row(row)) for row in rows]

        def done(made: tuple[ImportPlan, Sequence[tuple[PreviewRow, Row]]]) -> None:
            self._plan, self._rows = made
            self._choosable = frozenset(row.id for row, _ in self._rows if row.choosable)
            self._counts = Counter(row.kind for row, _ in self._rows)
            self.rows.marked = self.accepted
            self._apply()
            self._draw_keys()
            self.say(told or self._what_to_do())

        self.aside("working out what would change", work, done)

    def _what_to_do(self) -> str:
        """What to do with what is shown."""
        plan = self._plan
        if plan is None:
            return ""
        if plan.questions:
            return f"{count(len(plan.questions), 'question')} to answer, with Enter, once for all."
        return "" if self.accepted else "Nothing in the file is news."

    # drawing

    def _draw_title(self) -> None:
        self.query_one("#import-title", Bar).show(title(self._request, self._contents))

    def show_progress(self, percent: int) -> None:
        """A bar that fills, and what is done meanwhile."""
        width = self.app.size.width
        self.query_one("#import-counts", Bar).show(progress(self.doing, percent, width))
        self._draw_keys()

    def failed(self, error: TutorTuiError) -> None:
        """Tell what went wrong; where the plan was overtaken, make it anew."""
        self._saving = False
        self._count()
        self._draw_keys()
        if isinstance(error, Overtaken):
            self.make_plan("Somebody has changed a caseload meanwhile: look again.")
        else:
            self.say(str(error), alarm=True)

    def _draw_keys(self) -> None:
        shown = self._plan is not None and not self.doing
        spans = keys(
            shown=shown,
            doing=bool(self.doing),
            questions=self._counts["question"] > 0,
            headings=isinstance(self._contents, MappedTable),
            width=self.app.size.width,
        )
        self.query_one("#import-keys", Bar).show(spans)

    def _apply(self) -> None:
        """Filter and show."""
        if self._plan is None:
            return
        found = self._rows
        if self._kind:
            found = [one for one in found if one[0].kind == KINDS[self._kind - 1]]
        for part in searchable(self.field.value).split():
            found = [one for one in found if part in one[0].searched]
        self._shown = [row for row, _ in found]
        self.rows.empty = NOTHING
        self.rows.show_rows([line for _, line in found])
        self._count()
        self._tell()

    def _count(self) -> None:
        bar = self.query_one("#import-counts", Bar)
        bar.show(counts(self._counts, self._kind) if self._plan else ())

    def _tell(self) -> None:
        """Show what would become of the row under the cursor, field by field."""
        row, width = self.chosen, self.details.scrollable_content_region.width - 1
        self.details.show(details(row, width) if row else ())

    # what the keys do

    def on_record_list_highlighted(self, event: RecordList.Highlighted) -> None:
        """The details follow the cursor already."""
        event.stop()

    def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        """Answer the question under the cursor; on any other row Enter shows its details."""
        event.stop()
        row = self.chosen
        if row is None or self.doing:
            return
        if row.question is None:
            self.action_details()
            return
        from screens.forms.imports import aim_form, remember_tutor, t_level_form
        from screens.tutors import TutorsScreen

        question = row.question
        try:
            if question.kind == "tutor":
                self.app.push_screen(
                    TutorsScreen(self._workspace, f"Tutor code {question.code}: whose is it?"),
                    lambda tutor: self._remembered(
                        partial(remember_tutor, self._workspace, question, tutor) if tutor else None
                    ),
                )
            else:
                form = aim_form if question.kind == "aim" else t_level_form
                self.app.push_screen(form(self._workspace, question), self._answered)
        except TutorTuiError as error:
            self.say(str(error), alarm=True)

    def _remembered(self, remember: Callable[[], str] | None) -> None:
        try:
            self._answered(remember() if remember else None)
        except TutorTuiError as error:
            self.say(str(error), alarm=True)

    def _answered(self, told: str | None) -> None:
        """Work with the answer from now on."""
        if told:
            self.make_plan()

    def action_kind(self, number: int) -> None:
        """Show only rows of one kind; the same again shows all."""
        if self._plan is not None and number <= len(KINDS):
            self._kind = 0 if number == self._kind else number
            self._apply()

    def action_filter(self) -> None:
        """Let a filter be typed."""
        self.field.display = True
        self.set_focus(self.field)

    def action_to_list(self) -> None:
        """Go from the filter back to the list; the filter stays."""
        self.rows.focus()

    def action_mark(self) -> None:
        """Take the row under the cursor, or leave it."""
        row = self.chosen
        if row is None:
            return
        if row.choosable:
            self._declined ^= {row.id}
            self.rows.mark(self.accepted)
            self.rows.action_cursor(1)
        else:
            self.say(
                f'A row of the kind "{WORDS[row.kind]}" is only told: nothing is imported of it.',
                alarm=True,
            )

    def action_mark_all(self) -> None:
        """Take every row that is shown; leave them where all are taken already."""
        shown = frozenset(row.id for row in self._shown if row.choosable)
        self._declined = (
            self._declined | shown if shown <= self.accepted else self._declined - shown
        )
        self.rows.mark(self.accepted)

    def action_details(self) -> None:
        """Go to the details of the row, or back to the list."""
        (self.rows if self.details.has_focus else self.details).focus()

    def action_mapping(self) -> None:
        """Show which heading is taken for which field, to be changed."""
        if not isinstance(self._contents, MappedTable) or self.doing:
            return
        from screens.import_mapping import MappingScreen

        def chosen(mapped: MappedTable | None) -> None:
            if mapped is not None:
                self._contents = mapped
                self._draw_title()
                self.make_plan()
            elif self._plan is None:
                self.dismiss(None)

        self.app.push_screen(MappingScreen(self._contents), chosen)

    def action_accept(self) -> None:
        """Ask once whether to import what is accepted."""
        plan = self._plan
        if plan is None or self.doing:
            return
        accepted = self._limited(plan)
        what = import_views.numbers(accepted)
        if not what:
            self.say("Nothing is accepted: space marks a row, a marks all.", alarm=True)
            return
        writes = accepted.writes
        where = f" into {len(writes)} caseloads" if len(writes) > 1 else ""
        self.query_one("#import-message", Prompt).ask(
            f"Import {what}{where}?", lambda: self._carry_out(accepted, what)
        )

    def _limited(self, plan: ImportPlan) -> ImportPlan:
        """The plan of what is accepted.

        What the return said of learners who are unchanged is kept along, where nothing is left.
        """
        accepted = self.accepted
        taken = {id(row.item) for row, _ in self._rows if row.id in accepted}
        return plan.limited(
            lambda item: id(item) in taken or (item.kind == "unchanged" and not self._declined)
        )

    def _carry_out(self, plan: ImportPlan, what: str) -> None:
        def work(_: importing.Progress) -> str:
            here = of_its_own(self._workspace)
            try:
                importing.carry_out(here, self._request, plan)
                own = self._request.tutor in plan.writes
                elsewhere = [here.caseload(id_).tutor.name for id_ in plan.writes]
            finally:
                here.close()
            told = f"Imported {what} from {self._request.called}."
            # the key undoes what was changed in the caseload that is open
            return told if own else f"{told} Undo it in the caseload of {elsewhere[0]}."

        def done(told: str) -> None:
            self.dismiss(told)

        self._saving = True
        self.aside("saving", work, done)

    def action_back(self) -> None:
        """Leave the details, the filter, the kind, the work, and at last the import."""
        if self._saving:
            self.say("It is being saved; a moment.")
        elif self.doing:
            self.stop()
            self.dismiss("Stopped; nothing was imported.")
        elif self.details.has_focus:
            self.rows.focus()
        elif self.field.display:
            self.field.value = ""
            self.field.display = False
            self.rows.focus()
        elif self._kind:
            self.action_kind(self._kind)
        else:
            self.dismiss(None)
