"""Days on which nobody is seen, at the provider or in a nation: added, listed, taken back."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.exchange import bank_holidays
from tutor_tui.model.settings import Settings
from tutor_tui.model.tutor import Closure, Nation
from tutor_tui.planning.working_time import bank_holiday
from tutor_tui.text import line
from tutor_tui.workspace.given_files import read_whole
from tutor_tui.workspace.workspace import Workspace


def add(
    workspace: Workspace,
    *,
    start: date,
    end: date,
    name: str,
    nations: Sequence[Nation] = (),
) -> Closure:
    """Close the days for everybody, or for the tutors of these nations.

    Raises:
        WrongUsage: It ends before it begins, or has no name.
        Refused: It is there already, or the user may not change the provider's settings.
    """
    closure = Closure(start=start, end=end, name=line(name), nations=tuple(dict.fromkeys(nations)))
    if end < start:
        raise WrongUsage(f"a closure from {start} must not end before it, on {end}")
    if not closure.name:
        raise WrongUsage("a closure needs a name, such as: training day")
    if closure in workspace.settings.closures:
        raise Refused("nothing to change: it is closed so already")
    workspace.change_settings(lambda now: _with(now, [*now.closures, closure]))
    return closure


def remove(workspace: Workspace, start: date) -> list[Closure]:
    """Take back the closures that begin on this day.

    Raises:
        Refused: There is none, or the user may not change the provider's settings.
    """
    gone = [one for one in workspace.settings.closures if one.start == start]
    if not gone:
        begun = ", ".join(str(one.start) for one in workspace.settings.closures) or "none"
        raise Refused(f"no closure begins on {start}; closures begin on: {begun}")
    workspace.change_settings(
        lambda now: _with(now, [one for one in now.closures if one.start != start])
    )
    return gone


def import_bank_holidays(workspace: Workspace, file: Path) -> list[Closure]:
    """Add those of the government's bank holidays that the program does not know of itself.

    Args:
        workspace: Where they are added.
        file: `bank-holidays.json` of gov.uk.

    Returns:
        What was added: none where all are known.

    Raises:
        BadFile: It is no such file.
        Refused: It cannot be read, or the user may not change the provider's settings.
    """
    known = workspace.settings.closures
    new = []
    for holiday in bank_holidays.read(read_whole(file, bank_holidays.MOST_BYTES), name=str(file)):
        missing = tuple(
            nation for nation in holiday.nations if bank_holiday(holiday.on, nation) is None
        )
        closure = Closure(
            start=holiday.on, end=holiday.on, name=line(holiday.title), nations=missing
        )
        if missing and closure not in known:
            new.append(closure)
    if new:
        workspace.change_settings(lambda now: _with(now, [*now.closures, *new]))
    return new


def _with(settings: Settings, closures: Sequence[Closure]) -> Settings:
    ordered = sorted(closures, key=lambda one: (one.start, one.end, one.name))
    return replace(settings, closures=tuple(ordered))
