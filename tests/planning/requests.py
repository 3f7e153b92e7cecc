"""Requests to plan: small ones told by hand, and random terms and years of a tutor."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from random import Random
from typing import Any

from msgspec.structs import replace

from tutor_tui.model.tutor import Closure, Leave, Tutor
from tutor_tui.planning.needs import Booking, Need, Request, Spell
from tutor_tui.planning.results import Plan

MONDAY = date(2026, 6, 1)
CHRISTMAS = Closure(start=date(2026, 12, 24), end=date(2027, 1, 1), name="Christmas closure")
SPRING = date(2026, 3, 2)
AUTUMN = date(2026, 11, 30)


def tutor(**fields: Any) -> Tutor:
    return Tutor(**{"id": "t1", "name": "Jo Park"} | fields)


def day(number: int) -> date:
    """So many days after the Monday that small requests begin on."""
    return MONDAY + timedelta(days=number)


def need(name: str = "ann", seen: int = -30, **fields: Any) -> Need:
    """A learner last seen so many days from the Monday; the first window follows."""
    low, high = fields.get("min_days", 28), fields.get("max_days", 35)
    spell = Spell(opens=day(seen + low), closes=day(seen + high))
    return Need(**{"learner": name, "spells": (spell,)} | fields)


def request(*needs: Need, **fields: Any) -> Request:
    known: dict[str, Any] = {"tutor": tutor(), "today": MONDAY, "needs": needs}
    return Request(**known | fields)


def booking(on: date, clock: str | None = "10:00", **fields: Any) -> Booking:
    start = time.fromisoformat(clock) if clock else None
    known: dict[str, Any] = {"visit": f"v-{on}", "on": on, "start": start}
    return Booking(**known | fields)


def published(asked: Request, made: Plan) -> Request:
    """The same request once the plan's visits are booked."""
    booked: dict[str, list[Booking]] = {}
    for visit in made.visits:
        booked.setdefault(visit.learner, []).append(
            Booking(
                visit=f"{visit.learner}/{visit.on}",
                on=visit.on,
                start=visit.start,
                minutes=visit.minutes,
                mode=visit.mode,
                kind=visit.kind,
            )
        )
    return with_needs(
        asked,
        [replace(need, bookings=tuple(booked.get(need.learner, ()))) for need in asked.needs],
    )


def with_needs(asked: Request, needs: Sequence[Need]) -> Request:
    return replace(asked, needs=tuple(needs))


def term(
    seed: int,
    learners: int = 50,
    weeks: int = 12,
    *,
    leaves: int = 1,
    differing: float = 0,
    **fields: Any,
) -> Request:
    """A random term or year: leave, Christmas, wishes, and for some rules of their own."""
    random = Random(seed)
    away = []
    for _ in range(leaves):
        start = AUTUMN + timedelta(days=random.randrange(14, weeks * 7 - 20))
        monday = start - timedelta(days=start.weekday())
        away.append(Leave(start=monday, end=monday + timedelta(days=random.choice((4, 4, 11)))))
    return Request(
        tutor=tutor(leave=tuple(away), **fields),
        today=AUTUMN,
        weeks=weeks,
        closures=(CHRISTMAS,),
        needs=tuple(_learner(random, f"l{n:03}", weeks, differing) for n in range(learners)),
    )


def year(seed: int, learners: int = 40) -> Request:
    """A random year from March on with three leaves; everybody was seen in time until then."""
    random = Random(seed)
    away = []
    for _ in range(3):
        monday = SPRING + timedelta(weeks=random.randrange(6, 50))
        away.append(Leave(start=monday, end=monday + timedelta(days=random.choice((4, 4, 11)))))
    return Request(
        tutor=tutor(leave=tuple(away)),
        today=SPRING,
        weeks=52,
        closures=(CHRISTMAS,),
        needs=tuple(
            need(f"l{n:03}", (SPRING - MONDAY).days - 34 * n // learners) for n in range(learners)
        ),
    )


def _learner(random: Random, name: str, weeks: int, differing: float) -> Need:
    seen = AUTUMN - timedelta(days=random.randrange(36))
    visited = random.random() < 0.5
    own: dict[str, Any] = {}
    if random.random() < differing:
        kind = random.randrange(3)
        if kind == 0:
            own["min_days"], own["max_days"] = random.choice(((14, 21), (42, 56), (28, 42)))
        elif kind == 1:
            own["never_on"] = tuple(sorted(random.sample(range(1, 6), random.choice((1, 2)))))
        else:
            start = AUTUMN + timedelta(days=random.randrange(weeks * 7))
            own["away"] = (Leave(start=start, end=start + timedelta(days=13)),)
    low, high = own.get("min_days", 28), own.get("max_days", 35)
    return Need(
        learner=name,
        spells=(Spell(opens=seen + timedelta(days=low), closes=seen + timedelta(days=high)),),
        mode="workplace" if visited else "online",
        employer=f"Employer {random.randrange(12)}" if visited else "",
        district=f"LS{random.randrange(6)}" if visited else "",
        preferred_days=(random.randrange(1, 6),) if random.random() < 0.5 else (),
        preferred_time=time(random.randrange(9, 15)) if random.random() < 0.3 else None,
        review_due=AUTUMN + timedelta(days=random.randrange(80)),
        review_weeks=random.choice((12, None)),
        **own,
    )
