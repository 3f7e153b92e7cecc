"""One key at a time: a key waits until the one before it has done all it does.

Textual hands keys on as they arrive. A slow line delivers several at once, and `/bob` would
then find the list still in focus and open a form for `b`. An app that mixes this in takes the
next key only when the one before has been handled, and what it opened has the focus.
"""

from collections import deque
from collections.abc import Callable

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

LONGEST_WAIT = 0.5
"""Seconds after which a key goes ahead whatever became of the one before it."""


class KeyOrder(App[None]):
    """An app that takes keys one by one."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        """Start with no key under way; `ansi_color` is Textual's."""
        super().__init__(ansi_color=ansi_color)
        self._waiting: deque[events.Key] = deque()
        self._under_way: events.Key | None = None
        self._answer_to: Callable[[events.Key], None] | None = None

    @property
    def under_way(self) -> bool:
        """Whether a key is not handled yet, or waits for the one before it."""
        return self._under_way is not None or bool(self._waiting)

    def next_key_answers(self, answer: Callable[[events.Key], None]) -> None:
        """Give the next key to this, and to nothing else; the focus stays where it is."""
        self._answer_to = answer

    async def on_event(self, event: events.Event) -> None:
        """Hold a key back while another is under way."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._under_way is not None:
            self._waiting.append(event)
        else:
            await self._take(event)

    async def _take(self, event: events.Key) -> None:
        if self._answer_to is not None:
            answer, self._answer_to = self._answer_to, None
            answer(event)
            if self._waiting:
                self.call_later(self._take, self._waiting.popleft())
            return
        self._under_way = event
        screen = self.screen
        target = self.focused or screen
        self.set_timer(LONGEST_WAIT, lambda: self._done(event))
        await super().on_event(event)
        # a key goes from the widget up to the app: what is asked to be done later on each
        # step of that way is done once the key has passed there; what the key makes a widget
        # tell (Enter in a field tells that it is filled in) goes the same way after it
        path: list[MessagePump] = [*target.ancestors_with_self]

        def opened() -> None:
            if self.screen is not screen and self.screen.call_later(self.call_later, done):
                return
            done()

        def done() -> None:
            self._done(event)

        self._climb(path, lambda: self._climb(path, opened))

    def _climb(self, path: list[MessagePump], then: Callable[[], None]) -> None:
        if not path:
            then()
        elif not path[0].call_later(self._climb, path[1:], then):
            self._climb(path[1:], then)  # that widget has gone meanwhile

    def _done(self, event: events.Key) -> None:
        if self._under_way is not event:
            return
        self._under_way = None
        if self._waiting:
            self.call_later(self._take, self._waiting.popleft())
