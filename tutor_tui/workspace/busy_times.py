"""Busy times out of calendar files, for the planner."""

from datetime import date

from tutor_tui.planning.needs import Busy


def busy_times(
    data: bytes, first: date, last: date, *, name: str = "the calendar"
) -> tuple[Busy, ...]:
    """The times that a calendar says are taken, in order, none touching another.

    Args:
        data: A whole .ics file.
        first: The first day, London's.
        last: The last day.
        name: The file's name, for messages.

    Raises:
        BadFile: It is no calendar, damaged, too large, or a line of it cannot be read.
    """
    from tutor_tui.exchange.busy_times import busy_spans

    return tuple(Busy(start=start, end=end) for start, end in busy_spans(data, name, first, last))
