"""The engine for one shared machine: a directory with one snapshot file, replaced whole.

    snapshot.json   every document, opened by stock TinyDB; see `store.contents`
    lock, gate      see `store.lock`
    backups/        the last snapshots before this one, as hard links

Readers take no lock: one stat tells whether the file was replaced. A writer takes the lock,
reads what others wrote, compares revisions, and puts a new file in place.
"""

import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

import msgspec

from store.contents import HEADER_BYTES, Contents, FromTheFuture, Mark, Unsound, decoded, encoded
from store.errors import (
    AlreadyExists,
    Busy,
    Damaged,
    MaybeSaved,
    NewerFormat,
    NoStore,
    NotReadable,
    NotSaved,
    StoreError,
)
from store.files import (
    DIRECTORY_MODE,
    FILE_MODE,
    NotFlushed,
    make_directory,
    names,
    open_directory,
    open_plain,
    read_all,
    read_file,
    remove_leftovers,
    replace_file,
)
from store.filters import ALL, Filter, Key
from store.interface import Document
from store.lock import locked
from store.ordering import arranged
from store.tinydb_table import SnapshotDB, SnapshotStorage
from store.transaction import Changes

SNAPSHOT = "snapshot.json"
BACKUPS = "backups"
BACKUPS_KEPT = 5
WAIT = 10.0
"""How long a writer waits for another, in seconds."""


class _Loaded(msgspec.Struct, frozen=True):
    """A snapshot in memory, and what tells whether the file is still the same."""

    signature: tuple[int, ...]
    header: bytes
    contents: Contents
    db: SnapshotDB


