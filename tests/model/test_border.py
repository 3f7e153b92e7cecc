"""The border: what may be kept passes unchanged, all else is refused in one clear sentence."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from msgspec.structs import replace

from tests.rules.people import STEADY, learner, learners, visit, visits
from tutor_tui.errors import WrongUsage
from tutor_tui.model.border import checked
from tutor_tui.model.common import Cadence
from tutor_tui.model.folder import Evidence, Folder
from tutor_tui.model.learner import (
    Break,
    Declaration,
    KsbRecord,
    Learner,
    SkillRecord,
    StatusChange,
)
from tutor_tui.model.settings import Settings, Weights
from tutor_tui.model.tutor import Leave, Tutor
from tutor_tui.model.visit import Visit

DAY = date(2026, 6, 1)
FULL = learner(
    ukprn="10000001",
    uln="1000000019",
    email="sam@example.org",
    postcode="LS1 1AA",
    employer="Northern Mill",
    mode="workplace",
    link="https://example.org/meet",
    expected_end=date(2027, 9, 1),
    statuses=(StatusChange(status="gateway", on=date(2027, 8, 1)),),
    breaks=(Break(start=date(2026, 2, 20), end=date(2026, 4, 10)), Break(start=date(2026, 4, 10))),
    cadence=Cadence(min_weeks=6, max_weeks=8),
    support="plan",
    bsl=True,
    skills={"english": SkillRecord(state="exempt", level="2", evidence="seen")},
    ksbs={"K1": KsbRecord(state="met", on=DAY)},
    gateway={"employer": Declaration(state="done", on=DAY)},
    otj_planned=400,
    otj_actual=12,
    imported={"uln": "1000000019", "hours": 400},
    edited=("uln",),
)
TUTOR = Tutor(
    id="t1",
    name="Jo Park",
    login="jpark",
    working_days=(1, 3, 7),
    day_start=time(8, 30),
    day_end=time(16),
    nation="SCT",
    leave=(Leave(start=DAY, end=DAY), Leave(start=DAY, end=date(2026, 6, 9))),
)
VISIT = visit(DAY, "booked", "09:00", minutes=60, otj_minutes=60, note="two\nlines")
SETTINGS = Settings(cadence=Cadence(min_weeks=5, max_weeks=5), weights=Weights(overdue=1.5))


@pytest.mark.parametrize(
    "document",
    [
        FULL,
        learner(),
        learner(cadence=Cadence(min_weeks=4, max_weeks=4)),
        learner(born=date(1900, 1, 1), planned_end=date(2199, 12, 31)),
        learner(born=None, given_name="", family_name="O\x1b'Brien"),
        TUTOR,
        Tutor(id="t", name="A"),
        VISIT,
        visit(DAY),
        # 23:30 UTC is the next day in London
        replace(
            VISIT,
            date=date(2026, 6, 2),
            start=datetime(2026, 6, 1, 23, 30, tzinfo=UTC),
            end=datetime(2026, 6, 2, 0, 30, tzinfo=UTC),
        ),
        SETTINGS,
        Settings(),
    ],
)
def test_what_is_right_passes_unchanged_and_survives_json(document: Any) -> None:
    assert checked(document) == document
    encoded = msgspec.json.encode(document)
    decoded = msgspec.json.decode(encoded, type=type(document))
    assert decoded == document
    assert msgspec.json.encode(checked(decoded)) == encoded


@STEADY
@given(learners(), visits())
def test_any_learner_and_visits_survive_json(person: Learner, found: list[Visit]) -> None:
    for document in (person, *found):
        encoded = msgspec.json.encode(checked(document))
        assert msgspec.json.decode(encoded, type=type(document)) == document


def pauses(*days: tuple[int, int | None]) -> tuple[Break, ...]:
    return tuple(
        Break(start=date(2026, 3, first), end=date(2026, 3, back) if back else None)
        for first, back in days
    )


@pytest.mark.parametrize(
    "found",
    [
        pauses((1, 10), (10, 20)),
        pauses((10, 20), (1, 10)),
        pauses((1, 2)),
        pauses((1, 10), (20, None)),
    ],
)
def test_breaks_that_may_be(found: tuple[Break, ...]) -> None:
    assert checked(learner(breaks=found)).breaks == found


BAD_LEARNERS: list[tuple[dict[str, Any], str]] = [
    ({"family_name": ""}, "family name: it must say something"),
    ({"family_name": "x" * 2001}, "family name: longer than 2000 characters; shorten it"),
    (
        {"family_name": "\ud800"},
        "family name: it holds half a character, which no file can keep; type it again",
    ),
    ({"family_name": 4}, "family name: it must be text"),
    ({"ref": ""}, "ref: it must say something"),
    ({"mode": "phone"}, "mode: it must be 'online' or 'workplace'"),
    ({"support": "some"}, "support: it must be 'none', 'plan' or 'assessment'"),
    ({"otj_planned": -1}, "off-the-job planned: it must be at least 0"),
    ({"otj_actual": 100_000}, "off-the-job actual: it must be at most 99999"),
    ({"original_start": None}, "original start: it must be a date"),
    (
        {"statuses": (StatusChange(status="gone", on=DAY),)},  # type: ignore[arg-type]
        "statuses.0.status: it must be 'on_programme', 'gateway', 'completed' or 'withdrawn'",
    ),
    (
        {"skills": {"maths": SkillRecord(state="done")}},  # type: ignore[arg-type]
        "skills.maths.state: it must be 'decision_needed', 'not_started', "
        "'working_towards', 'booked', 'failed', 'achieved', 'exempt' or 'opted_out'",
    ),
    (
        {"ksbs": {"K1": KsbRecord(state="done")}},  # type: ignore[arg-type]
        "ksbs.K1.state: it must be 'none', 'submitted' or 'met'",
    ),
    ({"cadence": Cadence(min_weeks=0)}, "cadence.min weeks: it must be at least 1"),
    (
        {"cadence": Cadence(min_weeks=6)},
        "cadence: at least 6 weeks is more than at most 5",
    ),
    ({"planned_end": date(2026, 1, 5)}, "planned end 2026-01-05 is not after the start 2026-01-05"),
    ({"expected_end": date(2026, 1, 5)}, "expected end 2026-01-05 is not after the start"),
    (
        {"born": date(2026, 1, 5)},
        "date of birth 2026-01-05 is not before the start 2026-01-05",
    ),
    (
        {"original_start": date(1899, 12, 31)},
        "start: 1899-12-31 does not lie between 1900 and 2199",
    ),
    (
        {"planned_end": date(2200, 1, 1)},
        "planned end: 2200-01-01 does not lie between 1900 and 2199",
    ),
    (
        {"expected_end": date.max},
        "expected end: 9999-12-31 does not lie between 1900 and 2199",
    ),
    ({"born": date(1, 1, 1)}, "date of birth: 0001-01-01 does not lie between 1900 and 2199"),
    (
        {"breaks": (Break(start=DAY, end=date.max),)},
        "return from the break: 9999-12-31 does not lie between 1900 and 2199",
    ),
    (
        {"breaks": (Break(start=date(1, 1, 1)),)},
        "break: 0001-01-01 does not lie between 1900 and 2199",
    ),
    (
        {"statuses": (StatusChange(status="on_programme", on=date.max),)},
        "status on programme: 9999-12-31 does not lie between 1900 and 2199",
    ),
    (
        {"skills": {"maths": SkillRecord(state="booked", on=date.max)}},
        "maths: 9999-12-31 does not lie between 1900 and 2199",
    ),
    (
        {"ksbs": {"K1": KsbRecord(state="met", on=date.max)}},
        "K1: 9999-12-31 does not lie between 1900 and 2199",
    ),
    (
        {"gateway": {"hours": Declaration(state="done", on=date.max)}},
        "hours: 9999-12-31 does not lie between 1900 and 2199",
    ),
    (
        {"breaks": pauses((10, 10))},
        "the break from 2026-03-10 must end after it begins, not on 2026-03-10",
    ),
    (
        {"breaks": pauses((10, 9))},
        "the break from 2026-03-10 must end after it begins, not on 2026-03-09",
    ),
    (
        {"breaks": pauses((8, 20), (1, 9))},
        "the breaks from 2026-03-01 and from 2026-03-08 overlap",
    ),
    (
        {"breaks": pauses((1, None), (8, 9))},
        "the breaks from 2026-03-01 and from 2026-03-08 overlap",
    ),
]
START, END = VISIT.start, VISIT.end
BAD_VISITS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "chat"}, "kind: it must be 'teaching', 'review', 'induction', 'observation' or"),
    ({"status": "lost"}, "status: it must be 'booked', 'attended', 'not_attended' or"),
    ({"minutes": 1441}, "minutes: it must be at most 1440"),
    ({"note": "x" * 50_001}, "note: longer than 50000 characters; shorten it"),
    ({"date": date.max}, "date: 9999-12-31 does not lie between 1900 and 2199"),
    (
        {"start": datetime(1, 1, 1, tzinfo=UTC)},
        "start: 0001-01-01 does not lie between 1900 and 2199",
    ),
    ({"end": datetime.max.replace(tzinfo=UTC)}, "end: 9999-12-31 does not lie between 1900 and"),
    ({"end": None}, "a visit has both a start and an end, or neither"),
    ({"start": None}, "a visit has both a start and an end, or neither"),
    ({"start": datetime(2026, 6, 1, 9)}, "start: a visit's times need a time zone"),  # noqa: DTZ001
    ({"end": datetime(2026, 6, 1, 9)}, "end: a visit's times need a time zone"),  # noqa: DTZ001
    ({"created": datetime(2026, 6, 1)}, "created: a visit's times need a time zone"),  # noqa: DTZ001
    ({"changed": datetime(2026, 6, 1)}, "changed: a visit's times need a time zone"),  # noqa: DTZ001
    ({"end": START}, "a visit must end after it starts"),
    (
        {"date": date(2026, 6, 2)},
        "the visit's date is 2026-06-02, its start 2026-06-01 09:00:00+00:00 another day in London",
    ),
    ({"minutes": 30}, "60 off-the-job minutes are more than the visit's 30"),
]
BAD_TUTORS: list[tuple[dict[str, Any], str]] = [
    ({"name": ""}, "name: it must say something"),
    ({"working_days": ()}, "working days: at least 1 is needed"),
    ({"working_days": (1, 8)}, "working days.1: it must be at most 7"),
    ({"visits_per_day": 0}, "visits per day: it must be at least 1"),
    ({"visits_per_day": 21}, "visits per day: it must be at most 20"),
    ({"nation": "GB"}, "nation: it must be 'ENG', 'WLS', 'SCT' or 'NIR'"),
    ({"day_end": time(8, 30)}, "the working day must end after it starts (08:30)"),
    (
        {"day_start": time(9, tzinfo=UTC)},
        "the working day's hours are London's: give them without a time zone",
    ),
    (
        {"leave": (Leave(start=DAY, end=DAY - timedelta(days=1)),)},
        "leave from 2026-06-01 must not end before it, on 2026-05-31",
    ),
    (
        {"leave": (Leave(start=DAY, end=date.max),)},
        "leave: 9999-12-31 does not lie between 1900 and 2199",
    ),
]
BAD_SETTINGS: list[tuple[dict[str, Any], str]] = [
    ({"cadence": Cadence(max_weeks=3)}, "cadence: at least 4 weeks is more than at most 3"),
    ({"weights": Weights(due=-1)}, "weights.due: it must be at least 0"),
    ({"weights": Weights(due=float("nan"))}, "weights.due: it must be"),
    ({"weights": Weights(due=float("inf"))}, "weights.due: it must be at most 10000"),
    ({"kinds_not_counted": ("chat",)}, "kinds not counted.0: it must be 'teaching',"),
    (
        {"ksb_amber_points": 30},
        "KSBs would be far behind at 25 points, before they are behind at 30",
    ),
]


@pytest.mark.parametrize(
    ("document", "fields", "sentence"),
    [
        (document, fields, sentence)
        for document, table in (
            (FULL, BAD_LEARNERS),
            (VISIT, BAD_VISITS),
            (TUTOR, BAD_TUTORS),
            (SETTINGS, BAD_SETTINGS),
        )
        for fields, sentence in table
    ],
)
def test_refusals(document: Any, fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        checked(replace(document, **fields))
    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)


def test_the_id_of_an_item_is_not_told() -> None:
    item = Evidence(on=date(2026, 5, 1), title="x" * 2001)
    with pytest.raises(WrongUsage, match=r"^evidence\.title: longer than 2000 characters"):
        checked(Folder(id="l1", evidence={"01m80vacncxcmr4y": item}))
