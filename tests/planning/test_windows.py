"""From documents to what the planner is asked."""

from datetime import date, time
from typing import Any

import pytest
from msgspec.structs import replace

from tests.planning.requests import tutor
from tests.rules.people import PLAIN, learner, standard, visit
from tutor_tui.model.common import Cadence
from tutor_tui.model.learner import Break, StatusChange
from tutor_tui.model.settings import Settings
from tutor_tui.model.tutor import Leave
from tutor_tui.model.visit import Visit
from tutor_tui.planning.needs import Need
from tutor_tui.planning.windows import district, need

TODAY = date(2026, 2, 20)
SEEN = visit(date(2026, 2, 6), id="v1", tutor="t1")


def d(month: int, day: int) -> date:
    return date(2026, month, day)


def asked(*visits: Visit, today: date = TODAY, **fields: Any) -> Need | None:
    person = learner(**fields)
    return need(person, visits, standard(), PLAIN, today, tutor=tutor())


def spells(found: Need | None) -> list[tuple[date, ...]]:
    """First and last day of each first window, and the spell's last day where it has one."""
    if found is None:
        return []
    return [(s.opens, s.closes, *([s.last] if s.last else [])) for s in found.spells]


def test_the_first_window_follows_the_last_visit_or_the_start() -> None:
    assert spells(asked(SEEN)) == [(d(3, 6), d(3, 13))]
    assert spells(asked()) == [(d(2, 2), d(2, 9))]
    assert spells(asked(today=date(2026, 1, 1))) == [(d(2, 2), d(2, 9))]


def test_a_break_to_come_cuts_the_programme_in_two() -> None:
    found = asked(SEEN, breaks=(Break(start=d(3, 10), end=d(4, 10)),))
    assert spells(found) == [(d(3, 6), d(3, 13), d(3, 9)), (d(5, 8), d(5, 15))]


@pytest.mark.parametrize(
    ("breaks", "expected"),
    [
        ((Break(start=d(2, 10), end=d(4, 10)),), [(d(5, 8), d(5, 15))]),
        ((Break(start=d(2, 10)),), []),
        ((Break(start=d(3, 10)),), [(d(3, 6), d(3, 13), d(3, 9))]),
        (
            (Break(start=d(2, 10), end=d(4, 10)), Break(start=d(4, 1), end=d(5, 1))),
            [(d(5, 29), d(6, 5))],
        ),
        ((Break(start=d(2, 8), end=d(2, 10)),), [(d(3, 10), d(3, 17))]),
    ],
)
def test_breaks(breaks: tuple[Break, ...], expected: list[tuple[date, ...]]) -> None:
    assert spells(asked(SEEN, breaks=breaks)) == expected


def test_who_leaves_the_programme_is_seen_until_then() -> None:
    to_come = (StatusChange(status="gateway", on=d(4, 1)),)
    assert spells(asked(SEEN, statuses=to_come)) == [(d(3, 6), d(3, 13), d(3, 31))]
    assert asked(SEEN, statuses=(StatusChange(status="gateway", on=d(2, 1)),)) is None


def test_the_learners_own_cadence_holds() -> None:
    found = asked(SEEN, cadence=Cadence(min_weeks=2, max_weeks=3))
    assert found is not None
    assert (found.min_days, found.max_days) == (14, 21)
    assert spells(found) == [(d(2, 20), d(2, 27))]


def test_what_is_booked() -> None:
    ahead = visit(d(3, 9), "booked", "09:30", id="v2", tutor="t1", kind="review")
    other = visit(d(4, 9), "booked", id="v3", tutor="t2")
    past = visit(d(2, 9), "booked", id="v4", tutor="t1")
    support = visit(d(3, 1), "booked", id="v5", tutor="t1", kind="support")
    cancelled = visit(d(3, 2), "cancelled", id="v6", tutor="t1")
    found = asked(other, SEEN, ahead, past, support, cancelled)
    assert found is not None
    assert [(b.visit, b.on, b.start, b.kind, b.fixed, b.own) for b in found.bookings] == [
        ("v2", d(3, 9), time(9, 30), "review", False, True),
        ("v3", d(4, 9), None, "teaching", True, False),
    ]
    kept = asked(SEEN, replace(ahead, fixed=True))
    assert kept is not None
    assert kept.bookings[0].fixed


def fixed(*visits: Visit, **tutors: Any) -> list[str]:
    """Which of these bookings the planner leaves where they are; today is 20 February."""
    found = need(learner(), (SEEN, *visits), standard(), PLAIN, TODAY, tutor=tutor(**tutors))
    assert found is not None
    return [one.visit for one in found.bookings if one.fixed]


def test_two_booked_in_one_window_both_stay() -> None:
    # the window runs from 6 to 13 March
    first = visit(d(3, 9), "booked", id="v2", tutor="t1")
    again = visit(d(3, 16), "booked", id="v3", tutor="t1")
    assert fixed(first, again) == ["v2", "v3"]
    assert fixed(first) == []
    # the first is late and will be seen earlier: the second follows it
    late = replace(first, date=d(3, 20))
    assert fixed(late, replace(again, date=d(3, 27))) == []


def test_nothing_stays_of_itself_where_the_tutor_is_away() -> None:
    near = visit(d(2, 21), "booked", id="v2", tutor="t1")
    special = visit(d(3, 9), "booked", id="v3", tutor="t1", kind="observation")
    assert fixed(near, special) == ["v2", "v3"]
    away = (Leave(start=d(2, 21), end=d(3, 10)),)
    assert fixed(near, special, leave=away) == []
    assert fixed(replace(near, fixed=True), leave=away) == ["v2"]


def test_when_the_learner_can_be_seen_and_likes_to_be() -> None:
    away = (Leave(start=d(3, 9), end=d(3, 10)),)
    found = asked(SEEN, never_on=(5,), away=away, preferred_days=(2,), preferred_time=time(9))
    assert found is not None
    assert (found.never_on, found.away) == ((5,), away)
    assert (found.preferred_days, found.preferred_time) == ((2,), time(9))


def test_the_hour_booked_is_londons() -> None:
    found = asked(SEEN, visit(d(6, 9), "booked", "09:30", id="v2", tutor="t1"))
    assert found is not None
    assert found.bookings[0].start == time(10, 30)


def test_places_are_those_of_visits_to_a_workplace() -> None:
    place: dict[str, Any] = {"employer": "Owlbeck Primary", "postcode": "ls1 4dy"}
    at_work, online = asked(SEEN, mode="workplace", **place), asked(SEEN, mode="online", **place)
    assert at_work is not None
    assert online is not None
    assert (at_work.employer, at_work.district) == ("Owlbeck Primary", "LS1")
    assert (online.employer, online.district) == ("", "")


@pytest.mark.parametrize(
    ("postcode", "first"),
    [("LS1 4DY", "LS1"), ("sw1a1aa", "SW1A"), (" M1  1AE", "M1"), ("", ""), ("LS1", "")],
)
def test_the_district_of_a_postcode(postcode: str, first: str) -> None:
    assert district(postcode) == first


def test_reviews_follow_the_rule_of_the_start() -> None:
    early, late = asked(SEEN, original_start=date(2025, 1, 6)), asked(SEEN)
    assert early is not None
    assert late is not None
    assert (early.review_weeks, late.review_weeks) == (Settings().review_weeks, None)
    assert (early.review_due, late.review_due) == (date(2025, 3, 31), d(4, 30))
