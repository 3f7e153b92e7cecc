"""The learner: who they are, their programme, breaks, skills, KSB states and declarations."""

from datetime import date, time
from typing import Any, Literal

from msgspec import field

from tutor_tui.model.common import (
    Cadence,
    Hours,
    Level,
    Line,
    Mode,
    Name,
    Note,
    Points,
    Shape,
    Total,
    Weekday,
    WeekHours,
)
from tutor_tui.model.standard import Grade
from tutor_tui.model.tutor import Leave

Status = Literal["on_programme", "gateway", "completed", "withdrawn"]
"""The stored status. `on_break` follows from the breaks and is never stored."""

SkillState = Literal[
    "decision_needed",
    "not_started",
    "working_towards",
    "booked",
    "failed",
    "achieved",
    "exempt",
    "opted_out",
]
Component = Literal["reading", "writing", "speaking"]
"""What Functional Skills English is made of; speaking includes listening and communicating."""

Signer = Literal["learner", "employer", "tutor"]
"""Who signs a progress review, and who may owe an action."""

KsbState = Literal["none", "submitted", "met"]
Support = Literal["none", "plan", "assessment"]
"""`plan`: an education, health and care plan or legacy statement;
`assessment`: a professional's evidence-based assessment without a plan."""


class Break(Shape, frozen=True, kw_only=True):
    """A break in learning, half-open: `end` is the day of return, None while open."""

    start: date
    end: date | None = None


class StatusChange(Shape, frozen=True, kw_only=True):
    """From `on` the learner has this status, until a later change."""

    status: Status
    on: date


class SkillRecord(Shape, frozen=True, kw_only=True):
    """What the tutor has recorded of one functional skill.

    `components` are the parts passed, each with its day; only English has parts.
    """

    state: SkillState
    on: date | None = None
    level: Level | None = None
    evidence: Line = ""
    components: dict[Component, date] = field(default_factory=dict)


class KsbRecord(Shape, frozen=True, kw_only=True):
    """The state of one KSB and the day it was set."""

    state: KsbState
    on: date | None = None


class Declaration(Shape, frozen=True, kw_only=True):
    """A gateway item somebody has declared done or not needed."""

    state: Literal["done", "not_needed"]
    on: date | None = None


class Review(Shape, frozen=True, kw_only=True):
    """A progress review of employer, learner and tutor; complete when all three have signed.

    `visit` is the id of the visit it was held at, where it was.
    """

    on: date
    signed: dict[Signer, date] = field(default_factory=dict)
    visit: Line = ""
    note: Note = ""


class Action(Shape, frozen=True, kw_only=True):
    """Something agreed that is still to be done, and who owes it."""

    text: Name
    owner: Signer
    agreed: date
    due: date | None = None


class Placement(Shape, frozen=True, kw_only=True):
    """What a T Level's learner has served of the industry placement."""

    days: Total = 0
    minutes: Total = 0


class Attempt(Shape, frozen=True, kw_only=True):
    """One attempt at a method of the end-point assessment. `result` is None until it is known.

    A method that was failed is attempted again; the failed attempt is kept.
    """

    method: Name
    on: date | None = None
    result: Grade | None = None
    points: Points | None = None
    note: Line = ""


class Learner(Shape, frozen=True, kw_only=True):
    """One learner on one programme.

    `original_start` is the first start, kept through breaks and restarts; it chooses the
    standard's version and the funding-rule year. `planned_end` is fixed once set;
    `expected_end` is the forecast. Hours are whole hours of off-the-job training.
    `imported` holds the ILR's last values of the fields it owns, `edited` the names of those
    a person has since changed, so that an import never undoes an edit.

    `otj_plan` are the hours planned by month (`2026-09`), where the tutor has a plan of their
    own. `logged_minutes` and `placement` sum up the hours logged in the learner's folder, so
    that no rule has to read it. `prior_hours` are taken off the hours planned for prior
    learning, `weekly_hours` are worked in a week. `second_tutor` is a tutor's id.

    Visits are planned on `preferred_days` and at `preferred_time`, London's, where that can be;
    never on the weekdays `never_on` and the days `away`.
    """

    id: str
    rev: int = 0
    tutor: str
    ref: Name
    given_name: Line = ""
    family_name: Name
    ukprn: Line = ""
    uln: Line = ""
    born: date | None = None
    email: Line = ""
    postcode: Line = ""
    employer: Line = ""
    mode: Mode = "online"
    link: Line = ""
    standard: Name
    standard_version: str | None = None
    original_start: date
    planned_end: date
    expected_end: date | None = None
    statuses: tuple[StatusChange, ...] = ()
    breaks: tuple[Break, ...] = ()
    cadence: Cadence | None = None
    support: Support = "none"
    bsl: bool = False
    skills: dict[str, SkillRecord] = field(default_factory=dict)
    ksbs: dict[str, KsbRecord] = field(default_factory=dict)
    gateway: dict[str, Declaration] = field(default_factory=dict)
    otj_planned: Hours | None = None
    otj_actual: Hours | None = None
    otj_plan: dict[str, Hours] = field(default_factory=dict)
    logged_minutes: Total = 0
    placement: Placement = field(default_factory=Placement)
    prior_hours: Hours | None = None
    weekly_hours: WeekHours | None = None
    reviews: dict[str, Review] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    attempts: dict[str, Attempt] = field(default_factory=dict)
    organisation: Line = ""
    second_tutor: Line = ""
    preferred_days: tuple[Weekday, ...] = ()
    preferred_time: time | None = None
    never_on: tuple[Weekday, ...] = ()
    away: tuple[Leave, ...] = ()
    imported: dict[str, Any] = field(default_factory=dict)
    edited: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Given name and family name, as spoken."""
        return f"{self.given_name} {self.family_name}".strip()
