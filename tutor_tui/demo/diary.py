"""A tutor's diary: which times are still free when the visits of a demo are laid out."""

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random

from tutor_tui.london import from_london
from tutor_tui.model.tutor import Tutor
from tutor_tui.planning.working_time import PROPOSED_TIMES, bank_holiday


class Diary:
    """Gives every time out once, on the tutor's working days and within the hours."""

    def __init__(self, tutor: Tutor, rng: Random) -> None:
        """Start with every time free; `rng` chooses among them."""
        self._tutor = tutor
        self._rng = rng
        self._taken: set[datetime] = set()
        self._visits: Counter[date] = Counter()

    def take(
        self, first: date, last: date, minutes: int, *, earliest: bool = False
    ) -> datetime | None:
        """Take a free time on some day from `first` to `last`, both included.

        Args:
            first: First day.
            last: Last day.
            minutes: How long the visit lasts, in minutes.
            earliest: Take the first day that has room, instead of any.

        Returns:
            The zone-aware time, or None where no day has room.
        """
        days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
        if not earliest:
            self._rng.shuffle(days)
        for day in days:
            if self._visits[day] >= self._tutor.visits_per_day or not self._works(day):
                continue
            for clock in self._rng.sample(PROPOSED_TIMES, len(PROPOSED_TIMES)):
                start = datetime.combine(day, clock)
                end = datetime.combine(day, self._tutor.day_end)
                if start not in self._taken and start + timedelta(minutes=minutes) <= end:
                    self._taken.add(start)
                    self._visits[day] += 1
                    return from_london(start)
        return None

    def _works(self, day: date) -> bool:
        return (
            day.isoweekday() in self._tutor.working_days
            and not any(leave.start <= day <= leave.end for leave in self._tutor.leave)
            and not bank_holiday(day, self._tutor.nation)
        )
