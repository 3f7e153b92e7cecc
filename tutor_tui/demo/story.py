"""What an invented learner's story is told in: days and weeks counted from today."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from tutor_tui.model.common import Cadence, Level, Mode
from tutor_tui.model.learner import Component, SkillState, Status, Support
from tutor_tui.model.standard import GatewayCode, Grade
from tutor_tui.model.visit import VisitKind, VisitStatus

Days = tuple[int, int]
"""First and last day of a stretch, counted from today; days gone by are negative."""

Booking = Literal["", "today", "window", "soon", "late", "start"]
"""The next visit: none, today, within the window, in the coming days, after the window
closes, or when the programme starts."""

By = Literal["tutor", "learner"]


@dataclass(frozen=True, slots=True)
class Employer:
    """An invented employer, at a postcode of an area that does not exist.

    `contact` is who speaks for them, `mentors` who look after the learners day by day.
    """

    name: str
    postcode: str
    contact: str
    mentors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill as recorded `on` so many days from today, at the start of the programme if None.

    `parts` are the parts of English passed, each by the days from today.
    """

    state: SkillState
    on: int | None = None
    level: Level | None = None
    evidence: str = ""
    parts: Mapping[Component, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """A visit after the last attended one, on some day `within` the stretch."""

    status: VisitStatus
    within: Days
    by: By | None = None
    why: str = ""
    kind: VisitKind = "teaching"


@dataclass(frozen=True, slots=True)
class Remark:
    """A note of the tutor's, so many days from today or from the last change of status."""

    days: int
    text: str
    private: bool = True


GCSES: Mapping[str, Skill] = {
    "english": Skill("exempt", None, "2", "GCSE English Language grade 6, certificate seen"),
    "maths": Skill("exempt", None, "2", "GCSE Mathematics grade 5, certificate seen"),
}


@dataclass(frozen=True, slots=True)
class Story:
    """One learner.

    The programme started in the week `weeks` before today's (never after `begun_by`) and was
    planned for `months`. `breaks` and `statuses` are given by days from today, as is `expected`,
    the forecast end. `lag` is how many percentage points the KSBs lie behind the time gone, below
    0 ahead of it. `hours` is the share of the off-the-job hours expected by now that was done;
    None where no figure was set. `seen` is when the last attended visit was, None where
    it never was or was before the break or the status that holds now.
    """

    given: str
    family: str
    employer: Employer
    weeks: int
    months: int
    age: int | None
    """Full years at the start; None where the date of birth is not known."""
    seen: Days | None = None
    next: Booking = ""
    since: tuple[Event, ...] = ()
    standard: str = "ST1379"
    begun_by: date = date.max
    expected: int | None = None
    mode: Mode = "online"
    breaks: tuple[tuple[int, int | None], ...] = ()
    statuses: tuple[tuple[Status, int], ...] = ()
    cadence: Cadence | None = None
    support: Support = "none"
    bsl: bool = False
    skills: Mapping[str, Skill] = field(default_factory=lambda: GCSES)
    lag: int = 0
    hours: float | None = 1.0
    done: tuple[GatewayCode, ...] = ()
    not_needed: tuple[GatewayCode, ...] = ()
    support_visits: int = 0
    remarks: tuple[Remark, ...] = ()
    """Notes of this learner alone; others are added at visits."""
    adviser: str = ""
    """Somebody else to speak to, besides employer and mentor."""
    second_tutor: bool = False
    """Whether the other tutor sees the learner too."""
    placement: tuple[int, ...] = ()
    """ISO weekdays of a T Level's placement."""
    grades: tuple[Grade, ...] = ()
    """What the methods of the end-point assessment came to, in the standard's order."""


def weekday(on: date, today: date) -> date:
    """The day itself, or from a weekend the nearest weekday further from today."""
    step = timedelta(days=1 if on > today else -1)
    while on.isoweekday() > 5:
        on += step
    return on
