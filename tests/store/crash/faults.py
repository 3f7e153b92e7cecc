"""A disk that refuses, takes less than it was given, or loses its power in mid-write.

The engine makes all its system calls by way of `os`, so they are made to fail there.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.store.crash.forked import died_in_a_fork

CALLS = (
    "open",
    "mkdir",
    "fchmod",
    "write",
    "pwrite",
    "fsync",
    "ftruncate",
    "rename",
    "link",
    "unlink",
)
"""The calls that change what is on a disk."""


class Disk:
    """How many calls were made, and which of them failed."""

    def __init__(self) -> None:
        """Nothing happened yet."""
        self.made = 0
        self.failed: list[str] = []


@contextmanager
def failing(error: int, *, at: int, lasting: bool) -> Iterator[Disk]:
    """Let a call fail that changes the disk.

    Args:
        error: The error number.
        at: Which call, counted from 1.
        lasting: Whether every later one fails too.
    """
    disk = Disk()

    def refusing(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            disk.made += 1
            if disk.made == at or (lasting and disk.made > at):
                disk.failed.append(name)
                raise OSError(error, os.strerror(error))
            return real(*args, **kwargs)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, refusing(name))
        yield disk


@contextmanager
def short_writes(most: int) -> Iterator[None]:
    """Let every write take so many bytes at most, as a call may that a signal interrupts."""
    real = os.write
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "write", lambda fd, data: real(fd, memoryview(data)[:most]))
        yield


@contextmanager
def filling_up(room: int, error: int) -> Iterator[None]:
    """Let the disk take so many bytes more, the last write cut short, and then refuse."""
    real, left = os.write, room

    def write(fd: int, data: bytes) -> int:
        nonlocal left
        if not left:
            raise OSError(error, os.strerror(error))
        written = real(fd, memoryview(data)[:left])
        left -= written
        return written

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "write", write)
        yield


def torn(act: Callable[[], object], *, at: int, share: float) -> bool:
    """Do it in a process that dies when a share of one write is done.

    Args:
        act: What to do.
        at: Which write, counted from 1.
        share: How much of it gets through, from 0 to 1.

    Returns:
        Whether there was such a write.
    """

    def dying() -> None:
        real, made = os.write, 0

        def write(fd: int, data: bytes) -> int:
            nonlocal made
            made += 1
            if made == at:
                real(fd, memoryview(data)[: int(len(data) * share)])
                os._exit(9)
            return real(fd, data)

        os.write = write  # type: ignore[assignment]
        act()

    return died_in_a_fork(dying)
