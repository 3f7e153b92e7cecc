"""Forms of a learner: a functional skill, and a new learner."""

from typing import cast, get_args

from screens.form import Field, FormScreen
from tutor_tui.model.common import Level
from tutor_tui.model.learner import Learner, SkillState
from tutor_tui.rules.gateway import SKILL_WORDS
from tutor_tui.rules.triage import subject_name
from tutor_tui.rules.words import day
from tutor_tui.typed import typed_day
from tutor_tui.workspace import learners, progress
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
