"""Forms of hours: time logged, corrected, and planned by month."""

from typing import cast, get_args

from screens.form import Field, FormScreen
from tutor_tui.model.folder import HoursEntry, HoursKind
from tutor_tui.model.learner import Learner
from tutor_tui.rules.words import count, day
from tutor_tui.text import line
from tutor_tui.typed import typed_day, typed_length
from tutor_tui.workspace import hours, progress
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.hours_views import plan_text, planning_note
from tutor_tui.workspace.record_lines import length
from tutor_tui.workspace.workspace import Workspace

LENGTH_HINT = "90, 1h30, 1.5h"
DAY_HINT = "today, -3, 4 dec"
PLAN_LINES = 10


def log_form(workspace: Workspace, caseload: Caseload, learner: Learner) -> FormScreen:
    """Log time spent on training, or on a placement."""
    today = workspace.today
    placed = caseload.standard_of(learner).kind == "t_level"

    def submit(values: dict[str, str]) -> str:
        minutes, on = typed_length(values["time"]), typed_day(values["day"], today)
        hours.add_hours(
            workspace,
            caseload,
            learner,
            minutes=minutes,
            on=on,
            what=values["what"],
            kind=cast(HoursKind, values["kind"]),
        )
        return f"{learner.name}: logged {length(minutes)} on {day(on, today)}."

    return FormScreen(
        f"Log time: {learner.name}",
        [
            Field(name="time", label="Time", hint=LENGTH_HINT),
            Field(name="what", label="What", hint="what was done"),
            Field(name="day", label="Day", value=str(today), hint=DAY_HINT),
            Field(
                name="kind",
                label="Kind",
                value="placement" if placed else "off_the_job",
                choices=get_args(HoursKind),
            ),
        ],
        submit,
        notes=["A visit's time off the job is recorded with the visit, not here."],
    )


def edit_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, id_: str, entry: HoursEntry
) -> FormScreen:
    """Correct time that was logged; only what is typed anew is changed."""
    today = workspace.today

    def submit(values: dict[str, str]) -> str:
        minutes, on = typed_length(values["time"]), typed_day(values["day"], today)
        hours.edit_hours(
            workspace,
            caseload,
            learner,
            id_,
            on=on if on != entry.on else None,
            minutes=minutes if minutes != entry.minutes else None,
            what=values["what"] if line(values["what"]) != entry.what else None,
        )
        return f"{learner.name}: corrected to {length(minutes)} on {day(on, today)}."

    return FormScreen(
        f"Correct {length(entry.minutes)} of {day(entry.on, today)}: {learner.name}",
        [
            Field(name="time", label="Time", value=length(entry.minutes), hint=LENGTH_HINT),
            Field(name="what", label="What", value=entry.what, hint="what was done"),
            Field(name="day", label="Day", value=str(entry.on), hint=DAY_HINT),
        ],
        submit,
    )


def plan_form(workspace: Workspace, caseload: Caseload, learner: Learner) -> FormScreen:
    """Set the hours planned for each month."""

    def submit(values: dict[str, str]) -> str:
        caseload.must_hold(learner)
        typed = _typed_plan(values["months"])
        before = learner.otj_plan
        # a month whose line was taken out is planned no more
        changed = {
            month: typed.get(month, 0)
            for month in (*before, *typed)
            if typed.get(month, 0) != before.get(month, 0)
        }
        saved = progress.plan_hours(workspace, caseload, learner, changed)
        total = count(sum(saved.otj_plan.values()), "hour")
        return f"{saved.name}: {total} planned in {count(len(saved.otj_plan), 'month')}."

    return FormScreen(
        f"Plan the hours off the job: {learner.name}",
        [
            Field(
                name="months",
                label="Hours by month",
                value=plan_text(learner),
                hint="2026-09 12",
                lines=PLAN_LINES,
            )
        ],
        submit,
        notes=[
            "A month and its hours on each line: 2026-09 12. Tab goes on to Save.",
            *filter(None, [planning_note(learner)]),
        ],
    )


def _typed_plan(text: str) -> dict[str, int]:
    """The hours typed by month; a month without hours has none."""
    lines = [words for one in text.splitlines() if (words := one.replace("=", " ").split())]
    return progress.parse_months(
        [f"{words[0]}={' '.join(words[1:]) or '0'}" for words in lines],
    )
