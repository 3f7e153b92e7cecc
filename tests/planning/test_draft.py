"""A plan in a person's hands."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.planning.requests import booking, day, need, published, request, term, tutor
from tutor_tui.model.tutor import Closure, Leave
from tutor_tui.planning import draft as drafts
from tutor_tui.planning.draft import Draft, DraftVisit
from tutor_tui.planning.needs import Busy
from tutor_tui.planning.plan import plan

SEEN = -30


def of(draft: Draft, learner: str, number: int = 0) -> DraftVisit:
    return [one for one in draft.visits if one.visit.learner == learner][number]


def places(draft: Draft) -> list[tuple[str, object, object]]:
    return [(one.visit.learner, one.visit.on, one.visit.start) for one in draft.visits]


def test_a_draft_is_the_plan_and_says_what_is_new() -> None:
    asked = request(need("ann", bookings=(booking(day(2)),)), need("bo"))
    draft = drafts.drafted(asked)
    assert draft.plan == plan(asked)
    ann, bo = of(draft, "ann"), of(draft, "bo")
    assert (ann.key, ann.new, ann.changes, bo.new, bo.changes) == (
        f"v-{day(2)}",
        False,
        False,
        True,
        True,
    )


def test_a_move_inside_the_window_says_nothing_and_the_next_window_follows_it() -> None:
    draft = drafts.drafted(request(need("ann")))
    first = of(draft, "ann")
    later = drafts.moved(draft, first.key, day(3), time(14))
    now = of(later, "ann")
    assert (now.visit.on, now.visit.start, now.pinned) == (day(3), time(14), True)
    assert drafts.against(later, first.key) == ()
    assert of(later, "ann", 1).visit.opens == day(3 + 28)


def test_a_move_outside_the_window_says_by_how_much() -> None:
    draft = drafts.drafted(request(need("ann", seen=-20)))
    key = of(draft, "ann").key
    early = drafts.moved(draft, key, day(3))
    assert drafts.against(early, key) == ("5 days before the window opens on 9 Jun",)
    late = drafts.moved(draft, key, day(17))
    assert drafts.against(late, key)[0] == "2 days after the window closes on 16 Jun"
    assert late.plan.proof.late_days == draft.plan.proof.late_days + 2
    assert [one.days_late for one in late.plan.late] == [2]


@pytest.mark.parametrize(
    ("number", "clock", "words"),
    [
        (5, "10:00", "6 Jun is closed: Saturday"),
        (2, "10:00", "3 Jun is closed: leave"),
        (3, "10:00", "4 Jun is closed: training"),
        (1, "08:00", "08:00 lies outside the working hours"),
        (1, "16:30", "16:30 lies outside the working hours"),
        (1, "10:30", "another visit is at 10:00"),
        (1, "14:30", "busy at 14:30"),
        (4, "10:00", "the learner cannot be seen on a Friday"),
        (8, "10:00", "the learner is away"),
        (-3, "10:00", "29 May has passed"),
    ],
)
def test_what_speaks_against_a_place(number: int, clock: str, words: str) -> None:
    away = (Leave(start=day(8), end=day(8)),)
    busy = Busy(
        start=datetime.combine(day(1), time(14), UTC), end=datetime.combine(day(1), time(15), UTC)
    )
    asked = request(
        need("ann", never_on=(5,), away=away),
        tutor=tutor(leave=(Leave(start=day(2), end=day(2)),)),
        closures=(Closure(start=day(3), end=day(3), name="training"),),
        standing=(booking(day(1), "10:00", visit="other"),),
        busy=(busy,),
    )
    draft = drafts.drafted(asked)
    key = of(draft, "ann").key
    put = drafts.moved(draft, key, day(number), time.fromisoformat(clock))
    assert words in drafts.against(put, key)


def test_more_visits_than_a_day_holds_are_said() -> None:
    draft = drafts.drafted(request(need("ann"), need("bo"), tutor=tutor(visits_per_day=1)))
    ann, bo = of(draft, "ann"), of(draft, "bo")
    put = drafts.moved(draft, ann.key, bo.visit.on, time(16))
    assert "2 visits on" in drafts.against(put, ann.key)[0]


def test_anothers_visit_to_the_learner_takes_nothing_of_the_tutors_day() -> None:
    theirs = booking(day(2), fixed=True, own=False)
    asked = request(need("ann", bookings=(theirs,)), need("bo"), tutor=tutor(visits_per_day=1))
    draft = drafts.drafted(asked, held=[theirs.visit])
    bo = of(draft, "bo")
    put = drafts.moved(draft, bo.key, day(2), time(10))
    assert drafts.against(put, bo.key) == ()


def test_a_swap_changes_places_and_pins_both() -> None:
    draft = drafts.drafted(request(need("ann", seen=-33), need("bo", seen=-28)))
    ann, bo = of(draft, "ann"), of(draft, "bo")
    after = drafts.swapped(draft, ann.key, bo.key)
    assert after.of(ann.key).visit.on == bo.visit.on
    assert after.of(bo.key).visit.on == ann.visit.on
    assert after.of(ann.key).pinned
    assert after.of(bo.key).pinned
    back = drafts.swapped(after, ann.key, bo.key)
    assert places(back) == places(draft)


def test_what_is_pinned_stays_when_planned_anew_and_the_rest_goes_round_it() -> None:
    draft = drafts.drafted(request(need("ann"), need("bo"), tutor=tutor(visits_per_day=1)))
    ann, bo = of(draft, "ann"), of(draft, "bo")
    put = drafts.again(drafts.moved(draft, ann.key, bo.visit.on, bo.visit.start))
    assert put.of(ann.key).visit.on == bo.visit.on
    assert put.of(ann.key).pinned
    assert of(put, "bo").visit.on != bo.visit.on
    assert not drafts.against(put, of(put, "bo").key)
    free = drafts.again(drafts.pinned(put, ann.key, stays=False))
    assert places(free) == places(draft)


def test_what_is_fixed_stays_until_it_is_let_move() -> None:
    far = booking(day(20), fixed=True)
    draft = drafts.drafted(request(need("ann", bookings=(far,))), pinned=[far.visit])
    one = draft.of(far.visit)
    assert (one.pinned, one.stays, one.visit.on) == (True, False, day(20))
    free = drafts.again(drafts.pinned(draft, far.visit, stays=False))
    assert free.of(far.visit).visit.moved
    assert not free.plan.late


def test_what_stays_of_itself_is_not_pinned_by_a_person() -> None:
    far = booking(day(20), fixed=True)
    draft = drafts.drafted(request(need("ann", bookings=(far,))))
    one = drafts.again(draft).of(far.visit)
    assert (one.pinned, one.stays, one.visit.on) == (False, True, day(20))


def test_what_is_held_cannot_be_moved() -> None:
    held = booking(day(2), fixed=True, own=False)
    draft = drafts.drafted(request(need("ann", bookings=(held,))), held=[held.visit])
    assert drafts.moved(draft, held.visit, day(3)) == draft
    assert drafts.dropped(draft, held.visit, out=True) == draft


def test_what_is_dropped_is_out_and_its_window_open() -> None:
    draft = drafts.drafted(request(need("ann")))
    key = of(draft, "ann").key
    out = drafts.dropped(draft, key, out=True)
    assert not out.of(key).changes
    assert [visit.learner for visit in out.plan.visits].count("ann") == 2
    assert out.plan.proof.late_days > 0
    assert drafts.dropped(out, key, out=False).plan.visits == draft.plan.visits


def test_a_booking_no_window_asks_for_is_left_out_and_can_be_taken_in() -> None:
    close = (booking(day(2)), booking(day(9)))
    draft = drafts.drafted(request(need("ann", bookings=close), weeks=3))
    [out] = [one for one in draft.visits if one.dropped]
    assert (out.new, out.changes) == (False, True)
    assert not drafts.dropped(draft, out.key, out=False).of(out.key).changes


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    seed=st.integers(0, 10_000), moves=st.lists(st.tuples(st.integers(0, 200), st.integers(-9, 9)))
)
def test_planned_anew_pins_stay_and_nobody_else_is_put_where_they_may_not(
    seed: int, moves: list[tuple[int, int]]
) -> None:
    asked = term(seed, learners=12, weeks=6, differing=0.3)
    asked = published(asked, plan(asked, improve=False))
    draft = drafts.drafted(asked)
    for number, by in moves:
        one = draft.visits[number % len(draft.visits)]
        on = max(one.visit.on + timedelta(days=by), asked.today)
        if on <= draft.plan.ends:
            draft = drafts.moved(draft, one.key, on)
    pins = {one.key: one.visit.on for one in draft.visits if one.pinned}
    anew = drafts.again(draft)
    assert {key: anew.of(key).visit.on for key in pins} == pins
    for one in anew.visits:
        if not one.pinned and not one.dropped:
            words = drafts.against(anew, one.key)
            assert not [word for word in words if "after the window" not in word]
