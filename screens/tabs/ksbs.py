"""The KSBs of a learner's standard: by code or by duty, marked and set many at a time."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from screens.record_list import Column
from screens.tabs.tab import ListTab, bindings_of
from tutor_tui.model.learner import KsbState
from tutor_tui.workspace import progress, record_views
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.overview import PACE_WORDS
from tutor_tui.workspace.record_views import ViewRow


class KsbsTab(ListTab):
    """A row a KSB."""

    SUBJECT = "ksbs"
    COLUMNS = (
        Column("STATE", 11),
        Column("CODE", 4),
        Column("SET ON", 11, 90),
        Column("NOTE", 7),
        Column("WHAT", 0),
    )
    EMPTY = "The KSBs of this standard are not known."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("ksbs")]

    by_duty = False

    def rows_of(self, page: LearnerPage) -> Sequence[ViewRow]:
        """The KSBs by code, or duty by duty."""
        return record_views.ksb_rows(page.verdict, page.today, by_duty=self.by_duty)

    def summary(self, page: LearnerPage) -> str:
        """How many are met, and how many should be by now."""
        ksbs = page.verdict.ksbs
        if not ksbs.total:
            return ""
        order = "by duty" if self.by_duty else "by code"
        return (
            f"{order}: {ksbs.met} of {ksbs.total} met, {ksbs.submitted} submitted, "
            f"{ksbs.expected} expected by now: {PACE_WORDS[ksbs.pace]}"
        )

    @property
    def about(self) -> tuple[str, ...]:
        """Why so many are expected by now."""
        return ("ksbs", "ksbs.")

    @property
    def marked_codes(self) -> list[str]:
        """The KSBs that are marked, else the one under the cursor, in order."""
        ids = self.marked or ({self.cursor_id} if self.cursor_id else set())
        codes = [row_id.rpartition(":")[2] for row_id in sorted(ids)]
        return [code for code in dict.fromkeys(codes) if code]

    def action_mark(self) -> None:
        """Mark the KSB under the cursor, or take its mark away; then go on to the next."""
        row_id = self.cursor_id
        if row_id is None or row_id.endswith(":"):
            return
        self.mark(self.marked ^ {row_id})
        self.action_cursor(1)

    def action_ksb_met(self) -> None:
        """Set the marked KSBs to met."""
        self._set("met")

    def action_ksb_submitted(self) -> None:
        """Set the marked KSBs to submitted."""
        self._set("submitted")

    def action_ksb_none(self) -> None:
        """Set the marked KSBs to none."""
        self._set("none")

    def action_ksb_order(self) -> None:
        """Show the KSBs by duty, or by code."""
        self.by_duty = not self.by_duty
        self.mark(frozenset())
        self.desk.refresh_all()

    def _set(self, state: KsbState) -> None:
        codes, learner, desk = self.marked_codes, self.learner, self.desk
        if not codes:
            return

        def operation() -> str:
            progress.set_ksbs(desk.workspace, desk.caseload, learner, dict.fromkeys(codes, state))
            self.mark(frozenset())
            return f"{learner.name}: {', '.join(codes)} {state}."

        desk.perform(operation)
