"""The functional skills that a learner's programme asks for."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from screens.record_list import Column
from screens.tabs.tab import ListTab, bindings_of
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.record_views import ViewRow
from tutor_tui.workspace.skill_views import skill_rows, skill_summary

NOT_KNOWN = "The functional skills of this standard are not known."


class SkillsTab(ListTab):
    """A row a skill, and below English a row a part of it."""

    SUBJECT = "skills"
    COLUMNS = (
        Column("STANDING", 13),
        Column("SKILL", 12),
        Column("LEVEL", 5),
        Column("STATE", 0),
        Column("ON", 11),
        Column("EVIDENCE", 0, 110),
    )
    EMPTY = "This programme asks for no functional skills."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("skills")]

    def draw(self, page: LearnerPage, *, other: bool) -> None:
        """Show the skills; where there are none, whether that is known or not."""
        self.empty = self.EMPTY if page.verdict.standard.known else NOT_KNOWN
        super().draw(page, other=other)

    def rows_of(self, page: LearnerPage) -> Sequence[ViewRow]:
        """The skills, and the parts of English."""
        return skill_rows(page.standing, page.today)

    def summary(self, page: LearnerPage) -> str:
        """What is outstanding, and why."""
        return skill_summary(page.verdict, page.today)

    @property
    def subject(self) -> str:
        """The subject of the row under the cursor: of a part's, English; empty without rows."""
        return (self.cursor_id or "").partition(":")[0]

    @property
    def about(self) -> tuple[str, ...]:
        """Why the chosen skill stands as it does."""
        return (*filter(None, (self.subject,)), "skills.")

    def action_set_skill(self) -> None:
        """Set the state of the chosen skill, or of the parts where one is chosen."""
        from screens.forms.skills import skill_form

        if not self.subject:
            self.desk.say(self.empty, alarm=True)
        elif self.subject != self.cursor_id:
            self.action_skill_parts()
        else:
            self.desk.fill_in(partial(skill_form, subject=self.subject))

    def action_skill_parts(self) -> None:
        """Set which parts of English are passed, and when."""
        from screens.forms.skills import parts_form

        self.desk.fill_in(parts_form)
