"""The export form: visits to a calendar file, and what each program will do with it."""

from typing import cast, get_args

from screens.form import Field, FormScreen
from tutor_tui.errors import WrongUsage
from tutor_tui.model.learner import Learner
from tutor_tui.rules.words import count
from tutor_tui.typed import typed_number
from tutor_tui.workspace import exports
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.exports import Names
from tutor_tui.workspace.location import path_given
from tutor_tui.workspace.workspace import Workspace


def export_form(workspace: Workspace, caseload: Caseload, learner: Learner | None) -> FormScreen:
    """Write one learner's visits, or everyone's, to a calendar file."""
    whose = learner.name if learner else f"{caseload.tutor.name}'s caseload"

    def submit(values: dict[str, str]) -> str:
        if not values["file"].strip():
            raise WrongUsage("File: give the name of the file to write")
        first, last = exports.weeks_ahead(workspace.today, typed_number(values["weeks"], "Weeks"))
        choice = exports.CalendarChoice(
            learner=learner,
            first=first,
            last=last,
            since=exports.since_given(values["since"], workspace.today),
            names=cast(Names, values["names"]),
            utc=values["times"] == "utc",
            alarm_minutes=typed_number(values["alarm"], "Remind"),
        )
        out = path_given(values["file"].strip())
        if values["as"] == "directory":
            return _written(exports.write_vdir([caseload], choice, out))
        return _written(exports.write_calendar([caseload], choice, out))

    return FormScreen(
        f"Export visits: {whose}",
        [
            Field(name="file", label="File", value="~/visits.ics"),
            Field(name="as", label="As", choices=("file", "directory")),
            Field(name="names", label="Names", value="first", choices=get_args(Names)),
            Field(name="weeks", label="Weeks", hint="all if blank"),
            Field(name="since", label="Since", hint="only changes since: a number, or a day"),
            Field(name="times", label="Times", choices=("london", "utc")),
            Field(name="alarm", label="Remind", hint="minutes"),
        ],
        submit,
        notes=["What each program does with it (PgDn for more):", *exports.advice()],
        verb="Export",
    )


def _written(exported: exports.Exported) -> str:
    """What to tell of an export."""
    later = f"What changes from here on: since {exported.revision}."
    if not exported.paths:
        return f"Nothing that goes into the calendar has changed. {later}"
    untimed, old = exported.without_time, len(exported.old)
    left = f" {count(untimed, 'visit')} without a time left out." if untimed else ""
    keeps = f" Outlook keeps {count(old, 'entry', 'entries')} to remove by hand." if old else ""
    paths = ", ".join(str(path) for path in exported.paths)
    return f"Wrote {count(exported.visits, 'visit')}: {paths}.{left}{keeps} {later}"
