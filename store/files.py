"""Files and directories with explicit modes: never the umask's, never through a link.

Functions that take `dir_fd` resolve a relative path against that open directory, as those of
`os` do. What the operating system refuses is raised as `OSError`; what should not be trusted
as `Insecure`.
"""

import errno
import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from store.errors import Insecure

FILE_MODE = 0o660
DIRECTORY_MODE = 0o2770
OTHERS = 0o007
"""The permission bits of people who are neither the owner nor in the group."""

LEFTOVER = re.compile(r"\..+\.[0-9a-f]{12}\.tmp")
"""The names of files that were to be put in place of others."""
_PIECE = 1 << 20
_NOT_PLAIN = {errno.ELOOP, errno.ENXIO, errno.EISDIR, errno.ENOTDIR}


class NotFlushed(OSError):
    """The new file is in place, but its directory could not be written through to the disk."""


def make_directory(path: Path | str, mode: int = DIRECTORY_MODE, *, inherit: bool = False) -> None:
    """Make a directory with exactly this mode, durably; its parent must exist.

    Args:
        path: The directory.
        mode: Its permission bits, whatever the umask.
        inherit: Whether the owner of the directory it is in must be able to use it: what root
            makes gets that owner and group, and others may not make what the owner cannot use.

    Raises:
        FileExistsError: There is something at the path already.
    """
    path = Path(path)
    with open_directory(path.parent, refuse=0, follow=True) as parent:
        os.mkdir(path.name, 0o700, dir_fd=parent)
        with open_directory(path.name, refuse=0, dir_fd=parent) as made:
            if inherit:
                _inherit(made, parent)
            os.fchmod(made, mode)
        os.fsync(parent)


@contextmanager
def open_directory(
    path: Path | str, *, refuse: int = OTHERS, follow: bool = False, dir_fd: int | None = None
) -> Iterator[int]:
    """The directory as a file descriptor, closed at the end of the block.

    Args:
        path: The directory.
        refuse: The permission bits it may not have.
        follow: Whether the path may be a symbolic link.
        dir_fd: An open directory that a relative path starts from.

    Raises:
        Insecure: It is not a directory or has a refused permission.
    """
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    try:
        fd = os.open(path, flags, dir_fd=dir_fd)
    except OSError as error:
        if error.errno in _NOT_PLAIN:
            raise Insecure(f"{path} is not a directory of its own; look at what it is") from None
        raise
    try:
        _refuse_bits(path, os.fstat(fd).st_mode, refuse)
        yield fd
    finally:
        os.close(fd)


def open_plain(
    path: Path | str,
    flags: int = os.O_RDONLY,
    *,
    refuse: int = OTHERS,
    single: bool = False,
    shown: Path | str | None = None,
    dir_fd: int | None = None,
) -> int:
    """Open a regular file that is there already; the caller closes the descriptor.

    Args:
        path: The file.
        flags: As `os.open` takes them.
        refuse: The permission bits it may not have.
        single: Whether it must have one name only (no hard link).
        shown: The path to name in a message, where `path` is relative to `dir_fd`.
        dir_fd: An open directory that a relative path starts from.

    Raises:
        Insecure: It is a link, a FIFO, a device, ..., or has a refused permission.
    """
    shown = shown or path
    strange = Insecure(f"{shown} is not a plain file of its own; look at what it is and remove it")
    try:
        # O_NONBLOCK: opening a planted FIFO must not wait for its other end.
        fd = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=dir_fd)
    except OSError as error:
        if error.errno in _NOT_PLAIN:
            raise strange from None
        raise
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode) or (single and status.st_nlink != 1):
            raise strange
        _refuse_bits(shown, status.st_mode, refuse)
    except BaseException:
        os.close(fd)
        raise
    return fd


def read_file(path: Path | str, *, refuse: int = OTHERS, dir_fd: int | None = None) -> bytes:
    """The whole of a regular file.

    Raises:
        Insecure: It is a link, a FIFO, a device, ..., or has a refused permission.
    """
    fd = open_plain(path, refuse=refuse, dir_fd=dir_fd)
    try:
        return read_all(fd)
    finally:
        os.close(fd)


def read_from(fd: int, start: int) -> bytes:
    """Everything from a place in the file, in bytes, to its end."""
    pieces = []
    while piece := os.pread(fd, _PIECE, start):
        pieces.append(piece)
        start += len(piece)
    return b"".join(pieces)


def read_all(fd: int) -> bytes:
    """Everything from the descriptor's position to the end of the file."""
    with open(fd, "rb", buffering=0, closefd=False) as file:
        return file.readall()


