"""What if: the learner on another day, with a break or a visit that is only supposed."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import zip_longest
from typing import ClassVar

from msgspec import structs
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from screens.bar import Bar, Page, Span, wrapped
from screens.signs import legible, sign, tone
from tutor_tui.errors import WrongUsage
from tutor_tui.rules.words import count, day
from tutor_tui.text import fitted
from tutor_tui.text import wrapped as in_lines
from tutor_tui.typed import typed_day
from tutor_tui.workspace import what_if
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.standing import Standing
from tutor_tui.workspace.what_if import Difference, Supposition

Line = list[Span]

LABEL = 18
"""Columns of what is compared."""
SUPPOSED_LINES = 2
"""Lines in which what is supposed is told."""
HINT = "Move the day, begin a break on it (b), or suppose a visit (v)."


class Comparison(Page, inherit_bindings=False):
    """What is compared, line by line; moved through without `g`, which asks for a day."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_down", show=False),
        Binding("up,k", "scroll_up", show=False),
        Binding("pagedown,ctrl+d", "page_down", show=False),
        Binding("pageup,ctrl+u", "page_up", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end,G", "scroll_end", show=False),
    ]


class DayInput(Input):
    """Where a day is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.go_typed", show=False, priority=True),
        Binding("escape", "screen.stop_typing", show=False),
    ]


class WhatIfScreen(Screen[None]):
    """The learner today and as they would be, side by side. Nothing is saved."""

    DEFAULT_CSS = """
    #what-if-title { background: $panel; }
    #what-if-supposed { height: 3; }
    DayInput { background: $panel; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "move(1)", show=False),
        Binding("left,h", "move(-1)", show=False),
        Binding("right_square_bracket", "move(7)", show=False),
        Binding("left_square_bracket", "move(-7)", show=False),
        Binding("right_curly_bracket", "move_months(1)", show=False),
        Binding("left_curly_bracket", "move_months(-1)", show=False),
        Binding("b", "break_here", show=False),
        Binding("v", "visit_here", show=False),
        Binding("c", "clear", show=False),
        Binding("g", "type_day", show=False),
        Binding("escape,q", "leave", show=False),
    ]

    def __init__(self, page: LearnerPage) -> None:
        """Take the learner as they are shown; nothing is supposed yet."""
        super().__init__()
        self._page = page
        self._nothing = what_if.supposing(page.learner, page.visits, page.today)
        self._supposed = self._nothing

    def compose(self) -> ComposeResult:
        """Lay out who, the day, what is supposed, what is compared, message and keys."""
        yield Bar(id="what-if-title")
        yield Bar(id="what-if-supposed")
        yield Bar(id="what-if-headings")
        yield Comparison(id="what-if-page")
        typed = DayInput(placeholder="4 dec, fri, +30, 2027-06-30", id="what-if-day", compact=True)
        typed.cursor_blink = False
        typed.display = False
        yield typed
        yield Bar(id="what-if-message")
        yield Bar(id="what-if-keys")

    def on_mount(self) -> None:
        """Write the texts that stay, and load what supposing a break needs."""
        self.query_one("#what-if-title", Bar).show(
            [(f" What if: {self._page.learner.name}", "strong"), ("  nothing is saved", "quiet")]
        )
        spans: list[Span] = []
        for key, label in (
            ("h l", "day"),
            ("[ ]", "week"),
            ("{ }", "month"),
            ("g", "go to"),
            ("b", "break"),
            ("v", "visit"),
            ("c", "clear"),
            ("esc", "back"),
        ):
            spans += [(f" {key}", "key"), (f" {label} ", "quiet")]
        self.query_one("#what-if-keys", Bar).show(spans)
        self.query_one(Comparison).focus()
        self._load_border()

    def on_resize(self) -> None:
        """Wrap both sides to the window."""
        self._draw()

    @property
    def supposed(self) -> Supposition:
        """What is supposed."""
        return self._supposed

    def action_move(self, days: int) -> None:
        """Suppose a later day, or an earlier one."""
        self._suppose(lambda: self._supposed.moved_by(days=days))

    def action_move_months(self, months: int) -> None:
        """Suppose a day some months later, or earlier."""
        self._suppose(lambda: self._supposed.moved_by(months=months))

    def action_break_here(self) -> None:
        """Begin a break on the day shown, or end there the one that has begun."""
        self._suppose(self._supposed.break_here)

    def action_visit_here(self) -> None:
        """Suppose a visit on the day shown, or take it away."""
        self._suppose(self._supposed.visit_here)

    def action_clear(self) -> None:
        """Suppose nothing any more."""
        self._suppose(lambda: self._nothing)

    def action_type_day(self) -> None:
        """Let a day be typed."""
        typed = self.query_one(DayInput)
        typed.value = ""
        typed.display = True
        typed.focus()

    def action_go_typed(self) -> None:
        """Suppose the day that was typed; one that cannot be read stays to be corrected."""
        text, today = self.query_one(DayInput).value, self._page.today
        if self._suppose(lambda: self._supposed.moved_to(typed_day(text, today))):
            self.action_stop_typing()

    def action_stop_typing(self) -> None:
        """Go back to what is compared."""
        self.query_one(DayInput).display = False
        self.query_one(Comparison).focus()
        self._say("")

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss()

    def _suppose(self, otherwise: Callable[[], Supposition]) -> bool:
        """Suppose something else, and show it; where it cannot be, say why."""
        try:
            self._supposed = otherwise()
        except WrongUsage as error:
            self._say(f"{str(error)[:1].upper()}{str(error)[1:]}.")
            return False
        self._say("")
        self._draw()
        return True

    def _say(self, sentence: str) -> None:
        lines = wrapped(sentence, self.size.width - 2, 2) or [""]
        bar = self.query_one("#what-if-message", Bar)
        if bar.styles.height is None or bar.styles.height.value != len(lines):
            bar.styles.height = len(lines)
        bar.show(*([(f" {line}", "alarm")] for line in lines))

    def _draw(self) -> None:
        page, supposed = self._page, self._supposed
        side = (self.size.width - LABEL - 6) // 2
        self._draw_supposed()
        self._draw_headings(side)
        now = page.standing
        then = supposed.standing(page.verdict.standard, page.workspace.settings)
        lines = [*_state(now, then, page.today, side)]
        if supposed != self._nothing:
            rest = what_if.otherwise(now, then)
            found = "What else" if rest else "Nothing else"
            lines += [[], [(f" {found} would be otherwise", "strong")]]
            lines += [line for one in rest for line in _row(one, side)]
        shown = self.query_one(Comparison)
        at = shown.scroll_offset.y
        shown.show(lines)
        shown.scroll_to(y=at, animate=False)

    def _draw_supposed(self) -> None:
        """The day, and what is supposed besides; what one can suppose where nothing is."""
        supposed, today = self._supposed, self._page.today
        away = abs((supposed.on - today).days)
        way = "from now" if supposed.on > today else "ago"
        spans = [
            (f" {_day(supposed)}", "strong"),
            (f"  {count(away, 'day')} {way}" if away else "  today", "key"),
        ]
        hint = HINT if supposed == self._nothing else ""
        words = f"If they were {supposed.words}" if supposed.words else hint
        told = "quiet" if words == hint else "plain"
        lines = wrapped(words, self.size.width - 2, SUPPOSED_LINES)
        self.query_one("#what-if-supposed", Bar).show(
            spans, *([(f" {line}", told)] for line in lines)
        )

    def _draw_headings(self, side: int) -> None:
        """Over each side, what it is."""
        supposed, today = self._supposed, self._page.today
        then = f"On {_day(supposed)}" if supposed.on != today else "If so"
        self.query_one("#what-if-headings", Bar).show(
            [
                (" " * (LABEL + 2), "plain"),
                (fitted(f"Today, {day(today, today)}", side), "quiet"),
                (f"  {then}", "strong"),
            ]
        )

    def _load_border(self) -> None:
        """Load what a supposed break is checked by, which takes a fifth of a second."""

        def load() -> None:
            from tutor_tui.model import border

            border.prepare()

        self.run_worker(load, thread=True, exit_on_error=False)


def _day(supposed: Supposition) -> str:
    return f"{supposed.on:%a} {day(supposed.on, supposed.today)}"


def _state(now: Standing, then: Standing, today: date, side: int) -> Iterator[Line]:
    """Where the learner stands and would stand; the state itself with its sign."""
    state, *others = what_if.headlines(now, then, today)
    code = then.verdict.cadence.state
    marked = structs.replace(state, then=f"{sign(code)} {state.then}")
    yield from _row(marked, side, "quiet" if state.now == state.then else tone(code))
    for one in others:
        yield from _row(one, side, "quiet" if one.now == one.then else "plain")


def _row(one: Difference, side: int, told: str = "plain") -> Iterator[Line]:
    """One thing on both sides, in as many lines as it takes.

    Args:
        one: What is compared.
        side: Columns of each side.
        told: The tone of what it would be; `quiet` where it would be the same.
    """
    sides = (in_lines(legible(text or "-"), side) for text in (one.now, one.then))
    for n, (now, then) in enumerate(zip_longest(*sides, fillvalue="")):
        yield [
            (f" {fitted('' if n else one.what, LABEL)} ", "quiet" if told == "quiet" else "strong"),
            (fitted(now, side), "quiet"),
            (f"  {then}", told),
        ]
