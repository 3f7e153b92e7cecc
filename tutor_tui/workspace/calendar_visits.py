"""Which visits calendars are told of: those held, and those that were deleted; now and then."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias, TypeVar

import msgspec
from msgspec.structs import replace

from store.interface import Change, Document
from tutor_tui.london import london_date
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.workspace.caseload import Caseload, store_errors

Pair: TypeAlias = tuple[Visit, Learner]
"""A visit and the learner it is with."""

DELETED_DAYS = 60
"""How long before its deletion a visit may have been, for calendars to be told of it."""

_LEARNER, _VISIT = msgspec.json.Decoder(Learner), msgspec.json.Decoder(Visit)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What calendars are told of one caseload, in no order.

    `deleted` visits are told of as cancelled: a calendar that has taken one over would show it
    for ever. One that lay more than `DELETED_DAYS` before its deletion is let be. One that was
    handed over is not deleted, and of one that was erased nothing is known.
    """

    held: Sequence[Pair]
    deleted: Sequence[Pair]

    @property
    def pairs(self) -> list[Pair]:
        """All of them."""
        return [*self.held, *self.deleted]


def told_now(caseload: Caseload) -> Told:
    """What calendars are told of the caseload as it is."""
    return _told(caseload.visits, caseload.learners, _changes(caseload))


def told_now_and_then(caseload: Caseload, generation: int) -> tuple[Told, Told]:
    """What calendars are told as it is, and what they were told when this was the generation.

    Of either only what may differ: visits that were changed since, or whose learner was.
    """
    changes = _changes(caseload)
    since = [change for change in changes if change.generation > generation]
    earlier = [change for change in changes if change.generation <= generation]
    touched = {(one.kind, one.id) for change in since for one in change.documents}
    visits, learners = caseload.visits, caseload.learners
    before = _told(
        _rolled_back(visits, "visit", _VISIT, since),
        _rolled_back(learners, "learner", _LEARNER, since),
        earlier,
    )

    def may_differ(pairs: Iterable[Pair]) -> list[Pair]:
        return [
            (visit, learner)
            for visit, learner in pairs
            if ("visit", visit.id) in touched or ("learner", learner.id) in touched
        ]

    now, then = (
        Told(held=may_differ(told.held), deleted=may_differ(told.deleted))
        for told in (_told(visits, learners, changes), before)
    )
    return now, then


def generation_at(caseload: Caseload, moment: datetime) -> int:
    """The caseload's generation at this moment: all that was changed then or later comes after."""
    changes = _changes(caseload)
    later = (change for change in changes if datetime.fromisoformat(change.at) >= moment)
    first = next(later, None)
    return caseload.generation() if first is None else first.generation - 1


def _changes(caseload: Caseload) -> list[Change]:
    with store_errors():
        return caseload.store.changes()


def _told(
    visits: dict[str, Visit], learners: dict[str, Learner], changes: Sequence[Change]
) -> Told:
    """What calendars are told of these documents, and of those the changes have deleted."""
    held = [
        (visit, learners[visit.learner]) for visit in visits.values() if visit.learner in learners
    ]
    gone: dict[str, Visit] = {}
    known: dict[str, Learner] = {}
    for change in changes:
        for touched in change.documents:
            if touched.kind == "visit":
                gone.pop(touched.id, None)
            if touched.before is None or touched.after is not None:
                continue
            learner = visit = None
            if touched.kind == "learner":
                learner = _decoded(_LEARNER, touched.before)
            elif touched.kind == "visit" and change.move is None:
                visit = _decoded(_VISIT, touched.before)
            if learner is not None:
                known[touched.id] = learner
            if visit is not None:
                gone[touched.id] = _cancelled(visit, datetime.fromisoformat(change.at))
    known |= learners
    deleted = [
        (visit, known[visit.learner])
        for visit in gone.values()
        if visit.id not in visits and visit.learner in known and _near(visit)
    ]
    return Told(held=held, deleted=deleted)


def _near(deleted: Visit) -> bool:
    """Whether a deleted visit had a time, and not long before it was deleted."""
    earliest = london_date(deleted.changed) - timedelta(days=DELETED_DAYS)
    return deleted.start is not None and deleted.date >= earliest


def _cancelled(visit: Visit, at: datetime) -> Visit:
    """What calendars are told of a visit that was deleted at this moment."""
    return replace(visit, status="cancelled", sequence=visit.sequence + 1, changed=at)


def _rolled_back(
    documents: dict[str, _T], kind: str, decoder: msgspec.json.Decoder[_T], since: Sequence[Change]
) -> dict[str, _T]:
    """The documents of a kind as they were before these changes."""
    then = dict(documents)
    for change in reversed(since):
        for touched in change.documents:
            if touched.kind != kind:
                continue
            before = _decoded(decoder, touched.before)
            if before is None:
                then.pop(touched.id, None)
            else:
                then[touched.id] = before
    return then


def _decoded(decoder: msgspec.json.Decoder[_T], document: Document | None) -> _T | None:
    """The document; None where there is none, or another version wrote it in another shape."""
    if document is not None:
        with suppress(msgspec.ValidationError):
            return decoder.decode(document.raw)
    return None
