"""A learner's status on a day, and the breaks that stop every clock."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Literal

from tutor_tui.model.learner import Break, Learner, Status

StatusOn = Literal["on_programme", "on_break", "gateway", "completed", "withdrawn"]


def status(learner: Learner, today: date) -> StatusOn:
    """The status that holds on the day; a break shows only while on programme."""
    recorded = recorded_status(learner, today)
    if recorded == "on_programme" and current_break(learner, today):
        return "on_break"
    return recorded


def recorded_status(learner: Learner, today: date) -> Status:
    """The latest recorded status of the day or before; breaks are not looked at."""
    past = [change for change in learner.statuses if change.on <= today]
    if not past:
        return "on_programme"
    # max() keeps the first of equals; the later entry of one day is the one that holds
    return max(reversed(past), key=lambda change: change.on).status


def gateway_reached(learner: Learner, today: date) -> date | None:
    """The day the learner passed the gateway; None where they have not, or no day is known."""
    if recorded_status(learner, today) not in ("gateway", "completed"):
        return None
    days = [c.on for c in learner.statuses if c.status == "gateway" and c.on <= today]
    return max(days, default=None)


def current_break(learner: Learner, today: date) -> Break | None:
    """The break that covers the day; the day of return is no longer in it."""
    for pause in learner.breaks:
        if pause.start <= today and (pause.end is None or today < pause.end):
            return pause
    return None


def last_return(learner: Learner, today: date) -> date | None:
    """The latest day of return from a break, today included; None where there was none."""
    ends = [pause.end for pause in learner.breaks if pause.end and pause.end <= today]
    return max(ends, default=None)


def active_days(start: date, end: date, breaks: Collection[Break], *, open_until: date) -> int:
    """Days in [start, end) that lie in no break; never negative.

    Args:
        start: First day counted.
        end: First day no longer counted.
        breaks: Breaks in any order; they may overlap.
        open_until: Where a break without an end is taken to end.
    """
    total = (end - start).days
    if not breaks:
        return max(total, 0)
    reached = start
    for pause in sorted(breaks, key=lambda pause: pause.start):
        begin = max(pause.start, reached)
        finish = min(pause.end or open_until, end)
        if finish > begin:
            total -= (finish - begin).days
            reached = finish
    return max(total, 0)


def day_reached(start: date, days: int, breaks: Collection[Break], *, open_until: date) -> date:
    """The day on which so many active days have been served; breaks push it later."""
    reached = start + timedelta(days=days)
    if not breaks:
        return reached
    served_from = start
    for pause in sorted(breaks, key=lambda pause: pause.start):
        begin = max(pause.start, served_from)
        finish = pause.end or open_until
        if begin < reached and finish > begin:
            reached += finish - begin
            served_from = finish
    return reached


def moved_by_breaks(start: date, due: date, breaks: Collection[Break], *, open_until: date) -> date:
    """A due day, moved on by the days of breaks from `start` up to it; never a day in a break.

    The breaks that matter begin on the due day at the latest: the due day itself is still there
    to be used.
    """
    days = (due - start).days + 1
    return day_reached(start, days, breaks, open_until=open_until) - timedelta(days=1)
