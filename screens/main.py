"""The main screen: the caseload and the learner's record as panes, and everything one can do."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, Provider
from textual.reactive import Reactive, var
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from screens.bar import Bar, Span
from screens.caseload import FILTERS, CaseloadPane
from screens.prompt import Prompt
from screens.record import TABS, RecordPane
from screens.record_list import RecordList
from tutor_tui.actions import ACTIONS, Action, complaints, in_footer, key_name, keys_of
from tutor_tui.errors import TutorTuiError
from tutor_tui.london import in_london
from tutor_tui.model.learner import KsbState, Learner
from tutor_tui.model.visit import Visit
from tutor_tui.rules.triage import Verdict, rank
from tutor_tui.rules.words import day
from tutor_tui.workspace import drafts, progress, record_views, visits
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.overview import overview
from tutor_tui.workspace.views import FINISHED, CaseloadRow, caseload_row, state_text
from tutor_tui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from screens.form import FormScreen

MOST_KEYS = 8
BY_METHOD = {action.method: action for action in ACTIONS}
WATCH_SECONDS = 1.0
"""How often a change by somebody else is looked for; asking costs one look at a file."""


def _columns(names: Sequence[tuple[str, str]]) -> int:
    return sum(len(key) + len(label) + 3 for key, label in names)


def bindings() -> list[BindingType]:
    """Every action's keys, from the registry."""
    return [
        *(
            Binding(",".join(action.keys), action.method, action.label, show=False, id=action.id)
            for action in ACTIONS
        ),
        *(Binding(str(number), f"number({number})", show=False) for number in range(10)),
    ]


def commands() -> type[Provider]:
    """The palette's entries, loaded when it is first opened."""
    from screens.palette import Commands

    return Commands


