"""Which changes of a history hold, and which were taken back or done again by others."""

from collections.abc import Mapping, Sequence

from store.interface import Change, DocumentChange
from tutor_tui.errors import NotFound
from tutor_tui.workspace.caseload import Caseload, store_errors


def first_of(changes: Sequence[Change], change: Change) -> tuple[Change, int]:
    """The change that undoings and redoings are about, and how many there are with this one."""
    steps = 1
    while change.reverts is not None:
        change, steps = change_of(changes, change.reverts), steps + 1
    return change, steps


def last_done(changes: Sequence[Change], actor: str) -> int | None:
    """The actor's last change that is done, and not only the undoing or redoing of another."""
    return next(iter(reversed(_done_and_undone(changes, actor)[0])), None)


def last_undone(changes: Sequence[Change], actor: str) -> int | None:
    """The actor's last undoing that is not taken back itself."""
    return next(iter(reversed(_done_and_undone(changes, actor)[1])), None)


def _done_and_undone(changes: Sequence[Change], actor: str) -> tuple[list[int], list[int]]:
    """What an editor keeps: the changes that can be undone, and the undoings to be redone.

    A change of one's own other than these two makes an end of redoing.
    """
    done: list[int] = []
    undone: list[int] = []
    depths: dict[int, int] = {}
    for change in changes:
        number, reverts = change.generation, change.reverts
        # odd: an undoing; even: a redoing, which can be undone again as what it stands for
        depth = depths[number] = 0 if reverts is None else depths.get(reverts, 0) + 1
        for numbers in (done, undone):
            if reverts in numbers:
                numbers.remove(reverts)
        if change.actor != actor:
            continue
        if reverts is None:
            undone.clear()
        if depth % 2:
            undone.append(number)
        elif change.documents and not any(_final(touched) for touched in change.documents):
            done.append(number)
    return done, undone


def _final(touched: DocumentChange) -> bool:
    """Whether nothing can take it back: the document was erased since, or is the caseload's own."""
    return touched.erased or (touched.kind == "tutor" and touched.before is None)


def takers_of(changes: Sequence[Change]) -> dict[int, int]:
    """The changes that others were made to take back, each with the one that did."""
    return {change.reverts: change.generation for change in changes if change.reverts is not None}


def last_word(takers: Mapping[int, int], number: int) -> tuple[int, bool]:
    """The last of the undoings and redoings of a change, and whether the change holds by it."""
    holds = True
    while number in takers:
        number, holds = takers[number], not holds
    return number, holds


def undone_of(changes: Sequence[Change]) -> dict[int, int]:
    """The changes that do not hold any more, each with the change that took it back."""
    takers = takers_of(changes)
    ends = {number: last_word(takers, number) for number in takers}
    return {number: last for number, (last, holds) in ends.items() if not holds}


def changes_of(caseload: Caseload) -> list[Change]:
    """All that is remembered, oldest first."""
    with store_errors():
        return caseload.store.changes()


def change_of(changes: Sequence[Change], number: int) -> Change:
    """The change of this number.

    Raises:
        NotFound: The history holds none.
    """
    found = next((change for change in changes if change.generation == number), None)
    if found is None:
        raise NotFound(f"there is no change {number} in this caseload's history")
    return found