def replace_file(
    path: Path | str,
    data: bytes | Sequence[bytes],
    mode: int = FILE_MODE,
    *,
    inherit: bool = False,
    dir_fd: int | None = None,
) -> None:
    """Put a file in place, whole and durable, or leave what was there.

    A link at the path is replaced, not followed.

    Args:
        path: The file.
        data: What it shall hold, or the pieces of it.
        mode: Its permission bits, whatever the umask.
        inherit: Whether the owner of the directory it is in must be able to use it: what root
            makes gets that owner and group, and others may not make what the owner cannot use.
        dir_fd: An open directory that a relative path starts from.

    Raises:
        NotFlushed: The file is in place, but may be lost again in a power cut.
        OSError: It could not be written; what was there still is.
    """
    path = Path(path)
    with open_directory(path.parent, refuse=0, follow=True, dir_fd=dir_fd) as directory:
        temporary = f".{path.name}.{os.urandom(6).hex()}.tmp"
        fd = create_file(temporary, mode, inherit=inherit, dir_fd=directory)
        try:
            try:
                for piece in [data] if isinstance(data, bytes) else _gathered(data):
                    write_all(fd, piece)
                os.fsync(fd)
            finally:
                os.close(fd)
            os.rename(temporary, path.name, src_dir_fd=directory, dst_dir_fd=directory)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary, dir_fd=directory)
            raise
        try:
            os.fsync(directory)
        except OSError as error:
            raise NotFlushed(error.errno, error.strerror, str(path)) from error


def create_file(
    name: str, mode: int, *, dir_fd: int, inherit: bool = False, flags: int = os.O_WRONLY
) -> int:
    """Make an empty file with exactly this mode and open it; the caller closes it.

    Args:
        name: The file, within the directory.
        mode: Its permission bits, whatever the umask.
        dir_fd: The open directory.
        inherit: Whether the owner of the directory it is in must be able to use it: what root
            makes gets that owner and group, and others may not make what the owner cannot use.
        flags: How it is opened, as `os.open` takes them.

    Raises:
        FileExistsError: There is something of this name already.
    """
    flags |= os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    fd = os.open(name, flags, mode & 0o700, dir_fd=dir_fd)
    try:
        if inherit:
            _inherit(fd, dir_fd)
        os.fchmod(fd, mode)
    except BaseException:
        os.close(fd)
        with suppress(OSError):
            os.unlink(name, dir_fd=dir_fd)
        raise
    return fd


def names(directory: int) -> list[str]:
    """The names of everything in the open directory."""
    return os.listdir(directory)


def remove_leftovers(*, dir_fd: int) -> list[str]:
    """Remove the temporary files of dead writers, and name them.

    Only to be called where no other process can be writing here.
    """
    leftovers = [entry for entry in names(dir_fd) if LEFTOVER.fullmatch(entry)]
    for entry in leftovers:
        os.unlink(entry, dir_fd=dir_fd)
    return leftovers


def may_make_files(directory: int) -> bool:
    """Whether the directory's owner can use what this process makes in it.

    Root can give it to them. What anybody else makes is theirs, and the owner reaches it only
    through the group.
    """
    status = os.fstat(directory)
    if os.geteuid() in (0, status.st_uid):
        return True
    group = status.st_gid if status.st_mode & stat.S_ISGID else os.getegid()
    return _is_member(status.st_uid, group)


def owner_can_use(file: os.stat_result, directory: os.stat_result) -> bool:
    """Whether the directory's owner can read and write the file in it, as far as modes tell."""
    if file.st_uid == directory.st_uid:
        return True
    return file.st_mode & 0o060 == 0o060 and _is_member(directory.st_uid, file.st_gid)


def _is_member(uid: int, group: int) -> bool:
    import pwd

    try:
        user = pwd.getpwuid(uid)
    except KeyError:
        return False
    return group in os.getgrouplist(user.pw_name, user.pw_gid)


def _inherit(fd: int, directory: int) -> None:
    """See to it that the directory's owner can use what was made in it."""
    if not may_make_files(directory):
        raise PermissionError(errno.EPERM, "only its owner or root may make files there")
    if os.geteuid() == 0:
        owner = os.fstat(directory)
        os.fchown(fd, owner.st_uid, owner.st_gid)


def _gathered(pieces: Sequence[bytes]) -> Iterator[bytes]:
    """The pieces put together to such a size that each is worth a call."""
    gathered, size = [], 0
    for piece in pieces:
        gathered.append(piece)
        size += len(piece)
        if size >= _PIECE:
            yield b"".join(gathered)
            gathered, size = [], 0
    yield b"".join(gathered)


def write_all(fd: int, data: bytes) -> None:
    """Write all of the data, in as many calls as it takes."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def _refuse_bits(path: Path | str, mode: int, refuse: int) -> None:
    if mode & refuse:
        import shlex

        closed = ",".join(
            f"{who}-rwx" for who, bits in (("g", 0o070), ("o", 0o007)) if mode & refuse & bits
        )
        raise Insecure(
            f"{path} is open to others (mode {stat.S_IMODE(mode):04o}); "
            f"close it with: chmod {closed} {shlex.quote(str(path))}"
        )
