"""Learners: add, edit, status, breaks, transfer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec.structs import replace

from store.errors import StoreError
from store.handover import move
from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.model.learner import Break, Learner, Status, StatusChange
from tutor_tui.model.standard import Standard
from tutor_tui.rules.words import listing
from tutor_tui.standards.catalogue import Catalogue
from tutor_tui.text import cleaned, line
from tutor_tui.workspace.caseload import Caseload, as_data, kind_of, refusal, retried
from tutor_tui.workspace.learner_fields import emptied, marked_edited, named
from tutor_tui.workspace.visit_places import following
from tutor_tui.workspace.workspace import Workspace

_RESTING_ON_MORE = {"ref", "given_name", "family_name", "link", "employer", "postcode"}
"""Fields whose edit rests on more than the learner, or reaches further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakSet:
    """A learner whose breaks have changed, and the expected end that now suggests itself."""

    learner: Learner
    proposed_end: date | None = None


@retried
def add(
    workspace: Workspace,
    caseload: Caseload,
    *,
    ref: str,
    given_name: str,
    family_name: str,
    standard: str,
    version: str | None = None,
    start: date,
    planned_end: date,
    details: Mapping[str, Any] | None = None,
) -> tuple[Learner, str | None]:
    """Add a learner by hand.

    References are unique over every caseload that can be opened. Of two people who give the
    same one at the same moment, the second is refused where both add to one caseload; where
    they add to different ones, each may be done before the other is seen.

    Args:
        workspace: Where the change is made.
        caseload: The tutor's caseload.
        ref: The provider's reference.
        given_name: Given name.
        family_name: Family name.
        standard: Id of the standard.
        version: Its version; chosen by the start date where not given.
        start: The first start date.
        planned_end: The planned end date.
        details: Further fields of the learner by their names.

    Returns:
        The learner, and a warning where the start lies outside every version's dates.

    Raises:
        Refused: The reference is taken.
        NotFound: There is no such standard or version.
        WrongUsage: A field does not hold what it must.
    """
    seen = caseload.generation()
    taken = with_reference(workspace, line(ref))
    if taken:
        raise Refused(f"reference {line(ref)!r} is {taken.name}'s already")
    if version is None:
        chosen, warning = workspace.catalogue.for_start(standard, start)
    else:
        chosen, warning = workspace.catalogue.get(standard, version), None
    _refuse_own_tutor(caseload.tutor.id, details or {})
    learner = Learner(
        id=workspace.new_id(),
        tutor=caseload.tutor.id,
        ref=line(ref),
        given_name=line(given_name),
        family_name=line(family_name),
        standard=chosen.id,
        standard_version=chosen.version,
        original_start=start,
        planned_end=planned_end,
        **cleaned(details or {}),
    )
    saved = caseload.save(
        learner, actor=workspace.actor, reason=f"add learner {learner.id}", seen=seen
    )
    return saved, warning


@retried
def edit(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    changes: Mapping[str, Any],
    cleared: Collection[str] = (),
) -> Learner:
    """Change fields of a learner by name, and empty others.

    A field the government return owns is marked as edited: later imports keep the edit and
    show the difference, until it is emptied, which gives it back to the return. Another start
    chooses the standard's version again, unless another than that of the old start was chosen.
    Visits still booked follow a new link, workplace or name in the same change.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Who is edited.
        changes: What fields are to hold, by their names.
        cleared: Names of fields to be emptied, or given back to the return where it has a value.

    Raises:
        Refused: Nothing would change, or another learner has the reference.
        WrongUsage: A field does not hold what it must, or is both changed and emptied.
    """
    seen = caseload.generation()
    values, given_back = cleaned(changes), emptied(learner, cleared)
    if both := values.keys() & given_back.keys():
        raise WrongUsage(f"change or clear {named(both)}, not both")
    values |= given_back
    if "ref" in values:
        taken = with_reference(workspace, values["ref"])
        if taken and taken.id != learner.id:
            raise Refused(f"reference {values['ref']!r} is {taken.name}'s already")
    if "standard" in values or "standard_version" in values:
        chosen = _chosen_standard(workspace, learner, values)
        values |= {"standard": chosen.id, "standard_version": chosen.version}
    elif "original_start" in values:
        start = values["original_start"]
        values["standard_version"] = version_from(workspace.catalogue, learner, start)
    _refuse_own_tutor(learner.tutor, values)
    changed = {name for name, value in values.items() if getattr(learner, name) != value}
    edited = marked_edited(replace(learner, **values), changed)
    kept = tuple(name for name in edited.edited if name not in given_back)
    edited = replace(edited, edited=kept)
    if edited == learner:
        raise Refused("nothing to change: the learner is so already")
    done = [
        f"{verb} {named(fields)}"
        for verb, fields in (("edit", changed - given_back.keys()), ("clear", given_back))
        if fields
    ]
    saved, *_ = caseload.save_all(
        [edited, *following(workspace, caseload, learner, edited)],
        actor=workspace.actor,
        reason=f"{listing(done)} of {learner.id}",
        # a reference was looked up among all learners, and a visit booked since would not follow
        seen=seen if changed & _RESTING_ON_MORE else None,
    )
    assert isinstance(saved, Learner)
    return saved


def version_from(catalogue: Catalogue, learner: Learner, start: date) -> str | None:
    """The standard's version for the learner with this start (rule: the first start chooses).

    A version that the present start did not choose was chosen by a person, and stays.
    """
    chosen, _ = catalogue.for_start(learner.standard, learner.original_start)
    if learner.standard_version != chosen.version:
        return learner.standard_version
    return catalogue.for_start(learner.standard, start)[0].version


