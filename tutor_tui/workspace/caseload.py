"""One tutor's caseload: its documents decoded, its verdicts kept until something changes."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from datetime import date
from functools import wraps
from typing import ParamSpec, TypeVar

import msgspec
from msgspec.structs import replace

from store.engine import JsonStore
from store.errors import Conflict, Damaged, Stale, StoreError
from store.interface import Document, Ref, Together
from store.merge import Path
from tutor_tui.errors import Refused
from tutor_tui.model.folder import Folder
from tutor_tui.model.learner import Learner
from tutor_tui.model.settings import Settings
from tutor_tui.model.standard import Standard
from tutor_tui.model.tutor import Tutor
from tutor_tui.model.visit import Visit
from tutor_tui.rules.triage import Verdict, assess
from tutor_tui.standards.catalogue import Catalogue
from tutor_tui.workspace.clashes import (
    Choice,
    Clash,
    answers,
    by_whom,
    choices,
    in_words,
    put_together,
)

Record = Learner | Visit | Tutor | Folder
Decided = Mapping[Ref, Mapping[Path, Choice]]
"""What was chosen of fields that two people have changed, by document and path."""

R = TypeVar("R", Learner, Visit, Tutor, Folder)
P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 10
"""How often an operation is judged again where others keep changing the caseload."""

_MANY = 200
"""So many changed documents are read as fast all together as one by one."""

_KINDS: dict[type[Record], str] = {
    Learner: "learner",
    Visit: "visit",
    Tutor: "tutor",
    Folder: "folder",
}


class Overtaken(Refused):
    """The caseload was changed between the reading and the writing; nothing was written."""


def retried(operation: Callable[P, T]) -> Callable[P, T]:
    """An operation that reads, judges and writes anew where it was overtaken by another.

    It takes the caseload's generation before it reads anything, and saves with it as `seen`.
    So what it judged (a reference is free, nothing overlaps) holds when it is written, and a
    refusal is the true one.
    """

    @wraps(operation)
    def judged_again(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(ATTEMPTS - 1):
            with suppress(Overtaken):
                return operation(*args, **kwargs)
        return operation(*args, **kwargs)

    return judged_again


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn what the store says went wrong into a sentence for the user."""
    try:
        yield
    except StoreError as error:
        raise Refused(str(error)) from error


