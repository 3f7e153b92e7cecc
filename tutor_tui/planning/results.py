"""What a plan says."""

from datetime import date, time

from msgspec import Struct

from tutor_tui.model.common import Mode
from tutor_tui.model.visit import VisitKind
from tutor_tui.planning.needs import Booking


class PlannedVisit(Struct, frozen=True, kw_only=True):
    """One visit of the plan, and the window it was owed in.

    `booking` is the id of the booked visit that it keeps or moves, empty where it is new;
    `moved` says that its day or time is another. A `fixed` one stands as it was booked, its
    `start`, a London time, None where only the day is known; every other has one.
    """

    learner: str
    on: date
    start: time | None
    minutes: int
    mode: Mode
    kind: VisitKind
    opens: date
    closes: date
    days_late: int
    booking: str = ""
    moved: bool = False
    fixed: bool = False


def as_booked(learner: str, booking: Booking) -> PlannedVisit:
    """A booking of the learner as it stands; until a window is found, its own day is one."""
    return PlannedVisit(
        learner=learner,
        on=booking.on,
        start=booking.start,
        minutes=booking.minutes,
        mode=booking.mode,
        kind=booking.kind,
        opens=booking.on,
        closes=booking.on,
        days_late=0,
        booking=booking.visit,
        fixed=booking.fixed,
    )


class Late(Struct, frozen=True, kw_only=True):
    """A window that closes without a visit: the day planned, None where there is none by then.

    `days_late` run to the visit, else to the horizon's end, or to the break that stops the
    clock. `why` says what is in the way, in days, learners and slots.
    """

    learner: str
    closes: date
    planned: date | None
    days_late: int
    why: str


class Proof(Struct, frozen=True, kw_only=True):
    """How good the plan is: no plan has fewer late days than `least_late_days`.

    Where `late_days`, the plan's own, are as many, nobody is later than must be. Only slots on
    the `binding` days, or on days now closed, would make the least less.
    """

    least_late_days: int
    late_days: int
    binding: tuple[date, ...]


class Load(Struct, frozen=True, kw_only=True):
    """The visits a week that the learners' rules ask for at least, and those the days can carry.

    Both are averages over the horizon.
    """

    learners: int
    needed_a_week: float
    slots_a_week: float


class Plan(Struct, frozen=True, kw_only=True):
    """Visits from `today` to the day `ends`, in order of day, time and learner.

    `dropped` are the ids of booked visits in the horizon that no window asks for any more.
    """

    tutor: str
    today: date
    ends: date
    visits: tuple[PlannedVisit, ...]
    late: tuple[Late, ...]
    proof: Proof
    load: Load
    dropped: tuple[str, ...] = ()
