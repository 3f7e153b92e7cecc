"""The plan: weeks of visits proposed, changed by hand, planned anew, and saved in one change."""

from collections.abc import Callable, Mapping
from datetime import date, time
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, Provider
from textual.reactive import Reactive, var
from textual.widget import Widget

from screens.acting import Acting
from screens.aside import AsideScreen, Progress, of_its_own
from screens.bar import Bar
from screens.draw_once import draw_once
from screens.footer import footer, named
from screens.plan_drawing import CARRYING, SWAPPING, details, in_full, legend, load, title
from screens.plan_grid import PlanGrid
from screens.prompt import Prompt
from screens.signs import legible
from tutor_tui.actions import ACTIONS, Action, keys_of
from tutor_tui.errors import TutorTuiError
from tutor_tui.model.learner import Learner
from tutor_tui.model.tutor import Leave
from tutor_tui.rules.words import count
from tutor_tui.workspace import plan_views, plans
from tutor_tui.workspace.caseload import Caseload, Overtaken
from tutor_tui.workspace.plan_views import Told
from tutor_tui.workspace.plans import Change, Draft, DraftVisit
from tutor_tui.workspace.workspace import Workspace

DETAILS = 4
"""Lines in which what is chosen is told."""
STEP = 4
"""Weeks that one key adds or takes."""
WATCH_SECONDS = 1.0
OVERTAKEN = "Somebody has changed the caseload since this was planned"


def commands() -> type[Provider]:
    """The palette's entries, loaded when it is first opened."""
    from screens.palette import Commands

    return Commands


