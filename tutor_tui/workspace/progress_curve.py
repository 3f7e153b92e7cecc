"""Progress over time against what was expected: KSBs met, and hours of off-the-job training."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from msgspec import Struct

from tutor_tui.model.folder import Folder
from tutor_tui.model.learner import Learner
from tutor_tui.rules.hours import hours
from tutor_tui.rules.ksbs import ksb_state, ksbs
from tutor_tui.rules.status import active_days, recorded_status
from tutor_tui.rules.triage import Verdict
from tutor_tui.rules.words import count


class Point(Struct, frozen=True):
    """How much was done by the end of a day, None after today, and how much was expected."""

    on: date
    done: int | None
    expected: int


class Curve(Struct, frozen=True, kw_only=True):
    """Points at the start, each month's end, today and the planned end, in order of time.

    `total` is what is to be reached in the end. `note` says where what is done tells no day.
    """

    what: str
    total: int
    points: tuple[Point, ...]
    note: str = ""


def ksb_curve(verdict: Verdict, today: date) -> Curve | None:
    """KSBs met; None where the standard's KSBs are not known.

    One that was met on no day that is known is counted from the start.
    """
    learner, standard, settings = verdict.learner, verdict.standard, verdict.settings
    if not standard.ksbs:
        return None
    start = learner.original_start
    met = [ksb.code for ksb in standard.ksbs if ksb_state(learner, ksb.code) == "met"]
    days = [learner.ksbs[code].on for code in met]
    undated = days.count(None)
    return Curve(
        what="KSBs met",
        total=len(standard.ksbs),
        points=_points(
            learner,
            today,
            done=lambda on: sum((day or start) <= max(on, start) for day in days),
            expected=lambda on: ksbs(learner, standard, settings, on).expected,
        ),
        note=f"{count(undated, 'KSB')} without a day, counted from the start" if undated else "",
    )


def hours_curve(verdict: Verdict, folder: Folder, today: date) -> Curve | None:
    """Hours of off-the-job training; None where nobody has set how many are planned.

    What a return or a person says beyond visits and log tells no days: it is spread evenly over
    the active days gone by. Expected is by the learner's own plan, else the straight line.
    """
    learner, standard = verdict.learner, verdict.standard
    if verdict.hours.planned is None:
        return None
    dated = [(v.date, v.otj_minutes or 0) for v in verdict.visits if v.status == "attended"]
    dated += [
        (entry.on, entry.minutes) for entry in folder.hours.values() if entry.kind == "off_the_job"
    ]
    dated = [(on, minutes) for on, minutes in dated if on <= today]
    known = sum(minutes for _, minutes in dated)
    undated = max(60 * (verdict.hours.actual or 0) - known, 0)
    until = _on_programme_until(learner, today)
    gone = _active(learner, until)

    def done(on: date) -> int:
        spread = undated * _active(learner, min(on, until)) // gone if gone else undated
        return (sum(minutes for day, minutes in dated if day <= on) + spread) // 60

    def expected(on: date) -> int:
        judged = hours(learner, (), standard, verdict.settings, on)
        return (judged.expected if judged.by_plan is None else judged.by_plan) or 0

    without = count(undated // 60, "hour")
    return Curve(
        what="off-the-job hours",
        total=verdict.hours.planned,
        points=_points(learner, today, done=done, expected=expected),
        note=f"{without} without a day, spread evenly" if undated >= 60 else "",
    )


def _on_programme_until(learner: Learner, today: date) -> date:
    """Today, or the day on which the gateway was passed or the programme left."""
    if recorded_status(learner, today) == "on_programme":
        return today
    return min(c.on for c in learner.statuses if c.status != "on_programme")


def _active(learner: Learner, on: date) -> int:
    """Days from the start to a day, breaks left out."""
    return active_days(learner.original_start, on, learner.breaks, open_until=on)


def _points(
    learner: Learner,
    today: date,
    *,
    done: Callable[[date], int],
    expected: Callable[[date], int],
) -> tuple[Point, ...]:
    first, last = learner.original_start, max(today, learner.planned_end)
    days = {first, learner.planned_end, *_month_ends(first, last)}
    if today >= first:
        days.add(today)
    return tuple(Point(on, done(on) if on <= today else None, expected(on)) for on in sorted(days))


def _month_ends(first: date, last: date) -> Iterable[date]:
    """The last day of each month between the two, those days included."""
    end = first + relativedelta(day=31)  # the last of any month
    while end <= last:
        yield end
        end = end + timedelta(days=1) + relativedelta(day=31)
