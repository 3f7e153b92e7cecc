"""What stands between a learner and the gateway."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from screens.record_list import Column
from screens.tabs.tab import ListTab, bindings_of
from tutor_tui.workspace import progress, record_views
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.record_views import ViewRow


class GatewayTab(ListTab):
    """A row an item of the gateway."""

    SUBJECT = "gateway"
    COLUMNS = (
        Column("STATE", 12),
        Column("ITEM", 19),
        Column("WHY", 0),
        Column("OWED BY", 23, 100),
    )
    EMPTY = "This programme has no gateway."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("gateway")]

    def rows_of(self, page: LearnerPage) -> Sequence[ViewRow]:
        """A row an item."""
        return record_views.gateway_rows(page.verdict)

    def summary(self, page: LearnerPage) -> str:
        """When the gateway is forecast for."""
        return page.verdict.forecast.text

    @property
    def about(self) -> tuple[str, ...]:
        """Why the chosen item is open or done, and when the gateway falls."""
        return (*filter(None, (self.cursor_id,)), "forecast")

    def action_gateway_done(self) -> None:
        """Declare the chosen item done."""
        self._declare("done")

    def action_gateway_open(self) -> None:
        """Take the declaration of the chosen item back."""
        self._declare("open")

    def action_gateway_not_needed(self) -> None:
        """Declare the chosen item not needed."""
        self._declare("not_needed")

    def _declare(self, state: str) -> None:
        code, learner, desk = self.cursor_id, self.learner, self.desk
        if code is None:
            return

        def operation() -> str:
            progress.set_gateway(desk.workspace, desk.caseload, learner, code, state)
            return f"{learner.name}: {code} {state.replace('_', ' ')}."

        desk.perform(operation)
