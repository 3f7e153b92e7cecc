"""What imports keep with a learner of what the government return said: `Learner.imported`.

Under the names of the fields it owns stand its values, each in its plain form; beside them what
it said of other things, which no field holds.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from tutor_tui.exchange.ilr_learner import PlannedPlacement
from tutor_tui.exchange.ilr_returns import Return
from tutor_tui.model.learner import SkillRecord
from tutor_tui.workspace.learner_fields import ILR_OWNED, from_import

RETURNS = "returns"
"""What each year's return said of the learner's time and aims."""
PLACEMENTS = "placements"
"""The placements planned."""
SKILLS = "skills"
"""The return's last word on each subject."""

_KEPT: dict[str, Any] = {
    RETURNS: tuple[Return, ...],
    PLACEMENTS: tuple[PlannedPlacement, ...],
    SKILLS: dict[str, SkillRecord | None],
}


def problem(imported: Mapping[str, Any]) -> str:
    """What of it no import has kept, so that it could not be taken up again; else nothing."""
    for name, value in imported.items():
        if name not in ILR_OWNED and name not in _KEPT:
            return f"{name!r} is not the return's"
        try:
            if name in _KEPT:
                msgspec.convert(value, type=_KEPT[name])
            else:
                from_import(name, value)
        except msgspec.ValidationError:
            return f"{name}: not what it must be"
    return ""
