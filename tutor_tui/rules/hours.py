"""Off-the-job hours: the least there must be, what is planned, done and expected by now."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from tutor_tui.model.learner import Learner
from tutor_tui.model.settings import Settings
from tutor_tui.model.standard import Standard
from tutor_tui.model.visit import Visit
from tutor_tui.rules.ksbs import elapsed, planned_days
from tutor_tui.rules.months import first_of_month
from tutor_tui.rules.status import active_days
from tutor_tui.rules.words import count

SIX_HOURS_FROM = date(2022, 8, 1)
PUBLISHED_FROM = date(2025, 8, 1)


class Minimum(Struct, frozen=True, kw_only=True):
    """The least hours of off-the-job training, and why; None where they are not known.

    `rule` is the id of the rule behind it; `doubt` names what of it no source confirms.
    """

    hours: int | None
    why: str
    rule: str
    doubt: str = ""


class HoursVerdict(Struct, frozen=True, kw_only=True):
    """Off-the-job training in whole hours, rounded down; None where not known.

    `minutes` are those done, `actual` the whole hours of them. `least` are the hours to be
    reached by the gateway: those planned, or the minimum where that is more. `expected` is the
    straight line to the planned end, `by_plan` the learner's own plan by month, None without one.
    `behind` is measured against the learner's own plan where there is one, and never below 0.
    `differs` tells where the return and the record disagree, else it is empty.
    """

    minimum: Minimum
    planned: int | None
    least: int | None
    minutes: int | None
    actual: int | None
    expected: int | None
    by_plan: int | None
    behind: int | None
    differs: str
    text: str
    rule: str = "hours.expected"


def hours(
    learner: Learner,
    visits: Sequence[Visit],
    standard: Standard,
    settings: Settings,
    today: date,
) -> HoursVerdict:
    """Judge one learner's hours; the visits may be in any order."""
    minimum = minimum_hours(learner, standard, settings)
    planned = hours_planned(learner)
    recorded = _recorded(learner, visits, today)
    done = _done(learner, recorded)
    actual = None if done is None else done // 60
    expected = None if planned is None else _straight(learner, planned, today)
    by_plan = _by_plan(learner, today) if learner.otj_plan else None
    measure = expected if by_plan is None else by_plan
    behind = None if measure is None or actual is None else max(measure - actual, 0)
    return HoursVerdict(
        minimum=minimum,
        planned=planned,
        least=max(planned or 0, minimum.hours or 0) or None,
        minutes=done,
        actual=actual,
        expected=expected,
        by_plan=by_plan,
        behind=behind,
        differs=_difference(learner, recorded),
        text=_words(planned, actual, measure, behind),
    )


def minimum_hours(learner: Learner, standard: Standard, settings: Settings) -> Minimum:
    """The funding rules' minimum, which the original start decides.

    Weeks run from the start to the planned end: a break moves training, it takes none away.
    """
    if standard.kind == "t_level":
        return Minimum(hours=None, why="not asked for by this programme", rule="gateway.hours")
    start, worked = learner.original_start, learner.weekly_hours
    days = (learner.planned_end - start).days
    weeks = count(round(days / 7), "week")
    if start >= PUBLISHED_FROM:
        return _published(learner, standard, settings.otj_published_floor_hours)
    if start >= SIX_HOURS_FROM:
        weekly, floor, doubt = settings.otj_week_hours, settings.otj_floor_hours, ""
        least, why = -(-weekly * days // 7), f"{count(weekly, 'hour')} a week for {weeks}"
        if least < floor:
            least, why = floor, f"never under {floor}"
        if worked is not None and worked < settings.full_time_hours:
            why += "; as for full time, part time is unconfirmed"
            doubt = "the minimum for part time"
        return Minimum(hours=least, why=why, rule="hours.six_a_week", doubt=doubt)
    if worked is None:
        why = "hours worked in a week not known"
        return Minimum(hours=None, why=why, rule="hours.twenty_percent")
    share = settings.otj_percent
    why = f"{share}% of {count(worked, 'hour')} a week for {weeks}"
    return Minimum(hours=-(-worked * share * days // 700), why=why, rule="hours.twenty_percent")


def hours_planned(learner: Learner) -> int | None:
    """The hours planned, else the sum of the plan by month; None where nobody has set any."""
    return learner.otj_planned or sum(learner.otj_plan.values()) or None


def _done(learner: Learner, recorded: int) -> int | None:
    """Minutes of off-the-job training; None where nothing at all is recorded.

    The larger of what the return or a person says, and of what visits and the log add up to.
    """
    if learner.otj_actual is None:
        return recorded or None
    return max(60 * learner.otj_actual, recorded)


def _published(learner: Learner, standard: Standard, floor: int) -> Minimum:
    if standard.otj_hours is None:
        return Minimum(hours=None, why="published figure not set", rule="hours.published")
    doubtful = "otj_hours" in standard.unconfirmed
    prior = learner.prior_hours or 0
    why = f"published {standard.otj_hours}{', unconfirmed' if doubtful else ''}"
    if prior:
        why += f", less {prior} for prior learning"
    least = standard.otj_hours - prior
    if least < floor:
        least, why = floor, f"{why}, but never under {floor}"
    doubt = "the hours published for the standard" if doubtful else ""
    return Minimum(hours=least, why=why, rule="hours.published", doubt=doubt)


def _straight(learner: Learner, planned: int, today: date) -> int:
    days = planned_days(learner)
    return planned * min(elapsed(learner, today), days) // days if days else 0


def _by_plan(learner: Learner, today: date) -> int:
    """Hours of the learner's own plan due by today, each month's spread evenly over its days.

    The first month is spread from the start on, the last up to the planned end. Hours planned
    for days in a break do not fall due.
    """
    if today < learner.original_start:
        return 0
    due = 0
    for month, planned in learner.otj_plan.items():
        first = date.fromisoformat(f"{month}-01")
        after = first_of_month(first, 1)
        start, end = max(first, learner.original_start), min(after, learner.planned_end)
        if start >= end:  # a month outside the programme is taken whole
            start, end = first, after
        until = min(max(today, start), end)
        gone = active_days(start, until, learner.breaks, open_until=until)
        due += 60 * planned * gone // (end - start).days
    return due // 60


def _recorded(learner: Learner, visits: Sequence[Visit], today: date) -> int:
    """Minutes that visits and the log add up to."""
    held = [v.otj_minutes or 0 for v in visits if v.status == "attended" and v.date <= today]
    return sum(held) + learner.logged_minutes


def _difference(learner: Learner, minutes: int) -> str:
    recorded, said = minutes // 60, learner.otj_actual
    if said is None or not recorded or said == recorded:
        return ""
    return f"{count(said, 'hour')} by the return or by hand, {recorded} by visits and the log"


def _words(planned: int | None, actual: int | None, measure: int | None, behind: int | None) -> str:
    done = "No hours recorded" if actual is None else str(actual)
    if planned is None:
        return f"{done}, hours planned not set" if actual is None else f"{done} hours, plan not set"
    text = f"{done} of {count(planned, 'hour')}, {measure} expected by now"
    return f"{text}: {behind} behind" if behind else text
