"""The form of a functional skill."""

from typing import cast, get_args

from screens.form import Field, FormScreen
from tutor_tui.model.common import Level
from tutor_tui.model.learner import Learner, SkillState
from tutor_tui.rules.gateway import SKILL_WORDS
from tutor_tui.rules.triage import subject_name
from tutor_tui.typed import typed_day
from tutor_tui.workspace import progress
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

STATES: tuple[SkillState, ...] = get_args(SkillState)


def skill_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, subject: str
) -> FormScreen:
    """Set the state of one functional skill."""
    verdict = caseload.verdict(learner, workspace.today)
    skill = next(one for one in verdict.skills if one.subject == subject)
    record = learner.skills.get(subject)
    levels = get_args(Level)

    def submit(values: dict[str, str]) -> str:
        caseload.must_hold(learner)
        state = cast(SkillState, values["state"])
        progress.set_skill(
            workspace,
            caseload,
            learner,
            subject,
            state,
            on=typed_day(values["day"], workspace.today) if values["day"].strip() else None,
            level=cast(Level, values["level"]),
            evidence=values["evidence"],
        )
        return f"{learner.name}: {subject_name(subject)} {SKILL_WORDS[state]}."

    return FormScreen(
        f"Set {subject_name(subject)}: {learner.name}",
        [
            Field(name="state", label="State", value=skill.state, choices=STATES),
            Field(
                name="level",
                label="Level",
                value=record.level if record and record.level else skill.level,
                choices=levels,
            ),
            Field(
                name="day",
                label="Day",
                value=str(record.on) if record and record.on else "",
                hint="today if blank",
            ),
            Field(
                name="evidence",
                label="Evidence",
                value=record.evidence if record else "",
                hint="what was seen",
            ),
        ],
        submit,
        notes=[f"Needed at Level {skill.level}."],
    )
