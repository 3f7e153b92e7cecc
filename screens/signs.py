"""The sign before each state, and the tone it is drawn in."""

import locale
import os

from tutor_tui.workspace.views import ASCII_GLYPHS, GLYPHS

TONES = {
    "overdue": "alarm",
    "due": "warn",
    "booked": "good",
    "upcoming": "plain",
    "on_break": "quiet",
    "not_started": "quiet",
    "not_in_cadence": "quiet",
    "outcome_missing": "warn",
    "attended": "good",
    "not_attended": "alarm",
    "cancelled": "quiet",
    "met": "good",
    "submitted": "warn",
    "none": "plain",
    "done": "good",
    "open": "warn",
    "not_needed": "quiet",
    "outstanding": "alarm",
    "achieved": "good",
    "exempt": "good",
    "opted_out": "quiet",
    "decision_needed": "warn",
    "duty": "quiet",
}


def tone(status: str) -> str:
    """The tone of a status; plain where it has none."""
    return TONES.get(status, "plain")


def sign(status: str) -> str:
    """The sign of a status: one cell wide."""
    return (GLYPHS if utf8() else ASCII_GLYPHS).get(status, " ")


def utf8() -> bool:
    """Whether the terminal takes more than ASCII."""
    if os.environ.get("TUTOR_TUI_ASCII"):
        return False
    encoding = locale.getpreferredencoding(do_setlocale=False)
    return "utf" in encoding.casefold()
