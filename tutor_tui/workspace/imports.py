"""Imports: what a file would change, shown first, then done in one transaction a caseload."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from msgspec import structs

from store.interface import Together
from tutor_tui.errors import Refused, TutorTuiError, WrongUsage
from tutor_tui.exchange.values import clean
from tutor_tui.model.learner import Learner, StatusChange
from tutor_tui.model.tutor import Tutor
from tutor_tui.text import line
from tutor_tui.workspace.caseload import Caseload, Overtaken, Record, retried
from tutor_tui.workspace.learner_fields import EMPTY, ILR_OWNED, to_import
from tutor_tui.workspace.visit_places import all_following
from tutor_tui.workspace.workspace import Workspace

Kind = Literal["new", "updated", "unchanged", "skipped"]

AGAIN = "the caseload was changed meanwhile; run the import again"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that the file would change; `held` says that a person's edit holds instead."""

    field: str
    before: Any
    after: Any
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportItem:
    """What becomes of one learner of the file.

    `records` are the documents to write for it, all in the caseload of the tutor `tutor`. An
    unchanged learner may have some too: what the return said is kept though it says nothing new.
    """

    kind: Kind
    ref: str
    name: str
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""
    tutor: str = ""
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A code in the file whose meaning only a person knows; what they say is remembered.

    `learners` is the number of those whose record waits for it.
    """

    kind: Literal["aim", "t_level", "tutor"]
    code: str
    learners: int


@dataclass(slots=True, kw_only=True)
class ImportPlan:
    """What an import would do. Nothing is changed until `apply`.

    `declined` are new and updated learners that somebody has chosen not to take. `left_out`
    counts what the file holds and the product does not take, by reason. `unseen` are learners of
    earlier imports that the file no longer holds; they are never removed. `questions` are what
    the file leaves open. `generations` are those of the caseloads it was made from, by tutor.
    """

    items: list[ImportItem] = field(default_factory=list)
    declined: list[ImportItem] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    unseen: list[Learner] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    generations: dict[str, int] = field(default_factory=dict)

    def of(self, kind: Kind) -> list[ImportItem]:
        """The items of one kind, in the file's order."""
        return [item for item in self.items if item.kind == kind]

    def admit(self, item: ImportItem, tutor_id: str, *records: Record) -> None:
        """Note what becomes of a learner and the documents to write for it.

        Documents that do not hold what they must make it a skipped one instead.
        """
        from tutor_tui.model.border import checked  # loads pydantic: only when importing

        try:
            whole = [checked(record) for record in records]
        except WrongUsage as problem:
            reason = f"{item.reason}: {problem}" if item.reason else str(problem)
            self.items.append(replace(item, kind="skipped", changes=(), reason=reason))
            return
        self.items.append(replace(item, tutor=tutor_id, records=tuple(whole)))

    def limited(self, wanted: Callable[[ImportItem], bool]) -> "ImportPlan":
        """The plan of the items that are wanted; new and updated ones that are not are declined."""
        kept, declined = [], []
        for item in self.items:
            if not item.records or wanted(item):
                kept.append(item)
            elif item.kind in ("new", "updated"):
                declined.append(item)
            else:
                kept.append(replace(item, records=()))
        return replace(self, items=kept, declined=[*self.declined, *declined])

    def limited_to(self, *, only: Kind | None = None, refs: Collection[str] = ()) -> "ImportPlan":
        """The plan of items of one kind, or of these learners, or both where both are given.

        Raises:
            WrongUsage: Nobody in the file has one of the references.
        """
        there = {item.ref for item in self.items}
        if missing := [ref for ref in refs if ref not in there]:
            raise WrongUsage(f"nobody in the file has the reference {line(missing[0])!r}")
        return self.limited(
            lambda item: (only is None or item.kind == only) and (not refs or item.ref in refs)
        )

    @property
    def writes(self) -> dict[str, list[Record]]:
        """The documents to write, by the caseloads they go to."""
        found: dict[str, list[Record]] = {}
        for item in self.items:
            if item.records:
                found.setdefault(item.tutor, []).extend(item.records)
        return found


@retried
def carry_out(
    workspace: Workspace, planned: Callable[[], ImportPlan], *, reason: str
) -> ImportPlan:
    """Plan and do it; planned again where somebody changed a caseload in between.

    Args:
        workspace: What is changed.
        planned: Reads the file and makes the plan.
        reason: What the import is, in a few words.

    Returns:
        The plan that was done.

    Raises:
        Refused: As `apply` and `planned` do.
    """
    plan = planned()
    apply(workspace, plan, reason=reason)
    return plan


