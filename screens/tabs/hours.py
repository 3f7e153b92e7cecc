"""The hours of a learner: time spent off the job or on a placement, and the plan by month."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from screens.record_list import Column
from screens.tabs.tab import ListTab, bindings_of
from tutor_tui.model.folder import HoursEntry
from tutor_tui.rules.words import day
from tutor_tui.workspace import hours
from tutor_tui.workspace.hours_views import hours_line, hours_rows
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.record_lines import length
from tutor_tui.workspace.record_views import ViewRow


class HoursTab(ListTab):
    """A row a month, and below it a row for each time that was logged or recorded in it."""

    SUBJECT = "hours"
    COLUMNS = (
        Column("DAY", 17),
        Column("TIME", 12),
        Column("KIND", 11),
        Column("WHAT", 0),
    )
    EMPTY = "No time is logged and no hours are planned by month."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("hours")]

    def rows_of(self, page: LearnerPage) -> Sequence[ViewRow]:
        """The months, each with the time spent in it."""
        verdict, logged = page.verdict.hours, page.folder.hours
        return hours_rows(page.learner, verdict, page.visits, logged, page.today)

    def summary(self, page: LearnerPage) -> str:
        """What is done, planned, expected by now and asked for at least."""
        return hours_line(page.standing)

    @property
    def about(self) -> tuple[str, ...]:
        """Why so many hours are expected by now, and what the minimum is."""
        return ("hours_behind", "hours_expected", "hours_minimum", "placement", "hours.")

    def action_log_hours(self) -> None:
        """Log time that was spent."""
        from screens.forms.hours import log_form

        self.add_by(log_form)

    def action_edit_hours(self) -> None:
        """Correct the time under the cursor."""
        from screens.forms.hours import edit_form

        if found := self._logged():
            id_, entry = found
            self.desk.fill_in(partial(edit_form, id_=id_, entry=entry))

    def action_plan_hours(self) -> None:
        """Set the hours planned for each month."""
        from screens.forms.hours import plan_form

        self.desk.fill_in(plan_form)

    def action_drop_hours(self) -> None:
        """Take the time under the cursor back."""
        learner, desk, found = self.learner, self.desk, self._logged()
        if found is None:
            return
        id_, entry = found

        def drop() -> str:
            hours.drop_hours(desk.workspace, desk.caseload, learner, entry.on, id_)
            of = day(entry.on, desk.workspace.today)
            return f"{learner.name}: took {length(entry.minutes)} of {of} back."

        desk.perform(drop)

    def _logged(self) -> tuple[str, HoursEntry] | None:
        """The logged time under the cursor, with its id; where it is something else, says so."""
        id_, page = self.chosen("log"), self.page
        if id_ and page:
            return id_, page.folder.hours[id_]
        if self.chosen("visit"):
            self.desk.say("This is a visit's own time: correct it on the visits' tab.", alarm=True)
        else:
            self.desk.say("Choose time that was logged, the row of a day.", alarm=True)
        return None
