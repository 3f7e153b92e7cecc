"""Booking visits, moving and cancelling them; the time proposed."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from msgspec.structs import replace

from tutor_tui.errors import Refused
from tutor_tui.london import in_london, london_date
from tutor_tui.model.common import Mode
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit, VisitKind
from tutor_tui.planning import working_time
from tutor_tui.text import line
from tutor_tui.workspace.caseload import Caseload, retried
from tutor_tui.workspace.visit_lists import status_words
from tutor_tui.workspace.visit_places import place_of
from tutor_tui.workspace.visit_times import (
    DEFAULT_MINUTES,
    booked_minutes,
    judged,
    span,
    stamped,
    timing,
    with_recorded,
)
from tutor_tui.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A visit booked or moved, and what the person should know of its time."""

    visit: Visit
    warnings: tuple[str, ...] = ()


def proposed_time(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    *,
    recorded: Visit | None = None,
    minutes: int | None = None,
) -> datetime | None:
    """A free working time in the learner's window, or in the week from its first day to come.

    The learner's preferred days and time of day come first. Where a visit is being recorded, it
    is the time of the next one: on a day after today, at the time of day that is usual if that
    is free.

    Args:
        workspace: Whose settings and day hold.
        caseload: The learner's caseload.
        learner: Whom to visit.
        recorded: The visit that is being recorded, as `as_recorded` tells it.
        minutes: How long the time must be free, in minutes; the usual hour where None.

    Returns:
        A London time; None where none is free. Of the next visit also where one is booked
        already, or no window is counted, as on a break or after gateway.
    """
    now, today = workspace.now(), workspace.today
    window = judged(workspace, caseload, learner, recorded)
    if recorded and (window.next_visit or window.opens is None):
        return None
    earliest = today + timedelta(days=1) if recorded else today
    first = max(earliest, window.opens or earliest)
    last = max(window.closes or first, first + timedelta(days=7))
    return working_time.free_time(
        caseload.tutor,
        caseload.visits.values(),
        first,
        last,
        DEFAULT_MINUTES if minutes is None else minutes,
        # where another day is asked about, the clock says nothing of its hours
        after=now if london_date(now) == today else None,
        preferred_days=learner.preferred_days,
        usual=learner.preferred_time
        or (_usual_time(caseload, learner, recorded) if recorded else None),
        closures=workspace.settings.closures,
        never_on=learner.never_on,
        away=learner.away,
    )


def new_booking(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    *,
    at: datetime,
    minutes: int | None,
    mode: Mode | None,
    kind: VisitKind = "teaching",
    fixed: bool = False,
) -> Visit:
    """A booking as it will be saved; `book` says what is taken where None is given.

    Raises:
        WrongUsage: The length or time is not possible.
    """
    mode = mode or learner.mode
    place = place_of(learner, mode)
    now = workspace.now()
    start, end = span(at, DEFAULT_MINUTES if minutes is None else minutes)
    return Visit(
        id=workspace.new_id(),
        learner=learner.id,
        tutor=caseload.tutor.id,
        date=london_date(start),
        start=start,
        end=end,
        mode=mode,
        kind=kind,
        created=now,
        changed=now,
        location=place.location,
        link=place.link,
        fixed=fixed,
    )


@retried
def book(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    *,
    at: datetime,
    minutes: int | None = None,
    mode: Mode | None = None,
    kind: VisitKind = "teaching",
    fixed: bool = False,
    overlap: bool = False,
) -> Booked:
    """Book a visit.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whom to visit.
        at: When; zone-aware.
        minutes: How long, in minutes; the usual hour where None.
        mode: Online or at the workplace; the learner's usual mode where not given.
        kind: What kind of visit.
        fixed: Whether the planner leaves it where it is.
        overlap: Book even where it overlaps another of the tutor's bookings.

    Raises:
        Refused: It overlaps another booking and `overlap` is False, the learner is no longer
            in the caseload, or it cannot be saved.
        WrongUsage: The length or time is not possible.
    """
    seen = caseload.generation()
    caseload.must_hold(learner)
    visit = new_booking(
        workspace, caseload, learner, at=at, minutes=minutes, mode=mode, kind=kind, fixed=fixed
    )
    warnings = timing(workspace, caseload, learner, visit, overlap=overlap)
    saved = caseload.save(visit, actor=workspace.actor, reason=f"book visit {visit.id}", seen=seen)
    return Booked(visit=saved, warnings=warnings)


@retried
def move(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    visit: Visit,
    *,
    to: datetime,
    minutes: int | None = None,
    fixed: bool | None = None,
    overlap: bool = False,
) -> Booked:
    """Give a booked visit another time; its length is kept unless `minutes` is given.

    `fixed` says whether the planner then leaves it there; as it was where None.

    Raises:
        Refused: The visit is not booked any more, or overlaps another booking.
    """
    seen = caseload.generation()
    if visit.status != "booked":
        raise Refused(f"the visit of {visit.date} is {status_words(visit.status)}, not booked")
    if minutes is None:
        minutes = booked_minutes(visit) or DEFAULT_MINUTES
    start, end = span(to, minutes)
    fixed = visit.fixed if fixed is None else fixed
    moved = stamped(
        workspace, visit, replace(visit, date=london_date(start), start=start, end=end, fixed=fixed)
    )
    warnings = timing(workspace, caseload, learner, moved, overlap=overlap)
    saved = caseload.save(moved, actor=workspace.actor, reason=f"move visit {visit.id}", seen=seen)
    return Booked(visit=saved, warnings=warnings)


def fix(workspace: Workspace, caseload: Caseload, visit: Visit, *, fixed: bool) -> Visit:
    """Have the planner leave a booked visit where it is, or let it be moved again.

    Raises:
        Refused: The visit is not booked, or is so already.
    """
    if visit.status != "booked":
        raise Refused(f"the visit of {visit.date} is {status_words(visit.status)}, not booked")
    if visit.fixed is fixed:
        raise Refused(
            f"nothing to change: the visit of {visit.date} is "
            f"{'fixed' if fixed else 'not fixed'} already"
        )
    reason = f"{'fix' if fixed else 'let move'} visit {visit.id}"
    return caseload.save(replace(visit, fixed=fixed), actor=workspace.actor, reason=reason)


def cancel(
    workspace: Workspace,
    caseload: Caseload,
    visit: Visit,
    *,
    by: Literal["tutor", "learner"] | None = None,
    why: str = "",
) -> Visit:
    """Cancel a booked visit; it stays in the record and, cancelled, in the calendar files.

    Raises:
        Refused: The visit is not booked.
    """
    if visit.status != "booked":
        raise Refused(f"the visit of {visit.date} is already {status_words(visit.status)}")
    cancelled = stamped(
        workspace,
        visit,
        replace(visit, status="cancelled", cancelled_by=by, why=line(why)),
    )
    return caseload.save(cancelled, actor=workspace.actor, reason=f"cancel visit {visit.id}")


def _usual_time(caseload: Caseload, learner: Learner, recorded: Visit) -> time | None:
    """London's time of day of the visit recorded, else of the last one that was held."""
    visits = with_recorded(caseload.visits_of(learner), recorded)
    held = [visit.start for visit in visits if visit.start and visit.status == "attended"]
    start = recorded.start or max(held, default=None)
    return in_london(start).time() if start else None
