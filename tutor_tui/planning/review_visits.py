"""Progress reviews laid onto visits: on the last one by the day each is due."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from tutor_tui.planning.needs import Need
from tutor_tui.planning.results import PlannedVisit
from tutor_tui.rules.months import last_of_month
from tutor_tui.rules.status import moved_by_breaks


def with_reviews(need: Need, visits: Sequence[PlannedVisit], today: date) -> list[PlannedVisit]:
    """The learner's visits, in order of days, some of them now reviews.

    A visit booked as a review is one. Where none comes in time, the first after the due day is
    one. Where another visit can still come between the last and the due day, none is.
    """
    found = list(visits)
    due, at = need.review_due, 0
    while due is not None and at < len(found):
        chosen = _chosen(need, found, at, due)
        if chosen is None:
            break
        if found[chosen].kind == "teaching":
            found[chosen] = replace(found[chosen], kind="review")
        due = _next_due(need, found[chosen].on, today)
        at = chosen + 1
    return found


def _chosen(need: Need, visits: Sequence[PlannedVisit], at: int, due: date) -> int | None:
    """Which visit from `at` on is the review due on the day."""
    able = [n for n in range(at, len(visits)) if visits[n].kind in ("teaching", "review")]
    in_time = [n for n in able if visits[n].on <= due]
    booked = [n for n in in_time if visits[n].kind == "review"]
    if booked:
        return booked[-1]
    if not in_time:
        return able[0] if able else None
    last = in_time[-1]
    another = visits[last].on + timedelta(days=need.min_days) <= due
    return None if last == able[-1] and another else last


def _next_due(need: Need, on: date, today: date) -> date:
    """The last day for the review after one held on the day."""
    if need.review_weeks is None:
        due = last_of_month(on, 3)
    else:
        due = on + timedelta(weeks=need.review_weeks)
    return moved_by_breaks(on, due, need.breaks, open_until=today)
