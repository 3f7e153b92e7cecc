"""Visits: book, move, record, edit, cancel."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, cast

from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.london import from_london, in_london, london_date
from tutor_tui.model.common import Mode
from tutor_tui.model.learner import KsbState, Learner
from tutor_tui.model.tutor import Tutor
from tutor_tui.model.visit import Visit, VisitKind, VisitStatus
from tutor_tui.planning import working_time
from tutor_tui.planning.working_time import clashes
from tutor_tui.rules.cadence import outcome_missing
from tutor_tui.rules.words import day
from tutor_tui.text import line, lines
from tutor_tui.workspace.caseload import Caseload, retried
from tutor_tui.workspace.progress import with_ksbs
from tutor_tui.workspace.workspace import Workspace

DEFAULT_MINUTES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A visit booked or moved, and what the person should know of its time."""

    visit: Visit
    warnings: tuple[str, ...] = ()


def proposed_time(workspace: Workspace, caseload: Caseload, learner: Learner) -> datetime | None:
    """The first free working time in the learner's window, or in the week from today."""
    now = workspace.now()
    cadence = caseload.verdict(learner, workspace.today).cadence
    first = max(workspace.today, cadence.opens or workspace.today)
    last = max(cadence.closes or first, first + timedelta(days=7))
    return working_time.free_time(
        caseload.tutor,
        caseload.visits.values(),
        first,
        last,
        DEFAULT_MINUTES,
        # where another day is asked about, the clock says nothing of its hours
        after=now if london_date(now) == workspace.today else None,
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
        overlap: Book even where it overlaps another of the tutor's bookings.

    Raises:
        Refused: It overlaps another booking and `overlap` is False, the learner is no longer
            in the caseload, or it cannot be saved.
        WrongUsage: The length or time is not possible.
    """
    seen = caseload.generation()
    caseload.must_hold(learner)
    mode = mode or learner.mode
    now = workspace.now()
    start, end = _span(at, DEFAULT_MINUTES if minutes is None else minutes)
    visit = Visit(
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
        location=_place(learner) if mode == "workplace" else "",
        link=learner.link if mode == "online" else "",
    )
    warnings = _timing(workspace, caseload, learner, visit, overlap=overlap)
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
    overlap: bool = False,
) -> Booked:
    """Give a booked visit another time; its length is kept unless `minutes` is given.

    Raises:
        Refused: The visit is not booked any more, or overlaps another booking.
    """
    seen = caseload.generation()
    if visit.status != "booked":
        raise Refused(f"the visit of {visit.date} is {status_words(visit.status)}, not booked")
    if minutes is None:
        minutes = booked_minutes(visit) or DEFAULT_MINUTES
    start, end = _span(to, minutes)
    moved = _stamped(
        workspace, visit, replace(visit, date=london_date(start), start=start, end=end)
    )
    warnings = _timing(workspace, caseload, learner, moved, overlap=overlap)
    saved = caseload.save(moved, actor=workspace.actor, reason=f"move visit {visit.id}", seen=seen)
    return Booked(visit=saved, warnings=warnings)


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
    cancelled = _stamped(
        workspace,
        visit,
        replace(visit, status="cancelled", cancelled_by=by, why=line(why)),
    )
    return caseload.save(cancelled, actor=workspace.actor, reason=f"cancel visit {visit.id}")


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
) -> tuple[Visit, Learner]:
    """Record what became of a visit, and the KSBs it touched, in one transaction.

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

    Raises:
        Refused: The visit already has an outcome, the learner is no longer in the caseload,
            or the change cannot be saved.
        WrongUsage: The day lies after today, or a KSB is not of the standard.
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
    seen = caseload.generation()
    caseload.must_hold(learner)
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
    if after.otj_minutes and after.minutes is not None and after.otj_minutes > after.minutes:
        raise WrongUsage(
            f"{after.otj_minutes} off-the-job minutes are more than the visit's {after.minutes}"
        )
    # a new visit is made whole, a completed booking is stamped where a calendar would differ
    after = _stamped(workspace, before, after) if booking else after
    changed = learner
    if ksbs:
        changed = with_ksbs(caseload.standard_of(learner), learner, ksbs, on)
    reason = f"record visit {after.id} {outcome}"
    if changed == learner:
        saved = caseload.save(after, actor=workspace.actor, reason=reason, seen=seen)
        return saved, learner
    saved, learner = cast(
        tuple[Visit, Learner],
        caseload.save_all([after, changed], actor=workspace.actor, reason=reason, seen=seen),
    )
    return saved, learner


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
        mode: Online or at the workplace.
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
    after = replace(
        visit,
        status=status or visit.status,
        mode=mode or visit.mode,
        kind=kind or visit.kind,
        minutes=visit.minutes if minutes is None else minutes,
        otj_minutes=visit.otj_minutes if otj_minutes is None else otj_minutes,
        location=visit.location if location is None else line(location),
        link=visit.link if link is None else line(link),
        note=visit.note if note is None else lines(note),
    )
    if length is not None:
        if visit.start is None:
            raise WrongUsage("this visit has no time; give it one with: tutor-tui visit move")
        after = replace(after, end=_span(visit.start, length)[1])
    if after.status in ("attended", "not_attended") and after.date > workspace.today:
        raise WrongUsage(f"the visit is on {after.date}, after today; it cannot have an outcome")
    if after.status != "cancelled":
        after = replace(after, cancelled_by=None, why="")
    if after == visit:
        raise Refused("nothing to change: the visit is so already")
    judged = (after.status, after.end) != (visit.status, visit.end) and not overlap
    if judged:
        _refuse_overlap(workspace, caseload, after)
    after = _stamped(workspace, visit, after)
    return caseload.save(
        after,
        actor=workspace.actor,
        reason=f"edit visit {visit.id}",
        seen=seen if judged else None,
    )


def booking_to_record(caseload: Caseload, learner: Learner, today: date) -> Visit | None:
    """The learner's earliest booking of today or before, which waits for its outcome."""
    return next((v for v in _booked_in_order(caseload, learner) if v.date <= today), None)


def still_booked(
    caseload: Caseload, learner: Learner, first: date, until: date | None = None
) -> list[Visit]:
    """The learner's bookings from a day on, in order.

    Args:
        caseload: The learner's caseload.
        learner: Whose bookings.
        first: The first day.
        until: The first day no longer looked at; None for no such day.
    """
    return [
        visit
        for visit in _booked_in_order(caseload, learner)
        if first <= visit.date and (until is None or visit.date < until)
    ]


def _booked_in_order(caseload: Caseload, learner: Learner) -> list[Visit]:
    return in_order(v for v in caseload.visits_of(learner) if v.status == "booked")


def in_order(found: Iterable[Visit]) -> list[Visit]:
    """Visits in order of day, then time (those without one last in their day), then id."""
    return sorted(found, key=lambda visit: (visit.date, *_timed(visit)))


def visit_status(visit: Visit, today: date) -> str:
    """The status as shown: the stored one, or `outcome_missing`."""
    return "outcome_missing" if outcome_missing(visit, today) else visit.status


def status_words(status: str) -> str:
    """The status in words: `not attended`."""
    return status.replace("_", " ")


def booked_minutes(visit: Visit) -> int | None:
    """The booked length in minutes; None where only the day is known."""
    if visit.start is None or visit.end is None:
        return None
    return int((visit.end - visit.start).total_seconds() // 60)


def _span(at: datetime, minutes: int) -> tuple[datetime, datetime]:
    from tutor_tui.model.border import EARLIEST, LATEST  # loads pydantic: only when writing

    if not EARLIEST.year <= at.year <= LATEST.year:
        raise WrongUsage(f"{at.date()} does not lie between {EARLIEST.year} and {LATEST.year}")
    if not 5 <= minutes <= 12 * 60:
        raise WrongUsage(f"{minutes} minutes: a visit lasts from 5 minutes to 12 hours")
    start = in_london(at)
    # the length is of real time, also where the clocks change within it
    return start, in_london(datetime.fromtimestamp(at.timestamp() + minutes * 60, tz=UTC))


def _stamped(workspace: Workspace, before: Visit, after: Visit) -> Visit:
    """Mark the visit as changed where a calendar would show a difference."""
    if _calendar_face(before) == _calendar_face(after):
        return after
    return replace(after, sequence=before.sequence + 1, changed=workspace.now())


def _calendar_face(visit: Visit) -> tuple[object, ...]:
    """What a calendar shows of a visit; an outcome is not part of it."""
    return (
        visit.start,
        visit.end,
        visit.mode,
        visit.kind,
        visit.location,
        visit.link,
        visit.status == "cancelled",
    )


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
    return _span(start, length)


def _open_booking(caseload: Caseload, learner: Learner, on: date) -> Visit | None:
    return next((v for v in _booked_in_order(caseload, learner) if v.date == on), None)


def _timed(visit: Visit) -> tuple[bool, float, str]:
    """Order within a day: by time, those without one last, then by id."""
    return (visit.start is None, visit.start.timestamp() if visit.start else 0.0, visit.id)


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


def _place(learner: Learner) -> str:
    return ", ".join(part for part in (learner.employer, learner.postcode) if part)


def _timing(
    workspace: Workspace, caseload: Caseload, learner: Learner, visit: Visit, *, overlap: bool
) -> tuple[str, ...]:
    """What is odd about a booking's time; raises `Refused` where it overlaps another."""
    if not overlap:
        _refuse_overlap(workspace, caseload, visit)
    return (
        *_week_warnings(caseload.tutor, visit),
        *_learner_warnings(workspace, caseload, learner, visit),
    )


def _refuse_overlap(workspace: Workspace, caseload: Caseload, visit: Visit) -> None:
    found = clashes(visit, caseload.visits.values()) if visit.status == "booked" else []
    if not found:
        return
    clash = min(found, key=_timed)
    with_whom = caseload.learners.get(clash.learner)
    raise Refused(
        f"overlaps the visit of {_day_and_times(clash, workspace.today)} with "
        f"{with_whom.name if with_whom else 'another learner'}; choose another time, or "
        "book all the same with --overlap"
    )


def _week_warnings(tutor: Tutor, visit: Visit) -> Sequence[str]:
    if visit.start is None or visit.end is None:
        return ()
    return working_time.warnings(tutor, visit.start, visit.end)


def _day_and_times(visit: Visit, today: date) -> str:
    if visit.start is None or visit.end is None:
        return day(visit.date, today)
    times = f"{in_london(visit.start):%H:%M}-{in_london(visit.end):%H:%M}"
    return f"{day(visit.date, today)} {times}"


def _learner_warnings(
    workspace: Workspace, caseload: Caseload, learner: Learner, visit: Visit
) -> Sequence[str]:
    warnings = []
    verdict = caseload.verdict(learner, workspace.today)
    if visit.date < workspace.today:
        warnings.append(f"{visit.date} has passed: record its outcome")
    if verdict.status != "on_programme":
        warnings.append(f"{learner.name} is {status_words(verdict.status)}")
    closes = verdict.cadence.closes
    if closes and visit.date > max(closes, workspace.today) and _counts(workspace, visit):
        warnings.append(f"the window closes on {closes}, before this visit")
    return warnings


def _counts(workspace: Workspace, visit: Visit) -> bool:
    return visit.kind not in workspace.settings.kinds_not_counted
