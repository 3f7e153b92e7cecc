"""What was changed in a caseload, by whom and when; taking a change back, and doing it again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from store.errors import StoreError
from store.handover import move
from store.interface import Change, Document, DocumentChange, Ref
from tutor_tui.errors import NotFound, Refused
from tutor_tui.london import in_london
from tutor_tui.model.folder import Folder
from tutor_tui.model.learner import Learner
from tutor_tui.workspace.caseload import (
    Caseload,
    kind_of,
    refusal,
    retried,
    store_errors,
)
from tutor_tui.workspace.field_words import differences
from tutor_tui.workspace.workspace import Workspace

_FORGOTTEN = "what it was before is not remembered any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of one document, before and after, in words."""

    document: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change as a person reads it."""

    number: int
    at: datetime
    """London time."""
    actor: str
    what: str
    """What was done, in a few words; ids are told by the names they stand for."""
    who: tuple[str, ...]
    """The learners concerned, by name."""
    learners: tuple[str, ...]
    """The same, by id."""
    fields: tuple[FieldChange, ...]
    reverts: int | None
    """The number of the change that this one takes back."""
    undone_by: int | None
    """The number of the change that took this one back, where it does not hold any more."""


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
    undone = _undone(changes)
    named = _Names(caseload, changes)
    found = []
    for change in reversed(changes):
        told = _entry(change, named, undone.get(change.generation))
        if learner is None or learner.id in told.learners:
            found.append(told)
    return found[:limit]


def entry(caseload: Caseload, number: int) -> Entry:
    """One change of a caseload.

    Raises:
        NotFound: The history holds none of this number.
    """
    changes = _changes(caseload)
    found = _change(changes, number)
    return _entry(found, _Names(caseload, changes), _undone(changes).get(number))


def undo(workspace: Workspace, caseload: Caseload, number: int | None = None) -> Entry:
    """Take a change back, by a change of its own.

    Args:
        workspace: Where the change is made.
        caseload: The caseload it was made in.
        number: Which change; the last of the user's own that is not taken back yet where None.

    Returns:
        The change that all this is about, as it stands now: taken back, or, where the number
        is that of an undoing, done again.

    Raises:
        Refused: There is none, a later change stands on it, or it cannot be saved.
    """
    if number is None:
        number = _last_done(_changes(caseload), workspace.actor)
        if number is None:
            raise Refused(
                f"nothing of {workspace.actor}'s is left to undo; any change can be undone from "
                "the history (H on the screen, tutor-tui log and undo NUMBER as commands)"
            )
    return _take_back(workspace, caseload, number)


def redo(workspace: Workspace, caseload: Caseload) -> Entry:
    """Do again what the user has last undone.

    Returns:
        The change that was done again.

    Raises:
        Refused: There is none, a later change stands on it, or it cannot be saved.
    """
    number = _last_undone(_changes(caseload), workspace.actor)
    if number is None:
        raise Refused("nothing was undone that could be done again")
    return _take_back(workspace, caseload, number)


@retried
def _take_back(workspace: Workspace, caseload: Caseload, number: int) -> Entry:
    """Make a change that takes another back; the one that both are about in the end."""
    seen = caseload.generation()
    changes = _changes(caseload)
    _change(changes, number)
    last, holds = _last_word(_takers(changes), number)
    if not holds:
        raise Refused(f"change {number} is undone already, by change {last}")
    # what was undone and done again holds by the change that did so
    number = last
    change = _change(changes, number)
    named = _Names(caseload, changes)
    stands = _what_stands(changes, change, number, named)
    _refuse_what_cannot_be(caseload, change)
    first, steps = change, 1
    while first.reverts is not None:
        first, steps = _change(changes, first.reverts), steps + 1
    reason = f"{'undo' if steps % 2 else 'redo'} {first.generation}: {first.reason}"
    try:
        if change.move is not None:
            _move_back(workspace, caseload, change, stands, reason, seen)
        else:
            _write_back(workspace, caseload, change, stands, reason, seen)
    except StoreError as error:
        raise refusal(error, "not undone") from error
    return entry(caseload, first.generation)


def _write_back(
    workspace: Workspace,
    caseload: Caseload,
    change: Change,
    stands: Mapping[Ref, DocumentChange],
    reason: str,
    seen: int,
) -> None:
    with caseload.store.transaction(
        actor=workspace.actor, reason=reason, reverts=change.generation, seen=seen
    ) as transaction:
        for touched in change.documents:
            last = stands[touched.kind, touched.id]
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


def _move_back(
    workspace: Workspace,
    caseload: Caseload,
    change: Change,
    stands: Mapping[Ref, DocumentChange],
    reason: str,
    seen: int,
) -> None:
    """Hand documents back to the caseload they came from, as they were there."""
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
        stands = _what_stands(changes, taken, number, _Names(here, changes), where)
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
        reason=reason,
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
    changes: Sequence[Change], change: Change, number: int, named: "_Names", where: str = ""
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


def _refuse_what_cannot_be(caseload: Caseload, change: Change) -> None:
    """Refuse what would leave the caseload without its tutor, or a visit without its learner."""
    number = change.generation
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


def _last_done(changes: Sequence[Change], actor: str) -> int | None:
    """The actor's last change that is done, and not only the undoing or redoing of another."""
    return next(iter(reversed(_done_and_undone(changes, actor)[0])), None)


