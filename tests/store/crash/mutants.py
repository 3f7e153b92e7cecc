"""The engine with one safeguard taken out. Each changes the process it is called in."""

import os
import stat
import zlib
from collections.abc import Callable
from typing import Any

from store.transaction import Changes


def no_flush() -> None:
    """Nothing is written through to the disk."""
    os.fsync = lambda fd: None


def no_directory_flush() -> None:
    """Files are written through, but not their names."""
    real = os.fsync

    def fsync(fd: int) -> None:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            real(fd)

    os.fsync = fsync  # type: ignore[assignment]


def no_revision_check() -> None:
    """What others wrote meanwhile is not compared with what the writer saw."""
    Changes.check = lambda *args: None  # type: ignore[method-assign]


def no_checksum() -> None:
    """Every checksum is the same, written and compared."""
    zlib.crc32 = lambda data, value=0: 0


def mode_of_the_umask() -> None:
    """Files and directories get the modes that they get of most programs."""
    make_file, make_directory = os.open, os.mkdir

    def open_(path: Any, flags: int, mode: int = 0o777, **kwargs: Any) -> int:
        return make_file(path, flags, 0o666, **kwargs)

    def mkdir(path: Any, mode: int = 0o777, **kwargs: Any) -> None:
        make_directory(path, 0o777, **kwargs)

    os.open, os.mkdir = open_, mkdir
    os.fchmod = lambda fd, mode: None


MUTANTS: dict[str, Callable[[], None]] = {
    "no flush": no_flush,
    "no directory flush": no_directory_flush,
    "no revision check": no_revision_check,
    "no checksum": no_checksum,
    "mode of the umask": mode_of_the_umask,
}
