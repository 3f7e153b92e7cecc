"""Forms of the plan: a visit's day and time, leave, calendars of busy times."""

from collections.abc import Callable, Sequence
from datetime import date, time
from pathlib import Path

from screens.form import Field, FormScreen
from tutor_tui.errors import WrongUsage
from tutor_tui.model.tutor import Leave
from tutor_tui.typed import typed_day, typed_time
from tutor_tui.workspace.location import path_given
from tutor_tui.workspace.plans import DraftVisit

DAY_HINT = "4 dec, fri, +3"
FILES_LINES = 5


def time_form(
    name: str, one: DraftVisit, today: date, put: Callable[[date, time], None]
) -> FormScreen:
    """Give a visit of the plan another day or time of day."""

    def submit(values: dict[str, str]) -> str:
        put(typed_day(values["day"], today), typed_time(values["time"]))
        return f"{name} is moved."

    visit = one.visit
    clock = f"{visit.start:%H:%M}" if visit.start else ""
    return FormScreen(
        f"When to see {name}",
        [
            Field(name="time", label="Time", value=clock, hint="10:30, 2pm"),
            Field(name="day", label="Day", value=str(visit.on), hint=DAY_HINT),
        ],
        submit,
    )


def leave_form(today: date, take: Callable[[Leave], None]) -> FormScreen:
    """Ask for the days of leave; what they do to the visits is told before they are taken."""

    def submit(values: dict[str, str]) -> str:
        first = typed_day(values["first"], today)
        last = typed_day(values["last"], today) if values["last"].strip() else first
        if last < first:
            raise WrongUsage(f"leave from {first} must not end before it, on {last}")
        take(Leave(start=first, end=last))
        return "What the leave does to the visits is being worked out."

    return FormScreen(
        "Leave",
        [
            Field(name="first", label="First day", hint=DAY_HINT),
            Field(name="last", label="Last day", hint="the same if blank"),
        ],
        submit,
        notes=["What it does to the visits is told before it is taken."],
    )


def busy_form(files: Sequence[Path], read: Callable[[tuple[Path, ...]], None]) -> FormScreen:
    """Ask for the calendar files whose times are taken."""

    def submit(values: dict[str, str]) -> str:
        named = [name for line in values["files"].splitlines() if (name := line.strip())]
        read(tuple(path_given(name) for name in named))
        return "Planned round the times that are taken."

    return FormScreen(
        "Times that are taken",
        [
            Field(
                name="files",
                label="Calendar files",
                value="\n".join(str(file) for file in files),
                hint="~/calendar.ics",
                lines=FILES_LINES,
            )
        ],
        submit,
        notes=["One .ics file on each line; nothing is planned at the times in them."],
    )
