"""The functional skills that a learner's programme asks for."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from screens.record_list import Column
from screens.tabs.tab import ListTab, bindings_of
from tutor_tui.workspace import record_views
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.record_views import ViewRow


class SkillsTab(ListTab):
    """A row a skill."""

    SUBJECT = "skills"
    COLUMNS = (
        Column("STANDING", 13),
        Column("SKILL", 13),
        Column("LEVEL", 5),
        Column("STATE", 0),
        Column("ON", 6),
        Column("EVIDENCE", 40, 110),
    )
    EMPTY = "This programme asks for no functional skills."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("skills")]

    def rows_of(self, page: LearnerPage) -> Sequence[ViewRow]:
        """A row a skill."""
        return record_views.skill_rows(page.verdict, page.today)

    @property
    def about(self) -> tuple[str, ...]:
        """Why the chosen skill stands as it does."""
        return (*filter(None, (self.cursor_id,)), "skills.")

    def action_set_skill(self) -> None:
        """Set the state of the chosen skill."""
        from screens.forms.skills import skill_form

        subject = self.cursor_id
        if subject:
            self.desk.fill_in(partial(skill_form, subject=subject))
