"""Signals held back while a change is being made, so that it is made whole."""

import signal
import sys
import threading
from types import FrameType
from typing import Any, Final, Protocol

HELD_BACK: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP)
"""Interrupting, ending, hanging up and stopping; a stopped process would stop everybody else."""


class Held(Protocol):
    """Signals that are held back from now on."""

    def let_through(self) -> None:
        """Let through what came so far, and hold back again."""

    def end(self) -> None:
        """Hold back no more; what came is let through."""


def hold_back() -> Held:
    """Hold the signals back, until the end of it is asked for."""
    # A mask is cheaper by far, but it is a thread's own: where there are others, the signal
    # goes to one of them, and Python acts on it in the main thread after all.
    alone = len(sys._current_frames()) == 1  # threading does not know of every thread
    return _Masked() if alone else _Noted()


class _Masked:
    """Signals masked by the only thread."""

    def __init__(self) -> None:
        self._before = signal.pthread_sigmask(signal.SIG_BLOCK, HELD_BACK)

    def let_through(self) -> None:
        held = signal.pthread_sigmask(signal.SIG_SETMASK, self._before)
        signal.pthread_sigmask(signal.SIG_SETMASK, held)

    def end(self) -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, self._before)


class _Noted:
    """Signals noted, and sent again at the end.

    Outside the main thread nothing is held back: Python acts on no signal there either.
    """

    def __init__(self) -> None:
        self._before: dict[signal.Signals, Any] = {}
        self._came: list[int] = []
        self._begin()

    def let_through(self) -> None:
        if self._came:
            self.end()
            self._begin()

    def end(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()
        while self._came:
            signal.raise_signal(self._came.pop(0))

    def _begin(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        for number in HELD_BACK:
            # None: not installed from Python, so that it could not be put back
            if signal.getsignal(number) not in (None, signal.SIG_IGN):
                self._before[number] = signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if number not in self._came:
            self._came.append(number)
