"""Strategies: learners' whole records as the documents allow them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tutor_tui.exchange.learner_record import LearnerRecord
from tutor_tui.model.common import Cadence
from tutor_tui.model.folder import (
    Contact,
    ContactRole,
    Decision,
    DoneAction,
    Evidence,
    EvidenceKind,
    Folder,
    HoursEntry,
    HoursKind,
    NoteEntry,
)
from tutor_tui.model.learner import (
    Action,
    Attempt,
    Break,
    Component,
    Declaration,
    KsbRecord,
    KsbState,
    Learner,
    Placement,
    Review,
    Signer,
    SkillRecord,
    SkillState,
    StatusChange,
    Support,
)
from tutor_tui.model.standard import GatewayCode, Grade
from tutor_tui.model.tutor import Leave
from tutor_tui.model.visit import Visit, VisitKind, VisitStatus

SLOW = settings(database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For tests of whole records, which have some hundred values each."""

START = date(2026, 1, 5)
STAMP = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAYS = st.dates(date(2026, 1, 6), date(2027, 12, 31))
MAYBE = st.none() | DAYS
IDS = st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=16, max_size=16)
_PIECES = (
    *(" ", "\t", "\n", "\r\n", "\x01", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u200b", "\ufeff"),
    *(
        "\u202e",
        "\u0301",
        "\u0130",
        "\ufffe",
        "_x0041_",
        "_x005F_",
        "'",
        '"',
        "=",
        "+",
        "-",
        "@",
        ",",
    ),
)
ODD = st.lists(
    st.sampled_from(_PIECES) | st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    max_size=6,
).map("".join)
"""Texts that nobody types, but that a file or another program may bring."""

WORDS = ODD | st.sampled_from(
    [
        *(
            "",
            "Acme",
            "a b",
            "Zo\u00eb",
            "O'Neill",
            "'tis",
            '"x"',
            "a,b;c",
            "[ill]",
            "日本語",
            "אבג",
        ),
        *("=1+1", "@SUM(A1)", "+44 113", "-5", "'=x", "#N/A", "n/a", "-", "007", "1.0", "_x0041_"),
        *("31/02/2026", "Total", "yes", "\U0001f469\U0001f1ec", "x" * 300),
    ]
)
NAMES = WORDS.filter(bool)
CODES = st.sampled_from(["K1", "K6", "S8", "B5", "Ba"])


def one_of(literal: Any) -> Any:
    return st.sampled_from(get_args(literal))


def items(values: Any) -> Any:
    return st.dictionaries(IDS, values, max_size=2)


ACTIONS = st.builds(Action, text=NAMES, owner=one_of(Signer), agreed=DAYS, due=MAYBE)


@st.composite
def breaks(draw: st.DrawFn) -> tuple[Break, ...]:
    days = sorted(draw(st.sets(DAYS, max_size=4)))
    closed = [
        Break(start=one, end=other) for one, other in zip(days[::2], days[1::2], strict=False)
    ]
    return (*closed, *([Break(start=days[-1])] if len(days) % 2 else []))


@st.composite
def learners(draw: st.DrawFn) -> Learner:
    end = draw(st.dates(date(2027, 1, 1), date(2028, 12, 31)))
    return draw(
        st.builds(
            Learner,
            id=IDS,
            rev=st.integers(1, 99),
            tutor=IDS,
            ref=NAMES,
            given_name=WORDS,
            family_name=NAMES,
            ukprn=WORDS,
            uln=st.sampled_from(["", "1000000019", "9999999999"]),
            born=st.none() | st.dates(date(1960, 1, 1), date(2010, 1, 1)),
            email=WORDS,
            postcode=WORDS,
            employer=WORDS,
            mode=st.sampled_from(["online", "workplace"]),
            link=WORDS,
            standard=st.just("ST1379"),
            standard_version=st.sampled_from(["1.0", "1.2"]),
            original_start=st.just(START),
            planned_end=st.just(end),
            expected_end=st.none() | st.just(end),
            statuses=st.lists(
                st.builds(StatusChange, status=st.sampled_from(["gateway", "withdrawn"]), on=DAYS),
                max_size=2,
            ).map(lambda changes: tuple(sorted(changes, key=lambda change: change.on))),
            breaks=breaks(),
            cadence=st.none() | st.just(Cadence(min_weeks=6, max_weeks=8)),
            support=one_of(Support),
            bsl=st.booleans(),
            skills=st.dictionaries(
                st.sampled_from(["english", "maths"]),
                st.builds(
                    SkillRecord,
                    state=one_of(SkillState),
                    on=MAYBE,
                    level=st.sampled_from([None, "E3", "2"]),
                    evidence=WORDS,
                    components=st.dictionaries(one_of(Component), DAYS, max_size=2),
                ),
            ),
            ksbs=st.dictionaries(
                CODES, st.builds(KsbRecord, state=one_of(KsbState), on=MAYBE), max_size=3
            ),
            gateway=st.dictionaries(
                one_of(GatewayCode),
                st.builds(Declaration, state=st.sampled_from(["done", "not_needed"]), on=MAYBE),
                max_size=2,
            ),
            otj_planned=st.none() | st.integers(0, 999),
            otj_actual=st.none() | st.integers(0, 999),
            otj_plan=st.just({}) | st.just({"2026-09": 12}),
            logged_minutes=st.integers(0, 999),
            placement=st.builds(Placement, days=st.integers(0, 9), minutes=st.integers(0, 999)),
            prior_hours=st.none() | st.integers(0, 99),
            weekly_hours=st.none() | st.integers(0, 99),
            reviews=items(
                st.builds(
                    Review,
                    on=DAYS,
                    signed=st.dictionaries(one_of(Signer), DAYS, max_size=3),
                    note=WORDS,
                )
            ),
            actions=items(ACTIONS),
            attempts=items(
                st.builds(
                    Attempt,
                    method=st.sampled_from(["observation", "discussion"]),
                    on=MAYBE,
                    result=st.none() | one_of(Grade),
                    points=st.none() | st.integers(0, 100),
                    note=WORDS,
                )
            ),
            organisation=WORDS,
            preferred_days=st.sampled_from([(), (1, 3)]),
            preferred_time=st.none() | st.just(time(9, 30)),
            never_on=st.sampled_from([(), (5,)]),
            away=st.just(()) | DAYS.map(lambda day: (Leave(start=day, end=day),)),
            imported=st.just({})
            | st.just({"given_name": "Zoë", "born": "2001-05-17", "breaks": []}),
            edited=st.sampled_from([(), ("given_name",)]),
        )
    )


@st.composite
def visits(draw: st.DrawFn, learner: Learner) -> Visit:
    day = draw(DAYS)
    start = datetime(day.year, day.month, day.day, 10, tzinfo=UTC) if draw(st.booleans()) else None
    minutes = draw(st.none() | st.integers(30, 120))
    stamps = st.integers(0, 10**9).map(lambda seconds: STAMP + timedelta(seconds=seconds))
    return draw(
        st.builds(
            Visit,
            id=IDS,
            rev=st.integers(1, 99),
            learner=st.just(learner.id),
            tutor=st.just(learner.tutor),
            date=st.just(day),
            start=st.just(start),
            end=st.just(start and start + timedelta(hours=1)),
            mode=st.sampled_from(["online", "workplace"]),
            kind=one_of(VisitKind),
            status=one_of(VisitStatus),
            sequence=st.integers(0, 9),
            created=stamps,
            changed=stamps,
            location=WORDS,
            link=WORDS,
            minutes=st.just(minutes),
            otj_minutes=st.none() | st.integers(0, 30),
            cancelled_by=st.sampled_from([None, "tutor", "learner"]),
            why=WORDS,
            note=WORDS,
            fixed=st.booleans(),
        )
    )


def folders(id_: str) -> st.SearchStrategy[Folder]:
    return st.builds(
        Folder,
        id=st.just(id_),
        rev=st.integers(1, 99),
        evidence=items(
            st.builds(
                Evidence,
                on=DAYS,
                title=NAMES,
                kind=one_of(EvidenceKind),
                link=WORDS,
                ksbs=st.lists(CODES, max_size=2).map(tuple),
                decision=one_of(Decision),
                decided=MAYBE,
                by=WORDS,
            )
        ),
        hours=items(
            st.builds(
                HoursEntry,
                on=DAYS,
                minutes=st.integers(0, 600),
                what=WORDS,
                kind=one_of(HoursKind),
            )
        ),
        notes=items(st.builds(NoteEntry, on=DAYS, text=WORDS, private=st.booleans(), by=WORDS)),
        done=items(st.builds(DoneAction, action=ACTIONS, done=DAYS)),
        contacts=one_of(ContactRole).flatmap(
            lambda role: st.builds(
                Contact, role=st.just(role), name=NAMES, email=WORDS, phone=WORDS
            ).map(lambda contact: {role: contact})
        ),
    )


@st.composite
def records(draw: st.DrawFn) -> LearnerRecord:
    learner = draw(learners())
    held = draw(st.lists(visits(learner), max_size=3, unique_by=lambda visit: visit.id))
    folder = draw(st.none() | folders(learner.id))
    return LearnerRecord(learner=learner, visits=tuple(held), folder=folder)
