"""A plan that breaks any rule is found out, and what is wrong is said."""

from datetime import UTC, datetime, time
from typing import Any

import pytest
from msgspec.structs import replace

from tests.planning.requests import booking, day, need, request, tutor
from tutor_tui.model.tutor import Closure, Leave
from tutor_tui.planning.needs import Busy, Request, Spell
from tutor_tui.planning.plan import plan
from tutor_tui.planning.results import Plan
from tutor_tui.planning.verify import verify

ASKED = request(need("ann", -30), need("ben", -30), need("cat", -20), weeks=6)
MADE = plan(ASKED)


def changed(made: Plan, number: int = 0, **fields: Any) -> Plan:
    """The plan with one of its visits another."""
    visits = list(made.visits)
    visits[number] = replace(visits[number], **fields)
    return replace(made, visits=tuple(visits))


def said(asked: Request, made: Plan) -> str:
    return "; ".join(verify(asked, made))


def test_a_plan_of_the_planners_is_right() -> None:
    assert verify(ASKED, MADE) == ()
    assert len(MADE.visits) >= 3


FIRST = MADE.visits[0]
MEETING = Busy(
    start=datetime.combine(FIRST.on, time(8), tzinfo=UTC),
    end=datetime.combine(FIRST.on, time(16), tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"on": day(5)}, "not a working day"),
        ({"on": day(49)}, "outside"),
        ({"on": day(-1)}, "outside"),
        ({"start": None}, "without a time"),
        ({"start": time(8, 59)}, "outside working hours"),
        ({"start": time(16, 1)}, "outside working hours"),
        ({"start": time(23, 30)}, "outside working hours"),
        ({"learner": "dan"}, "nobody asked"),
        ({"opens": day(-1)}, "window of"),
        ({"closes": day(9)}, "window of"),
        ({"days_late": 1}, "window of"),
        ({"booking": "v9"}, "not known"),
    ],
)
def test_a_visit_that_is_wrong(fields: dict[str, Any], words: str) -> None:
    assert words in said(ASKED, changed(MADE, **fields))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"tutor": tutor(leave=(Leave(start=FIRST.on, end=FIRST.on),))}, "on leave"),
        ({"closures": (Closure(start=FIRST.on, end=FIRST.on),)}, "while closed"),
        ({"busy": (MEETING,)}, "busy"),
        ({"standing": (booking(FIRST.on, "09:00", minutes=1),) * 4}, "on one day"),
        ({"standing": (booking(FIRST.on, "09:00", minutes=480),)}, "two visits at once"),
        ({"today": day(1)}, "outside"),
    ],
)  # fmt: skip
def test_a_day_that_is_not_the_tutors(fields: dict[str, Any], words: str) -> None:
    wrong = said(replace(ASKED, **fields), MADE)
    assert words in wrong


def test_a_bank_holiday_is_seen() -> None:
    asked = request(need(seen=62), weeks=14)
    made = plan(asked)
    august = changed(made, on=day(91))  # 31 August
    assert "bank holiday" in said(asked, august)


def test_what_the_learner_cannot() -> None:
    away = need("ann", -30, away=(Leave(start=FIRST.on, end=FIRST.on),))
    never = need("ann", -30, never_on=(FIRST.on.isoweekday(),))
    for other in (away, never):
        asked = replace(ASKED, needs=(other, *ASKED.needs[1:]))
        made = changed(MADE, learner="ann")
        assert "cannot be seen" in said(asked, made)


def test_a_visit_before_its_window_opens() -> None:
    ann = next(n for n, visit in enumerate(MADE.visits) if visit.learner == "cat")
    assert "in no window" in said(ASKED, changed(MADE, ann, on=day(1)))


def test_two_visits_too_near_each_other() -> None:
    extra = replace(FIRST, on=day(14), start=time(9))
    made = replace(MADE, visits=(*MADE.visits, extra))
    assert "was seen on" in said(ASKED, made)


def test_two_visits_at_once() -> None:
    second = replace(MADE.visits[1], on=FIRST.on, start=FIRST.start)
    assert "two visits at once" in said(
        ASKED, replace(MADE, visits=(FIRST, second, *MADE.visits[2:]))
    )


def test_what_the_plan_says_of_itself() -> None:
    assert "days late, its visits" in said(
        ASKED, replace(MADE, proof=replace(MADE.proof, late_days=5))
    )
    assert "fewer than the least" in said(
        ASKED, replace(MADE, proof=replace(MADE.proof, least_late_days=9))
    )
    dropped = replace(MADE, visits=MADE.visits[1:])
    assert "list of late visits" in said(ASKED, dropped)


def test_a_fixed_booking_stays_and_none_is_lost() -> None:
    stands = booking(day(2), fixed=True)
    asked = request(need(bookings=(stands,)), need("ben", bookings=(booking(day(1)),)), weeks=2)
    made = plan(asked)
    assert verify(asked, made) == ()
    moved = [replace(v, on=day(3)) if v.fixed else v for v in made.visits]
    assert "is fixed on" in said(asked, replace(made, visits=tuple(moved)))
    lost = [replace(v, booking="") for v in made.visits if not v.fixed]
    assert "lost or doubled" in said(asked, replace(made, visits=tuple(lost)))
    told = [replace(v, moved=not v.moved) for v in made.visits]
    assert "told wrongly" in said(asked, replace(made, visits=tuple(told)))


def test_a_visit_in_a_break() -> None:
    spells = (Spell(opens=day(0), closes=day(5), last=day(1)),)
    asked = request(need(spells=spells), weeks=2)
    made = plan(asked)
    assert verify(asked, made) == ()
    late = replace(made, visits=(replace(FIRST, learner="ann", on=day(3)),))
    assert "in no window" in said(asked, late)
