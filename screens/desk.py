"""The desk: the caseload, the learner's record and the history as panes, and ways between them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, Provider
from textual.reactive import Reactive, var
from textual.widget import Widget
from textual.widgets import ContentSwitcher
from textual.worker import Worker

from screens.acting import Acting
from screens.bar import Bar, Span
from screens.caseload import FILTERS, CaseloadPane
from screens.footer import footer
from screens.prompt import Prompt
from screens.record_list import RecordList
from tutor_tui.actions import ACTIONS, TABS, Action, complaints, keys_of
from tutor_tui.errors import TutorTuiError
from tutor_tui.london import in_london
from tutor_tui.model.learner import Learner
from tutor_tui.rules.triage import Verdict, rank
from tutor_tui.rules.words import day
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.overview import overview
from tutor_tui.workspace.views import FINISHED, CaseloadRow, caseload_row
from tutor_tui.workspace.visit_lists import in_order
from tutor_tui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from screens.history import HistoryPane
    from screens.record import RecordPane
    from tutor_tui.workspace.learner_page import LearnerPage

BY_METHOD = {action.method: action for action in ACTIONS}
WATCH_SECONDS = 1.0
"""How often a change by somebody else is looked for; asking costs one look at a file."""
READ_ONLY = " READ ONLY: damaged "
MANY = 1000
"""Where so many learners are to be judged, it is done a few at a time, between the keys."""
AT_A_TIME = 100
"""Judging one takes some quarter of a millisecond."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the user is: the caseload, a learner's record, a learner's or the whole history."""

    pane: str
    learner: str = ""


HOME = Place("caseload")


def bindings() -> list[BindingType]:
    """The keys of every action that is not a tab's own or the plan's, from the registry."""
    return [
        *(
            Binding(",".join(action.keys), action.method, action.label, show=False, id=action.id)
            for action in ACTIONS
            if not action.tab and action.views != ("plan",)
        ),
        *(Binding(str(number), f"number({number})", show=False) for number in range(10)),
    ]


def commands() -> type[Provider]:
    """The palette's entries, loaded when it is first opened."""
    from screens.palette import Commands

    return Commands


