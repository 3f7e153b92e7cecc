"""Files get the mode that was said, follow no link, and are replaced whole or not at all."""

import errno
import os
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from store import files
from store.errors import Insecure


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@contextmanager
def umask(value: int) -> Iterator[None]:
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o777])
@pytest.mark.parametrize("wanted", [0o660, 0o600, 0o640])
def test_a_file_has_exactly_the_mode_that_was_said(tmp_path: Path, mask: int, wanted: int) -> None:
    with umask(mask):
        files.replace_file(tmp_path / "new", b"1", wanted)
        files.replace_file(tmp_path / "new", b"2", wanted)
    assert mode(tmp_path / "new") == wanted
    assert (tmp_path / "new").read_bytes() == b"2"


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o777])
def test_a_directory_has_exactly_the_mode_that_was_said(tmp_path: Path, mask: int) -> None:
    with umask(mask):
        files.make_directory(tmp_path / "new", 0o2750)
    assert mode(tmp_path / "new") == 0o2750
    with pytest.raises(FileExistsError):
        files.make_directory(tmp_path / "new")


def test_a_file_is_never_open_to_more_people_than_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes = []

    def spying(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(fd: int, *rest: Any) -> Any:
            modes.append(stat.S_IMODE(os.fstat(fd).st_mode))
            return real(fd, *rest)

        return call

    for name in ("fchmod", "write"):
        monkeypatch.setattr(os, name, spying(getattr(os, name)))
    with umask(0):
        files.replace_file(tmp_path / "new", b"1", 0o640)
    assert modes == [0o600, 0o640]


def test_a_link_is_replaced_and_its_target_left_alone(tmp_path: Path) -> None:
    (tmp_path / "victim").write_bytes(b"victim")
    (tmp_path / "link").symlink_to("victim")
    files.replace_file(tmp_path / "link", b"new")
    assert (tmp_path / "victim").read_bytes() == b"victim"
    assert not (tmp_path / "link").is_symlink()
    assert (tmp_path / "link").read_bytes() == b"new"


def test_a_hard_link_keeps_the_old_bytes(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    os.link(tmp_path / "file", tmp_path / "other")
    files.replace_file(tmp_path / "file", b"new")
    assert (tmp_path / "other").read_bytes() == b"old"


@pytest.mark.parametrize("call", ["write", "fsync", "rename", "fchmod"])
def test_a_failed_replacement_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    (tmp_path / "file").write_bytes(b"old")

    def failing(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, failing)
    with pytest.raises(OSError, match="No space"):
        files.replace_file(tmp_path / "file", b"new")
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


def test_short_writes_are_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, bytes(data)[:3]))
    files.replace_file(tmp_path / "file", b"0123456789")
    monkeypatch.undo()
    assert (tmp_path / "file").read_bytes() == b"0123456789"


def test_reading_refuses_what_is_not_a_plain_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plain").write_bytes(b"x")
    (tmp_path / "plain").chmod(0o600)
    (tmp_path / "link").symlink_to("plain")
    os.mkfifo(tmp_path / "fifo", 0o600)
    (tmp_path / "directory").mkdir(mode=0o700)
    bound = socket.socket(socket.AF_UNIX)
    # A socket's address must be short, and the path of this directory is not.
    monkeypatch.chdir(tmp_path)
    bound.bind("socket")
    bound.close()
    assert files.read_file(tmp_path / "plain") == b"x"
    for name in ("link", "fifo", "directory", "socket"):
        with pytest.raises(Insecure, match=f"{name} is not a plain file"):
            files.read_file(tmp_path / name)


@pytest.mark.parametrize(
    ("bits", "refuse", "remedy"),
    [
        (0o664, files.OTHERS, "chmod o-rwx"),
        (0o662, files.OTHERS, "chmod o-rwx"),
        (0o661, files.OTHERS, "chmod o-rwx"),
        (0o640, 0o077, "chmod g-rwx"),
        (0o644, 0o077, "chmod g-rwx,o-rwx"),
    ],
)
def test_what_is_open_to_others_is_refused_with_the_remedy(
    tmp_path: Path, bits: int, refuse: int, remedy: str
) -> None:
    path = tmp_path / "it's mine"
    path.write_bytes(b"x")
    path.chmod(bits)
    with pytest.raises(Insecure) as caught:
        files.read_file(path, refuse=refuse)
    command = str(caught.value).partition("close it with: ")[2]
    assert command.startswith(remedy)
    assert os.system(command) == 0
    assert files.read_file(path, refuse=refuse) == b"x"


def test_a_linked_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to("real")
    with (
        pytest.raises(Insecure, match="not a directory of its own"),
        files.open_directory(tmp_path / "link"),
    ):
        pass
    with files.open_directory(tmp_path / "link", follow=True) as fd:
        assert files.names(fd) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_what_root_makes_is_given_to_the_directorys_owner_where_asked(tmp_path: Path) -> None:
    os.chown(tmp_path, 4711, 4712)
    files.replace_file(tmp_path / "given", b"", inherit=True)
    files.make_directory(tmp_path / "room", inherit=True)
    files.replace_file(tmp_path / "kept", b"")
    owners = {path.name: (path.stat().st_uid, path.stat().st_gid) for path in tmp_path.iterdir()}
    assert owners["given"] == owners["room"] == (4711, 4712)
    assert owners["kept"] == (0, os.getegid())
    assert mode(tmp_path / "room") == files.DIRECTORY_MODE
