"""Whatever is booked, on leave, on a break or closed: a plan comes of it, and is one."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest

from tests.long import LONG
from tests.planning.requests import booking, day, need, request, tutor
from tests.rules.people import PLAIN, learner, standard, visit
from tutor_tui.london import from_london
from tutor_tui.model.common import Cadence
from tutor_tui.model.learner import Break, Learner, StatusChange
from tutor_tui.model.tutor import Closure, Leave
from tutor_tui.model.visit import Visit
from tutor_tui.planning import windows
from tutor_tui.planning.draft import again, drafted, dropped, moved
from tutor_tui.planning.needs import Busy, Request, Spell
from tutor_tui.planning.plan import plan
from tutor_tui.planning.verify import verify

TODAY = date(2026, 11, 23)


def caseload(seed: int) -> Request:
    """Learners and visits in every state that records can be in, and a tutor who is often away."""
    random = Random(seed)
    who = tutor(
        visits_per_day=random.choice((1, 2, 4, 6)),
        working_days=random.choice(((1, 2, 3, 4, 5), (2, 4), (1, 2, 3, 4, 5, 6, 7))),
        leave=tuple(_days(random, 25) for _ in range(random.randrange(3))),
        nation=random.choice(("ENG", "SCT", "NIR")),
    )
    people = [_person(random, number) for number in range(random.choice((0, 1, 2, 5, 9)))]
    needs = [
        found
        for person, visits in people
        if (found := windows.need(person, visits, standard(), PLAIN, TODAY, tutor=who))
    ]
    asked = {booking.visit for need in needs for booking in need.bookings}
    return Request(
        tutor=who,
        today=TODAY,
        weeks=random.choice((1, 4, 12, 12, 26)),
        needs=tuple(needs),
        closures=tuple(
            Closure(start=away.start, end=away.end, name="closed")
            for away in (_days(random, 8) for _ in range(random.randrange(3)))
        ),
        busy=tuple(_busy(random) for _ in range(random.randrange(4))),
        standing=tuple(
            windows.booking(one, who)
            for _, visits in people
            for one in visits
            if one.date >= TODAY
            and one.tutor == who.id
            and one.status != "cancelled"
            and one.id not in asked
        ),
        earliest=random.choice((time(0), time(11, 10), time(23, 59))),
    )


@pytest.mark.parametrize("seed", range(900 if LONG else 24))
def test_a_plan_comes_of_any_caseload(seed: int) -> None:
    asked, random = caseload(seed), Random(seed)
    assert verify(asked, plan(asked, improve=False)) == ()
    draft = drafted(asked)
    if draft.visits:
        key = random.choice(draft.visits).key
        again(moved(draft, key, _day(random, 0, 80)))
        again(dropped(draft, key, out=True))


def test_a_fixed_visit_before_a_break_says_nothing_of_the_windows_after_it() -> None:
    spells = (
        Spell(opens=day(7), closes=day(14), last=day(7)),
        Spell(opens=day(86), closes=day(93)),
    )
    stands = (booking(day(0), fixed=True), booking(day(36)), booking(day(77), fixed=True))
    asked = request(need(spells=spells, bookings=stands))
    found = plan(asked)
    assert verify(asked, found) == ()
    assert [visit.on for visit in found.visits] == [day(0), day(77)]
    assert found.dropped == (f"v-{day(36)}",)


def test_a_visit_that_stands_in_a_break_keeps_nobody_from_being_seen_before_it() -> None:
    spells = (Spell(opens=day(-7), closes=day(0), last=day(36)),)
    asked = request(need(spells=spells, bookings=(booking(day(38), fixed=True),)))
    found = plan(asked)
    assert verify(asked, found) == ()
    assert len([visit for visit in found.visits if not visit.fixed]) == 2


def _person(random: Random, number: int) -> tuple[Learner, list[Visit]]:
    name = f"l{number}"
    start = _day(random, -300, 40)
    known: dict[str, Any] = {
        "id": name,
        "original_start": start,
        "planned_end": start + timedelta(days=500),
        "breaks": _breaks(random),
    }
    if random.random() < 0.2:
        known["never_on"] = tuple(sorted(random.sample(range(1, 8), random.choice((1, 2, 5)))))
    if random.random() < 0.2:
        known["away"] = (_days(random, 30),)
    if random.random() < 0.15:
        least = random.choice((1, 2, 6, 8))
        known["cadence"] = Cadence(min_weeks=least, max_weeks=least + random.randrange(3))
    if random.random() < 0.1:
        leaves = StatusChange(status="gateway", on=_day(random, -10, 80))
        known["statuses"] = (leaves,)
    if random.random() < 0.3:
        known["preferred_time"] = time(random.randrange(7, 20), random.choice((0, 17, 30)))
    visits = [_visit(random, name, f"v{number}-{n}") for n in range(random.randrange(6))]
    return learner(**known), visits


def _breaks(random: Random) -> tuple[Break, ...]:
    if random.random() < 0.5:
        return ()
    start = _day(random, -80, 80)
    first = Break(start=start, end=start + timedelta(days=random.randrange(1, 60)))
    assert first.end is not None
    if random.random() < 0.5:
        return (first,)
    return (first, Break(start=first.end + timedelta(days=random.randrange(1, 60))))


def _visit(random: Random, who: str, name: str) -> Visit:
    on = _day(random, -60, 110)
    status = random.choice(("booked", "booked", "booked", "attended", "not_attended", "cancelled"))
    if on > TODAY and status == "not_attended":
        status = "booked"
    start = None
    if random.random() < 0.8:
        clock = time(random.randrange(7, 19), random.choice((0, 15, 30)))
        start = from_london(datetime.combine(on, clock))
    minutes = random.choice((30, 60, 60, 90, 240))
    return visit(
        on,
        status,
        id=name,
        learner=who,
        tutor=random.choice(("t1", "t1", "t1", "t2")),
        start=start,
        end=start + timedelta(minutes=minutes) if start else None,
        kind=random.choice(("teaching",) * 5 + ("review", "induction", "support")),
        fixed=random.random() < 0.15,
    )


def _day(random: Random, first: int, end: int) -> date:
    return TODAY + timedelta(days=random.randrange(first, end))


def _days(random: Random, longest: int) -> Leave:
    start = _day(random, -10, 90)
    return Leave(start=start, end=start + timedelta(days=random.randrange(longest)))


def _busy(random: Random) -> Busy:
    start = datetime.combine(_day(random, 0, 80), time(random.randrange(24)), tzinfo=UTC)
    return Busy(start=start, end=start + timedelta(hours=random.choice((1, 3, 9, 100))))
