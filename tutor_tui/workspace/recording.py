"""Recording what became of a visit, and correcting what was recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from msgspec.structs import replace

from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.london import from_london, in_london, london_date
from tutor_tui.model.common import Mode
from tutor_tui.model.learner import KsbState, Learner, Signer
from tutor_tui.model.visit import Visit, VisitKind, VisitStatus
from tutor_tui.text import line, lines
from tutor_tui.workspace.agreements import Agreed, actions_of
from tutor_tui.workspace.booking import Booked, new_booking
from tutor_tui.workspace.caseload import Caseload, Record, retried
from tutor_tui.workspace.progress import with_ksbs
from tutor_tui.workspace.reviews import held_at
from tutor_tui.workspace.visit_lists import booked_in_order, status_words
from tutor_tui.workspace.visit_places import at_place, place_of
from tutor_tui.workspace.visit_times import (
    DEFAULT_MINUTES,
    booked_minutes,
    refuse_overlap,
    span,
    stamped,
    timing,
)
from tutor_tui.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A visit recorded, the learner as they are now, and the next visit where one was booked."""

    visit: Visit
    learner: Learner
    booked: Booked | None = None


@retried
def record(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    *,
    on: date,
    at: time | None = None,
    outcome: VisitStatus,
    kind: VisitKind | None = None,
    minutes: int | None = None,
    otj_minutes: int | None = None,
    ksbs: Mapping[str, KsbState] | None = None,
    note: str = "",
    visit: Visit | None = None,
    actions: Sequence[Agreed] = (),
    signed: Iterable[Signer] | None = None,
    next_visit: datetime | None = None,
    next_minutes: int | None = None,
    next_mode: Mode | None = None,
    next_overlap: bool = False,
) -> Recorded:
    """Record what became of a visit and what came of it, in one transaction.

    Without `visit` the learner's earliest open booking of that day is completed; where there
    is none, a visit is added.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Who was visited.
        on: The day; never after today.
        at: The London time it began; without it a new visit has no times.
        outcome: `attended`, `not_attended` or `cancelled`.
        kind: The kind of visit; as booked where not given.
        minutes: How long it lasted, in minutes; kept only of an attended visit.
        otj_minutes: How much of it was off-the-job training, in minutes; kept likewise.
        ksbs: KSB states to set with it.
        note: Several lines of text.
        visit: The booking to complete.
        actions: What was agreed at it.
        signed: Who signed the progress review that a visit of kind review is; one of that day
            that is recorded already gets the signatures. Where None, no review is recorded.
        next_visit: When the next visit is booked for; zone-aware.
        next_minutes: How long it is to take, in minutes; the usual hour where None.
        next_mode: Online or at the workplace; the learner's usual mode where not given.
        next_overlap: Book it even where it overlaps another of the tutor's bookings.

    Raises:
        Refused: The visit already has an outcome, the next one overlaps another booking, the
            learner is no longer in the caseload, or the change cannot be saved.
        WrongUsage: The day lies after today or the next visit's before it, a KSB is not of the
            standard, an action is due before the visit, or what is signed is no review.
    """
    seen = caseload.generation()
    caseload.must_hold(learner)
    after = as_recorded(
        workspace,
        caseload,
        learner,
        on=on,
        at=at,
        outcome=outcome,
        kind=kind,
        minutes=minutes,
        otj_minutes=otj_minutes,
        note=note,
        visit=visit,
    )
    changed = learner
    if ksbs:
        changed = with_ksbs(caseload.standard_of(learner), changed, ksbs, on)
    if actions:
        agreed = actions_of(workspace, actions, on)
        changed = replace(changed, actions={**changed.actions, **agreed})
    if signed is not None:
        changed = _with_review(workspace, caseload, changed, after, tuple(signed))
    reason = f"record visit {after.id} {outcome}"
    records: list[Record] = [after]
    warnings: tuple[str, ...] = ()
    if next_visit is not None:
        coming = _next(workspace, caseload, learner, next_visit, next_minutes, next_mode)
        warnings = timing(
            workspace, caseload, learner, coming, overlap=next_overlap, recorded=after
        )
        records.append(coming)
        reason += f", book visit {coming.id}"
    if changed != learner:
        records.append(changed)
    found = caseload.save_all(records, actor=workspace.actor, reason=reason, seen=seen)
    saved, *booked = (one for one in found if isinstance(one, Visit))
    return Recorded(
        visit=saved,
        learner=next((one for one in found if isinstance(one, Learner)), learner),
        booked=Booked(visit=booked[0], warnings=warnings) if booked else None,
    )


def as_recorded(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    *,
    on: date,
    at: time | None = None,
    outcome: VisitStatus,
    kind: VisitKind | None = None,
    minutes: int | None = None,
    otj_minutes: int | None = None,
    note: str = "",
    visit: Visit | None = None,
) -> Visit:
    """The visit as `record` would save it; nothing is saved.

    Raises:
        Refused: The visit already has an outcome.
        WrongUsage: The day lies after today.
    """
    if outcome == "booked":
        raise WrongUsage("outcome: give attended, not_attended or cancelled")
    if on > workspace.today:
        raise WrongUsage(f"{on} is after today ({workspace.today}); book the visit instead")
    if visit is not None and visit.status != "booked":
        raise Refused(
            f"the visit of {visit.date} is already {status_words(visit.status)}; "
            "correct it with: tutor-tui visit edit"
        )
    booking = visit or _open_booking(caseload, learner, on)
    before = booking or _added(workspace, caseload, learner, on)
    start, end = _held(before, on, at, minutes)
    held = outcome == "attended"  # a visit that was not held lasted no time
    after = replace(
        before,
        status=outcome,
        date=on,
        start=start,
        end=end,
        kind=kind or before.kind,
        minutes=_first(minutes, before.minutes) if held else None,
        otj_minutes=_first(otj_minutes, before.otj_minutes) if held else None,
        note=lines(note) or before.note,
    )
    # a new visit is made whole, a completed booking is stamped where a calendar would differ
    return stamped(workspace, before, after) if booking else after


