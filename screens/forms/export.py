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
            names=cast(Names, values["names"]),
            utc=values["times"] == "utc",
            alarm_minutes=typed_number(values["alarm"], "Remind"),
        )
        out = path_given(values["file"].strip())
        if values["as"] == "directory":
            exported = exports.write_vdir([caseload], choice, out)
        else:
            exported = exports.write_calendar([caseload], choice, out)
        left = (
            f" {count(exported.without_time, 'visit')} without a time left out."
            if exported.without_time
            else ""
        )
        paths = ", ".join(str(path) for path in exported.paths)
        return f"Wrote {count(exported.visits, 'visit')}: {paths}.{left}"

    return FormScreen(
        f"Export visits: {whose}",
        [
            Field(name="file", label="File", value="~/visits.ics"),
            Field(name="as", label="As", choices=("file", "directory")),
            Field(name="names", label="Names", value="first", choices=get_args(Names)),
            Field(name="weeks", label="Weeks", hint="all if blank"),
            Field(name="times", label="Times", choices=("london", "utc")),
            Field(name="alarm", label="Remind", hint="minutes"),
        ],
        submit,
        notes=["What each program does with it (PgDn for more):", *exports.advice()],
        verb="Export",
    )
