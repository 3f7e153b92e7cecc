"""Moving documents from one store to another, whole or not at all.

Four commits, each atomic by itself:

1. the source marks the documents as leaving;
2. the target takes them in and marks them as arrived: **this decides**;
3. the source takes them out, and its mark;
4. the target takes its mark off.

Cut short before 2, the move never was; after it, it only has to be finished. At any moment the
documents are in at least one of the stores. While they are marked as leaving, the source
refuses to change them.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from store.contents import ERASED, Contents, Mark
from store.engine import JsonStore
from store.errors import Busy, NotSaved, StoreError
from store.exclusive import Exclusive
from store.interface import Document, Ref
from store.transaction import conflict, unchanged_since
from store.values import document


def move(
    source: JsonStore,
    target: JsonStore,
    documents: Sequence[tuple[str, str, int]],
    *,
    changes: Mapping[Ref, Mapping[str, Any]],
    actor: str,
    reason: str,
    seen: int | None = None,
    reverts: tuple[int | None, int | None] = (None, None),
) -> list[Document]:
    """Move documents between two stores, changing some of them on the way.

    Args:
        source: The store they are in.
        target: The store they go to.
        documents: Kind, id and the revision seen, of each.
        changes: New data for some of them, by kind and id.
        actor: Who moves them.
        reason: What the move is, in a few words.
        seen: The source's generation when the documents to move were chosen; None for any.
        reverts: The numbers of the change that this one takes back, in source and target.

    Returns:
        The documents as the target holds them, each one revision on.

    Raises:
        Conflict: A document was changed meanwhile, or the target holds one of this id.
        Stale: The source has another generation than `seen`.
        BadValue: New data holds a value that not every engine keeps.
        NotSaved: It could not be made durable; the documents are where they were.
        Busy: A store is locked for too long, or a document is on the move already.
        ValueError: The request is malformed: one store twice, a change to another document.
    """
    refs = tuple((kind, key) for kind, key, _ in documents)
    if strangers := [ref for ref in changes if ref not in refs]:
        raise ValueError(f"changes to documents that are not moved: {strangers}")
    with _both(source, target) as (leaving, arriving):
        if (mark := leaving.contents.leaving(refs)) is not None:
            raise Busy(f"a document is being moved to {mark.other} already; try again in a moment")
        moved = _moved(leaving.contents, arriving.contents, documents, changes)
        unchanged_since(leaving.contents.generation, seen)
        number = os.urandom(8).hex()
        out = Mark(number, "out", target.name, refs)
        arrived = Mark(number, "in", source.name, refs)
        try:
            leaving.commit({}, actor=actor, reason=reason, marks=_with(leaving, out))
            arriving.commit(
                dict(moved),
                actor=actor,
                reason=reason,
                marks=_with(arriving, arrived),
                other=source.name,
                reverts=reverts[1],
            )
        except NotSaved as error:
            # Not known to have arrived: find out, and undo or finish while the locks are held.
            try:
                decided = _settled(leaving, arriving, number, actor, reason)
            except StoreError:
                raise error from None
            if not decided:
                raise NotSaved(f"the documents were not moved: {error}") from error
        else:
            # The move is decided; what is left undone here stays pending for `recover`.
            with suppress(StoreError):
                _finish(leaving, arriving, number, actor, reason, reverts=reverts[0])
    return [moved[ref] for ref in refs]


def recover(store: JsonStore, open_other: Callable[[str], JsonStore], *, actor: str) -> None:
    """Finish or undo every move that was cut short and left its mark in this store.

    To be called where `store.pending` is not empty. A move that another process is just
    making is waited for.

    Args:
        store: The store with marks, source or target.
        open_other: Opens the store of this name, the other end of a move.
        actor: Who settles them.

    Raises:
        NotSaved: It could not be made durable; the marks stay.
        Busy: A store is locked for too long.
    """
    for mark in store.pending:
        other = open_other(mark.other)
        source, target = (store, other) if mark.way == "out" else (other, store)
        with _both(source, target) as (leaving, arriving):
            _settled(leaving, arriving, mark.move, actor, "finish a transfer")


@contextmanager
def _both(source: JsonStore, target: JsonStore) -> Iterator[tuple[Exclusive, Exclusive]]:
    """Hold both stores' locks, taken in an order that every process keeps."""
    stores = {source.identity: source, target.identity: target}
    if len(stores) < 2:
        raise ValueError(f"{source.directory} and {target.directory} are one store")
    with ExitStack() as stack:
        held = {
            identity: stack.enter_context(stores[identity].exclusive())
            for identity in sorted(stores)
        }
        leaving, arriving = (held[identity] for identity in stores)
        yield leaving, arriving


def _moved(
    source: Contents,
    target: Contents,
    documents: Sequence[tuple[str, str, int]],
    changes: Mapping[Ref, Mapping[str, Any]],
) -> dict[Ref, Document]:
    """The documents as the target will hold them."""
    moved = {}
    for kind, key, expect in documents:
        ref = kind, key
        mine, current, there = changes.get(ref), source.get(*ref), target.get(*ref)
        if current is None or current.rev != expect:
            raise conflict(ref, mine, current, expect)
        if there is not None or target.gone_at(*ref) == ERASED:
            raise conflict(ref, mine, there, expect)
        new = document(kind, current.data() if mine is None else mine, expect + 1)
        if new.id != key:
            raise ValueError(f"the change to {kind} {key} names another id: {new.id}")
        moved[ref] = new
    return moved


def _settled(leaving: Exclusive, arriving: Exclusive, move: str, actor: str, reason: str) -> bool:
    """Finish the move where the target has decided it, else undo it; which of the two."""
    present = arriving.contents
    decided = any(mark.move == move for mark in present.marks)
    if decided and any(mark.move == move for mark in leaving.contents.marks):
        # Whether the deciding commit would survive a power cut may not be known: another one
        # is on the disk only with all before it, and the source forgets nothing until then.
        arriving.commit({}, actor=actor, reason=reason, marks=present.marks)
    _finish(leaving, arriving, move, actor, reason, decided=decided)
    return decided


def _finish(
    leaving: Exclusive,
    arriving: Exclusive,
    move: str,
    actor: str,
    reason: str,
    *,
    decided: bool = True,
    reverts: int | None = None,
) -> None:
    """Take the marks off, and where the move is decided the documents out of the source."""
    for held in (leaving, arriving):
        present = held.contents
        mark = next((mark for mark in present.marks if mark.move == move), None)
        if mark is None:
            continue
        out = mark.documents if decided and mark.way == "out" else ()
        held.commit(
            {ref: found.rev + 1 for ref in out if (found := present.get(*ref)) is not None},
            actor=actor,
            reason=reason,
            marks=tuple(other for other in present.marks if other != mark),
            other=mark.other if out else None,
            reverts=reverts if out else None,
        )


def _with(held: Exclusive, mark: Mark) -> tuple[Mark, ...]:
    return (*held.contents.marks, mark)
