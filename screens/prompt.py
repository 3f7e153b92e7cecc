"""The line above the keys: what has just happened, or a question of yes or no."""

from collections.abc import Callable

from textual import events
from textual.widget import Widget

from screens.bar import Bar, wrapped

MOST_LINES = 3


class Prompt(Bar, can_focus=True):
    """Tells in one line; asks in one line, where only `y` means yes."""

    def __init__(self, *, id: str | None = None) -> None:
        """Start silent; it takes keys only while it asks."""
        super().__init__(id=id)
        self.can_focus = False
        self._on_yes: Callable[[], None] | None = None
        self._before: Widget | None = None

    def tell(self, sentence: str, *, alarm: bool = False) -> None:
        """Tell something, in a few lines if it must be; an empty sentence clears the line."""
        tone = "alarm" if alarm else "plain"
        lines = wrapped(sentence, self.app.size.width - 2, MOST_LINES) or [""]
        if self.styles.height is None or self.styles.height.value != len(lines):
            self.styles.height = len(lines)
        self.show(*([(f" {line}", tone)] for line in lines))

    def ask(self, question: str, on_yes: Callable[[], None]) -> None:
        """Ask, and do it on `y`; any other key, Enter too, means no."""
        self._on_yes = on_yes
        self._before = self.screen.focused
        self.styles.height = 1
        self.show([(f" {question} ", "strong"), ("y", "key"), ("/", "quiet"), ("n", "key")])
        self.can_focus = True
        self.focus()

    def on_key(self, event: events.Key) -> None:
        """Take the answer."""
        event.stop()
        event.prevent_default()
        on_yes, self._on_yes = self._on_yes, None
        self.can_focus = False
        if self._before is not None:
            self._before.focus()
        self.tell("")
        if on_yes and event.key in ("y", "Y"):
            on_yes()
