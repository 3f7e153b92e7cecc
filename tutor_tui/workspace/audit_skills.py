"""What an audit asks for of English, maths and the other functional skills."""

from datetime import date

from tutor_tui.model.learner import Learner
from tutor_tui.rules.skills import SkillVerdict, adult_at_start
from tutor_tui.rules.triage import Verdict, subject_name
from tutor_tui.workspace.audit_line import Line, State, owed
from tutor_tui.workspace.overview import skill_words

_GENERAL = ("english", "maths")


def birth_date(verdict: Verdict) -> Line:
    """That the date of birth is recorded, where a decision hangs on it; never the date itself."""
    state: State = "not_needed"
    text = "English and maths do not hang on it"
    if verdict.learner.born:
        state, text = "present", "recorded"
    elif any(skill.note == "birth_date_needed" for skill in verdict.skills):
        state, text = "missing", "English and maths are treated as needed"
    return Line(
        code="birth_date",
        label="Date of birth recorded",
        state=state,
        text=text,
        rule="skills.birth_date",
    )


def adult_decision(verdict: Verdict) -> Line:
    """The employer's decision on English and maths of who was 19 or over at the start."""
    learner = verdict.learner
    general = [skill for skill in verdict.skills if skill.subject in _GENERAL]
    adult = adult_at_start(learner)
    state: State = "not_needed"
    on = None
    if not general:
        text = "not asked for by this programme"
    elif adult is None:
        state, text = "not_due", "the date of birth is not known"
    elif not adult:
        text = "under 19 at the start"
    else:
        told = [(skill, *_decided(skill)) for skill in general]
        states = [one for _, one, _ in told]
        state = next((one for one in ("missing", "present") if one in states), "not_needed")
        text = "; ".join(f"{subject_name(skill.subject)}: {words}" for skill, _, words in told)
        days = [_recorded_on(learner, skill.subject) for skill, one, _ in told if one == "present"]
        on = max(filter(None, days), default=None)
    return Line(
        code="adult_decision",
        label="Employer's decision at 19 or over",
        state=state,
        on=on,
        text=text,
        rule="skills.adult_decision",
    )


def _decided(skill: SkillVerdict) -> tuple[State, str]:
    if skill.state == "decision_needed":
        return "missing", "no decision recorded"
    if skill.state == "opted_out":
        return "present", "declined"
    if skill.state in ("achieved", "exempt"):
        return "not_needed", skill.state
    return "present", "agreed to"


def _recorded_on(learner: Learner, subject: str) -> date | None:
    record = learner.skills.get(subject)
    return record.on if record else None


def skill_line(skill: SkillVerdict, verdict: Verdict) -> Line:
    """One skill, with the evidence of it that was noted."""
    record = verdict.learner.skills.get(skill.subject)
    evidence = record.evidence.strip() if record else ""
    state: State
    if skill.state == "opted_out":
        state = "not_needed"
    elif skill.state == "exempt" and skill.outstanding:
        state = "missing"
    elif skill.outstanding or skill.state == "decision_needed":
        state = owed(verdict)
    else:
        state = "present"
    name = subject_name(skill.subject)
    return Line(
        code=skill.subject,
        label=name[:1].upper() + name[1:],
        state=state,
        on=_recorded_on(verdict.learner, skill.subject),
        text=skill_words(skill) + (f": {evidence}" if evidence else ""),
        rule=skill.rule,
    )
