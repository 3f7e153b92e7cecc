"""Invented hours: the time logged besides visits, a plan by month, the days of a placement."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from random import Random

from dateutil.relativedelta import relativedelta

from tutor_tui.model.folder import HoursEntry
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.planning.working_time import bank_holiday

TRAINING: tuple[str, ...] = (
    "Study day: how people learn",
    "Shadowed the pastoral team",
    "Workshop on questioning techniques",
    "Reading and notes for the portfolio",
    "Safeguarding refresher",
    "Observed an experienced mentor, with notes",
    "Wrote up sessions for the portfolio",
    "Study day: mentoring models compared",
    "Shadowed the SEN co-ordinator",
    "Course on mental health first aid",
    "Prepared and tried out a group session",
    "Webinar on data protection in schools",
    "Team teaching, with feedback",
    "Study day: assessment and feedback",
    "Action learning set with other apprentices",
    "Workshop on inclusive language",
    "Researched local support services",
    "Practised for the professional discussion",
    "Study day: equality, diversity and inclusion",
    "Shadowed admissions and careers",
    "Training on the learner record system",
    "Supervision, and planning from it",
)
PLACED: tuple[str, ...] = (
    "Reading support in small groups",
    "Breakfast club, then lessons in year 3",
    "Shadowed a learning mentor",
    "Homework club and its register",
    "Sports afternoon: helped with the teams",
    "Lessons in year 5, display work after",
    "Helped with a trip to the museum",
    "Science week: looked after a stall",
    "Sat in on a review meeting",
    "Playground duty and lessons in year 2",
)

_LENGTHS = (240, 390, 420, 450, 450)
_SHORTEST = 60
_PLACEMENT_LENGTHS = (390, 420, 420, 435)
_PLACEMENT_DAYS = 47
_SETTLING_IN = timedelta(weeks=6)
"""How long after the start a placement begins."""


def training_log(
    learner: Learner, visits: Sequence[Visit], texts: Iterator[str], rng: Random, until: date
) -> list[HoursEntry]:
    """Entries that add up, with the visits, to the hours of the return, spread over the time gone.

    Args:
        learner: Whose.
        visits: Their visits, in any order.
        texts: What was done, dealt.
        rng: Chooses lengths and days.
        until: The day before which it was all done.
    """
    held = sum(visit.otj_minutes or 0 for visit in visits)
    days = _school_days(learner, learner.original_start, until)
    if not held or not days:
        return []
    lengths = list(_lengths(60 * (learner.otj_actual or 0) - held, rng))
    return [
        HoursEntry(
            on=days[int((place + rng.random()) * len(days) / len(lengths))],
            minutes=minutes,
            what=next(texts),
        )
        for place, minutes in enumerate(lengths)
    ]


def placement_log(
    learner: Learner, weekdays: Collection[int], texts: Iterator[str], rng: Random, until: date
) -> list[HoursEntry]:
    """The days of a placement on these ISO weekdays before a day, in term; none without one."""
    if not weekdays:
        return []
    begun = learner.original_start + _SETTLING_IN
    days = [
        day
        for day in _school_days(learner, begun, until)
        if day.isoweekday() in weekdays and day.month != 8
    ]
    return [
        HoursEntry(
            on=day, minutes=rng.choice(_PLACEMENT_LENGTHS), what=next(texts), kind="placement"
        )
        for day in days[:_PLACEMENT_DAYS]
    ]


def monthly_plan(learner: Learner) -> dict[str, int]:
    """The hours planned spread over the months of the programme, fewer in August and December.

    None where no hours are planned.
    """
    if not learner.otj_planned:
        return {}
    shares: dict[str, float] = {}
    first = learner.original_start.replace(day=1)
    while first <= learner.planned_end:
        after = first + relativedelta(months=1)
        inside = min(after, learner.planned_end) - max(first, learner.original_start)
        shares[f"{first:%Y-%m}"] = inside.days * {8: 0.7, 12: 0.8}.get(first.month, 1.0)
        first = after
    plan, gone, given = {}, 0.0, 0
    for month, share in shares.items():
        gone += share
        # rounded on the way, so that the months add up to the whole
        due = round(learner.otj_planned * gone / sum(shares.values()))
        plan[month], given = due - given, due
    return plan


def _lengths(minutes: int, rng: Random) -> Iterator[int]:
    """Lengths of whole and half days that add up to so many minutes."""
    while minutes > 0:
        length = rng.choice(_LENGTHS)
        if minutes - length < _SHORTEST:
            length = minutes
        yield length
        minutes -= length


def _school_days(learner: Learner, first: date, until: date) -> list[date]:
    """The days in a stretch on which the school is open and the learner not on a break."""
    days = (first + timedelta(days=offset) for offset in range((until - first).days))
    return [
        day
        for day in days
        if _open(day)
        and not any(
            pause.start <= day and (pause.end is None or day < pause.end)
            for pause in learner.breaks
        )
    ]


@cache
def _open(day: date) -> bool:
    """A weekday, no bank holiday and not at the turn of the year."""
    turn = (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 2)
    return day.isoweekday() <= 5 and not turn and not bank_holiday(day, "ENG")
