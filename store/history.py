"""What the journals remember: who changed what, when, and how it was before."""

from contextlib import suppress
from math import inf

import msgspec

from store.errors import FromTheFuture, Insecure, Unsound
from store.files import read_file
from store.interface import Change, Ref
from store.journal import change_of, header_of
from store.room import Room, lines_in


def changes_in(
    room: Room, since: int, limit: int | None = None, ref: Ref | None = None
) -> list[Change]:
    """The changes after a generation, oldest first.

    What older journals hold no more, or cannot be read of them, is left out.

    Args:
        room: The store's directory.
        since: The generation they come after.
        limit: How many, the newest; None for all.
        ref: The document they must have touched; None for any.
    """
    found: list[Change] = []
    if limit == 0:
        return found
    wanted = b"" if ref is None else msgspec.json.encode(ref[1])
    below = inf
    present = room.journal
    data = _read(present)
    # The older ones are listed after the present one was read: so a change that is just being
    # put among them is met once at least, and what is met twice is told by its number.
    for path in (None, *reversed(room.journals())):
        if path is not None:
            data = _read(path)
        try:
            after = header_of(data)[0].after
        except (Unsound, FromTheFuture):
            continue
        if wanted in data:
            for line in reversed(list(lines_in(data))):
                if not since < line.record.n < below:
                    continue
                # A move's steps that change no document are not worth a line.
                if line.record.marks is not None and not line.record.docs:
                    continue
                if ref is None or any((doc.kind, doc.id) == ref for doc in line.record.docs):
                    found.append(change_of(line.record))
                if len(found) == limit:
                    return found[::-1]
        below = min(below, after + 1)
        if after <= since:
            break
    return found[::-1]


def _read(path: object) -> bytes:
    with suppress(OSError, Insecure):
        return read_file(str(path))
    return b""