class Caseload:
    """The learners and visits of one tutor, as the store holds them now.

    Reading asks the store's generation first, so that another terminal's changes are seen.
    """

    def __init__(
        self,
        store: JsonStore,
        settings: Settings,
        catalogue: Catalogue,
        *,
        settle: Callable[[JsonStore], None],
    ) -> None:
        """Take the store; `settle` finishes handovers that were cut short, where it can."""
        self.store = store
        self._settle = settle
        self._settings = settings
        self._catalogue = catalogue
        self._generation: int | None = None
        self._learners: dict[str, Learner] = {}
        self._visits: dict[str, Visit] = {}
        self._by_learner: dict[str, list[Visit]] = {}
        self._tutor: Tutor | None = None
        self._tutor_generation: int | None = None
        self._verdicts: dict[str, Verdict] = {}
        self._judged_on: date | None = None

    @property
    def tutor(self) -> Tutor:
        """The owner."""
        # asked of every caseload to find a login, so nothing else is decoded for it
        with store_errors():
            if self._tutor is None or self.store.generation() != self._tutor_generation:
                self._tutor_generation = self.store.generation()
                tutors = self.store.find("tutor")
                self._tutor = _decode(tutors[0], Tutor) if tutors else None
        if self._tutor is None:
            raise Refused("this caseload has no tutor's document; restore it from a backup")
        return self._tutor

    @property
    def damage(self) -> str | None:
        """What is wrong with the caseload's files, where it can only be read; else None."""
        with store_errors():
            return self.store.damage

    @property
    def learners(self) -> dict[str, Learner]:
        """Every learner by id, those who have finished included."""
        self.refresh()
        return self._learners

    @property
    def visits(self) -> dict[str, Visit]:
        """Every visit by id."""
        self.refresh()
        return self._visits

    def visits_of(self, learner: Learner) -> Sequence[Visit]:
        """One learner's visits, in no order."""
        self.refresh()
        return self._by_learner.get(learner.id, ())

    def folder(self, learner: Learner) -> Folder:
        """The learner's folder; an empty one where nothing was put in yet."""
        with store_errors():
            document = self.store.get("folder", learner.id)
            # one that was taken out is put in again where its deletion left off
            rev = 0 if document else self.store.deleted_at("folder", learner.id) or 0
        return _decode(document, Folder) if document else Folder(id=learner.id, rev=rev)

    def documents_of(self, learner: Learner) -> list[Record]:
        """Everything there is of one learner: themselves, their visits, their folder."""
        with store_errors():
            kept = self.store.get("folder", learner.id)
        folder = [] if kept is None else [_decode(kept, Folder)]
        return [learner, *self.visits_of(learner), *folder]

    def generation(self) -> int:
        """Grows with every change by anyone; cheap to ask."""
        with store_errors():
            return self.store.generation()

    def refresh(self) -> bool:
        """Take in what has changed in the store; whether anything had."""
        with store_errors():
            generation = self.store.generation()
            if generation == self._generation:
                return False
            touched = None if self._generation is None else self.store.touched(self._generation)
            if touched is None or len(touched) > _MANY:
                self._take_all()
            else:
                self._take(touched)
        self._generation = generation
        return True

    def _take_all(self) -> None:
        """Read every document anew; those of an unchanged revision stay the same objects."""
        learners = _renewed(self._learners, self.store.find("learner"), Learner)
        visits = _renewed(self._visits, self.store.find("visit"), Visit)
        by_learner: dict[str, list[Visit]] = {}
        for visit in visits.values():
            by_learner.setdefault(visit.learner, []).append(visit)
        for id_, verdict in list(self._verdicts.items()):
            # an unchanged document is the same object, so identity tells what to judge again
            unchanged = verdict.learner is learners.get(id_) and _same(
                self._by_learner.get(id_, ()), by_learner.get(id_, ())
            )
            if not unchanged:
                del self._verdicts[id_]
        self._learners, self._visits, self._by_learner = learners, visits, by_learner

    def _take(self, touched: Set[Ref]) -> None:
        """Read these documents anew. What was handed out before stays as it was."""
        learners, visits = dict(self._learners), dict(self._visits)
        by_learner = dict(self._by_learner)
        for kind, id_ in touched:
            document = self.store.get(kind, id_)
            if kind == "learner":
                _put(learners, id_, None if document is None else _decode(document, Learner))
                self._verdicts.pop(id_, None)
            elif kind == "visit":
                before = visits.get(id_)
                after = _put(visits, id_, None if document is None else _decode(document, Visit))
                for visit in filter(None, (before, after)):
                    others = [one for one in by_learner.get(visit.learner, ()) if one.id != id_]
                    by_learner[visit.learner] = others
                    self._verdicts.pop(visit.learner, None)
                if after is not None:
                    by_learner[after.learner].append(after)
        self._learners, self._visits, self._by_learner = learners, visits, by_learner

    def standard_of(self, learner: Learner) -> Standard:
        """The learner's standard in the version recorded with them."""
        return self._catalogue.get(learner.standard, learner.standard_version)

    def verdict(self, learner: Learner, today: date) -> Verdict:
        """What the rules say of one learner."""
        self.refresh()
        return self._verdict(learner, today)

    def verdicts(self, today: date) -> list[Verdict]:
        """What the rules say of every learner, in no order."""
        # the store is asked once, not for every learner
        return [self._verdict(learner, today) for learner in self.learners.values()]

    def unjudged(self, today: date) -> list[Learner]:
        """The learners of whom `verdicts` has yet to work out what the rules say."""
        known = self._verdicts if today == self._judged_on else {}
        return [
            learner
            for learner in self.learners.values()
            if (verdict := known.get(learner.id)) is None or verdict.learner is not learner
        ]

    def _verdict(self, learner: Learner, today: date) -> Verdict:
        if today != self._judged_on:
            self._verdicts, self._judged_on = {}, today
        known = self._verdicts.get(learner.id)
        if known is None or known.learner is not learner:
            known = assess(
                learner,
                self._by_learner.get(learner.id, ()),
                self.standard_of(learner),
                self._settings,
                today,
            )
            self._verdicts[learner.id] = known
        return known

    def must_hold(self, learner: Learner) -> None:
        """Refuse where the learner is not of this caseload any more.

        Raises:
            Refused: The learner was handed over or removed.
        """
        if learner.id not in self.learners:
            raise Refused(f"{learner.name} is no longer in this caseload")

    def save(self, record: R, *, actor: str, reason: str, seen: int | None = None) -> R:
        """Write one document; `save_all` says what may be raised."""
        [saved] = self.save_all([record], actor=actor, reason=reason, seen=seen)
        assert isinstance(saved, type(record))
        return saved

    def save_all(
        self,
        records: Sequence[Record],
        *,
        actor: str,
        reason: str,
        seen: int | None = None,
        decided: Decided | None = None,
        together: Together | None = None,
    ) -> list[Record]:
        """Check the documents and write them in one transaction.

        Each names by its `rev` the revision it was made from (0: a new document). Where
        somebody else has changed one since, the fields that only one of the two changed are
        put together.

        Args:
            records: The documents.
            actor: Who writes them.
            reason: What the change is, in a few words.
            seen: The caseload's generation before anything was read, where the documents
                rest on more than themselves; see `retried`.
            decided: What was chosen of fields that both have changed.
            together: What the change is made together with, in other caseloads.

        Returns:
            The documents as they were saved, in the order given.

        Raises:
            WrongUsage: A document does not hold what it must.
            Overtaken: The caseload has another generation than `seen`.
            Clash: Somebody else changed the same fields meanwhile.
            Refused: Somebody else took one out meanwhile, or the store could not save.
        """
        from tutor_tui.model.border import checked  # loads pydantic: only when writing

        decided = decided or {}
        whole: list[Record] = [checked(record) for record in records]
        self._settle_handovers(whole)

        def again(more: Decided) -> None:
            self.save_all(
                records,
                actor=actor,
                reason=reason,
                decided={**decided, **more},
                together=together,
            )

        for _ in range(ATTEMPTS):
            try:
                with self.store.transaction(
                    actor=actor, reason=reason, seen=seen, together=together
                ) as transaction:
                    revisions = [
                        transaction.put(kind_of(record), as_data(record), expect=record.rev)
                        for record in whole
                    ]
                return [
                    replace(record, rev=rev) for record, rev in zip(whole, revisions, strict=True)
                ]
            except Conflict as conflict:
                data = self._put_together(conflict, decided, again)
                whole = [
                    checked(msgspec.convert(data, type=type(record)))
                    if (kind_of(record), record.id) == (conflict.kind, conflict.id)
                    else record
                    for record in whole
                ]
            except StoreError as error:
                raise refusal(error, "not saved") from error
        raise Overtaken(
            "the caseload is being changed by others all the time; repeat the change in a moment"
        )

    def _put_together(
        self, conflict: Conflict, decided: Decided, again: Callable[[Decided], None]
    ) -> dict[str, object]:
        """The document as both changes make it.

        Args:
            conflict: The two changes.
            decided: What was chosen of fields that both have changed.
            again: Saves once more, with further choices.

        Raises:
            Clash: Both have changed a field of which nothing was chosen.
            Refused: There is nothing to put together: it was deleted, or is forgotten.
        """
        ref = conflict.kind, conflict.id
        chosen = decided.get(ref, {})
        together = put_together(conflict, chosen)
        if together is None:
            raise refusal(conflict, "not saved") from conflict
        if any(not answers(chosen.get(clash.path), clash) for clash in together.clashes):
            raise Clash(
                _named(conflict),
                by_whom(self.store.history(*ref)),
                in_words(together),
                lambda mine: again({ref: {**chosen, **choices(together, mine)}}),
            ) from conflict
        return together.data

    def _settle_handovers(self, records: Sequence[Record]) -> None:
        """Finish handovers that were cut short; refuse a visit for who is on the way out."""
        with store_errors():
            if not self.store.pending:
                return
            self._settle(self.store)
            leaving = {
                ref for mark in self.store.pending if mark.way == "out" for ref in mark.documents
            }
        for record in records:
            if isinstance(record, Visit) and ("learner", record.learner) in leaving:
                raise Refused("the learner is being handed over; repeat the change in a moment")


