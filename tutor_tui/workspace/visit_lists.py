"""A learner's visits in order, those that wait for their outcome, and what each is called."""

from collections.abc import Iterable
from datetime import date

from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.rules.cadence import outcome_missing
from tutor_tui.workspace.caseload import Caseload


def in_order(found: Iterable[Visit]) -> list[Visit]:
    """Visits in order of day, then time (those without one last in their day), then id."""
    return sorted(found, key=lambda visit: (visit.date, *timed(visit)))


def timed(visit: Visit) -> tuple[bool, float, str]:
    """Order within a day: by time, those without one last, then by id."""
    return (visit.start is None, visit.start.timestamp() if visit.start else 0.0, visit.id)


def booked_in_order(caseload: Caseload, learner: Learner) -> list[Visit]:
    """The learner's visits that are booked, those of days gone by included."""
    return in_order(v for v in caseload.visits_of(learner) if v.status == "booked")


def booking_to_record(caseload: Caseload, learner: Learner, today: date) -> Visit | None:
    """The learner's earliest booking of today or before, which waits for its outcome."""
    return next((v for v in booked_in_order(caseload, learner) if v.date <= today), None)


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
        for visit in booked_in_order(caseload, learner)
        if first <= visit.date and (until is None or visit.date < until)
    ]


def visit_status(visit: Visit, today: date) -> str:
    """The status as shown: the stored one, or `outcome_missing`."""
    return "outcome_missing" if outcome_missing(visit, today) else visit.status


def status_words(status: str) -> str:
    """The status in words: `not attended`."""
    return status.replace("_", " ")
