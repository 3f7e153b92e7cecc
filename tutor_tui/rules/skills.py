"""English, maths and the other functional skills a programme asks for."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from tutor_tui.model.common import Level
from tutor_tui.model.learner import Component, Learner, SkillRecord, SkillState
from tutor_tui.model.standard import RequiredSkill, Standard
from tutor_tui.rules.words import listing

ADULT_DECISION_FROM = date(2025, 2, 11)
ASSESSMENT_FROM = date(2024, 8, 1)
BSL = "British Sign Language"
"""What replaces English for a learner whose first language it is."""
TOO_YOUNG = "under 19 at the start: needed"
LEVELS: tuple[Level, ...] = ("E3", "1", "2")
ADULTS_STATES: frozenset[SkillState] = frozenset({"decision_needed", "opted_out"})
"""States that the employer's decision gives, who decides for those aged 19 or over alone."""
COMPONENTS: dict[Component, str] = {
    "reading": "reading",
    "writing": "writing",
    "speaking": "speaking, listening and communicating",
}
"""The parts of Functional Skills English, each passed on its own, as they are spoken of."""
DISCHARGED: frozenset[SkillState] = ADULTS_STATES | {"achieved"}
WHOLE: frozenset[SkillState] = ADULTS_STATES | {"exempt"}
"""States of English in which its parts do not matter."""


class SkillVerdict(Struct, frozen=True, kw_only=True):
    """One subject: the level needed, its state, and whether it is outstanding.

    `note` names what else stands in the way: `evidence to collect`, `below Level 2`,
    `birth_date_needed`, `under 19 at the start: needed`, or is empty. A state recorded for
    somebody too young for it counts as not started; English whose every part is passed is
    achieved. `passed` are the parts of English passed, oldest first, where it has parts for this
    learner. `rule` is the id of the rule that decided.
    """

    subject: str
    level: Level
    state: SkillState
    outstanding: bool
    note: str = ""
    passed: tuple[Component, ...] = ()
    rule: str = "skills.level"


class ComponentsVerdict(Struct, frozen=True, kw_only=True):
    """The parts of English: those passed, oldest first, and those still to pass.

    `achieved` says that English is achieved at the level needed: every part is passed, or the
    tutor set the subject to achieved.
    """

    passed: tuple[Component, ...]
    left: tuple[Component, ...]
    achieved: bool
    text: str
    rule: str = "skills.components"


class Exam(Struct, frozen=True, kw_only=True):
    """An exam booked for today or later."""

    subject: str
    on: date
    rule: str = "skills.level"


def skills(learner: Learner, standard: Standard, today: date) -> tuple[SkillVerdict, ...]:
    """Judge every skill the standard asks for, in its order."""
    return tuple(_judge(learner, required, today) for required in standard.skills)


def components(learner: Learner, standard: Standard, today: date) -> ComponentsVerdict | None:
    """Judge the parts of English; None where English has no parts for this learner.

    It has none where the programme does not ask for it, where British Sign Language replaces it,
    and where the learner is exempt or the employer's decision has taken it away or is awaited.
    """
    verdicts = [v for v in skills(learner, standard, today) if v.subject == "english"]
    if not verdicts or learner.bsl or verdicts[0].state in WHOLE:
        return None
    [verdict] = verdicts
    passed = verdict.passed
    if verdict.state != "achieved":
        left = _left(passed)
        return ComponentsVerdict(passed=passed, left=left, achieved=False, text=parts_words(passed))
    low = verdict.outstanding
    text = f"passed, but below Level {verdict.level}" if low else "every part passed"
    return ComponentsVerdict(passed=passed, left=(), achieved=not low, text=text)


def parts_words(passed: Sequence[Component]) -> str:
    """Which parts of English are passed, and which are still to pass."""
    named = [COMPONENTS[part] for part in passed]
    left = [COMPONENTS[part] for part in _left(passed)]
    so_far = f": {listing(named)}" if named else ""
    return f"{len(named)} of {len(COMPONENTS)} parts passed{so_far}; still to pass: {listing(left)}"


def exams_ahead(learner: Learner, standard: Standard, today: date) -> tuple[Exam, ...]:
    """The exams booked in the skills the standard asks for, the next one first."""
    found = [
        Exam(subject=required.subject, on=record.on)
        for required in standard.skills
        if (record := learner.skills.get(required.subject))
        and record.state == "booked"
        and record.on
        and record.on >= today
    ]
    return tuple(sorted(found, key=lambda exam: (exam.on, exam.subject)))


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

    state, note, rule = record.state, "", "skills.level" if general else "skills.programme"
    if general and adult is False and state in ADULTS_STATES:
        state, note, rule = "not_started", TOO_YOUNG, "skills.adult_decision"
    in_parts = required.subject == "english" and not learner.bsl and state not in WHOLE
    passed = _passed(record.components, today) if in_parts and record.components else ()
    if state != "achieved" and len(passed) == len(COMPONENTS):
        state, note, rule = "achieved", "", "skills.components"
    outstanding = state not in DISCHARGED
    if state == "achieved" and record.level and _below(record.level, level):
        outstanding, note = True, f"below Level {level}"
    elif state == "exempt":
        outstanding = not record.evidence.strip()
        rule = "skills.evidence"
        note = "evidence to collect" if outstanding else ""
    elif general and state in ADULTS_STATES:
        rule = "skills.adult_decision"
    elif outstanding and by_choice and adult is None:
        note, rule = "birth_date_needed", "skills.birth_date"
    return SkillVerdict(
        subject=required.subject,
        level=level,
        state=state,
        outstanding=outstanding,
        note=note,
        passed=passed,
        rule=rule,
    )


def _left(passed: Sequence[Component]) -> tuple[Component, ...]:
    return tuple(part for part in COMPONENTS if part not in passed)


def _passed(days: Mapping[Component, date], today: date) -> tuple[Component, ...]:
    """The parts passed by today, oldest first."""
    return tuple(
        part for part in sorted(days, key=lambda part: (days[part], part)) if days[part] <= today
    )


def _below(level: Level, needed: Level) -> bool:
    return LEVELS.index(level) < LEVELS.index(needed)
