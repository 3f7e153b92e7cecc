"""The directory of one store: its files, reading them without a lock, and what was read.

snapshot.json   everything at one generation; see `store.snapshot`
journal.jsonl   the changes since, a line each; see `store.journal`
journals/       the journals before, whole; nothing but history needs them
backups/        the last snapshots before this one, as hard links
lock, gate      see `store.lock`
torn-...        what was cut off the journal's end, where a writer died
damaged-.../    what was put aside when the store was mended
"""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from threading import RLock
from typing import Final, NoReturn

import msgspec

from store.contents import ERASED, Contents
from store.errors import (
    Damaged,
    FromTheFuture,
    Insecure,
    NewerFormat,
    NoStore,
    NotReadable,
    StoreError,
    Unsound,
)
from store.files import open_directory, open_plain, read_all, read_file, read_from
from store.interface import Ref
from store.journal import Line, Part, Record, frame_of, header_of, outcome, read
from store.lock import LOCK, mark_in
from store.snapshot import WITHOUT_JOURNAL, Snapshot, decoded
from store.tinydb_table import SnapshotDB, SnapshotStorage

SNAPSHOT: Final = "snapshot.json"
JOURNAL: Final = "journal.jsonl"
JOURNALS: Final = "journals"
BACKUPS: Final = "backups"
TORN: Final = "torn-"
DAMAGED: Final = "damaged-"

_ATTEMPTS = 3

Signature = tuple[int, ...]


class Position(msgspec.Struct, frozen=True):
    """How far the journal was read."""

    inode: tuple[int, int]
    after: int
    """The generation the file's first change follows."""
    first: int
    """Where its first change begins, in bytes."""
    last: int
    """Where the last line read begins."""
    frame: bytes
    """How that line begins: it tells the line from any other that may stand there later."""
    end: int
    """Where that line ends."""

    def after_line(self, line: bytes) -> "Position":
        """The position after one more line."""
        return msgspec.structs.replace(
            self, last=self.end, frame=frame_of(line), end=self.end + len(line)
        )


class State(msgspec.Struct, frozen=True):
    """A store in memory, and what tells whether its files are still the same."""

    contents: Contents
    db: SnapshotDB
    signature: Signature
    position: Position | None
    """None where an earlier version wrote the store, without a journal."""
    snapshot_bytes: int
    torn: bool = False
    """Whether a line that is not whole follows the last one: it is being written, or was."""
    damage: str | None = None
    """What is wrong with the files, where these contents are only the best that was found."""

    def moved_on(self, contents: Contents, position: Position, found: Signature) -> "State":
        """The state after this store's own writing."""
        db = self.db if contents is self.contents else _db(contents)
        return msgspec.structs.replace(
            self, contents=contents, db=db, position=position, signature=found
        )

    def restarted(self, line: bytes, status: os.stat_result, snapshot_bytes: int) -> "State":
        """The state after a new snapshot, and a new journal that holds its first line only."""
        inode = status.st_dev, status.st_ino
        generation = self.contents.generation
        position = Position(inode, generation, len(line), 0, frame_of(line), len(line))
        return msgspec.structs.replace(
            self,
            signature=signature(status),
            position=position,
            snapshot_bytes=snapshot_bytes,
        )


class Recent:
    """Which documents the last changes touched."""

    _MOST = 1000

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._changes: deque[tuple[int, tuple[Ref, ...]]] = deque(maxlen=self._MOST)

    def add(self, record: Record) -> None:
        """Remember one more change."""
        refs = (*((entry.kind, entry.id) for entry in record.docs), *record.erase)
        if self._changes and self._changes[-1][0] != record.n - 1:
            self._changes.clear()
        self._changes.append((record.n, refs))

    def forget(self) -> None:
        """Remember nothing any more: all was read anew."""
        self._changes.clear()

    def since(self, generation: int) -> set[Ref] | None:
        """What was touched after a generation; None where that is not remembered."""
        if not self._changes or not self._changes[0][0] - 1 <= generation <= self._changes[-1][0]:
            return None
        newest = takewhile(lambda change: change[0] > generation, reversed(self._changes))
        return {ref for _, refs in newest for ref in refs}


