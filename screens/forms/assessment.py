"""Forms of the end-point assessment: an attempt booked, and what came of it."""

from typing import cast

from screens.form import Field, FormScreen
from tutor_tui.model.learner import Learner
from tutor_tui.model.standard import AssessmentMethod, Grade
from tutor_tui.rules.words import day
from tutor_tui.typed import typed_day, typed_number
from tutor_tui.workspace import assessments
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

NOT_GRADED = "-"


def book_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, method: str
) -> FormScreen:
    """Book an attempt at a method, or move the one that is booked."""
    known = _known(caseload, learner, method)
    verdict = caseload.verdict(learner, workspace.today).assessment
    booked = next((one.booked for one in verdict.methods if one.method == method), None)

    def submit(values: dict[str, str]) -> str:
        on = typed_day(values["day"], workspace.today)
        assessments.book(workspace, caseload, learner, method, on)
        return f"{learner.name}: {known.name} booked for {day(on, workspace.today)}."

    return FormScreen(
        f"Book the assessment: {learner.name}",
        [
            Field(
                name="day",
                label="Day",
                value=str(booked) if booked else "",
                hint="4 dec, fri, +14",
            ),
        ],
        submit,
        notes=[known.name, *([verdict.window.text] if verdict.window else [])],
    )


def result_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, method: str
) -> FormScreen:
    """Record what came of an attempt."""
    today, known = workspace.today, _known(caseload, learner, method)
    attempts = [one for one in learner.attempts.values() if one.method == method]
    awaited = next((one for one in attempts if one.result is None and one.points is None), None)
    held = awaited.on if awaited and awaited.on and awaited.on <= today else today
    grades = (NOT_GRADED, *known.grades)

    def submit(values: dict[str, str]) -> str:
        grade = values.get("result", NOT_GRADED)
        points = typed_number(values.get("points", ""), "Points")
        saved = assessments.record(
            workspace,
            caseload,
            learner,
            method,
            on=typed_day(values["day"], today),
            result=None if grade == NOT_GRADED else cast(Grade, grade),
            points=points,
            note=values["note"],
        )
        verdict = caseload.verdict(saved, today).assessment
        [came] = [one for one in verdict.methods if one.method == method]
        return f"{learner.name}: {known.name}: {came.text}."

    fields = [Field(name="result", label="Result", choices=grades)]
    if known.points is not None:
        most = f"of {known.points}"
        fields.append(Field(name="points", label="Points", hint=most))
    fields += [
        Field(name="day", label="Day", value=str(held), hint="today, 4 dec"),
        Field(name="note", label="Note"),
    ]
    return FormScreen(f"Record the assessment: {learner.name}", fields, submit, notes=[known.name])


def _known(caseload: Caseload, learner: Learner, method: str) -> AssessmentMethod:
    return next(one for one in caseload.standard_of(learner).methods if one.id == method)