class JsonStore:
    """A store in a directory of its own; an `interface.Store`.

    A handle may be shared between threads. It sees what other processes write at its next
    reading. `open` and `create` make one.
    """

    def __init__(
        self, directory: Path, *, file_mode: int, wait: float, clock: Callable[[], float]
    ) -> None:
        """Take the directory; nothing is read yet."""
        self.directory = directory
        self._file_mode = file_mode
        self._wait = wait
        self._clock = clock
        self._loaded: _Loaded | None = None
        self._closed = False

    @classmethod
    def open(
        cls,
        directory: Path | str,
        *,
        create: bool = False,
        mode: int = DIRECTORY_MODE,
        file_mode: int = FILE_MODE,
        wait: float = WAIT,
        clock: Callable[[], float] = time.time,
    ) -> Self:
        """Open the store in the directory.

        Args:
            directory: The store's directory.
            create: Whether to make the store where there is none.
            mode: The mode of a directory that is made.
            file_mode: The mode of files that are written.
            wait: How long a writer waits for another, in seconds.
            clock: Gives the time in seconds since 1970, for the note of who holds the lock.

        Raises:
            NoStore: There is none.
            NotReadable: This user may not read it.
            Insecure: It is open to others, or something in it is a link.
            Damaged: The snapshot is not what was written.
            NewerFormat: A newer version wrote it.
        """
        store = cls(_absolute(directory), file_mode=file_mode, wait=wait, clock=clock)
        try:
            store._check_directory()
            store._fresh()
        except NoStore:
            if not create:
                raise
            with suppress(AlreadyExists):
                return cls.create(directory, mode=mode, file_mode=file_mode, wait=wait, clock=clock)
            store._fresh()
        return store

    @classmethod
    def create(
        cls,
        directory: Path | str,
        *,
        mode: int = DIRECTORY_MODE,
        file_mode: int = FILE_MODE,
        wait: float = WAIT,
        clock: Callable[[], float] = time.time,
    ) -> Self:
        """Make an empty store; its directory may be there already, but no store in it.

        The arguments are those of `open`.

        Raises:
            AlreadyExists: There is a store, or what is left of one.
            NotSaved: It could not be made.
            Insecure: The directory is open to others.
        """
        store = cls(_absolute(directory), file_mode=file_mode, wait=wait, clock=clock)
        with _saving(store.directory), suppress(FileExistsError):
            make_directory(store.directory, mode)
        with store.exclusive(existing=False) as held:
            held.start()
        return store

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
            raise self._unreadable(error) from error
        return status.st_dev, status.st_ino

    @property
    def pending(self) -> tuple[Mark, ...]:
        """Moves between stores that were cut short; `handover.recover` settles them."""
        return self._fresh().contents.marks

    def get(self, kind: str, id: str) -> Document | None:
        """The document, or None."""
        return self._fresh().contents.get(kind, id)

    def get_many(self, kind: str, ids: Sequence[str]) -> list[Document]:
        """The documents of these ids that exist, in the order asked."""
        contents = self._fresh().contents
        return [found for key in ids if (found := contents.get(kind, key)) is not None]

    def find(
        self,
        kind: str,
        where: Filter = ALL,
        *,
        order: Sequence[Key] = (),
        limit: int | None = None,
    ) -> list[Document]:
        """The documents the filter holds for, ordered by the keys, then by id."""
        return arranged(self._fresh().db.find(kind, where), order, limit)

    def count(self, kind: str, where: Filter = ALL) -> int:
        """How many documents the filter holds for."""
        return len(self._fresh().db.find(kind, where))

    @contextmanager
    def transaction(self, *, actor: str, reason: str, seen: int | None = None) -> Iterator[Changes]:
        """Open a transaction; see `interface.Store.transaction`."""
        changes = Changes(self._fresh().contents)
        try:
            yield changes
        finally:
            changes.end()
        if changes.documents:
            with self.exclusive() as held:
                contents = held.contents
                changes.check(contents, contents.generation, seen)
                if (mark := contents.leaving(changes.documents)) is not None:
                    raise Busy(f"a document is being moved to {mark.other}; try again in a moment")
                held.commit(contents.changed(changes.documents, actor=actor, reason=reason))

    def generation(self) -> int:
        """A number that grows with every change by any process; one stat where none was."""
        return self._fresh().contents.generation

    def close(self) -> None:
        """Let go of memory. The store cannot be used afterwards."""
        self._closed = True
        self._loaded = None

    @contextmanager
    def exclusive(self, *, existing: bool = True) -> Iterator["Exclusive"]:
        """Keep all other writers out for the length of the block, which must be short.

        For the engine's own modules; others use `transaction`.

        Args:
            existing: Whether a store must be there already.

        Raises:
            Busy: Another process held the lock for too long.
            NotSaved: This user may not write here.
            Insecure: Something in the directory is not what it should be.
        """
        if existing:
            self._fresh()
        with _saving(self.directory), open_directory(self.directory) as fd:
            lock = locked(
                self.directory,
                dir_fd=fd,
                wait=self._wait,
                mode=self._file_mode,
                clock=self._clock,
            )
            with lock:
                yield Exclusive(self, fd)

    def _check_directory(self) -> None:
        try:
            with open_directory(self.directory):
                pass
        except OSError as error:
            raise self._unreadable(error) from error

    def _fresh(self) -> _Loaded:
        """The snapshot as it stands now."""
        if self._closed:
            raise StoreError(f"the store in {self.directory} is closed")
        loaded = self._loaded
        try:
            if loaded is None or loaded.signature != _signature(self._snapshot.lstat()):
                loaded = self._loaded = self._load()
        except OSError as error:
            raise self._unreadable(error) from error
        return loaded

    def _load(self) -> _Loaded:
        fd = open_plain(self._snapshot)
        try:
            signature = _signature(os.fstat(fd))
            data = read_all(fd)
        finally:
            os.close(fd)
        try:
            return _in_memory(signature, data, decoded(data))
        except Unsound as error:
            raise self._damaged(str(error)) from None
        except FromTheFuture as error:
            raise NewerFormat(
                f"{self._snapshot} was written by a newer version: {error}; use that version"
            ) from None

    @property
    def _snapshot(self) -> Path:
        return self.directory / SNAPSHOT

    def _unreadable(self, error: OSError) -> StoreError:
        if isinstance(error, FileNotFoundError):
            if self._newest_backup() is not None:
                return self._damaged("it is missing")
            return NoStore(f"there is no store in {self.directory}")
        if isinstance(error, PermissionError):
            return NotReadable(
                f"you may not read {self.directory}; ask its owner or the administrator"
            )
        return NotReadable(f"{self.directory} cannot be read: {error.strerror}")

    def _damaged(self, why: str) -> Damaged:
        backup = self._newest_backup()
        rest = f"the newest good backup is {backup}" if backup else "there is no good backup"
        return Damaged(f"{self._snapshot} is damaged, {why}; {rest}")

    def _newest_backup(self) -> Path | None:
        backups = self.directory / BACKUPS
        with suppress(OSError):
            for backup in sorted(backups.iterdir(), reverse=True):
                with suppress(OSError, StoreError, Unsound, FromTheFuture):
                    decoded(read_file(backup))
                    return backup
        return None


