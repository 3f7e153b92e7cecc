"""A file system of its own whose power can be cut.

FS_IOC_SHUTDOWN makes a file system forget, at once, whatever has not reached its disk, as a
power cut does. The disk is a file, mounted by way of a loop device: only root may, and not
everywhere.
"""

import fcntl
import functools
import os
import struct
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

_SHUTDOWN = 0x8004587D
_WITHOUT_FLUSHING_THE_LOG = struct.pack("I", 2)
_SIZE = 64 * 2**20


class CutDisk:
    """An ext4 file system, mounted; unmounted at the end of the block."""

    def __init__(self, scratch: Path) -> None:
        """Make it, and mount it.

        Raises:
            OSError, subprocess.CalledProcessError: This machine does not allow it.
        """
        self._image = scratch / "disk"
        self.root = scratch / "mounted"
        self.root.mkdir()
        with self._image.open("wb") as image:
            image.truncate(_SIZE)
        _run("mkfs.ext4", "-q", "-F", self._image)
        self._mount()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Leave nothing mounted."""
        self.unmount()

    def cut(self) -> None:
        """Cut the power."""
        fd = os.open(self.root, os.O_RDONLY)
        try:
            fcntl.ioctl(fd, _SHUTDOWN, _WITHOUT_FLUSHING_THE_LOG)
        finally:
            os.close(fd)

    def restart(self) -> None:
        """Mount it again after the cut, as it then is."""
        self.unmount()
        self._mount()

    def unmount(self) -> None:
        """Take it off; no process may use it."""
        _run("umount", self.root)

    def _mount(self) -> None:
        _run("mount", "-o", "loop", self._image, self.root)


@functools.cache
def why_not() -> str | None:
    """Why no power can be cut here; None where it can."""
    if os.geteuid() != 0:
        return "only root may mount a file system"
    with tempfile.TemporaryDirectory() as scratch:
        try:
            with CutDisk(Path(scratch)) as disk:
                disk.cut()
        except (OSError, subprocess.CalledProcessError) as error:
            told = getattr(error, "stderr", None) or str(error)
            return f"no loop-mounted file system can be cut off here: {told.strip()}"
    return None


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)