def _last_undone(changes: Sequence[Change], actor: str) -> int | None:
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


def _takers(changes: Sequence[Change]) -> dict[int, int]:
    """The changes that others were made to take back, each with the one that did."""
    return {change.reverts: change.generation for change in changes if change.reverts is not None}


def _last_word(takers: Mapping[int, int], number: int) -> tuple[int, bool]:
    """The last of the undoings and redoings of a change, and whether the change holds by it."""
    holds = True
    while number in takers:
        number, holds = takers[number], not holds
    return number, holds


def _undone(changes: Sequence[Change]) -> dict[int, int]:
    """The changes that do not hold any more, each with the change that took it back."""
    takers = _takers(changes)
    ends = {number: _last_word(takers, number) for number in takers}
    return {number: last for number, (last, holds) in ends.items() if not holds}


def _changes(caseload: Caseload) -> list[Change]:
    """All that is remembered, oldest first."""
    with store_errors():
        return caseload.store.changes()


def _change(changes: Sequence[Change], number: int) -> Change:
    found = next((change for change in changes if change.generation == number), None)
    if found is None:
        raise NotFound(f"there is no change {number} in this caseload's history")
    return found


class _Names:
    """Who and what the ids in a history stand for."""

    def __init__(self, caseload: Caseload, changes: Sequence[Change]) -> None:
        """Take the names from what there is, and from what the history still holds."""
        self.learners: dict[str, str] = {}
        self.visits: dict[str, tuple[str, str]] = {}
        for change in changes:
            for touched in change.documents:
                for document in (touched.before, touched.after):
                    if document is not None:
                        self._take(touched.kind, touched.id, document.data())
        for learner in caseload.learners.values():
            self.learners[learner.id] = learner.name
        for visit in caseload.visits.values():
            self.visits[visit.id] = (visit.learner, str(visit.date))
        self.tutors = {caseload.tutor.id: caseload.tutor.name}

    def _take(self, kind: str, id_: str, data: Mapping[str, Any]) -> None:
        if kind == "learner":
            name = f"{data.get('given_name', '')} {data.get('family_name', '')}".strip()
            self.learners[id_] = name
        elif kind == "visit":
            self.visits[id_] = (str(data.get("learner")), str(data.get("date")))

    def told(self, reason: str) -> str:
        """The reason with names for ids."""
        words = []
        for word in reason.split():
            bare = word.strip(",.:")
            name = self.learners.get(bare) or self.tutors.get(bare)
            if bare in self.visits:
                name = f"of {self.visits[bare][1]}"
            words.append(word.replace(bare, name) if name else word)
        return " ".join(words)


def _entry(change: Change, named: _Names, undone_by: int | None) -> Entry:
    ids: dict[str, None] = {}
    fields: list[FieldChange] = []
    for touched in change.documents:
        if touched.kind in ("learner", "folder"):
            ids[touched.id] = None
        elif touched.kind == "visit" and touched.id in named.visits:
            ids[named.visits[touched.id][0]] = None
        fields += _fields(touched, named)
    return Entry(
        number=change.generation,
        at=in_london(datetime.fromisoformat(change.at)),
        actor=change.actor,
        what=named.told(change.reason) or "(erased)",
        who=tuple(named.learners.get(id_, "(erased)") for id_ in ids),
        learners=tuple(ids),
        fields=tuple(fields),
        reverts=change.reverts,
        undone_by=undone_by,
    )


def _fields(touched: DocumentChange, named: _Names) -> list[FieldChange]:
    before = touched.before.data() if touched.before else None
    after = touched.after.data() if touched.after else None
    document = _document(named, touched.kind, touched.id)
    if touched.erased:
        return [FieldChange(document=document, field="", before="", after="erased")]
    return [
        FieldChange(document=document, field=field, before=named.told(old), after=named.told(new))
        for field, old, new in differences(before, after)
    ]


def _document(named: _Names, kind: str, id_: str) -> str:
    if kind == "learner":
        return named.learners.get(id_, "a learner")
    if kind == "folder":
        return f"{named.learners.get(id_, 'a learner')}'s folder"
    if kind == "visit":
        learner, day = named.visits.get(id_, ("", ""))
        name = named.learners.get(learner, "")
        return f"visit of {day}" + (f" to {name}" if name else "")
    return named.tutors.get(id_, kind)
