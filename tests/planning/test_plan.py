"""What a plan does beside being on time: bookings kept, wishes met, reviews laid, all told."""

from collections import Counter
from datetime import date, time
from typing import Any

import pytest
from msgspec.structs import replace

from tests.planning.requests import (
    MONDAY,
    booking,
    day,
    need,
    published,
    request,
    term,
    tutor,
    with_needs,
)
from tutor_tui.model.learner import Break
from tutor_tui.model.tutor import Closure, Leave
from tutor_tui.planning.needs import Need, Request, Spell
from tutor_tui.planning.plan import plan
from tutor_tui.planning.results import Plan
from tutor_tui.planning.verify import verify


def made(asked: Request) -> Plan:
    """The plan, once it is found to be one."""
    found = plan(asked)
    assert verify(asked, found) == ()
    return found


def days(found: Plan, learner: str = "ann") -> list[int]:
    return [(visit.on - MONDAY).days for visit in found.visits if visit.learner == learner]


def test_each_window_opens_and_closes_by_the_visit_before() -> None:
    found = made(request(need(seen=-30)))
    first, second, third = found.visits
    assert (first.opens, first.closes) == (day(-2), day(5))
    for before, after in ((first, second), (second, third)):
        assert (after.opens - before.on).days == 28
        assert (after.closes - before.on).days == 35
    assert found.late == ()


def test_nobody_to_see_is_an_empty_plan() -> None:
    found = made(request())
    assert (found.visits, found.late, found.proof.least_late_days) == ((), (), 0)


def test_a_learner_without_a_window_is_not_planned_and_loses_the_booking() -> None:
    found = made(request(need(spells=(), bookings=(booking(day(3)),))))
    assert (found.visits, found.dropped) == ((), (f"v-{day(3)}",))


def test_a_plan_reaches_from_today_to_the_last_day_of_its_weeks() -> None:
    found = made(request(need(seen=-30), weeks=52))
    assert (found.today, found.ends) == (MONDAY, day(364))
    assert found.visits[-1].on <= day(364)
    assert day(364) <= found.visits[-1].on + (day(35) - day(0))


# Bookings


def test_what_is_published_stays_where_nothing_has_changed() -> None:
    for differing in (0, 0.3):
        asked = term(1, learners=30, differing=differing)
        before = made(asked)
        after = made(published(asked, before))
        assert [(v.learner, v.on, v.start) for v in after.visits if v.booking] == [
            (v.learner, v.on, v.start) for v in before.visits
        ]
        assert not any(visit.moved for visit in after.visits)
        assert after.dropped == ()


def test_leave_moves_few_more_than_the_visits_that_lie_in_it() -> None:
    asked = term(4)
    before = made(asked)
    away = Leave(start=date(2027, 1, 18), end=date(2027, 1, 20))
    here = [visit for visit in before.visits if away.start <= visit.on <= away.end]
    then = published(asked, before)
    leave = (*then.tutor.leave, away)
    after = made(replace(then, tutor=replace(then.tutor, leave=leave)))
    moved = [visit for visit in after.visits if visit.moved]
    assert len(here) > 3
    assert len(here) <= len(moved) <= len(here) * 1.5
    assert after.proof.late_days == after.proof.least_late_days


def test_a_booking_is_moved_rather_than_made_anew() -> None:
    found = made(request(need(bookings=(booking(day(5), "14:00"),)), weeks=2))
    [visit] = found.visits
    assert (visit.booking, visit.moved, visit.start) == (f"v-{day(5)}", True, time(14))


def test_a_booking_no_window_asks_for_is_dropped() -> None:
    twice = (booking(day(3)), booking(day(4)))
    found = made(request(need(bookings=twice), weeks=2))
    assert len(found.visits) == 1
    assert len(found.dropped) == 1


def test_a_booking_beyond_the_horizon_is_left_alone() -> None:
    found = made(request(need(bookings=(booking(day(40)),)), weeks=2))
    assert (found.visits[0].booking, found.dropped) == ("", ())


def test_a_fixed_booking_is_planned_round() -> None:
    stands = booking(day(34), "11:00", fixed=True)
    found = made(request(need(seen=-30, bookings=(stands,)), need("ben", seen=-30)))
    [fixed] = [visit for visit in found.visits if visit.fixed]
    assert (fixed.on, fixed.start, fixed.days_late) == (day(34), time(11), 0)
    first, at, *_ = days(found)
    assert at == 34
    assert 28 <= at - first <= 35


