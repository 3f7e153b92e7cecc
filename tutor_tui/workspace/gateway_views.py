"""The gateway and the assessment of a learner as rows."""

from datetime import date

from tutor_tui.rules.assessment import MethodVerdict
from tutor_tui.rules.triage import Verdict
from tutor_tui.rules.words import day
from tutor_tui.workspace.record_lines import attempt_line
from tutor_tui.workspace.record_views import ViewRow


def gateway_rows(verdict: Verdict) -> list[ViewRow]:
    """The gateway items: state, item, what it rests on, who owes it; ids `item:english`."""
    return [
        ViewRow(
            f"item:{item.code}",
            (item.state.replace("_", " "), item.label, item.text, item.owes),
            item.state,
            f"{item.label}: {item.text}; owed by {item.owes}",
        )
        for item in verdict.gateway.items
    ]


def assessment_rows(verdict: Verdict) -> list[ViewRow]:
    """A heading with the whole, then the methods: state, method, what came of it.

    The ids are `method:exam`.
    """
    found = verdict.assessment
    if not found.methods:
        return []
    period = f"; period: {found.window.text}" if found.window else ""
    whole = f"{found.text}{period}"
    heading = ViewRow("assessment:", ("ASSESSMENT", "", whole, ""), "heading", whole)
    return [heading, *(_method_row(method, verdict.today) for method in found.methods)]


def _method_row(method: MethodVerdict, today: date) -> ViewRow:
    state = (
        "booked"
        if method.booked
        else "failed"
        if method.retake
        else "done"
        if method.result or method.points is not None
        else "open"
    )
    tries = [
        f"attempt {f'of {day(attempt.on, today)}' if attempt.on else 'without a day'}: "
        f"{attempt_line(attempt)}"
        for attempt in method.attempts
        if attempt.result or attempt.points is not None
    ]
    return ViewRow(
        f"method:{method.method}",
        (state, method.name, method.text, ""),
        state,
        "; ".join((f"{method.name}: {method.text}", *tries)),
    )
