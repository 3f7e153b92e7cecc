"""An occupational standard: one version of one programme of the catalogue."""

from datetime import date
from typing import Literal

from tutor_tui.model.common import Cadence, Level, Line, Name, Shape

ProgrammeKind = Literal["apprenticeship", "t_level"]
Grade = Literal["fail", "pass", "merit", "distinction"]
GatewayCode = Literal[
    "duration",
    "employer",
    "ready",
    "english",
    "maths",
    "ict",
    "safeguarding",
    "portfolio",
    "ksbs",
    "hours",
    "organisation",
]


class Ksb(Shape, frozen=True, kw_only=True):
    """One knowledge, skill or behaviour statement, such as K6."""

    code: Name
    text: Line


class Duty(Shape, frozen=True, kw_only=True):
    """A duty of the occupation; `ksbs` is empty where the map is not known."""

    number: int
    text: Line
    ksbs: tuple[str, ...] = ()


class RequiredSkill(Shape, frozen=True, kw_only=True):
    """A functional skill the programme asks for, with its level."""

    subject: Literal["english", "maths", "ict", "safeguarding"]
    level: Level


class AssessmentMethod(Shape, frozen=True, kw_only=True):
    """One method of the end-point assessment. What is not known is None or empty.

    `ksbs` is the map of KSBs to the method: empty until a person fills it in. `minutes` is
    the whole method's length; points are those of the method's own mark scheme.
    """

    id: Name
    name: Name
    minutes: int | None = None
    min_questions: int | None = None
    rules: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    grades: tuple[Grade, ...] = ()
    points: int | None = None
    pass_points: int | None = None
    distinction_points: int | None = None
    ksbs: tuple[str, ...] = ()


class GradeRow(Shape, frozen=True, kw_only=True):
    """These grades of the methods, in any order, give this overall grade."""

    methods: tuple[Grade, ...]
    overall: Grade


class Standard(Shape, frozen=True, kw_only=True):
    """One version of one programme. A fact that is not known is None or empty.

    `unconfirmed` names the fields whose value is not confirmed by a source. `cadence` is None
    where the general visit cadence holds; `has_cadence` is False where none does unless set
    for the learner. `placement_days` and `placement_hours` are a T Level's minimum.
    `last_funded_start` is the last start that is funded, where funding for new starts is being
    withdrawn. `otj_hours` is the figure published for starts from 1 August 2025: the least hours
    of off-the-job training, before prior learning is taken off.
    """

    id: Name
    version: str | None = None
    name: Name
    kind: ProgrammeKind = "apprenticeship"
    known: bool = True
    starts_from: date | None = None
    starts_to: date | None = None
    last_funded_start: date | None = None
    level: int | None = None
    lars: int | None = None
    months_to_gateway: int | None = None
    epa_months: int | None = None
    max_funding: int | None = None
    otj_hours: int | None = None
    has_cadence: bool = True
    cadence: Cadence | None = None
    ksbs: tuple[Ksb, ...] = ()
    duties: tuple[Duty, ...] = ()
    skills: tuple[RequiredSkill, ...] = ()
    gateway: tuple[GatewayCode, ...] = ()
    methods: tuple[AssessmentMethod, ...] = ()
    grading: tuple[GradeRow, ...] = ()
    distinction_total: int | None = None
    placement_days: int | None = None
    placement_hours: int | None = None
    unconfirmed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    source: Line = ""
    licence: Line = ""

    @property
    def label(self) -> str:
        """The id, with the version where there is one: `ST1379 v1.2`."""
        return f"{self.id} v{self.version}" if self.version else self.id
