"""The provider's settings: what makes no sense is told, with the name of the setting."""

from typing import Any

import pytest
from msgspec.structs import replace

from tutor_tui.errors import WrongUsage
from tutor_tui.model.border import checked
from tutor_tui.model.common import Cadence
from tutor_tui.model.settings import Settings, Weights, settings_problem


def test_the_defaults_make_sense() -> None:
    assert settings_problem(Settings()) == ""


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"cadence": Cadence(min_weeks=6, max_weeks=5)}, "cadence: at least 6 weeks is more"),
        ({"cadence": Cadence(min_weeks=0)}, "cadence.min weeks: it must be 1 to 52, not 0"),
        ({"cadence": Cadence(max_weeks=53)}, "cadence.max weeks: it must be 1 to 52, not 53"),
        ({"weights": Weights(overdue=-1)}, "weights.overdue: it must be 0 to 10000, not -1"),
        ({"ksb_amber_points": 26}, "KSBs would be far behind at 25 points, before"),
        ({"ksb_red_points": 101}, "ksb red points: it must be 0 to 100, not 101"),
        ({"review_weeks": 0}, "review weeks: it must be 1 to 52, not 0"),
        ({"otj_percent": 101}, "otj percent: it must be 0 to 100, not 101"),
        ({"otj_week_hours": 169}, "otj week hours: it must be 0 to 168, not 169"),
        ({"full_time_hours": -1}, "full time hours: it must be 0 to 168, not -1"),
        ({"otj_floor_hours": -1}, "otj floor hours: it must be 0 to 99999, not -1"),
        ({"otj_published_floor_hours": -1}, "otj published floor hours: it must be 0 to 99999"),
        ({"no_contact_days": -63}, "no contact days: it must be 0 to 3660, not -63"),
    ],
)
def test_what_makes_no_sense(fields: dict[str, Any], problem: str) -> None:
    settings = replace(Settings(), **fields)
    assert settings_problem(settings).startswith(problem)
    with pytest.raises(WrongUsage):
        checked(settings)