def refusal(error: StoreError, undone: str) -> Refused:
    """What the store's error means to the user.

    Args:
        error: Why nothing was written.
        undone: What did not happen, such as `not saved`.
    """
    if isinstance(error, Stale):
        return Overtaken(
            "the caseload was changed by someone else in the meantime; look again and repeat "
            "the change"
        )
    if isinstance(error, Damaged):
        return Refused(f"{undone}: {error}; mend it with: tutor-tui doctor --repair")
    if not isinstance(error, Conflict):
        return Refused(f"{undone}: {error}")
    named = _named(error)
    if error.theirs is None:
        return Refused(f"{named} is no longer in this caseload")
    return Refused(
        f"{named} was changed by someone else in the meantime; look again and repeat the change"
    )


def _named(conflict: Conflict) -> str:
    """The document in a person's words: a name, or a visit's day."""
    data = conflict.theirs or conflict.mine or {}
    if conflict.kind == "visit":
        return f"the visit of {data.get('date')}"
    if conflict.kind == "folder":
        return "the learner's folder"
    if conflict.kind == "tutor":
        return str(data.get("name"))
    return f"{data.get('given_name', '')} {data.get('family_name', '')}".strip()


def kind_of(record: Record) -> str:
    """The kind of document as the store knows it."""
    return _KINDS[type(record)]