def _refuse_own_tutor(tutor: str, values: Mapping[str, Any]) -> None:
    if values.get("second_tutor") == tutor:
        raise WrongUsage("the second tutor must be another than the learner's own")


def _chosen_standard(workspace: Workspace, learner: Learner, values: Mapping[str, Any]) -> Standard:
    """The standard that the values name, in the version of the start where they name none."""
    standard, version = values.get("standard", learner.standard), values.get("standard_version")
    if version is not None:
        return workspace.catalogue.get(standard, version)
    start = values.get("original_start", learner.original_start)
    return workspace.catalogue.for_start(standard, start)[0]


def set_status(
    workspace: Workspace, caseload: Caseload, learner: Learner, status: Status, on: date
) -> Learner:
    """Give the learner a status from a day on.

    Later statuses are dropped: the newest word holds.

    Raises:
        WrongUsage: The day lies after today, or before the learner's start.
        Refused: The learner has this status already.
    """
    if on > workspace.today:
        raise WrongUsage(f"{on} is after today ({workspace.today})")
    if on < learner.original_start and status != "withdrawn":
        raise WrongUsage(f"{on} is before the learner's start ({learner.original_start})")
    earlier = tuple(change for change in learner.statuses if change.on < on)
    current = earlier[-1].status if earlier else "on_programme"
    later = () if status == current else (StatusChange(status=status, on=on),)
    changed = replace(learner, statuses=earlier + later)
    if changed.statuses == learner.statuses:
        raise Refused(f"{learner.name} is {status.replace('_', ' ')} already")
    return _save(
        workspace, caseload, marked_edited(changed, {"statuses"}), f"status {status} on {on}"
    )


def set_break(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    start: date,
    end: date | None,
) -> BreakSet:
    """Begin a break, or give one that begins on `start` its day of return.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Who takes the break.
        start: First day of the break.
        end: Day of return, the first day no longer in it; None while not known.

    Raises:
        WrongUsage: It overlaps another break or ends before it begins.
        Refused: Nothing would change, or a day of return would be lost.
    """
    others = tuple(pause for pause in learner.breaks if pause.start != start)
    ended = next((p.end for p in learner.breaks if p.start == start and p.end), None)
    if end is None and ended:
        raise Refused(
            f"the break from {start} has a day of return, {ended}; give another day of return, "
            "or take the break back first"
        )
    breaks = tuple(sorted((*others, Break(start=start, end=end)), key=lambda pause: pause.start))
    if breaks == learner.breaks:
        raise Refused("nothing to change: the break is so already")
    changed = marked_edited(replace(learner, breaks=breaks), {"breaks"})
    until = end or "further notice"
    saved = _save(workspace, caseload, changed, f"break from {start} until {until}")
    proposed = None
    if end is not None:
        proposed = (learner.expected_end or learner.planned_end) + (end - start)
    return BreakSet(learner=saved, proposed_end=proposed)


def drop_break(workspace: Workspace, caseload: Caseload, learner: Learner, start: date) -> Learner:
    """Take back a break that begins on this day.

    Raises:
        Refused: There is none.
    """
    kept = tuple(pause for pause in learner.breaks if pause.start != start)
    if kept == learner.breaks:
        begun = ", ".join(str(pause.start) for pause in learner.breaks) or "none"
        raise Refused(f"no break begins on {start}; breaks begin on: {begun}")
    changed = marked_edited(replace(learner, breaks=kept), {"breaks"})
    return _save(workspace, caseload, changed, f"take back the break from {start}")


@retried
def transfer(workspace: Workspace, source: Caseload, learner: Learner, target: Caseload) -> Learner:
    """Hand a learner over, with every visit; visits still to come become the new tutor's.

    Raises:
        Refused: The learner is in that caseload already, somebody changed one of the
            documents meanwhile, or a store could not save.
    """
    seen = source.generation()
    before, after = source.tutor, target.tutor
    if before.id == after.id:
        raise Refused(f"{learner.name} is in {after.name}'s caseload already")
    second = "" if learner.second_tutor == after.id else learner.second_tutor
    moved = replace(learner, tutor=after.id, second_tutor=second)
    changes: dict[tuple[str, str], Mapping[str, Any]] = {("learner", learner.id): as_data(moved)}
    documents = [
        (kind_of(record), record.id, record.rev) for record in source.documents_of(learner)
    ]
    for visit in source.visits_of(learner):
        ahead = visit.status == "booked" and visit.date >= workspace.today
        handed = replace(visit, tutor=after.id) if ahead and visit.tutor == before.id else visit
        changes["visit", visit.id] = as_data(handed)
    try:
        move(
            source.store,
            target.store,
            documents,
            changes=changes,
            actor=workspace.actor,
            reason=f"transfer {learner.id} from {before.id} to {after.id}",
            seen=seen,  # a visit booked since would be left behind
        )
    except StoreError as error:
        raise refusal(error, "not transferred") from error
    return target.learners[learner.id]


def with_reference(workspace: Workspace, ref: str) -> Learner | None:
    """The learner of this reference in any caseload that can be opened."""
    for _, caseload in workspace.opened()[0]:
        for learner in caseload.learners.values():
            if learner.ref == ref:
                return learner
    return None


def _save(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    reason: str,
    *,
    seen: int | None = None,
) -> Learner:
    return caseload.save(
        learner, actor=workspace.actor, reason=f"{reason} of {learner.id}", seen=seen
    )
