"""The form in which codes of KSBs are typed."""

from screens.form import Field, FormScreen
from tutor_tui.model.learner import Learner
from tutor_tui.typed import typed_day
from tutor_tui.workspace import progress
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.progress import typed_ksbs
from tutor_tui.workspace.workspace import Workspace


def codes_form(workspace: Workspace, caseload: Caseload, learner: Learner) -> FormScreen:
    """Set many KSBs at a time by their codes."""

    def submit(values: dict[str, str]) -> str:
        states = typed_ksbs(
            caseload.standard_of(learner),
            met=values["met"],
            submitted=values["submitted"],
            none=values["none"],
        )
        on = typed_day(values["day"], workspace.today)
        progress.set_ksbs(workspace, caseload, learner, states, on=on)
        told = ", ".join(f"{code} {state}" for code, state in states.items())
        return f"{learner.name}: {told}."

    return FormScreen(
        f"Set KSBs: {learner.name}",
        [
            Field(name="met", label="Met", hint="k6 s8"),
            Field(name="submitted", label="Submitted", hint="k7 s2"),
            Field(name="none", label="None", hint="taken back: b1"),
            Field(name="day", label="Day", value="today", hint="today, 4 dec"),
        ],
        submit,
    )
