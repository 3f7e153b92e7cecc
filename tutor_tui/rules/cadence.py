"""Whom to see when: the window in which the next visit falls."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import takewhile
from math import inf
from typing import Literal

from msgspec import Struct

from tutor_tui.model.common import Cadence
from tutor_tui.model.learner import Learner
from tutor_tui.model.settings import Settings
from tutor_tui.model.standard import Standard
from tutor_tui.model.visit import Visit
from tutor_tui.rules.status import last_return, status

State = Literal["overdue", "due", "booked", "upcoming", "on_break", "not_started", "not_in_cadence"]
STATES: tuple[State, ...] = (
    "overdue",
    "due",
    "booked",
    "upcoming",
    "on_break",
    "not_started",
    "not_in_cadence",
)


class CadenceVerdict(Struct, frozen=True, kw_only=True):
    """Where a learner stands in the cadence on a day.

    `opens` and `closes` are None where the state has no window; the window holds both days.
    `next_visit` is the next booked visit that counts, `missing` the booked visits whose day
    has passed without an outcome, oldest first, of any kind. `misses` counts the missed
    visits in a row up to today. `rule` is the id of the rule behind the window.
    """

    state: State
    anchor: date | None = None
    opens: date | None = None
    closes: date | None = None
    days_overdue: int = 0
    last_visit: date | None = None
    next_visit: Visit | None = None
    booked_late: bool = False
    missing: tuple[Visit, ...] = ()
    misses: int = 0
    rule: str = "cadence.window"


def cadence(
    learner: Learner,
    visits: Sequence[Visit],
    standard: Standard,
    settings: Settings,
    today: date,
) -> CadenceVerdict:
    """Judge one learner's visits, given in any order."""
    gone, ahead, without = [], [], []
    for visit in visits:
        if outcome_missing(visit, today):
            without.append(visit)
        elif visit.kind in settings.kinds_not_counted:
            continue
        elif is_ahead(visit, today):
            ahead.append(visit)
        elif visit.date <= today:
            gone.append(visit)
    last_visit = max([v.date for v in gone if v.status == "attended"], default=None)
    next_visit = min(ahead, key=_when, default=None)
    missing = tuple(sorted(without, key=_when))
    misses = _misses_running(gone, last_visit)

    def verdict(state: State) -> CadenceVerdict:
        return CadenceVerdict(
            state=state,
            last_visit=last_visit,
            next_visit=next_visit,
            missing=missing,
            misses=misses,
        )

    standing = status(learner, today)
    if standing == "on_break":
        return verdict("on_break")
    if standing != "on_programme":
        return verdict("not_in_cadence")
    if today < learner.original_start:
        return verdict("not_started")
    rhythm = rhythm_of(learner, standard, settings)
    if rhythm is None:
        return verdict("not_in_cadence")

    anchor = max(
        day
        for day in (last_visit, last_return(learner, today), learner.original_start)
        if day is not None
    )
    opens = anchor + timedelta(weeks=rhythm.min_weeks)
    closes = anchor + timedelta(weeks=rhythm.max_weeks)
    state: State
    if today > closes:
        state = "overdue"
    elif next_visit is not None and next_visit.date <= closes:
        state = "booked"
    elif today >= opens:
        state = "due"
    else:
        state = "upcoming"
    return CadenceVerdict(
        state=state,
        anchor=anchor,
        opens=opens,
        closes=closes,
        days_overdue=max((today - closes).days, 0),
        last_visit=last_visit,
        next_visit=next_visit,
        booked_late=next_visit is not None and next_visit.date > closes,
        missing=missing,
        misses=misses,
    )


def rhythm_of(learner: Learner, standard: Standard, settings: Settings) -> Cadence | None:
    """The learner's own cadence, else the programme's, else the provider's; None for none."""
    if learner.cadence:
        return learner.cadence
    if not standard.has_cadence:
        return None
    return standard.cadence or settings.cadence


def is_ahead(visit: Visit, today: date) -> bool:
    """Booked for today or later, or recorded as attended on a day still to come."""
    if visit.status == "booked":
        return visit.date >= today
    return visit.status == "attended" and visit.date > today


def outcome_missing(visit: Visit, today: date) -> bool:
    """Booked, and the day has passed (rule `cadence.outcome`)."""
    return visit.status == "booked" and visit.date < today


def _misses_running(gone: Sequence[Visit], last_visit: date | None) -> int:
    """Missed visits in a row, counted back to the last attended one."""
    since = [visit for visit in gone if last_visit is None or visit.date >= last_visit]
    latest_first = sorted(since, key=_when, reverse=True)
    return len(list(takewhile(lambda visit: visit.status != "attended", latest_first)))


def _when(visit: Visit) -> tuple[date, float, str]:
    """Order of visits: by day, by time (a visit without one last in its day), by id."""
    return (visit.date, visit.start.timestamp() if visit.start else inf, visit.id)