class PlanScreen(Acting, AsideScreen[None]):
    """A tutor's weeks as they are proposed, with everything that one can do about it."""

    DEFAULT_CSS = f"""
    #plan-title {{ background: $panel; }}
    #plan-details {{ height: {DETAILS + 1}; border-top: solid $panel; }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(action.keys), action.method, action.label, show=False, id=action.id)
        for action in ACTIONS
        if action.usable_in("plan")
    ]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {commands}
    view: var[str] = var("plan", init=False)
    focused = Reactive[Widget | None](None, repaint=False)
    """As Textual has it, but without drawing the whole screen at every change of the focus."""

    def __init__(
        self, workspace: Workspace, caseload: Caseload, *, keys: Mapping[str, str]
    ) -> None:
        """Take the caseload; planning begins when the screen is shown.

        `keys` are the user's own keys by the ids of the actions.
        """
        super().__init__(workspace)
        self._caseload = caseload
        self._own_keys = keys
        self._weeks = plans.WEEKS
        self._busy: tuple[Path, ...] = ()
        self._draft: Draft | None = None
        self._past: list[Draft] = []
        """The drafts before each change that is not saved, the last one last."""
        self._future: list[Draft] = []
        """What was taken back of them, the last one last."""
        self._taken_over = False
        """Whether the draft holds what was changed by hand in one before."""
        self._changes: dict[str, Change] = {}
        """What saving would do, by the visits' keys."""
        self._marked: frozenset[str] = frozenset()
        self._carried: Draft | None = None
        """The draft as it was when the visit that is being carried was taken up."""
        self._held = ""
        """The key of the visit that is carried, or is to be swapped."""
        self._overtaken = False
        self._generation = 0

    def compose(self) -> ComposeResult:
        """Lay out title, load, weeks, what is chosen, message and keys."""
        yield Bar(id="plan-title")
        yield Bar(id="plan-load")
        yield PlanGrid(id="plan-grid")
        yield Bar(id="plan-details")
        yield Prompt(id="message")
        yield Bar(id="keys")

    def on_mount(self) -> None:
        """Begin to plan."""
        self.grid.moved = self._moved
        self.grid.focus()
        self._draw_title()
        self._draw_keys()
        draw_once(self)
        self.propose()
        self.set_interval(WATCH_SECONDS, self._watch)

    def on_resize(self) -> None:
        """Fit what is told to the window."""
        self._draw_keys()
        self._tell()
        self.say(self._said)

    # what stands on the screen

    @property
    def caseload(self) -> Caseload:
        """The caseload that is planned."""
        return self._caseload

    @property
    def grid(self) -> PlanGrid:
        """The weeks."""
        return self.query_one(PlanGrid)

    @property
    def draft(self) -> Draft | None:
        """What is proposed, as it was changed by hand; None while it is first planned."""
        return self._draft

    @property
    def by_hand(self) -> bool:
        """Whether something was changed by hand that is not saved."""
        return bool(self._past) or self._taken_over

    @property
    def learner(self) -> Learner | None:
        """The learner whose visit is under the cursor."""
        one = self._one
        return self.caseload.learners.get(one.visit.learner) if one else None

    @property
    def generation(self) -> int:
        """The caseload's generation that is planned."""
        return self._generation

    @property
    def _one(self) -> DraftVisit | None:
        """The visit under the cursor."""
        key = self.grid.key
        return self._draft.of(key) if self._draft is not None and key else None

    def key_of(self, action: Action) -> str:
        """The key that is shown for an action."""
        return keys_of(action, self._own_keys)[0]

    def say(self, sentence: str, *, alarm: bool = False) -> None:
        """Tell the user something; while there is nothing to tell, what the signs mean."""
        super().say(sentence, alarm=alarm)
        if not sentence:
            self.query_one("#message", Prompt).show(legend(self.app.size.width))

    # planning

    def propose(
        self, told: str = "", *, weeks: int | None = None, busy: tuple[Path, ...] | None = None
    ) -> None:
        """Plan the caseload as it is now, around what was changed by hand.

        Args:
            told: What to tell once it is planned.
            weeks: How far ahead; as before where None.
            busy: Calendar files whose times are taken; as before where None.
        """
        old = self._draft if self.by_hand else None
        weeks, busy = weeks or self._weeks, self._busy if busy is None else busy
        tutor = self.caseload.tutor.id

        def work(_: Progress) -> tuple[int, Draft]:
            here = of_its_own(self.workspace)
            try:
                caseload = here.caseload(tutor)
                generation = caseload.generation()
                taken = plans.busy_from(caseload, busy, here.today, weeks)
                fresh = plans.drafted(here, caseload, weeks=weeks, busy=taken)
            finally:
                here.close()
            return generation, fresh if old is None else plan_views.taken_over(fresh, old)

        def done(made: tuple[int, Draft]) -> None:
            self._weeks, self._busy = weeks, busy
            self._generation, draft = made
            self._overtaken = False
            self._taken_over = old is not None
            self._past, self._future = [], []
            self._marked = frozenset()
            self._take_near(draft)
            nobody = "" if draft.visits else "No learner is owed a visit in these weeks."
            if told or nobody:
                self.say(told or nobody)

        self.aside(f"Planning {count(weeks, 'week')}", work, done)

    def show_progress(self, percent: int) -> None:
        """Tell what is being done; how long it takes cannot be told."""
        self.query_one("#plan-load", Bar).show([(f" {self.doing}{legible('…')}", "key")])

    def failed(self, error: TutorTuiError) -> None:
        """Tell why it could not be planned; what was there before stays."""
        self._draw_load()
        self.say(str(error), alarm=True)

    def refresh_all(self) -> None:
        """Plan anew what has been changed since it was planned."""
        generation = self.caseload.generation()
        if generation != self._generation:
            self._generation = generation
            self.propose()

    def _take(self, draft: Draft, cursor: str = "") -> None:
        """Show a draft, and what saving it would do."""
        self._draft = draft
        try:
            found = plans.changes(self.workspace, self.caseload, draft)
            self._changes = {change.key: change for change in found}
        except Overtaken:
            self._tell_overtaken()
        self._marked &= self._changes.keys()
        self.grid.marked = self._marked
        self.grid.show(plan_views.grid(self.caseload, draft), cursor=cursor)
        self._draw_title()
        self._draw_load()
        self._tell()

    def _take_near(self, draft: Draft) -> None:
        """Show a draft made anew, with the cursor on the same learner's nearest visit."""
        one = self._one
        near = plan_views.nearest(draft, one.visit.learner, one.visit.on) if one else None
        self._take(draft, near.key if near else "")

    def _change(self, draft: Draft, cursor: str = "") -> None:
        """Change the draft by hand; the way back is kept."""
        assert self._draft is not None
        self._past.append(self._draft)
        self._future.clear()
        self._take(draft, cursor or self.grid.key)

    def _watch(self) -> None:
        """See whether somebody else has changed what was planned."""
        draft = self._draft
        if draft is None or self.doing or self._overtaken or self.app.screen is not self:
            return
        try:
            generation = self.caseload.generation()
            if generation != self._generation:
                self._generation = generation
                plans.changes(self.workspace, self.caseload, draft)
        except Overtaken:
            self._tell_overtaken()
        except TutorTuiError as error:
            self.say(str(error), alarm=True)

    def _tell_overtaken(self) -> None:
        self._overtaken = True
        key = self.key_named("plan-again")
        self.say(f"{OVERTAKEN}: {key} plans anew around what is pinned.", alarm=True)

    # drawing

    def _draw_title(self) -> None:
        found, width = self._changes.values(), self.app.size.width
        spans = title(self.caseload, self._draft, found, len(self._marked), width)
        self.query_one("#plan-title", Bar).show(spans)

    def _draw_load(self) -> None:
        if self._draft is not None:
            self.query_one("#plan-load", Bar).show(load(self._draft))

    def _draw_keys(self) -> None:
        """The keys; while a visit is carried or is to be swapped, those that serve then."""
        if self._held:
            spans = named(CARRYING if self._carried else SWAPPING)
        else:
            spans = footer(self.view, [("escape", "back")], self.key_of, self.app.size.width)
        self.query_one("#keys", Bar).show(spans)

    @property
    def _told(self) -> Told | None:
        """What is under the cursor, in full."""
        draft, found, entry = self._draft, self.grid.day, self.grid.entry
        if draft is None or found is None:
            return None
        if entry is None:
            return plan_views.day_told(found, self.workspace.today)
        if not entry.key:
            return plan_views.entry_told(found, entry, self.workspace.today)
        change = self._changes.get(entry.key)
        return plan_views.visit_told(self.caseload, draft, entry.key, change)

    def _moved(self) -> None:
        """Tell what the cursor has come to; what was told of something done goes."""
        self._tell()
        if self._said and not self._held:
            self.say("")

    def _tell(self) -> None:
        """Tell what is under the cursor, and mark the days of its window."""
        told, draft, key = self._told, self._draft, self.grid.key
        self._show_details(told)
        self.grid.show_window(plan_views.window_days(draft, key) if draft and key else frozenset())

    def _show_details(self, told: Told | None) -> None:
        lines = details(told, self.app.size.width, DETAILS) if told else ()
        self.query_one("#plan-details", Bar).show(*lines)

    # visits moved, swapped, pinned, left out

    def _idle(self) -> bool:
        """Whether something can be done to the draft now; if not, says why."""
        if self._draft is None or self._carried is not None:
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
        self._take(before if there else plan_views.placed(before, key, on), key)

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
        words, against = plan_views.place_words(one, self.workspace.today)
        told = f"{self._whose(one)} is put on {words}.{self._how_back()}"
        self.say(told, alarm=against)

    def _whose(self, one: DraftVisit) -> str:
        return self.caseload.learners[one.visit.learner].name

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
        first = self._held
        if not self._idle() or not (chosen := self._chosen()):
            return
        draft, one = chosen
        if not first:
            self._held = one.key
            self.grid.hold(one.key)
            self._draw_keys()
            self.say(f"{self._whose(one)} changes places with: go to the other visit.")
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
            self._change(plans.moved(draft, one.key, on, at), one.key)

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

        self.aside("Planning anew", lambda _: plans.again(draft), done)

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
        """Mark every visit of the week; where all are marked, none."""
        if not self._idle():
            return
        week = self.grid.week_keys & self._changes.keys()
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
            if not saved.left_out:
                self._past, self._taken_over = [], False
            left = f", {saved.left_out} left as proposed" if saved.left_out else ""
            told = f"Saved: {plans.summed_up(saved.changes)}{left}."
            self._generation = self.caseload.generation()
            self.propose(f"{told}{self._how_to_undo(before)}")

    # taking back

    def action_undo(self) -> None:
        """Take back the last change that is not saved; where there is none, the last that is."""
        if not self._idle() or self._draft is None:
            return
        if self._past:
            self._future.append(self._draft)
            self._take(self._past.pop(), self.grid.key)
            self.say(f"Taken back. {self.key_named('redo')} does it again.")
            return
        from tutor_tui.workspace.history import undo

        self.take_back(lambda: undo(self.workspace, self.caseload))

    def action_redo(self) -> None:
        """Do again what was last taken back."""
        if not self._idle() or self._draft is None:
            return
        if self._future:
            self._past.append(self._draft)
            self._take(self._future.pop(), self.grid.key)
            self.say(f"Done again.{self._how_back()}")
            return
        from tutor_tui.workspace.history import redo

        self.take_back(lambda: redo(self.workspace, self.caseload))

    # what is planned, and for how long

    def action_plan_longer(self) -> None:
        """Plan some weeks more."""
        self._plan_weeks(min(self._weeks + STEP, plans.MOST_WEEKS))

    def action_plan_shorter(self) -> None:
        """Plan some weeks fewer."""
        self._plan_weeks(max(self._weeks - STEP, STEP))

    def _plan_weeks(self, weeks: int) -> None:
        if self._idle() and weeks != self._weeks:
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
        tutor = self.caseload.tutor.id

        def work(_: Progress) -> Told:
            here = of_its_own(self.workspace)
            try:
                return plan_views.leave_told(here, here.caseload(tutor), leave)
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
            self._read(heading, plan_views.late_page(self.caseload, self._draft))

    # what every view has

    async def act(self, action: Action) -> None:
        """Do what an action of the registry does."""
        await self.run_action(action.method)

    def learner_names(self) -> list[tuple[str, str]]:
        """Every learner that has a visit in the plan, for the palette: id and name."""
        visits = self._draft.visits if self._draft else ()
        ids = dict.fromkeys(one.visit.learner for one in visits)
        return [(id_, self.caseload.learners[id_].name) for id_ in ids]

    async def find_learner(self, learner_id: str) -> None:
        """Go to the learner's next visit."""
        if self._draft is not None:
            one = plan_views.nearest(self._draft, learner_id, self.workspace.today)
            self.grid.go_to(one.key if one else "")

    def action_export(self) -> None:
        """Write the visits that are booked to a calendar file."""
        from screens.forms.export import export_form

        if self._idle():
            self.open_form(export_form(self.workspace, self.caseload, None))

    def action_help(self) -> None:
        """Every key, and what the signs mean."""
        from screens.help import HelpScreen

        self.app.push_screen(HelpScreen(None, (), self.view, self._own_keys))

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
