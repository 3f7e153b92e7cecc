"""Invented learners, visits and standards for the tests of the rules."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from tests.long import LONG
from tutor_tui.model.common import Cadence
from tutor_tui.model.learner import (
    Attempt,
    Break,
    Declaration,
    KsbRecord,
    Learner,
    Placement,
    Review,
    SkillRecord,
    StatusChange,
)
from tutor_tui.model.settings import Settings
from tutor_tui.model.standard import Standard
from tutor_tui.model.visit import Visit
from tutor_tui.rules.triage import Verdict, assess
from tutor_tui.standards.catalogue import Catalogue

STEADY = settings(derandomize=True, database=None, deadline=None, max_examples=400 if LONG else 40)
START = date(2026, 1, 5)
STAMP = datetime(2026, 1, 1, tzinfo=UTC)
PLAIN = Settings()

_catalogue = Catalogue()


@cache
def standard(id: str = "ST1379", version: str | None = None) -> Standard:
    """A shipped standard."""
    return _catalogue.get(id, version)


def learner(**fields: Any) -> Learner:
    """Sam Jones, born 2008, on ST1379 from 5 January 2026 for 18 months."""
    known: dict[str, Any] = {
        "id": "l1",
        "tutor": "t1",
        "ref": "0001",
        "given_name": "Sam",
        "family_name": "Jones",
        "born": date(2008, 3, 1),
        "standard": "ST1379",
        "standard_version": "1.2",
        "original_start": START,
        "planned_end": date(2027, 7, 5),
    }
    return Learner(**known | fields)


def visit(on: date, status: str = "attended", at: str = "", **fields: Any) -> Visit:
    """A visit of Sam Jones; `at` is a UTC time of day."""
    start = datetime.combine(on, time.fromisoformat(at), UTC) if at else None
    known: dict[str, Any] = {
        "id": f"v-{on}-{status}-{at}",
        "learner": "l1",
        "tutor": "t1",
        "date": on,
        "start": start,
        "end": start + timedelta(hours=1) if start else None,
        "status": status,
        "created": STAMP,
        "changed": STAMP,
    }
    return Visit(**known | fields)


def judged(
    person: Learner,
    *visits: Visit,
    on: date,
    of: Standard | None = None,
    settings: Settings = PLAIN,
) -> Verdict:
    """Every verdict on one learner."""
    return assess(person, visits, of or standard(), settings, on)


def codes(verdict: Verdict) -> list[str]:
    """The codes of the verdict's reasons, heaviest first."""
    return [reason.code for reason in verdict.reasons]


def reason(verdict: Verdict, code: str) -> str:
    """The text of one reason."""
    [text] = [reason.text for reason in verdict.reasons if reason.code == code]
    return text


ON_TRACK: dict[str, Any] = {
    "skills": {
        "english": SkillRecord(state="achieved", level="2"),
        "maths": SkillRecord(state="achieved", level="2"),
    },
    "ksbs": {ksb.code: KsbRecord(state="met") for ksb in standard().ksbs},
}
"""Fields of a learner of whom the record asks nothing more."""


# any learner, visits and day that the border would let pass
_DAYS = st.dates(date(2023, 1, 1), date(2029, 12, 31))
_MAYBE_DAY = st.none() | _DAYS
_SKILL_STATES = (
    "decision_needed",
    "not_started",
    "working_towards",
    "booked",
    "failed",
    "achieved",
    "exempt",
    "opted_out",
)
_SKILL = st.builds(
    SkillRecord,
    state=st.sampled_from(_SKILL_STATES),
    on=_MAYBE_DAY,
    level=st.sampled_from([None, "E3", "1", "2"]),
    evidence=st.sampled_from(["", "  ", "GCSE grade 4 seen"]),
    components=st.dictionaries(st.sampled_from(["reading", "writing", "speaking"]), _DAYS),
)
_REVIEW = st.builds(
    Review,
    on=_DAYS,
    signed=st.dictionaries(st.sampled_from(["learner", "employer", "tutor"]), _DAYS),
    visit=st.sampled_from(["", "v1", "v2"]),
)
_ATTEMPT = st.builds(
    Attempt,
    method=st.sampled_from(["observation", "discussion", "essay"]),
    on=_MAYBE_DAY,
    result=st.sampled_from([None, "fail", "pass", "distinction"]),
    points=st.none() | st.integers(0, 64),
)
_IDS = st.sampled_from(["a", "b", "c"])
_MONTHS = st.dates(date(2022, 1, 1), date(2030, 12, 31)).map(lambda on: f"{on:%Y-%m}")
_KSB = st.builds(KsbRecord, state=st.sampled_from(["none", "submitted", "met"]), on=_MAYBE_DAY)
_DECLARED = st.builds(Declaration, state=st.sampled_from(["done", "not_needed"]), on=_MAYBE_DAY)
_HOSTILE = st.sampled_from(["Jones", "\x1b[31m", "O'Brien", "\u202eenoJ", "[/b]", "\x00", "😀"])
STANDARDS = ("ST1379", "ST0148", "TLEVEL-SMS", "LARS-999")
TODAYS = st.dates(date(2022, 6, 1), date(2031, 1, 1)) | st.dates(date(1900, 1, 1), date(2199, 1, 1))


