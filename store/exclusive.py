"""Writing a store while its lock is held: changes, compaction, erasure."""

import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from store.contents import Contents, Mark
from store.errors import (
    AlreadyExists,
    Busy,
    Damaged,
    FromTheFuture,
    MaybeSaved,
    NotSaved,
    StoreError,
    Unsound,
)
from store.files import (
    NotFlushed,
    make_directory,
    may_make_files,
    names,
    open_directory,
    open_plain,
    read_file,
    read_from,
    remove_leftovers,
    replace_file,
    write_all,
)
from store.history import changes_in
from store.interface import Document, Ref, Together
from store.journal import header_line, header_of, line_of, read, record_of, without
from store.lock import read_mark, wipe_mark, write_mark
from store.room import (
    BACKUPS,
    DAMAGED,
    JOURNAL,
    JOURNALS,
    SNAPSHOT,
    TORN,
    Position,
    Room,
    Signature,
    State,
    apply,
    signature,
)
from store.snapshot import HEAD_BYTES, decoded, encoded, generation_in

BACKUPS_KEPT = 5


class Exclusive:
    """A store whose lock is held; made by `JsonStore.exclusive`."""

    def __init__(
        self,
        room: Room,
        *,
        dir_fd: int,
        lock: int,
        file_mode: int,
        compact_at: int,
        clock: Callable[[], float],
    ) -> None:
        """Take the room, its open directory and the open file of its lock."""
        self._room = room
        self._dir_fd = dir_fd
        self._lock = lock
        self._mark = read_mark(lock)
        self._file_mode = file_mode
        self._compact_at = compact_at
        self._clock = clock
        self._journal_fd: int | None = None
        self._aside = ""

    def close(self) -> None:
        """Let go of the journal. To be called before the lock is given up."""
        if self._journal_fd is not None:
            os.close(self._journal_fd)
            self._journal_fd = None

    @property
    def contents(self) -> Contents:
        """The contents as they stand now; only this holder can change them."""
        return self._state.contents

    def start(self) -> None:
        """Write the files of an empty store.

        Raises:
            AlreadyExists: There is a store, or what is left of one.
        """
        with self._folder(BACKUPS) as backups, self._folder(JOURNALS):
            if SNAPSHOT in names(self._dir_fd) or names(backups) or self._room.was_a_store():
                raise AlreadyExists(f"there is a store in {self._room.directory} already")
        # The snapshot last: where it is, there is a store.
        self._replace(JOURNAL, [header_line(0, 0)])
        self._replace(SNAPSHOT, encoded(Contents()))

    def catch_up(self) -> None:
        """Read what others wrote, without relying on the files' times, and mend what is torn.

        Raises:
            Damaged: The files are damaged.
            NotSaved: What must be mended first could not be.
        """
        room = self._room
        with room.guard:
            state = room.state
            if state is not None and state.position is not None and not state.damage:
                room.state = None
                with suppress(Unsound, FromTheFuture):
                    room.state = room.take(state, self._journal())
                if room.state is not None and not room.state.contents.reaches(self._mark):
                    room.state = None  # to be read anew, and found damaged
            else:
                room.state = None
        if self._state.position is None:
            self._bring_up_to_date()
        if self._state.torn:
            self._cut_torn_tail()
        position = self._state.position
        if position and position.end > position.first and self._mark is None:
            # What the journal holds may be in memory only, after a disk failed: all is written
            # to new files before anything is built on it.
            self.compact()
            self._acknowledge(self.contents.generation, self.contents.chain)
        if self.contents.erasing and may_make_files(self._dir_fd):
            with suppress(OSError, StoreError):  # it must not keep others from their work
                self.scrub()

    def commit(
        self,
        documents: Mapping[Ref, Document | int],
        *,
        actor: str,
        reason: str,
        marks: tuple[Mark, ...] | None = None,
        reverts: int | None = None,
        other: str | None = None,
        together: Together | None = None,
        erase: tuple[Ref, ...] = (),
    ) -> None:
        """Make a change, durably.

        Args:
            documents: What is written; for a deletion its revision.
            actor: Who makes the change.
            reason: What the change is.
            marks: The moves on the way from now on; None leaves them as they are.
            reverts: The number of the change that this one takes back.
            other: The name of the other store, where documents are moved.
            together: What it is made together with, in other stores.
            erase: Documents whose every trace shall go; see `scrub`.

        Raises:
            NotSaved: It could not be written; the store holds what it held.
            MaybeSaved: Whether it is there, now or after a power cut, is not known.
        """
        state = self._state
        record = record_of(
            state.contents,
            documents,
            at=self._clock(),
            actor=actor,
            reason=reason,
            marks=marks,
            reverts=reverts,
            other=other,
            together=together,
            erase=erase,
        )
        line, checksum = line_of(record, state.contents.chain)
        self._room.state = None  # whatever goes wrong, only the files tell what the store holds
        with saving(self._room.directory):
            position, found = self._append(line, state)
        with self._room.guard:
            contents = state.contents.writable()
            apply(contents, record, checksum)
            self._room.recent.add(record)
            self._room.state = state.moved_on(contents, position, found)
        self._acknowledge(record.n, checksum)
        if position.end - position.first > max(self._compact_at, state.snapshot_bytes // 2):
            # The change is safe already: what keeps it from being compacted may wait.
            with suppress(OSError, StoreError):
                self.compact()

    def compact(self) -> None:
        """Write everything to a new snapshot and begin a new journal.

        Does nothing where the directory's owner could not use the files made.

        Raises:
            OSError: It could not be done; nothing is lost.
        """
        if not may_make_files(self._dir_fd):
            return
        self._write_snapshot(self._state)
        self._rotate()
        with self._folder(BACKUPS) as backups:
            for old in sorted(names(backups))[:-BACKUPS_KEPT]:
                with suppress(OSError):
                    os.unlink(old, dir_fd=backups)

    def erase(self, refs: Sequence[Ref], *, actor: str, reason: str) -> None:
        """Remove documents and every trace of them; see `interface.Store.erase`."""
        contents = self.contents
        if (mark := contents.leaving(refs)) is not None:
            raise Busy(f"a document is being moved to {mark.other}; try again in a moment")
        if not may_make_files(self._dir_fd):
            raise NotSaved(
                f"only the owner of {self._room.directory} or root may erase: all its files must "
                "be written anew"
            )
        documents: dict[Ref, Document | int] = {
            (kind, id_): found.rev + 1
            for kind, id_ in refs
            if (found := contents.get(kind, id_)) is not None
        }
        self.commit(documents, actor=actor, reason=reason, erase=tuple(refs))
        with saving(self._room.directory):
            self.scrub()

    def tidy(self) -> list[str]:
        """Clear away what dead writers left behind, and damaged files that nothing rests on.

        Returns:
            What was done, in sentences.
        """
        removed = remove_leftovers(dir_fd=self._dir_fd)
        done = []
        for name in (BACKUPS, JOURNALS):
            with self._folder(name) as folder:
                removed += remove_leftovers(dir_fd=folder)
                for entry in sorted(names(folder)):
                    if (sound := _sound_part(entry, folder)) is not None:
                        self._put_aside(entry, folder, sound)
                        done.append(f"{entry} is damaged; it was put aside")
        done += [f"{name}, left behind by a writer that died, was removed" for name in removed]
        return done

    def scrub(self) -> None:
        """Take every trace of the documents whose erasure is decided out of all files.

        Raises:
            OSError: It could not be carried through; the next writer goes on with it.
        """
        state = self._state
        refs = set(state.contents.erasing)
        with self._folder(JOURNALS) as folder:
            remove_leftovers(dir_fd=folder)
            for name in sorted(names(folder)):
                self._scrub_journal(name, folder, refs)
        # Both with the mark still on, so that what is cut short here is taken up again.
        self._write_snapshot(state)
        self._rotate(refs)
        with self._folder(BACKUPS) as backups:
            for name in names(backups):
                os.unlink(name, dir_fd=backups)
            os.fsync(backups)
        self._remove_set_aside()
        with self._room.guard:
            contents = state.contents.writable()
            contents.erasing = ()
            self._room.state = None
        self._replace(SNAPSHOT, encoded(contents))

    def bring_back(self, contents: Contents) -> None:
        """Put these contents in place of whatever the directory holds, which is set aside.

        The history goes on after what the journal held that is sound.

        Args:
            contents: The contents; their generation must be beyond every one there was.
        """
        for name in (SNAPSHOT, JOURNAL):
            if name in names(self._dir_fd):
                self._link_aside(name, self._dir_fd)
        follows = self._keep_sound_history()
        self._replace(SNAPSHOT, encoded(contents))
        self._replace(JOURNAL, [header_line(contents.generation, contents.chain, follows)])
        self._acknowledge(contents.generation, contents.chain)
        self._room.state = None

    def take_history(self, copy: Room) -> None:
        """Put the journals of a copy among those before the present one."""
        with self._folder(JOURNALS) as folder:
            for path in copy.journals():
                self._replace(path.name, [read_file(path)], folder)

    def _keep_sound_history(self) -> int:
        """Put what is sound of the present journal among those before it.

        Returns:
            The number of the last change that the history holds.
        """
        with self._folder(JOURNALS) as folder, suppress(FileNotFoundError, Unsound):
            data = read_file(JOURNAL, dir_fd=self._dir_fd)
            header, place = header_of(data)
            part = read(data, place=place, chain=header.chain, generation=header.after)
            if part.lines:
                name = f"journal-{header.after:012}.jsonl"
                self._replace(name, [data[: part.end]], folder)
        return max((change.generation for change in changes_in(self._room, 0, 1)), default=0)

    def _put_aside(self, name: str, folder: int, sound: bytes) -> None:
        """Move a damaged file away; what is sound of it stays in its place."""
        self._link_aside(name, folder)
        if sound:
            self._replace(name, [sound], folder)
        else:
            os.unlink(name, dir_fd=folder)

    @property
    def _state(self) -> State:
        # while the lock is held nobody else changes what was read
        state = self._room.state or self._room.fresh()
        if state.damage:
            raise Damaged(state.damage)
        return state

    def _append(self, line: bytes, state: State) -> tuple[Position, Signature]:
        position = state.position
        assert position is not None, "a store is brought up to date before it is written to"
        fd = self._journal()
        try:
            write_all(fd, line)
            os.fsync(fd)
            if self._mark is None or self._mark[0] <= position.after:
                # No change in this file was acknowledged yet: its name may not be on the disk.
                os.fsync(self._dir_fd)
        except BaseException as error:
            self._take_back(fd, position.end, error)
            raise
        return position.after_line(line), signature(os.fstat(fd))

    def _acknowledge(self, generation: int, checksum: int) -> None:
        """Note how far the changes went."""
        write_mark(self._lock, generation, checksum)
        self._mark = generation, checksum

    def _take_back(self, fd: int, end: int, error: BaseException) -> None:
        """Cut off a line that is not known to be on the disk."""
        try:
            os.ftruncate(fd, end)
            os.fsync(fd)
        except OSError:
            wipe_mark(self._lock)  # so that the next writer does not build on this line
            raise MaybeSaved(
                f"the change in {self._room.directory} may be saved or not ({error}): "
                "look whether it is there"
            ) from error

    def _cut_torn_tail(self) -> None:
        position = self._state.position
        assert position is not None
        fd = self._journal()
        name = f"{TORN}{int(self._clock() * 1000)}-{os.urandom(2).hex()}"
        tail = read_from(fd, position.end)
        # who may not make the owner's files may still put aside what nobody needs
        inherit = may_make_files(self._dir_fd)
        replace_file(name, tail, self._file_mode, inherit=inherit, dir_fd=self._dir_fd)
        os.ftruncate(fd, position.end)
        os.fsync(fd)
        self._room.state = None
        self._room.notices.append(
            f"{self._room.journal} ended in a change that was not written whole and "
            f"was never acknowledged; it was put aside in {name}"
        )

    def _bring_up_to_date(self) -> None:
        """Give a store of an earlier version its journal."""
        if not may_make_files(self._dir_fd):
            raise NotSaved(
                f"{self._room.directory} was made by an earlier version; its owner or root must "
                "write to it first"
            )
        state = self._state
        contents = state.contents
        with self._folder(BACKUPS), self._folder(JOURNALS):
            pass
        self._replace(JOURNAL, [header_line(contents.generation, contents.chain)])
        self._write_snapshot(state)
        self._room.state = None

    def _write_snapshot(self, state: State) -> None:
        remove_leftovers(dir_fd=self._dir_fd)
        # not as remembered: a compaction that was cut short may have put another in place
        # A snapshot that was spoilt since it was read is of no use as a backup.
        with self._folder(BACKUPS) as backups, suppress(Unsound):
            backup = f"snapshot-{self._snapshot_generation():012}.json"
            with suppress(FileNotFoundError):
                os.unlink(backup, dir_fd=backups)
            os.link(
                SNAPSHOT,
                backup,
                src_dir_fd=self._dir_fd,
                dst_dir_fd=backups,
                follow_symlinks=False,
            )
        self._replace(SNAPSHOT, encoded(state.contents))

    def _snapshot_generation(self) -> int:
        fd = open_plain(SNAPSHOT, shown=self._room.snapshot, dir_fd=self._dir_fd)
        try:
            return generation_in(os.pread(fd, HEAD_BYTES, 0))
        finally:
            os.close(fd)

    def _rotate(self, erased: Set[Ref] = frozenset()) -> None:
        """Keep the journal among those before it, and begin a new one."""
        state = self._state
        contents = state.contents
        data = read_file(JOURNAL, dir_fd=self._dir_fd)
        header, end = header_of(data)
        if len(data) > end:
            with self._folder(JOURNALS) as folder:
                remove_leftovers(dir_fd=folder)
                name = f"journal-{header.after:012}.jsonl"
                self._replace(name, [_scrubbed(data, erased) if erased else data], folder)
        line = header_line(contents.generation, contents.chain)
        with self._room.guard:
            self._room.state = None
            self._replace(JOURNAL, [line])
            status = os.stat(JOURNAL, dir_fd=self._dir_fd, follow_symlinks=False)
            size = os.stat(SNAPSHOT, dir_fd=self._dir_fd, follow_symlinks=False).st_size
            self._room.state = state.restarted(line, status, size)

    def _scrub_journal(self, name: str, folder: int, refs: set[Ref]) -> None:
        data = read_file(name, dir_fd=folder)
        try:
            clean = _scrubbed(data, refs)
        except (Unsound, FromTheFuture) as error:
            path = self._room.directory / JOURNALS / name
            raise NotSaved(
                f"{path} cannot be searched, {error}: let it be mended, and repeat the erasure"
            ) from None
        if clean != data:
            self._replace(name, [clean], folder)

    def _remove_set_aside(self) -> None:
        for name in names(self._dir_fd):
            if name.startswith(TORN):
                os.unlink(name, dir_fd=self._dir_fd)
            elif name.startswith(DAMAGED):
                with open_directory(name, dir_fd=self._dir_fd) as folder:
                    for inner in names(folder):
                        os.unlink(inner, dir_fd=folder)
                os.rmdir(name, dir_fd=self._dir_fd)
        os.fsync(self._dir_fd)

    def _replace(self, name: str, pieces: list[bytes], dir_fd: int | None = None) -> None:
        if name == JOURNAL:
            self.close()
        replace_file(
            name,
            pieces,
            self._file_mode,
            inherit=True,
            dir_fd=self._dir_fd if dir_fd is None else dir_fd,
        )

    def _journal(self) -> int:
        """The journal, open; it stays so until another takes its place."""
        if self._journal_fd is None:
            self._journal_fd = open_plain(
                JOURNAL,
                os.O_RDWR | os.O_APPEND,
                single=True,
                shown=self._room.journal,
                dir_fd=self._dir_fd,
            )
        return self._journal_fd

    def _link_aside(self, name: str, folder: int) -> None:
        """Give a damaged file a second name, in a directory for such."""
        if not self._aside:
            self._aside = f"{DAMAGED}{int(self._clock() * 1000)}"
        with self._folder(self._aside) as aside:
            os.link(name, name, src_dir_fd=folder, dst_dir_fd=aside, follow_symlinks=False)
            os.fsync(aside)

    @contextmanager
    def _folder(self, name: str) -> Iterator[int]:
        path = self._room.directory / name
        with suppress(FileExistsError):
            make_directory(path, stat.S_IMODE(os.fstat(self._dir_fd).st_mode), inherit=True)
        with open_directory(path) as folder:
            yield folder


class saving:  # noqa: N801 - a block's name
    """Says what an operating system's error means for what was to be saved in its block."""

    def __init__(self, directory: Path) -> None:
        """Take the directory, to name it."""
        self._directory = directory

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Raise `NotSaved`, or `MaybeSaved`, in place of what the system said."""
        if isinstance(error, NotFlushed):
            raise MaybeSaved(
                f"the change in {self._directory} is in place, but may not survive a power cut "
                f"({error.strerror}): look whether it is there"
            ) from error
        if isinstance(error, OSError):
            raise NotSaved(f"nothing was saved in {self._directory}: {error.strerror}") from error


def _sound_part(name: str, folder: int) -> bytes | None:
    """What is sound of a damaged file of backups or older journals; None of one that is whole."""
    try:
        data = read_file(name, dir_fd=folder)
        if name.endswith(".json"):
            decoded(data)
            return None
        header, place = header_of(data)
    except (OSError, StoreError):
        return b""
    part = read(data, place=place, chain=header.chain, generation=header.after)
    return (data[: part.end] if part.lines else b"") if part.rest else None


def _scrubbed(data: bytes, refs: Set[Ref]) -> bytes:
    """A journal without a trace of these documents.

    Raises:
        Unsound: It cannot be read whole, so that nobody knows what it holds.
    """
    header, place = header_of(data)
    part = read(data, place=place, chain=header.chain, generation=header.after)
    if part.rest:
        raise Unsound(f"its checksum fails at byte {part.end}")
    pieces = [data[:place]]
    chain = header.chain
    for line in part.lines:
        pieces.append(line_of(without(line, refs), chain)[0])
        chain = line.checksum
    return b"".join(pieces)
