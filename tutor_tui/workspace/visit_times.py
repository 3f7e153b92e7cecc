"""A visit's time: how long it takes, what speaks against it, what a calendar shows of it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from msgspec.structs import replace

from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.london import in_london
from tutor_tui.model.learner import Learner
from tutor_tui.model.tutor import Tutor
from tutor_tui.model.visit import Visit
from tutor_tui.planning import working_time
from tutor_tui.planning.working_time import clashes
from tutor_tui.rules.cadence import CadenceVerdict, cadence
from tutor_tui.rules.status import status
from tutor_tui.rules.words import day
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.visit_lists import status_words, timed
from tutor_tui.workspace.workspace import Workspace

DEFAULT_MINUTES = 60


def booked_minutes(visit: Visit) -> int | None:
    """The booked length in minutes; None where only the day is known."""
    if visit.start is None or visit.end is None:
        return None
    return int((visit.end - visit.start).total_seconds() // 60)


def span(at: datetime, minutes: int) -> tuple[datetime, datetime]:
    """When a visit that begins at the instant starts and ends, on London's clock.

    Raises:
        WrongUsage: The length, in minutes, or the year is not possible.
    """
    from tutor_tui.model.border import EARLIEST, LATEST  # loads pydantic: only when writing

    if not EARLIEST.year <= at.year <= LATEST.year:
        raise WrongUsage(f"{at.date()} does not lie between {EARLIEST.year} and {LATEST.year}")
    if not 5 <= minutes <= 12 * 60:
        raise WrongUsage(f"{minutes} minutes: a visit lasts from 5 minutes to 12 hours")
    start = in_london(at)
    # the length is of real time, also where the clocks change within it
    return start, in_london(datetime.fromtimestamp(at.timestamp() + minutes * 60, tz=UTC))


def stamped(workspace: Workspace, before: Visit, after: Visit) -> Visit:
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


def timing(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    visit: Visit,
    *,
    overlap: bool,
    recorded: Visit | None = None,
) -> tuple[str, ...]:
    """What is odd about a booking's time, in sentences.

    Args:
        workspace: Whose settings and day hold.
        caseload: The learner's caseload.
        learner: Whom the booking is for.
        visit: The booking.
        overlap: Whether it may overlap another booking.
        recorded: A visit to the learner that is recorded with it, as it will be.

    Raises:
        Refused: It overlaps another booking, and may not.
    """
    if not overlap:
        refuse_overlap(workspace, caseload, visit, recorded)
    return (
        *_week_warnings(workspace, caseload.tutor, visit),
        *_learner_warnings(workspace, caseload, learner, visit, recorded),
    )


def with_recorded(visits: Iterable[Visit], recorded: Visit | None) -> list[Visit]:
    """The visits with one of them, or one more, as it will be recorded."""
    if recorded is None:
        return list(visits)
    return [*(visit for visit in visits if visit.id != recorded.id), recorded]


def judged(
    workspace: Workspace, caseload: Caseload, learner: Learner, recorded: Visit | None
) -> CadenceVerdict:
    """Where the learner stands in the cadence once a visit is recorded."""
    visits = with_recorded(caseload.visits_of(learner), recorded)
    standard = caseload.standard_of(learner)
    return cadence(learner, visits, standard, workspace.settings, workspace.today)


def refuse_overlap(
    workspace: Workspace, caseload: Caseload, visit: Visit, recorded: Visit | None = None
) -> None:
    """Refuse a booking that overlaps another of the tutor's.

    Raises:
        Refused: It does.
    """
    overlap = overlap_words(
        workspace, caseload, visit, with_recorded(caseload.visits.values(), recorded)
    )
    if overlap:
        raise Refused(f"{overlap}; choose another time, or book all the same with --overlap")


def overlap_words(
    workspace: Workspace, caseload: Caseload, visit: Visit, others: Iterable[Visit]
) -> str:
    """Which of the others, all of this caseload, a booking overlaps; empty where none."""
    found = clashes(visit, others) if visit.status == "booked" else []
    if not found:
        return ""
    clash = min(found, key=timed)
    with_whom = caseload.learners.get(clash.learner)
    return (
        f"overlaps the visit of {day_and_times(clash, workspace.today)} with "
        f"{with_whom.name if with_whom else 'another learner'}"
    )


def _week_warnings(workspace: Workspace, tutor: Tutor, visit: Visit) -> Sequence[str]:
    if visit.start is None or visit.end is None:
        return ()
    return working_time.warnings(tutor, visit.start, visit.end, workspace.settings.closures)


def day_and_times(visit: Visit, today: date) -> str:
    """When the visit is: `5 Jan 14:00-15:00`, or the day alone where no more is known."""
    if visit.start is None or visit.end is None:
        return day(visit.date, today)
    times = f"{in_london(visit.start):%H:%M}-{in_london(visit.end):%H:%M}"
    return f"{day(visit.date, today)} {times}"


def _learner_warnings(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    visit: Visit,
    recorded: Visit | None,
) -> Sequence[str]:
    warnings, today = [], workspace.today
    standing = status(learner, today)
    closes = judged(workspace, caseload, learner, recorded).closes
    if visit.date < today:
        warnings.append(f"{day(visit.date, today)} has passed: record its outcome")
    if standing != "on_programme":
        warnings.append(f"{learner.name} is {status_words(standing)}")
    if visit.date.isoweekday() in learner.never_on:
        warnings.append(f"{learner.name} cannot be seen on a {visit.date:%A}")
    if any(away.start <= visit.date <= away.end for away in learner.away):
        warnings.append(f"{learner.name} is away on {day(visit.date, today)}")
    counts = visit.kind not in workspace.settings.kinds_not_counted
    if closes and visit.date > max(closes, today) and counts:
        verb = "closed" if closes < today else "closes"
        warnings.append(f"the window {verb} {day(closes, today)}, before this visit")
    return warnings
