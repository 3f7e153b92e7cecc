"""A tutor: name, login, working pattern and leave; days on which nobody is seen."""

from datetime import date, time
from typing import Annotated, Literal

from tutor_tui.model.common import Limits, Line, Name, Shape, Weekday

Nation = Literal["ENG", "WLS", "SCT", "NIR"]


class Leave(Shape, frozen=True, kw_only=True):
    """Days away, both ends included."""

    start: date
    end: date


class Closure(Shape, frozen=True, kw_only=True):
    """Days on which nobody is seen, both ends included.

    A provider's closure, a day added by hand, or a bank holiday of the government's list. It
    holds in the nations named, in all where none is.
    """

    start: date
    end: date
    name: Name = "closed"
    nations: tuple[Nation, ...] = ()


class Tutor(Shape, frozen=True, kw_only=True):
    """One tutor, the owner of one caseload. Hours of the day are London time.

    The times in the calendars `busy_files`, paths on this machine, are kept free of visits.
    """

    id: str
    rev: int = 0
    name: Name
    login: Line = ""
    email: Line = ""
    working_days: Annotated[tuple[Weekday, ...], Limits(min_length=1)] = (1, 2, 3, 4, 5)
    day_start: time = time(9)
    day_end: time = time(17)
    visits_per_day: Annotated[int, Limits(ge=1, le=20)] = 4
    nation: Nation = "ENG"
    leave: tuple[Leave, ...] = ()
    busy_files: tuple[Line, ...] = ()
