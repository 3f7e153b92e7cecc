"""What was changed in a caseload, by whom and when; taking a change back, and doing it again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from store.errors import StoreError
from store.handover import move
from store.interface import Change, Document, DocumentChange, Ref, Together
from tutor_tui.errors import Refused, TutorTuiError
from tutor_tui.london import in_london
from tutor_tui.model.folder import Folder
from tutor_tui.model.learner import Learner
from tutor_tui.workspace.caseload import (
    Caseload,
    Overtaken,
    kind_of,
    refusal,
    retried,
    store_errors,
)
from tutor_tui.workspace.history_chain import (
    change_of,
    changes_of,
    first_of,
    last_done,
    last_undone,
    last_word,
    takers_of,
    undone_of,
)
from tutor_tui.workspace.history_entries import Entry as Entry
from tutor_tui.workspace.history_entries import Names, told_of
from tutor_tui.workspace.workspace import Workspace

_FORGOTTEN = "what it was before is not remembered any more"


def entries(
    caseload: Caseload, *, learner: Learner | None = None, limit: int | None = None
) -> list[Entry]:
    """The changes of a caseload, the newest first.

    Args:
        caseload: Whose history.
        learner: Only changes that concern this learner.
        limit: How many at most; None for all that is remembered.
    """
    with store_errors():
        # a filter can only be applied after all were read
        changes = caseload.store.changes(limit=limit if learner is None else None)
    undone = undone_of(changes)
    named = Names(caseload, changes)
    found = []
    for change in reversed(changes):
        told = told_of(change, named, undone.get(change.generation))
        if learner is None or learner.id in told.learners:
            found.append(told)
    return found[:limit]


def entry(caseload: Caseload, number: int) -> Entry:
    """One change of a caseload.

    Raises:
        NotFound: The history holds none of this number.
    """
    changes = changes_of(caseload)
    found = change_of(changes, number)
    return told_of(found, Names(caseload, changes), undone_of(changes).get(number))


def undo(
    workspace: Workspace, caseload: Caseload, number: int | None = None, *, here: bool = False
) -> Entry:
    """Take a change back, by a change of its own.

    What was made to several caseloads as one, an import, is taken back in all of them. Where it
    cannot be in one, it is in none.

    Args:
        workspace: Where the change is made.
        caseload: The caseload it was made in.
        number: Which change; the last of the user's own that is not taken back yet where None.
        here: Take it back in this caseload alone.

    Returns:
        The change that all this is about, as it stands now: taken back, or, where the number
        is that of an undoing, done again.

    Raises:
        Refused: There is none, a later change stands on it, or it cannot be saved.
    """
    if number is None:
        number = last_done(changes_of(caseload), workspace.actor)
        if number is None:
            raise Refused(
                f"nothing of {workspace.actor}'s is left to undo; any change can be undone from "
                "the history (H on the screen, tutor-tui log and undo NUMBER as commands)"
            )
    return _take_back(workspace, caseload, number, here=here)


def redo(workspace: Workspace, caseload: Caseload) -> Entry:
    """Do again what the user has last undone.

    Returns:
        The change that was done again.

    Raises:
        Refused: There is none, a later change stands on it, or it cannot be saved.
    """
    number = last_undone(changes_of(caseload), workspace.actor)
    if number is None:
        raise Refused("nothing was undone that could be done again")
    return _take_back(workspace, caseload, number)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What is to be taken back in one caseload."""

    caseload: Caseload
    seen: int
    changes: Sequence[Change]
    change: Change
    stands: Mapping[Ref, DocumentChange]
    first: Change
    """What all the undoing and redoing is about."""
    reason: str


@retried
def _take_back(
    workspace: Workspace, caseload: Caseload, number: int, *, here: bool = False
) -> Entry:
    """Make a change that takes another back; the one that both are about in the end."""
    own = _part(caseload, number, number)
    others = [] if here else _others(workspace, caseload, number)
    if own is None and not others:
        last, _ = last_word(takers_of(changes_of(caseload)), number)
        raise Refused(f"change {number} is undone already, by change {last}")
    # one's own caseload comes last: what is left, the same undoing goes on with
    parts = [*others, own] if own else others
    together = _together([part.caseload for part in parts], workspace)
    done: list[str] = []
    for part in parts:
        try:
            if part.change.move is not None:
                _move_back(workspace, part)
            else:
                _write_back(workspace, part, together)
        except StoreError as error:
            told = refusal(error, "not undone")
            if done and not isinstance(told, Overtaken):
                left = f"{told}; undone already: {', '.join(done)}; undo again for the rest"
                raise Refused(left) from error
            raise told from error
        done.append(part.caseload.tutor.name)
    changes = changes_of(caseload)
    return entry(caseload, first_of(changes, change_of(changes, number))[0].generation)


