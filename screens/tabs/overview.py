"""The overview: why the learner is to be seen, and everything about them in labelled lines."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from screens.bar import Bar
from screens.prompt import Prompt
from screens.signs import legible
from screens.tabs.tab import Tab, bindings_of
from screens.timeline import lane_lines
from tutor_tui.model.learner import Learner
from tutor_tui.rules.triage import Verdict
from tutor_tui.text import fitted, wrapped
from tutor_tui.workspace import learner_words, learners
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.overview import on_track, overview
from tutor_tui.workspace.record_sections import arrangements
from tutor_tui.workspace.timeline import timeline

NAME_WIDTH = 20
"""So much of a name stands in the question, which is one line."""
LEAST_WIDTH = 20
"""Columns that a text is given, however narrow the window."""


class OverviewScroll(VerticalScroll):
    """Text scrolled by the same keys as a list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("g", "scroll_home", show=False),
        Binding("G", "scroll_end", show=False),
    ]

    def action_scroll_down(self) -> None:
        """Scroll down by a line at once: keys that arrive together each count."""
        self.scroll_down(animate=False, immediate=True)

    def action_scroll_up(self) -> None:
        """Scroll up by a line at once."""
        self.scroll_up(animate=False, immediate=True)


class OverviewTab(OverviewScroll, Tab):
    """The reasons, the labelled lines, and the lanes of the timeline."""

    SUBJECT = "overview"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("overview")]

    def __init__(self) -> None:
        """Start without a learner."""
        super().__init__(id="tab-overview")

    def compose(self) -> ComposeResult:
        """Lay out the text, and below it the lanes."""
        yield Static(id="overview-text", markup=False)
        yield Bar(id="overview-lanes")

    def summary(self, page: LearnerPage) -> str:
        """Whether the learner is on track, and when the gateway falls."""
        return on_track(page.verdict, page.today)

    def draw(self, page: LearnerPage, *, other: bool) -> None:
        """Show the reasons and the lines."""
        self._write(page)
        if other:
            self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Wrap the text to the window."""
        if self.page is not None:
            self._write(self.page)

    def _write(self, page: LearnerPage) -> None:
        lines = [
            *overview(page.verdict, page.today),
            *arrangements(page.learner, page.second_tutor),
        ]
        text = _text(page.verdict, lines, self.scrollable_content_region.width)
        self.query_one("#overview-text", Static).update(text)
        found = timeline(page.standing, page.folder, page.today)
        lanes = lane_lines(self.app.size.width - 1, found)
        bar = self.query_one("#overview-lanes", Bar)
        bar.styles.height = len(lanes)
        bar.show(*lanes)

    def action_edit_learner(self) -> None:
        """Change the learner's details."""
        from screens.forms.learners import edit_learner_form

        self.desk.fill_in(edit_learner_form)

    def action_learner_status(self) -> None:
        """Give the learner another status."""
        from screens.forms.learners import status_form

        self.desk.fill_in(status_form)

    def action_learner_break(self) -> None:
        """Begin a break, end it, or take it back."""
        from screens.forms.learners import break_form

        self.desk.fill_in(break_form)

    def action_hand_over(self) -> None:
        """Hand the learner over to a tutor to be chosen, once it has been confirmed."""
        from screens.tutors import TutorsScreen

        learner, desk = self.learner, self.desk
        if not desk.can_change():
            return

        def chosen(tutor_id: str | None) -> None:
            if tutor_id:
                tutor = desk.workspace.caseload(tutor_id).tutor
                whom, to = (fitted(one.name, NAME_WIDTH).strip() for one in (learner, tutor))
                question = f"Hand {whom} over to {to} to read and keep?"
                desk.query_one("#message", Prompt).ask(question, lambda: hand_over(tutor_id))

        def hand_over(tutor_id: str) -> None:
            desk.perform(lambda: self._handed_over(learner, tutor_id))

        question = f"Hand {learner.name} over to whom?"
        self.app.push_screen(TutorsScreen(desk.workspace, question, but=learner.tutor), chosen)

    def _handed_over(self, learner: Learner, tutor_id: str) -> str:
        target = self.desk.workspace.caseload(tutor_id)
        saved = learners.transfer(self.desk.workspace, self.desk.caseload, learner, target)
        return learner_words.handed_over(saved, target.tutor)


def _text(verdict: Verdict, lines: Sequence[tuple[str, str]], width: int) -> Content:
    """The reasons and the labelled lines, wrapped to so many columns."""
    parts: list[str | Content | tuple[str, str]] = []
    if verdict.reasons:
        parts.append((" Why see them\n", "bold"))
        parts += [f"   {_hanging(f'{reason.text}.', 3, width)}\n" for reason in verdict.reasons]
        parts.append("\n")
    for label, text in lines:
        head = f" {label:<16} "
        parts += [(head, "dim"), f"{_hanging(text, len(head), width)}\n"]
    return Content.assemble(*parts)


def _hanging(text: str, indent: int, width: int) -> str:
    """The text made safe, its lines after the first indented."""
    columns = max(width - indent - 1, LEAST_WIDTH)
    return f"\n{' ' * indent}".join(wrapped(legible(text), columns))