def test_another_tutors_booking_counts_and_takes_no_slot() -> None:
    theirs = booking(day(1), fixed=True, own=False)
    one = tutor(visits_per_day=1)
    closed = Closure(start=day(2), end=day(11))
    seen = [need("ann", bookings=(theirs,)), need("ben", -34)]
    found = made(request(*seen, tutor=one, weeks=2, closures=(closed,)))
    assert [v.learner for v in found.visits if not v.fixed] == ["ben"]
    assert found.proof.late_days == 0


# Wishes


def off_wish(asked: Request, found: Plan) -> int:
    wished = {one.learner: one.preferred_days for one in asked.needs}
    return sum(
        bool(wished[visit.learner]) and visit.on.isoweekday() not in wished[visit.learner]
        for visit in found.visits
    )


@pytest.mark.parametrize("seed", range(2))
def test_wishes_are_met_and_nobody_is_later_for_it(seed: int) -> None:
    asked = term(seed)
    plain, better = plan(asked, improve=False), made(asked)
    assert better.proof.late_days == plain.proof.late_days
    assert off_wish(asked, better) * 2 < off_wish(asked, plain)
    journeys = [
        len({(place[v.learner], v.on) for v in found.visits if place[v.learner]})
        / sum(bool(place[v.learner]) for v in found.visits)
        for found in (plain, better)
        for place in [{one.learner: one.district for one in asked.needs}]
    ]
    assert journeys[1] < journeys[0]


def test_a_preferred_weekday_and_time_are_met() -> None:
    found = made(request(need(preferred_days=(4,), preferred_time=time(13, 15))))
    assert {(visit.on.isoweekday(), visit.start) for visit in found.visits} == {(4, time(13, 15))}


def test_one_employer_is_visited_on_one_day() -> None:
    at = {"mode": "workplace", "employer": "Owlbeck Primary"}
    needs = [need(f"l{n}", -30 + n, **at) for n in range(3)]
    found = made(request(*needs, weeks=2))
    assert len({visit.on for visit in found.visits}) == 1


def test_days_are_evened_where_nothing_speaks_against_it() -> None:
    found = made(request(*[need(f"l{n}") for n in range(10)], weeks=1))
    assert max(Counter(visit.on for visit in found.visits).values()) == 2


def test_nobody_is_left_where_leave_after_the_horizon_takes_the_whole_window() -> None:
    # the window of a visit on days 49 to 53 would lie in it
    away = Leave(start=day(76), end=day(90))
    needs = [need(f"l{n}", 17) for n in range(3)]
    found = made(request(*needs, weeks=10, tutor=tutor(leave=(away,))))
    last = {visit.learner: (visit.on - MONDAY).days for visit in found.visits}
    assert all(number <= 47 or number >= 56 for number in last.values())


# Reviews


def kinds(**fields: Any) -> list[str]:
    found = made(request(need(seen=-30, **fields)))
    return [visit.kind for visit in found.visits]


@pytest.mark.parametrize(
    ("due", "weeks", "expected"),
    [
        (day(20), 12, ["review", "teaching", "review"]),
        (day(20), 20, ["review", "teaching", "teaching"]),
        (day(45), None, ["teaching", "review", "teaching"]),
        (day(-10), 4, ["review", "review", "review"]),
        (day(80), 12, ["teaching", "teaching", "review"]),
        (day(130), 12, ["teaching", "teaching", "teaching"]),
    ],
)
def test_the_last_visit_before_a_review_is_due_is_the_review(
    due: date, weeks: int | None, expected: list[str]
) -> None:
    assert kinds(review_due=due, review_weeks=weeks) == expected


def test_a_visit_booked_as_a_review_is_the_review() -> None:
    booked = (booking(day(2), kind="review"),)
    assert kinds(review_due=day(45), bookings=booked) == ["review", "teaching", "teaching"]


