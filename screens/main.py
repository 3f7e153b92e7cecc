"""The main screen: the caseload and the learner's record with everything that one can do."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from screens.desk import Desk
from tutor_tui.actions import ACTIONS, key_name
from tutor_tui.errors import TutorTuiError
from tutor_tui.model.learner import KsbState, Learner
from tutor_tui.model.visit import Visit
from tutor_tui.rules.words import count
from tutor_tui.workspace import drafts, progress, record_views, visits
from tutor_tui.workspace.clashes import Clash

if TYPE_CHECKING:
    from screens.form import FormScreen
    from tutor_tui.workspace.history import Entry


class MainScreen(Desk):
    """The desk, and every change that can be made from it."""

    def action_book_visit(self) -> None:
        """Book a visit."""
        from screens.visit_forms import book_form

        self._with_learner(lambda learner: book_form(self.workspace, self.caseload, learner))

    def action_record_visit(self) -> None:
        """Record what became of a visit: the chosen one, else the one that waits for it."""
        from screens.visit_forms import record_form

        visit = self._chosen_visit()
        self._with_learner(
            lambda learner: record_form(self.workspace, self.caseload, learner, visit)
        )

    def action_move_visit(self) -> None:
        """Give the chosen visit another time."""
        from screens.visit_forms import move_form

        visit = self._chosen_visit()
        if visit is None:
            self.say("No visit is chosen.", alarm=True)
        elif visit.status != "booked":
            self.say(f"The visit is {visits.status_words(visit.status)}, not booked.", alarm=True)
        else:
            self._with_learner(
                lambda learner: move_form(self.workspace, self.caseload, learner, visit)
            )

    def action_cancel_visit(self) -> None:
        """Cancel the chosen visit."""
        visit = self._chosen_visit()
        if visit is None or visit.status != "booked":
            self.say("Choose a booked visit to cancel.", alarm=True)
            return

        def cancel() -> str:
            saved = visits.cancel(self.workspace, self.caseload, visit, by="tutor")
            return f"Cancelled the visit of {record_views.when(saved, self.workspace.today)}."

        self._perform(cancel)

    def action_mark(self) -> None:
        """Mark the KSB under the cursor."""
        self.record.toggle_mark()

    def action_ksb_met(self) -> None:
        """Set the marked KSBs to met."""
        self._set_ksbs("met")

    def action_ksb_submitted(self) -> None:
        """Set the marked KSBs to submitted."""
        self._set_ksbs("submitted")

    def action_ksb_none(self) -> None:
        """Set the marked KSBs to none."""
        self._set_ksbs("none")

    def action_ksb_order(self) -> None:
        """Show the KSBs by duty, or by code."""
        self.record.by_duty = not self.record.by_duty
        self.record.list_of("ksbs").mark(frozenset())
        self._draw_record()

    def action_set_skill(self) -> None:
        """Set the state of the chosen skill."""
        from screens.progress_forms import skill_form

        subject = self.record.chosen
        if subject:
            self._with_learner(
                lambda learner: skill_form(self.workspace, self.caseload, learner, subject)
            )

    def action_gateway_done(self) -> None:
        """Declare the chosen item done."""
        self._set_gateway("done")

    def action_gateway_open(self) -> None:
        """Take the declaration of the chosen item back."""
        self._set_gateway("open")

    def action_gateway_not_needed(self) -> None:
        """Declare the chosen item not needed."""
        self._set_gateway("not_needed")

    def action_new_learner(self) -> None:
        """Add a learner."""
        from screens.progress_forms import new_learner_form

        if self._can_change():
            self._open_form(new_learner_form(self.workspace, self.caseload))

    def action_export(self) -> None:
        """Write the visits to a calendar file."""
        from screens.export_form import export_form

        learner = self.learner if self._place.pane == "record" else None
        self._open_form(export_form(self.workspace, self.caseload, learner))

    def action_undo(self) -> None:
        """Undo the user's last change."""
        from tutor_tui.workspace.history import undo

        self._take_back(lambda: undo(self.workspace, self.caseload))

    def action_undo_change(self) -> None:
        """Undo the chosen change."""
        from tutor_tui.workspace.history import undo

        if entry := self.history.chosen:
            number = entry.number
            self._take_back(lambda: undo(self.workspace, self.caseload, number))

    def action_redo(self) -> None:
        """Do again what the user has last undone."""
        from tutor_tui.workspace.history import redo

        self._take_back(lambda: redo(self.workspace, self.caseload))

    # performing operations

    def _perform(self, operation: Callable[[], str], *, way_back: bool = True) -> None:
        """Perform an operation and tell what it did, or why it was refused.

        Args:
            operation: Makes the change; returns what to tell.
            way_back: Whether to tell how it is undone.
        """
        if not self._can_change():
            return
        before = self._generation
        try:
            told = operation()
        except Clash as clash:
            self._choose(clash, before)
        except TutorTuiError as error:
            self.say(str(error), alarm=True)
        else:
            self.refresh_all()
            self.say(f"{told}{self._how_to_undo(before) if way_back else ''}")

    def _can_change(self) -> bool:
        """Whether the caseload can be changed; if not, says why."""
        try:
            damage = self.caseload.damage
        except TutorTuiError as error:
            self.say(str(error), alarm=True)
            return False
        if damage:
            self.say(f"Read only: {damage}; mend it with: tutor-tui doctor --repair", alarm=True)
        return not damage

    @property
    def _generation(self) -> int:
        """The caseload's generation that is shown."""
        return self._drawn[0] if self._drawn else 0

    def _how_to_undo(self, before: int) -> str:
        """How what the user changed since a generation is undone; nothing where nothing was."""
        from tutor_tui.workspace.history import entries

        made = self._generation - before
        try:
            changes = entries(self.caseload, limit=made) if made else []
        except TutorTuiError:
            return ""  # what was done is done; that it cannot be read is told by the next look
        mine = any(change.actor == self.workspace.actor for change in changes)
        return f" {self._key('undo')} to undo." if mine else ""

    def _take_back(self, operation: "Callable[[], Entry]") -> None:
        """Undo or redo, and tell what; the way back is the other of the two."""

        def told() -> str:
            entry = operation()
            undone = entry.undone_by is not None
            whom = entry.who[0] if len(entry.who) == 1 else count(len(entry.who), "learner")
            about = f" ({whom})" if entry.who and whom not in entry.what else ""
            if undone:
                return f"Undone: {entry.what}{about}. {self._key('redo')} does it again."
            # in the history the same key is for the chosen change
            back = f" {self._key('undo')} to undo." if self.view != "history" else ""
            return f"Done again: {entry.what}{about}.{back}"

        self._perform(told, way_back=False)

    def _key(self, action_id: str) -> str:
        """The key of an action, as people call it."""
        [action] = (action for action in ACTIONS if action.id == action_id)
        return key_name(self.key_of(action))

    def _choose(self, clash: Clash, before: int) -> None:
        """Let the user choose between their own change and another's."""
        from screens.clash import ClashScreen

        def chosen(told: str | None) -> None:
            self.refresh_all()
            self.say(f"{told}{self._how_to_undo(before)}" if told else "Nothing was saved.")

        self.app.push_screen(ClashScreen(clash), chosen)

    def _with_learner(self, form: Callable[[Learner], "FormScreen"]) -> None:
        learner = self.learner
        if learner is None:
            self.say("No learner is chosen.", alarm=True)
            return
        if not self._can_change():
            return
        try:
            self._open_form(form(learner))
        except TutorTuiError as error:
            self.say(str(error), alarm=True)

    def _open_form(self, form: "FormScreen") -> None:
        before = self._generation

        def done(told: str | None) -> None:
            self.refresh_all()
            self.say(f"{told}{self._how_to_undo(before)}" if told else "")

        form.take_up(drafts.take(self.workspace, form.form_title))
        self.app.push_screen(form, done)

    def keep_draft(self) -> None:
        """Keep what has been typed into an open form, for the program is about to end."""
        from screens.form import FormScreen

        for form in self.app.screen_stack:
            if isinstance(form, FormScreen) and form.typed:
                drafts.keep(self.workspace, form.form_title, form.typed)

    def _chosen_visit(self) -> Visit | None:
        if self.view != "record.visits":
            return None
        return self._visits.get(self.record.chosen or "")

    def _set_ksbs(self, state: KsbState) -> None:
        learner, codes = self.learner, self.record.marked_codes
        if learner is None or not codes:
            return

        def operation() -> str:
            progress.set_ksbs(self.workspace, self.caseload, learner, dict.fromkeys(codes, state))
            self.record.list_of("ksbs").mark(frozenset())
            return f"{learner.name}: {', '.join(codes)} {state}."

        self._perform(operation)

    def _set_gateway(self, state: str) -> None:
        learner, code = self.learner, self.record.chosen
        if learner is None or code is None:
            return

        def operation() -> str:
            progress.set_gateway(self.workspace, self.caseload, learner, code, state)
            return f"{learner.name}: {code} {state.replace('_', ' ')}."

        self._perform(operation)
