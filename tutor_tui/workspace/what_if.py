"""What if: a learner judged with a break or a visit that is not recorded. Nothing is saved."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from msgspec import Struct

from tutor_tui.model.learner import Break, Learner
from tutor_tui.model.visit import Visit
from tutor_tui.rules.words import day
from tutor_tui.workspace.standing import Standing
from tutor_tui.workspace.views import state_text


class Difference(Struct, frozen=True, kw_only=True):
    """One thing that would be other than it is; `now` or `then` is empty where it is not."""

    what: str
    now: str
    then: str


def with_break(learner: Learner, pause: Break) -> Learner:
    """The learner with this break beside the others; one of the same start is replaced.

    Raises:
        WrongUsage: It overlaps another, or ends before it begins.
    """
    from tutor_tui.model.border import checked  # loads pydantic: only for what a person supposes

    others = (one for one in learner.breaks if one.start != pause.start)
    breaks = tuple(sorted((*others, pause), key=lambda one: one.start))
    return checked(replace(learner, breaks=breaks))


def with_visit(learner: Learner, visits: Sequence[Visit], on: date) -> list[Visit]:
    """The visits with one more that is attended on the day, or, where it lies ahead, booked."""
    noon = datetime.combine(on, time(12), UTC)
    visit = Visit(
        id="supposed",
        learner=learner.id,
        tutor=learner.tutor,
        date=on,
        status="attended",
        created=noon,
        changed=noon,
    )
    return [*visits, visit]


def differences(now: Standing, then: Standing, today: date) -> list[Difference]:
    """What the rules say otherwise of `then`: state, window, reasons, reviews, hours, gateway."""
    before, after = dict(_told(now, today)), dict(_told(then, today))
    return [
        Difference(what=what, now=before.get(what, ""), then=after.get(what, ""))
        for what in dict.fromkeys((*before, *after))
        if before.get(what) != after.get(what)
    ]


def _told(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    """What is said of a learner, each under a name that is the same for any of their standings."""
    verdict, cadence = standing.verdict, standing.verdict.cadence
    yield "State", state_text(verdict, today)
    if cadence.opens and cadence.closes:
        yield "Window", f"{day(cadence.opens, today)} to {day(cadence.closes, today)}"
    for reason in verdict.reasons:
        name = reason.code.replace("_", " ").capitalize()
        yield name.replace("Ksbs", "KSBs"), reason.text
    if standing.reviews.due:
        yield "Review due", day(standing.reviews.due, today)
    due = standing.hours.expected if standing.hours.by_plan is None else standing.hours.by_plan
    if due is not None:
        yield "Hours expected", str(due)
    if verdict.ksbs.total:
        yield "KSBs expected", str(verdict.ksbs.expected)
    if standing.forecast.on:
        yield "Gateway forecast", day(standing.forecast.on, today)
    else:
        yield "Gateway forecast", standing.forecast.text
    for item in verdict.gateway.items:
        yield item.label, f"{item.state.replace('_', ' ')}: {item.text}"
