"""Lines of text drawn without layout: titles, counts, reasons, keys."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from screens.signs import legible

Span = tuple[str, str]
"""A piece of text and its tone."""


class Bar(Widget):
    """A fixed number of lines, each made of spans; redrawn only where a line changes."""

    TONES: ClassVar[tuple[str, ...]] = ("plain", "strong", "chosen", "quiet", "key", "alarm")
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"bar--{tone}" for tone in TONES}
    DEFAULT_CSS = """
    Bar {
        height: 1;
        & > .bar--plain { color: $foreground; }
        & > .bar--strong { color: $foreground; text-style: bold; }
        & > .bar--chosen { text-style: reverse; }
        & > .bar--quiet { color: $text-muted; }
        & > .bar--key { color: $text-accent; text-style: bold; }
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
        safe = tuple(tuple((legible(text), tone) for text, tone in line) for line in lines)
        if safe != self._lines:
            self._lines = safe
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line, cut at the widget's width."""
        width = self.size.width
        pieces: list[list[str]] = []
        left = width
        for text, tone in self._lines[y] if y < len(self._lines) else ():
            if cell_len(text) > left:
                text = set_cell_size(text, max(left - 1, 0)) + legible("…") * (left > 0)
            left -= cell_len(text)
            pieces.append([text, tone])
        if not pieces or pieces[-1][1] != "plain":
            pieces.append(["", "plain"])
        pieces[-1][0] += " " * max(left, 0)  # no piece of its own: each costs 40 bytes to send
        return Strip(
            [Segment(text, self.get_component_rich_style(f"bar--{tone}")) for text, tone in pieces],
            width,
        )


def wrapped(text: str, width: int, lines: int) -> list[str]:
    """The text in at most so many lines of so many cells, broken between words."""
    import textwrap

    safe = legible(text)
    return (
        textwrap.wrap(safe, max(width, 10), max_lines=lines, placeholder=f" {legible('…')}")
        if safe
        else []
    )
