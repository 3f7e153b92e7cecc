"""Days so many months away; the usual library for it takes ten times as long, at every start."""

from datetime import date, timedelta


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or the month's last where it has no such day."""
    return min(
        first_of_month(day, months) + timedelta(days=day.day - 1), last_of_month(day, months)
    )


def first_of_month(day: date, months: int = 0) -> date:
    """The first day of the month so many months after the day's own."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def last_of_month(day: date, months: int = 0) -> date:
    """The last day of the month so many months after the day's own."""
    return first_of_month(day, months + 1) - timedelta(days=1)
