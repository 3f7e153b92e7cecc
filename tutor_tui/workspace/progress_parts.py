"""The parts of a progress update: the fields that learner and employer may read, and no others."""

from datetime import date

from msgspec import Struct

from tutor_tui.model.common import Mode
from tutor_tui.model.folder import Decision
from tutor_tui.model.learner import KsbState, Signer, SkillState
from tutor_tui.model.standard import GatewayCode, Grade
from tutor_tui.model.visit import VisitKind, VisitStatus
from tutor_tui.rules.gateway import ItemState
from tutor_tui.rules.ksbs import Pace


class Period(Struct, frozen=True):
    """The days the update tells of, both included, and why it begins there."""

    start: date
    end: date
    why: str


class PastVisit(Struct, frozen=True, kw_only=True):
    """A visit of the period that has an outcome; minutes are None where they are not known."""

    on: date
    kind: VisitKind
    mode: Mode
    status: VisitStatus
    minutes: int | None
    otj_minutes: int


class NextVisit(Struct, frozen=True, kw_only=True):
    """The next visit; `when` is its day and, where it has one, its time, in words."""

    on: date
    when: str
    kind: VisitKind
    mode: Mode


class Ksb(Struct, frozen=True, kw_only=True):
    """One KSB, its words and its state, and the day that was set, where it is known."""

    code: str
    text: str
    state: KsbState
    on: date | None


class Ksbs(Struct, frozen=True, kw_only=True):
    """The KSBs in numbers and in words, and one by one: K, S, B by number."""

    met: int
    submitted: int
    total: int
    expected: int
    pace: Pace
    text: str
    each: tuple[Ksb, ...]


class Skill(Struct, frozen=True, kw_only=True):
    """One functional skill, its state also in words."""

    subject: str
    state: SkillState
    outstanding: bool
    on: date | None
    text: str


class Hours(Struct, frozen=True, kw_only=True):
    """Off-the-job training in whole hours, None where not known, and the minutes of the period."""

    planned: int | None
    actual: int | None
    expected: int | None
    by_plan: int | None
    behind: int | None
    minimum: int | None
    period_minutes: int
    text: str


class HeldReview(Struct, frozen=True, kw_only=True):
    """A progress review, and who has signed it when."""

    on: date
    signed: dict[Signer, date]


class AgreedAction(Struct, frozen=True, kw_only=True):
    """An action, open while `done` is None."""

    text: str
    owner: Signer
    due: date | None
    done: date | None


class FiledEvidence(Struct, frozen=True, kw_only=True):
    """A piece of evidence that was filed or decided on in the period."""

    on: date
    title: str
    ksbs: tuple[str, ...]
    decision: Decision
    decided: date | None


class GatewayItem(Struct, frozen=True, kw_only=True):
    """An item of the gateway, who owes it, and what it rests on."""

    code: GatewayCode
    label: str
    state: ItemState
    owes: str
    text: str


class Gateway(Struct, frozen=True, kw_only=True):
    """The way to the gateway: its day, reached or forecast, and what the forecast waits for."""

    items: tuple[GatewayItem, ...]
    reached: bool
    forecast: date | None
    waits_for: str


class Method(Struct, frozen=True, kw_only=True):
    """A method of the end-point assessment."""

    name: str
    result: Grade | None
    booked: date | None
    text: str


class SharedNote(Struct, frozen=True, kw_only=True):
    """A note that was marked as shareable."""

    on: date
    text: str
