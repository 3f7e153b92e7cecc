"""The weeks of a plan as a grid, a visit and a day told, and a plan changed by hand."""

from datetime import UTC, date, datetime, time, timedelta

from msgspec.structs import replace

from tests.planning.requests import booking, day, need, request, tutor
from tutor_tui.model.tutor import Closure, Leave
from tutor_tui.planning import draft as drafts
from tutor_tui.planning.draft import Draft, DraftVisit
from tutor_tui.planning.needs import Busy
from tutor_tui.workspace import plan_by_hand, plan_told, plan_views, plan_words
from tutor_tui.workspace.plan_views import DayView, People

WHO = People(
    names={"ann": "Ann Lee", "bo": "Bo Hill"},
    short={"ann": "Ann", "bo": "Bo"},
    standing={"support": "Cy Dale"},
)
TODAY = day(0)


def on(draft: Draft, when: date) -> DayView:
    weeks = plan_views.grid(WHO, draft).weeks
    return next(found for week in weeks for found in week if found and found.on == when)


def first(draft: Draft, learner: str = "ann") -> DraftVisit:
    return next(one for one in draft.visits if one.visit.learner == learner)


def test_a_week_has_the_days_that_are_worked() -> None:
    draft = drafts.drafted(request(need(), weeks=2))
    found = plan_views.grid(WHO, draft)
    assert found.weekdays == (1, 2, 3, 4, 5)
    assert [[one.on if one else None for one in week] for week in found.weeks] == [
        [day(7 * week + n) if week < 2 or n == 0 else None for n in range(5)] for week in range(3)
    ]
    assert found.least_rows == 4


def test_a_weekend_is_shown_where_a_visit_is_put_on_it() -> None:
    draft = drafts.drafted(request(need()))
    moved = drafts.moved(draft, first(draft).key, day(6))
    assert plan_views.grid(WHO, moved).weekdays == (1, 2, 3, 4, 5, 7)
    assert on(moved, day(6)).closed == "Sunday"


def test_days_before_today_are_left_out() -> None:
    draft = drafts.drafted(request(need(), today=day(2)))
    assert [found is None for found in plan_views.grid(WHO, draft).weeks[0]] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_what_becomes_of_each_visit_is_told_apart() -> None:
    asked = request(
        need("ann", bookings=(booking(day(3), visit="v1"),)),
        need("bo", seen=-36, bookings=(booking(day(10), visit="v2", fixed=True),)),
    )
    draft = drafts.drafted(asked, pinned={"v2"})
    ann, bo = on(draft, day(3)).entries[0], on(draft, day(10)).entries[0]
    assert (ann.status, ann.hold, ann.days_late, ann.early) == ("kept", "", 0, False)
    assert (bo.status, bo.hold, bo.days_late, bo.early) == ("kept", "pinned", 11, False)
    assert any(
        entry.status == "new"
        for week in plan_views.grid(WHO, draft).weeks
        for found in week
        if found
        for entry in found.entries
    )
    moved = on(drafts.moved(draft, "v1", day(4)), day(4)).entries[0]
    assert (moved.status, moved.hold, moved.key) == ("moved", "pinned", "v1")
    out = on(drafts.dropped(draft, "v1", out=True), day(3))
    assert out.entries[0].status == "dropped"
    assert out.slots == 4


def test_a_visit_before_its_window_is_early() -> None:
    draft = drafts.drafted(request(need(seen=-20)))
    moved = drafts.moved(draft, first(draft).key, day(1))
    assert on(moved, day(1)).entries[0].early


def test_a_day_says_what_room_it_has() -> None:
    draft = drafts.drafted(request(need(bookings=(booking(day(3), "11:00", visit="v1"),))))
    found = on(draft, day(3))
    assert found.slots == 3
    assert found.free == ((time(9), time(11)), (time(12), time(17)))


