"""Reading everything a store's directory holds, to find what is not as it should be."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from store.errors import Damaged, StoreError
from store.files import LEFTOVER, OTHERS, owner_can_use, read_file
from store.interface import Finding
from store.journal import header_of, read
from store.lock import GATE, LOCK
from store.room import BACKUPS, DAMAGED, JOURNAL, JOURNALS, SNAPSHOT, TORN, Room
from store.snapshot import decoded

_FOLDERS = {JOURNALS, BACKUPS}
_OURS = {SNAPSHOT, JOURNAL, LOCK, GATE} | _FOLDERS


def inspected(room: Room, *, alone: bool) -> list[Finding]:
    """What is wrong with the store; empty where nothing is.

    Args:
        room: The store's directory.
        alone: Whether no writer can be at work, so that what is half made was left behind.
    """
    return [*_contents(room), *_history(room), *_backups(room), *_files(room, alone=alone)]


def modes_of(directory: Path) -> list[Finding]:
    """What in the directory is open to others, so that the store is not even opened."""
    return [
        Finding(f"{path} is open to others (mode {stat.S_IMODE(mode):04o})", mendable=True)
        for path, status in _still_there(directory, *sorted(directory.rglob("*")))
        if not stat.S_ISLNK(mode := status.st_mode) and mode & OTHERS
    ]


def _still_there(*paths: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """What is at the paths; a file that a writer has replaced meanwhile is left out."""
    for path in paths:
        with suppress(FileNotFoundError):
            yield path, path.lstat()


def _contents(room: Room) -> Iterator[Finding]:
    try:
        state = room.load()
    except Damaged as error:
        yield Finding(str(error))
        return
    if state.damage:
        yield Finding(state.damage, mendable=True)
    if state.torn:
        yield Finding(
            f"{room.journal} ends in a change that was not written whole: it was "
            "never acknowledged",
            mendable=True,
        )
    for mark in state.contents.marks:
        way = "to" if mark.way == "out" else "from"
        yield Finding(f"moving documents {way} {mark.other} was cut short", mendable=True)
    if state.contents.erasing:
        yield Finding("an erasure was cut short: traces may be left", mendable=True)
    for document in state.contents.documents():
        with suppress(msgspec.DecodeError):
            data = msgspec.json.decode(document.raw)
            if isinstance(data, dict) and data.get("id") == document.id:
                continue
        yield Finding(f"{document.kind} {document.id} is not a document")


def _history(room: Room) -> Iterator[Finding]:
    """Older journals: nothing rests on them but the history, and the mending of a snapshot."""
    reached: tuple[int, int] | None = None
    for path in (*room.journals(), room.journal):
        try:
            data = read_file(path)
            header, place = header_of(data)
        except OSError as error:
            if path.name != JOURNAL:
                yield Finding(f"{path} cannot be read: {error.strerror}")
            continue
        except StoreError as error:
            if path.name != JOURNAL:
                yield Finding(
                    f"{path} is damaged, {error}: its part of the history is lost", mendable=True
                )
            reached = None
            continue
        follows = header.after if header.follows is None else header.follows
        if reached is not None and follows > reached[0]:
            yield Finding(
                f"the history from change {reached[0] + 1} to {follows} is missing before {path}"
            )
        elif reached is not None and header.after == reached[0] and header.chain != reached[1]:
            yield Finding(f"{path} belongs to another history than the journals before it")
        part = read(data, place=place, chain=header.chain, generation=header.after)
        if part.rest and path.name != JOURNAL:
            yield Finding(
                f"{path} is damaged, its checksum fails at byte {part.end}: a part of the history "
                "is lost",
                mendable=True,
            )
        last = part.lines[-1] if part.lines else None
        reached = (last.record.n, last.checksum) if last else (header.after, header.chain)


def _backups(room: Room) -> Iterator[Finding]:
    for path in room.backups():
        try:
            decoded(read_file(path))
        except OSError as error:
            yield Finding(f"{path} cannot be read: {error.strerror}")
        except StoreError as error:
            yield Finding(f"{path} is damaged, {error}: it is of no use as a backup", mendable=True)


def _files(room: Room, *, alone: bool) -> Iterator[Finding]:
    yield from modes_of(room.directory)
    owner = room.directory.stat()
    for path, status in _still_there(*sorted(room.directory.iterdir())):
        if path.name.startswith((TORN, DAMAGED)):
            yield Finding(f"{path} was put aside when the store was mended; look, then remove it")
        elif LEFTOVER.fullmatch(path.name):
            if alone:
                yield Finding(f"{path} was left behind by a writer that died", mendable=True)
        elif path.name not in _OURS:
            yield Finding(f"{path} is not a file of the store")
        elif path.name not in _FOLDERS and not _is_plain(path.name, status):
            yield Finding(f"{path} is not a plain file of its own; look at what it is")
        elif not owner_can_use(status, owner):
            yield Finding(f"{path} is not the directory owner's to use: give it to them (chown)")


def _is_plain(name: str, status: os.stat_result) -> bool:
    """Whether it is a file and, where it is written to in place, has no other name."""
    return stat.S_ISREG(status.st_mode) and (name == SNAPSHOT or status.st_nlink == 1)
