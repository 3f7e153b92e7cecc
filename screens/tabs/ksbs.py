"""The KSBs of a learner's standard: a list in which many are set at a time, or a heat map."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from screens.bar import Page
from screens.heat_map import heat_map_lines
from screens.record_list import Column, RecordList
from screens.tabs.tab import Tab, bindings_of, detail_of, drawn
from tutor_tui.model.learner import KsbState
from tutor_tui.workspace import progress
from tutor_tui.workspace.heat_map import Grouping, groupings, heat_map
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.overview import ksb_words
from tutor_tui.workspace.record_views import ksb_rows

COLUMNS = (
    Column("STATE", 11),
    Column("CODE", 4),
    Column("SET ON", 11, 90),
    Column("NOTE", 7),
    Column("WHAT", 0),
)


class KsbsTab(Vertical, Tab):
    """The KSBs by code, by duty or by method: as a list, or as a heat map."""

    SUBJECT = "ksbs"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("ksbs")]

    def __init__(self) -> None:
        """Start with the list by code."""
        super().__init__(id="tab-ksbs")
        self.by: Grouping = "code"
        self._details: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Lay out the list, and the heat map in its place."""
        yield RecordList(COLUMNS, empty="The KSBs of this standard are not known.", id="ksb-list")
        heat = Page(id="ksb-map")
        heat.display = False
        yield heat

    @property
    def rows(self) -> RecordList:
        """The list."""
        return self.query_one("#ksb-list", RecordList)

    @property
    def heat(self) -> Page:
        """The heat map."""
        return self.query_one("#ksb-map", Page)

    def follow(self, moved: Callable[[], None]) -> None:
        """Call this whenever the cursor comes to another KSB."""
        self.rows.moved = moved

    def take_keys(self) -> None:
        """Have the keys come to the list, or to the heat map."""
        (self.heat if self.heat.display else self.rows).focus()

    def draw(self, page: LearnerPage, *, other: bool) -> None:
        """Show the KSBs in the order chosen, where the standard knows it."""
        if self.by not in groupings(page.verdict.standard):
            self.by = "code"
        if other:
            self.rows.mark(frozenset())
        found = ksb_rows(page.verdict, page.today, by=self.by)
        self._details = {row.id: detail_of(row) for row in found}
        self.rows.show_rows([drawn(row) for row in found], keep=not other)
        if self.heat.display:
            self.heat.show(heat_map_lines(self.app.size.width - 1, heat_map(page.verdict, self.by)))

    def on_resize(self) -> None:
        """Draw the heat map to the new width."""
        if self.page is not None and self.heat.display:
            self.draw(self.page, other=False)

    def summary(self, page: LearnerPage) -> str:
        """How many are met, and how many should be by now."""
        return f"By {self.by}: {ksb_words(page.verdict.ksbs)}"

    @property
    def detail(self) -> str | None:
        """What the KSB under the cursor says in full."""
        return None if self.heat.display else self._details.get(self.rows.cursor_id or "", "")

    @property
    def about(self) -> tuple[str, ...]:
        """Why so many are expected by now."""
        return ("ksbs", "ksbs.")

    @property
    def marked_codes(self) -> list[str]:
        """The KSBs that are marked, else the one under the cursor, in order."""
        cursor = self.rows.cursor_id
        ids = self.rows.marked or ({cursor} if cursor else set())
        codes = [row_id.rpartition(":")[2] for row_id in sorted(ids)]
        return [code for code in dict.fromkeys(codes) if code]

    def action_mark(self) -> None:
        """Mark the KSB under the cursor, or take its mark away; then go on to the next."""
        row_id = self.rows.cursor_id
        if row_id is None or row_id.endswith(":") or self._is_map():
            return
        self.rows.mark(self.rows.marked ^ {row_id})
        self.rows.action_cursor(1)

    def action_ksb_met(self) -> None:
        """Set the marked KSBs to met."""
        self._set("met")

    def action_ksb_submitted(self) -> None:
        """Set the marked KSBs to submitted."""
        self._set("submitted")

    def action_ksb_none(self) -> None:
        """Set the marked KSBs to none."""
        self._set("none")

    def action_ksb_order(self) -> None:
        """Show the KSBs by code, by duty, or by method, as far as the standard knows them."""
        if self.page is None:
            return
        known = groupings(self.page.verdict.standard)
        if len(known) < 2:
            self.desk.say("This standard tells neither duties nor methods.", alarm=True)
            return
        self.by = known[(known.index(self.by) + 1) % len(known)]
        self.rows.mark(frozenset())
        self.desk.refresh_all()

    def action_ksb_map(self) -> None:
        """Show the heat map in the place of the list, or the list again."""
        shown = not self.heat.display
        self.heat.display, self.rows.display = shown, not shown
        self.desk.refresh_all()
        self.take_keys()

    def action_ksb_codes(self) -> None:
        """Set KSBs whose codes are typed."""
        from screens.forms.ksbs import codes_form

        self.desk.fill_in(codes_form)

    def _is_map(self) -> bool:
        """Whether the heat map is shown, in which nothing is chosen; if so, says so."""
        if self.heat.display:
            self.desk.say("Go back to the list to choose a KSB, or type its code.", alarm=True)
        return bool(self.heat.display)

    def _set(self, state: KsbState) -> None:
        codes, learner, desk = self.marked_codes, self.learner, self.desk
        if not codes or self._is_map():
            return

        def operation() -> str:
            progress.set_ksbs(desk.workspace, desk.caseload, learner, dict.fromkeys(codes, state))
            self.rows.mark(frozenset())
            return f"{learner.name}: {', '.join(codes)} {state}."

        desk.perform(operation)
