"""Keeping the records safe: backups, putting them back, and looking whether all is well."""

import grp
import os
import pwd
import re
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from store.engine import JsonStore
from store.errors import Damaged, NoStore, NotReadable, StoreError
from store.files import make_directory, read_file, replace_file
from store.inspection import modes_of
from store.restoring import newer, refill, repair, restore
from tutor_tui.errors import NotFound, Refused, WrongUsage
from tutor_tui.model.tutor import Tutor
from tutor_tui.rules.words import count
from tutor_tui.text import line
from tutor_tui.workspace.caseload import Caseload, refusal
from tutor_tui.workspace.configuration import PROGRAM
from tutor_tui.workspace.history import Entry, entries
from tutor_tui.workspace.workspace import SETTINGS_FILE, Workspace, answering

CASELOADS: Final = "caseloads"
STANDARDS: Final = "standards"
MANIFEST: Final = "backup.json"
_MODE, _FILE_MODE = 0o700, 0o600
_NAME = re.compile(r"tutor-tui-\d{8}T\d{6}Z")
_SHOWN = 3
"""How many of the changes that would be lost are told one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What was copied, and where to."""

    path: Path
    caseloads: tuple[str, ...]
    unread: tuple[str, ...]
    """Caseloads that this user may not read, and that are not in it."""
    left_out: tuple[str, ...]
    """Damaged caseloads that could not be copied, each with the reason."""
    removed: tuple[Path, ...]
    """Older backups that made room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A caseload put back, its tutor's name, and the changes that were taken back by it."""

    caseload: str
    tutor: str
    lost: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be, in the caseload of this id and this tutor.

    The tutor's name is empty where it cannot be told.
    """

    where: str
    tutor: str
    what: str
    mendable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a workspace stands."""

    problems: tuple[Problem, ...]
    looked_at: tuple[str, ...]
    """The caseloads that all this is about."""
    unread: tuple[str, ...]
    """Caseloads that this user may not read, and of which nothing is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copied:
    """One caseload in a backup, and whose it was."""

    id: str
    generation: int
    owner: str
    group: str
    mode: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manifest:
    """What a backup holds."""

    made: str
    caseloads: tuple[_Copied, ...]


def default_place() -> Path:
    """Where the user's backups are made: beside the data directory, which may be a workspace."""
    from platformdirs import user_data_path

    return user_data_path(f"{PROGRAM}-backups")


def backup(workspace: Workspace, to: Path, *, keep: int | None = None) -> Backup:
    """Copy every caseload that can be read, the settings and the added standards.

    Each copy is opened again before it counts as made.

    Args:
        workspace: What is copied.
        to: The directory that holds the backups; made where it is missing.
        keep: How many backups to keep there, this one included; all where None.

    Raises:
        Refused: It cannot be written; what was begun is removed.
        WrongUsage: `keep` is less than one, or `to` lies within the workspace.
    """
    if keep is not None and keep < 1:
        raise WrongUsage(f"keep: give 1 or more, not {keep}")
    to = to.absolute()
    if to == workspace.root.absolute() or workspace.root.absolute() in to.parents:
        raise WrongUsage(f"{to} lies within the workspace: a backup there is lost with it")
    path = to / f"tutor-tui-{workspace.now():%Y%m%dT%H%M%SZ}"
    try:
        to.mkdir(mode=_MODE, parents=True, exist_ok=True)
        make_directory(path, _MODE)
    except OSError as error:
        raise Refused(f"{path}: cannot be made: {error.strerror}") from None
    try:
        done, unread, left_out = _copy(workspace, path)
    except (OSError, StoreError) as error:
        shutil.rmtree(path, ignore_errors=True)
        why = error.strerror if isinstance(error, OSError) else error
        raise Refused(f"{path}: the backup cannot be written: {why}") from None
    return Backup(
        path=path,
        caseloads=tuple(one.id for one in done),
        unread=tuple(unread),
        left_out=tuple(left_out),
        removed=tuple(_made_room(to, keep)),
    )


def restored(
    workspace: Workspace, copy: Path, *, tutor: str | None = None, discard_newer: bool = False
) -> list[Restored]:
    """Put caseloads back from a backup, as a change that can be undone.

    A caseload that is damaged or lost gets the copy in place of its files. What was erased
    since stays erased.

    Args:
        workspace: Where they are put back.
        copy: A directory that `backup` has made.
        tutor: Only this tutor's caseload, by id, login or part of the name as the backup has
            them; all in the backup where None.
        discard_newer: Whether changes made since the backup may be taken back.

    Raises:
        NotFound: It is no backup.
        WrongUsage: The backup holds no such tutor's caseload, or several answer.
        Refused: Changes made since would be taken back, and `discard_newer` is False; or it
            cannot be written.
    """
    copied = _manifest(copy).caseloads
    try:
        copies = {one.id: _opened(copy / CASELOADS / one.id) for one in copied}
    except StoreError as error:
        raise refusal(error, "not restored") from error
    owners = {id_: _owner(store) for id_, store in copies.items()}
    if tutor is not None:
        chosen = _chosen(owners, tutor)
        copied = tuple(one for one in copied if one.id == chosen)
    seen: dict[str, int] = {}
    lost = {one.id: _lost(workspace, one.id, copies[one.id], seen) for one in copied}
    if not discard_newer and any(lost.values()):
        told = _told(lost, owners)
        raise Refused(f"not restored: {told}: to take them back, add --discard-newer")
    for one in copied:
        _put_back(
            workspace,
            one,
            copies[one.id],
            reason=f"restore the backup {copy.name}",
            seen=None if discard_newer else seen.get(one.id),
        )
    return [
        Restored(caseload=one.id, tutor=_name(owners[one.id]), lost=tuple(lost[one.id]))
        for one in copied
    ]


