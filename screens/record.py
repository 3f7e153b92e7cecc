"""The learner's record: everything about one learner, a tab a subject."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import ContentSwitcher

from screens.bar import Bar, Span, wrapped
from screens.signs import sign
from screens.tabs.tab import Tab
from tutor_tui.actions import TABS
from tutor_tui.rules.triage import Verdict
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.views import state_text

DETAIL_LINES = 2


def made(subject: str) -> Tab:
    """A tab, loaded when it is first opened."""
    match subject:
        case "visits":
            from screens.tabs.visits import VisitsTab

            return VisitsTab()
        case "ksbs":
            from screens.tabs.ksbs import KsbsTab

            return KsbsTab()
        case "skills":
            from screens.tabs.skills import SkillsTab

            return SkillsTab()
        case "hours":
            from screens.tabs.hours import HoursTab

            return HoursTab()
        case "reviews":
            from screens.tabs.reviews import ReviewsTab

            return ReviewsTab()
        case "gateway":
            from screens.tabs.gateway import GatewayTab

            return GatewayTab()
        case "evidence":
            from screens.tabs.evidence import EvidenceTab

            return EvidenceTab()
        case "notes":
            from screens.tabs.notes import NotesTab

            return NotesTab()
        case "timeline":
            from screens.tabs.timeline import TimelineTab

            return TimelineTab()
    from screens.tabs.overview import OverviewTab

    return OverviewTab()


class RecordPane(Vertical):
    """Heading, tabs, the verdict on the open tab's subject, and the tab that is open."""

    def __init__(self) -> None:
        """Start on the overview, without a learner."""
        super().__init__(id="record")
        self.subject = next(iter(TABS))
        self._page: LearnerPage | None = None

    def compose(self) -> ComposeResult:
        """Lay out the pane; the tabs are made when they are first opened."""
        yield Bar(id="record-heading")
        yield Bar(id="record-tabs")
        yield Bar(id="record-summary")
        yield ContentSwitcher(id="record-body")
        yield Bar(id="record-detail")

    @property
    def tab(self) -> Tab:
        """The tab that is open."""
        tab = self.query_one(f"#tab-{self.subject}")
        assert isinstance(tab, Tab)
        return tab

    async def open_tab(self, subject: str, page: LearnerPage | None = None) -> None:
        """Open a tab and give it the keys; with a page, of the learner it is about.

        Raises:
            TutorTuiError: What it shows cannot be read.
        """
        self.subject = subject
        self._page = page or self._page
        body = self.query_one("#record-body", ContentSwitcher)
        if not self.query(f"#tab-{subject}"):
            tab = made(subject)
            tab.display = False
            await body.mount(tab)
            tab.follow(self._draw_detail)
        body.current = f"tab-{subject}"
        self.tab.take_keys()
        self._draw()

    def show(self, page: LearnerPage) -> None:
        """Show a learner, on the tab that is open.

        Raises:
            TutorTuiError: What it shows cannot be read.
        """
        self._page = page
        self._draw()

    def on_resize(self) -> None:
        """Fit the tabs and the detail to the window."""
        self._draw_tabs()
        self._draw_detail()

    def _draw(self) -> None:
        if self._page is None or not self.query(f"#tab-{self.subject}"):
            return
        self._draw_heading(self._page.verdict)
        self._draw_tabs()
        self.tab.turn_to(self._page)
        summary = self.tab.summary(self._page)
        self.query_one("#record-summary", Bar).show([(f" {summary}", "quiet")])
        self._draw_detail()

    def _draw_detail(self) -> None:
        """What the row under the cursor says in full, for its cells are cut to the window."""
        if not self.query(f"#tab-{self.subject}"):
            return
        text = self.tab.detail
        bar = self.query_one("#record-detail", Bar)
        bar.display = text is not None
        lines = wrapped(text or "", self.size.width - 2, DETAIL_LINES)
        bar.show(*([(f" {line}", "plain")] for line in lines))

    def _draw_heading(self, verdict: Verdict) -> None:
        learner, state = verdict.learner, verdict.cadence.state
        self.query_one("#record-heading", Bar).show(
            [
                (f" {learner.name}", "strong"),
                (f"  {learner.ref}  ", "quiet"),
                (
                    f"{sign(state)} {state_text(verdict, verdict.today)}",
                    "alarm" if state == "overdue" else "plain",
                ),
                (f"  {verdict.standard.label}", "quiet"),
            ]
        )

    def _draw_tabs(self) -> None:
        """Every tab with its number; in a narrow window without room between them."""
        wide = sum(len(label) + 5 for label in TABS.values()) < self.size.width
        spans: list[Span] = [(" ", "plain")]
        for number, (subject, label) in enumerate(TABS.items(), 1):
            tone = "chosen" if subject == self.subject else "plain"
            spans.append((str(number % 10), "key"))
            if wide:
                spans += [(f" {label} ", tone), ("  ", "plain")]
            else:
                spans += [(label, tone), (" ", "plain")]
        self.query_one("#record-tabs", Bar).show(spans)
