"""The board of a plan: what is proposed, and what is under the cursor, told and drawn."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.reactive import Reactive, var
from textual.widget import Widget

from screens.acting import Acting
from screens.aside import AsideScreen, Progress, of_its_own
from screens.bar import Bar
from screens.draw_once import draw_once
from screens.footer import footer, named
from screens.plan_drawing import CARRYING, details, legend, load, title
from screens.plan_grid import PlanGrid
from screens.prompt import Prompt
from screens.signs import legible
from tutor_tui.actions import ACTIONS, Action, keys_of
from tutor_tui.errors import TutorTuiError
from tutor_tui.model.learner import Learner
from tutor_tui.rules.words import count
from tutor_tui.workspace import plan_by_hand, plan_told, plan_views, plans
from tutor_tui.workspace.caseload import Caseload, Overtaken
from tutor_tui.workspace.plan_told import Told
from tutor_tui.workspace.plan_views import People
from tutor_tui.workspace.plans import Change, Draft, DraftVisit, Planned
from tutor_tui.workspace.workspace import Workspace

DETAILS = 4
"""Lines in which what is chosen is told."""
WATCH_SECONDS = 1.0
PLANNING = "Planning"
OVERTAKEN = "Somebody has changed the caseload since this was planned"


def commands() -> type[Provider]:
    """The palette's entries, loaded when it is first opened."""
    from screens.palette import Commands

    return Commands


class PlanBoard(Acting, AsideScreen[None]):
    """A tutor's weeks as they are proposed; `screens.plan` adds what one can do about it."""

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

        Raises:
            Refused: The caseload cannot be read.
        """
        super().__init__(workspace)
        self._caseload = caseload
        self._tutor = caseload.tutor
        self._own_keys = keys
        self._weeks = plans.WEEKS
        self._busy: tuple[Path, ...] = ()
        self._draft: Draft | None = None
        self._people = People(names={}, short={}, standing={})
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
        self._draw_title()
        if not self.doing:
            self._draw_load()
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
    def proposing(self) -> bool:
        """Whether the caseload is being planned for the first time or afresh."""
        return self.doing.startswith(PLANNING)

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
        weeks = self._weeks = weeks or self._weeks
        busy = self._busy if busy is None else busy
        tutor = self._tutor.id

        def work(_: Progress) -> tuple[int, Draft, People, bool]:
            here = of_its_own(self.workspace)
            try:
                caseload = here.caseload(tutor)
                generation = caseload.generation()
                taken = plans.busy_from(caseload, busy, here.today, weeks)
                fresh = plans.drafted(here, caseload, weeks=weeks, busy=taken)
                who = plan_views.people(caseload, fresh)
            finally:
                here.close()
            draft = fresh if old is None else plan_by_hand.taken_over(fresh, old)
            return generation, draft, who, draft is not fresh

        def done(made: tuple[int, Draft, People, bool]) -> None:
            self._busy = busy
            self._generation, draft, self._people, self._taken_over = made
            self._overtaken = False
            self._past, self._future = [], []
            self._take_near(draft)
            nobody = "" if draft.visits else "No learner is owed a visit in these weeks."
            if told or nobody:
                self.say(told or nobody)

        self.aside(f"{PLANNING} {count(weeks, 'week')}", work, done)

    def settle(self, draft: Draft, saved: Planned) -> None:
        """Show what was saved of a draft as booked, and the rest as it was proposed."""
        by_hand = self.by_hand
        try:
            asked = plans.asked_now(self.workspace, self.caseload, draft)
            rest = plan_by_hand.rest(draft, asked, saved)
            self._people = plan_views.people(self.caseload, rest)
        except TutorTuiError as error:  # it is saved; that it cannot be read is told
            self.say(str(error), alarm=True)
            return
        self._past, self._future, self._marked = [], [], frozenset()
        self._taken_over = by_hand and plan_by_hand.changed_by_hand(rest)
        ids = {change.key: change.after.id for change in saved.changes}
        self._take(rest, ids.get(self.grid.key, self.grid.key))

    def show_progress(self, percent: int) -> None:
        """Tell what is being done; how long it takes cannot be told."""
        self.query_one("#plan-load", Bar).show([(f" {self.doing}{legible('…')}", "key")])

    def failed(self, error: TutorTuiError) -> None:
        """Tell why it could not be planned; what was there before stays."""
        self._draw_load()
        self.say(str(error), alarm=True)

    def refresh_all(self) -> None:
        """Plan anew what has been changed since it was planned."""
        try:
            generation = self.caseload.generation()
        except TutorTuiError as error:
            self.say(str(error), alarm=True)
            return
        if generation != self._generation:
            self._generation = generation
            self.propose()

    def _take(self, draft: Draft, cursor: str = "") -> None:
        """Show a draft, and what saving it would do; what is marked stays so."""
        if (old := self._draft) is not None:
            self._marked = frozenset(plan_by_hand.key_in(draft, old, key) for key in self._marked)
        self._draft = draft
        try:
            found = plans.changes(self.workspace, self.caseload, draft)
            self._changes = {change.key: change for change in found}
        except Overtaken:
            self._tell_overtaken()
        except TutorTuiError as error:  # it is told again when it is to be saved
            self.say(str(error), alarm=True)
        self._marked &= self._changes.keys()
        self.grid.show(plan_views.grid(self._people, draft), cursor=cursor)
        self.grid.mark(self._marked)
        self._draw_title()
        self._draw_load()
        self._tell()

    def _take_near(self, draft: Draft) -> None:
        """Show a draft made anew, with the cursor on the same visit as far as it is there."""
        old, key = self._draft, self.grid.key
        self._take(draft, plan_by_hand.key_in(draft, old, key) if old and key else "")

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
        self._draw_load()
        key = self.key_named("plan-again")
        self.say(f"{OVERTAKEN}: {key} plans anew around what is pinned.", alarm=True)

    # drawing

    def _draw_title(self) -> None:
        found, width = self._changes.values(), self.app.size.width
        spans = title(self._tutor.name, self._draft, found, len(self._marked), width)
        self.query_one("#plan-title", Bar).show(spans)

    def _draw_load(self) -> None:
        spans = load(self._draft, self.app.size.width) if self._draft else []
        if self._overtaken:  # it stays told, whatever is done next
            spans = [(f" {OVERTAKEN}.", "warn")]
        self.query_one("#plan-load", Bar).show(spans)

    def _draw_keys(self) -> None:
        """The keys; while a visit is carried or is to be swapped, those that serve then."""
        if self._carried is not None:
            spans = named(CARRYING)
        elif self._held:
            spans = named(
                [(self.key_named("plan-swap"), "swap with this one"), ("esc", "leave it")]
            )
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
            return plan_told.day_told(found, self.workspace.today)
        if not entry.key:
            return plan_told.entry_told(found, entry, self.workspace.today)
        change = self._changes.get(entry.key)
        return plan_told.visit_told(self._people, draft, entry.key, change)

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

    # what the palette finds

    async def act(self, action: Action) -> None:
        """Do what an action of the registry does."""
        await self.run_action(action.method)

    def learner_names(self) -> list[tuple[str, str]]:
        """Every learner that has a visit in the plan, for the palette: id and name."""
        visits = self._draft.visits if self._draft else ()
        ids = dict.fromkeys(one.visit.learner for one in visits)
        return [(id_, self._people.names[id_]) for id_ in ids]

    async def find_learner(self, learner_id: str) -> None:
        """Go to the learner's next visit."""
        if self._draft is not None:
            one = plan_by_hand.nearest(self._draft, learner_id, self.workspace.today)
            self.grid.go_to(one.key if one else "")
