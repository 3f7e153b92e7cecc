"""What goes into a calendar file, and how it is written there."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from tutor_tui.errors import WrongUsage
from tutor_tui.exchange.names import Names as Names
from tutor_tui.london import from_london
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.text import line
from tutor_tui.typed import typed_day

MOST_WEEKS = 520
MOST_ALARM_MINUTES = 7 * 24 * 60

Since: TypeAlias = int | datetime
"""The number of a change in the caseload's history, or a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChoice:
    """What goes into a calendar file, and how.

    With `since`, only what is written otherwise than it was then. Where `cancelled` is False,
    cancelled and deleted visits are left out.

    Raises:
        WrongUsage: The reminder comes after the visit, or more than a week before it.
    """

    learner: Learner | None = None
    first: date | None = None
    last: date | None = None
    since: Since | None = None
    cancelled: bool = True
    names: Names = "first"
    utc: bool = False
    alarm_minutes: int | None = None

    def __post_init__(self) -> None:
        """Refuse a reminder that no calendar could be meant to give."""
        if self.alarm_minutes is not None and not 0 <= self.alarm_minutes <= MOST_ALARM_MINUTES:
            raise WrongUsage(
                f"a reminder comes 0 to {MOST_ALARM_MINUTES} minutes before a visit, "
                f"not {self.alarm_minutes}"
            )

    def takes(self, visit: Visit, learner: Learner) -> bool:
        """Whether the visit is among those chosen."""
        return (
            self.takes_learner(learner)
            and (self.first is None or visit.date >= self.first)
            and (self.last is None or visit.date <= self.last)
            and self.takes_status(visit)
        )

    def takes_learner(self, learner: Learner) -> bool:
        """Whether the learner's visits are among those chosen, whatever their day."""
        return self.learner is None or learner.id == self.learner.id

    def takes_status(self, visit: Visit) -> bool:
        """Whether a visit of this status is among those chosen, whatever its day."""
        return self.cancelled or visit.status != "cancelled"


def weeks_ahead(today: date, weeks: int | None) -> tuple[date | None, date | None]:
    """First and last day of so many weeks from today; no bounds where none are asked for.

    Raises:
        WrongUsage: They are fewer than one or more than `MOST_WEEKS`.
    """
    if weeks is None:
        return None, None
    _check_weeks(weeks)
    return today, today + timedelta(weeks=weeks)


def weeks_back(today: date, weeks: int) -> date:
    """The Monday so many weeks back: a bound that stays the same all week.

    Raises:
        WrongUsage: They are fewer than one or more than `MOST_WEEKS`.
    """
    _check_weeks(weeks)
    return today - timedelta(days=today.weekday(), weeks=weeks)


def since_given(text: str, today: date) -> Since | None:
    """What was given as the beginning of the changes: a number or a day; None where blank.

    Raises:
        WrongUsage: It is neither, or a day after today.
    """
    word = text.strip()
    if not word:
        return None
    if re.fullmatch(r"[0-9]{1,9}", word):
        return int(word)
    try:
        day = typed_day(word, today)
    except WrongUsage:
        raise WrongUsage(
            f"since: {line(text)!r} is neither the number of a change nor a day; "
            "give it as 1234 or 2026-11-20"
        ) from None
    if day > today:
        raise WrongUsage(f"since: {day} is after today ({today})")
    return from_london(datetime.combine(day, time()))


def _check_weeks(weeks: int) -> None:
    if not 1 <= weeks <= MOST_WEEKS:
        raise WrongUsage(f"weeks: give 1 to {MOST_WEEKS}, not {weeks}")
