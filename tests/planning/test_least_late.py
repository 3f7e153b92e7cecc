"""Nobody is late who need not be: against exhaustive search, CP-SAT and counting."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from msgspec.structs import replace

from tests.long import LONG
from tests.planning.oracles import can_be_on_time, cp_sat, earliest_deadline_first, exhaustive
from tests.planning.requests import day, request, term, tutor, with_needs, year
from tutor_tui.model.tutor import Closure
from tutor_tui.planning.chains import case
from tutor_tui.planning.needs import Need, Request, Spell
from tutor_tui.planning.plan import plan
from tutor_tui.planning.verify import verify


def small(seed: int, *, differing: bool) -> Request:
    """Up to four learners on windows of days rather than weeks, a slot or two, days closed."""
    random = Random(seed)
    needs = []
    for number in range(random.randrange(1, 5)):
        low = random.choice((3, 4)) if differing else 4
        high = low + (random.randrange(4) if differing else 2)
        seen = day(-random.randrange(high + 3))
        needs.append(
            Need(
                learner=f"l{number}",
                spells=(
                    Spell(opens=seen + timedelta(days=low), closes=seen + timedelta(days=high)),
                ),
                min_days=low,
                max_days=high,
                never_on=(random.randrange(1, 8),) if differing and random.random() < 0.5 else (),
            )
        )
    closed = [day(random.randrange(14)) for _ in range(random.randrange(6))]
    return request(
        *needs,
        weeks=2,
        closures=tuple(Closure(start=on, end=on) for on in closed),
        tutor=tutor(visits_per_day=random.choice((1, 1, 2)), working_days=(1, 2, 3, 4, 5, 6, 7)),
    )


@pytest.mark.parametrize("seed", range(400 if LONG else 80))
def test_no_plan_at_all_is_less_late_where_all_share_one_rule(seed: int) -> None:
    asked = small(seed, differing=False)
    made = plan(asked)
    least = exhaustive(case(asked))
    assert (made.proof.late_days, made.proof.least_late_days) == (least, least)
    assert verify(asked, made) == ()


@pytest.mark.parametrize("seed", range(400 if LONG else 60))
def test_where_rules_differ_what_is_proved_holds(seed: int) -> None:
    asked = small(seed, differing=True)
    made = plan(asked)
    least = exhaustive(case(asked))
    assert made.proof.least_late_days <= least <= made.proof.late_days
    assert verify(asked, made) == ()


def test_where_rules_differ_nine_in_ten_small_plans_are_the_least_late() -> None:
    later = []
    for seed in range(400 if LONG else 30):
        asked = small(seed, differing=True)
        later.append(plan(asked, improve=False).proof.late_days - exhaustive(case(asked)))
    assert sum(days > 0 for days in later) <= len(later) / 10


@pytest.mark.parametrize("seed", range(8 if LONG else 1))
def test_where_rules_differ_cp_sat_finds_little_less_in_its_time(seed: int) -> None:
    pytest.importorskip("ortools", reason="ortools is not installed")
    asked = term(seed, learners=40, differing=0.5)
    found, bound = cp_sat(case(asked), 60 if LONG else 3)
    made = plan(asked)
    assert bound <= made.proof.late_days <= found * 1.1 + 3
    assert made.proof.least_late_days <= found


@pytest.mark.parametrize("seed", range(12 if LONG else 2))
def test_cp_sat_finds_no_term_less_late(seed: int) -> None:
    pytest.importorskip("ortools", reason="ortools is not installed")
    asked = term(seed, learners=30)
    found, bound = cp_sat(case(asked), 60 if LONG else 4)
    assert bound <= plan(asked).proof.late_days <= found


@pytest.mark.parametrize("seed", range(100 if LONG else 5))
def test_a_year_is_wholly_on_time_wherever_that_is_possible(seed: int) -> None:
    asked = year(seed)
    made = plan(asked, improve=LONG)
    assert (made.proof.late_days == 0) is can_be_on_time(case(asked))
    assert made.proof.late_days == made.proof.least_late_days
    assert made.proof.late_days <= earliest_deadline_first(case(asked))
    assert verify(asked, made) == ()


def test_both_answers_occur_among_the_years() -> None:
    years = Counter(can_be_on_time(case(year(seed))) for seed in range(5))
    assert years[True]
    assert years[False]


# What changes nothing, and what never makes it worse


@pytest.mark.parametrize("seed", range(3))
def test_more_slots_never_make_anybody_later(seed: int) -> None:
    before = plan(term(seed, visits_per_day=3), improve=False).proof.late_days
    after = plan(term(seed, visits_per_day=4), improve=False).proof.late_days
    assert after <= before
    away = term(seed)
    here = replace(away, tutor=replace(away.tutor, leave=()))
    assert plan(here, improve=False).proof.late_days <= plan(away, improve=False).proof.late_days


@pytest.mark.parametrize("differing", [0, 0.4])
def test_the_order_of_learners_changes_nothing(differing: float) -> None:
    asked = term(3, learners=30, differing=differing)
    turned = with_needs(asked, asked.needs[::-1])
    assert plan(turned) == plan(asked)


@pytest.mark.parametrize("differing", [0, 0.4])
def test_names_change_nothing_but_names(differing: float) -> None:
    asked = term(4, learners=30, differing=differing)
    other = {one.learner: f"x{Random(one.learner).random()}" for one in asked.needs}
    renamed = with_needs(asked, [replace(one, learner=other[one.learner]) for one in asked.needs])
    expected = [replace(visit, learner=other[visit.learner]) for visit in plan(asked).visits]
    assert sorted(plan(renamed).visits, key=repr) == sorted(expected, key=repr)


def test_the_same_request_gives_the_same_plan() -> None:
    assert plan(term(5, differing=0.2)) == plan(term(5, differing=0.2))


@pytest.mark.parametrize("seed", range(4))
def test_only_slots_on_binding_days_make_the_least_less(seed: int) -> None:
    asked = term(seed)
    made = plan(asked, improve=False)
    assert made.proof.binding
    assert least_with_slots(asked, set(made.proof.binding)) < made.proof.least_late_days
    others = {day.on for day in case(asked).days if not day.closed} - set(made.proof.binding)
    assert least_with_slots(asked, others) == made.proof.least_late_days


def least_with_slots(asked: Request, more: set[date]) -> int:
    """The least late days were there one more slot on each of these days."""
    from tutor_tui.planning.spread import spread

    made = case(asked)
    slots = [n + (one.on in more) for n, one in zip(made.slots, made.days, strict=True)]
    return spread(made, slots, made.chains, 28, 35).late_days + made.lost
