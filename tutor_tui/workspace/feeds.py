"""Feeds: a calendar file at a fixed place, for other programs to read again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tutor_tui.workspace.calendar_choice import CalendarChoice
from tutor_tui.workspace.calendar_choice import weeks_back as weeks_back
from tutor_tui.workspace.calendar_selection import selected
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.export_files import EXPORT_MODE, holds, refuse_no_file, write_export
from tutor_tui.workspace.exports import DEFAULT_CALENDAR

WEEKS_BACK = 8
"""How many weeks of the past a feed shows unless another number is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """What is in a feed, and whether it had to be written.

    `too_large` says that it has more events or bytes than Google takes.
    """

    path: Path
    visits: int
    without_time: int
    written: bool
    too_large: bool


def write_feed(
    caseloads: Sequence[Caseload], choice: CalendarChoice, path: Path, mode: int = EXPORT_MODE
) -> Fed:
    """Write a feed in one file, however large; where it holds the same already, leave it alone.

    Deleted visits are not in it: who subscribes takes out what is there no more.

    Args:
        caseloads: Whose visits.
        choice: Which of them.
        path: The file.
        mode: Its permission bits.

    Raises:
        Refused: The file cannot be written, or what stands in its place is a link, a device or
            anything else than a file; nothing that was there is damaged.
    """
    from tutor_tui.exchange import ics  # loads icalendar: only when a calendar is written

    chosen = [selected(caseload, choice) for caseload in caseloads]
    held = [ics.Entry(*pair) for one in chosen for pair in one.held]
    data = ics.feed(
        held,
        names=choice.names,
        calendar_name=DEFAULT_CALENDAR,
        utc=choice.utc,
        alarm_minutes=choice.alarm_minutes,
    )
    refuse_no_file(path)
    written = not holds(path, data, mode)
    if written:
        write_export(path, data, mode)
    return Fed(
        path=path,
        visits=len(held),
        without_time=sum(one.without_time for one in chosen),
        written=written,
        too_large=len(held) > ics.MOST_EVENTS or len(data) > ics.MOST_BYTES,
    )
