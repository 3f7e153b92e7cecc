"""Lines of text drawn without layout: titles, counts, reasons, keys."""

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from screens.signs import legible

Span = tuple[str, str]
"""A piece of text and its tone."""
TONES = ("plain", "strong", "chosen", "quiet", "key", "good", "warn", "alarm")


class Bar(Widget):
    """A fixed number of lines, each made of spans; redrawn only where a line changes."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"bar--{tone}" for tone in TONES}
    DEFAULT_CSS = """
    Bar {
        height: 1;
        & > .bar--plain { color: $foreground; }
        & > .bar--strong { color: $foreground; text-style: bold; }
        & > .bar--chosen { text-style: reverse; }
        & > .bar--quiet { color: $text-muted; }
        & > .bar--key { color: $text-accent; text-style: bold; }
        & > .bar--good { color: $text-success; }
        & > .bar--warn { color: $text-warning; }
        & > .bar--alarm { color: $text-error; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        """Start empty."""
        super().__init__(id=id)
        self._lines: tuple[tuple[Span, ...], ...] = ()

    @property
    def text(self) -> str:
        """What stands in it, without tones, line by line."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines)

    def show(self, *lines: Sequence[Span]) -> None:
        """Show these lines; texts are made safe here."""
        before, self._lines = self._lines, _made_safe(lines)
        for y, (was, now) in enumerate(zip_longest(before, self._lines, fillvalue=())):
            if was != now:
                self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """Draw one line, cut at the widget's width."""
        line = self._lines[y] if y < len(self._lines) else ()
        return _strip(
            line, self.size.width, lambda tone: self.get_component_rich_style(f"bar--{tone}")
        )


class Page(ScrollView, can_focus=True, inherit_bindings=False):
    """Any number of lines, of which as many are seen as there is room for."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"page--{tone}" for tone in TONES}
    DEFAULT_CSS = """
    Page {
        height: 1fr;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        overflow-y: scroll;
        & > .page--plain { color: $foreground; }
        & > .page--strong { color: $foreground; text-style: bold; }
        & > .page--chosen { text-style: reverse; }
        & > .page--quiet { color: $text-muted; }
        & > .page--key { color: $text-accent; text-style: bold; }
        & > .page--good { color: $text-success; }
        & > .page--warn { color: $text-warning; }
        & > .page--alarm { color: $text-error; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_down", show=False),
        Binding("up,k", "scroll_up", show=False),
        Binding("pagedown,ctrl+d", "page_down", show=False),
        Binding("pageup,ctrl+u", "page_up", show=False),
        Binding("home,g", "scroll_home", show=False),
        Binding("end,G", "scroll_end", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        """Start empty."""
        super().__init__(id=id)
        self._lines: tuple[tuple[Span, ...], ...] = ()

    @property
    def text(self) -> str:
        """What stands on it, without tones, line by line."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines)

    def show(self, lines: Iterable[Sequence[Span]]) -> None:
        """Show these lines from the first; texts are made safe here."""
        safe = _made_safe(lines)
        if safe != self._lines:
            self._lines = safe
            self.virtual_size = Size(self.size.width, len(safe))
            self.scroll_home(animate=False)
            self.refresh()

    def action_scroll_down(self) -> None:
        """Scroll down by a line at once: keys that arrive together each count."""
        self.scroll_down(animate=False, immediate=True)

    def action_scroll_up(self) -> None:
        """Scroll up by a line at once."""
        self.scroll_up(animate=False, immediate=True)

    def render_line(self, y: int) -> Strip:
        """Draw one line of those scrolled to."""
        index = self.scroll_offset.y + y
        return _strip(
            self._lines[index] if index < len(self._lines) else (),
            self.scrollable_content_region.width,
            lambda tone: self.get_component_rich_style(f"page--{tone}"),
        )


def _made_safe(lines: Iterable[Sequence[Span]]) -> tuple[tuple[Span, ...], ...]:
    return tuple(tuple((legible(text), tone) for text, tone in line) for line in lines)


def _strip(line: Sequence[Span], width: int, style: Callable[[str], Style]) -> Strip:
    """One line cut, or filled, to the width."""
    pieces: list[list[str]] = []
    left = width
    for text, tone in line:
        if cell_len(text) > left:
            text = set_cell_size(text, max(left - 1, 0)) + legible("…") * (left > 0)
        left -= cell_len(text)
        pieces.append([text, tone])
    if not pieces or pieces[-1][1] != "plain":
        pieces.append(["", "plain"])
    pieces[-1][0] += " " * max(left, 0)  # no piece of its own: each costs 40 bytes to send
    return Strip([Segment(text, style(tone)) for text, tone in pieces], width)


def wrapped(text: str, width: int, lines: int) -> list[str]:
    """The text in at most so many lines of so many cells, broken between words."""
    import textwrap

    safe = legible(text)
    return (
        textwrap.wrap(safe, max(width, 10), max_lines=lines, placeholder=f" {legible('…')}")
        if safe
        else []
    )


def joined(line: Sequence[Span]) -> list[Span]:
    """The same line with neighbours of one tone made one: each piece costs bytes to send."""
    pieces: list[Span] = []
    for text, tone in line:
        if pieces and pieces[-1][1] == tone:
            pieces[-1] = (pieces[-1][0] + text, tone)
        else:
            pieces.append((text, tone))
    return pieces
