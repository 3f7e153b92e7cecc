"""A copy of a store in another place, for the day the store itself is lost.

A copy is a store's directory too, readable by its maker only. Nothing is locked to make one:
the contents are those of one generation, and the journals are never changed, only added to.
"""

from contextlib import suppress
from pathlib import Path

from store.contents import Contents
from store.errors import AlreadyExists, Damaged
from store.files import make_directory, read_file, replace_file
from store.journal import header_line, header_of, read
from store.room import JOURNAL, JOURNALS, SNAPSHOT, Room
from store.snapshot import encoded

_DIRECTORY_MODE, _FILE_MODE = 0o700, 0o600


def write_copy(room: Room, destination: Path) -> int:
    """Copy a store, its history included.

    Args:
        room: The store's directory.
        destination: The directory to make; its parent must exist.

    Returns:
        The generation copied.

    Raises:
        AlreadyExists: There is something at the destination.
        Damaged: The store is damaged: a copy would only pass for a sound one.
        OSError: It could not be written.
    """
    with room.guard:
        state = room.fresh()
        if state.damage:
            raise Damaged(state.damage)
        contents = state.contents.copy()
    write_store(contents, destination)
    with suppress(FileNotFoundError):  # a store of an earlier version has none
        present = read_file(room.journal)
        for path in room.journals():
            replace_file(destination / JOURNALS / path.name, read_file(path), _FILE_MODE)
        after, upto = _until(present, contents.generation)
        if upto:
            name = f"journal-{after:012}.jsonl"
            replace_file(destination / JOURNALS / name, upto, _FILE_MODE)
    return contents.generation


def write_store(contents: Contents, destination: Path) -> None:
    """Write a store without a history.

    Args:
        contents: What it is to hold.
        destination: The directory to make; its parent must exist.

    Raises:
        AlreadyExists: There is something at the destination.
        OSError: It could not be written.
    """
    try:
        make_directory(destination, _DIRECTORY_MODE)
    except FileExistsError:
        raise AlreadyExists(f"{destination} exists already") from None
    make_directory(destination / JOURNALS, _DIRECTORY_MODE)
    header = header_line(contents.generation, contents.chain)
    replace_file(destination / JOURNAL, header, _FILE_MODE)
    replace_file(destination / SNAPSHOT, encoded(contents), _FILE_MODE)


def _until(data: bytes, generation: int) -> tuple[int, bytes]:
    """The part of a journal up to a generation, and the one it follows; empty for no change."""
    header, end = header_of(data)
    part = read(data, place=end, chain=header.chain, generation=header.after)
    lines = [line for line in part.lines if line.record.n <= generation]
    if not lines:
        return header.after, b""
    beyond = next((line.start for line in part.lines if line.record.n > generation), part.end)
    return header.after, data[:beyond]
