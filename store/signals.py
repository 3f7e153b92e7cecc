"""Signals held back while a change is being made, so that it is made whole."""

import signal
from types import FrameType, TracebackType
from typing import Any, Final, Self

HELD_BACK: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP)
"""Interrupting, ending, hanging up and stopping; a stopped process would stop everybody else."""


class HeldBack:
    """Notes the signals that come within its block, and lets them through at its end.

    Masking them would not do: a signal goes to any thread that does not mask it, and Python
    then acts on it in the main thread. Outside the main thread nothing is held back; there
    Python acts on no signal either.
    """

    def __init__(self) -> None:
        """Hold nothing back yet."""
        self._before: dict[signal.Signals, Any] = {}
        self._came: list[int] = []

    def __enter__(self) -> Self:
        """Begin to hold back."""
        try:
            for number in HELD_BACK:
                # None: not installed from Python, so that it could not be put back
                if signal.getsignal(number) not in (None, signal.SIG_IGN):
                    self._before[number] = signal.signal(number, self._note)
        except ValueError:  # not the main thread
            self._before.clear()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let through what came."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()
        while self._came:
            signal.raise_signal(self._came.pop(0))

    def let_through(self) -> None:
        """Let through what came so far, and hold back again."""
        if self._came:
            self.__exit__(None, None, None)
            self.__enter__()

    def _note(self, number: int, frame: FrameType | None) -> None:
        if number not in self._came:
            self._came.append(number)
