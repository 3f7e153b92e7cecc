"""A field of one line."""

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import Input

from screens.signs import legible


class LineField(Input):
    """Where one line is typed; what stands in it is kept as it is, and drawn safely."""

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        return drawn_safely(super().render_line(y))


def drawn_safely(strip: Strip) -> Strip:
    """The line with its texts made safe for the terminal, as wide as before.

    Textual draws what stands in a field as it is, an escape sequence too.
    """
    safe = Strip([Segment(legible(text), style) for text, style, _ in strip])
    return safe.adjust_cell_length(strip.cell_length)
