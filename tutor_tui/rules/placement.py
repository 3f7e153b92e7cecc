"""The industry placement of a T Level: days and hours served against the minimum."""

from msgspec import Struct

from tutor_tui.model.learner import Learner
from tutor_tui.model.standard import Standard
from tutor_tui.rules.words import count


class PlacementVerdict(Struct, frozen=True, kw_only=True):
    """Days and whole hours served, the least of each, and what is left.

    A minimum is None where the programme does not tell it, and then nothing is left of it. The
    placement is `done` when both are reached.
    """

    days: int
    hours: int
    least_days: int | None
    least_hours: int | None
    days_left: int
    hours_left: int
    done: bool
    text: str
    rule: str = "placement.minimum"


def placement(learner: Learner, standard: Standard) -> PlacementVerdict | None:
    """Judge the learner's placement; None for a programme without one."""
    least_days, least_hours = standard.placement_days, standard.placement_hours
    if least_days is None and least_hours is None:
        return None
    days, hours = learner.placement.days, learner.placement.minutes // 60
    days_left = max((least_days or 0) - days, 0)
    hours_left = max((least_hours or 0) - hours, 0)
    parts = []
    if least_days is not None:
        parts.append(f"{days} of {count(least_days, 'day')}")
    if least_hours is not None:
        parts.append(f"{hours} of {count(least_hours, 'hour')}")
    return PlacementVerdict(
        days=days,
        hours=hours,
        least_days=least_days,
        least_hours=least_hours,
        days_left=days_left,
        hours_left=hours_left,
        done=not days_left and not hours_left,
        text=f"{', '.join(parts)} of placement",
    )