@retried
def edit(
    workspace: Workspace,
    caseload: Caseload,
    visit: Visit,
    *,
    status: VisitStatus | None = None,
    mode: Mode | None = None,
    kind: VisitKind | None = None,
    length: int | None = None,
    minutes: int | None = None,
    otj_minutes: int | None = None,
    location: str | None = None,
    link: str | None = None,
    note: str | None = None,
    overlap: bool = False,
) -> Visit:
    """Correct a visit; what is None stays. The time is changed by `move`.

    Args:
        workspace: Where the change is made.
        caseload: The caseload that holds the visit.
        visit: The visit as it was read.
        status: Another status; `booked` takes an outcome back.
        mode: Online or at the workplace; the place changes with it.
        kind: What kind of visit.
        length: The booked length, in minutes.
        minutes: How long it lasted, in minutes.
        otj_minutes: Off-the-job training within it, in minutes.
        location: Where it is held.
        link: The online link.
        note: Several lines of text.
        overlap: Let a booking stand even where it comes to overlap another of the tutor's.

    Raises:
        Refused: Nothing is to be changed, or a booking comes to overlap another.
        WrongUsage: An outcome is given to a visit still to come.
    """
    seen = caseload.generation()
    after, learner = visit, caseload.learners.get(visit.learner)
    if mode is not None and learner is not None:
        after = at_place(visit, place_of(learner, visit.mode), place_of(learner, mode))
    after = replace(
        after,
        status=status or visit.status,
        mode=mode or visit.mode,
        kind=kind or visit.kind,
        minutes=visit.minutes if minutes is None else minutes,
        otj_minutes=visit.otj_minutes if otj_minutes is None else otj_minutes,
        location=after.location if location is None else line(location),
        link=after.link if link is None else line(link),
        note=visit.note if note is None else lines(note),
    )
    if length is not None:
        if visit.start is None:
            raise WrongUsage("this visit has no time; give it one with: tutor-tui visit move")
        after = replace(after, end=span(visit.start, length)[1])
    if after.status in ("attended", "not_attended") and after.date > workspace.today:
        raise WrongUsage(f"the visit is on {after.date}, after today; it cannot have an outcome")
    if visit.status == "cancelled" and after.status != "cancelled":
        after = replace(after, cancelled_by=None, why="")
    if after == visit:
        raise Refused("nothing to change: the visit is so already")
    judged = (after.status, after.end) != (visit.status, visit.end) and not overlap
    if judged:
        refuse_overlap(workspace, caseload, after)
    after = stamped(workspace, visit, after)
    return caseload.save(
        after,
        actor=workspace.actor,
        reason=f"edit visit {visit.id}",
        seen=seen if judged else None,
    )


def _with_review(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    visit: Visit,
    signed: Sequence[Signer],
) -> Learner:
    """The learner with the review that the visit is; one that is none must not be signed."""
    if visit.kind == "review" and visit.status == "attended":
        return held_at(workspace, caseload, learner, visit, signed)
    if signed:
        raise WrongUsage("only a review that was held is signed: a visit of kind review, attended")
    return learner


def _next(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    at: datetime,
    minutes: int | None,
    mode: Mode | None,
) -> Visit:
    """The booking of the next visit, which lies ahead."""
    if london_date(at) < workspace.today:
        raise WrongUsage(f"the next visit ({london_date(at)}) is before today ({workspace.today})")
    return new_booking(workspace, caseload, learner, at=at, minutes=minutes, mode=mode)


def _first(given: int | None, before: int | None) -> int | None:
    """What is given, else what was there before; 0 is given."""
    return before if given is None else given


def _held(
    visit: Visit, on: date, at: time | None, minutes: int | None
) -> tuple[datetime | None, datetime | None]:
    """Start and end of a visit recorded on a day, perhaps at another time than booked."""
    if at is None and (visit.start is None or on == visit.date):
        return visit.start, visit.end
    clock = at or in_london(visit.start or visit.created).time().replace(tzinfo=None)
    start = from_london(datetime.combine(on, clock))
    length = (minutes if visit.start is None else booked_minutes(visit)) or DEFAULT_MINUTES
    return span(start, length)


def _open_booking(caseload: Caseload, learner: Learner, on: date) -> Visit | None:
    return next((v for v in booked_in_order(caseload, learner) if v.date == on), None)


def _added(workspace: Workspace, caseload: Caseload, learner: Learner, on: date) -> Visit:
    now = workspace.now()
    return Visit(
        id=workspace.new_id(),
        learner=learner.id,
        tutor=caseload.tutor.id,
        date=on,
        mode=learner.mode,
        created=now,
        changed=now,
    )