class Exclusive:
    """A store whose lock is held; made by `JsonStore.exclusive`."""

    def __init__(self, store: JsonStore, directory: int) -> None:
        """Take the store and its open directory."""
        self._store = store
        self._directory = directory

    @property
    def contents(self) -> Contents:
        """The contents as they stand now; only this holder can change them."""
        # The header is compared, not the file's times only: those may be too coarse.
        loaded = self._store._loaded
        if loaded is not None and loaded.header != self._header():
            self._store._loaded = None
        return self._store._fresh().contents

    def start(self) -> None:
        """Write the first, empty snapshot.

        Raises:
            AlreadyExists: There is a snapshot or a backup.
        """
        directory = self._store.directory
        with self._backups() as backups:
            if SNAPSHOT in names(self._directory) or names(backups):
                raise AlreadyExists(f"there is a store in {directory} already")
        self._write(Contents())

    def commit(self, contents: Contents) -> None:
        """Put these contents in place of the present ones, whole and durable.

        Raises:
            NotSaved: They could not be written; the store holds what it held.
            MaybeSaved: They are in place, but may be lost again in a power cut.
        """
        present = f"snapshot-{self.contents.generation:012}.json"
        with _saving(self._store.directory):
            remove_leftovers(SNAPSHOT, dir_fd=self._directory)
            with self._backups() as backups:
                with suppress(FileNotFoundError):
                    os.unlink(present, dir_fd=backups)
                os.link(
                    SNAPSHOT,
                    present,
                    src_dir_fd=self._directory,
                    dst_dir_fd=backups,
                    follow_symlinks=False,
                )
                self._write(contents)
                for old in sorted(names(backups))[:-BACKUPS_KEPT]:
                    with suppress(OSError):
                        os.unlink(old, dir_fd=backups)

    def _write(self, contents: Contents) -> None:
        store = self._store
        # Whatever goes wrong from here on, only the file tells what the store holds.
        store._loaded = None
        data = encoded(contents)
        replace_file(SNAPSHOT, data, store._file_mode, inherit=True, dir_fd=self._directory)
        status = os.stat(SNAPSHOT, dir_fd=self._directory, follow_symlinks=False)
        store._loaded = _in_memory(_signature(status), data, contents)

    @contextmanager
    def _backups(self) -> Iterator[int]:
        path = self._store.directory / BACKUPS
        with suppress(FileExistsError):
            make_directory(path, stat.S_IMODE(os.fstat(self._directory).st_mode), inherit=True)
        with open_directory(path) as backups:
            yield backups

    def _header(self) -> bytes:
        path = self._store.directory / SNAPSHOT
        with suppress(FileNotFoundError):
            fd = open_plain(SNAPSHOT, shown=path, dir_fd=self._directory)
            try:
                return os.pread(fd, HEADER_BYTES, 0)
            finally:
                os.close(fd)
        return b""


@contextmanager
def _saving(directory: Path) -> Iterator[None]:
    """Say what an operating system's error means for what was to be saved."""
    try:
        yield
    except NotFlushed as error:
        raise MaybeSaved(
            f"the change in {directory} is in place, but may not survive a power cut "
            f"({error.strerror}): look whether it is there"
        ) from error
    except OSError as error:
        raise NotSaved(f"nothing was saved in {directory}: {error.strerror}") from error


def _in_memory(signature: tuple[int, ...], data: bytes, contents: Contents) -> _Loaded:
    db = SnapshotDB(contents.tables, storage=SnapshotStorage)
    return _Loaded(signature, data[:HEADER_BYTES], contents, db)


def _signature(status: os.stat_result) -> tuple[int, ...]:
    return (
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


def _absolute(directory: Path | str) -> Path:
    return Path(directory).absolute()
