"""What stands between a learner and the gateway, and the assessment behind it."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from screens.record_list import Column
from screens.tabs.tab import ListTab, bindings_of
from tutor_tui.rules.gateway import GatewayItem
from tutor_tui.workspace import assessments, progress
from tutor_tui.workspace.gateway_views import assessment_rows, gateway_rows
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.record_views import ViewRow


class GatewayTab(ListTab):
    """A row an item of the gateway, then a row a method of the assessment."""

    SUBJECT = "gateway"
    COLUMNS = (
        Column("STATE", 12),
        Column("ITEM", 19),
        Column("WHY", 0),
        Column("OWED BY", 23, 100),
    )
    EMPTY = "This programme has neither gateway nor assessment."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("gateway")]

    def rows_of(self, page: LearnerPage) -> Sequence[ViewRow]:
        """The gateway's items, and below them the assessment."""
        return [*gateway_rows(page.verdict), *assessment_rows(page.verdict)]

    def summary(self, page: LearnerPage) -> str:
        """When the gateway is forecast for."""
        return page.verdict.forecast.text

    @property
    def about(self) -> tuple[str, ...]:
        """Why the chosen item is open or done, and when the gateway falls."""
        if item := self.chosen("item"):
            return (item, "forecast")
        return ("assessment", "assessment.")

    def action_gateway_done(self) -> None:
        """Declare the chosen item done."""
        self._declare("done")

    def action_gateway_open(self) -> None:
        """Take the declaration of the chosen item back."""
        self._declare("open")

    def action_gateway_not_needed(self) -> None:
        """Declare the chosen item not needed."""
        self._declare("not_needed")

    def action_gateway_on(self) -> None:
        """Declare the chosen item done or not needed, as of a day."""
        from screens.forms.gateway import declare_form

        if item := self._item():
            self.desk.fill_in(partial(declare_form, item=item))

    def action_book_assessment(self) -> None:
        """Book the chosen method."""
        from screens.forms.assessment import book_form

        if method := self._method():
            self.desk.fill_in(partial(book_form, method=method))

    def action_assessment_result(self) -> None:
        """Record the result of the chosen method."""
        from screens.forms.assessment import result_form

        if method := self._method():
            self.desk.fill_in(partial(result_form, method=method))

    def action_drop_attempt(self) -> None:
        """Take the last attempt at the chosen method back."""
        learner, desk = self.learner, self.desk
        if method := self._method():

            def drop() -> str:
                assessments.drop(desk.workspace, desk.caseload, learner, method)
                return f"{learner.name}: took the last attempt back."

            desk.perform(drop)

    def _method(self) -> str | None:
        """The method under the cursor; where there is none, says so."""
        method = self.chosen("method")
        if method is None:
            self.desk.say("Choose a method of the assessment, below the gateway.", alarm=True)
        return method

    def _declare(self, state: str) -> None:
        learner, desk = self.learner, self.desk
        if item := self._item():

            def operation() -> str:
                progress.set_gateway(desk.workspace, desk.caseload, learner, item.code, state)
                return f"{learner.name}: {item.label}: {state.replace('_', ' ')}."

            desk.perform(operation)

    def _item(self) -> GatewayItem | None:
        """The gateway's item under the cursor; where there is none, says so."""
        code = self.chosen("item")
        if code is None or self.page is None:
            self.desk.say("Choose an item of the gateway.", alarm=True)
            return None
        return next(item for item in self.page.verdict.gateway.items if item.code == code)
