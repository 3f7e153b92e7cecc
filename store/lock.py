"""The lock of a store: one writer at a time, first come first served, the holder known.

The lock is a flock on a file that is never unlinked, so that the kernel lets go of it when
its holder dies. Who waits for the lock holds the gate, and a writer that comes back at once
must pass the gate too: so it cannot starve the one that waits.
"""

import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from store.errors import Busy
from store.files import create_file, open_plain

LOCK = "lock"
GATE = "gate"

_HELD_BACK = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP}
_FIRST_PAUSE = 0.0005
_LONGEST_PAUSE = 0.01


@contextmanager
def locked(
    directory: Path, *, dir_fd: int, wait: float, mode: int, clock: Callable[[], float]
) -> Iterator[None]:
    """Hold the lock of a store's directory for the length of the block.

    Interrupting, ending, hanging up and stopping signals are held back meanwhile (they get
    through while waiting): a stopped process would stop everybody else.

    Args:
        directory: The store's directory, to name in messages.
        dir_fd: The same, open.
        wait: How long to wait for another holder, in seconds.
        mode: The mode of a lock file that must be made.
        clock: Gives the time in seconds since 1970, for the note of who holds the lock.

    Raises:
        Busy: Another process held the lock for longer than `wait`.
        Insecure: The lock file is a link or the like.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HELD_BACK)
    try:
        lock = _open(LOCK, directory, dir_fd, mode)
        try:
            gate = _open(GATE, directory, dir_fd, mode)
            try:
                # The gate is a courtesy: a waiter stopped behind it must not shut out all.
                _took(gate, wait / 2, before)
                if not _took(lock, wait, before):
                    raise Busy(f"{directory} is in use by {_holder(lock)}; try again in a moment")
            finally:
                os.close(gate)
            _write_note(lock, clock())
            try:
                yield
            finally:
                with suppress(OSError):
                    os.ftruncate(lock, 0)
        finally:
            os.close(lock)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _open(name: str, directory: Path, dir_fd: int, mode: int) -> int:
    with suppress(FileExistsError):
        return create_file(name, mode, dir_fd=dir_fd, inherit=True, flags=os.O_RDWR)
    return open_plain(name, os.O_RDWR, single=True, shown=directory / name, dir_fd=dir_fd)


def _took(fd: int, wait: float, signals: set[int]) -> bool:
    """Whether the flock could be had within so many seconds."""
    deadline = time.monotonic() + wait
    pause = _FIRST_PAUSE
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        held_back = signal.pthread_sigmask(signal.SIG_SETMASK, signals)
        try:
            time.sleep(min(pause, left))
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held_back)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _write_note(lock: int, now: float) -> None:
    import pwd

    uid = os.geteuid()
    try:
        user = pwd.getpwuid(uid).pw_name
    except KeyError:
        user = str(uid)
    since = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    # The note only helps people: a full disk must not stop the writer here.
    with suppress(OSError):
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{user} (process {os.getpid()}) since {since}".encode(), 0)


def _holder(lock: int) -> str:
    """What the holder wrote of itself; another user's text, so only what prints plainly."""
    note = os.pread(lock, 200, 0).decode("ascii", "replace")
    return "".join(char for char in note if char.isascii() and char.isprintable()) or "somebody"
