"""Changing something from a screen: performed, told with its way back, or refused in a line."""

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.reactive import var
from textual.screen import Screen

from screens.prompt import Prompt
from tutor_tui.actions import ACTIONS, Action, key_name
from tutor_tui.errors import TutorTuiError
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.rules.words import count
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.clashes import Clash
from tutor_tui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from screens.form import FormScreen
    from tutor_tui.workspace.history import Entry


class Acting(Screen[None]):
    """A screen over one caseload from which changes are made."""

    view: var[str]
    """The view of the registry of actions that is shown."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the workspace in which the changes are made."""
        super().__init__()
        self.workspace = workspace
        self._said = ""

    @property
    @abstractmethod
    def caseload(self) -> Caseload:
        """The caseload shown."""

    @property
    @abstractmethod
    def learner(self) -> Learner | None:
        """The learner that an action is about."""

    @property
    @abstractmethod
    def generation(self) -> int:
        """The caseload's generation that is shown."""

    @abstractmethod
    def refresh_all(self) -> None:
        """Ask the workspace again and show what has changed."""

    @abstractmethod
    def key_of(self, action: Action) -> str:
        """The key that is shown for an action."""

    @abstractmethod
    async def act(self, action: Action) -> None:
        """Do what an action of the registry does."""

    @abstractmethod
    def learner_names(self) -> list[tuple[str, str]]:
        """The learners that can be found by typing, by id and name."""

    @abstractmethod
    async def find_learner(self, learner_id: str) -> None:
        """Show a learner that was found by typing."""

    def say(self, sentence: str, *, alarm: bool = False) -> None:
        """Tell the user something in the line above the keys."""
        self._said = sentence
        self.query_one("#message", Prompt).tell(sentence, alarm=alarm)

    def perform(self, operation: Callable[[], str], *, way_back: bool = True) -> None:
        """Perform an operation and tell what it did, or why it was refused.

        Args:
            operation: Makes the change; returns what to tell.
            way_back: Whether to tell how it is undone.
        """
        if not self.can_change():
            return
        before = self.generation
        try:
            told = operation()
        except Clash as clash:
            self._choose(clash, before)
        except TutorTuiError as error:
            self.say(str(error), alarm=True)
        else:
            self.refresh_all()
            self.say(f"{told}{self._how_to_undo(before) if way_back else ''}")

    def can_change(self) -> bool:
        """Whether the caseload can be changed; if not, says why."""
        try:
            damage = self.caseload.damage
        except TutorTuiError as error:
            self.say(str(error), alarm=True)
            return False
        if damage:
            self.say(f"Read only: {damage}; mend it with: tutor-tui doctor --repair", alarm=True)
        return not damage

    def fill_in(
        self,
        form: "Callable[[Workspace, Caseload, Learner], FormScreen]",
        done: Callable[[str], None] | None = None,
    ) -> None:
        """Open a form about the learner, where one is chosen and the caseload can be changed.

        Args:
            form: Makes the form.
            done: Called with what was told, once it has been saved.
        """
        learner = self.learner
        if learner is None:
            self.say("No learner is chosen.", alarm=True)
            return
        if not self.can_change():
            return
        try:
            self.open_form(form(self.workspace, self.caseload, learner), done)
        except TutorTuiError as error:
            self.say(str(error), alarm=True)

    def open_form(self, form: "FormScreen", done: Callable[[str], None] | None = None) -> None:
        """Open a form with what was typed into it when the line dropped; tell what it did."""
        from tutor_tui.workspace import drafts

        before = self.generation

        def closed(told: str | None) -> None:
            self.refresh_all()
            self.say(f"{told}{self._how_to_undo(before)}" if told else "")
            if told and done:
                done(told)

        form.take_up(drafts.take(self.workspace, form.form_title))
        self.app.push_screen(form, closed)

    def take_back(self, operation: "Callable[[], Entry]") -> None:
        """Undo or redo, and tell what; the way back is the other of the two."""

        def told() -> str:
            entry = operation()
            undone = entry.undone_by is not None
            whom = entry.who[0] if len(entry.who) == 1 else count(len(entry.who), "learner")
            about = f" ({whom})" if entry.who and whom not in entry.what else ""
            if undone:
                return f"Undone: {entry.what}{about}. {self.key_named('redo')} does it again."
            # in the history the same key is for the chosen change
            back = f" {self.key_named('undo')} to undo." if self.view != "history" else ""
            return f"Done again: {entry.what}{about}.{back}"

        self.perform(told, way_back=False)

    def show_summary(self, learner: Learner, visit: Visit, told: str = "") -> None:
        """Show a visit ready to paste, and copy it."""
        from screens.text_page import TextScreen
        from tutor_tui.workspace.summary import summary

        try:
            text = summary(self.caseload, learner, visit).text
        except TutorTuiError as error:
            self.say(str(error), alarm=True)
            return
        title = f"Ready to paste: {learner.name}"
        self.app.push_screen(TextScreen(title, text, copy=True, told=told))

    def key_named(self, action_id: str) -> str:
        """The key of an action, as people call it."""
        [action] = (action for action in ACTIONS if action.id == action_id)
        return key_name(self.key_of(action))

    def _how_to_undo(self, before: int) -> str:
        """How what the user changed since a generation is undone; nothing where nothing was."""
        from tutor_tui.workspace.history import entries

        made = self.generation - before
        try:
            changes = entries(self.caseload, limit=made) if made else []
        except TutorTuiError:
            return ""  # what was done is done; that it cannot be read is told by the next look
        mine = any(change.actor == self.workspace.actor for change in changes)
        return f" {self.key_named('undo')} to undo." if mine else ""

    def _choose(self, clash: Clash, before: int) -> None:
        """Let the user choose between their own change and another's."""
        from screens.clash import ClashScreen

        def chosen(told: str | None) -> None:
            self.refresh_all()
            self.say(f"{told}{self._how_to_undo(before)}" if told else "Nothing was saved.")

        self.app.push_screen(ClashScreen(clash), chosen)