def apply(workspace: Workspace, plan: ImportPlan, *, reason: str) -> None:
    """Do what the plan says, one transaction a caseload; `history.undo` takes all back as one.

    Visits still booked follow a learner's new link, workplace or name.

    Args:
        workspace: What is changed.
        plan: What is to be done.
        reason: What the import is, in a few words; what no store can hold of a file's name is
            left out.

    Raises:
        Overtaken: A caseload was changed since the plan was made; nothing was imported.
        Refused: A caseload was changed or could not be saved after others were done, which
            the message names; or nothing could be saved.
    """
    writes, reason = plan.writes, as_in_files(reason)
    together = Together(workspace.new_id(), tuple(writes)) if len(writes) > 1 else None
    caseloads = [workspace.caseload(tutor_id) for tutor_id in writes]
    for caseload, tutor_id in zip(caseloads, writes, strict=True):
        if caseload.generation() != plan.generations.get(tutor_id, caseload.generation()):
            raise Overtaken(AGAIN)
    done: list[str] = []
    for caseload, (tutor_id, records) in zip(caseloads, writes.items(), strict=True):
        try:
            caseload.save_all(
                [*records, *all_following(workspace, caseload, records)],
                actor=workspace.actor,
                reason=reason,
                seen=plan.generations.get(tutor_id),
                together=together,
            )
        except TutorTuiError as error:
            told = AGAIN if isinstance(error, Overtaken) else str(error)
            if done:
                raise Refused(f"{told}; done already: {', '.join(done)}") from error
            if isinstance(error, Overtaken):
                raise Overtaken(told) from error
            raise
        done.append(caseload.tutor.name)


def unseen_caseloads(workspace: Workspace) -> list[str]:
    """A warning for every caseload this user may not read: its learners look new to an import."""
    return [
        f"caseload {tutor_id} is not readable for you: a learner of the file who is in it "
        "already counts as new"
        for tutor_id in workspace.tutor_ids()
        if workspace.readable(tutor_id) is None
    ]


class Known:
    """The learners of every caseload that may be read, found again by what a file gives.

    References and e-mails are known as they stand in files: see `as_in_files`.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.by_ref: dict[str, list[tuple[Caseload, Learner]]] = {}
        self.by_uln: dict[str, list[tuple[Caseload, Learner]]] = {}
        self.by_email: dict[str, list[tuple[Caseload, Learner]]] = {}
        self.generations: dict[str, int] = {}
        for caseload in workspace.caseloads():
            # taken before anything is read: what is read later is as new or newer
            self.generations[caseload.tutor.id] = caseload.generation()
            for learner in caseload.learners.values():
                place = (caseload, learner)
                self.by_ref.setdefault(as_in_files(learner.ref), []).append(place)
                if learner.uln:
                    self.by_uln.setdefault(learner.uln, []).append(place)
                if learner.email:
                    email = as_in_files(learner.email).casefold()
                    self.by_email.setdefault(email, []).append(place)

    def returned(self, ukprn: str, ref: str) -> tuple[Caseload, Learner] | None:
        """The learner of a government return: by provider and reference, never by name.

        A learner added by hand has no provider number yet, and answers to the reference.
        """
        places = self.by_ref.get(as_in_files(ref), [])
        same = [place for place in places if place[1].ukprn == ukprn]
        by_hand = [place for place in places if not place[1].ukprn]
        return next(iter(same or by_hand), None)


def as_in_files(text: str) -> str:
    """The text as a file gives it back: one line, composed, without what no table can hold."""
    return line(clean(text))


def tutor_called(tutors: Iterable[Tutor], given: str) -> Tutor | None:
    """The tutor whose id, login, e-mail or whole name this is, blind to case."""
    folded = given.casefold()
    for tutor in tutors:
        if folded in {
            part.casefold() for part in (tutor.id, tutor.login, tutor.email, tutor.name) if part
        }:
            return tutor
    return None


def with_returned(learner: Learner, values: Mapping[str, Any]) -> tuple[Learner, list[FieldChange]]:
    """The learner with what the return says, and the changes that makes.

    What a person has edited holds; an edit that the return now agrees with is one no more.
    A learner who was added by hand was edited wherever something was filled in.
    """
    edited = set(learner.edited)
    if not learner.imported:
        edited = {
            name
            for name in ILR_OWNED
            if getattr(learner, name) not in (EMPTY.get(name), None, "", ())
        }
    taken: dict[str, Any] = {}
    changes = []
    for name, value in values.items():
        before = getattr(learner, name)
        if before == value:
            edited.discard(name)
        elif name in edited:
            if value not in (None, "", ()):
                changes.append(FieldChange(field=name, before=before, after=value, held=True))
        else:
            taken[name] = value
            changes.append(FieldChange(field=name, before=before, after=value))
    after = structs.replace(
        learner,
        **taken,
        imported=as_imported(values),
        edited=tuple(name for name in ILR_OWNED if name in edited),
    )
    return after, changes


def as_imported(values: Mapping[str, Any]) -> dict[str, Any]:
    """The return's values in the plain form kept with the learner."""
    return {name: to_import(value) for name, value in values.items()}


def status_changes(status: Any, on: Any) -> tuple[StatusChange, ...]:
    """The stored form of a status that holds from a day on."""
    return () if status == "on_programme" else (StatusChange(status=status, on=on),)
