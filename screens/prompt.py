"""The line above the keys: what has just happened, or a question of yes or no."""

from collections.abc import Callable

from textual import events

from screens.bar import Bar, wrapped
from screens.key_order import KeyOrder

MOST_LINES = 6


class Prompt(Bar):
    """Tells in a line or a few; asks in one line, where only `y` means yes."""

    def tell(self, sentence: str, *, alarm: bool = False) -> None:
        """Tell something, in a few lines if it must be; an empty sentence clears the line."""
        tone = "alarm" if alarm else "plain"
        lines = wrapped(sentence, self.app.size.width - 2, MOST_LINES) or [""]
        self._fit(len(lines))
        self.show(*([(f" {line}", tone)] for line in lines))

    def ask(
        self,
        question: str,
        on_yes: Callable[[], None],
        on_no: Callable[[], None] | None = None,
    ) -> None:
        """Ask, and do it on `y`; any other key, Enter too, means no.

        The focus stays where it is: taking it would draw the whole list anew.
        """

        def answer(event: events.Key) -> None:
            self.tell("")
            if event.key in ("y", "Y"):
                on_yes()
            elif on_no:
                on_no()

        self._fit(1)
        self.show([(f" {question} ", "strong"), ("y", "key"), ("/", "quiet"), ("n", "key")])
        app = self.app
        assert isinstance(app, KeyOrder)
        app.next_key_answers(answer)

    def _fit(self, lines: int) -> None:
        """Take so many lines; the same as before is not said again, since it draws all anew."""
        if self.styles.height is None or self.styles.height.value != lines:
            self.styles.height = lines
