"""A text to be read, copied and pasted elsewhere."""

import textwrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from screens import clipboard
from screens.bar import Bar, Page, Span
from screens.prompt import Prompt
from screens.signs import legible

ELSEWISE = "If nothing can be pasted, select the text here: it begins at the left edge."


class TextScreen(Screen[None]):
    """A text over the whole screen, without frame or margin, so that it can be selected."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", show=False),
        Binding("escape,q,h,left", "leave", show=False),
    ]

    def __init__(self, title: str, text: str, *, copy: bool = False, told: str = "") -> None:
        """Take the text.

        Args:
            title: What it is.
            text: Several lines.
            copy: Whether it is copied as soon as it is shown.
            told: What has just been done, told below it.
        """
        super().__init__()
        self.text_title = title
        self.text = text
        self._copy_first = copy
        self._told = told

    def compose(self) -> ComposeResult:
        """Lay out title, text, message and keys."""
        yield Bar(id="text-title")
        yield Page(id="text-page")
        yield Prompt(id="text-message")
        yield Bar(id="text-keys")

    def on_mount(self) -> None:
        """Write the texts, and copy where that is wanted."""
        self.query_one("#text-title", Bar).show([(f" {self.text_title}", "strong")])
        names = (("y", "copy"), ("j k", "scroll"), ("esc", "back"))
        spans: list[Span] = [(" ", "plain")]
        for key, label in names:
            spans += [(key, "key"), (f" {label}  ", "quiet")]
        self.query_one("#text-keys", Bar).show(spans)
        self.query_one(Page).focus()
        if self._copy_first:
            self.action_copy()
        else:
            self.query_one(Prompt).tell(self._told)

    def on_resize(self) -> None:
        """Wrap the text to the window."""
        lines: list[list[Span]] = []
        for line in self.text.splitlines():
            pieces = textwrap.wrap(legible(line), self.size.width - 1) or [""]
            lines += [[(piece, "plain")] for piece in pieces]
        self.query_one(Page).show(lines)

    def action_copy(self) -> None:
        """Send the text to the terminal's clipboard."""
        sent = clipboard.send(self.app, self.text)
        self.query_one(Prompt).tell(" ".join(filter(None, (self._told, sent, ELSEWISE))))

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss()
