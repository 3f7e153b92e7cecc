"""English, maths and the other functional skills a programme asks for."""

from datetime import date

from msgspec import Struct

from tutor_tui.model.common import Level
from tutor_tui.model.learner import Learner, SkillRecord, SkillState
from tutor_tui.model.standard import RequiredSkill, Standard

ADULT_DECISION_FROM = date(2025, 2, 11)
ASSESSMENT_FROM = date(2024, 8, 1)
BSL = "British Sign Language"
"""What replaces English for a learner whose first language it is."""
TOO_YOUNG = "under 19 at the start: needed"
LEVELS: tuple[Level, ...] = ("E3", "1", "2")
ADULTS_STATES: frozenset[SkillState] = frozenset({"decision_needed", "opted_out"})
"""States that the employer's decision gives, who decides for those aged 19 or over alone."""
DISCHARGED: frozenset[SkillState] = ADULTS_STATES | {"achieved"}


class SkillVerdict(Struct, frozen=True, kw_only=True):
    """One subject: the level needed, its state, and whether it is outstanding.

    `note` names what else stands in the way: `evidence to collect`, `below Level 2`,
    `birth_date_needed`, `under 19 at the start: needed`, or is empty. A state recorded for
    somebody too young for it counts as not started. `rule` is the id of the rule that decided.
    """

    subject: str
    level: Level
    state: SkillState
    outstanding: bool
    note: str = ""
    rule: str = "skills.level"


def skills(learner: Learner, standard: Standard, today: date) -> tuple[SkillVerdict, ...]:
    """Judge every skill the standard asks for, in its order."""
    return tuple(_judge(learner, required, today) for required in standard.skills)


def level_needed(learner: Learner, required: RequiredSkill, today: date) -> Level:
    """The programme's level, or Entry Level 3 where the learner's support allows it."""
    eased = learner.support == "plan" or (
        learner.support == "assessment" and today >= ASSESSMENT_FROM
    )
    return "E3" if eased and required.subject in ("english", "maths") else required.level


def adult_at_start(learner: Learner) -> bool | None:
    """Aged 19 or over on the day the programme first started; None without a birth date."""
    if learner.born is None:
        return None
    start, born = learner.original_start, learner.born
    age = start.year - born.year - ((start.month, start.day) < (born.month, born.day))
    return age >= 19


def _judge(learner: Learner, required: RequiredSkill, today: date) -> SkillVerdict:
    level = level_needed(learner, required, today)
    general = required.subject in ("english", "maths")
    by_choice = general and today >= ADULT_DECISION_FROM
    adult = adult_at_start(learner)
    default: SkillState = "decision_needed" if by_choice and adult else "not_started"
    record = learner.skills.get(required.subject) or SkillRecord(state=default)

    note = ""
    rule = "skills.level" if general else "skills.programme"
    if general and adult is False and record.state in ADULTS_STATES:
        return SkillVerdict(
            subject=required.subject,
            level=level,
            state="not_started",
            outstanding=True,
            note=TOO_YOUNG,
            rule="skills.adult_decision",
        )
    outstanding = record.state not in DISCHARGED
    if record.state == "achieved" and record.level and _below(record.level, level):
        outstanding, note = True, f"below Level {level}"
    elif record.state == "exempt":
        outstanding = not record.evidence.strip()
        rule = "skills.evidence"
        note = "evidence to collect" if outstanding else ""
    elif general and record.state in ADULTS_STATES:
        rule = "skills.adult_decision"
    elif outstanding and by_choice and adult is None:
        note, rule = "birth_date_needed", "skills.birth_date"
    return SkillVerdict(
        subject=required.subject,
        level=level,
        state=record.state,
        outstanding=outstanding,
        note=note,
        rule=rule,
    )


def _below(level: Level, needed: Level) -> bool:
    return LEVELS.index(level) < LEVELS.index(needed)