def looked_over(workspace: Workspace) -> Health:
    """Read everything in the workspace that this user may read, and say what is wrong."""
    found: list[Problem] = []
    looked_at, unread = [], []
    for tutor_id in workspace.tutor_ids():
        directory = workspace.caseloads_directory / tutor_id
        try:
            found += _looked_over(workspace, tutor_id)
        except NotReadable:
            unread.append(tutor_id)
            continue
        except StoreError as error:
            found.append(Problem(tutor_id, "", str(error), mendable=bool(modes_of(directory))))
        except Refused as error:
            found.append(Problem(tutor_id, "", str(error), mendable=False))
        looked_at.append(tutor_id)
    return Health(problems=tuple(found), looked_at=tuple(looked_at), unread=tuple(unread))


def mend(workspace: Workspace) -> tuple[list[str], Health]:
    """Mend what can be mended; what was done, in sentences, and how things stand after it."""
    done = []
    wrong = {problem.where for problem in looked_over(workspace).problems}
    for tutor_id in sorted(wrong):
        try:
            steps = repair(workspace.caseloads_directory / tutor_id, actor=workspace.actor)
            done += [f"caseload {tutor_id}: {step}" for step in steps]
        except StoreError as error:
            done.append(f"caseload {tutor_id} could not be mended: {error}")
    workspace.close()
    for tutor_id in sorted(wrong):
        with suppress(Refused):
            workspace.readable(tutor_id)  # opening settles what a handover left
    return done, looked_over(workspace)


def _looked_over(workspace: Workspace, tutor_id: str) -> Iterator[Problem]:
    store = workspace.open_store(tutor_id)
    name = _name(_owner(store))
    for finding in store.verify():
        yield Problem(tutor_id, name, finding.what, mendable=finding.mendable)
    if not store.damage:
        for what in _loose_ends(workspace.caseload(tutor_id), workspace):
            yield Problem(tutor_id, name, what, mendable=False)


def _owner(store: JsonStore) -> Tutor | None:
    """The tutor whose caseload it is; None where that cannot be told."""
    with suppress(msgspec.ValidationError):
        for found in store.find("tutor"):
            return msgspec.json.decode(found.raw, type=Tutor)
    return None


def _name(owner: Tutor | None) -> str:
    return owner.name if owner else ""


def _chosen(owners: Mapping[str, Tutor | None], given: str) -> str:
    """The caseload of a backup that is meant by its id, or by what its tutor answers to.

    Raises:
        WrongUsage: None answers, or several.
    """
    if given in owners:
        return given
    tutors = {id_: tutor for id_, tutor in owners.items() if tutor is not None}
    found = answering(list(tutors.values()), line(given))
    ids = [id_ for id_, tutor in tutors.items() if tutor in found]
    if len(ids) == 1:
        return ids[0]
    names = ", ".join(f"{tutor.name} ({tutor.login or id_})" for id_, tutor in tutors.items())
    told = "several tutors of the backup answer to" if ids else "the backup holds no tutor"
    raise WrongUsage(f"{told} {line(given)!r}; there are: {names}")


def _loose_ends(caseload: Caseload, workspace: Workspace) -> Iterator[str]:
    """Documents that name others which are not there."""
    owner = caseload.tutor
    if owner.id != caseload.store.name:
        yield f"it is the caseload of {owner.id} and lies in the directory of another"
    for learner in caseload.learners.values():
        if learner.tutor != owner.id:
            yield f"learner {learner.id} names another tutor, {learner.tutor}"
        try:
            workspace.catalogue.get(learner.standard, learner.standard_version)
        except NotFound as error:
            yield f"learner {learner.id}: {error}"
    for visit in caseload.visits.values():
        if visit.learner not in caseload.learners:
            yield f"visit {visit.id} names a learner who is not there, {visit.learner}"


