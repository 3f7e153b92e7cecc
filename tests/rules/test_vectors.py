"""The field's rules, sections 3 to 10, as figures that must come out: one table."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tests.rules.people import ON_TRACK, PLAIN, learner, standard, visit
from tutor_tui.model.learner import (
    Attempt,
    Break,
    KsbRecord,
    Placement,
    Review,
    SkillRecord,
    StatusChange,
)
from tutor_tui.model.standard import Grade
from tutor_tui.model.visit import Visit
from tutor_tui.rules.assessment import assessment
from tutor_tui.rules.cadence import cadence
from tutor_tui.rules.forecast import forecast
from tutor_tui.rules.gateway import OWES, gateway, minimum_duration
from tutor_tui.rules.hours import hours, minimum_hours
from tutor_tui.rules.ksb_methods import by_method, heat_map
from tutor_tui.rules.ksbs import ksbs
from tutor_tui.rules.placement import placement
from tutor_tui.rules.reviews import next_due, reviews
from tutor_tui.rules.skills import components, skills

ADULT = date(1990, 1, 1)


def d(text: str) -> date:
    return date.fromisoformat(text)


def person(start: str = "2026-01-05", weeks: int = 78, **fields: Any) -> Any:
    begins = d(start)
    known = {"original_start": begins, "planned_end": begins + timedelta(weeks=weeks)}
    return learner(**known | fields)


# section 3


def window(today: str, *found: Visit, **fields: Any) -> tuple[Any, ...]:
    verdict = cadence(person(**fields), found, standard(), PLAIN, d(today))
    return verdict.state, str(verdict.opens), str(verdict.closes), verdict.days_overdue


SEEN = visit(d("2026-02-06"))
PAUSE = Break(start=d("2026-02-20"), end=d("2026-04-10"))


# section 4


def due(start: str, last: str) -> str:
    return str(next_due(person(start), d(last), PLAIN, d(last)))


# section 5


def skill(subject: str, today: str = "2026-03-01", of: str = "ST1379", **fields: Any) -> Any:
    [verdict] = [
        found
        for found in skills(person(**fields), standard(of), d(today))
        if found.subject == subject
    ]
    return verdict.state, verdict.level, verdict.outstanding, verdict.note


def record(state: Any, **fields: Any) -> dict[str, SkillRecord]:
    return {"maths": SkillRecord(state=state, **fields)}


def parts_left(*passed: Any) -> tuple[str, ...]:
    english = SkillRecord(
        state="working_towards", components=dict.fromkeys(passed, d("2026-02-01"))
    )
    verdict = components(person(skills={"english": english}), standard(), d("2026-03-01"))
    assert verdict
    return verdict.left


# section 6


def pace(days: int, met: int = 0, **fields: Any) -> tuple[int, str]:
    """On the so many-th day of 400, of 100 KSBs."""
    start = d("2026-01-01")
    codes = [replace(standard().ksbs[0], code=f"K{n}") for n in range(1, 101)]
    states = {f"K{n}": KsbRecord(state="met") for n in range(1, met + 1)}
    who = learner(original_start=start, planned_end=start + timedelta(400), ksbs=states, **fields)
    verdict = ksbs(who, replace(standard(), ksbs=tuple(codes)), PLAIN, start + timedelta(days))
    return verdict.expected, verdict.pace


def fragile() -> str:
    return " ".join(row.code for row in heat_map(person(), standard()) if row.fragile)


# section 7


def least(start: str, weeks: int = 78, published: int | None = None, **fields: Any) -> int | None:
    programme = replace(standard(), otj_hours=published)
    return minimum_hours(person(start, weeks, **fields), programme, PLAIN).hours


def expected_hours(days: int, **fields: Any) -> int | None:
    """On the so many-th day of 400, of 200 hours."""
    start = d("2026-01-01")
    who = learner(
        original_start=start, planned_end=start + timedelta(400), otj_planned=200, **fields
    )
    return hours(who, [], standard(), PLAIN, start + timedelta(days)).expected


# section 8


def served(start: str, months: int | None = None, **fields: Any) -> str:
    programme = replace(standard(), months_to_gateway=months)
    return str(minimum_duration(person(start, **fields), programme, d("2030-01-01")).served_on)


# section 9


def items(**fields: Any) -> dict[str, str]:
    who, today = person(**fields), d("2026-11-30")
    verdict = gateway(
        who,
        standard(),
        skills(who, standard(), today),
        ksbs(who, standard(), PLAIN, today),
        hours(who, [], standard(), PLAIN, today),
        today,
    )
    return {item.code: item.state for item in verdict.items}


def gateway_day(today: str, **fields: Any) -> str:
    known = ON_TRACK | {"otj_planned": 400, "otj_actual": 400} | fields
    return str(forecast(person("2026-01-01", **known), [], standard(), PLAIN, d(today)).on)


# section 10


def overall(*results: Grade) -> Grade | None:
    methods = ("observation", "discussion")
    attempts = {
        method: Attempt(method=method, on=d("2027-02-01"), result=result)
        for method, result in zip(methods, results, strict=True)
    }
    return assessment(person(attempts=attempts), standard(), d("2027-03-01")).overall


def by_points(observed: int, discussed: int, grade: Grade | None = "pass") -> tuple[Any, ...]:
    attempts = {
        "a": Attempt(method="observation", on=d("2027-02-01"), points=observed),
        "b": Attempt(method="discussion", on=d("2027-02-01"), points=discussed, result=grade),
    }
    verdict = assessment(person(attempts=attempts), standard("ST0148"), d("2027-03-01"))
    return verdict.methods[0].result, verdict.methods[1].result, verdict.overall


def epa() -> tuple[str, str]:
    gate = (StatusChange(status="gateway", on=d("2027-02-01")),)
    found = assessment(person(statuses=gate), standard(), d("2027-03-01")).window
    assert found
    return str(found.opens), str(found.closes)


def served_placement(days: int, hours: int) -> bool:
    who = person(placement=Placement(days=days, minutes=hours * 60))
    verdict = placement(who, standard("TLEVEL-SMS"))
    assert verdict
    return verdict.done


def unsigned(*signers: Any) -> list[tuple[str, ...]]:
    on = d("2026-03-02")
    held = Review(on=on, signed=dict.fromkeys(signers, on))
    verdict = reviews(person(reviews={"r": held}), [], standard(), PLAIN, d("2026-03-09"))
    return [found.missing for found in verdict.unsigned]


Vector = tuple[str, Callable[[], Any], Any]

VECTORS: tuple[Vector, ...] = (
    ("3: from the start", lambda: window("2026-01-05")[1:3], ("2026-02-02", "2026-02-09")),
    ("3: the closing day", lambda: window("2026-02-09")[0], "due"),
    ("3: a day late", lambda: window("2026-02-10")[::3], ("overdue", 1)),
    ("3: attended", lambda: window("2026-02-09", SEEN)[1:3], ("2026-03-06", "2026-03-13")),
    ("3: a break", lambda: window("2026-04-10", SEEN, breaks=(PAUSE,))[2], "2026-05-15"),
    ("3: in a break", lambda: window("2026-03-01", SEEN, breaks=(PAUSE,))[0], "on_break"),
    ("4: three months", lambda: due("2025-08-01", "2025-08-01"), "2025-11-30"),
    ("4: a month's last day", lambda: due("2025-08-01", "2025-08-31"), "2025-11-30"),
    ("4: to February", lambda: due("2025-08-01", "2025-11-30"), "2026-02-28"),
    ("4: twelve weeks", lambda: due("2025-07-31", "2025-07-31"), "2025-10-23"),
    ("4: two have signed", lambda: unsigned("tutor", "learner"), [("employer",)]),
    ("4: all have signed", lambda: unsigned("tutor", "learner", "employer"), []),
    ("5: Level 2", lambda: skill("maths"), ("not_started", "2", True, "")),
    ("5: a plan", lambda: skill("maths", support="plan")[1], "E3"),
    ("5: assessed", lambda: skill("maths", "2024-08-01", support="assessment")[1], "E3"),
    ("5: too early", lambda: skill("maths", "2024-07-31", support="assessment")[1], "2"),
    (
        "5: exempt without evidence",
        lambda: skill("maths", skills=record("exempt")),
        ("exempt", "2", True, "evidence to collect"),
    ),
    (
        "5: exempt with evidence",
        lambda: skill("maths", skills=record("exempt", evidence="GCSE grade 4"))[2],
        False,
    ),
    ("5: adult", lambda: skill("maths", born=ADULT)[::2], ("decision_needed", False)),
    (
        "5: adult on programme before",
        lambda: skill("maths", "2025-02-11", start="2024-03-04", born=ADULT)[0],
        "decision_needed",
    ),
    (
        "5: adult, a day before the change",
        lambda: skill("maths", "2025-02-10", start="2024-03-04", born=ADULT)[0],
        "not_started",
    ),
    (
        "5: declined",
        lambda: skill("maths", born=ADULT, skills=record("opted_out"))[::2],
        ("opted_out", False),
    ),
    ("5: no birth date", lambda: skill("maths", born=None)[3], "birth_date_needed"),
    ("5: ICT", lambda: skill("ict", of="ST0148")[:3], ("not_started", "2", True)),
    ("5: safeguarding", lambda: skill("safeguarding", of="ST0148")[1], "1"),
    ("5: English in parts", lambda: parts_left("writing"), ("reading", "speaking")),
    ("5: all parts", lambda: parts_left("reading", "writing", "speaking"), ()),
    ("6: half way", lambda: pace(200, 50), (50, "on_track")),
    ("6: behind by 9", lambda: pace(200, 41), (50, "on_track")),
    ("6: behind by 10", lambda: pace(200, 40), (50, "behind")),
    ("6: behind by 25", lambda: pace(200, 25), (50, "far_behind")),
    (
        "6: breaks left out",
        lambda: pace(300, 50, breaks=(Break(start=d("2026-02-01"), end=d("2026-05-12")),)),
        (66, "behind"),
    ),
    ("6: fragile", fragile, "K6 K10 K11 K13 K14 K15 S6 S8 S11 S12 S13 S14"),
    ("2: no map to methods", lambda: by_method(person(), standard()), ()),
    ("7: 20%", lambda: least("2022-07-31", 52, weekly_hours=30), 312),
    ("7: 20% of unknown hours", lambda: least("2022-07-31", 52), None),
    ("7: 6 a week", lambda: least("2022-08-01", 78), 468),
    ("7: the last 6 a week", lambda: least("2025-07-31", 78), 468),
    ("7: never under 278", lambda: least("2024-09-02", 40), 278),
    ("7: published", lambda: least("2025-08-01", published=320), 320),
    ("7: less prior learning", lambda: least("2025-08-01", published=320, prior_hours=60), 260),
    ("7: never under 187", lambda: least("2025-08-01", published=320, prior_hours=200), 187),
    ("7: figure not set", lambda: least("2025-08-01"), None),
    ("7: expected before the start", lambda: expected_hours(-5), 0),
    ("7: expected half way", lambda: expected_hours(200), 100),
    ("7: expected after the end", lambda: expected_hours(500), 200),
    (
        "7: frozen in a break",
        lambda: [
            expected_hours(days, breaks=(Break(start=d("2026-02-20"), end=d("2026-05-31")),))
            for days in (50, 100, 150)
        ],
        [33, 33, 33],
    ),
    ("8: 365 days", lambda: served("2025-07-31"), "2026-07-31"),
    ("8: 242 days", lambda: served("2025-08-01"), "2026-03-31"),
    ("8: the standard's months", lambda: served("2025-08-01", 12), "2026-08-01"),
    (
        "8: clocks stop",
        lambda: served("2025-08-01", breaks=(Break(start=d("2026-01-01"), end=d("2026-02-01")),)),
        "2026-05-01",
    ),
    (
        "9: the items",
        lambda: " ".join(items()),
        "duration employer ready english maths portfolio ksbs hours organisation",
    ),
    ("9: who owes", lambda: (OWES["employer"], OWES["ready"]), ("employer", "apprentice")),
    ("9: all open", lambda: set(items().values()), {"open"}),
    ("9: hours reached", lambda: items(otj_planned=400, otj_actual=400)["hours"], "done"),
    ("9: figure not set", lambda: items(otj_actual=400)["hours"], "open"),
    ("9: forecast by duration", lambda: gateway_day("2026-06-01"), "2027-01-01"),
    ("9: forecast by hours", lambda: gateway_day("2026-07-20", otj_actual=100), "2028-03-11"),
    (
        "9: forecast by an exam",
        lambda: gateway_day(
            "2026-06-01",
            skills=ON_TRACK["skills"] | record("booked", on=d("2027-02-03")),
        ),
        "2027-02-03",
    ),
    ("9: no pace", lambda: gateway_day("2026-06-01", ksbs={}), "None"),
    ("10: any fail", lambda: overall("fail", "distinction"), "fail"),
    ("10: two passes", lambda: overall("pass", "pass"), "pass"),
    ("10: one distinction", lambda: overall("distinction", "pass"), "merit"),
    ("10: two distinctions", lambda: overall("distinction", "distinction"), "distinction"),
    ("10: 90 points", lambda: by_points(60, 30), ("distinction", "pass", "distinction")),
    ("10: 89 points", lambda: by_points(59, 30), ("pass", "pass", "pass")),
    ("10: 54 passes", lambda: by_points(54, 20)[0], "pass"),
    ("10: 53 does not", lambda: by_points(53, 36), ("fail", "pass", "fail")),
    ("10: no marks for the discussion", lambda: by_points(60, 36, None)[1:], (None, None)),
    ("10: three months", epa, ("2027-02-01", "2027-05-01")),
    ("2: placement", lambda: served_placement(45, 315), True),
    ("2: a day short", lambda: served_placement(44, 315), False),
    ("2: an hour short", lambda: served_placement(45, 314), False),
)


@pytest.mark.parametrize(
    ("found", "expected"),
    [pytest.param(found, expected, id=name) for name, found, expected in VECTORS],
)
def test_what_must_come_out(found: Callable[[], Any], expected: Any) -> None:
    assert found() == expected
