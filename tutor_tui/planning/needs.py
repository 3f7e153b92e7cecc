"""What the planner is asked: who is to be seen when, by whom, and what stands already."""

from datetime import date, datetime, time

from msgspec import Struct

from tutor_tui.model.common import Mode
from tutor_tui.model.learner import Break
from tutor_tui.model.tutor import Closure, Leave, Tutor
from tutor_tui.model.visit import VisitKind

WEEKS = 12
MOST_WEEKS = 52
VISIT_MINUTES = 60


class Booking(Struct, frozen=True, kw_only=True):
    """A visit that is booked already: on that day, from a London time if it has one.

    One that is `fixed` is never moved. One that is not `own` is another tutor's: it counts for
    the learner and takes none of this tutor's time.
    """

    visit: str
    on: date
    start: time | None = None
    minutes: int = VISIT_MINUTES
    mode: Mode = "online"
    kind: VisitKind = "teaching"
    fixed: bool = False
    own: bool = True


class Spell(Struct, frozen=True, kw_only=True):
    """A stretch of the programme without a break, and the first window in it.

    `last` is its last day, None where no end is known; the clocks stop after it.
    """

    opens: date
    closes: date
    last: date | None = None


class Need(Struct, frozen=True, kw_only=True):
    """One learner's claim on the tutor's days.

    The next window opens `min_days` and closes `max_days` after the day of the visit before.
    On days `away` and on ISO weekdays `never_on` the learner cannot be seen. `employer` and
    `district`, the first part of a postcode, are empty where the learner is not visited at a
    place. `review_due` is the last day for the next review, None where none is to come, and
    the one after it follows by `review_weeks`, or by three calendar months where that is None.
    """

    learner: str
    spells: tuple[Spell, ...]
    min_days: int = 28
    max_days: int = 35
    bookings: tuple[Booking, ...] = ()
    away: tuple[Leave, ...] = ()
    never_on: tuple[int, ...] = ()
    minutes: int = VISIT_MINUTES
    mode: Mode = "online"
    employer: str = ""
    district: str = ""
    preferred_days: tuple[int, ...] = ()
    preferred_time: time | None = None
    review_due: date | None = None
    review_weeks: int | None = None
    breaks: tuple[Break, ...] = ()


class Busy(Struct, frozen=True, kw_only=True):
    """Time that something else takes, between two zone-aware instants."""

    start: datetime
    end: datetime


class Request(Struct, frozen=True, kw_only=True):
    """All that a plan follows from: the same request always gives the same plan.

    `standing` are visits of the tutor's that take time and are nobody's need here: of learners
    outside the cadence, of kinds that do not count, held today. Nothing is put before the
    London time `earliest` of today.
    """

    tutor: Tutor
    today: date
    weeks: int = WEEKS
    needs: tuple[Need, ...] = ()
    closures: tuple[Closure, ...] = ()
    busy: tuple[Busy, ...] = ()
    standing: tuple[Booking, ...] = ()
    earliest: time = time(0)
