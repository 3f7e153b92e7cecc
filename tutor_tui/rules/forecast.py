"""When the gateway falls: each item's own day, and the one that decides."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct, structs

from tutor_tui.model.learner import Learner
from tutor_tui.model.settings import Settings
from tutor_tui.model.standard import GatewayCode, Standard
from tutor_tui.model.visit import Visit
from tutor_tui.rules.gateway import DECLARED, gateway, minimum_duration
from tutor_tui.rules.hours import hours
from tutor_tui.rules.ksbs import ksbs
from tutor_tui.rules.skills import SkillVerdict, exams_ahead, skills
from tutor_tui.rules.status import (
    active_days,
    current_break,
    day_reached,
    gateway_reached,
    moved_by_breaks,
    recorded_status,
)
from tutor_tui.rules.words import day, listing

StepState = Literal["done", "ahead", "no_pace", "no_date"]
"""`no_pace`: nothing to carry on yet, so no forecast; `no_date`: not booked, so left out of it."""

FARTHEST = 3660
"""Active days, ten years: a pace that takes longer tells nothing."""


class Step(Struct, frozen=True, kw_only=True):
    """One item on the way to the gateway and the day it is forecast for, None without one.

    `decides` marks the item that the forecast waits for.
    """

    code: GatewayCode
    label: str
    state: StepState
    on: date | None
    text: str
    rule: str
    decides: bool = False


class ForecastVerdict(Struct, frozen=True, kw_only=True):
    """The day the gateway is forecast for, None where there is no pace yet, and the path to it.

    Past the gateway `on` is the day it was reached. `path` holds the items that take time, in
    the gateway's order. An exam that is needed and not booked moves nothing; the text names it.
    """

    on: date | None
    path: tuple[Step, ...]
    text: str
    rule: str = "gateway.forecast"


def forecast(
    learner: Learner,
    visits: Sequence[Visit],
    standard: Standard,
    settings: Settings,
    today: date,
) -> ForecastVerdict:
    """Carry the record on in a straight line; the visits may be in any order.

    Breaks push every day but an exam's. The forecast lies neither before today nor in a break;
    a break without an end is taken to end today.
    """
    if recorded_status(learner, today) != "on_programme":
        reached = gateway_reached(learner, today)
        text = f"Gateway reached {day(reached, today)}" if reached else "Not on programme any more"
        return ForecastVerdict(on=reached, path=(), text=text)
    path = tuple(_steps(learner, visits, standard, settings, today))
    if not path:
        return ForecastVerdict(on=None, path=(), text="This programme has no gateway")
    stuck = [f"{step.label}: {step.text}" for step in path if step.state == "no_pace"]
    if stuck:
        return ForecastVerdict(on=None, path=path, text=f"No forecast yet. {'; '.join(stuck)}")
    ahead = [(step.on, step) for step in path if step.state == "ahead" and step.on]
    latest, decides = max(ahead, key=lambda found: found[0], default=(today, None))
    on = moved_by_breaks(latest, latest, learner.breaks, open_until=today)
    path = tuple(structs.replace(step, decides=step is decides) for step in path)
    return ForecastVerdict(on=on, path=path, text=_words(on, decides, path, learner, today))


_Told = tuple[StepState, date | None, str]
"""An item's state, its day and its words."""


def _steps(
    learner: Learner,
    visits: Sequence[Visit],
    standard: Standard,
    settings: Settings,
    today: date,
) -> Iterator[Step]:
    """The gateway's items that take time; what a person has declared is done with."""
    judged = {verdict.subject: verdict for verdict in skills(learner, standard, today)}
    ksb_verdict = ksbs(learner, standard, settings, today)
    hours_verdict = hours(learner, visits, standard, settings, today)
    verdict = gateway(learner, standard, tuple(judged.values()), ksb_verdict, hours_verdict, today)
    for item in verdict.items:
        told: _Told
        if item.code in DECLARED:
            continue
        if item.declared:
            told = "done", None, item.text
        elif item.code == "duration":
            served = minimum_duration(learner, standard, today).served_on
            told = "done" if served <= today else "ahead", served, item.text
        elif item.code == "ksbs":
            told = _carried_on(learner, ksb_verdict.met, ksb_verdict.total, item.text, today)
        elif item.code == "hours":
            done, least = hours_verdict.minutes or 0, 60 * (hours_verdict.least or 0)
            told = _carried_on(learner, done, least, item.text, today)
        else:
            told = _skill(learner, standard, judged.get(item.code), item.text, today)
        state, on, text = told
        yield Step(code=item.code, label=item.label, state=state, on=on, text=text, rule=item.rule)


def _skill(
    learner: Learner, standard: Standard, verdict: SkillVerdict | None, text: str, today: date
) -> _Told:
    if verdict is None:
        return "done", None, text
    if not verdict.outstanding and verdict.state != "decision_needed":
        return "done", None, text
    days = [e.on for e in exams_ahead(learner, standard, today) if e.subject == verdict.subject]
    if days:
        return "ahead", days[0], f"exam booked for {day(days[0], today)}"
    return "no_date", None, text


def _carried_on(learner: Learner, done: int, total: int, text: str, today: date) -> _Told:
    """The day on which all is done, at the pace of the active days so far."""
    if not total:
        return "no_pace", None, text
    if done >= total:
        return "done", None, text
    gone = active_days(learner.original_start, today, learner.breaks, open_until=today)
    if not done or not gone:
        return "no_pace", None, f"{text}, no pace yet"
    days = -(-(total - done) * gone // done)
    if days > FARTHEST:
        return "no_pace", None, f"{text}, at this pace not within ten years"
    return "ahead", day_reached(today, days, learner.breaks, open_until=today), text


def _words(
    on: date, decides: Step | None, path: Sequence[Step], learner: Learner, today: date
) -> str:
    if decides:
        text = f"Gateway forecast for {day(on, today)}, waiting for: {decides.label}"
    else:
        text = "No item waits for time any more"
    undated = [step.label for step in path if step.state == "no_date"]
    if undated:
        text += f"; without a date and left out: {listing(undated)}"
    pause = current_break(learner, today)
    if pause and not pause.end:
        text += "; as if the break ended today"
    return text
