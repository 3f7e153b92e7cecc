"""The lock of a store: one writer at a time, first come first served, the holder known.

The lock is a flock on a file that is never unlinked, so that the kernel lets go of it when
its holder dies. Who waits for the lock holds the gate, and a writer that comes back at once
must pass the gate too: so it cannot starve the one that waits.

The file of the lock begins with a mark: how far the changes went that were acknowledged. It
is written after each change, so a journal that ends before it has lost something. Behind it
stands a note of who holds the lock, or held it last.
"""

import fcntl
import os
import re
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from store.errors import Busy
from store.files import create_file, open_plain, read_file
from store.signals import Held, hold_back

LOCK = "lock"
GATE = "gate"

_FIRST_PAUSE = 0.0005
_LONGEST_PAUSE = 0.01


_MARK = re.compile(rb"([0-9]{20} [0-9a-f]{8}) ([0-9a-f]{8})\n")
_MARK_BYTES = 39
_NOTE = re.compile(rb"([!-~]{1,64}) ([0-9]{1,10}) ([0-9]{1,11}) *")
_NOTE_BYTES = 120


def mark_in(path: Path) -> tuple[int, int] | None:
    """The generation and checksum last acknowledged; None where the file does not tell."""
    try:
        return _mark(read_file(path))
    except OSError:
        return None


def read_mark(lock: int) -> tuple[int, int] | None:
    """The same, by the open file of the lock."""
    return _mark(os.pread(lock, _MARK_BYTES, 0))


def wipe_mark(lock: int) -> None:
    """Leave it open how far the changes went; the caller holds the lock."""
    with suppress(OSError):
        os.pwrite(lock, b"?" * _MARK_BYTES, 0)


def _mark(text: bytes) -> tuple[int, int] | None:
    found = _MARK.match(text)
    if found is None or b"%08x" % zlib.crc32(found[1]) != found[2]:
        return None
    generation, checksum = found[1].split()
    return int(generation), int(checksum, 16)


def write_mark(lock: int, generation: int, checksum: int) -> None:
    """Note in the file of the lock, which the caller holds, how far the changes went."""
    text = b"%020d %08x" % (generation, checksum)
    # Without it nothing is lost; only a loss would be noticed later.
    with suppress(OSError):
        os.pwrite(lock, b"%b %08x\n" % (text, zlib.crc32(text)), 0)


@contextmanager
def locked(
    directory: Path, *, dir_fd: int, wait: float, mode: int, clock: Callable[[], float]
) -> Iterator[int]:
    """Hold the lock of a store's directory for the length of the block.

    Signals that would interrupt or stop the process are held back meanwhile; they get through
    while waiting.

    Args:
        directory: The store's directory, to name in messages.
        dir_fd: The same, open.
        wait: How long to wait for another holder, in seconds.
        mode: The mode of a lock file that must be made.
        clock: Gives the time in seconds since 1970, for the note of who holds the lock.

    Yields:
        The open file of the lock, for `write_mark`.

    Raises:
        Busy: Another process held the lock for longer than `wait`.
        Insecure: The lock file is a link or the like.
    """
    signals = hold_back()
    try:
        lock = _open(LOCK, directory, dir_fd, mode)
        try:
            gate = _open(GATE, directory, dir_fd, mode)
            try:
                # The gate is a courtesy: a waiter stopped behind it must not shut out all.
                _took(gate, wait / 2, signals)
                if not _took(lock, wait, signals):
                    raise Busy(f"{directory} is in use by {_holder(lock)}; try again in a moment")
            finally:
                os.close(gate)
            _write_note(lock, clock())
            yield lock
        finally:
            os.close(lock)
    finally:
        signals.end()


def _open(name: str, directory: Path, dir_fd: int, mode: int) -> int:
    shown = f"{directory}/{name}"
    with suppress(FileNotFoundError):
        return open_plain(name, os.O_RDWR, single=True, shown=shown, dir_fd=dir_fd)
    with suppress(FileExistsError):  # somebody else was faster
        return create_file(name, mode, dir_fd=dir_fd, inherit=True, flags=os.O_RDWR)
    return open_plain(name, os.O_RDWR, single=True, shown=shown, dir_fd=dir_fd)


def _took(fd: int, wait: float, signals: Held) -> bool:
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
        time.sleep(min(pause, left))
        signals.let_through()
        pause = min(2 * pause, _LONGEST_PAUSE)


def _write_note(lock: int, now: float) -> None:
    note = b"%b %d %d" % (_user(os.geteuid()), os.getpid(), now)
    # The note only helps people: a full disk must not stop the writer here.
    with suppress(OSError):
        os.pwrite(lock, note.ljust(_NOTE_BYTES), _MARK_BYTES)


@cache
def _user(uid: int) -> bytes:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name.encode()
    except KeyError:
        return b"%d" % uid


def _holder(lock: int) -> str:
    """What the holder wrote of itself; another user's text, so only what prints plainly."""
    found = _NOTE.fullmatch(os.pread(lock, _NOTE_BYTES, _MARK_BYTES))
    if found is None:
        return "somebody"
    since = datetime.fromtimestamp(int(found[3]), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return f"{found[1].decode()} (process {found[2].decode()}) since {since}"
