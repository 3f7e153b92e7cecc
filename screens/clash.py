"""What two people have changed side by side, for one of them to choose from."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from screens.bar import Bar, Span, wrapped
from screens.signs import legible
from tutor_tui.errors import TutorTuiError
from tutor_tui.rules.words import count, listing
from tutor_tui.text import fitted
from tutor_tui.text import wrapped as in_lines
from tutor_tui.workspace.clashes import Clash, Difference

MARK = len("[x] ")
MOST_LINES = 4
CHOICES: dict[bool, str] = {True: "mine", False: "theirs"}


def columns_of(width: int) -> tuple[int, int]:
    """The width of what was before, and of each of the two sides."""
    before = (width - 4) // 4
    return before, (width - 4 - before) // 2 - 2


class Choice(Bar, can_focus=True):
    """One field: what it held before, mine and theirs beside each other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m,left", "take(True)", show=False),
        Binding("t,right", "take(False)", show=False),
    ]

    def __init__(self, difference: Difference, mine: bool | None) -> None:
        """Take the field and what is chosen of it; None for nothing yet."""
        super().__init__()
        self.difference = difference
        self.mine = mine

    def take(self, mine: bool) -> None:
        """Choose a side."""
        self.mine = mine
        self._draw()

    def action_take(self, mine: bool) -> None:
        """Choose a side, and tell how many are still to be chosen."""
        self.take(mine)
        screen = self.screen
        assert isinstance(screen, ClashScreen)
        screen.tell_left()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show whether the keys go here."""
        super().watch_has_focus(has_focus)
        self._draw()

    def on_resize(self) -> None:
        """Wrap what the field holds to the window."""
        self._draw()

    def _draw(self) -> None:
        if not self.size.width:
            return  # not laid out yet; drawn when it is
        one = self.difference
        before, side = columns_of(self.size.width)
        cells = zip_longest(
            _lines(one.before, before),
            _lines(one.mine, side - MARK),
            _lines(one.theirs, side - MARK),
            fillvalue="",
        )
        drawn: list[list[Span]] = [
            [("> " if self.has_focus else "  ", "key"), (one.field, "strong")]
        ]
        for n, (old, mine, theirs) in enumerate(cells):
            line: list[Span] = [(f"    {fitted(old, before)}", "quiet")]
            for text, is_mine in ((mine, True), (theirs, False)):
                chosen = self.mine is is_mine
                mark = ("[x] " if chosen else "[ ] ") if n == 0 else " " * MARK
                line += [("  ", "plain"), (mark, "key")]
                line.append((fitted(text, side - MARK), "chosen" if chosen and text else "plain"))
            drawn.append(line)
        drawn.append([])
        if self.styles.height is None or self.styles.height.value != len(drawn):
            self.styles.height = len(drawn)
        self.show(*drawn)


class ClashScreen(Screen[str | None]):
    """The fields that both have changed; gives back what to tell the user, None if left."""

    focused = Reactive[Widget | None](None, repaint=False)
    """As Textual has it, but without drawing the whole screen at every change of the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,s", "save", show=False),
        Binding("M", "take_all(True)", show=False),
        Binding("T", "take_all(False)", show=False),
        Binding("down,j,enter", "app.focus_next", show=False),
        Binding("up,k", "app.focus_previous", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("escape,q", "leave", show=False),
    ]

    def __init__(self, clash: Clash) -> None:
        """Take what clashes."""
        super().__init__()
        self._clash = clash

    def compose(self) -> ComposeResult:
        """Lay out who, the fields, message and keys."""
        yield Bar(id="clash-title")
        yield Bar(id="clash-told")
        yield Bar(id="clash-headings")
        with VerticalScroll(id="clash-fields", can_focus=False):
            yield from self._choices({})
        yield Bar(id="clash-message")
        yield Bar(id="clash-keys")

    def on_mount(self) -> None:
        """Write the texts, and begin with the first field."""
        self.query_one("#clash-keys", Bar).show(
            [
                (" m", "key"),
                (" mine  ", "quiet"),
                ("t", "key"),
                (" theirs  ", "quiet"),
                ("M T", "key"),
                (" all of one side  ", "quiet"),
                ("F2", "key"),
                (" save  ", "quiet"),
                ("esc", "key"),
                (" back without saving", "quiet"),
            ]
        )
        self.query(Choice).first().focus()
        self.tell_left()

    def on_resize(self) -> None:
        """Wrap who and what to the window."""
        self._head()

    @property
    def _chosen(self) -> list[Choice]:
        return list(self.query(Choice))

    def tell_left(self) -> None:
        """Tell how many fields are still to be chosen."""
        left = sum(one.mine is None for one in self._chosen)
        self._say(f"{count(left, 'field')} to choose" if left else "All chosen: F2 saves")

    def action_take_all(self, mine: bool) -> None:
        """Choose one side for every field."""
        for one in self._chosen:
            one.take(mine)
        self.tell_left()

    def action_page(self, by: int) -> None:
        """Scroll by a page."""
        fields = self.query_one("#clash-fields", VerticalScroll)
        fields.scroll_relative(y=by * fields.size.height, animate=False)

    async def action_save(self) -> None:
        """Save as chosen; where it clashes again, what is new is to be chosen as well."""
        open_one = next((one for one in self._chosen if one.mine is None), None)
        if open_one is not None:
            open_one.focus()
            self._say(f"Choose mine or theirs: {open_one.difference.field}", alarm=True)
            return
        mine = frozenset(one.difference.path for one in self._chosen if one.mine)
        try:
            self._clash.settle(mine)
        except Clash as clash:
            await self._show_again(clash)
        except TutorTuiError as error:
            self._say(str(error), alarm=True)
        else:
            self.dismiss(self._told())

    def action_leave(self) -> None:
        """Leave; nothing is saved."""
        self.dismiss(None)

    async def _show_again(self, clash: Clash) -> None:
        """Show what clashes now; what was chosen of values that are still the same stays."""
        known = {one.difference: one.mine for one in self._chosen}
        self._clash = clash
        fields = self.query_one("#clash-fields", VerticalScroll)
        await fields.remove_children()
        await fields.mount(*self._choices(known))
        self._head()
        self.query(Choice).first().focus()
        self._say("It was changed once more meanwhile: choose again", alarm=True)

    def _choices(self, known: dict[Difference, bool | None]) -> list[Choice]:
        return [Choice(one, known.get(one)) for one in self._clash.differences]

    def _head(self) -> None:
        named, who = self._clash.named, self._clash.who
        self.query_one("#clash-title", Bar).show(
            [(f" {named[:1].upper()}{named[1:]} was changed{who}", "strong")]
        )
        told = self.query_one("#clash-told", Bar)
        lines = wrapped(
            "You both changed these fields, and nothing of yours is saved yet. Choose for each "
            "what is to hold; what only one of you changed is kept.",
            self.size.width - 2,
            3,
        )
        told.styles.height = len(lines)
        told.show(*([(f" {line}", "plain")] for line in lines))
        before, side = columns_of(self.query_one("#clash-fields").size.width or self.size.width)
        self.query_one("#clash-headings", Bar).show(
            [
                ("    " + fitted("BEFORE", before), "quiet"),
                ("  " + fitted("MINE", side), "strong"),
                ("  " + fitted("THEIRS", side), "strong"),
            ]
        )

    def _told(self) -> str:
        """What was saved, in one sentence."""
        sides = []
        for mine, whose in ((True, "your"), (False, "their")):
            fields = [one.difference.field for one in self._chosen if one.mine is mine]
            if fields:
                sides.append(f"{whose} {listing(fields)}")
        return f"Saved {self._clash.named} with {' and '.join(sides)}."

    def _say(self, sentence: str, *, alarm: bool = False) -> None:
        bar = self.query_one("#clash-message", Bar)
        lines = wrapped(sentence, self.size.width - 2, MOST_LINES)
        bar.styles.height = max(len(lines), 1)
        bar.show(*([(f" {line}", "alarm" if alarm else "plain")] for line in lines))


def _lines(text: str, width: int) -> Sequence[str]:
    """The text as it stands in a column."""
    return [
        line
        for part in text.splitlines() or [""]
        for line in in_lines(legible(part), max(width, 4))
    ]
