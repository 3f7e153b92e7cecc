"""The visits of a learner: booked, held, missed."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from screens.record_list import Column
from screens.tabs.tab import ListTab, bindings_of
from tutor_tui.model.visit import Visit
from tutor_tui.rules.words import day
from tutor_tui.workspace import record_views, visits
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.record_views import ViewRow


class VisitsTab(ListTab):
    """The visits, the latest first."""

    SUBJECT = "visits"
    COLUMNS = (
        Column("STATUS", 17),
        Column("WHEN", 21),
        Column("LENGTH", 15, 90),
        Column("KIND", 11),
        Column("MODE", 9, 100),
        Column("NOTE", 0),
    )
    EMPTY = "No visits yet: b books one, v records one."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("visits")]

    @property
    def visit(self) -> Visit | None:
        """The visit under the cursor, as it is shown."""
        if self.page is None:
            return None
        return next((one for one in self.page.visits if one.id == self.cursor_id), None)

    def rows_of(self, page: LearnerPage) -> Sequence[ViewRow]:
        """A row a visit."""
        return record_views.visit_rows(page.visits, page.today)

    def draw(self, page: LearnerPage, *, other: bool) -> None:
        """Show the visits; of another learner, with the cursor on the one to be dealt with."""
        super().draw(page, other=other)
        if other and (at_hand := record_views.visit_at_hand(page.verdict)):
            self.go_to(at_hand)

    def summary(self, page: LearnerPage) -> str:
        """The window, and when they were last seen and are next booked."""
        cadence, today = page.verdict.cadence, page.today
        parts = []
        if cadence.opens and cadence.closes:
            parts.append(f"Window {day(cadence.opens, today)} to {day(cadence.closes, today)}")
        seen = f"seen {day(cadence.last_visit, today)}" if cadence.last_visit else "never seen"
        coming = cadence.next_visit
        parts += [seen, f"next {day(coming.date, today)}" if coming else "nothing booked"]
        return ", ".join(parts)

    @property
    def about(self) -> tuple[str, ...]:
        """Why the next visit is due when it is."""
        return ("window", "cadence.")

    def action_move_visit(self) -> None:
        """Give the chosen visit another time."""
        from screens.forms.visits import move_form

        visit = self.visit
        if visit is None:
            self.desk.say("No visit is chosen.", alarm=True)
        elif visit.status != "booked":
            words = visits.status_words(visit.status)
            self.desk.say(f"The visit is {words}, not booked.", alarm=True)
        else:
            self.desk.fill_in(partial(move_form, visit=visit))

    def action_cancel_visit(self) -> None:
        """Cancel the chosen visit."""
        from screens.forms.visits import cancel_form

        visit = self.visit
        if visit is None or visit.status != "booked":
            self.desk.say("Choose a booked visit to cancel.", alarm=True)
        else:
            self.desk.fill_in(partial(cancel_form, visit=visit))

    def action_edit_visit(self) -> None:
        """Correct the chosen visit."""
        from screens.forms.visits import edit_form

        visit = self.visit
        if visit is None:
            self.desk.say("No visit is chosen.", alarm=True)
        else:
            self.desk.fill_in(partial(edit_form, visit=visit))

    def action_visit_summary(self) -> None:
        """Show the chosen visit ready to paste, and copy it."""
        visit = self.visit
        if visit is None:
            self.desk.say("No visit is chosen.", alarm=True)
        else:
            self.desk.show_summary(self.learner, visit)