def test_a_break_puts_the_next_review_off() -> None:
    spells = (
        Spell(opens=day(-2), closes=day(5), last=day(6)),
        Spell(opens=day(62), closes=day(69)),
    )
    pause = Break(start=day(7), end=day(34))
    assert kinds(spells=spells, review_due=day(3), review_weeks=5, breaks=(pause,)) == [
        "review",
        "review",
    ]
    assert kinds(spells=spells, review_due=day(3), review_weeks=12, breaks=(pause,)) == [
        "review",
        "teaching",
    ]


# What is late, and why


def why(asked: Request) -> list[str]:
    return [late.why for late in made(asked).late]


def test_a_window_without_slots_names_what_closes_them() -> None:
    asked = request(
        need(seen=-28),
        weeks=4,
        tutor=tutor(leave=(Leave(start=day(0), end=day(9)),)),
        closures=(Closure(start=day(9), end=day(11), name="training"),),
    )
    assert why(asked) == ["1-8 Jun: no slot (leave)"]


def test_more_learners_than_slots_are_counted() -> None:
    asked = request(*[need(f"l{n}") for n in range(9)], weeks=1, tutor=tutor(visits_per_day=1))
    assert set(why(asked)) == {"1-6 Jun: 9 learners due, 5 slots"}


def test_who_is_overdue_is_counted_among_those_due_and_what_keeps_them_waiting_is_told() -> None:
    seen = [need("ann", -45), need("ben", -40), need("cy", -35)]
    asked = request(*seen, weeks=1, tutor=tutor(visits_per_day=1))
    assert sorted(why(asked)) == [
        "1 Jun: 3 learners due, 1 slot",
        "overdue already",
        "overdue; 1 Jun: 1 slot taken",
    ]


def test_a_visit_that_stays_where_it_is_late_says_so() -> None:
    stands = booking(day(9), fixed=True)
    assert why(request(need(bookings=(stands,)), weeks=3)) == [
        "the visit of 10 Jun stays where it is booked"
    ]


def test_visits_are_counted_where_learners_are_due_more_than_once() -> None:
    asked = request(*[need(f"l{n}", -35) for n in range(9)], tutor=tutor(visits_per_day=1))
    closed = replace(asked, closures=(Closure(start=day(2), end=day(34)),))
    told = " ".join(why(closed))
    assert " learners due, " in told
    assert " visits due, " in told


def test_what_was_late_before_the_plan_says_so() -> None:
    [late] = made(request(need(seen=-40), weeks=2)).late
    assert (late.closes, late.planned, late.days_late) == (day(-5), day(0), 5)
    assert late.why == "overdue already"


def test_a_learner_who_cannot_be_seen_says_so() -> None:
    asked = request(need(seen=-30, away=(Leave(start=day(0), end=day(5)),)), weeks=2)
    assert why(asked) == ["1-6 Jun: the learner cannot be seen"]


def test_days_that_lead_into_leave_are_told() -> None:
    # whoever is seen before day 8 has the next window in the leave
    away = Leave(start=day(28), end=day(46))
    asked = request(need(seen=-30), weeks=10, tutor=tutor(leave=(away,)))
    found = made(asked)
    assert [late.why for late in found.late][:1] == [
        "1-6 Jun: 1 learner due, 0 slots that lead to a window with slots"
    ]


def test_a_gap_still_open_at_the_end_counts() -> None:
    asked = request(need(seen=-30), weeks=2, tutor=tutor(leave=(Leave(start=day(0), end=day(30)),)))
    [late] = made(asked).late
    assert (late.planned, late.closes, late.days_late) == (None, day(5), 9)


def test_the_load_is_told_beside_what_can_be_carried() -> None:
    load = made(request(*[need(f"l{n}") for n in range(10)], weeks=4)).load
    assert (load.learners, load.needed_a_week) == (10, 2)
    assert load.slots_a_week == pytest.approx(21 * 4 * 7 / 29, abs=0.01)


def test_longer_visits_take_more_of_a_day() -> None:
    short, long = (
        made(request(*[need(f"l{n}", minutes=m) for n in range(4)], weeks=1)) for m in (60, 200)
    )
    assert long.proof.late_days == short.proof.late_days == 0
    assert max(Counter(visit.on for visit in long.visits).values()) <= 2


def test_needs_of_different_length_share_a_day() -> None:
    needs: list[Need] = [need("ann", minutes=240), need("ben", minutes=60)]
    found = made(with_needs(request(weeks=1), needs))
    assert {visit.minutes for visit in found.visits} == {240, 60}
