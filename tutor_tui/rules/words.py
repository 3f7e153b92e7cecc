"""Days and numbers as a tutor would say them."""

from collections.abc import Sequence
from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(when: date, today: date) -> str:
    """The day as `3 Dec`, with its year where that is not the year of `today`."""
    text = f"{when.day} {_MONTHS[when.month - 1]}"
    return text if when.year == today.year else f"{text} {when.year}"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 day`, `2 days`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listing(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
