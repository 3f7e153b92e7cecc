"""The engine for one shared machine: a snapshot and a journal in a directory of their own.

Readers take no lock: one stat tells whether anything was changed, and only what was is read.
A writer takes the lock, reads what others wrote, compares revisions, and appends one line.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from store.contents import Mark
from store.copies import write_copy
from store.errors import AlreadyExists, Busy, Conflict, Insecure, NoStore, NotSaved
from store.exclusive import Exclusive, saving
from store.files import DIRECTORY_MODE, FILE_MODE, make_directory, open_directory
from store.filesystems import is_network, kind_of
from store.filters import ALL, Filter, Key
from store.history import changes_in
from store.inspection import inspected
from store.interface import Change, Document, Finding, Ref, Together
from store.lock import locked
from store.ordering import arranged
from store.room import Room
from store.transaction import Changes, remembered

WAIT = 10.0
"""How long a writer waits for another, in seconds."""

COMPACT_AT = 256 * 1024
"""The size from which on a journal is compacted, in bytes, where the snapshot is small."""


class JsonStore:
    """A store in a directory of its own; an `interface.Store`.

    A handle may be shared between threads. It sees what other processes write at its next
    reading. `open` and `create` make one.

    Where its files are damaged it holds the newest contents that could be made of sound ones;
    `damage` says so, and nothing can be changed.
    """

    def __init__(
        self,
        directory: Path,
        *,
        file_mode: int = FILE_MODE,
        wait: float = WAIT,
        compact_at: int = COMPACT_AT,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take the directory; nothing is read yet. The arguments are those of `open`."""
        self.directory = directory
        self.room = Room(directory)
        self._file_mode = file_mode
        self._wait = wait
        self._compact_at = compact_at
        self._clock = clock

    @classmethod
    def open(
        cls,
        directory: Path | str,
        *,
        create: bool = False,
        mode: int = DIRECTORY_MODE,
        file_mode: int = FILE_MODE,
        wait: float = WAIT,
        compact_at: int = COMPACT_AT,
        clock: Callable[[], float] = time.time,
        network: bool = False,
    ) -> Self:
        """Open the store in the directory.

        Args:
            directory: The store's directory.
            create: Whether to make the store where there is none.
            mode: The mode of a directory that is made.
            file_mode: The mode of files that are written.
            wait: How long a writer waits for another, in seconds.
            compact_at: The size of a journal, in bytes, from which on it is compacted; a
                journal may grow to half the size of the snapshot in any case.
            clock: Gives the time in seconds since 1970.
            network: Whether the directory may be on a network file system, where locks and
                appending are not to be relied on.

        Raises:
            NoStore: There is none.
            NotReadable: This user may not read it.
            Insecure: It is open to others, or something in it is a link, or it is on a
                network file system.
            Damaged: Nothing sound is left of it.
            NewerFormat: A newer version wrote it.
        """
        store = cls(
            _absolute(directory),
            file_mode=file_mode,
            wait=wait,
            compact_at=compact_at,
            clock=clock,
        )
        try:
            store.room.check()
            if not network:
                refuse_network(store.directory)
            store.room.fresh()
        except NoStore:
            if not create:
                raise
            with suppress(AlreadyExists):
                store._make(mode, network=network)
            store.room.fresh()
        return store

    @classmethod
    def create(
        cls,
        directory: Path | str,
        *,
        mode: int = DIRECTORY_MODE,
        file_mode: int = FILE_MODE,
        wait: float = WAIT,
        compact_at: int = COMPACT_AT,
        clock: Callable[[], float] = time.time,
        network: bool = False,
    ) -> Self:
        """Make an empty store; its directory may be there already, but no store in it.

        The arguments are those of `open`.

        Raises:
            AlreadyExists: There is a store, or what is left of one.
            NotSaved: It could not be made.
            Insecure: The directory is open to others, or on a network file system.
        """
        store = cls(
            _absolute(directory),
            file_mode=file_mode,
            wait=wait,
            compact_at=compact_at,
            clock=clock,
        )
        store._make(mode, network=network)
        return store

    def _make(self, mode: int, *, network: bool) -> None:
        with saving(self.directory):
            with suppress(FileExistsError):
                make_directory(self.directory, mode)
            if not network:
                refuse_network(self.directory)
        with self.exclusive(as_it_is=True) as held:
            held.start()

    @property
    def name(self) -> str:
        """The directory's own name."""
        return self.directory.name

    @property
    def identity(self) -> tuple[int, int]:
        """What the operating system knows the directory by; two paths may lead to one store."""
        try:
            status = self.directory.stat()
        except OSError as error:
            self.room.fail(error)
        return status.st_dev, status.st_ino

    @property
    def pending(self) -> tuple[Mark, ...]:
        """Moves between stores that were cut short; `handover.recover` settles them."""
        return self.room.fresh().contents.marks

    @property
    def damage(self) -> str | None:
        """What is wrong with the files, where the store can only be read; else None."""
        return self.room.fresh().damage

    def notices(self) -> list[str]:
        """What was mended without being asked for since the last asking, in sentences."""
        notices, self.room.notices = self.room.notices, []
        return notices

    def get(self, kind: str, id: str) -> Document | None:
        """The document, or None."""
        return self.room.fresh().contents.get(kind, id)

    def get_many(self, kind: str, ids: Sequence[str]) -> list[Document]:
        """The documents of these ids that exist, in the order asked."""
        with self.room.guard:
            contents = self.room.fresh().contents
            return [found for key in ids if (found := contents.get(kind, key)) is not None]

    def deleted_at(self, kind: str, id: str) -> int | None:
        """The revision of a document's deletion; None where it was not deleted, or erased."""
        return self.room.fresh().contents.gone_at(kind, id) or None

    def find(
        self,
        kind: str,
        where: Filter = ALL,
        *,
        order: Sequence[Key] = (),
        limit: int | None = None,
    ) -> list[Document]:
        """The documents the filter holds for, ordered by the keys, then by id."""
        with self.room.guard:
            found = self.room.fresh().db.find(kind, where)
        return arranged(found, order, limit)

    def count(self, kind: str, where: Filter = ALL) -> int:
        """How many documents the filter holds for."""
        with self.room.guard:
            return len(self.room.fresh().db.find(kind, where))

    @contextmanager
    def transaction(
        self,
        *,
        actor: str,
        reason: str,
        seen: int | None = None,
        reverts: int | None = None,
        together: Together | None = None,
    ) -> Iterator[Changes]:
        """Open a transaction; see `interface.Store.transaction`."""
        with self.room.guard:
            view = self.room.fresh().contents
            view.pin()
        changes = Changes(view)
        try:
            try:
                yield changes
            finally:
                changes.end()
                with self.room.guard:
                    view.unpin()
            if changes.documents:
                with self.exclusive() as held:
                    contents = held.contents
                    changes.check(contents, contents.generation, seen)
                    if (mark := contents.leaving(changes.documents)) is not None:
                        raise Busy(
                            f"a document is being moved to {mark.other}; try again in a moment"
                        )
                    held.commit(
                        changes.documents,
                        actor=actor,
                        reason=reason,
                        reverts=reverts,
                        together=together,
                    )
        except Conflict as conflict:
            raise remembered(conflict, self.history(conflict.kind, conflict.id)) from None

    def generation(self) -> int:
        """A number that grows with every change by any process; one stat where none was."""
        return self.room.fresh().contents.generation

    def touched(self, since: int) -> set[Ref] | None:
        """The documents changed after a generation; see `interface.Store.touched`."""
        with self.room.guard:
            self.room.fresh()
            return self.room.recent.since(since)

    def changes(self, since: int = 0, *, limit: int | None = None) -> list[Change]:
        """The changes after a generation, oldest first; with a limit, the newest so many."""
        self.room.fresh()
        return changes_in(self.room, since, limit)

    def history(self, kind: str, id: str) -> list[Change]:
        """The changes that touched the document, oldest first."""
        self.room.fresh()
        return changes_in(self.room, 0, None, (kind, id))

    def erase(self, refs: Sequence[Ref], *, actor: str, reason: str) -> None:
        """Remove documents and every trace of them; see `interface.Store.erase`.

        Raises:
            NotSaved: It could not be carried through, or this user may not replace the files.
            Busy: The lock could not be had in time, or a document is on the move.
        """
        with self.exclusive() as held:
            held.erase(refs, actor=actor, reason=reason)

    def backup(self, destination: Path) -> int:
        """Write a copy of the store to a new directory; see `interface.Store.backup`."""
        with saving(destination):
            return write_copy(self.room, destination)

    def verify(self) -> list[Finding]:
        """Read everything there is and say what is wrong with it.

        Writers wait meanwhile, where this user may keep them waiting.
        """
        with suppress(Busy, NotSaved, Insecure), self.exclusive(as_it_is=True):
            return inspected(self.room, alone=True)
        return inspected(self.room, alone=False)

    def compact(self) -> None:
        """Write everything to a new snapshot and begin a new journal.

        Happens by itself when the journal has grown.

        Raises:
            NotSaved: It could not be done, or this user may not replace the files.
            Busy: The lock could not be had in time.
        """
        with self.exclusive() as held:
            held.compact()

    def close(self) -> None:
        """Let go of memory. The store cannot be used afterwards."""
        self.room.closed = True
        self.room.state = None

    @contextmanager
    def exclusive(self, *, as_it_is: bool = False) -> Iterator[Exclusive]:
        """Keep all other writers out for the length of the block, which must be short.

        For the engine's own modules; others use `transaction`.

        Args:
            as_it_is: Whether to leave the files as they are, damaged or not there at all,
                instead of reading what others wrote.

        Raises:
            Busy: Another process held the lock for too long.
            NotSaved: This user may not write here.
            Damaged: The files are damaged.
            Insecure: Something in the directory is not what it should be.
        """
        if not as_it_is and self.room.state is None:
            self.room.fresh()
        with saving(self.directory), open_directory(self.directory) as fd:
            lock = locked(
                self.directory,
                dir_fd=fd,
                wait=self._wait,
                mode=self._file_mode,
                clock=self._clock,
            )
            with lock as lock_fd:
                held = Exclusive(
                    self.room,
                    dir_fd=fd,
                    lock=lock_fd,
                    file_mode=self._file_mode,
                    compact_at=self._compact_at,
                    clock=self._clock,
                )
                try:
                    if not as_it_is:
                        held.catch_up()
                    yield held
                finally:
                    held.close()


def refuse_network(directory: Path) -> None:
    """Refuse a directory on a network file system.

    Raises:
        Insecure: It is on one.
    """
    kind = _kind_on(directory.stat().st_dev, directory)
    if is_network(kind):
        raise Insecure(
            f"{directory} is on a network file system ({kind}), where a store is not safe: "
            "locks and appending are not to be relied on there"
        )


_KINDS: dict[int, str] = {}


def _kind_on(device: int, directory: Path) -> str:
    """The type of the device's file system; looked up once, for stores lie side by side."""
    if device not in _KINDS:
        _KINDS[device] = kind_of(directory)
    return _KINDS[device]


def _absolute(directory: Path | str) -> Path:
    # not resolved: a link in place of the directory must be noticed
    return Path(directory).absolute()