def _copy(workspace: Workspace, path: Path) -> tuple[list[_Copied], list[str], list[str]]:
    """Copy everything; what was copied, what may not be read, and what is damaged."""
    make_directory(path / CASELOADS, _MODE)
    done, unread, left_out = [], [], []
    for tutor_id in workspace.tutor_ids():
        directory = workspace.caseloads_directory / tutor_id
        try:
            store = workspace.open_store(tutor_id)
            generation = store.backup(path / CASELOADS / tutor_id)
            _opened(path / CASELOADS / tutor_id, generation)
        except NoStore:
            continue
        except NotReadable:
            unread.append(tutor_id)
            continue
        except Damaged as error:
            left_out.append(f"{tutor_id}: {error}")
            continue
        status = directory.stat()
        done.append(
            _Copied(
                id=tutor_id,
                generation=generation,
                owner=_name_of(status.st_uid, pwd.getpwuid),
                group=_name_of(status.st_gid, grp.getgrgid),
                mode=stat.S_IMODE(status.st_mode),
            )
        )
    replace_file(path / SETTINGS_FILE, read_file(workspace.root / SETTINGS_FILE), _FILE_MODE)
    standards = workspace.root / STANDARDS
    if standards.is_dir():
        make_directory(path / STANDARDS, _MODE)
        for file in sorted(standards.glob("*.toml")):
            replace_file(path / STANDARDS / file.name, file.read_bytes(), _FILE_MODE)
    manifest = _Manifest(made=workspace.now().isoformat(), caseloads=tuple(done))
    # last: where it is, the backup is whole
    replace_file(path / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)), _FILE_MODE)
    return done, unread, left_out


def _opened(directory: Path, generation: int | None = None) -> JsonStore:
    """A copy of a caseload, opened.

    Raises:
        Damaged: It is not what was written.
    """
    copy = JsonStore.open(directory, network=True)
    if copy.damage:
        raise Damaged(copy.damage)
    if generation is not None and copy.generation() != generation:
        raise Damaged(f"{directory} holds generation {copy.generation()}, not {generation}")
    return copy


def _made_room(to: Path, keep: int | None) -> list[Path]:
    """Remove the oldest backups beyond so many, by the time in their names."""
    if keep is None:
        return []
    backups = sorted(path for path in to.iterdir() if _NAME.fullmatch(path.name))
    old = backups[:-keep]
    for path in old:
        shutil.rmtree(path)
    return old


def _manifest(path: Path) -> _Manifest:
    try:
        return msgspec.json.decode(read_file(path / MANIFEST), type=_Manifest)
    except (OSError, StoreError, msgspec.DecodeError):
        raise NotFound(f"{path} is no whole backup of tutor-tui") from None


def _lost(workspace: Workspace, name: str, copy: JsonStore, seen: dict[str, int]) -> list[Entry]:
    """What would be taken back by putting the copy in place, the newest first.

    `seen` takes the generation of the caseload that this was found of.
    """
    try:
        store = workspace.open_store(name)
    except (NoStore, Damaged):
        return []
    except StoreError as error:
        raise refusal(error, "not restored") from error
    if store.damage:
        return []
    seen[name] = store.generation()
    numbers = {change.generation for change in newer(store, copy)}
    return [entry for entry in entries(workspace.caseload(name)) if entry.number in numbers]


def _told(lost: dict[str, list[Entry]], owners: Mapping[str, Tutor | None]) -> str:
    """What would be taken back, in words; the newest few of it."""
    told = []
    for name, changes in lost.items():
        if changes:
            few = "; ".join(
                f"{entry.number} by {entry.actor} of {entry.at:%-d %b %H:%M} ({entry.what})"
                for entry in changes[:_SHOWN]
            )
            more = f"; and {len(changes) - _SHOWN} more" if len(changes) > _SHOWN else ""
            whose = f"{_name(owners[name])}, caseload {name}"
            told.append(f"{count(len(changes), 'newer change')} ({whose}): {few}{more}")
    return "; ".join(told)


def _put_back(
    workspace: Workspace, copied: _Copied, copy: JsonStore, *, reason: str, seen: int | None
) -> None:
    directory = workspace.caseloads_directory / copied.id
    try:
        try:
            store = workspace.open_store(copied.id)
        except (NoStore, Damaged):
            store = _made_anew(workspace, copied)
            refill(store, copy, actor=workspace.actor, reason=reason)
        else:
            restore(store, copy, actor=workspace.actor, reason=reason, seen=seen)
    except StoreError as error:
        raise refusal(error, "not restored") from error
    except OSError as error:
        raise Refused(f"{directory}: not restored: {error.strerror}") from None


def _made_anew(workspace: Workspace, copied: _Copied) -> JsonStore:
    """A store for a caseload that is lost, or of which nothing sound is left."""
    directory = workspace.caseloads_directory / copied.id
    if not directory.is_dir():
        make_directory(directory, copied.mode & 0o700)
        if os.geteuid() == 0:
            shutil.chown(directory, copied.owner, copied.group)
        directory.chmod(copied.mode)
    return workspace.unread_store(copied.id)


def _name_of(number: int, look_up: Callable[[int], Any]) -> str:
    try:
        return str(look_up(number)[0])
    except KeyError:
        return str(number)
