"""A learner's time on the programme: what was, what is to come, and how far they have come."""

from typing import ClassVar

from textual.binding import BindingType

from screens.bar import Page
from screens.tabs.tab import Tab, bindings_of
from screens.timeline import timeline_lines
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.timeline import timeline


class TimelineTab(Page, Tab):
    """The lanes over the months, the curves, and everything in order of time."""

    SUBJECT = "timeline"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("timeline")]

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(id="tab-timeline")

    def draw(self, page: LearnerPage, *, other: bool) -> None:
        """Draw the timeline to the width there is."""
        found = timeline(page.standing, page.folder, page.today)
        self.show(timeline_lines(self.app.size.width - 1, found))

    def on_resize(self) -> None:
        """Draw it to the new width."""
        if self.page is not None:
            self.draw(self.page, other=False)

    @property
    def about(self) -> tuple[str, ...]:
        """When the gateway falls, and why."""
        return ("forecast", "duration", "window")
