"""A workload in a process of its own, and what it acknowledged."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[3]
PATIENCE = 60
"""Seconds after which a child that does not answer has failed."""


def command(*args: str | Path, mutant: str | None = None) -> list[str]:
    """The command line of a workload."""
    chosen = ("--mutant", mutant) if mutant else ()
    return [sys.executable, "-m", "tests.store.crash.workload", *chosen, *map(str, args)]


def environment() -> dict[str, str]:
    """An environment in which a workload makes the same system calls every time."""
    return {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT)}


class Child:
    """A workload at work; killed at the end of the block where it still runs."""

    def __init__(self, *args: str | Path, mutant: str | None = None) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            command(*args, mutant=mutant),
            cwd=ROOT,
            env=environment(),
            # Nothing read ahead: what one way of reading had in store, another would miss.
            bufsize=0,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        self._output = self._process.stdout
        self._said = b""

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Leave no process behind."""
        self._process.kill()
        self._process.communicate()

    @property
    def acknowledged(self) -> list[str]:
        """The whole lines read so far."""
        return self._said.decode().split("\n")[:-1]

    def wait_for_one(self) -> None:
        """Wait until it has acknowledged something."""
        self._said += self._output.readline()
        assert self._said.endswith(b"\n"), self._rest()

    def end(self, how: signal.Signals) -> int:
        """Send it a signal and wait for its end; its exit status, as `subprocess` tells it."""
        self._process.send_signal(how)
        self._rest()
        return self._process.returncode

    def finish(self) -> None:
        """Wait until it has done everything."""
        errors = self._rest()
        assert self._process.returncode == 0, errors

    def freeze(self) -> None:
        """Stop it between two system calls, and read what it has acknowledged."""
        self._process.send_signal(signal.SIGSTOP)
        status = Path(f"/proc/{self._process.pid}/stat")
        deadline = time.monotonic() + PATIENCE
        while status.read_text().rpartition(")")[2].split()[0] != "T":
            assert time.monotonic() < deadline, "it does not stop"
            time.sleep(0.001)
        os.set_blocking(self._output.fileno(), False)
        while more := self._output.read(65_536):
            self._said += more
        os.set_blocking(self._output.fileno(), True)

    def _rest(self) -> str:
        said, errors = self._process.communicate(timeout=PATIENCE)
        self._said += said
        return errors.decode()
