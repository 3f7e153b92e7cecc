"""A line of an audit: one thing that is asked for, and whether it is there."""

from datetime import date
from typing import Literal

from msgspec import Struct

from tutor_tui.rules.gateway import gateway_date
from tutor_tui.rules.triage import Verdict

State = Literal["present", "late", "missing", "not_due", "not_needed"]
"""`late`: it is there and came after its day, which nothing mends; `not_due`: it is needed and
there is time for it yet."""


class Line(Struct, frozen=True, kw_only=True):
    """One thing an auditor asks for.

    `on` is the day of what is there, None where it has none; `rule` is the id of the rule that
    asks for it, `unconfirmed` what of that no source confirms.
    """

    code: str
    label: str
    state: State
    on: date | None = None
    text: str
    rule: str
    unconfirmed: tuple[str, ...] = ()


def owed(verdict: Verdict) -> State:
    """What something is that is needed by the gateway, and is not there."""
    if verdict.status == "withdrawn":
        return "not_needed"
    past = verdict.status in ("gateway", "completed")
    return "missing" if past or verdict.today > gateway_date(verdict.learner) else "not_due"
