"""Tutors: add, list, edit; each owns one caseload directory."""

import grp
import os
import pwd
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from store.errors import StoreError
from store.files import make_directory
from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.model.tutor import Leave, Tutor
from tutor_tui.text import cleaned, line
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import CASELOAD_MODE, Workspace

OWN_MODE = 0o2700
"""A caseload that no group shares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TutorEntry:
    """A caseload as listed: its tutor, or None where it cannot be read, and `why`."""

    id: str
    tutor: Tutor | None
    learners: int = 0
    why: str = ""


def listed(workspace: Workspace) -> list[TutorEntry]:
    """Every caseload, those that cannot be read included, in order of id."""
    opened, failed = workspace.opened()
    entries = [
        TutorEntry(id=tutor.id, tutor=tutor, learners=len(caseload.learners))
        for tutor, caseload in opened
    ]
    entries += [TutorEntry(id=id_, tutor=None, why=str(why)) for id_, why in failed.items()]
    return sorted(entries, key=lambda entry: entry.id)


def add(
    workspace: Workspace,
    *,
    name: str,
    login: str = "",
    group: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> tuple[Tutor, tuple[str, ...]]:
    """Add a tutor and make the caseload's directory.

    Run by root, the directory is the login's own: readable by the group where one is given,
    else by nobody else. Run by anyone else it stays the caller's.

    Args:
        workspace: Where the tutor is added.
        name: The tutor's name.
        login: The login name on this server, if any.
        group: The group of the lead tutors, who may read and write the caseload.
        details: Further fields of the tutor by their names.

    Returns:
        The tutor, and the commands an administrator still has to run, if any.

    Raises:
        Refused: The login is taken, or the directory cannot be made.
        WrongUsage: There is no such group or, for root, no such login, or a field does not
            hold what it must.
    """
    login = line(login)
    _refuse_taken(workspace, login)
    owner, gid = account(login), group_id(group)
    tutor = proposed(workspace.new_id(), name=name, login=login, details=details)
    directory = workspace.caseloads_directory / tutor.id
    try:
        _make_directory(directory, owner, gid)
    except PermissionError:
        raise Refused(
            f"you may not add a caseload to {workspace.root}; the administrator can, with: "
            f"{_command(workspace, tutor, group)}"
        ) from None
    except OSError as error:
        raise Refused(f"{directory}: cannot be made: {error.strerror}") from None
    try:
        caseload = workspace.new_caseload(tutor.id)
        saved = caseload.save(tutor, actor=workspace.actor, reason=f"add tutor {tutor.id}")
        caseload.store.close()
    except (StoreError, Refused) as error:
        shutil.rmtree(directory, ignore_errors=True)
        raise Refused(f"cannot make the caseload: {error}") from error
    return saved, _left_to_do(directory, owner, group, gid)


def proposed(
    tutor_id: str, *, name: str, login: str = "", details: Mapping[str, Any] | None = None
) -> Tutor:
    """A new tutor, checked before anything is made for them; the arguments are those of `add`.

    Raises:
        WrongUsage: A field does not hold what it must.
    """
    from tutor_tui.model.border import checked  # loads pydantic: only when writing

    return checked(Tutor(id=tutor_id, name=line(name), login=line(login), **cleaned(details or {})))


def edit(caseload: Caseload, workspace: Workspace, changes: Mapping[str, Any]) -> Tutor:
    """Change fields of a tutor by name.

    Raises:
        Refused: Nothing would change, or another tutor has the login.
        WrongUsage: A field does not hold what it must.
    """
    tutor = caseload.tutor
    changed = replace(tutor, **cleaned(changes))
    if changed == tutor:
        raise Refused("nothing to change: the tutor is so already")
    if changed.login != tutor.login:
        _refuse_taken(workspace, changed.login)
    return caseload.save(changed, actor=workspace.actor, reason=f"edit tutor {tutor.id}")


def with_leave(tutor: Tutor, leave: Leave) -> tuple[Leave, ...]:
    """The tutor's leave with this one, in order."""
    others = (one for one in tutor.leave if one != leave)
    return tuple(sorted((*others, leave), key=lambda one: one.start))


def _refuse_taken(workspace: Workspace, login: str) -> None:
    """Two tutors of one login could not be told apart."""
    for tutor, _ in workspace.opened()[0]:
        if login and tutor.login == login:
            raise Refused(f"login {login!r} is {tutor.name}'s already")


def account(login: str) -> pwd.struct_passwd | None:
    """The user of this login on this machine; None without a login.

    Raises:
        WrongUsage: There is none, and the caller is root, who would make what nobody can use.
    """
    try:
        return pwd.getpwnam(login) if login else None
    except KeyError:
        if os.geteuid() == 0:
            raise WrongUsage(f"there is no user {login!r} on this machine") from None
        return None


def group_id(group: str | None) -> int | None:
    """The number of a group of this machine; None where none is given.

    Raises:
        WrongUsage: There is no such group.
    """
    try:
        return grp.getgrnam(group).gr_gid if group else None
    except KeyError:
        raise WrongUsage(f"there is no group {line(group or '')!r} on this machine") from None


def _make_directory(directory: Path, owner: pwd.struct_passwd | None, gid: int | None) -> None:
    """Make the directory, which nobody else may enter before it belongs to whom it shall."""
    make_directory(directory, OWN_MODE & 0o777)
    mode = CASELOAD_MODE
    if os.geteuid() == 0:
        # the workspace's group, which a new directory has, is that of every tutor
        mode = CASELOAD_MODE if gid is not None else OWN_MODE
        own = owner.pw_gid if owner else os.getegid()
        os.chown(directory, owner.pw_uid if owner else -1, own if gid is None else gid)
    directory.chmod(mode)


def _left_to_do(
    directory: Path, owner: pwd.struct_passwd | None, group: str | None, gid: int | None
) -> tuple[str, ...]:
    """The commands that give the directory to whom it shall belong, where it does not yet."""
    status = directory.stat()
    uid = owner.pw_uid if owner else status.st_uid
    if (uid, status.st_gid if gid is None else gid) == (status.st_uid, status.st_gid):
        return ()
    given = (owner.pw_name if owner else "") + (f":{group}" if gid is not None else "")
    quoted = shlex.quote(str(directory))
    return (f"chown -R {given} {quoted}", f"chmod {CASELOAD_MODE:o} {quoted}")


def _command(workspace: Workspace, tutor: Tutor, group: str | None) -> str:
    """The command that adds the tutor, for who may."""
    words = ["tutor-tui", "--workspace", str(workspace.root), "tutor", "add", "--name", tutor.name]
    words += ["--login", tutor.login or "LOGIN", "--group", group or "GROUP"]
    return shlex.join(words)
