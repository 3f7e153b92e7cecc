"""A learner's functional skills as rows, the parts of English among them, and in a line."""

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from tutor_tui.model.learner import Learner
from tutor_tui.rules.skills import (
    ADULT_DECISION_FROM,
    COMPONENTS,
    TOO_YOUNG,
    ComponentsVerdict,
    SkillVerdict,
    adult_at_start,
)
from tutor_tui.rules.triage import Verdict, level_name, subject_name
from tutor_tui.rules.words import day, listing
from tutor_tui.workspace.overview import skill_state_words
from tutor_tui.workspace.record_views import ViewRow, skill_line
from tutor_tui.workspace.standing import Standing

_BY_AGE = {
    True: "19 or over at the start: the employer decides",
    False: "under 19 at the start",
    None: "birth date not known: taken as under 19",
}


def skill_rows(standing: Standing, today: date) -> list[ViewRow]:
    """A row a skill: standing, subject, level, state, day, evidence; parts below English.

    A skill's id is its subject; a part's is `english:reading`.
    """
    learner = standing.verdict.learner
    rows = []
    for skill in standing.verdict.skills:
        rows.append(_skill_row(skill, learner, today))
        if skill.subject == "english" and standing.components:
            rows += _part_rows(standing.components, learner, today)
    return rows


def skill_summary(verdict: Verdict, today: date) -> str:
    """What is outstanding or still to decide, and why: age at the start, support."""
    if not verdict.skills:
        return ""
    outstanding = [skill for skill in verdict.skills if skill.outstanding]
    to_decide = [skill for skill in verdict.skills if skill.state == "decision_needed"]
    parts = [
        f"{listing([subject_name(skill.subject) for skill in skills])} {words}"
        for skills, words in ((outstanding, "outstanding"), (to_decide, "to decide"))
        if skills
    ]
    if not parts:
        return "Nothing is outstanding"
    return "; ".join(
        (_capital(", ".join(parts)), *_why(verdict.learner, outstanding + to_decide, today))
    )


def _why(learner: Learner, skills: list[SkillVerdict], today: date) -> Iterator[str]:
    """What of the learner decides whether these skills are needed, and at which level."""
    subjects = {skill.subject for skill in skills}
    if today >= ADULT_DECISION_FROM and subjects & {"english", "maths"}:
        yield _BY_AGE[adult_at_start(learner)]
    if any(skill.level == "E3" for skill in skills):
        yield f"E3 is enough ({learner.support})"
    if learner.bsl and "english" in subjects:
        yield "BSL in place of English"


def _skill_row(skill: SkillVerdict, learner: Learner, today: date) -> ViewRow:
    record = learner.skills.get(skill.subject)
    # the parts have rows of their own, and the summary tells of the age
    note = "" if skill.note in ("birth_date_needed", TOO_YOUNG) else skill.note
    undecided = "to decide" if skill.state == "decision_needed" else "ok"
    name = _capital(subject_name(skill.subject))
    cells = (
        "outstanding" if skill.outstanding else undecided,
        name,
        level_name(skill.level),
        skill_state_words(replace(skill, passed=(), note=note)),
        day(record.on, today) if record and record.on else "",
        record.evidence if record else "",
    )
    status = "outstanding" if skill.outstanding else skill.state
    return ViewRow(skill.subject, cells, status, f"{name} {skill_line(skill, learner, today)}")


def _part_rows(parts: ComponentsVerdict, learner: Learner, today: date) -> Iterator[ViewRow]:
    """The parts passed and those still to pass; none of English achieved without them."""
    record = learner.skills.get("english")
    days = record.components if record else {}
    for part, name in COMPONENTS.items():
        if part in parts.passed:
            on = day(days[part], today)
            told, status, detail = "passed", "achieved", f"passed {on}"
        elif part in parts.left:
            on, told, status, detail = "", "to pass", "none", "still to pass"
        else:
            continue
        cells = (told, f"  {_capital(part)}", "", "", on, "")
        yield ViewRow(f"english:{part}", cells, status, f"{_capital(name)}: {detail}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
