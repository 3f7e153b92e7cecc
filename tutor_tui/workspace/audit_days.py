"""What an audit asks for that is due by days: the end, reviews, visits, breaks."""

from datetime import date, timedelta

from tutor_tui.rules.cadence import rhythm_of
from tutor_tui.rules.reviews import ReviewVerdict, reviews
from tutor_tui.rules.status import recorded_status
from tutor_tui.rules.triage import Verdict
from tutor_tui.rules.words import count, day, listing
from tutor_tui.workspace.audit_line import Line, State
from tutor_tui.workspace.late_gaps import late_gaps
from tutor_tui.workspace.record_lines import written_day
from tutor_tui.workspace.standing import Standing

_DAY = timedelta(days=1)


def planned_end(verdict: Verdict) -> Line:
    """The planned end, and a later one expected where it is past."""
    learner, today = verdict.learner, verdict.today
    expected = learner.expected_end
    text = f"expected {written_day(expected)}" if expected else "as planned"
    overrun = recorded_status(learner, today) == "on_programme" and today > max(
        learner.planned_end, expected or learner.planned_end
    )
    if overrun:
        late = (today - learner.planned_end).days
        text = f"past it by {count(late, 'day')}, and no later end is expected"
    return Line(
        code="planned_end",
        label="Planned end",
        state="missing" if overrun else "present",
        on=learner.planned_end,
        text=text,
        rule="duration.planned_end",
    )


def reviews_in_time(verdict: Verdict) -> Line:
    """Every review in time, up to today or to the day the learner left the programme."""
    left = _left_programme(verdict)
    judged = _reviews_on(verdict, left - _DAY if left else verdict.today)
    held = _reviews_held(verdict)
    late = [(on, due) for on, due in held if due and on > due]
    state: State
    if verdict.standard.kind == "t_level":
        state, text = "not_needed", judged.text
    elif judged.days_overdue:
        state, text = "missing", judged.text
    elif late:
        on, due = late[0]
        state = "late"
        last = f"last that of {written_day(on)}, due {written_day(due)}"
        text = f"{len(late)} of {len(held)} late, {last}"
    elif held:
        state, text = "present", f"{count(len(held), 'review')} in time"
    else:
        state, text = ("not_needed", "none fell due") if left else ("not_due", judged.text)
    return Line(
        code="reviews",
        label="Progress reviews in time",
        state=state,
        on=held[0][0] if held else None,
        text=text,
        rule=judged.rule,
    )


def _left_programme(verdict: Verdict) -> date | None:
    """The day from which the learner is no longer on programme; None while they are."""
    left = None
    for change in sorted(verdict.learner.statuses, key=lambda change: change.on):
        if change.on <= verdict.today:
            left = None if change.status == "on_programme" else left or change.on
    return left


def _reviews_on(verdict: Verdict, on: date) -> ReviewVerdict:
    return reviews(verdict.learner, verdict.visits, verdict.standard, verdict.settings, on)


def _reviews_held(verdict: Verdict) -> list[tuple[date, date | None]]:
    """Every review held and the day it was due by, the last one first."""
    found: list[tuple[date, date | None]] = []
    last = _reviews_on(verdict, verdict.today).last
    while last:
        before = _reviews_on(verdict, last - _DAY)
        found.append((last, before.due))
        last = before.last
    return found


def signatures(standing: Standing) -> Line:
    """All three on every review, within the days after which they are chased."""
    verdict = standing.verdict
    unsigned = standing.reviews.unsigned
    signed = [
        on
        for review in verdict.learner.reviews.values()
        for on in review.signed.values()
        if on <= verdict.today
    ]
    state: State
    if not standing.reviews.last:
        state, text = "not_needed", "no review was held"
    elif not unsigned:
        state, text = "present", "every review signed by all three"
    else:
        old = any(one.age_days >= verdict.settings.unsigned_days for one in unsigned)
        state, text = "missing" if old else "not_due", "; ".join(one.text for one in unsigned)
    return Line(
        code="signatures",
        label="Reviews signed by all three",
        state=state,
        on=max(signed, default=None),
        text=text,
        rule="reviews.signatures",
    )


def visits(verdict: Verdict) -> Line:
    """No visit overdue, now or ever."""
    cadence, today = verdict.cadence, verdict.today
    late = late_gaps(verdict)
    state: State
    if rhythm_of(verdict.learner, verdict.standard, verdict.settings) is None:
        state, text = "not_needed", "no cadence is set"
    elif cadence.state == "overdue" and cadence.closes:
        state = "missing"
        late_by = count(cadence.days_overdue, "day")
        text = f"{late_by} overdue, was due by {day(cadence.closes, today)}"
    elif late:
        state = "late"
        text = (
            f"{count(len(late), 'time')} overdue, last up to {written_day(late[-1].end)}, "
            f"{count(late[-1].days, 'day')}"
        )
    elif cadence.last_visit:
        state, text = "present", "never overdue"
    else:
        state, text = "not_due", "none held yet"
    return Line(
        code="visits",
        label="Visits in cadence",
        state=state,
        on=cadence.last_visit,
        text=text,
        rule=cadence.rule,
    )


def outcomes(verdict: Verdict) -> Line:
    """What came of every visit whose day has passed."""
    missing = verdict.cadence.missing
    past = any(visit.date <= verdict.today for visit in verdict.visits)
    text = listing([written_day(visit.date) for visit in missing])
    return Line(
        code="outcomes",
        label="An outcome of every visit",
        state="missing" if missing else "present" if past else "not_needed",
        text=f"none recorded of {text}" if missing else "recorded" if past else "no visit yet",
        rule="cadence.outcome",
    )


def breaks(verdict: Verdict) -> Line:
    """A day of return for every break that has begun."""
    begun = sorted(
        (pause for pause in verdict.learner.breaks if pause.start <= verdict.today),
        key=lambda pause: pause.start,
    )
    told = [
        f"{written_day(pause.start)} to {written_day(pause.end) or 'no day of return'}"
        for pause in begun
    ]
    lacking = any(pause.end is None for pause in begun)
    return Line(
        code="breaks",
        label="Breaks with a day of return",
        state="missing" if lacking else "present" if begun else "not_needed",
        on=begun[-1].end if begun else None,
        text="; ".join(told) or "no break",
        rule="break.return",
    )
