"""A change as a person reads it: the names that ids stand for, and fields before and after."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from store.interface import Change, DocumentChange
from tutor_tui.london import in_london
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.field_words import differences

_CODE = re.compile(r"[a-z]+(_[a-z]+)+")
"""A state such as `not_needed`, as it is stored."""


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
    caseloads: int
    """How many caseloads it was made to as one, and is taken back in as one."""


class Names:
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
        """The reason with names for ids, and words for codes."""
        words = []
        for word in reason.split():
            bare = word.strip(",.:")
            name = self.learners.get(bare) or self.tutors.get(bare)
            if bare in self.visits:
                name = f"of {self.visits[bare][1]}"
            elif _CODE.fullmatch(bare):
                name = bare.replace("_", " ")
            words.append(word.replace(bare, name) if name else word)
        return " ".join(words)


def told_of(change: Change, named: Names, undone_by: int | None) -> Entry:
    """The change as a person reads it.

    Args:
        change: The change.
        named: The names of its caseload.
        undone_by: The number of the change that took it back, if one did.
    """
    ids: dict[str, None] = {}
    fields: list[FieldChange] = []
    for touched in change.documents:
        if touched.kind in ("learner", "folder"):
            ids[touched.id] = None
        elif touched.kind == "visit" and touched.id in named.visits:
            ids[named.visits[touched.id][0]] = None
        fields += _fields(touched, named)
    caseloads = len(change.together.stores) if change.together else 1
    told = named.told(change.reason) or "(erased)"
    return Entry(
        number=change.generation,
        at=in_london(datetime.fromisoformat(change.at)),
        actor=change.actor,
        what=f"{told}, in {caseloads} caseloads" if caseloads > 1 else told,
        who=tuple(named.learners.get(id_, "(erased)") for id_ in ids),
        learners=tuple(ids),
        fields=tuple(fields),
        reverts=change.reverts,
        undone_by=undone_by,
        caseloads=caseloads,
    )


def _fields(touched: DocumentChange, named: Names) -> list[FieldChange]:
    before = touched.before.data() if touched.before else None
    after = touched.after.data() if touched.after else None
    document = _document(named, touched.kind, touched.id)
    if touched.erased:
        return [FieldChange(document=document, field="", before="", after="erased")]
    return [
        FieldChange(document=document, field=field, before=named.told(old), after=named.told(new))
        for field, old, new in differences(before, after)
    ]


def _document(named: Names, kind: str, id_: str) -> str:
    if kind == "learner":
        return named.learners.get(id_, "a learner")
    if kind == "folder":
        return f"{named.learners.get(id_, 'a learner')}'s folder"
    if kind == "visit":
        learner, day = named.visits.get(id_, ("", ""))
        name = named.learners.get(learner, "")
        return f"visit of {day}" + (f" to {name}" if name else "")
    return named.tutors.get(id_, kind)
