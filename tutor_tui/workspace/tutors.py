"""Tutors: add, list, edit; each owns one caseload directory."""

import grp
import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from store.errors import StoreError
from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.model.tutor import Tutor
from tutor_tui.text import cleaned, line
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import CASELOAD_MODE, Workspace


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

    Run by root, the directory is given to the login and the group. Run by anyone else it
    stays the caller's.

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
        WrongUsage: There is no such group, or a field does not hold what it must.
    """
    login = line(login)
    _refuse_taken(workspace, login)
    owner, gid = _owner(login), _group_id(group)
    tutor = proposed(workspace.new_id(), name=name, login=login, details=details)
    directory = workspace.caseloads_directory / tutor.id
    try:
        caseload = workspace.new_caseload(tutor.id)
        saved = caseload.save(tutor, actor=workspace.actor, reason=f"add tutor {tutor.id}")
        caseload.store.close()
    except StoreError as error:
        raise Refused(f"cannot make the caseload: {error}") from error
    except OSError as error:
        raise Refused(f"{directory}: cannot be made: {error.strerror}") from None
    return saved, _hand_to(directory, login, owner, group, gid)


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


def _refuse_taken(workspace: Workspace, login: str) -> None:
    """Two tutors of one login could not be told apart."""
    for tutor, _ in workspace.opened()[0]:
        if login and tutor.login == login:
            raise Refused(f"login {login!r} is {tutor.name}'s already")


def _owner(login: str) -> int | None:
    """The user id of the login on this machine; None where it has no such user."""
    try:
        return pwd.getpwnam(login).pw_uid if login else None
    except KeyError:
        return None


def _group_id(group: str | None) -> int | None:
    try:
        return grp.getgrnam(group).gr_gid if group else None
    except KeyError:
        raise WrongUsage(f"there is no group {line(group or '')!r} on this machine") from None


def _hand_to(
    directory: Path, login: str, owner: int | None, group: str | None, gid: int | None
) -> tuple[str, ...]:
    """Give the directory away where one may; otherwise the commands that would."""
    stays = (owner is None or owner == directory.stat().st_uid) and (
        gid is None or gid == directory.stat().st_gid
    )
    if stays:
        return ()
    if os.geteuid() == 0:
        for path in (*directory.rglob("*"), directory):
            os.chown(path, -1 if owner is None else owner, -1 if gid is None else gid)
            if path.is_dir():
                path.chmod(CASELOAD_MODE)  # a change of owner may take the setgid bit away
        return ()
    given = (login if owner is not None else "") + (f":{group}" if gid is not None else "")
    return (f"chown -R {given} {directory}", f"chmod 2770 {directory}")
