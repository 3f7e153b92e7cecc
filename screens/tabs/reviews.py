"""The progress reviews of a learner, who has yet to sign them, and the actions agreed."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from screens.record_list import Column
from screens.tabs.tab import ListTab, bindings_of
from tutor_tui.model.learner import Review
from tutor_tui.rules.words import day
from tutor_tui.workspace import agreements, reviews
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.record_views import ViewRow
from tutor_tui.workspace.review_views import action_rows, review_rows, reviews_line


class ReviewsTab(ListTab):
    """A row a review, then a row an action."""

    SUBJECT = "reviews"
    COLUMNS = (
        Column("STATE", 10),
        Column("DAY", 11),
        Column("OWED BY", 17),
        Column("WHAT", 0),
    )
    EMPTY = "No review is recorded and no action agreed."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("reviews")]

    def rows_of(self, page: LearnerPage) -> Sequence[ViewRow]:
        """The reviews, and below them the actions."""
        return [
            *review_rows(page.learner, page.verdict.reviews, page.today),
            *action_rows(page.learner, page.folder.done, page.today),
        ]

    def summary(self, page: LearnerPage) -> str:
        """When the next review is due."""
        return reviews_line(page.verdict.reviews, page.today)

    @property
    def about(self) -> tuple[str, ...]:
        """Why the next review is due when it is, who is to sign, and what is overdue."""
        if self.chosen("action"):
            return ("action_overdue", "actions.")
        return ("review_overdue", "review_due", "review_unsigned", "review", "reviews.")

    def action_new_review(self) -> None:
        """Record a review that was held; the one of the visit under the cursor, if it is one."""
        from screens.forms.reviews import review_form

        self.add_by(partial(review_form, visit=self.chosen("visit")))

    def action_sign_review(self) -> None:
        """Note who has signed the review under the cursor."""
        from screens.forms.reviews import review_form, sign_form

        if self.chosen("visit"):
            self.add_by(partial(review_form, visit=self.chosen("visit")))
        elif found := self._review():
            self.desk.fill_in(partial(sign_form, review=found[1]))
        else:
            self.desk.say("Choose a review to be signed.", alarm=True)

    def action_new_action(self) -> None:
        """Note an action that was agreed."""
        from screens.forms.reviews import action_form

        self.add_by(action_form)

    def action_action_done(self) -> None:
        """Note that the action under the cursor was done today."""
        learner, desk = self.learner, self.desk
        if id_ := self._open_action():
            text = learner.actions[id_].text

            def done_today() -> str:
                agreements.done(desk.workspace, desk.caseload, learner, id_)
                return f"{learner.name}: done: {text}."

            desk.perform(done_today)

    def action_action_done_on(self) -> None:
        """Note on which day the action under the cursor was done."""
        from screens.forms.reviews import done_form

        if id_ := self._open_action():
            self.desk.fill_in(partial(done_form, id_=id_, action=self.learner.actions[id_]))

    def action_edit_agreed(self) -> None:
        """Change the review or the action under the cursor."""
        from screens.forms.reviews import edit_action_form, edit_review_form

        if found := self._review():
            self.desk.fill_in(partial(edit_review_form, id_=found[0], review=found[1]))
        elif id_ := self.chosen("action"):
            action = self.learner.actions[id_]
            self.desk.fill_in(partial(edit_action_form, id_=id_, action=action))
        else:
            self._say_what_to_choose()

    def action_drop_agreed(self) -> None:
        """Take the review or the action under the cursor back."""
        learner, desk = self.learner, self.desk
        found, action = self._review(), self.chosen("action")

        def drop() -> str:
            if found:
                on = found[1].on
                reviews.drop(desk.workspace, desk.caseload, learner, on=on)
                return f"{learner.name}: took the review of {day(on, desk.workspace.today)} back."
            assert action is not None
            agreements.drop(desk.workspace, desk.caseload, learner, action)
            return f"{learner.name}: took back: {learner.actions[action].text}."

        if found or action:
            desk.perform(drop)
        else:
            self._say_what_to_choose()

    def _review(self) -> tuple[str, Review] | None:
        """The recorded review under the cursor, with its id."""
        id_ = self.chosen("review")
        return (id_, self.learner.reviews[id_]) if id_ else None

    def _open_action(self) -> str | None:
        """The id of the action under the cursor that is still to be done; else says so."""
        id_ = self.chosen("action")
        if id_ is None:
            done = self.chosen("done") is not None
            self.desk.say("It is done already." if done else "Choose an action.", alarm=True)
        return id_

    def _say_what_to_choose(self) -> None:
        if self.chosen("visit"):
            told = "This is a visit without a record of its review: sign it, or see the visit."
        elif self.chosen("done"):
            told = "What is done stays as it was agreed."
        else:
            told = "Choose a review or an action."
        self.desk.say(told, alarm=True)
