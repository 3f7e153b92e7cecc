"""The items of a learner's record in words: one line each, the same on screens and in lists."""

from collections.abc import Sequence
from datetime import date
from typing import get_args

from tutor_tui.model.folder import Contact, Evidence, HoursKind
from tutor_tui.model.learner import Action, Attempt, Learner, Review, Signer
from tutor_tui.model.tutor import Leave
from tutor_tui.rules.words import count, day, listing

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS_WORDS: dict[HoursKind, str] = {"off_the_job": "off the job", "placement": "placement"}
"""What kinds of time are called."""


def written_day(when: date | None) -> str:
    """A day with its year, as in what is read years later; nothing where there is none."""
    return day(when, date.min) if when else ""


def length(minutes: int) -> str:
    """`45 min`, `2 h`, `1 h 30 min`."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} min")
    return " ".join(parts)


def weekdays(numbers: tuple[int, ...]) -> str:
    """ISO weekdays by name: `Mon, Wed`."""
    return ", ".join(_DAYS[number - 1] for number in numbers)


def away_line(away: Sequence[Leave]) -> str:
    """Days away as they are typed: `2026-12-01 to 2026-12-05; 2026-12-20`."""
    return "; ".join(
        f"{one.start}" + (f" to {one.end}" if one.end != one.start else "") for one in away
    )


def plan_line(learner: Learner) -> str:
    """The hours planned by month, and all together."""
    months = ", ".join(f"{month} {hours} h" for month, hours in sorted(learner.otj_plan.items()))
    return f"{months}; {count(sum(learner.otj_plan.values()), 'hour')} in all"


def review_line(review: Review, today: date) -> str:
    """Who has signed a review and who has not, and its note."""
    signed = [f"{who} {day(on, today)}" for who, on in review.signed.items()]
    missing = [who for who in get_args(Signer) if who not in review.signed]
    parts = (
        f"signed by {listing(signed)}" if signed else "",
        f"not signed by {listing(missing)}" if missing else "complete",
    )
    note = " ".join(review.note.split())
    return "; ".join(filter(None, parts)) + (f": {note}" if note else "")


def evidence_line(evidence: Evidence, today: date) -> str:
    """A piece of evidence: what it is, what it is claimed for, and what was decided."""
    decided: str = evidence.decision
    if evidence.decided:
        decided += f" {day(evidence.decided, today)}"
    if evidence.by:
        decided += f" by {evidence.by}"
    claimed = f"for {' '.join(evidence.ksbs)}" if evidence.ksbs else "for no KSB"
    return ", ".join(filter(None, (evidence.title, evidence.kind, claimed, decided, evidence.link)))


def action_state(action: Action, done: date | None, today: date) -> str:
    """`done 3 Nov`, `due 3 Dec`, `overdue since 3 Nov`, `open`."""
    if done:
        return f"done {day(done, today)}"
    if action.due is None:
        return "open"
    return f"{'overdue since' if action.due < today else 'due'} {day(action.due, today)}"


def contact_line(contact: Contact) -> str:
    """Name, e-mail and phone, as far as they are known."""
    return ", ".join(filter(None, (contact.name, contact.email, contact.phone)))


def attempts_in_order(learner: Learner) -> list[tuple[str, Attempt]]:
    """The attempts by id, in order of time; one without a day comes last."""
    return sorted(learner.attempts.items(), key=lambda item: (item[1].on or date.max, item[0]))


def attempt_line(attempt: Attempt) -> str:
    """What an attempt came to."""
    points = f"{attempt.points} points" if attempt.points is not None else ""
    came = ", ".join(filter(None, (attempt.result, points))) or "result awaited"
    return f"{came}: {attempt.note}" if attempt.note else came