def test_closed_days_say_why() -> None:
    draft = drafts.drafted(
        request(
            need(),
            tutor=tutor(leave=(Leave(start=day(1), end=day(1)),)),
            closures=(Closure(start=day(2), end=day(2), name="training"),),
        )
    )
    assert [on(draft, day(n)).closed for n in (0, 1, 2)] == ["", "leave", "training"]
    assert on(draft, day(1)).slots == 0


def test_busy_times_and_what_only_stands_there_take_room() -> None:
    busy = Busy(start=datetime(2026, 6, 2, 6, tzinfo=UTC), end=datetime(2026, 6, 3, 9, tzinfo=UTC))
    weekend = Busy(
        start=datetime(2026, 6, 6, 9, tzinfo=UTC), end=datetime(2026, 6, 6, 12, tzinfo=UTC)
    )
    standing = (booking(day(2), "14:00", visit="support", fixed=True),)
    draft = drafts.drafted(request(need(), busy=(busy, weekend), standing=standing))
    taken = on(draft, day(1))
    assert (taken.slots, [one.name for one in taken.entries]) == (0, ["busy 09:00-17:00"])
    half = [(one.status, one.name) for one in on(draft, day(2)).entries]
    assert half[0] == ("busy", "busy 09:00-10:00")
    assert ("stands", "Cy Dale") in half
    assert 6 not in plan_views.grid(WHO, draft).weekdays
    told = plan_told.entry_told(taken, taken.entries[0], TODAY)
    assert told.facts == ("Tue 2 Jun 09:00. Something else takes this time.",)


def test_the_shadow_of_leave_lies_on_its_days() -> None:
    leave = Leave(start=day(35), end=day(46))
    draft = drafts.drafted(request(need(), tutor=tutor(leave=(leave,))))
    cast = [n for n in range(14) if n % 7 < 5 and on(draft, day(n)).shadow]
    # closed from the weekend before to the weekend after: day 33 to day 48
    assert cast == [7, 8, 9, 10, 11]
    told = plan_told.day_told(on(draft, day(7)), TODAY)
    assert told.against == ("who is last seen here cannot be seen on time: 4-19 Jul is closed",)


def test_a_visit_is_told_in_full() -> None:
    draft = drafts.drafted(request(need(seen=-40), weeks=6))
    visit = first(draft)
    told = plan_told.visit_told(WHO, draft, visit.key, None)
    assert told.title == "Ann Lee"
    assert told.facts[0].startswith("Mon 1 Jun 10:00, 60 minutes, online: ")
    assert told.facts[1] == "Window 20-27 May."
    assert told.facts[2].startswith("Also seen ")
    assert told.against == (
        "5 days after the window closes on 27 May",
        "why: overdue already",
    )
    assert plan_views.window_days(draft, visit.key) == {day(n) for n in range(-12, -4)}


def test_what_is_late_is_told_with_proof_and_load() -> None:
    draft = drafts.drafted(request(need(seen=-40)))
    lines = plan_told.late_page(WHO, draft).splitlines()
    [late] = draft.plan.late
    assert lines[0] == f"Ann Lee: {plan_words.late_line(late, TODAY)}"
    assert plan_words.proof_line(draft.plan.proof) in lines
    assert lines[-1] == plan_words.load_line(draft.plan.load)


def test_a_plan_that_by_hand_is_less_late_than_any_is_told_as_such() -> None:
    plan = drafts.drafted(request(need(seen=-40))).plan
    late = plan.proof.late_days
    assert plan_words.proof_line(plan.proof) == f"{late} days late in all; no plan has fewer."
    fewer = replace(plan.proof, late_days=1)
    assert plan_words.proof_line(fewer) == (
        f"1 day late in all; no plan that keeps the rules has fewer than {late}."
    )


