"""A plan changed by hand: a visit put on another day, and kept there when it is planned afresh."""

from datetime import date, time

from tutor_tui.errors import WrongUsage
from tutor_tui.planning.capacity import clock, minute
from tutor_tui.planning.times import Wanted, starts
from tutor_tui.workspace import plans
from tutor_tui.workspace.plan_views import open_days
from tutor_tui.workspace.plans import Draft, DraftVisit


def put(draft: Draft, key: str, on: date, at: time) -> Draft:
    """The visit on that day at that time.

    Raises:
        WrongUsage: The day is not one of those that are planned.
    """
    first, last = draft.request.today, draft.plan.ends
    if not first <= on <= last:
        raise WrongUsage(f"{on} is not planned here: give a day from {first} to {last}")
    return plans.moved(draft, key, on, at)


def placed(draft: Draft, key: str, on: date) -> Draft:
    """The visit on another day: at its own time where that is free there, else near it.

    On the day it is booked for, that is the time it is booked at.
    """
    visit = draft.of(key).visit
    there = open_days(draft, on, without=key)[-1]
    booked = [b for need in draft.request.needs for b in need.bookings if b.visit == key]
    own = next((b.start for b in booked if b.on == on and b.start), visit.start)
    start = None if own is None else minute(own)
    wanted = Wanted(minutes=visit.minutes, booked=start, preferred=start)
    if any(end - begin >= visit.minutes for begin, end in there.free):
        [start] = starts(there.free, [wanted])
    return plans.moved(draft, key, on, None if start is None else clock(start))


def taken_over(fresh: Draft, old: Draft) -> Draft:
    """A fresh draft with what a person has pinned, moved or left out in an old one.

    Raises:
        Refused: The plan around it is not one.
    """
    draft = fresh
    for one in old.visits:
        there = _same(draft, one) if one.pinned and not one.dropped and not one.held else None
        if there is not None:
            draft = plans.moved(draft, there.key, one.visit.on, one.visit.start)
    if draft is not fresh:
        draft = plans.again(draft)
    for one in old.visits:
        there = _same(draft, one) if one.dropped else None
        if there is not None and not there.dropped:
            draft = plans.dropped(draft, there.key, out=True)
    return draft


def nearest(draft: Draft, learner: str, on: date) -> DraftVisit | None:
    """The learner's visit that is nearest to a day."""
    mine = [one for one in draft.visits if one.visit.learner == learner]
    return min(mine, key=lambda one: abs((one.visit.on - on).days), default=None)


def _same(draft: Draft, one: DraftVisit) -> DraftVisit | None:
    """The visit that a fresh draft has for this one of an old draft."""
    mine = [other for other in draft.visits if other.visit.learner == one.visit.learner]
    if not one.new:
        return next((other for other in mine if other.key == one.key), None)
    # where the nearest is booked, or pinned, it is this one, and is settled already
    near = min(mine, key=lambda other: abs((other.visit.on - one.visit.on).days), default=None)
    return near if near is not None and near.new and not near.pinned else None
