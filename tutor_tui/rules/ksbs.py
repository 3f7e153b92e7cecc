"""Gaps in knowledge, skills and behaviours against the standard."""

from datetime import date
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from tutor_tui.model.learner import KsbState, Learner
from tutor_tui.model.settings import Settings
from tutor_tui.model.standard import Standard
from tutor_tui.rules.status import active_days

Pace = Literal["on_track", "behind", "far_behind"]


class DutyVerdict(Struct, frozen=True, kw_only=True):
    """One duty: covered when all its KSBs are met; `gaps` are those that are not.

    `rule` is the id of the rule that says what a gap is.
    """

    number: int
    text: str
    ksbs: tuple[str, ...]
    gaps: tuple[str, ...]
    rule: str = "ksbs.gap"


class KsbVerdict(Struct, frozen=True, kw_only=True):
    """How many KSBs are met and submitted, and how many were to be by now.

    `points_behind` is how far the share met lies below the share expected, in percentage
    points, never below 0. `gaps` run K, S, B by number. `rule` is the id of the rule behind
    what is expected.
    """

    met: int
    submitted: int
    total: int
    expected: int
    points_behind: int
    pace: Pace
    gaps: tuple[str, ...]
    rule: str = "ksbs.expected"


def ksbs(learner: Learner, standard: Standard, settings: Settings, today: date) -> KsbVerdict:
    """Judge the learner's KSBs against the standard's."""
    codes = _in_order(tuple([ksb.code for ksb in standard.ksbs]))
    known = learner.ksbs
    gaps = tuple([code for code in codes if code not in known or known[code].state != "met"])
    met, total = len(codes) - len(gaps), len(codes)
    planned = planned_days(learner)
    gone = min(elapsed(learner, today), planned)
    # whole numbers throughout, so that rounding down is exact
    expected = total * gone // planned if planned else 0
    behind = 100 * (gone * total - met * planned) // (planned * total) if planned * total else 0
    behind = max(behind, 0)
    pace: Pace = "on_track"
    if behind >= settings.ksb_red_points:
        pace = "far_behind"
    elif behind >= settings.ksb_amber_points:
        pace = "behind"
    return KsbVerdict(
        met=met,
        submitted=[ksb_state(learner, code) for code in gaps].count("submitted"),
        total=total,
        expected=expected,
        points_behind=behind,
        pace=pace,
        gaps=gaps,
    )


def duties(learner: Learner, standard: Standard) -> tuple[DutyVerdict, ...]:
    """Judge each duty whose KSBs are known."""
    return tuple(
        DutyVerdict(
            number=duty.number,
            text=duty.text,
            ksbs=duty.ksbs,
            gaps=tuple(code for code in duty.ksbs if ksb_state(learner, code) != "met"),
        )
        for duty in standard.duties
        if duty.ksbs
    )


@lru_cache
def _in_order(codes: tuple[str, ...]) -> tuple[str, ...]:
    """A standard's codes in order; put in order once, not for every learner."""
    return tuple(sorted(codes, key=code_order))


def ksb_state(learner: Learner, code: str) -> KsbState:
    """The state of one KSB; `none` where nothing was recorded."""
    record = learner.ksbs.get(code)
    return record.state if record else "none"


def elapsed(learner: Learner, today: date) -> int:
    """Active days from the start to today, at most to the planned end; 0 before the start."""
    end = min(today, learner.planned_end)
    return active_days(learner.original_start, end, learner.breaks, open_until=end)


def planned_days(learner: Learner) -> int:
    """Active days from the start to the planned end.

    A break without an end takes nothing off: its length is not known, and a figure that fell
    each day would not stand still in the break.
    """
    closed = [pause for pause in learner.breaks if pause.end]
    return active_days(
        learner.original_start, learner.planned_end, closed, open_until=learner.planned_end
    )


def code_order(code: str) -> tuple[int, int, str]:
    """Order of KSB codes: K, S, B, then by number (letters after numbers)."""
    letter, rest = code[:1], code[1:]
    number = int(rest) if rest.isascii() and rest.isdigit() else 10_000
    return ("KSB".find(letter) % 4, number, code)