def test_a_visit_keeps_its_time_on_another_day_where_that_is_free() -> None:
    asked = request(
        need("ann", bookings=(booking(day(1), "10:00", visit="v1"),)),
        need("bo", bookings=(booking(day(2), "10:00", visit="v2"),)),
    )
    draft = drafts.drafted(asked)
    free = plan_by_hand.placed(draft, "v1", day(3)).of("v1").visit
    assert (free.on, free.start) == (day(3), time(10))
    beside = plan_by_hand.placed(draft, "v1", day(2))
    assert beside.of("v1").visit.start != time(10)
    assert drafts.against(beside, "v1") == ()
    back = plan_by_hand.placed(beside, "v1", day(1)).of("v1").visit
    assert (back.start, back.moved) == (time(10), False)
    closed = plan_by_hand.placed(draft, "v1", day(5)).of("v1").visit
    assert (closed.on, closed.start) == (day(5), time(10))


def test_what_was_changed_by_hand_is_kept_when_it_is_planned_afresh() -> None:
    asked = request(need("ann"), need("bo", bookings=(booking(day(3), visit="v1"),)))
    old = drafts.drafted(asked)
    key = first(old).key
    old = drafts.moved(old, key, day(4), time(15))
    old = drafts.dropped(old, "v1", out=True)
    fresh = drafts.drafted(replace(asked, weeks=8))
    found = plan_by_hand.taken_over(fresh, old)
    ann = first(found)
    assert (ann.visit.on, ann.visit.start, ann.pinned) == (day(4), time(15), True)
    assert found.of("v1").dropped
    assert plan_by_hand.taken_over(fresh, fresh) is fresh


def test_a_visit_that_is_let_move_may_still_move_when_it_is_planned_afresh() -> None:
    asked = request(need("ann", bookings=(booking(day(3), visit="v1", fixed=True),)))
    old = drafts.pinned(drafts.drafted(asked, pinned=["v1"]), "v1", stays=False)
    fresh = drafts.drafted(replace(asked, weeks=8), pinned=["v1"])
    assert fresh.of("v1").pinned
    assert not plan_by_hand.taken_over(fresh, old).of("v1").pinned


def test_where_somebody_else_has_put_a_fixed_visit_meanwhile_it_stays() -> None:
    def fixed(on: date) -> Draft:
        asked = request(need("ann", bookings=(booking(on, visit="v1", fixed=True),)))
        return drafts.drafted(asked, pinned=["v1"])

    fresh = fixed(day(4))
    assert plan_by_hand.taken_over(fresh, fixed(day(3))) is fresh


def test_a_visit_is_found_again_in_a_plan_made_anew() -> None:
    old = drafts.drafted(request(need("bo", seen=-20), need("ann", seen=-30)))
    by_hand = drafts.moved(old, first(old).key, day(25))
    assert plan_by_hand.key_in(by_hand, old, first(old).key) == first(old).key
    last = next(one for one in reversed(old.visits) if one.visit.learner == "bo")
    fresh = drafts.drafted(request(need("bo", seen=-20)))
    found = fresh.of(plan_by_hand.key_in(fresh, old, last.key))
    assert last.key not in (one.key for one in fresh.visits)
    assert (found.visit.learner, found.visit.on) == ("bo", last.visit.on)
    assert plan_by_hand.key_in(fresh, old, first(old).key) == ""


def test_a_visit_that_is_booked_by_now_is_not_looked_for_among_the_new_ones() -> None:
    asked = request(need("ann"))
    old = drafts.drafted(asked)
    there = day(2)
    old = drafts.moved(old, first(old).key, there)
    booked = request(need("ann", bookings=(booking(there, visit="v1"),)))
    fresh = drafts.drafted(booked)
    found = plan_by_hand.taken_over(fresh, old)
    assert [one.visit.on for one in found.visits] == [one.visit.on for one in fresh.visits]


def test_the_nearest_visit_of_a_learner() -> None:
    draft = drafts.drafted(request(need("ann")))
    near = plan_by_hand.nearest(draft, "ann", day(30) + timedelta(days=2))
    assert near is not None
    assert near.visit.on > day(20)
    assert plan_by_hand.nearest(draft, "nobody", day(3)) is None