def _part(
    caseload: Caseload, number: int, known_as: int, *, elsewhere: bool = False
) -> _Part | None:
    """What must be done to take a change back; None where it is undone already.

    Args:
        caseload: Where it was made.
        number: Its number there.
        known_as: The number by which the user knows it.
        elsewhere: Whether the caseload is another than the user's.

    Raises:
        Refused: It cannot be taken back.
    """
    seen = caseload.generation()
    changes = changes_of(caseload)
    change_of(changes, number)
    last, holds = last_word(takers_of(changes), number)
    if not holds:
        return None
    # what was undone and done again holds by the change that did so
    change = change_of(changes, last)
    where = f" in {caseload.tutor.name}'s caseload" if elsewhere else ""
    named = Names(caseload, changes)
    stands = _what_stands(changes, change, known_as if elsewhere else last, named, where)
    _refuse_what_cannot_be(caseload, change, known_as if elsewhere else last)
    first, steps = first_of(changes, change)
    return _Part(
        caseload=caseload,
        seen=seen,
        changes=changes,
        change=change,
        stands=stands,
        first=first,
        reason=f"{'undo' if steps % 2 else 'redo'} {first.generation}: {first.reason}",
    )


def _others(workspace: Workspace, caseload: Caseload, number: int) -> list[_Part]:
    """What must be taken back in other caseloads, of a change that was made to several as one.

    Raises:
        Refused: In one of them it cannot be, or it cannot be opened.
    """
    together = change_of(changes_of(caseload), number).together
    parts = []
    for name in together.stores if together else ():
        if name == caseload.store.name:
            continue
        try:
            other = workspace.caseload(name)
            found = [one for one in changes_of(other) if one.together and one.together == together]
        except TutorTuiError as error:
            raise Refused(
                f"change {number} was made to several caseloads as one and cannot be undone in "
                f"all of them: {error}; in this one alone: tutor-tui undo {number} --here"
            ) from error
        for change in found:  # none where the import stopped before it
            try:
                part = _part(other, change.generation, number, elsewhere=True)
            except Refused as error:
                if isinstance(error, Overtaken):
                    raise
                raise Refused(
                    f"{error}. Nothing was undone in any caseload; in this one alone: "
                    f"tutor-tui undo {number} --here"
                ) from error
            parts += [part] if part else []
    return parts


def _together(caseloads: Sequence[Caseload], workspace: Workspace) -> Together | None:
    """The mark of changes made to these caseloads as one; none where it is only one."""
    names = tuple(caseload.store.name for caseload in caseloads)
    return Together(workspace.new_id(), names) if len(names) > 1 else None


def _write_back(workspace: Workspace, part: _Part, together: Together | None) -> None:
    with part.caseload.store.transaction(
        actor=workspace.actor,
        reason=part.reason,
        reverts=part.change.generation,
        seen=part.seen,
        together=together,
    ) as transaction:
        for touched in part.change.documents:
            last = part.stands[touched.kind, touched.id]
            if touched.before is not None:
                data = _as_before(workspace, touched.before.data(), last)
                transaction.put(touched.kind, data, expect=last.rev)
            elif touched.after is not None:
                transaction.delete(touched.kind, touched.id, expect=last.rev)


def _as_before(
    workspace: Workspace, before: dict[str, Any], last: DocumentChange
) -> dict[str, Any]:
    """The document as it was; a visit with a new stamp, so that calendars take it over.

    Args:
        workspace: Where the change is made.
        before: What the document held.
        last: What became of the document since.
    """
    if last.kind == "visit":
        # a visit that was deleted has been told to calendars as cancelled, one number on
        if last.after is not None:
            newest = last.after.data()["sequence"]
        else:
            newest = last.before.data()["sequence"] + 1 if last.before else before["sequence"]
        stamp = workspace.now().isoformat().replace("+00:00", "Z")
        before.update(sequence=max(before["sequence"], newest) + 1, changed=stamp)
    return before


