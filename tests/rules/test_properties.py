"""What holds for every learner, every set of visits and every day."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

from tests.rules.people import (
    PLAIN,
    START,
    STEADY,
    TODAYS,
    learner,
    learners,
    standard,
    visit,
    visits,
)
from tutor_tui.model.border import checked
from tutor_tui.model.learner import Break, Learner, StatusChange
from tutor_tui.model.visit import Visit
from tutor_tui.rules.cadence import STATES, State, cadence
from tutor_tui.rules.triage import Verdict, assess, rank


def judge(person: Learner, found: list[Visit], today: date) -> Verdict:
    return assess(person, found, standard(person.standard), PLAIN, today)


@STEADY
@given(learners(), visits(), TODAYS)
def test_every_document_the_border_passes_is_judged(
    person: Learner, found: list[Visit], today: date
) -> None:
    assert checked(person) == person
    assert [checked(visit) for visit in found] == found
    verdict = judge(person, found, today)
    position = verdict.cadence
    assert position.state in STATES
    assert verdict.urgency >= 0
    assert all(reason.weight >= 0 for reason in verdict.reasons)
    windowed = position.state in ("overdue", "due", "booked", "upcoming")
    assert (position.anchor is None) is (position.opens is None) is (position.closes is None)
    assert (position.closes is not None) is windowed
    assert position.days_overdue > 0 if position.state == "overdue" else not position.days_overdue
    if position.anchor and position.opens and position.closes:
        assert person.original_start <= position.anchor <= today
        assert position.anchor < position.opens <= position.closes
        late = position.next_visit is not None and position.next_visit.date > position.closes
        assert position.booked_late is late
    else:
        assert not position.booked_late


@STEADY
@given(learners(), visits(), TODAYS, st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_never_matters(
    person: Learner, found: list[Visit], today: date, random: Random
) -> None:
    shuffled = random.sample(found, len(found))
    other = replace(
        person,
        breaks=tuple(sorted(person.breaks, key=lambda pause: pause.start, reverse=True)),
        skills=dict(reversed(person.skills.items())),
        ksbs=dict(reversed(person.ksbs.items())),
        gateway=dict(reversed(person.gateway.items())),
    )
    verdict = structs.replace(judge(other, shuffled, today), learner=person)
    assert verdict == judge(person, found, today)


@settings(STEADY, max_examples=20)
@given(st.lists(st.tuples(learners(), visits()), max_size=3), st.dates(START, date(2028, 1, 1)))
def test_the_order_of_the_learners_never_matters(
    people: list[tuple[Learner, list[Visit]]], today: date
) -> None:
    verdicts = [
        judge(replace(person, id=str(number)), found, today)
        for number, (person, found) in enumerate(people)
    ]
    ranked = rank(verdicts)
    assert rank(reversed(verdicts)) == ranked
    assert [v.urgency for v in ranked] == sorted((v.urgency for v in ranked), reverse=True)
    left_out = [v for v in verdicts if v.status in ("completed", "withdrawn")]
    assert len(ranked) + len(left_out) == len(verdicts)


@STEADY
@given(learners(), visits(), TODAYS, st.integers(0, 400))
def test_a_visit_held_since_never_makes_anyone_more_overdue(
    person: Learner, found: list[Visit], today: date, ago: int
) -> None:
    assume(today > date(1902, 1, 1))
    before = judge(person, found, today).cadence
    after = judge(person, [*found, visit(today - timedelta(days=ago), id="z")], today).cadence
    assert after.days_overdue <= before.days_overdue
    assert after.misses <= before.misses
    if before.closes and after.closes:
        assert after.closes >= before.closes


@STEADY
@given(
    learners(),
    visits(),
    st.dates(START, date(2028, 1, 1)),
    st.integers(1, 300),
    st.integers(1, 300),
)
def test_a_break_never_makes_anyone_more_overdue(
    person: Learner, found: list[Visit], today: date, ago: int, length: int
) -> None:
    first = today - timedelta(days=ago)
    paused = replace(person, breaks=(Break(start=first, end=first + timedelta(days=length)),))
    steady = replace(person, breaks=())
    before, after = judge(steady, found, today).cadence, judge(paused, found, today).cadence
    assert after.days_overdue <= before.days_overdue


@STEADY
@given(visits(), st.dates(START, date(2027, 6, 1)))
def test_only_an_attended_visit_ends_being_overdue(found: list[Visit], today: date) -> None:
    """Booking, missing and cancelling change nothing of who is overdue."""
    person = learner()
    attended = [one for one in found if one.status == "attended" and one.date <= today]
    with_all, with_attended = (judge(person, some, today).cadence for some in (found, attended))
    assert with_all.anchor == with_attended.anchor
    assert with_all.days_overdue == with_attended.days_overdue


REACHED: dict[State, tuple[Learner, list[Visit], date]] = {
    "overdue": (learner(), [], START + timedelta(days=36)),
    "due": (learner(), [], START + timedelta(days=28)),
    "booked": (
        learner(),
        [visit(START + timedelta(days=35), "booked")],
        START + timedelta(days=28),
    ),
    "upcoming": (learner(), [], START),
    "on_break": (learner(breaks=(Break(start=START),)), [], START),
    "not_started": (learner(), [], START - timedelta(days=1)),
    "not_in_cadence": (
        learner(statuses=(StatusChange(status="gateway", on=START),)),
        [],
        START,
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_reached(state: State) -> None:
    person, found, today = REACHED[state]
    assert cadence(person, found, standard(), PLAIN, today).state == state


def test_a_year_of_days_without_visits_passes_each_state_once_in_order() -> None:
    """Upcoming, due, overdue, a break, and the same again after it."""
    pause = Break(start=START + timedelta(days=100), end=START + timedelta(days=150))
    days = [START + timedelta(days=n) for n in range(-10, 300)]
    states = [
        cadence(learner(breaks=(pause,)), [], standard(), PLAIN, today).state for today in days
    ]
    runs = [state for n, state in enumerate(states) if n == 0 or states[n - 1] != state]
    assert runs == [
        "not_started",
        *("upcoming", "due", "overdue"),
        "on_break",
        *("upcoming", "due", "overdue"),
    ]
    assert Counter(states)["due"] == 2 * 8
    assert Counter(states)["upcoming"] == 2 * 28