class Desk(Acting):
    """One tutor's caseload, within it one learner's record, and the history of either.

    What is shown, and how one gets from one place to another; `screens.main` adds what changes
    anything.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings()
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {commands}
    focused = Reactive[Widget | None](None, repaint=False)
    """As Textual has it, but without drawing the whole screen at every change of the focus."""
    view: var[str] = var("caseload", init=False)

    def __init__(
        self, workspace: Workspace, caseload: Caseload | None, *, keys: Mapping[str, str]
    ) -> None:
        """Take the workspace and the caseload to begin with; None asks for a tutor first.

        `keys` are the user's own keys by the ids of the actions.
        """
        super().__init__(workspace)
        self.own_keys = keys
        self._caseload = caseload
        self._place = HOME
        self._way: list[Place] = []
        """The places that going back leads to, the next one last."""
        self._drawn: tuple[int, str | None] | None = None
        """The caseload's generation and damage as they are shown."""
        self._rows: dict[str, tuple[Verdict, CaseloadRow]] = {}
        self._judging: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """Lay out title, panes, message and keys."""
        yield Bar(id="title")
        with ContentSwitcher(initial="caseload", id="panes"):
            yield CaseloadPane()
        yield Prompt(id="message")
        yield Bar(id="keys")

    # what is shown

    @property
    def caseload(self) -> Caseload:
        """The caseload shown."""
        assert self._caseload is not None
        return self._caseload

    @property
    def pane(self) -> CaseloadPane:
        """The caseload's pane."""
        return self.query_one(CaseloadPane)

    @property
    def record(self) -> "RecordPane":
        """The record's pane; there is one once a learner has been opened."""
        from screens.record import RecordPane

        return self.query_one(RecordPane)

    @property
    def history(self) -> "HistoryPane":
        """The history's pane; there is one once it has been opened."""
        from screens.history import HistoryPane

        return self.query_one(HistoryPane)

    @property
    def learner(self) -> Learner | None:
        """The learner that an action is about: the open record's, else the chosen row's.

        As they are shown: what somebody else has changed since is not written over unseen.
        """
        row = self.pane.current if self._place == HOME else None
        known = self._rows.get(row.id if row else self._place.learner)
        return known[0].learner if known else None

    def page_of(self, learner: Learner) -> "LearnerPage":
        """Everything about a learner, as it is shown."""
        from tutor_tui.workspace.learner_page import LearnerPage

        return LearnerPage(self.workspace, self.caseload, learner)

    @property
    def generation(self) -> int:
        """The caseload's generation that is shown."""
        return self._drawn[0] if self._drawn else 0

    def on_mount(self) -> None:
        """Show the caseload, and look out for changes by others."""
        self._draw_keys()
        if self._caseload is None:
            self.action_choose_tutor()
        else:
            self.refresh_all()
            self.pane.learners.focus()
            self._tell_notices()
        wrong = complaints(self.own_keys)
        if wrong:
            self.say(f"Keys in the configuration: {'; '.join(wrong)}.", alarm=True)
        self.set_interval(WATCH_SECONDS, self._watch)

    def show_caseload(self, caseload: Caseload) -> None:
        """Show another tutor's caseload."""
        self._caseload = caseload
        self._rows.clear()
        self.to_caseload()
        self.refresh_all()
        self._tell_notices()

    def refresh_all(self) -> None:
        """Ask the workspace again and show what has changed; the cursors stay.

        Where many learners have to be judged anew, it is shown when all are.
        """
        if self._caseload is None:
            return
        try:
            self._drawn = self.caseload.generation(), self.caseload.damage
            today = self.workspace.today
            if len(self.caseload.unjudged(today)) > MANY:
                if self._judging is None:
                    self._judging = self.run_worker(self._judge(), group="judging")
                return
            verdicts = self.caseload.verdicts(today)
            self._rows = {verdict.learner.id: self._row(verdict) for verdict in verdicts}
            finished = [verdict for verdict in verdicts if verdict.status in FINISHED]
            finished.sort(key=lambda verdict: verdict.learner.family_name.casefold())
            ranked = (*rank(verdicts), *finished)
            self.pane.show_rows([self._rows[verdict.learner.id][1] for verdict in ranked])
            self._draw_title()
            if self._place.pane == "record":
                self._draw_record()
            elif self._place.pane == "history":
                self.history.read()
        except TutorTuiError as error:
            self.say(str(error), alarm=True)

    async def _judge(self) -> None:
        """Judge the learners a few at a time; the title tells how far it is."""
        caseload, today = self.caseload, self.workspace.today
        judged: dict[str, tuple[Verdict, CaseloadRow]] = {}
        if not self.pane.rows:
            self.pane.learners.empty = ""
        try:
            left = caseload.unjudged(today)
            for first in range(0, len(left), AT_A_TIME):
                if caseload is not self._caseload:
                    break
                percent = 100 * first // len(left)
                self._draw_title(f"working out how {len(left)} learners stand: {percent} %")
                await asyncio.sleep(0)
                for learner in left[first : first + AT_A_TIME]:
                    judged[learner.id] = self._row(caseload.verdict(learner, today))
        except TutorTuiError as error:
            self.say(str(error), alarm=True)
            return
        finally:
            self._judging = None
        self._rows.update(judged)  # not before: actions are about learners as they are shown
        self.refresh_all()

    def _row(self, verdict: Verdict) -> tuple[Verdict, CaseloadRow]:
        known = self._rows.get(verdict.learner.id)
        if known is None or known[0] is not verdict:
            known = (verdict, caseload_row(verdict, self.workspace.today))
        return known

    def _draw_title(self, doing: str = "") -> None:
        """Whose caseload it is, the day, and its visits, or what is being done meanwhile."""
        today = self.workspace.today
        caseload = self.caseload
        spans: list[Span] = [(READ_ONLY, "alarm")] if caseload.damage else []
        spans += [
            (" tutor-tui ", "strong"),
            (f" {caseload.tutor.name}", "strong"),
            (f"  {today:%A} {day(today, today)} {today.year}", "plain"),
        ]
        if doing:
            self.query_one("#title", Bar).show([*spans, (f"  {doing}", "key")])
            return
        visits_today = in_order(
            visit
            for visit in caseload.visits.values()
            if visit.date == today and visit.status == "booked"
        )
        names = []
        for visit in visits_today:
            learner = caseload.learners.get(visit.learner)
            clock = f"{in_london(visit.start):%H:%M} " if visit.start else ""
            names.append(f"{clock}{learner.name if learner else ''}")
        said = ", ".join(names) if names else "no visits today"
        spans.append((f"  {'today: ' if names else ''}{said}", "key" if names else "quiet"))
        self.query_one("#title", Bar).show(spans)

    def key_of(self, action: Action) -> str:
        """The key that is shown for an action."""
        return keys_of(action, self.own_keys)[0]

    def _draw_keys(self) -> None:
        """The keys of the view, as many as fit, eight at most; the last always stays."""
        pairs = [] if self.view == "caseload" else [("escape", "back")]
        if not self.view.startswith("record"):
            pairs.append(("enter", "open"))
        spans = footer(self.view, pairs, self.key_of, self.size.width)
        self.query_one("#keys", Bar).show(spans)

    def _draw_record(self) -> None:
        learner = self.learner
        if learner is None:  # somebody has taken the learner out of the caseload meanwhile
            self.to_caseload()
            return
        self.record.show(self.page_of(learner))

    def _watch(self) -> None:
        """See whether anyone has changed something, or the day has turned."""
        if self._caseload is None or self.app.screen is not self:
            return
        try:
            turned = self.workspace.day_has_turned()
            if turned or (self.caseload.generation(), self.caseload.damage) != self._drawn:
                if turned:
                    self._rows.clear()
                self.refresh_all()
            self._tell_notices()
        except TutorTuiError as error:
            self.say(str(error), alarm=True)

    def _tell_notices(self) -> None:
        """Tell what the stores have to tell, after what is told already."""
        if told := self.workspace.told():
            self.say(" ".join((self._said, *(f"{one}." for one in told))).strip(), alarm=True)

    def on_resize(self) -> None:
        """Fit the keys to the window."""
        self._draw_keys()

    # moving between views

    def watch_view(self) -> None:
        """Show the keys of the view."""
        self._draw_keys()
        self.refresh_bindings()

    def to_caseload(self) -> None:
        """Go back to the list."""
        self._come_to(HOME)
        self.query_one("#panes", ContentSwitcher).current = "caseload"
        self.view = "caseload"
        self.pane.learners.focus()

    async def open_record(self, learner_id: str, tab: str | None = None) -> None:
        """Open a learner's record, on the tab it was last on where none is named."""
        from screens.record import RecordPane

        if learner_id not in self._rows:
            return
        if not self.query(RecordPane):
            await self._add_pane(RecordPane())
        self._come_to(Place("record", learner_id))
        page = self.page_of(self._rows[learner_id][0].learner)
        await self.open_tab(tab or self.record.subject, page)
        self.query_one("#panes", ContentSwitcher).current = "record"
        self.record.tab.take_keys()

    async def open_history(self, learner_id: str = "") -> None:
        """Open a learner's history, or the caseload's."""
        from screens.history import HistoryPane, Scope

        known = self._rows.get(learner_id)
        scope = Scope(self.workspace, self.caseload, known[0].learner if known else None)
        if not self.query(HistoryPane):
            await self._add_pane(HistoryPane(scope))
        self.history.turn_to(scope)
        self._come_to(Place("history", learner_id))
        self.say("")
        self.view = "history"
        self.refresh_all()
        self.query_one("#panes", ContentSwitcher).current = "history"
        self.history.changes.focus()

    async def _add_pane(self, pane: Widget) -> None:
        """Make a pane when it is first needed; it is drawn when it is turned to."""
        pane.display = False
        await self.query_one("#panes", ContentSwitcher).mount(pane)

    def _come_to(self, place: Place) -> None:
        """Remember the way back; who comes to a place on it has gone back there."""
        if place == HOME:
            self._way.clear()
        elif place in self._way:
            del self._way[self._way.index(place) :]
        elif place.pane != self._place.pane:
            self._way.append(self._place)
        self._place = place

    async def _go_back(self) -> None:
        place = self._way.pop() if self._way else HOME
        self._place = place
        if place.pane == "record" and place.learner in self._rows:
            await self.open_record(place.learner)
        elif place.pane == "history":
            await self.open_history(place.learner)
        else:
            self.to_caseload()

    async def open_tab(self, tab: str, page: "LearnerPage | None" = None) -> None:
        """Open a tab of the record, of another learner where a page is given."""
        self.say("")
        self.view = f"record.{tab}"
        try:
            await self.record.open_tab(tab, page)
        except TutorTuiError as error:
            self.say(str(error), alarm=True)

    async def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        """Enter opens the record of the learner; within the record it changes nothing."""
        if self._place.pane != "record":
            await self.action_open_learner()

    def on_history_pane_unread(self, event: "HistoryPane.Unread") -> None:
        """Tell why the older changes could not be read."""
        self.say(event.why, alarm=True)

    def on_caseload_pane_pointed(self, event: CaseloadPane.Pointed) -> None:
        """Show the learner under the cursor beside the list, where there is room."""
        event.stop()
        if not self.pane.previews or self._caseload is None:
            return
        learner = self.caseload.learners.get(event.learner or "")
        if learner is None:
            self.pane.show_preview("", [])
            return
        today = self.workspace.today
        verdict = self.caseload.verdict(learner, today)
        why = [("" if n else "Why", f"{r.text}.") for n, r in enumerate(verdict.reasons)]
        lines = [*why, ("", ""), *overview(verdict, today)]
        self.pane.show_preview(f"{learner.name} ({learner.ref})", lines)

    def learner_names(self) -> list[tuple[str, str]]:
        """Every learner of the caseload, most urgent first, for the palette: id and name."""
        return [(row.id, f"{row.name} ({row.ref})") for row in self.pane.rows]

    async def find_learner(self, learner_id: str) -> None:
        """Open the record of a learner that was found in the palette."""
        await self.open_record(learner_id)

    # actions of the registry

    async def act(self, action: Action) -> None:
        """Do what an action of the registry does, be it the open tab's or the screen's."""
        await (self.record.tab if action.tab else self).run_action(action.method)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action can be used in the view that is open."""
        known = BY_METHOD.get(action)
        return known is None or known.usable_in(self.view)

    async def action_number(self, number: int) -> None:
        """A number shows a state's learners in the caseload, and a tab in the record."""
        if self.view == "caseload":
            self.pane.set_state(number)
        elif self._place.pane == "record" and (index := (number - 1) % 10) < len(TABS):
            await self.open_tab([*TABS][index])

    async def action_back(self) -> None:
        """Leave the filter or the state, or go back to where one came from."""
        if self.view == "caseload":
            self.pane.close_filter()
        elif self._place.pane == "record" or not self.history.step_back():
            await self._go_back()

    def action_quit(self) -> None:
        """Leave the program."""
        self.app.exit()

    async def action_open_learner(self) -> None:
        """Open the record of the learner under the cursor, or of the chosen change."""
        if self._place == HOME:
            if row := self.pane.current:
                await self.open_record(row.id)
            return
        entry = self.history.chosen
        concerned = (
            (self._place.learner,) if self._place.learner else entry.learners if entry else ()
        )
        here = [id_ for id_ in concerned if id_ in self._rows]
        if here:
            await self.open_record(here[0])
        else:
            self.say("This change is about nobody who is in the caseload now.", alarm=True)

    def action_filter(self) -> None:
        """Let a filter be typed."""
        (self.pane if self._place == HOME else self.history).open_filter()

    def action_to_list(self) -> None:
        """Go from the filter back to the list; the filter stays."""
        (self.pane.learners if self._place == HOME else self.history.changes).focus()

    def action_next_state(self) -> None:
        """Show the next state's learners."""
        self.pane.set_state((self.pane.state_index + 1) % len(FILTERS))

    def action_sort(self) -> None:
        """Sort by the next order."""
        self.say(f"Sorted by {self.pane.next_sort()}.")

    async def action_next_tab(self) -> None:
        """Open the next tab."""
        await self._step_tab(1)

    async def action_previous_tab(self) -> None:
        """Open the tab before."""
        await self._step_tab(-1)

    async def _step_tab(self, by: int) -> None:
        names = [*TABS]
        await self.open_tab(names[(names.index(self.record.subject) + by) % len(names)])

    async def action_next_learner(self) -> None:
        """Open the next learner of the list."""
        await self._step_learner(1)

    async def action_previous_learner(self) -> None:
        """Open the learner before in the list."""
        await self._step_learner(-1)

    async def _step_learner(self, by: int) -> None:
        order = self.pane.order
        if self._place.learner in order:
            index = order.index(self._place.learner) + by
            if 0 <= index < len(order):
                self.pane.learners.go_to(order[index])
                await self.open_record(order[index])

    def action_choose_tutor(self) -> None:
        """Show another tutor's caseload."""
        from screens.tutors import TutorsScreen

        def chosen(tutor_id: str | None) -> None:
            if tutor_id:
                self.show_caseload(self.workspace.caseload(tutor_id))
            elif self._caseload is None:
                self.app.exit()

        self.app.push_screen(TutorsScreen(self.workspace), chosen)

    def action_help(self) -> None:
        """Say why the learner stands here, and every key."""
        from screens.help import HelpScreen

        learner = self.learner if self._place.pane != "history" else None
        page = self.page_of(learner) if learner else None
        about = self.record.tab.about if self._place.pane == "record" else ()
        self.app.push_screen(HelpScreen(page, about, self.view, self.own_keys))

    def action_command_palette(self) -> None:
        """Find an action or a learner by typing."""
        self.app.push_screen(CommandPalette(placeholder="Type an action or a learner"))

    def action_theme(self) -> None:
        """Choose other colours."""
        self.app.search_themes()

    async def action_history(self) -> None:
        """Show the learner's changes in a record, else the caseload's."""
        await self.open_history(self._place.learner)

    def action_details(self) -> None:
        """Go to the chosen change's fields, or back to the list."""
        self.history.switch_focus()
