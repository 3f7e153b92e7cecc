"""The form in which an item of the gateway is declared as of a day."""

from screens.form import Field, FormScreen
from tutor_tui.model.learner import Learner
from tutor_tui.rules.gateway import GatewayItem
from tutor_tui.rules.words import day
from tutor_tui.typed import typed_day
from tutor_tui.workspace import progress
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

DECLARED = ("done", "not_needed")


def declare_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, item: GatewayItem
) -> FormScreen:
    """Declare an item done or not needed, as of a day."""
    today, declared = workspace.today, learner.gateway.get(item.code)

    def submit(values: dict[str, str]) -> str:
        caseload.must_hold(learner)
        state, on = values["state"], typed_day(values["day"], today)
        progress.set_gateway(workspace, caseload, learner, item.code, state, on=on)
        return f"{learner.name}: {item.label}: {state.replace('_', ' ')} as of {day(on, today)}."

    return FormScreen(
        f"Declare the gateway item {item.label}: {learner.name}",
        [
            Field(
                name="state",
                label="State",
                value=declared.state if declared else "",
                choices=DECLARED,
            ),
            Field(
                name="day",
                label="As of",
                value=str(declared.on if declared and declared.on else today),
                hint="today, -3, 4 dec",
            ),
        ],
        submit,
        notes=[f"Now: {item.text}."],
    )
