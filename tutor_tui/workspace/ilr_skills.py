"""English and maths as the government return tells them, beside what the tutor has recorded.

The return fills what nobody has recorded, and moves on what it has filled itself. What a person
recorded holds, and where the two contradict each other the difference is shown.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from tutor_tui.exchange.ilr_returns import SkillAim
from tutor_tui.model.learner import Learner, SkillRecord, SkillState
from tutor_tui.rules.skills import LEVELS
from tutor_tui.workspace.field_words import said
from tutor_tui.workspace.import_maps import AimMeaning
from tutor_tui.workspace.imported import SKILLS
from tutor_tui.workspace.imports import FieldChange
from tutor_tui.workspace.learner_fields import to_import

T = TypeVar("T")

_STATES: dict[tuple[str, str | None], SkillState] = {
    ("completed", "achieved"): "achieved",
    ("completed", "partly_achieved"): "failed",
    ("completed", "not_achieved"): "failed",
}
"""Any other aim that was not withdrawn is worked towards: one in a break, one not marked yet."""

_UNDER_WAY: frozenset[SkillState] = frozenset({"working_towards", "booked", "failed", "achieved"})
"""What a tutor who is ahead of the return may have recorded of an aim that is under way there."""


def filled(
    learner: Learner,
    aims: Iterable[SkillAim],
    meanings: Mapping[str, AimMeaning | None],
    subjects: Collection[str],
) -> tuple[Learner, list[FieldChange]]:
    """The learner with what the aims tell of English and maths, and the changes that makes.

    Args:
        learner: Whose skills.
        aims: The aims of every return.
        meanings: What each aim teaches, as far as anybody has said.
        subjects: The subjects that the learner's programme asks for.
    """
    kept = learner.imported.get(SKILLS)
    last: Mapping[str, object] = kept if isinstance(kept, dict) else {}
    returned = _returned(aims, meanings)
    skills, told, changes = dict(learner.skills), dict(last), []
    for subject in sorted(set(subjects) & {*returned, *last}):
        before, record = skills.get(subject), returned.get(subject)
        held = before is not None and to_import(before) != last.get(subject)
        if not held:
            _put(skills, subject, record)
        _put(told, subject, to_import(record))
        if before != record and not (held and _agree(before, record)):
            changes.append(
                FieldChange(field=subject, before=_words(before), after=_words(record), held=held)
            )
    imported = dict(learner.imported)
    _put(imported, SKILLS, told or None)
    return replace(learner, skills=skills, imported=imported), changes


def withdrawn(
    learner: Learner,
    aims: Iterable[SkillAim],
    meanings: Mapping[str, AimMeaning | None],
    subjects: Collection[str],
) -> list[str]:
    """The subjects whose every aim was withdrawn, and of which nothing is recorded."""
    return [
        subject
        for subject, record in sorted(_returned(aims, meanings).items())
        if subject in subjects and subject not in learner.skills and record is None
    ]


def _returned(
    aims: Iterable[SkillAim], meanings: Mapping[str, AimMeaning | None]
) -> dict[str, SkillRecord | None]:
    """What the aims come to in each subject they are of; None where all were withdrawn."""
    found: dict[str, list[tuple[AimMeaning, SkillAim]]] = {}
    for aim in aims:
        if meaning := meanings.get(aim.aim_ref):
            found.setdefault(meaning.subject, []).append((meaning, aim))
    return {subject: _record(one) for subject, one in found.items()}


def _put(fields: dict[str, T], name: str, value: T | None) -> None:
    if value is None:
        fields.pop(name, None)
    else:
        fields[name] = value


def _record(aims: Sequence[tuple[AimMeaning, SkillAim]]) -> SkillRecord | None:
    """What the aims in one subject come to; None where all were withdrawn.

    The highest level speaks; there what was achieved, else what is under way, else the last
    exam failed.
    """
    rank = ("failed", "working_towards", "achieved")
    records = []
    for meaning, aim in aims:
        if aim.status == "withdrawn":
            continue
        state = _STATES.get((aim.status, aim.outcome), "working_towards")
        record = SkillRecord(
            state=state,
            on=aim.start if state == "working_towards" else aim.actual_end,
            level=meaning.level if state == "achieved" else None,
        )
        order = (LEVELS.index(meaning.level), rank.index(state), record.on or aim.start)
        records.append((order, record))
    return max(records, key=lambda one: one[0])[1] if records else None


def _agree(mine: SkillRecord | None, returned: SkillRecord | None) -> bool:
    """Whether a tutor's record and the return's do not contradict each other."""
    if mine is None or returned is None or mine.state == returned.state:
        return True
    return returned.state == "working_towards" and mine.state in _UNDER_WAY


def _words(record: SkillRecord | None) -> str:
    return said(to_import(record)) if record else "nothing"
