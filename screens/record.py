"""The learner's record: everything about one learner, a tab a subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher, Static

from screens.bar import Bar, Span
from screens.record_list import Column, RecordList, Row
from screens.signs import legible, sign, tone
from tutor_tui.rules.triage import Verdict
from tutor_tui.workspace.record_views import ViewRow

TABS = ("overview", "visits", "ksbs", "skills", "gateway")
TAB_NAMES = {"overview": "Overview", "visits": "Visits", "ksbs": "KSBs", "skills": "Skills"}


@dataclass(frozen=True, slots=True)
class _Tab:
    """A tab that is a list: its columns, and what to say where it is empty."""

    columns: tuple[Column, ...]
    empty: str


LISTS: dict[str, _Tab] = {
    "visits": _Tab(
        (
            Column("STATUS", 17),
            Column("WHEN", 21),
            Column("LENGTH", 15, 90),
            Column("KIND", 11),
            Column("MODE", 9, 100),
            Column("NOTE", 0),
        ),
        "No visits yet: b books one, v records one.",
    ),
    "ksbs": _Tab(
        (
            Column("STATE", 11),
            Column("CODE", 4),
            Column("SET ON", 11, 90),
            Column("NOTE", 7),
            Column("WHAT", 0),
        ),
        "The KSBs of this standard are not known.",
    ),
    "skills": _Tab(
        (
            Column("STANDING", 13),
            Column("SKILL", 13),
            Column("LEVEL", 5),
            Column("STATE", 0),
            Column("ON", 6),
            Column("EVIDENCE", 40, 110),
        ),
        "This programme asks for no functional skills.",
    ),
    "gateway": _Tab(
        (Column("STATE", 12), Column("ITEM", 19), Column("WHY", 0), Column("OWED BY", 23, 100)),
        "This programme has no gateway.",
    ),
}


class OverviewScroll(VerticalScroll):
    """The overview, scrolled by the same keys as a list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("g", "scroll_home", show=False),
        Binding("G", "scroll_end", show=False),
    ]


class RecordPane(Vertical):
    """Heading, tabs, and the tab that is open."""

    def __init__(self) -> None:
        """Start on the overview, without a learner."""
        super().__init__(id="record")
        self.shown_id = ""
        self.tab = TABS[0]
        self.by_duty = False

    def compose(self) -> ComposeResult:
        """Lay out the pane."""
        yield Bar(id="record-heading")
        yield Bar(id="record-tabs")
        with ContentSwitcher(initial="tab-overview"):
            with OverviewScroll(id="tab-overview"):
                yield Static(id="overview-text", markup=False)
            for name, tab in LISTS.items():
                yield RecordList(tab.columns, empty=tab.empty, id=f"tab-{name}")

    def open_tab(self, name: str) -> None:
        """Open a tab and give it the keys."""
        self.tab = name
        self.query_one(ContentSwitcher).current = f"tab-{name}"
        self.query_one(f"#tab-{name}").focus()
        self._draw_tabs()

    def list_of(self, tab: str) -> RecordList:
        """The list of a tab."""
        return self.query_one(f"#tab-{tab}", RecordList)

    @property
    def chosen(self) -> str | None:
        """The id under the cursor of the open tab; None on the overview."""
        return self.list_of(self.tab).cursor_id if self.tab in LISTS else None

    @property
    def marked_codes(self) -> list[str]:
        """The KSBs that are marked, else the one under the cursor, in order."""
        ksbs = self.list_of("ksbs")
        ids = ksbs.marked or ({ksbs.cursor_id} if ksbs.cursor_id else set())
        codes = [row_id.rpartition(":")[2] for row_id in sorted(ids)]
        return [code for code in dict.fromkeys(codes) if code]

    def toggle_mark(self) -> None:
        """Mark the KSB under the cursor, or take its mark away; then go on to the next."""
        ksbs = self.list_of("ksbs")
        row_id = ksbs.cursor_id
        if row_id is None or row_id.endswith(":"):
            return
        ksbs.mark(ksbs.marked ^ {row_id})
        ksbs.action_cursor(1)

    def show(
        self,
        verdict: Verdict,
        state_text: str,
        overview: Sequence[tuple[str, str]],
        rows: dict[str, list[ViewRow]],
        *,
        visit: str | None,
    ) -> None:
        """Show a learner: the heading, the overview's lines, and each list's rows.

        `visit` is the id of the visit that the cursor is on when the learner is opened.
        """
        other = self.shown_id != verdict.learner.id
        self.shown_id = verdict.learner.id
        self._draw_heading(verdict, state_text)
        self.query_one("#overview-text", Static).update(_overview(verdict, overview))
        for name, found in rows.items():
            tab = self.list_of(name)
            if other:
                tab.mark(frozenset())
            tab.show_rows([_row(row) for row in found], keep=not other)
        if other:
            if visit:
                self.list_of("visits").go_to(visit)
            self.query_one(OverviewScroll).scroll_home(animate=False)
        self._draw_tabs()

    def _draw_heading(self, verdict: Verdict, state_text: str) -> None:
        learner = verdict.learner
        self.query_one("#record-heading", Bar).show(
            [
                (f" {learner.name}", "strong"),
                (f"  {learner.ref}  ", "quiet"),
                (
                    f"{sign(verdict.cadence.state)} {state_text}",
                    "alarm" if verdict.cadence.state == "overdue" else "plain",
                ),
                (f"  {verdict.standard.label}", "quiet"),
            ]
        )

    def _draw_tabs(self) -> None:
        spans: list[Span] = [(" ", "plain")]
        for number, name in enumerate(TABS, 1):
            label = TAB_NAMES.get(name, name.capitalize())
            spans += [
                (str(number), "key"),
                (f" {label} ", "chosen" if name == self.tab else "plain"),
                ("  ", "plain"),
            ]
        if self.tab == "ksbs":
            spans.append(("by duty" if self.by_duty else "by code", "quiet"))
        self.query_one("#record-tabs", Bar).show(spans)


def _row(row: ViewRow) -> Row:
    cells = (f"{sign(row.status)} {row.cells[0]}", *row.cells[1:])
    return Row(row.id, cells, tone(row.status))


def _overview(verdict: Verdict, lines: Sequence[tuple[str, str]]) -> Content:
    parts: list[str | Content | tuple[str, str]] = []
    if verdict.reasons:
        parts.append((" Why see them\n", "bold"))
        parts += [f"   {legible(reason.text)}.\n" for reason in verdict.reasons]
        parts.append("\n")
    for label, text in lines:
        parts += [(f" {label:<16} ", "dim"), f"{legible(text)}\n"]
    return Content.assemble(*parts)