class Room:
    """One store's directory and what was read of it. May be shared between threads."""

    def __init__(self, directory: Path) -> None:
        """Take the directory; nothing is read yet."""
        self.directory = directory
        self.snapshot = directory / SNAPSHOT
        self.journal = directory / JOURNAL
        self.guard = RLock()
        self.closed = False
        self.state: State | None = None
        self.recent = Recent()
        self.notices: list[str] = []
        """What was mended without being asked for, to be told to the user."""

    def check(self) -> None:
        """Refuse a directory that is open to others, is a link, or may not be read."""
        try:
            with open_directory(self.directory):
                pass
        except OSError as error:
            self.fail(error)

    def fresh(self) -> State:
        """The store as it stands now: one stat where nothing was changed.

        Raises:
            NoStore: There is none.
            NotReadable: This user may not read it.
            Damaged: Nothing sound was found.
            NewerFormat: A newer version wrote it.
            Insecure: Something in the directory is not what it should be.
        """
        with self.guard:
            if self.closed:
                raise StoreError(f"the store in {self.directory} is closed")
            try:
                if self.state is None or self.state.signature != self._signature(self.state):
                    self.state = self._renewed(self.state)
            except OSError as error:
                self.fail(error)
            return self.state

    def take(self, state: State, fd: int) -> State | None:
        """The state with what the journal, open as `fd`, holds after it.

        Does not rely on the file's times. None where the journal does not follow the state:
        all must be read again.
        """
        status = os.fstat(fd)
        inode = status.st_dev, status.st_ino
        position = state.position
        if position is not None and position.inode == inode:
            if status.st_size == position.end:
                # The usual case of a writer: nothing follows, if the last line is still the same.
                same = os.pread(fd, len(position.frame), position.last) == position.frame
                found = signature(status)
                return msgspec.structs.replace(state, signature=found) if same else None
            data = read_from(fd, position.last)
            place = position.end - position.last
            if len(data) < place or not data.startswith(position.frame):
                return None
        else:
            data = read_from(fd, 0)
            header, place = header_of(data)
            contents = state.contents
            if (header.after, header.chain) != (contents.generation, contents.chain):
                return None
            position = Position(inode, header.after, place, 0, frame_of(data), place)
        part = read(
            data,
            place=place,
            offset=position.last,
            chain=state.contents.chain,
            generation=state.contents.generation,
        )
        if part.rest == "damaged":
            return None
        return self._followed(state, part, _position(position, part, data), signature(status))

    def load(self) -> State:
        """Read everything anew."""
        self.recent.forget()
        for _ in range(_ATTEMPTS):
            before = self._files()
            try:
                return self._read()
            except (Unsound, FileNotFoundError) as error:
                problem = error
            except FromTheFuture as error:
                raise NewerFormat(
                    f"{self.directory} was written by a newer version: {error}; use that version"
                ) from None
            # A writer may have put new files in place between the reading of one and the next.
            if self._files() == before:
                break
        if isinstance(problem, FileNotFoundError) and not self.was_a_store():
            raise problem
        return self._salvaged(problem)

    def fail(self, error: OSError) -> NoReturn:
        """Say what an error of the operating system means to who wants to read."""
        if isinstance(error, FileNotFoundError):
            raise NoStore(f"there is no store in {self.directory}") from error
        if isinstance(error, PermissionError):
            raise NotReadable(
                f"you may not read {self.directory}; ask its owner or the administrator"
            ) from error
        raise NotReadable(f"{self.directory} cannot be read: {error.strerror}") from error

    def backups(self) -> list[Path]:
        """The snapshots kept, oldest first."""
        return self._listed(BACKUPS, "snapshot-")

    def journals(self) -> list[Path]:
        """The journals before the present one, oldest first."""
        return self._listed(JOURNALS, "journal-")

    def _listed(self, folder: str, start: str) -> list[Path]:
        with suppress(OSError):
            return sorted(
                path
                for path in (self.directory / folder).iterdir()
                if path.name.startswith(start) and path.suffix in (".json", ".jsonl")
            )
        return []

    def _renewed(self, state: State | None) -> State:
        if state is None or state.damage or state.position is None:
            return self.load()
        try:
            fd = open_plain(self.journal, single=True)
        except FileNotFoundError:
            return self.load()
        try:
            return self.take(state, fd) or self.load()
        except (Unsound, FromTheFuture):
            return self.load()
        finally:
            os.close(fd)

    def _read(self) -> State:
        # The mark first: whatever is written meanwhile can only be ahead of it.
        mark = mark_in(self.directory / LOCK)
        data, status = b"", None
        with suppress(FileNotFoundError):
            fd = open_plain(self.journal, single=True)
            try:
                status = os.fstat(fd)
                data = read_all(fd)
            finally:
                os.close(fd)
        snapshot, size, snapshot_status = self._snapshot()
        contents = snapshot.contents
        if status is None:
            if snapshot.format != WITHOUT_JOURNAL:
                raise Unsound(f"{self.journal} is missing")
            found = signature(snapshot_status)
            return State(contents, _db(contents), found, None, size)
        try:
            header, first = header_of(data)
            part = read(data, place=first, chain=header.chain, generation=header.after)
            _joins(contents, header.after, header.chain, part.lines)
            if part.rest == "damaged":
                raise Unsound(f"its checksum fails at byte {part.end}")
        except Unsound as error:
            raise Unsound(f"{self.journal} is damaged, {error}") from None
        inode = status.st_dev, status.st_ino
        start = Position(inode, header.after, first, 0, frame_of(data), first)
        state = State(contents, _db(contents), (), start, size)
        state = self._followed(state, part, _position(start, part, data), signature(status))
        if not state.contents.reaches(mark):
            assert mark is not None
            raise Unsound(
                f"{self.journal} is damaged, changes up to {mark[0]} were saved, and those that "
                f"are there go up to {state.contents.generation}, or are others"
            )
        return state

    def _snapshot(self) -> tuple[Snapshot, int, os.stat_result]:
        path = self.snapshot
        fd = open_plain(path)
        try:
            data = read_all(fd)
            return decoded(data), len(data), os.fstat(fd)
        except Unsound as error:
            raise Unsound(f"{path} is damaged, {error}") from None
        finally:
            os.close(fd)

    def _followed(self, state: State, part: Part, position: Position, found: Signature) -> State:
        contents = state.contents
        new = [line for line in part.lines if line.record.n > contents.generation]
        if new:
            contents = contents.writable()
            for line in new:
                apply(contents, line.record, line.checksum)
                self.recent.add(line.record)
        moved = state.moved_on(contents, position, found)
        return msgspec.structs.replace(moved, torn=part.rest == "torn")

    def _salvaged(self, problem: Exception) -> State:
        """The newest contents that can be made of sound files, to be read only."""
        why = str(problem) if isinstance(problem, Unsound) else (f"{self.snapshot} is missing")
        best = Contents()  # all there is may be in the journals
        self._roll_forward(best)
        for path in (self.snapshot, *reversed(self.backups())):
            with suppress(OSError, Insecure, Unsound):
                contents = decoded(read_file(path)).contents
                self._roll_forward(contents)
                if contents.generation > best.generation:
                    best = contents
        if best.generation == 0:
            raise Damaged(f"{why}; there is no good backup")
        damage = f"{why}; what is shown is what it held after change {best.generation}"
        return State(best, _db(best), self._files(), None, 0, damage=damage)

    def _roll_forward(self, contents: Contents) -> None:
        """Take in every change that follows the contents, as far as the journals are sound."""
        for path in (*self.journals(), self.journal):
            with suppress(OSError, Insecure, Unsound, FromTheFuture):
                for line in lines_in(read_file(path)):
                    if line.record.n == contents.generation and line.checksum != contents.chain:
                        return
                    if line.record.n == contents.generation + 1:
                        apply(contents, line.record, line.checksum)

    def was_a_store(self) -> bool:
        """Whether there is more left than the first moments of a store being made."""
        journal = b""
        with suppress(OSError, Insecure):
            journal = read_file(self.journal)
        return bool(self.backups() or self.journals() or journal.count(b"\n") > 1)

    def _files(self) -> Signature:
        found: list[int] = []
        for path in (self.snapshot, self.journal):
            with suppress(FileNotFoundError):
                found += signature(os.lstat(path))
        return tuple(found)

    def _signature(self, state: State) -> Signature:
        if state.damage:
            return self._files()
        try:
            # asked at every reading, so without the detour over Path
            return signature(os.lstat(self.snapshot if state.position is None else self.journal))
        except FileNotFoundError:
            return ()


