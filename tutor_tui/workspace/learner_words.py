"""What is told of a change of a learner: the same on the screen and on the command line."""

from collections.abc import Iterable, Sequence
from datetime import date

from tutor_tui.model.learner import Break, Learner, Status
from tutor_tui.model.tutor import Tutor
from tutor_tui.model.visit import Visit
from tutor_tui.rules.triage import Verdict
from tutor_tui.rules.words import count, day
from tutor_tui.workspace.learner_fields import named
from tutor_tui.workspace.record_views import when


def changed(learner: Learner, fields: Iterable[str]) -> str:
    """Which fields were changed."""
    return f"Changed {learner.name}: {named(fields)}."


def programme(learner: Learner) -> str:
    """The standard and its version: `ST1379 v1.2`."""
    version = learner.standard_version
    return f"{learner.standard} v{version}" if version else learner.standard


def version_followed(before: Learner, after: Learner) -> str:
    """That another start chose another version of the standard; nothing where it did not."""
    same = before.standard == after.standard
    if not same or before.standard_version == after.standard_version:
        return ""
    return f"the standard's version follows the start: {programme(after)} now"


def status_given(learner: Learner, status: Status, on: date, today: date) -> str:
    """Which status holds from which day on."""
    at = "at " if status == "gateway" else ""
    return f"{learner.name} is {at}{status.replace('_', ' ')} from {day(on, today)}."


def still_open(verdict: Verdict, status: Status) -> str:
    """The items open at the gateway that this status says was passed; nothing where none is."""
    labels = [item.label for item in verdict.gateway.items if item.state == "open"]
    if not labels or status not in ("gateway", "completed"):
        return ""
    are = "is" if len(labels) == 1 else "are"
    return f"{count(len(labels), 'gateway item')} {are} still open ({', '.join(labels)})"


def break_set(learner: Learner, start: date, end: date | None, today: date) -> str:
    """From when the break is, and until when."""
    until = f", back on {day(end, today)}" if end else ""
    return f"{learner.name} is on a break from {day(start, today)}{until}."


def break_dropped(learner: Learner, start: date, today: date) -> str:
    """Which break there is no more."""
    return f"Took back {learner.name}'s break from {day(start, today)}."


def break_line(pause: Break, today: date) -> str:
    """One break: its first day and the day of return, as far as it is known."""
    until = f"back on {day(pause.end, today)}" if pause.end else "no day of return yet"
    return f"Break from {day(pause.start, today)}, {until}."


def end_proposed(end: date, today: date) -> str:
    """The expected end that a break suggests."""
    return f"the expected end would move to {day(end, today)}"


def handed_over(learner: Learner, tutor: Tutor) -> str:
    """Whose learner it is now."""
    return f"{learner.name} is in {tutor.name}'s caseload now."


def still_booked(visits: Sequence[Visit], today: date) -> str:
    """The bookings that a change has left as they are; nothing where there are none."""
    if not visits:
        return ""
    times = ", ".join(when(visit, today) for visit in visits)
    are = "is" if len(visits) == 1 else "are"
    return f"{count(len(visits), 'visit')} {are} still booked ({times})"
