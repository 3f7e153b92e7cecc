"""The overview: why the learner is to be seen, and everything about them in labelled lines."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from screens.signs import legible
from screens.tabs.tab import Tab, bindings_of
from tutor_tui.rules.triage import Verdict
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.overview import overview
from tutor_tui.workspace.record_sections import arrangements


class OverviewScroll(VerticalScroll):
    """Text scrolled by the same keys as a list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("g", "scroll_home", show=False),
        Binding("G", "scroll_end", show=False),
    ]


class OverviewTab(OverviewScroll, Tab):
    """The reasons, then the labelled lines."""

    SUBJECT = "overview"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("overview")]

    def __init__(self) -> None:
        """Start without a learner."""
        super().__init__(id="tab-overview")

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static(id="overview-text", markup=False)

    def draw(self, page: LearnerPage, *, other: bool) -> None:
        """Show the reasons and the lines."""
        lines = [
            *overview(page.verdict, page.today),
            *arrangements(page.learner, page.second_tutor),
        ]
        self.query_one("#overview-text", Static).update(_text(page.verdict, lines))
        if other:
            self.scroll_home(animate=False)


def _text(verdict: Verdict, lines: Sequence[tuple[str, str]]) -> Content:
    parts: list[str | Content | tuple[str, str]] = []
    if verdict.reasons:
        parts.append((" Why see them\n", "bold"))
        parts += [f"   {legible(reason.text)}.\n" for reason in verdict.reasons]
        parts.append("\n")
    for label, text in lines:
        parts += [(f" {label:<16} ", "dim"), f"{legible(text)}\n"]
    return Content.assemble(*parts)