def lines_in(data: bytes) -> Iterator[Line]:
    """The changes in the file of a journal, as far as it is sound.

    Raises:
        Unsound: Its first line is not what was written.
    """
    header, place = header_of(data)
    yield from read(data, place=place, chain=header.chain, generation=header.after).lines


def apply(contents: Contents, record: Record, checksum: int) -> None:
    """Take in what a change did."""
    contents.apply(outcome(record))
    for kind, id_ in record.erase:
        contents.drop(kind, id_, ERASED)
    contents.erasing += record.erase
    if record.marks is not None:
        contents.marks = record.marks
    contents.generation = record.n
    contents.chain = checksum


def signature(status: os.stat_result) -> Signature:
    """What tells a file from the same one changed."""
    return (
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


def _joins(contents: Contents, after: int, chain: int, lines: list[Line]) -> None:
    """Refuse a journal that does not belong to the snapshot."""
    reached = lines[-1].record.n if lines else after
    if after > contents.generation:
        raise Unsound(f"the changes from {contents.generation + 1} to {after} are missing")
    if reached < contents.generation:
        raise Unsound(f"the changes from {reached + 1} on are missing")
    found = chain
    if after < contents.generation:
        found = lines[contents.generation - after - 1].checksum
    if found != contents.chain:
        raise Unsound("it belongs to another history than the snapshot")


def _position(start: Position, part: Part, data: bytes) -> Position:
    """The position after the lines of a part; `data` begins at the last line before them."""
    if not part.lines:
        return start
    last = part.lines[-1].start
    return msgspec.structs.replace(
        start, last=last, frame=frame_of(data[last - start.last :][:40]), end=part.end
    )


def _db(contents: Contents) -> SnapshotDB:
    return SnapshotDB(contents.tables, storage=SnapshotStorage)
