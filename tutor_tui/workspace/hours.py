"""Time logged besides that of visits: off-the-job training, and a placement."""

from datetime import date

from msgspec.structs import replace

from tutor_tui.errors import NotFound, Refused, WrongUsage
from tutor_tui.model.folder import Folder, HoursEntry, HoursKind
from tutor_tui.model.learner import Learner, Placement
from tutor_tui.text import line
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.filing import Filed, not_ahead, save_filed
from tutor_tui.workspace.finding import find_item
from tutor_tui.workspace.read_anew import as_it_is, read_anew
from tutor_tui.workspace.workspace import Workspace

DAY_MINUTES = 24 * 60


@read_anew
def add_hours(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    *,
    minutes: int,
    on: date | None = None,
    what: str = "",
    kind: HoursKind = "off_the_job",
) -> Filed:
    """Log time spent, besides that of visits, which carry their own.

    Raises:
        WrongUsage: The day lies after today or before the start, or the minutes are none or
            more than a day has.
        Refused: It cannot be saved.
    """
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    entry = HoursEntry(on=on or workspace.today, minutes=minutes, what=line(what), kind=kind)
    _check(workspace, learner, entry)
    folder = caseload.folder(learner)
    hours = {**folder.hours, workspace.new_id(): entry}
    return _save_hours(workspace, caseload, learner, folder, hours, "log hours", seen)


def edit_hours(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    entry: str,
    *,
    on: date | None = None,
    minutes: int | None = None,
    what: str | None = None,
) -> Filed:
    """Correct time that was logged; what is not given stays.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose time.
        entry: Its id, or an unambiguous part of what was done; its day where nothing was said.
        on: The day.
        minutes: How long, in minutes.
        what: What was done.

    Raises:
        NotFound: Nothing that was logged answers.
        WrongUsage: Several answer, or day or minutes are not possible.
        Refused: Nothing would change, somebody else changed the caseload meanwhile, or it
            cannot be saved.
    """
    # not judged again where it was overtaken: another's change is not written over unseen
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    folder = caseload.folder(learner)
    texts = {key: one.what or str(one.on) for key, one in folder.hours.items()}
    key = find_item(texts, entry, "hours")
    before = folder.hours[key]
    after = replace(
        before,
        on=on or before.on,
        minutes=before.minutes if minutes is None else minutes,
        what=before.what if what is None else line(what),
    )
    _check(workspace, learner, after)
    if after == before:
        raise Refused("nothing to change: the hours are logged so already")
    hours = {**folder.hours, key: after}
    return _save_hours(workspace, caseload, learner, folder, hours, "edit hours", seen)


@read_anew
def drop_hours(
    workspace: Workspace, caseload: Caseload, learner: Learner, on: date, what: str = ""
) -> Filed:
    """Take logged time of a day back.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose time.
        on: The day.
        what: Where several were logged on that day, the id of the one meant, or an unambiguous
            part of what was done.

    Raises:
        NotFound: Nothing was logged on that day, or nothing answers.
        WrongUsage: Several answer.
    """
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    folder = caseload.folder(learner)
    of_day = {key: entry.what for key, entry in folder.hours.items() if entry.on == on}
    if not of_day:
        raise NotFound(f"no hours are logged on {on}")
    if what or len(of_day) == 1:
        key = find_item(of_day, what, f"hours of {on}") if what else next(iter(of_day))
    else:
        raise WrongUsage(f"{len(of_day)} entries are logged on {on}; say which one")
    hours = {id_: entry for id_, entry in folder.hours.items() if id_ != key}
    return _save_hours(workspace, caseload, learner, folder, hours, "take back hours", seen)


def _check(workspace: Workspace, learner: Learner, entry: HoursEntry) -> None:
    on = not_ahead(workspace, entry.on)
    if on < learner.original_start:
        raise WrongUsage(f"{on} is before the learner's start ({learner.original_start})")
    if not 1 <= entry.minutes <= DAY_MINUTES:
        raise WrongUsage(f"minutes: give 1 to {DAY_MINUTES}, not {entry.minutes}")


def _save_hours(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    folder: Folder,
    hours: dict[str, HoursEntry],
    reason: str,
    seen: int,
) -> Filed:
    placed = [entry for entry in hours.values() if entry.kind == "placement"]
    logged = sum(entry.minutes for entry in hours.values() if entry.kind == "off_the_job")
    placement = Placement(
        days=len({entry.on for entry in placed}), minutes=sum(entry.minutes for entry in placed)
    )
    changed = replace(learner, logged_minutes=logged, placement=placement)
    return save_filed(
        workspace, caseload, changed, replace(folder, hours=hours), reason=reason, seen=seen
    )
