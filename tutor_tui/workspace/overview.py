"""One learner in labelled lines: the same on the screen and in `learner show`."""

from datetime import date

from tutor_tui.model.learner import Break, Learner
from tutor_tui.rules.gateway import NOTES, minimum_duration, skill_state
from tutor_tui.rules.ksbs import KsbVerdict
from tutor_tui.rules.skills import SkillVerdict
from tutor_tui.rules.status import current_break
from tutor_tui.rules.triage import Verdict, level_name
from tutor_tui.rules.words import count, day
from tutor_tui.workspace.learner_fields import named

PACE_WORDS = {"on_track": "on track", "behind": "behind", "far_behind": "far behind"}


def overview(verdict: Verdict, today: date) -> list[tuple[str, str]]:
    """Label and text, in the order they are read."""
    return [*_cadence_lines(verdict, today), *_programme_lines(verdict, today)]


def on_track(verdict: Verdict, today: date) -> str:
    """Where the learner stands against the clocks, and when the gateway falls, in one line."""
    forecast = verdict.forecast
    if verdict.status not in ("on_programme", "on_break"):
        return forecast.text
    parts = []
    if verdict.ksbs.total:
        parts.append(f"KSBs {PACE_WORDS[verdict.ksbs.pace]}")
    if verdict.hours.behind is not None:
        behind = f"{verdict.hours.behind} behind" if verdict.hours.behind else "on track"
        parts.append(f"hours {behind}")
    if verdict.reviews.due:
        late = verdict.reviews.days_overdue
        parts.append("review overdue" if late else f"review by {day(verdict.reviews.due, today)}")
    if forecast.on:
        parts.append(f"gateway forecast {day(forecast.on, today)}")
    elif forecast.path:
        parts.append("no gateway forecast yet")
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def ksb_words(ksbs: KsbVerdict) -> str:
    """How many KSBs are met and submitted, how many were to be, and the pace."""
    if not ksbs.total:
        return "not known for this standard"
    return (
        f"{ksbs.met} of {ksbs.total} met, {ksbs.submitted} submitted, "
        f"{ksbs.expected} expected by now: {PACE_WORDS[ksbs.pace]}"
    )


def skill_words(skill: SkillVerdict) -> str:
    """One skill in words: level, state, what stands in the way, whether it is outstanding."""
    outstanding = ", outstanding" if skill.outstanding else ""
    return f"{level_name(skill.level)} {skill_state_words(skill)}{outstanding}"


def skill_state_words(skill: SkillVerdict) -> str:
    """The state of a skill in words, with what stands in the way."""
    note = f" ({NOTES.get(skill.note, skill.note)})" if skill.note else ""
    return f"{skill_state(skill)}{note}"


def _cadence_lines(verdict: Verdict, today: date) -> list[tuple[str, str]]:
    cadence = verdict.cadence
    lines = []
    if cadence.opens and cadence.closes:
        window = f"{day(cadence.opens, today)} to {day(cadence.closes, today)}"
        lines.append(("Window", window))
    seen = f"last {day(cadence.last_visit, today)}" if cadence.last_visit else "never seen"
    coming = "nothing booked"
    if cadence.next_visit:
        late = ", after the window closes" if cadence.booked_late else ""
        coming = f"next {day(cadence.next_visit.date, today)}{late}"
    lines.append(("Visits", f"{seen}, {coming}"))
    pause = current_break(verdict.learner, today)
    if pause:
        back = f"back {day(pause.end, today)}" if pause.end else "no day of return yet"
        lines.append(("Break", f"since {day(pause.start, today)}, {back}"))
    return lines


def _programme_lines(verdict: Verdict, today: date) -> list[tuple[str, str]]:
    learner, standard, ksbs = verdict.learner, verdict.standard, verdict.ksbs
    lines = [
        ("Programme", f"{standard.label} {standard.name}, {verdict.status.replace('_', ' ')}"),
        ("Started", f"{day(learner.original_start, today)}{_ends(verdict, today)}"),
    ]
    if standard.kind == "apprenticeship":
        duration = minimum_duration(learner, standard, today)
        lines.append(("Least duration", duration.words(today)))
    lines.append(("KSBs", ksb_words(ksbs)))
    if verdict.hours.planned is not None or verdict.hours.actual is not None:
        lines.append(("Off-the-job", verdict.hours.text))
    if verdict.gateway.items:
        still_open = verdict.gateway.open
        lines.append(
            ("Gateway", f"{count(len(still_open), 'item')} open" if still_open else "ready")
        )
    for label, text in (
        ("Breaks", "; ".join(_span(pause, today) for pause in _other_breaks(verdict, today))),
        ("Seen every", _rhythm(learner)),
        ("Employer", ", ".join(part for part in (learner.employer, learner.postcode) if part)),
        ("E-mail", learner.email),
        ("Meets", f"{learner.mode}{', ' + learner.link if learner.link else ''}"),
        ("Born", day(learner.born, today) if learner.born else "not known"),
        ("ULN", learner.uln or "not known"),
        ("Support", support_words(learner.support)),
        ("Edited by hand", named(learner.edited)),
    ):
        if text:
            lines.append((label, text))
    return lines


def _ends(verdict: Verdict, today: date) -> str:
    learner = verdict.learner
    expected = f", expected {day(learner.expected_end, today)}" if learner.expected_end else ""
    return f", planned end {day(learner.planned_end, today)}{expected}"


def _other_breaks(verdict: Verdict, today: date) -> list[Break]:
    """The breaks gone by and to come; the one they are on has a line of its own."""
    current = current_break(verdict.learner, today)
    return [pause for pause in verdict.learner.breaks if pause != current]


def _span(pause: Break, today: date) -> str:
    if pause.end is None:
        return f"from {day(pause.start, today)}"
    return f"{day(pause.start, today)}, back {day(pause.end, today)}"


def _rhythm(learner: Learner) -> str:
    own = learner.cadence
    return f"{own.min_weeks} to {own.max_weeks} weeks, set for this learner" if own else ""


def support_words(support: str) -> str:
    """What support there is in words; nothing where there is none."""
    return {
        "plan": "education, health and care plan or legacy statement",
        "assessment": "evidence-based assessment",
    }.get(support, "")
