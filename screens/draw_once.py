"""A new screen drawn once it has settled."""

from contextlib import ExitStack
from typing import Any

from textual.screen import Screen


def draw_once(screen: Screen[Any]) -> None:
    """Hold back what Textual draws while a new screen settles: whole screens, four of them."""
    drawing = ExitStack()
    drawing.enter_context(screen.app.batch_update())
    later = screen.call_after_refresh
    later(later, later, drawing.close)
