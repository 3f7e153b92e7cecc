"""The provider's settings: every number a rule may be tuned by, with its default."""

from typing import Annotated, get_type_hints

from msgspec import field

from tutor_tui.model.common import Cadence, Hours, Limits, Points, Shape, WeekHours, Weeks
from tutor_tui.model.tutor import Closure
from tutor_tui.model.visit import VisitKind

Weight = Annotated[float, Limits(ge=0, le=10_000)]
Days = Annotated[int, Limits(ge=0, le=3660)]


class Weights(Shape, frozen=True, kw_only=True):
    """What each reason adds to a learner's urgency.

    `overdue` starts at its weight and grows by `overdue_day` for each day past the window's
    close, `due` by `due_day` for each day of the window's last week. The order the defaults
    keep, other things equal: overdue, outcome missing, due without a booking, the rest.
    """

    overdue: Weight = 100.0
    overdue_day: Weight = 2.0
    outcome_missing: Weight = 60.0
    due: Weight = 40.0
    due_day: Weight = 1.0
    break_return: Weight = 30.0
    past_planned_end: Weight = 25.0
    two_misses: Weight = 25.0
    no_booking: Weight = 10.0
    no_contact: Weight = 20.0
    skills_outstanding: Weight = 18.0
    gateway_blocker: Weight = 15.0
    ksbs_far_behind: Weight = 14.0
    ksbs_behind: Weight = 7.0
    booked_late: Weight = 8.0
    decision_needed: Weight = 5.0
    evidence_needed: Weight = 4.0
    birth_date_needed: Weight = 2.0
    review_overdue: Weight = 22.0
    review_due: Weight = 9.0
    review_unsigned: Weight = 6.0
    hours_behind: Weight = 10.0
    assessment_near: Weight = 16.0
    assessment_retake: Weight = 17.0
    action_overdue: Weight = 5.0


class Settings(Shape, frozen=True, kw_only=True):
    """Settings of a workspace; `MEANINGS` tells what each is for, `UNCONFIRMED` what is in doubt.

    Days are calendar days, points are percentage points.
    """

    cadence: Cadence = field(default_factory=Cadence)
    kinds_not_counted: tuple[VisitKind, ...] = ("support",)
    no_contact_days: Days = 63
    break_return_days: Days = 14
    gateway_near_days: Days = 90
    ksb_amber_points: Points = 10
    ksb_red_points: Points = 25
    review_near_days: Days = 14
    unsigned_days: Days = 14
    hours_behind_points: Points = 10
    assessment_near_days: Days = 21
    review_weeks: Weeks = 12
    plan_notice_days: Days = 3
    otj_percent: Points = 20
    otj_week_hours: WeekHours = 6
    full_time_hours: WeekHours = 30
    otj_floor_hours: Hours = 278
    otj_published_floor_hours: Hours = 187
    weights: Weights = field(default_factory=Weights)
    closures: tuple[Closure, ...] = ()
    network_file_system: bool = False


MEANINGS: dict[str, str] = {
    "cadence": "Weeks from one visit to the next, at least and at most; a programme or a learner "
    "may have their own",
    "kinds_not_counted": "Kinds of visit that do not count for the cadence",
    "no_contact_days": "Days without an attended visit that are a risk",
    "break_return_days": "Days before the return from a break when it is chased",
    "gateway_near_days": "Days before the gateway when items still open are chased",
    "ksb_amber_points": "Points behind the expected share of KSBs: behind",
    "ksb_red_points": "Points behind the expected share of KSBs: far behind",
    "review_near_days": "Days before a review is due when it is asked for",
    "unsigned_days": "Days after a review when missing signatures are chased",
    "hours_behind_points": "Hours behind, in points of the hours planned, that are a risk",
    "assessment_near_days": "Days before an assessment when it is shown",
    "plan_notice_days": "Days from today on in which the planner moves no visit that is booked",
    "review_weeks": "Weeks from one review to the next, for starts to 31 July 2025; unconfirmed "
    "for starts from 1 August 2023",
    "otj_percent": "Share of the hours worked that is off-the-job training, for starts to 31 July "
    "2022",
    "otj_week_hours": "Hours of off-the-job training a week full time, for starts from 1 August "
    "2022 to 31 July 2025",
    "full_time_hours": "Hours worked a week from which somebody works full time; the minimum for "
    "part time is unconfirmed",
    "otj_floor_hours": "Least off-the-job hours of all, for starts from 1 August 2022 to 31 July "
    "2025",
    "otj_published_floor_hours": "Least off-the-job hours of all, for starts from 1 August 2025",
    "weights": "What each reason adds to a learner's urgency",
    "closures": "Days on which nobody is seen: closures of the provider, bank holidays added",
    "network_file_system": "Allows the caseloads to lie where other machines write too; the "
    "store's promises do not hold there",
}
"""What each setting is for."""

UNCONFIRMED = frozenset({"review_weeks", "full_time_hours"})
"""Settings whose figure no source confirms, or not for every start."""


def settings_problem(settings: Settings) -> str:
    """What in the settings makes no sense, or nothing.

    Told without pydantic, which would cost every start of the program its time.
    """
    for where, part in (
        ("cadence.", settings.cadence),
        ("weights.", settings.weights),
        ("", settings),
    ):
        for name, hint in get_type_hints(type(part), include_extras=True).items():
            for mark in getattr(hint, "__metadata__", ()):
                least, most = mark.bounds["ge"], mark.bounds["le"]
                if not least <= getattr(part, name) <= most:
                    label = f"{where}{name}".replace("_", " ")
                    return f"{label}: it must be {least} to {most}, not {getattr(part, name)}"
    if problem := cadence_problem(settings.cadence):
        return problem
    for closure in settings.closures:
        if closure.end < closure.start:
            return f"closures: {closure.name} must not end before {closure.start}, on {closure.end}"
    if settings.ksb_amber_points > settings.ksb_red_points:
        return (
            f"KSBs would be far behind at {settings.ksb_red_points} points, "
            f"before they are behind at {settings.ksb_amber_points}"
        )
    return ""


def cadence_problem(cadence: Cadence) -> str:
    """What in a cadence contradicts itself, or nothing."""
    if cadence.min_weeks > cadence.max_weeks:
        least, most = cadence.min_weeks, cadence.max_weeks
        return f"cadence: at least {least} weeks is more than at most {most}"
    return ""
