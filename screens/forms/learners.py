"""Forms of the learner: a new one."""

from screens.form import Field, FormScreen
from tutor_tui.rules.words import day
from tutor_tui.typed import typed_day
from tutor_tui.workspace import learners
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace


def new_learner_form(workspace: Workspace, caseload: Caseload) -> FormScreen:
    """Add a learner by hand."""
    today = workspace.today
    standards = tuple(dict.fromkeys(standard.id for standard in workspace.catalogue.all()))

    def submit(values: dict[str, str]) -> str:
        details: dict[str, object] = {
            name: values[name] for name in ("email", "employer") if values[name].strip()
        }
        if values["born"].strip():
            details["born"] = typed_day(values["born"], today)
        saved, warning = learners.add(
            workspace,
            caseload,
            ref=values["ref"],
            given_name=values["given"],
            family_name=values["family"],
            standard=values["standard"],
            start=typed_day(values["start"], today),
            planned_end=typed_day(values["end"], today),
            details=details,
        )
        note = f" Note: {warning}" if warning else ""
        return f"Added {saved.name} ({saved.ref}).{note}"

    return FormScreen(
        f"Add a learner to {caseload.tutor.name}'s caseload",
        [
            Field(name="ref", label="Reference"),
            Field(name="given", label="Given name"),
            Field(name="family", label="Family name"),
            Field(name="standard", label="Standard", choices=standards, value="ST1379"),
            Field(name="start", label="Start", hint="2026-01-05"),
            Field(name="end", label="Planned end", hint="2027-04-05"),
            Field(name="born", label="Born", hint="if known"),
            Field(name="email", label="E-mail"),
            Field(name="employer", label="Employer"),
        ],
        submit,
        notes=[f"Today is {day(today, today)} {today.year}."],
    )
