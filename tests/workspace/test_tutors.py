"""Whose a new caseload is: directories made for a login and a group, by root and by others."""

import grp
import os
import pwd
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workspace.conftest import NOW, TODAY
from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.workspace import tutors
from tutor_tui.workspace.workspace import CASELOAD_MODE, Workspace

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")

SOMEBODY, SOMEBODY_ELSE = "daemon", "nobody"
"""Users that every machine has; the caseloads made for them here are thrown away."""


@pytest.fixture
def somebody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SOMEBODY)
    except KeyError:
        pytest.skip(f"this machine has no user {SOMEBODY}")


def everything(directory: Path) -> list[Path]:
    return [directory, *directory.rglob("*")]


def made_for(workspace: Workspace, login: str, group: str | None = None) -> Path:
    tutor, commands = tutors.add(workspace, name="New Tutor", login=login, group=group)
    assert commands == ()
    # what is made later is the tutor's as well
    caseload = workspace.caseload(tutor.id)
    caseload.store.compact()
    tutors.edit(caseload, workspace, {"visits_per_day": 6})
    return workspace.caseloads_directory / tutor.id


@as_root
def test_root_makes_a_caseload_that_is_the_logins_alone(
    workspace: Workspace, somebody: pwd.struct_passwd
) -> None:
    directory = made_for(workspace, SOMEBODY)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o2700
    owners = {(path.stat().st_uid, path.stat().st_gid) for path in everything(directory)}
    assert owners == {(somebody.pw_uid, somebody.pw_gid)}


@as_root
def test_root_gives_a_caseload_to_the_login_and_the_group(
    workspace: Workspace, somebody: pwd.struct_passwd
) -> None:
    group = grp.getgrgid(pwd.getpwnam(SOMEBODY_ELSE).pw_gid)
    directory = made_for(workspace, SOMEBODY, group.gr_name)
    assert stat.S_IMODE(directory.stat().st_mode) == CASELOAD_MODE
    owners = {(path.stat().st_uid, path.stat().st_gid) for path in everything(directory)}
    assert owners == {(somebody.pw_uid, group.gr_gid)}


@as_root
def test_nobody_may_enter_before_the_caseload_is_the_tutors(
    workspace: Workspace, somebody: pwd.struct_passwd, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []
    whole: Callable[..., None] = os.chown

    def looking(path: Path, uid: int, gid: int) -> None:
        modes.append(stat.S_IMODE(path.stat().st_mode))
        assert list(path.iterdir()) == []
        whole(path, uid, gid)

    monkeypatch.setattr(os, "chown", looking)
    made_for(workspace, SOMEBODY)
    assert modes == [0o700]


LOGIN = "no-such-user-here"
ADD = ("tutor", "add", "--name", "New Tutor", "--login", LOGIN)


def run(root: Path, *args: str) -> "subprocess.CompletedProcess[str]":
    """The command line as a user types it, in a process of its own."""
    code = "from tutor_tui.cli.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "--workspace", str(root), *args],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "HOME": "/nonexistent"},
    )


@as_root
@pytest.mark.parametrize("command", ["tutor add", "init"])
def test_root_makes_no_caseload_for_a_login_that_is_nobodys(
    workspace: Workspace, tmp_path: Path, command: str
) -> None:
    before = workspace.tutor_ids()
    if command == "init":
        done = run(tmp_path / "new", "init", "--tutor-name", "New Tutor", "--login", LOGIN)
    else:
        done = run(workspace.root, *ADD)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: there is no user {LOGIN!r} on this machine\n"
    assert workspace.tutor_ids() == before
    assert not (tmp_path / "new").exists()


def test_who_may_not_write_to_the_workspace_is_told_the_administrators_command(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The operating system's refusal is played, since root may write everywhere."""

    def refusing(path: Path, mode: int) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(tutors, "make_directory", refusing)
    command = (
        f"tutor-tui --workspace {workspace.root} tutor add --name 'Bo O'\"'\"'Neill' --login bo "
        "--group GROUP"
    )
    with pytest.raises(Refused) as caught:
        tutors.add(workspace, name="Bo O'Neill", login="bo")
    assert str(caught.value).endswith(f"the administrator can, with: {command}")


def test_nothing_is_left_of_a_caseload_that_could_not_be_made(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    before = workspace.tutor_ids()
    monkeypatch.setattr("store.exclusive.write_all", full)
    with pytest.raises(Refused, match="No space left on device"):
        tutors.add(workspace, name="Bo Lee", login="bo")
    assert workspace.tutor_ids() == before


def test_a_group_that_is_not_there_is_refused(workspace: Workspace) -> None:
    with pytest.raises(WrongUsage, match="no group"):
        tutors.add(workspace, name="Bo Lee", group="no such group")


# the workspace itself


def test_a_workspace_may_be_made_in_an_empty_directory(tmp_path: Path) -> None:
    place = tmp_path / "empty"
    place.mkdir(mode=0o755)
    Workspace.create(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o2750
    assert Workspace(place, today=TODAY, now=lambda: NOW, actor="khan").tutor_ids() == []


def test_a_workspace_belongs_to_the_group_of_all_tutors(tmp_path: Path) -> None:
    groups = {*os.getgroups(), os.getegid()}
    if os.geteuid() == 0:
        groups.add(pwd.getpwnam(SOMEBODY_ELSE).pw_gid)
    gid = max(groups)
    Workspace.create(tmp_path / "shared", gid=gid)
    found = {
        path.relative_to(tmp_path): (path.stat().st_gid, stat.S_IMODE(path.stat().st_mode))
        for path in everything(tmp_path / "shared")
    }
    assert found == {
        Path("shared"): (gid, 0o2750),
        Path("shared/caseloads"): (gid, 0o2750),
        Path("shared/workspace.json"): (gid, 0o640),
    }


def test_the_group_is_given_by_name_at_the_beginning(tmp_path: Path) -> None:
    group = grp.getgrgid(os.getegid()).gr_name
    done = run(tmp_path / "shared", "init", "--group", group)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "shared" / "workspace.json").stat().st_gid == os.getegid()
    done = run(tmp_path / "other", "init", "--group", "no such group")
    assert (done.returncode, done.stdout) == (2, "")
    assert not (tmp_path / "other").exists()