def as_data(record: Record) -> dict[str, object]:
    """The document as plain JSON values."""
    data: dict[str, object] = msgspec.to_builtins(record)
    return data


def _decode(document: Document, kind: type[R]) -> R:
    try:
        return msgspec.json.decode(document.raw, type=kind)
    except msgspec.ValidationError as error:
        raise Refused(
            f"{document.kind} {document.id} in the store is not of the expected shape: {error}; "
            "it may have been written by a newer version of tutor-tui"
        ) from None


def _renewed(known: dict[str, R], documents: list[Document], kind: type[R]) -> dict[str, R]:
    """The documents decoded, those of an unchanged revision taken from what is known."""
    decoder = msgspec.json.Decoder(kind)
    renewed: dict[str, R] = {}
    for document in documents:
        before = known.get(document.id)
        if before is not None and before.rev == document.rev:
            renewed[document.id] = before
            continue
        try:
            renewed[document.id] = decoder.decode(document.raw)
        except msgspec.ValidationError:
            renewed[document.id] = _decode(document, kind)  # raises with the sentence
    return renewed


def _put(documents: dict[str, R], id_: str, document: R | None) -> R | None:
    """Put a document in place, or take it out where it is None; which it is given back."""
    if document is None:
        documents.pop(id_, None)
    else:
        documents[id_] = document
    return document


def _same(before: Sequence[Visit], after: Sequence[Visit]) -> bool:
    return len(before) == len(after) and all(
        one is other for one, other in zip(before, after, strict=True)
    )
