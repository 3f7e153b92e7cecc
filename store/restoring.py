"""Putting a copy back, and mending what is damaged."""

import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from store.contents import ERASED, Contents
from store.engine import JsonStore
from store.errors import Busy, Damaged, NoStore
from store.exclusive import saving
from store.files import OTHERS
from store.interface import Change, Document, Ref
from store.lock import LOCK, mark_in
from store.room import Room
from store.transaction import unchanged_since
from store.values import document


def newer(store: JsonStore, copy: JsonStore) -> list[Change]:
    """The changes made to the store since the copy was, oldest first."""
    return store.changes(copy.generation())


def restore(
    store: JsonStore, copy: JsonStore, *, actor: str, reason: str, seen: int | None = None
) -> None:
    """Make the store hold again what it held when the copy was made.

    It is a change like any other: the history goes on, and it can be taken back. What was
    erased since stays erased. Where the store is damaged, the copy's contents are put in place
    of its files, which are set aside.

    Args:
        store: The store, opened.
        copy: A copy made of it, opened.
        actor: Who restores.
        reason: What the change is.
        seen: The store's generation when it was looked at what would be lost; None for any.

    Raises:
        Stale: The store has another generation than `seen`.
        Busy: A document is being moved between stores.
        NotSaved: It could not be saved.
    """
    then = copy.room.fresh().contents
    if store.damage:
        refill(store, copy, actor=actor, reason=reason)
        return
    with store.exclusive() as held:
        unchanged_since(held.contents.generation, seen)
        if held.contents.marks:
            raise Busy("documents are being moved between stores; try again in a moment")
        if documents := _differences(held.contents, then):
            held.commit(documents, actor=actor, reason=reason)


def refill(store: JsonStore, copy: JsonStore, *, actor: str, reason: str) -> None:
    """Put a copy's contents in place of all that the store holds, which is set aside.

    For a store that is damaged, or was made anew because it was lost.
    """
    erased: list[Ref] = []
    with suppress(NoStore, Damaged):
        gone = store.room.fresh().contents.gone
        erased = [(kind, id_) for kind, ids in gone.items() for id_ in ids if not ids[id_]]
    contents = copy.room.fresh().contents
    _replace(store, contents, actor, reason, erased=erased, history=copy.room)


def repair(directory: Path, *, actor: str) -> list[str]:
    """Mend what can be mended of the store in the directory.

    Files open to others are closed, leftovers of dead writers removed, a torn tail cut off and
    kept, an erasure that was cut short carried through, and a damaged store made to hold the
    newest contents that its sound files give; the damaged files are kept beside.

    Returns:
        What was done, in sentences.

    Raises:
        StoreError: It could not be.
    """
    done = []
    with saving(directory):
        done += _close_to_others(directory)
    store = JsonStore.open(directory, network=True)
    if (damage := store.damage) is not None:
        contents = store.room.fresh().contents
        _replace(store, contents, actor, f"mended: {damage}")
        done.append(f"{damage}; that is what it holds now, and the damaged files are kept beside")
    # Being the one writer mends what any writer would: a torn tail, an erasure cut short. What
    # is damaged of the history is put aside first: an erasure must be able to search it.
    with store.exclusive(as_it_is=True) as held:
        done += held.tidy()
    with store.exclusive() as held:
        if held.contents.erasing:
            held.scrub()
    return done + store.notices()


def _replace(
    store: JsonStore,
    contents: Contents,
    actor: str,
    reason: str,
    *,
    erased: Iterable[Ref] = (),
    history: Room | None = None,
) -> None:
    """Put contents in place, numbered beyond every change that anybody may have seen."""
    with store.exclusive(as_it_is=True) as held:
        mark = mark_in(store.directory / LOCK)
        present = 0
        with suppress(NoStore, Damaged):
            present = store.generation()
        known = contents.generation, present, mark[0] if mark else 0
        again = contents.copy()
        again.generation = max(known) + 1
        for kind, id_ in erased:
            again.drop(kind, id_, ERASED)
        if history is not None:
            held.take_history(history)
        held.bring_back(again)
        held.commit({}, actor=actor, reason=reason)


def _differences(now: Contents, then: Contents) -> dict[Ref, Document | int]:
    """What must be written for the present contents to become those of then."""
    wanted: dict[Ref, Document | int] = {}
    for old in then.documents():
        ref = old.kind, old.id
        current, gone = now.get(*ref), now.gone_at(*ref)
        if gone == ERASED or (current is not None and _same(current, old)):
            continue
        rev = current.rev if current is not None else gone or old.rev
        wanted[ref] = document(old.kind, old.data(), rev + 1)
    for current in now.documents():
        if then.get(current.kind, current.id) is None:
            wanted[current.kind, current.id] = current.rev + 1
    return wanted


def _same(one: Document, other: Document) -> bool:
    return {**one.data(), "rev": 0} == {**other.data(), "rev": 0}


def _close_to_others(directory: Path) -> list[str]:
    """Take from others what rights they have to the store's files."""
    done = []
    for path in (directory, *sorted(directory.rglob("*"))):
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode) or not status.st_mode & OTHERS:
            continue
        path.chmod(stat.S_IMODE(status.st_mode) & ~OTHERS, follow_symlinks=False)
        done.append(f"{path} was open to others; it is closed now")
    return done
