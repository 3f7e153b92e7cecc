"""A plan changed by hand: a visit put on another day, and kept there when it is planned afresh."""

from datetime import date, time

from msgspec.structs import replace

from tutor_tui.errors import WrongUsage
from tutor_tui.planning.capacity import clock, minute
from tutor_tui.planning.needs import Request
from tutor_tui.planning.times import Wanted, starts
from tutor_tui.workspace import plans
from tutor_tui.workspace.plan_views import open_days
from tutor_tui.workspace.plans import Draft, DraftVisit, Planned


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
    """A fresh draft with what a person has pinned, let move, moved or left out in an old one.

    The fresh draft itself where there is nothing of that.

    Raises:
        Refused: The plan around it is not one.
    """
    draft = fresh
    fixed = _fixed(old)
    for one in old.visits:
        there = None if one.dropped or one.held else _same(draft, one)
        if there is None:
            continue
        if one.pinned and not _settled(there, one, fixed=one.key in fixed):
            draft = plans.moved(draft, there.key, one.visit.on, one.visit.start)
        elif one.key in fixed and not (one.pinned or one.stays):
            draft = plans.pinned(draft, there.key, stays=False)
    if draft is not fresh:
        draft = plans.again(draft)
    for one in old.visits:
        there = _same(draft, one) if one.dropped else None
        if there is not None and not there.dropped:
            draft = plans.dropped(draft, there.key, out=True)
    return draft


def changed_by_hand(draft: Draft) -> bool:
    """Whether a person may have changed something in the draft that is not saved."""
    fixed = _fixed(draft)

    def touched(one: DraftVisit) -> bool:
        if one.dropped:
            return True
        if one.pinned:
            return one.visit.moved or one.key not in fixed
        return one.key in fixed and not one.stays

    return any(touched(one) for one in draft.visits if not one.held)


def rest(draft: Draft, asked: Request, saved: Planned) -> Draft:
    """The draft once some of it is saved: that stands as booked, all else as it was proposed.

    Args:
        draft: What was planned.
        asked: What is asked of the caseload since it was saved.
        saved: What was saved.
    """
    after = {change.key: change.after for change in saved.changes}
    booked = {booking.visit: booking for need in asked.needs for booking in need.bookings}
    visits = []
    for one in draft.visits:
        visit = after.get(one.key)
        if visit is None:
            visits.append(one)
        elif visit.id in booked:  # what is cancelled is gone
            fixed = booked[visit.id].fixed
            there = replace(one.visit, booking=visit.id, moved=False, fixed=fixed)
            stays = fixed and not visit.fixed
            visits.append(replace(one, key=visit.id, visit=there, pinned=visit.fixed, stays=stays))
    standing = tuple(one.visit for one in visits if not one.dropped)
    plan = replace(draft.plan, visits=standing)
    return replace(draft, request=asked, plan=plan, visits=tuple(visits))


def key_in(draft: Draft, old: Draft, key: str) -> str:
    """The key that a visit of an old draft has in this one; empty where it has none.

    What is changed by hand keeps its keys; planned anew, it is the learner's nearest visit.
    """
    one, keys = old.of(key), _keys(draft)
    if keys == _keys(old) or (not one.new and (key, one.visit.learner) in keys):
        return key
    near = nearest(draft, one.visit.learner, one.visit.on)
    return near.key if near else ""


def nearest(draft: Draft, learner: str, on: date) -> DraftVisit | None:
    """The learner's visit that is nearest to a day."""
    mine = [one for one in draft.visits if one.visit.learner == learner]
    return min(mine, key=lambda one: abs((one.visit.on - on).days), default=None)


def _fixed(draft: Draft) -> set[str]:
    """The ids of the bookings that were fixed, or stay of themselves, before it was planned."""
    bookings = (booking for need in draft.request.needs for booking in need.bookings)
    return {booking.visit for booking in bookings if booking.fixed}


def _keys(draft: Draft) -> set[tuple[str, str]]:
    return {(one.key, one.visit.learner) for one in draft.visits}


def _settled(there: DraftVisit, one: DraftVisit, *, fixed: bool) -> bool:
    """Whether nothing is to be done for a pinned visit: it is there, or no plan put it there."""
    if there.pinned and (there.visit.on, there.visit.start) == (one.visit.on, one.visit.start):
        return True
    # fixed before, and not moved: where it is now is for whoever has changed it since
    return fixed and not one.visit.moved and not there.stays


def _same(draft: Draft, one: DraftVisit) -> DraftVisit | None:
    """The visit that a fresh draft has for this one of an old draft."""
    mine = [other for other in draft.visits if other.visit.learner == one.visit.learner]
    if not one.new:
        return next((other for other in mine if other.key == one.key), None)
    # where the nearest is booked, or pinned, it is this one, and is settled already
    near = min(mine, key=lambda other: abs((other.visit.on - one.visit.on).days), default=None)
    return near if near is not None and near.new and not near.pinned else None
