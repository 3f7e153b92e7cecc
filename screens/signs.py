"""The sign before each state, and the tone it is drawn in."""

import os
import unicodedata

from tutor_tui.text import shown
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
    "accepted": "good",
    "done": "good",
    "open": "warn",
    "not_needed": "quiet",
    "outstanding": "alarm",
    "achieved": "good",
    "exempt": "good",
    "opted_out": "quiet",
    "failed": "alarm",
    "decision_needed": "warn",
    "heading": "quiet",
    "question": "warn",
    "new": "good",
    "updated": "plain",
    "skipped": "alarm",
    "gone": "quiet",
    "unchanged": "quiet",
    "note": "warn",
}


def tone(status: str) -> str:
    """The tone of a status; plain where it has none."""
    return TONES.get(status, "plain")


def sign(status: str) -> str:
    """The sign of a status: one cell wide."""
    return (GLYPHS if utf8() else ASCII_GLYPHS).get(status, " ")


def legible(text: str) -> str:
    """One line, safe for the terminal and, where it takes ASCII alone, in ASCII."""
    safe = shown(text)
    if safe.isascii() or utf8():
        return safe
    plain = unicodedata.normalize("NFKD", safe.translate(_IN_ASCII))
    return (
        "".join(sign for sign in plain if not unicodedata.combining(sign))
        .encode("ascii", "replace")
        .decode("ascii")
    )


def utf8() -> bool:
    """Whether the terminal takes more than ASCII, by the same settings that tmux looks at."""
    if os.environ.get("TUTOR_TUI_ASCII"):
        return False
    charset = os.environ.get("LC_CTYPE", "")
    if charset == "C.UTF-8":  # what Python itself sets where the locale is C
        charset = ""
    said = os.environ.get("LC_ALL") or charset or os.environ.get("LANG", "")
    return "utf" in said.casefold()


_IN_ASCII = str.maketrans(
    {
        "…": "~",
        "–": "-",
        "—": "-",
        "’": "'",
        "‘": "'",
        "↑": "up",
        "↓": "down",
        "←": "left",
        "→": "right",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ß": "ss",
        "æ": "ae",
        "Æ": "Ae",
        "ı": "i",
        "£": "GBP ",
    }
)
