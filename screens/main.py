"""The main screen: the caseload and the learner's record with everything that one can do."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from screens.desk import Desk
from tutor_tui.errors import TutorTuiError
from tutor_tui.model.visit import Visit
from tutor_tui.workspace import drafts

if TYPE_CHECKING:
    from screens.form import FormScreen
    from tutor_tui.workspace.importing import Request
    from tutor_tui.workspace.visits import Recorded


class MainScreen(Desk):
    """The desk, and every change that can be made from it."""

    def action_book_visit(self) -> None:
        """Book a visit; where the visits are shown, the cursor comes to it."""
        from screens.forms.visits import book_form

        if self.view == "record.visits":
            from screens.tabs.visits import VisitsTab

            self.query_one(VisitsTab).add_by(book_form)
        else:
            self.fill_in(book_form)

    def action_record_visit(self) -> None:
        """Record what became of a visit: the chosen booking, else the one that waits for it."""
        from screens.forms.visits import record_form

        found: list[Recorded] = []

        def show(told: str) -> None:
            for result in found:
                self.show_summary(result.learner, result.visit, told)

        form = partial(record_form, visit=self._chosen_booking, recorded=found.append)
        self.fill_in(form, show)

    def action_new_learner(self) -> None:
        """Add a learner."""
        from screens.forms.learners import new_learner_form

        if self.can_change():
            self.open_form(new_learner_form(self.workspace, self.caseload))

    def action_plan(self) -> None:
        """Plan the visits of the weeks to come."""
        from screens.plan import PlanScreen

        try:
            screen = PlanScreen(self.workspace, self.caseload, keys=self.own_keys)
        except TutorTuiError as error:
            self.say(str(error), alarm=True)
            return
        self.app.push_screen(screen, lambda _: self.refresh_all())

    def action_import(self) -> None:
        """Import a file: which, what it would change, and then all or some of it."""
        from screens.forms.imports import file_form

        requests: list[Request] = []

        def show(told: str) -> None:
            from screens.imports import ImportScreen

            for request in requests:
                before = self.generation
                self.app.push_screen(
                    ImportScreen(self.workspace, request), partial(self._imported, before)
                )

        if self.can_change():
            try:
                self.open_form(file_form(self.workspace, self.caseload, requests.append), show)
            except TutorTuiError as error:
                self.say(str(error), alarm=True)

    def _imported(self, before: int, told: str | None) -> None:
        """Show what was imported, and how it is undone."""
        self.refresh_all()
        self.say(f"{told}{self._how_to_undo(before)}" if told else "Nothing was imported.")

    def action_export(self) -> None:
        """Write the visits to a calendar file."""
        from screens.forms.export import export_form

        learner = self.learner if self._place.pane == "record" else None
        self.open_form(export_form(self.workspace, self.caseload, learner))

    def action_what_if(self) -> None:
        """Suppose another day, a break or a visit."""
        from screens.what_if import WhatIfScreen

        if self.learner is not None:
            self.app.push_screen(WhatIfScreen(self.page_of(self.learner)))

    def action_report(self) -> None:
        """Write the learner's progress update, or show it."""
        from screens.forms.reports import report_form

        learner = self.learner
        if learner is None:
            self.say("No learner is chosen.", alarm=True)
            return
        self._open_report(
            lambda show: report_form(self.workspace, self.caseload, learner, show),
            f"Progress update: {learner.name}",
        )

    def action_audit(self) -> None:
        """Write the caseload's audit pack, or show it."""
        from screens.forms.reports import audit_form

        self._open_report(
            lambda show: audit_form(self.workspace, self.caseload, show), "Audit pack"
        )

    def _open_report(
        self, form: "Callable[[Callable[[str], None]], FormScreen]", title: str
    ) -> None:
        """Open the form of a report; where it is wanted as text, show that once it is made."""
        texts: list[str] = []

        def show(told: str) -> None:
            from screens.text_page import TextScreen

            for text in texts:
                self.app.push_screen(TextScreen(title, text, copy=True))

        self.open_form(form(texts.append), show)

    def action_undo(self) -> None:
        """Undo the user's last change."""
        from tutor_tui.workspace.history import undo

        self.take_back(lambda: undo(self.workspace, self.caseload))

    def action_undo_change(self) -> None:
        """Undo the chosen change."""
        from tutor_tui.workspace.history import undo

        if entry := self.history.chosen:
            number = entry.number
            self.take_back(lambda: undo(self.workspace, self.caseload, number))

    def action_redo(self) -> None:
        """Do again what the user has last undone."""
        from tutor_tui.workspace.history import redo

        self.take_back(lambda: redo(self.workspace, self.caseload))

    def keep_draft(self) -> None:
        """Keep what has been typed into an open form, for the program is about to end."""
        from screens.form import FormScreen

        for form in self.app.screen_stack:
            if isinstance(form, FormScreen) and form.typed:
                drafts.keep(self.workspace, form.form_title, form.typed)

    @property
    def _chosen_booking(self) -> Visit | None:
        """The booked visit under the cursor, where the visits are what is shown."""
        if self.view != "record.visits":
            return None
        from screens.tabs.visits import VisitsTab

        visit = self.query_one(VisitsTab).visit
        return visit if visit and visit.status == "booked" else None
