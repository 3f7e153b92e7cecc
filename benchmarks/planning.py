"""Planning visits: a tutor's year beside CP-SAT's proof, and a hundred tutors' terms."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from time import process_time

from benchmarks.measure import Row, interleaved
from benchmarks.setting import Setting
from tutor_tui.model.tutor import Closure, Leave, Tutor
from tutor_tui.planning.chains import Case, case
from tutor_tui.planning.needs import Need, Request, Spell
from tutor_tui.planning.plan import plan
from tutor_tui.planning.verify import verify
from tutor_tui.workspace import plans

SPRING = date(2026, 3, 2)
CHRISTMAS = Closure(start=date(2026, 12, 24), end=date(2027, 1, 1), name="Christmas closure")
PROOF_SECONDS = 60
"""CP-SAT is given no longer; its figure is then what it took at the least."""


def rows(setting: Setting) -> Iterator[Row]:
    """A year of 60 learners, and a term of 5,000; seconds of the processor."""
    runs = max(setting.runs // 3, 1)
    year = request(0, learners=60, weeks=52)
    proof = _proof(case(year), plan(year).proof.late_days)
    least, better = interleaved(
        runs,
        lambda: _timed([year], improve=False),
        lambda: _timed([year], improve=True),
    )
    beside = f"CP-SAT's proof, {PROOF_SECONDS} s at most"
    yield Row(
        what="60 learners for 52 weeks: least late, dealt, verified",
        ours=least,
        unit="s",
        beside=beside,
        theirs=proof,
        most=0.05,
    )
    yield Row(
        what="the same: its time",
        ours=least,
        unit="s",
        beside="with wishes",
        theirs=better,
        most=0.15,
        bounds="figure",
    )
    yield Row(
        what="the same, with wishes",
        ours=better,
        unit="s",
        beside=beside,
        theirs=proof,
        most=1.2,
        bounds="figure",
    )
    drafted, planned = _from_documents(setting, runs)
    yield Row(
        what="60 learners for 52 weeks, drafted from their documents and compared with them",
        ours=drafted,
        unit="s",
        beside="the same request, planned with wishes and verified",
        theirs=planned,
        most=1.3,
    )
    terms = [request(seed, learners=50, weeks=12) for seed in range(100)]
    least, better = interleaved(
        1,
        lambda: _timed(terms, improve=False, verified=False),
        lambda: _timed(terms[:10], improve=True) / 10,
    )
    yield Row(
        what="5,000 learners of 100 tutors for 12 weeks: least late, dealt",
        ours=least,
        unit="s",
        beside="one tutor's with wishes",
        theirs=better,
        most=1.5,
        bounds="figure",
    )
    yield Row(
        what="one of these tutors, with wishes",
        ours=better,
        unit="s",
        beside="all tutors, least late",
        theirs=least,
        most=0.3,
        bounds="figure",
    )


def _from_documents(setting: Setting, runs: int) -> tuple[float, float]:
    """The seconds of a year's draft from a caseload as it is kept, and of its planning alone."""
    opened = setting.workspace(60).open()
    [tutor] = opened.tutor_ids()
    asked = plans.drafted(opened, opened.caseload(tutor), weeks=52).request

    def drafted() -> float:
        began = process_time()
        caseload = opened.caseload(tutor)
        found = plans.drafted(opened, caseload, weeks=52)
        assert plans.changes(opened, caseload, found)
        return process_time() - began

    figures = interleaved(runs, drafted, lambda: _timed([asked], improve=True))
    opened.close()
    return figures[0], figures[1]


def request(seed: int, *, learners: int, weeks: int) -> Request:
    """A tutor's random leave; learners last seen evenly until today, half of them with wishes."""
    random = Random(seed)
    away = []
    for _ in range(max(weeks // 17, 1)):
        monday = SPRING + timedelta(weeks=random.randrange(6, weeks))
        away.append(Leave(start=monday, end=monday + timedelta(days=random.choice((4, 4, 11)))))
    return Request(
        tutor=Tutor(id=f"t{seed}", name="Jo Park", leave=tuple(away)),
        today=SPRING,
        weeks=weeks,
        closures=(CHRISTMAS,),
        needs=tuple(_need(random, number, learners) for number in range(learners)),
    )


def _need(random: Random, number: int, learners: int) -> Need:
    seen = SPRING - timedelta(days=34 * number // learners)
    visited = random.random() < 0.5
    return Need(
        learner=f"l{number}",
        spells=(Spell(opens=seen + timedelta(days=28), closes=seen + timedelta(days=35)),),
        employer=f"Employer {random.randrange(12)}" if visited else "",
        district=f"LS{random.randrange(6)}" if visited else "",
        preferred_days=(random.randrange(1, 6),) if random.random() < 0.5 else (),
    )


def _timed(asked: list[Request], *, improve: bool, verified: bool = True) -> float:
    """The seconds of planning all, and of verifying the plans."""
    began = process_time()
    for one in asked:
        made = plan(one, improve=improve)
        assert not verified or not verify(one, made)
    return process_time() - began


def _proof(made: Case, least_late_days: int) -> float:
    """The processor's seconds until CP-SAT has proved the least lateness, on one worker."""
    from ortools.sat.python import cp_model

    began = process_time()
    model = cp_model.CpModel()
    on: dict[int, list[cp_model.IntVar]] = {day: [] for day in made.open_days}
    late = []
    for chain in made.chains:
        seen = {
            day: model.new_bool_var("")
            for day in made.open_days
            if chain.opens <= day <= chain.last
        }
        for day, is_seen in seen.items():
            on[day].append(is_seen)
        for start in range(made.end + 1):
            span = [seen[day] for day in range(start, start + chain.low) if day in seen]
            model.add_at_most_one(span)
        for day in range(max(chain.closes, 0), chain.until):
            span = [seen[n] for n in range(day - chain.high + 1, day + 1) if n in seen]
            late.append(model.new_bool_var(""))
            model.add_bool_or([*span, late[-1]])
    for day, here in on.items():
        model.add(sum(here) <= made.slots[day])
    model.minimize(sum(late))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = PROOF_SECONDS
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    assert not found or solver.objective_value >= least_late_days
    return process_time() - began