_BREAK_DAYS = st.sets(_DAYS, max_size=6)
_LENGTH = st.integers(1, 1500)
_OTHER_LENGTH = st.none() | _LENGTH
_AGE = st.none() | st.integers(1, 30_000)
_STATUS = st.sampled_from(["on_programme", "gateway", "completed", "withdrawn"])
# what does not hang on what was drawn before is made once: making it takes longer than drawing
_FIELDS = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["a", "b", "c"]),
        "given_name": _HOSTILE,
        "family_name": _HOSTILE,
        "employer": _HOSTILE,
        "standard": st.sampled_from(STANDARDS),
        "statuses": st.lists(st.builds(StatusChange, status=_STATUS, on=_DAYS), max_size=2).map(
            tuple
        ),
        "cadence": st.none()
        | st.tuples(st.integers(1, 52), st.integers(1, 52)).map(
            lambda weeks: Cadence(min_weeks=min(weeks), max_weeks=max(weeks))
        ),
        "support": st.sampled_from(["none", "plan", "assessment"]),
        "bsl": st.booleans(),
        "skills": st.dictionaries(
            st.sampled_from(["english", "maths", "ict", "safeguarding", "latin"]), _SKILL
        ),
        "ksbs": st.dictionaries(st.sampled_from(["K1", "S14", "B5", "Ba", "X9"]), _KSB),
        "gateway": st.dictionaries(
            st.sampled_from(["employer", "english", "hours", "ksbs"]), _DECLARED
        ),
        "otj_planned": st.none() | st.integers(0, 900),
        "otj_actual": st.none() | st.integers(0, 900),
        "otj_plan": st.dictionaries(_MONTHS, st.integers(0, 90), max_size=4),
        "logged_minutes": st.integers(0, 30_000),
        "placement": st.builds(Placement, days=st.integers(0, 60), minutes=st.integers(0, 9999)),
        "prior_hours": st.none() | st.integers(0, 500),
        "weekly_hours": st.none() | st.integers(0, 60),
        "reviews": st.dictionaries(_IDS, _REVIEW, max_size=3),
        "attempts": st.dictionaries(_IDS, _ATTEMPT, max_size=3),
    }
)
_VISITS = st.lists(
    st.tuples(
        _DAYS,
        st.sampled_from(["booked", "attended", "not_attended", "cancelled"]),
        st.sampled_from(["", "09:00", "14:30"]),
        st.sampled_from(["teaching", "review", "support"]),
    ),
    max_size=8,
)


@st.composite
def breaks(draw: st.DrawFn) -> tuple[Break, ...]:
    """Breaks that do not overlap, in any order, the last perhaps open."""
    days = sorted(draw(_BREAK_DAYS))
    found = [Break(start=a, end=b) for a, b in zip(days[::2], days[1::2], strict=False)]
    if len(days) % 2:
        found.append(Break(start=days[-1]))
    return tuple(draw(st.permutations(found)))


_BREAKS = breaks()


@st.composite
def learners(draw: st.DrawFn) -> Learner:
    """Any learner."""
    start = draw(_DAYS)
    age, length, other = draw(_AGE), draw(_LENGTH), draw(_OTHER_LENGTH)
    return learner(
        born=None if age is None else start - timedelta(days=age),
        original_start=start,
        planned_end=start + timedelta(days=length),
        expected_end=None if other is None else start + timedelta(days=other),
        breaks=draw(_BREAKS),
        **draw(_FIELDS),
    )


@st.composite
def visits(draw: st.DrawFn) -> list[Visit]:
    """A learner's visits, none, one or a few."""
    drawn = draw(_VISITS)
    return [
        visit(on, status, at, id=f"v{number}", kind=kind)
        for number, (on, status, at, kind) in enumerate(drawn)
    ]
