"""A visit: a session between tutor and learner, booked or held."""

from datetime import date, datetime
from typing import Literal

from tutor_tui.model.common import Line, Minutes, Mode, Note, Shape

VisitStatus = Literal["booked", "attended", "not_attended", "cancelled"]
"""The stored status. `outcome_missing` is derived: booked, and the day has passed."""

VisitKind = Literal["teaching", "review", "induction", "observation", "support"]


class Visit(Shape, frozen=True, kw_only=True):
    """One visit.

    `start` and `end` are zone-aware and None where only the day is known; such a visit is not
    exported to calendars. `sequence` and `changed` (UTC) move only when something a calendar
    shows has changed, so that the same store gives the same calendar bytes. `location` and
    `link` are taken from the learner when the visit is booked, and follow theirs until it is
    held. One that is `fixed` the planner leaves where it is.
    """

    id: str
    rev: int = 0
    learner: str
    tutor: str
    date: date
    start: datetime | None = None
    end: datetime | None = None
    mode: Mode = "online"
    kind: VisitKind = "teaching"
    status: VisitStatus = "booked"
    sequence: int = 0
    created: datetime
    changed: datetime
    location: Line = ""
    link: Line = ""
    minutes: Minutes | None = None
    otj_minutes: Minutes | None = None
    cancelled_by: Literal["tutor", "learner"] | None = None
    why: Line = ""
    fixed: bool = False
    note: Note = ""
