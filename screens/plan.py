"""The plan: visits moved, swapped, pinned, left out, planned anew, and saved in one change."""

from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path

from textual.command import CommandPalette

from screens.aside import Progress, of_its_own
from screens.plan_board import PlanBoard
from screens.plan_drawing import in_full, signs
from screens.prompt import Prompt
from tutor_tui.errors import TutorTuiError
from tutor_tui.model.tutor import Leave
from tutor_tui.rules.words import count, listing
from tutor_tui.workspace import plan_by_hand, plan_told, plans
from tutor_tui.workspace.caseload import Overtaken
from tutor_tui.workspace.plan_told import Told
from tutor_tui.workspace.plans import Draft, DraftVisit

STEP = 4
"""Weeks that one key adds or takes."""


class PlanScreen(PlanBoard):
    """The board, and everything that one can do about what is proposed."""

    # visits moved, swapped, pinned, left out

    def _idle(self) -> bool:
        """Whether something can be done to the draft now; if not, says why."""
        if self._carried is not None:
            self.say("A visit is being carried: Enter puts it down, Esc puts it back.")
            return False
        if self._draft is None:
            return False
        if self.doing:
            self.say(f"{self.doing}: a moment.")
            return False
        if self._held:
            self._let_go()
        return True

    def _chosen(self) -> tuple[Draft, DraftVisit] | None:
        """The draft and the visit under the cursor, where it can be changed; if not, says why."""
        one, draft = self._one, self._draft
        if one is None or draft is None:
            self.say("No visit of the plan is chosen.", alarm=True)
        elif one.held:
            self.say("That visit cannot be changed here.", alarm=True)
        else:
            return draft, one
        return None

    def action_plan_move(self) -> None:
        """Take the visit up; or put down the one that is carried."""
        if self._carried is not None:
            self._put_down()
        elif self._idle() and (chosen := self._chosen()):
            self._carried, one = chosen
            self._held = one.key
            self.grid.carry = self._carry_to
            self._draw_keys()
            self.say(f"Carrying {self._whose(one)}.")

    def _carry_to(self, on: date) -> None:
        """Put the visit that is carried on another day; what speaks against it is told at once."""
        before, key = self._carried, self._held
        assert before is not None
        there = on == before.of(key).visit.on
        self._take(before if there else plan_by_hand.placed(before, key, on), key)

    def _put_down(self) -> None:
        before, after, key = self._carried, self._draft, self._held
        assert before is not None
        assert after is not None
        self._let_go()
        if after is not before:
            self._past.append(before)
            self._future.clear()
            self._say_where(after.of(key))
        else:
            self.say("")

    def _let_go(self) -> None:
        """Carry nothing, and choose nothing to be swapped any more."""
        self._carried = self.grid.carry = None
        self._held = ""
        self.grid.hold("")
        self._draw_keys()

    def _say_where(self, one: DraftVisit) -> None:
        """Tell where a visit is now; what speaks against that stands in the details."""
        words, against = plan_told.place_words(one, self.workspace.today)
        told = f"{self._whose(one)} is put on {words}.{self._how_back()}"
        self.say(told, alarm=against)

    def _whose(self, one: DraftVisit) -> str:
        return self._people.names[one.visit.learner]

    def _how_back(self) -> str:
        return f" {self.key_named('undo')} to undo."

    def action_look(self) -> None:
        """Enter puts down what is carried, swaps, or else tells all of what is chosen."""
        if self._carried is not None:
            self._put_down()
        elif self._held:
            self.action_plan_swap()
        elif told := self._told:
            self._read(told.title, in_full(told))

    def _read(self, heading: str, text: str) -> None:
        from screens.text_page import TextScreen

        self.app.push_screen(TextScreen(heading, text))

    def action_plan_swap(self) -> None:
        """Choose a visit that is to change places; then the other."""
        first = self._held if self._carried is None else ""
        if first and not self._chosen():  # the other is still to be chosen
            return
        if not self._idle() or not (chosen := self._chosen()):
            return
        draft, one = chosen
        if not first:
            self._held = one.key
            self.grid.hold(one.key)
            self._draw_keys()
            self.say(f"Go to the visit that {self._whose(one)} is to change places with.")
        elif first != one.key:
            other = draft.of(first)
            self._change(plans.swapped(draft, first, one.key), first)
            self.say(f"Swapped {self._whose(other)} and {self._whose(one)}.{self._how_back()}")
        else:
            self.say("")

    def action_plan_pin(self) -> None:
        """Pin the visit where it is, or let it be planned again."""
        if not self._idle() or not (chosen := self._chosen()):
            return
        draft, one = chosen
        pin = not (one.pinned or one.stays)
        self._change(plans.pinned(draft, one.key, stays=pin))
        told = "is pinned, and stays when planned anew" if pin else "may be planned elsewhere"
        self.say(f"{self._whose(one)} {told}.{self._how_back()}")

    def action_plan_drop(self) -> None:
        """Leave the visit out, or take it in again."""
        if not self._idle() or not (chosen := self._chosen()):
            return
        draft, one = chosen
        self._change(plans.dropped(draft, one.key, out=not one.dropped))
        told = "is taken in again" if one.dropped else "is left out"
        self.say(f"{self._whose(one)} {told}.{self._how_back()}")

    def action_plan_time(self) -> None:
        """Give the visit another day or time of day."""
        from screens.forms.plan import time_form

        if not self._idle() or not (chosen := self._chosen()):
            return
        draft, one = chosen

        def put(on: date, at: time) -> None:
            self._change(plan_by_hand.put(draft, one.key, on, at), one.key)

        def tell(_: str) -> None:
            assert self._draft is not None
            self._say_where(self._draft.of(one.key))

        self.open_form(time_form(self._whose(one), one, self.workspace.today, put), tell)

    def action_plan_again(self) -> None:
        """Propose again around what is pinned."""
        draft = self._draft
        if not self._idle() or draft is None:
            return
        if self._overtaken or not self.by_hand:
            self.propose("Planned anew.")
            return

        def done(made: Draft) -> None:
            self._past.append(draft)
            self._future.clear()
            self._take_near(made)
            self.say(f"Planned anew around what is pinned.{self._how_back()}")

        self.aside("Working round what is pinned", lambda _: plans.again(draft), done)

    # saving

    def action_plan_mark(self) -> None:
        """Mark the visit, or mark it no more."""
        if not self._idle():
            return
        key = self.grid.key
        if key in self._changes:
            self._mark(self._marked ^ {key})
        else:
            self.say("There is nothing to save of what is chosen.", alarm=True)

    def action_plan_mark_week(self) -> None:
        """Mark every visit that comes into the week or leaves it; where all are marked, none."""
        found = self.grid.day
        if not self._idle() or found is None:
            return
        monday = found.on - timedelta(days=found.on.weekday())
        days = {monday + timedelta(days=n) for n in range(7)}
        week = frozenset(
            key
            for key, change in self._changes.items()
            if change.after.date in days or (change.before and change.before.date in days)
        )
        if week:
            self._mark(self._marked - week if week <= self._marked else self._marked | week)
        else:
            self.say("There is nothing to save in this week.", alarm=True)

    def _mark(self, keys: frozenset[str]) -> None:
        self._marked = keys
        self.grid.mark(keys)
        self._draw_title()
        told = f"{count(len(keys), 'change')} marked: {self.key_named('plan-save')} saves "
        self.say(f"{told}{'that' if len(keys) == 1 else 'those'} alone." if keys else "")

    def action_plan_save(self) -> None:
        """Save everything, or what is marked."""
        draft = self._draft
        if not self._idle() or draft is None or not self.can_change():
            return
        before = self._generation
        try:
            saved = plans.save(self.workspace, self.caseload, draft, only=self._marked or None)
        except Overtaken:
            self._tell_overtaken()
        except TutorTuiError as error:
            self.say(str(error), alarm=True)
        else:
            left = f", {saved.left_out} left as proposed" if saved.left_out else ""
            told = f"Saved: {plans.summed_up(saved.changes)}{left}."
            self.settle(draft, saved)
            self._generation = self.caseload.generation()
            self.say(f"{told}{self._how_to_undo(before)}")

    # taking back

    def action_undo(self) -> None:
        """Take back the last change that is not saved; where there is none, the last that is."""
        if not self._idle() or self._draft is None:
            return
        if self._past:
            self._future.append(self._draft)
            whom = self._step_to(self._past.pop())
            self.say(f"Taken back{whom}. {self.key_named('redo')} does it again.")
            return
        from tutor_tui.workspace.history import undo

        self.take_back(lambda: undo(self.workspace, self.caseload))

    def action_redo(self) -> None:
        """Do again what was last taken back."""
        if not self._idle() or self._draft is None:
            return
        if self._future:
            self._past.append(self._draft)
            whom = self._step_to(self._future.pop())
            self.say(f"Done again{whom}.{self._how_back()}")
            return
        from tutor_tui.workspace.history import redo

        self.take_back(lambda: redo(self.workspace, self.caseload))

    def _step_to(self, draft: Draft) -> str:
        """Show the draft of before or after a change, the cursor on it; for whom it was."""
        assert self._draft is not None
        before = {one.key: one for one in self._draft.visits}
        changed = [one for one in draft.visits if before.get(one.key) != one]
        whom = dict.fromkeys(one.visit.learner for one in changed)
        if not 1 <= len(whom) <= 2:  # planned anew: everything is
            self._take_near(draft)
            return ""
        self._take(draft, changed[0].key)
        return f" for {listing([self._people.names[id_] for id_ in whom])}"

    # what is planned, and for how long

    def action_plan_longer(self) -> None:
        """Plan some weeks more."""
        self._plan_weeks(min(self._weeks + STEP, plans.MOST_WEEKS))

    def action_plan_shorter(self) -> None:
        """Plan some weeks fewer."""
        self._plan_weeks(max(self._weeks - STEP, STEP))

    def _plan_weeks(self, weeks: int) -> None:
        """Plan so many weeks; where they are being planned already, these instead."""
        if weeks != self._weeks and (self.proposing or self._idle()):
            self.propose(f"{count(weeks, 'week')} are planned.", weeks=weeks)

    def action_plan_busy(self) -> None:
        """Read from calendar files which times are taken."""
        from screens.forms.plan import busy_form

        found: list[tuple[Path, ...]] = []

        def read(told: str) -> None:
            for files in found:
                self.propose(told, busy=files)

        if self._idle():
            self.open_form(busy_form(self._busy, found.append), read)

    def action_plan_leave(self) -> None:
        """Take leave, once it is told what that does to the visits."""
        from screens.forms.plan import leave_form

        found: list[Leave] = []

        def look(_: str) -> None:
            for leave in found:
                self._look_at(leave)

        if self._idle() and self.can_change():
            self.open_form(leave_form(self.workspace.today, found.append), look)

    def _look_at(self, leave: Leave) -> None:
        """Tell what leave does to the visits, and ask whether to take it."""
        tutor = self._tutor.id

        def work(_: Progress) -> Told:
            here = of_its_own(self.workspace)
            try:
                return plan_told.leave_told(here, here.caseload(tutor), leave)
            finally:
                here.close()

        def done(told: Told) -> None:
            self._draw_load()
            self._show_details(told)
            self.query_one("#message", Prompt).ask(
                "Take this leave?", lambda: self._take_leave(leave, told), self._stay
            )

        self.aside("Working out what the leave does", work, done)

    def _take_leave(self, leave: Leave, told: Told) -> None:
        from tutor_tui.workspace import tutors

        def operation() -> str:
            tutors.edit(
                self.caseload,
                self.workspace,
                {"leave": tutors.with_leave(self.caseload.tutor, leave)},
            )
            return f"{told.title} is taken."

        self.perform(operation)

    def _stay(self) -> None:
        """Show again what stood here before something was asked."""
        self._tell()
        self.say("")

    def action_plan_late(self) -> None:
        """Show what cannot be on time, by how much and why."""
        if self._draft is not None:
            late = len(self._draft.plan.late)
            heading = f"{count(late, 'window')} cannot be met" if late else "Everybody is on time"
            self._read(heading, plan_told.late_page(self._people, self._draft))

    # ways out

    def action_export(self) -> None:
        """Write the visits that are booked to a calendar file."""
        from screens.forms.export import export_form

        if self._idle():
            self.open_form(export_form(self.workspace, self.caseload, None))

    def action_help(self) -> None:
        """Every key, and what the signs mean."""
        from screens.help import HelpScreen

        words = [(sign, told) for sign, _, _, told in signs()]
        self.app.push_screen(HelpScreen(None, (), self.view, self._own_keys, words))

    def action_command_palette(self) -> None:
        """Find an action or a learner by typing."""
        self.app.push_screen(CommandPalette(placeholder="Type an action or a learner"))

    def action_theme(self) -> None:
        """Choose other colours."""
        self.app.search_themes()

    def action_back(self) -> None:
        """Put back what is carried, choose no other, and at last leave the plan."""
        if self._carried is not None:
            before, key = self._carried, self._held
            self._let_go()
            self._take(before, key)
            self.say("")
        elif self._held:
            self._let_go()
            self.say("")
        else:
            self._leave("Leave the plan without saving what you changed?", self._close)

    def action_quit(self) -> None:
        """Leave the program."""
        self._leave("Leave the program without saving what you changed?", self.app.exit)

    def _leave(self, question: str, leave: Callable[[], None]) -> None:
        """Leave; where something was changed by hand, only after a question."""
        if self.by_hand:
            self.query_one("#message", Prompt).ask(question, leave, self._stay)
        else:
            leave()

    def _close(self) -> None:
        self.stop()
        self.dismiss()
