"""A program in a pseudo-terminal of its own: its keys, its bytes, their times."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

PROGRAM: Final = (sys.executable, "-c", "from tutor_tui.cli.main import main; main()")
"""The program as its console script runs it."""

PATIENCE: Final = 30.0
"""Seconds to wait for a text or for quiet before giving up."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a program wrote in answer: seconds until the last byte came, and how many."""

    seconds: float
    bytes: int


class Terminal:
    """A terminal of 80 by 24 characters and 16 million colours, and a program started in it."""

    def __init__(self, argv: Sequence[str], *, columns: int = 80, rows: int = 24) -> None:
        """Start the program; `seen` and `settle` wait for it."""
        self.output = b""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._started = time.perf_counter()
        self._process = subprocess.Popen(
            list(argv),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(),
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        """Use the program for the length of a block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the program."""
        self._process.kill()
        self._process.wait()
        os.close(self._master)

    def seen(self, text: str) -> float:
        """Wait until the text has been written; seconds since the program was started.

        The text must stand in one style, as nothing is known here of the screen.

        Raises:
            TimeoutError: It has not come.
        """
        self._wait_for(text, 0)
        return time.perf_counter() - self._started

    def settle(self, quiet: float = 0.4) -> None:
        """Wait until nothing has been written for so many seconds."""
        while self._take(quiet):
            pass

    def press(self, keys: str, until: str = "", *, quiet: float = 0.3) -> Reply:
        """Type the keys at once; what comes until it is quiet for so many seconds.

        However slow the program, its first byte is waited for.

        Args:
            keys: What is typed.
            until: A text that must come first, however long it takes.
            quiet: Seconds without a byte after which the answer is over.

        Raises:
            TimeoutError: The text has not come.
        """
        before, began = len(self.output), time.perf_counter()
        os.write(self._master, keys.encode())
        if until:
            self._wait_for(until, before)
        else:
            self._take(PATIENCE)
        last = time.perf_counter()
        while self._take(quiet):
            last = time.perf_counter()
        return Reply(last - began, len(self.output) - before)

    def idle(self, seconds: float) -> int:
        """The bytes written in so many seconds without a key."""
        before, until = len(self.output), time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            self._take(left)
        return len(self.output) - before

    def memory(self) -> float:
        """The memory the program has in use (resident), in MiB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        [size] = (line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        return int(size) / 1024

    def finish(self) -> int:
        """Wait until the program has ended of itself; its exit status."""
        while self._process.poll() is None:
            self._take(0.05)
        return self._process.returncode

    def _wait_for(self, text: str, start: int) -> None:
        wanted, until = text.encode(), time.perf_counter() + PATIENCE
        while wanted not in self.output[start:]:
            left = until - time.perf_counter()
            if left <= 0 or not self._take(left):
                raise TimeoutError(f"{text!r} has not come; the last: {self.output[-2000:]!r}")

    def _take(self, wait: float) -> bool:
        """Read what comes within so many seconds; whether anything came."""
        ready, _, _ = select.select([self._master], [], [], wait)
        if not ready:
            return False
        try:
            piece = os.read(self._master, 1 << 16)
        except OSError:  # the program has ended
            piece = b""
        self.output += piece
        return bool(piece)


def environment() -> Mapping[str, str]:
    """The environment of every program that is measured: the same on every machine."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
