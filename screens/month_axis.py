"""An axis of time as columns of a terminal: months, years, and today."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from screens.bar import Span
from screens.signs import utf8


class Axis:
    """So many columns from a first to a last day."""

    def __init__(self, first: date, last: date, today: date, columns: int) -> None:
        """Take the days, `last` included, and the room there is.

        `today_sign` stands in the column of today where nothing else does.
        """
        self.columns = max(columns, 1)
        self._first = first
        self._days = (last - first).days + 1
        self._today = self.column(today)
        self.today_sign = "│" if utf8() else "|"

    def column(self, day: date) -> int:
        """The column a day falls in; a day off the axis falls in its nearest."""
        at = (day - self._first).days * self.columns // self._days
        return min(max(at, 0), self.columns - 1)

    def last_day(self, column: int) -> date:
        """The last day that falls in a column, or, where days are wider, the one it is part of."""
        before = -(-(column + 1) * self._days // self.columns) - 1
        return self._first + timedelta(days=max(before, 0))

    def empty(self, column: int) -> Span:
        """What stands where a lane is empty."""
        return (self.today_sign, "key") if column == self._today else (" ", "plain")

    def months(self) -> str:
        """The names of the months, of as many as there is room for."""
        apart = next(
            (step for step in (1, 2, 3, 6) if step * 30 * self.columns >= 4 * self._days), 12
        )
        return self._labelled("%b", [m for m in self._months() if (m.month - 1) % apart == 0])

    def years(self) -> str:
        """The year at the start, and where each begins."""
        begun = [month for month in self._months() if month.month == 1]
        return self._labelled("%Y", [self._first, *begun])

    def _months(self) -> list[date]:
        """The first day of each month on the axis; of one begun before it, the axis's own."""
        found, month = [self._first], self._first + relativedelta(months=1, day=1)
        last = self._first + timedelta(days=self._days - 1)
        while month <= last:
            found.append(month)
            month += relativedelta(months=1)
        return found

    def _labelled(self, form: str, days: list[date]) -> str:
        """Each day's label at its column, left out where it would not stand clear of the next."""
        columns = [self.column(day) for day in days] + [self.columns + 1]
        text = ""
        for day, at, after in zip(days, columns, columns[1:], strict=False):
            label = f"{day:{form}}"
            if at >= len(text) and at + len(label) < after:
                text = text.ljust(at) + label
        return text