class MainScreen(Screen[None]):
    """One tutor's caseload, and within it one learner's record."""

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
        super().__init__()
        self.own_keys = keys
        self.workspace = workspace
        self._caseload = caseload
        self._opened = ""
        self._generation: int | None = None
        self._rows: dict[str, tuple[Verdict, CaseloadRow]] = {}

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
    def record(self) -> RecordPane:
        """The record's pane; there is one once a learner has been opened."""
        return self.query_one(RecordPane)

    @property
    def learner(self) -> Learner | None:
        """The learner that an action is about: the open record's, else the chosen row's."""
        if self._caseload is None:
            return None
        row = self.pane.current if self.view == "caseload" else None
        learner_id = row.id if row else self._opened if self.view != "caseload" else ""
        return self.caseload.learners.get(learner_id)

    def on_mount(self) -> None:
        """Show the caseload, and look out for changes by others."""
        self._draw_keys()
        if self._caseload is None:
            self.action_choose_tutor()
        else:
            self.refresh_all()
            self.pane.learners.focus()
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

    def refresh_all(self) -> None:
        """Ask the workspace again and show what has changed; the cursors stay."""
        if self._caseload is None:
            return
        try:
            self._generation = self.caseload.generation()
            today = self.workspace.today
            verdicts = self.caseload.verdicts(today)
            finished = [verdict for verdict in verdicts if verdict.status in FINISHED]
            finished.sort(key=lambda verdict: verdict.learner.family_name.casefold())
            self.pane.show_rows([self._row(one) for one in (*rank(verdicts), *finished)])
            self._draw_title()
            if self.view != "caseload":
                self._draw_record()
        except TutorTuiError as error:
            self.say(str(error), alarm=True)

    def say(self, sentence: str, *, alarm: bool = False) -> None:
        """Tell the user something in the line above the keys."""
        self.query_one("#message", Prompt).tell(sentence, alarm=alarm)

    def _row(self, verdict: Verdict) -> CaseloadRow:
        known = self._rows.get(verdict.learner.id)
        if known is None or known[0] is not verdict:
            known = (verdict, caseload_row(verdict, self.workspace.today))
            self._rows[verdict.learner.id] = known
        return known[1]

    def _draw_title(self) -> None:
        today = self.workspace.today
        caseload = self.caseload
        spans: list[Span] = [
            (" tutor-tui ", "strong"),
            (f" {caseload.tutor.name}", "strong"),
            (f"  {today:%A} {day(today, today)} {today.year}", "plain"),
        ]
        visits_today = visits.in_order(
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
        leave = ("enter", "open") if self.view == "caseload" else ("escape", "back")
        pairs = [leave, *((self.key_of(action), action.label) for action in in_footer(self.view))]
        names = [(key_name(key), label) for key, label in pairs]
        while len(names) > MOST_KEYS or _columns(names) > self.size.width:
            names.pop(-3 if len(names) > 3 else -1)  # help and quit are the last to go
        spans: list[Span] = [(" ", "plain")]
        for key, label in names:
            spans += [(key, "key"), (f" {label}  ", "quiet")]
        self.query_one("#keys", Bar).show(spans)

    def _draw_record(self) -> None:
        learner = self.learner
        if learner is None:  # somebody has taken the learner out of the caseload meanwhile
            self.to_caseload()
            return
        today = self.workspace.today
        verdict = self.caseload.verdict(learner, today)
        self.record.show(
            verdict,
            state_text(verdict, today),
            overview(verdict, today),
            {
                "visits": record_views.visit_rows(self.caseload.visits_of(learner), today),
                "ksbs": record_views.ksb_rows(verdict, today, by_duty=self.record.by_duty),
                "skills": record_views.skill_rows(verdict, today),
                "gateway": record_views.gateway_rows(verdict),
            },
            visit=record_views.visit_at_hand(verdict),
        )

    def _watch(self) -> None:
        """See whether anyone has changed something, or the day has turned."""
        if self._caseload is None or self.app.screen is not self:
            return
        try:
            turned = self.workspace.day_has_turned()
            if turned or self.caseload.generation() != self._generation:
                if turned:
                    self._rows.clear()
                self.refresh_all()
        except TutorTuiError as error:
            self.say(str(error), alarm=True)

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
        self.query_one("#panes", ContentSwitcher).current = "caseload"
        self.view = "caseload"
        self.pane.learners.focus()

    async def open_record(self, learner_id: str, tab: str | None = None) -> None:
        """Open a learner's record, on the tab it was last on where none is named."""
        if learner_id not in self.caseload.learners:
            return
        panes = self.query_one("#panes", ContentSwitcher)
        if not self.query(RecordPane):
            await panes.mount(RecordPane())  # made when it is first needed
        self._opened = learner_id
        self.open_tab(tab or self.record.tab)
        self._draw_record()
        panes.current = "record"
        self.record.open_tab(self.record.tab)

    def open_tab(self, tab: str) -> None:
        """Open a tab of the record."""
        self.say("")
        self.view = f"record.{tab}"
        self.record.open_tab(tab)

    async def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        """Enter on a learner opens the record; within the record it changes nothing."""
        if self.view == "caseload":
            await self.open_record(event.row_id)

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

    def learner_rows(self) -> list[CaseloadRow]:
        """Every learner of the caseload, most urgent first, for the palette."""
        return list(self.pane.rows)

    # actions of the registry

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action can be used in the view that is open."""
        known = BY_METHOD.get(action)
        return known is None or known.usable_in(self.view)

    def action_number(self, number: int) -> None:
        """A number shows a state's learners in the caseload, and a tab in the record."""
        if self.view == "caseload":
            self.pane.set_state(number)
        elif 1 <= number <= len(TABS):
            self.open_tab(TABS[number - 1])

    def action_back(self) -> None:
        """Leave the filter or the state, or the record."""
        if self.view != "caseload":
            self.to_caseload()
        else:
            self.pane.close_filter()

    def action_quit(self) -> None:
        """Leave the program."""
        self.app.exit()

    async def action_open_learner(self) -> None:
        """Open the record of the learner under the cursor."""
        row = self.pane.current
        if row:
            await self.open_record(row.id)

    def action_filter(self) -> None:
        """Let a filter be typed."""
        self.pane.open_filter()

    def action_to_list(self) -> None:
        """Go from the filter back to the list; the filter stays."""
        self.pane.learners.focus()

    def action_next_state(self) -> None:
        """Show the next state's learners."""
        self.pane.set_state((self.pane.state_index + 1) % len(FILTERS))

    def action_sort(self) -> None:
        """Sort by the next order."""
        self.say(f"Sorted by {self.pane.next_sort()}.")

    def action_next_tab(self) -> None:
        """Open the next tab."""
        self._step_tab(1)

    def action_previous_tab(self) -> None:
        """Open the tab before."""
        self._step_tab(-1)

    def _step_tab(self, by: int) -> None:
        self.open_tab(TABS[(TABS.index(self.record.tab) + by) % len(TABS)])

    async def action_next_learner(self) -> None:
        """Open the next learner of the list."""
        await self._step_learner(1)

    async def action_previous_learner(self) -> None:
        """Open the learner before in the list."""
        await self._step_learner(-1)

    async def _step_learner(self, by: int) -> None:
        order = self.pane.order
        if self._opened in order:
            index = order.index(self._opened) + by
            if 0 <= index < len(order):
                self.pane.learners.go_to(order[index])
                await self.open_record(order[index])

    def action_book_visit(self) -> None:
        """Book a visit."""
        from screens.visit_forms import book_form

        self._with_learner(lambda learner: book_form(self.workspace, self.caseload, learner))

    def action_record_visit(self) -> None:
        """Record what became of a visit: the chosen one, else the one that waits for it."""
        from screens.visit_forms import record_form

        visit = self._chosen_visit()
        self._with_learner(
            lambda learner: record_form(self.workspace, self.caseload, learner, visit)
        )

    def action_move_visit(self) -> None:
        """Give the chosen visit another time."""
        from screens.visit_forms import move_form

        visit = self._chosen_visit()
        if visit is None:
            self.say("No visit is chosen.", alarm=True)
        elif visit.status != "booked":
            self.say(f"The visit is {visits.status_words(visit.status)}, not booked.", alarm=True)
        else:
            self._with_learner(
                lambda learner: move_form(self.workspace, self.caseload, learner, visit)
            )

    def action_cancel_visit(self) -> None:
        """Cancel the chosen visit, after a question."""
        visit = self._chosen_visit()
        if visit is None or visit.status != "booked":
            self.say("Choose a booked visit to cancel.", alarm=True)
            return
        when = record_views.when(visit, self.workspace.today)

        def cancel() -> str:
            saved = visits.cancel(self.workspace, self.caseload, visit, by="tutor")
            return f"Cancelled the visit of {day(saved.date, self.workspace.today)}."

        self._ask(f"Cancel the visit of {when}?", cancel)

    def action_mark(self) -> None:
        """Mark the KSB under the cursor."""
        self.record.toggle_mark()

    def action_ksb_met(self) -> None:
        """Set the marked KSBs to met."""
        self._set_ksbs("met")

    def action_ksb_submitted(self) -> None:
        """Set the marked KSBs to submitted."""
        self._set_ksbs("submitted")

    def action_ksb_none(self) -> None:
        """Set the marked KSBs to none."""
        self._set_ksbs("none")

    def action_ksb_order(self) -> None:
        """Show the KSBs by duty, or by code."""
        self.record.by_duty = not self.record.by_duty
        self.record.list_of("ksbs").mark(frozenset())
        self._draw_record()

    def action_set_skill(self) -> None:
        """Set the state of the chosen skill."""
        from screens.progress_forms import skill_form

        subject = self.record.chosen
        if subject:
            self._with_learner(
                lambda learner: skill_form(self.workspace, self.caseload, learner, subject)
            )

    def action_gateway_done(self) -> None:
        """Declare the chosen item done."""
        self._set_gateway("done")

    def action_gateway_open(self) -> None:
        """Take the declaration of the chosen item back."""
        self._set_gateway("open")

    def action_gateway_not_needed(self) -> None:
        """Declare the chosen item not needed."""
        self._set_gateway("not_needed")

    def action_new_learner(self) -> None:
        """Add a learner."""
        from screens.progress_forms import new_learner_form

        self._open_form(new_learner_form(self.workspace, self.caseload))

    def action_export(self) -> None:
        """Write the visits to a calendar file."""
        from screens.export_form import export_form

        learner = self.learner if self.view != "caseload" else None
        self._open_form(export_form(self.workspace, self.caseload, learner))

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

        verdict = None
        if self.learner:
            verdict = self.caseload.verdict(self.learner, self.workspace.today)
        self.app.push_screen(HelpScreen(verdict, self.view, self.own_keys))

    def action_command_palette(self) -> None:
        """Find an action or a learner by typing."""
        self.app.push_screen(CommandPalette(placeholder="Type an action or a learner"))

    def action_theme(self) -> None:
        """Choose other colours."""
        self.app.search_themes()

    # performing operations

    def _perform(self, operation: Callable[[], str]) -> None:
        """Perform an operation and tell what it did, or why it was refused."""
        try:
            told = operation()
        except TutorTuiError as error:
            self.say(str(error), alarm=True)
        else:
            self.refresh_all()
            self.say(told)

    def _ask(self, question: str, operation: Callable[[], str]) -> None:
        """Ask y or n before something that cannot be taken back."""
        self.query_one("#message", Prompt).ask(question, lambda: self._perform(operation))

    def _with_learner(self, form: Callable[[Learner], "FormScreen"]) -> None:
        learner = self.learner
        if learner is None:
            self.say("No learner is chosen.", alarm=True)
            return
        try:
            self._open_form(form(learner))
        except TutorTuiError as error:
            self.say(str(error), alarm=True)

    def _open_form(self, form: "FormScreen") -> None:
        def done(told: str | None) -> None:
            self.refresh_all()
            self.say(told or "")

        form.take_up(drafts.take(self.workspace, form.form_title))
        self.app.push_screen(form, done)

    def keep_draft(self) -> None:
        """Keep what has been typed into an open form, for the program is about to end."""
        from screens.form import FormScreen

        form = self.app.screen
        if isinstance(form, FormScreen) and form.typed:
            drafts.keep(self.workspace, form.form_title, form.typed)

    def _chosen_visit(self) -> Visit | None:
        if self.view != "record.visits":
            return None
        return self.caseload.visits.get(self.record.chosen or "")

    def _set_ksbs(self, state: KsbState) -> None:
        learner, codes = self.learner, self.record.marked_codes
        if learner is None or not codes:
            return

        def operation() -> str:
            progress.set_ksbs(self.workspace, self.caseload, learner, dict.fromkeys(codes, state))
            self.record.list_of("ksbs").mark(frozenset())
            return f"{learner.name}: {', '.join(codes)} {state}."

        self._perform(operation)

    def _set_gateway(self, state: str) -> None:
        learner, code = self.learner, self.record.chosen
        if learner is None or code is None:
            return

        def operation() -> str:
            progress.set_gateway(self.workspace, self.caseload, learner, code, state)
            return f"{learner.name}: {code} {state.replace('_', ' ')}."

        self._perform(operation)
