"""A field of several lines."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import TextArea

from screens.line_field import drawn_safely


class LinesField(TextArea):
    """Where several lines are typed: Enter begins a line, Tab goes on to the next field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "up_or_before", show=False),
        Binding("down", "down_or_next", show=False),
    ]

    def __init__(self, text: str, *, placeholder: str, id: str) -> None:
        """Begin with the text, at the end of its first line."""
        super().__init__(
            text,
            placeholder=placeholder,
            id=id,
            tab_behavior="focus",
            compact=True,
            highlight_cursor_line=False,
        )
        self.cursor_blink = False
        self.move_cursor(self.get_cursor_line_end_location())

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        return drawn_safely(super().render_line(y))

    def action_up_or_before(self) -> None:
        """Go up by a line; from the first, to the field before."""
        if self.cursor_at_first_line:
            self.screen.focus_previous()
        else:
            self.action_cursor_up()

    def action_down_or_next(self) -> None:
        """Go down by a line; from the last, to the next field."""
        if self.cursor_at_last_line:
            self.screen.focus_next()
        else:
            self.action_cursor_down()
