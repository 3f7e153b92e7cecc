"""The forms of a functional skill, and of the parts of English."""

from datetime import date
from typing import cast, get_args

from screens.form import Field, FormScreen
from tutor_tui.errors import Refused
from tutor_tui.model.common import Level
from tutor_tui.model.learner import Component, Learner, SkillState
from tutor_tui.rules.gateway import SKILL_WORDS
from tutor_tui.rules.triage import subject_name
from tutor_tui.rules.words import listing
from tutor_tui.typed import typed_day
from tutor_tui.workspace import progress
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

STATES: tuple[SkillState, ...] = get_args(SkillState)
PARTS: tuple[Component, ...] = get_args(Component)


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


def parts_form(workspace: Workspace, caseload: Caseload, learner: Learner) -> FormScreen:
    """Set which parts of English are passed, and when.

    Raises:
        Refused: English has no parts for this learner.
    """
    verdict = caseload.verdict(learner, workspace.today)
    if all(skill.subject != "english" for skill in verdict.skills):
        raise Refused(f"{verdict.standard.label} asks for no English")
    if learner.bsl:
        raise Refused("British Sign Language replaces English: it has no parts")
    record = learner.skills.get("english")
    days = record.components if record else {}

    def submit(values: dict[str, str]) -> str:
        caseload.must_hold(learner)
        given: dict[Component, date | None] = {
            part: typed_day(values[part], workspace.today) if values[part].strip() else None
            for part in PARTS
        }
        if given == {part: days.get(part) for part in PARTS}:
            raise Refused("nothing to change: the parts are so already")
        saved = progress.set_components(workspace, caseload, learner, "english", given)
        passed = [part for part in PARTS if part in saved.skills["english"].components]
        return f"{learner.name}: parts of English passed: {listing(passed) or 'none'}."

    return FormScreen(
        f"Parts of English passed: {learner.name}",
        [
            Field(
                name=part,
                label=part.capitalize(),
                value=str(days.get(part, "")),
                hint="the day, such as today or 4 dec; blank: still to pass",
            )
            for part in PARTS
        ],
        submit,
        notes=[
            "Speaking includes listening and communicating.",
            "With every part passed English is achieved.",
        ],
    )