def _move_back(workspace: Workspace, part: _Part) -> None:
    """Hand documents back to the caseload they came from, as they were there."""
    caseload, change, stands, seen = part.caseload, part.change, part.stands, part.seen
    assert change.move is not None
    number, refs = change.generation, _revisions(change, arrived=True)
    if refs:
        here, there, taken = caseload, workspace.caseload(change.move), change
    else:
        here, there, refs = workspace.caseload(change.move), caseload, _revisions(change)
        seen = here.generation()
        changes = here.store.changes()
        found = [one for one in changes if one.move and _revisions(one, arrived=True) == refs]
        if not found:
            raise Refused(f"change {number} cannot be undone: {_FORGOTTEN}")
        [taken] = found
        where = f" in {here.tutor.name}'s caseload"
        stands = _what_stands(changes, taken, number, Names(here, changes), where)
    left = [one for one in there.store.changes() if one.move and _revisions(one) == refs]
    if not left:
        raise Refused(f"change {number} cannot be undone: {_FORGOTTEN}")
    for kind, id_ in refs:
        learner = here.learners.get(id_) if kind == "learner" else None
        if learner and _more_than(refs, here, learner):
            raise Refused(
                f"change {number} cannot be undone: more is recorded of {learner.name} since; "
                "hand the learner over again instead"
            )
    before = {
        (touched.kind, touched.id): _as_before(
            workspace, touched.before.data(), stands[touched.kind, touched.id]
        )
        for touched in left[-1].documents
        if touched.before is not None
    }
    move(
        here.store,
        there.store,
        [(*ref, stands[ref].rev) for ref in refs],
        changes=before,
        actor=workspace.actor,
        reason=part.reason,
        seen=seen,
        reverts=(taken.generation, left[-1].generation),
    )


def _revisions(change: Change, *, arrived: bool = False) -> dict[Ref, int]:
    """The documents that a move took out of a caseload, or brought to it."""
    return {
        (touched.kind, touched.id): touched.rev
        for touched in change.documents
        if (touched.after is not None) == arrived
    }


def _what_stands(
    changes: Sequence[Change], change: Change, number: int, named: "Names", where: str = ""
) -> dict[Ref, DocumentChange]:
    """What became last of each document of the change.

    Args:
        changes: The history that holds the change.
        change: What is to be taken back.
        number: The number by which the user knows it.
        named: The names to tell of it.
        where: Whose history it is, where that is not the user's.

    Raises:
        Refused: A document is not any more as the change left it.
    """
    left = {(touched.kind, touched.id): touched for touched in change.documents}
    last = dict(left)
    by: dict[Ref, Change] = {}
    for later in changes:
        for touched in later.documents if later.generation > change.generation else ():
            ref = touched.kind, touched.id
            if ref in left:
                last[ref], by[ref] = touched, later
    for ref, later in by.items():
        if _content(last[ref].after) != _content(left[ref].after):
            at = in_london(datetime.fromisoformat(later.at))
            raise Refused(
                f"change {number} cannot be undone: change {later.generation}{where} by "
                f"{later.actor} of {at:%-d %b %H:%M} ({named.told(later.reason)}) stands on it; "
                "undo that first"
            )
    return last


def _content(document: Document | None) -> dict[str, Any] | None:
    """What a document says, less what only counts its changes."""
    if document is None:
        return None
    counters = ("rev", "sequence", "changed")
    return {name: value for name, value in document.data().items() if name not in counters}


def _refuse_what_cannot_be(caseload: Caseload, change: Change, number: int) -> None:
    """Refuse what would leave the caseload without its tutor, or a visit without its learner.

    Args:
        caseload: Where the change was made.
        change: What is to be taken back.
        number: The number by which the user knows it.
    """
    touches = {(touched.kind, touched.id) for touched in change.documents}
    for touched in change.documents:
        if touched.erased:
            raise Refused(f"change {number} cannot be undone: the learner was erased since")
        if touched.kind == "tutor" and touched.before is None:
            raise Refused(f"change {number} made the caseload; it cannot be undone")
        if change.move is not None:
            continue
        learner = caseload.learners.get(touched.id) if touched.kind == "learner" else None
        if learner and touched.before is None and _more_than(touches, caseload, learner):
            raise Refused(
                f"change {number} cannot be undone: more is recorded of {learner.name} since; "
                "remove the learner instead"
            )
        if touched.kind in ("visit", "folder") and touched.before is not None:
            visit = touched.kind == "visit"
            owner = touched.before.data().get("learner") if visit else touched.id
            if owner not in caseload.learners and ("learner", owner) not in touches:
                raise Refused(
                    f"change {number} cannot be undone: the {touched.kind}'s learner is no longer "
                    "in this caseload"
                )


def _more_than(refs: Collection[Ref], caseload: Caseload, learner: Learner) -> bool:
    """Whether the caseload holds more of the learner than these documents."""
    return any(
        (kind_of(record), record.id) not in refs
        for record in caseload.documents_of(learner)
        if not isinstance(record, Folder) or replace(record, rev=0) != Folder(id=learner.id)
    )
