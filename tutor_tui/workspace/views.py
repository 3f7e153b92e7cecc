"""What a verdict looks like: the words and cells that every screen and listing shows."""

from datetime import date

from msgspec import Struct

from tutor_tui.rules.cadence import State
from tutor_tui.rules.skills import SkillVerdict
from tutor_tui.rules.triage import Verdict, level_name
from tutor_tui.rules.words import count, day
from tutor_tui.text import searchable

GLYPHS: dict[str, str] = {
    "overdue": "●",
    "due": "◐",
    "booked": "✓",
    "upcoming": "·",
    "on_break": "‖",
    "not_started": "○",
    "not_in_cadence": "–",
    "outcome_missing": "?",
    "attended": "✓",
    "not_attended": "✗",
    "cancelled": "✗",
    "met": "■",
    "submitted": "▣",
    "none": "□",
    "accepted": "■",
    "returned": "✗",
    "done": "✓",
    "open": "○",
    "not_needed": "–",
    "outstanding": "●",
    "failed": "✗",
    "achieved": "✓",
    "exempt": "✓",
    "opted_out": "–",
    "decision_needed": "?",
    "contact": "@",
    "private": "–",
    "shareable": "+",
    "question": "?",
    "new": "+",
    "updated": "≈",
    "skipped": "✗",
    "gone": "–",
    "unchanged": "=",
    "note": "!",
}
ASCII_GLYPHS: dict[str, str] = {
    "overdue": "!",
    "due": "~",
    "booked": "+",
    "upcoming": ".",
    "on_break": "=",
    "not_started": "o",
    "not_in_cadence": "-",
    "outcome_missing": "?",
    "attended": "+",
    "not_attended": "x",
    "cancelled": "x",
    "met": "#",
    "submitted": "+",
    "none": ".",
    "accepted": "#",
    "returned": "x",
    "done": "+",
    "open": "o",
    "not_needed": "-",
    "outstanding": "!",
    "failed": "x",
    "achieved": "+",
    "exempt": "+",
    "opted_out": "-",
    "decision_needed": "?",
    "contact": "@",
    "private": "-",
    "shareable": "+",
    "question": "?",
    "new": "+",
    "updated": "~",
    "skipped": "x",
    "gone": "-",
    "unchanged": "=",
    "note": "!",
}
STATE_NAMES: dict[State, str] = {
    "overdue": "overdue",
    "due": "due",
    "booked": "booked",
    "upcoming": "upcoming",
    "on_break": "on break",
    "not_started": "not started",
    "not_in_cadence": "no visits due",
}
SUBJECT_SHORT = {"english": "Eng", "maths": "Maths", "ict": "ICT", "safeguarding": "Safeg"}


FINISHED = ("completed", "withdrawn")


class CaseloadRow(Struct, frozen=True, kw_only=True):
    """One learner as a row of the caseload: everything a list shows, nothing it decides."""

    id: str
    state: State
    flagged: bool
    """An outcome is missing, whatever the state."""
    finished: bool
    """Completed or withdrawn: shown only where asked for."""
    name: str
    ref: str
    state_text: str
    standard: str
    last: str
    next: str
    skills: str
    ksbs: str
    gateway: str
    reason: str
    reasons: tuple[str, ...]
    urgency: float
    sort_names: tuple[str, str]
    closes: date | None
    searched: str
    """Text that a filter looks in, made searchable."""


def caseload_row(verdict: Verdict, today: date) -> CaseloadRow:
    """The row of one learner."""
    learner, cadence = verdict.learner, verdict.cadence
    reasons = tuple(reason.text for reason in verdict.reasons)
    return CaseloadRow(
        id=learner.id,
        state=cadence.state,
        flagged=bool(cadence.missing),
        finished=verdict.status in FINISHED,
        name=learner.name,
        ref=learner.ref,
        state_text=state_text(verdict, today),
        standard=verdict.standard.label,
        last=day(cadence.last_visit, today) if cadence.last_visit else "never",
        next=day(cadence.next_visit.date, today) if cadence.next_visit else "-",
        skills=skills_cell(verdict.skills),
        ksbs=f"{verdict.ksbs.met}/{verdict.ksbs.total}" if verdict.ksbs.total else "-",
        gateway=gateway_cell(verdict),
        reason=reasons[0] if reasons else nothing_pressing(verdict, today),
        reasons=reasons,
        urgency=verdict.urgency,
        sort_names=(learner.family_name.casefold(), learner.given_name.casefold()),
        closes=cadence.closes,
        searched=searchable(
            " ".join((learner.name, learner.ref, learner.employer, verdict.standard.label))
        ),
    )


def state_text(verdict: Verdict, today: date) -> str:
    """The state in words, with the day that matters: `overdue 12 days`, `due by 3 Dec`."""
    cadence = verdict.cadence
    state = cadence.state
    if state == "overdue":
        return f"overdue {count(cadence.days_overdue, 'day')}"
    if state == "due" and cadence.closes:
        return f"due by {day(cadence.closes, today)}"
    if state == "booked" and cadence.next_visit:
        return f"booked {day(cadence.next_visit.date, today)}"
    if state == "upcoming" and cadence.opens:
        return f"upcoming {day(cadence.opens, today)}"
    if state == "not_in_cadence" and verdict.status != "on_programme":
        return verdict.status.replace("_", " ")
    return STATE_NAMES[state]


def nothing_pressing(verdict: Verdict, today: date) -> str:
    """What to say of a learner without a reason to be seen."""
    cadence = verdict.cadence
    if cadence.state == "booked" and cadence.next_visit:
        return f"Next visit {day(cadence.next_visit.date, today)}"
    if cadence.opens and cadence.closes:
        return f"Window {day(cadence.opens, today)} to {day(cadence.closes, today)}"
    if cadence.state == "not_started":
        return f"Starts {day(verdict.learner.original_start, today)}"
    return STATE_NAMES[cadence.state].capitalize()


def skills_cell(verdicts: tuple[SkillVerdict, ...]) -> str:
    """The outstanding skills, short; `ok` where none is, `-` where none is asked for."""
    if not verdicts:
        return "-"
    named = [
        f"{SUBJECT_SHORT.get(v.subject, v.subject)} {level_name(v.level)}"
        for v in verdicts
        if v.outstanding
    ]
    if named:
        return ", ".join(named)
    undecided = any(v.state == "decision_needed" for v in verdicts)
    return "to decide" if undecided else "ok"


def gateway_cell(verdict: Verdict) -> str:
    """How many gateway items are open; `-` where there is no gateway ahead."""
    if verdict.status in ("gateway", "completed", "withdrawn") or not verdict.gateway.items:
        return "-"
    return f"{len(verdict.gateway.open)} open" if verdict.gateway.open else "ready"
