"""The invented caseload: what it shows on any day, and that the same day gives the same."""

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.long import LONG
from tutor_tui.demo import DemoCaseload, create, documents
from tutor_tui.errors import Refused
from tutor_tui.exchange.values import check_uln
from tutor_tui.london import in_london
from tutor_tui.model.border import checked
from tutor_tui.model.learner import KsbState, Learner, SkillState
from tutor_tui.model.settings import Settings, Weights
from tutor_tui.model.visit import Visit, VisitKind, VisitStatus
from tutor_tui.planning.working_time import bank_holiday
from tutor_tui.rules.cadence import STATES
from tutor_tui.rules.gateway import gateway_date
from tutor_tui.rules.ksbs import ksb_state
from tutor_tui.rules.skills import adult_at_start
from tutor_tui.rules.triage import Verdict, assess
from tutor_tui.standards.catalogue import Catalogue
from tutor_tui.text import line
from tutor_tui.workspace.workspace import Workspace

CATALOGUE = Catalogue()
HOLIDAY = cache(bank_holiday)
EVERY_REASON = {*Weights.__struct_fields__} - {"overdue_day", "due_day"}
"""Each reason has a weight of its own; two more weights are per day."""


class Demo:
    """The documents of one day, and what the rules say of them."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.caseloads = documents(today)
        self.learners = [learner for part in self.caseloads for learner in part.learners]
        self.visits = [visit for part in self.caseloads for visit in part.visits]
        self.verdicts = [self._verdict(learner) for learner in self.learners]

    def visits_of(self, learner: Learner) -> list[Visit]:
        return [visit for visit in self.visits if visit.learner == learner.id]

    def _verdict(self, learner: Learner) -> Verdict:
        standard = CATALOGUE.get(learner.standard, learner.standard_version)
        return assess(learner, self.visits_of(learner), standard, Settings(), self.today)


def ids_of(part: DemoCaseload) -> list[str]:
    learners, visits = part.learners, part.visits
    return [part.tutor.id, *(one.id for one in learners), *(one.id for one in visits)]


def every_document_is_valid(demo: Demo) -> None:
    for part in demo.caseloads:
        for record in (part.tutor, *part.learners, *part.visits, *part.folders):
            assert checked(record) == record
        assert [folder.id for folder in part.folders] == [learner.id for learner in part.learners]
        assert {learner.tutor for learner in part.learners} == {part.tutor.id}
        assert {visit.tutor for visit in part.visits} == {part.tutor.id}
        ours = {learner.id for learner in part.learners}
        assert all(visit.learner in ours for visit in part.visits)


def ids_sort_by_time_and_never_repeat(demo: Demo) -> None:
    for part in demo.caseloads:
        ids = ids_of(part)
        assert ids == sorted(ids)
        assert all(re.fullmatch("[0-9a-hjkmnp-tv-z]{16}", one) for one in ids)
        assert all(one.created <= other.created for one, other in pairwise(part.visits))
    first, second = demo.caseloads
    assert first.tutor.id < second.tutor.id
    assert len({*ids_of(first), *ids_of(second)}) == len(ids_of(first)) + len(ids_of(second))


def every_state_is_there_in_believable_numbers(demo: Demo) -> None:
    states = Counter(verdict.cadence.state for verdict in demo.verdicts)
    assert set(states) == set(STATES)
    assert states["overdue"] == 9
    assert states["booked"] + states["upcoming"] > 2 * states["overdue"]
    overdue = {v.cadence.days_overdue for v in demo.verdicts if v.cadence.state == "overdue"}
    assert len(overdue) >= 5
    assert min(overdue) <= 7
    assert max(overdue) >= 29
    assert {verdict.status for verdict in demo.verdicts} == {
        *("on_programme", "on_break", "gateway", "completed", "withdrawn")
    }


def every_reason_is_given(demo: Demo) -> None:
    given = {reason.code for v in demo.verdicts for reason in v.reasons}
    # reviews fall due at the ends of months, so on most days nobody's is near
    assert given | {"review_due"} == EVERY_REASON


def every_state_of_progress_is_there(demo: Demo) -> None:
    skills = {skill.state for verdict in demo.verdicts for skill in verdict.skills}
    assert skills == set(get_args(SkillState))
    ksbs = {
        ksb_state(verdict.learner, ksb.code)
        for verdict in demo.verdicts
        for ksb in verdict.standard.ksbs
    }
    assert ksbs == set(get_args(KsbState))
    items = {item.state for verdict in demo.verdicts for item in verdict.gateway.items}
    assert items == {"done", "open", "not_needed"}
    declared = {entry.state for learner in demo.learners for entry in learner.gateway.values()}
    assert declared == {"done", "not_needed"}
    exempt = [s for v in demo.verdicts for s in v.skills if s.state == "exempt"]
    assert {skill.outstanding for skill in exempt} == {True, False}


def learners_of_every_kind_are_there(demo: Demo) -> None:
    learners, today = demo.learners, demo.today
    assert {learner.support for learner in learners} == {"none", "plan", "assessment"}
    assert {learner.mode for learner in learners} == {"online", "workplace"}
    assert any(learner.bsl for learner in learners)
    assert any(learner.cadence for learner in learners)
    assert any(learner.born is None for learner in learners)
    assert any(learner.otj_planned is None for learner in learners)
    assert {adult_at_start(learner) for learner in learners} == {True, False, None}
    breaks = [pause for learner in learners for pause in learner.breaks]
    assert any(pause.end is None for pause in breaks)
    assert any(pause.end and pause.end <= today for pause in breaks)
    assert any(pause.end and 0 < (pause.end - today).days <= 14 for pause in breaks)
    assert any(pause.end and (pause.end - today).days > 14 for pause in breaks)
    near = [v for v in demo.verdicts if 0 <= (gateway_date(v.learner) - today).days <= 90]
    assert any(not v.gateway.open and v.gateway.items and v.status == "on_programme" for v in near)
    assert len([v for v in near if v.status == "on_programme"]) >= 4
    labels = {verdict.standard.label for verdict in demo.verdicts}
    assert labels == {"ST1379 v1.0", "ST1379 v1.1", "ST1379 v1.2", "ST0148 v1.0", "TLEVEL-SMS"}


def records_agree_with_the_rules_for_writing_them(demo: Demo) -> None:
    for verdict in demo.verdicts:
        learner, standard = verdict.learner, verdict.standard
        assert CATALOGUE.for_start(learner.standard, learner.original_start) == (standard, None)
        assert set(learner.skills) <= {required.subject for required in standard.skills}
        assert set(learner.ksbs) <= {ksb.code for ksb in standard.ksbs}
        assert set(learner.gateway) <= set(standard.gateway)
        for record in learner.skills.values():
            by_choice = record.state in ("opted_out", "decision_needed")
            assert not (by_choice and adult_at_start(learner) is False)
            assert record.on is None or (record.on > demo.today) == (record.state == "booked")
        days = [record.on for record in learner.ksbs.values()]
        assert all(on and learner.original_start <= on <= demo.today for on in days)
        until = min([demo.today, *(change.on for change in learner.statuses)])
        assert all(entry.on and entry.on < until for entry in learner.gateway.values())
        assert all(on <= until for on in days if on)
        assert learner.original_start <= demo.today or not learner.ksbs


def visits_reach_fourteen_months_around_today(demo: Demo) -> None:
    assert {visit.status for visit in demo.visits} == set(get_args(VisitStatus))
    assert {visit.kind for visit in demo.visits} == set(get_args(VisitKind))
    assert {visit.cancelled_by for visit in demo.visits} == {None, "tutor", "learner"}
    away = [(visit.date - demo.today).days for visit in demo.visits]
    assert -366 <= min(away) < -330
    assert 40 < max(away) <= 61
    for learner in demo.learners:
        for visit in demo.visits_of(learner):
            assert visit.date >= learner.original_start
            assert visit.status == "booked" or visit.date < demo.today
            assert (visit.cancelled_by is not None) == (visit.status == "cancelled")
            assert (visit.minutes is not None) == (visit.status == "attended")
            assert (visit.link if visit.mode == "online" else visit.location) != ""
            if visit.status == "attended":
                assert not any(
                    pause.start <= visit.date and (pause.end is None or visit.date < pause.end)
                    for pause in learner.breaks
                )


def stamps_lie_before_today(demo: Demo) -> None:
    midnight = datetime.combine(demo.today, time(0), tzinfo=UTC)
    for visit in demo.visits:
        assert visit.created <= visit.changed < midnight
        assert (visit.sequence > 0) == (visit.changed > visit.created)


def tutors_work_on_their_days_and_in_one_place_at_a_time(demo: Demo) -> None:
    for part in demo.caseloads:
        spans = []
        for visit in part.visits:
            assert visit.start is not None
            assert visit.end is not None
            start, end = in_london(visit.start), in_london(visit.end)
            assert start.date() == end.date() == visit.date
            assert visit.date.isoweekday() in part.tutor.working_days
            assert part.tutor.day_start <= start.time()
            assert end.time() <= part.tutor.day_end
            assert HOLIDAY(visit.date, "ENG") is None
            assert not any(away.start <= visit.date <= away.end for away in part.tutor.leave)
            spans.append((visit.start, visit.end))
        assert all(one[1] <= other[0] for one, other in pairwise(sorted(spans)))
        busiest = max(Counter(visit.date for visit in part.visits).values())
        assert busiest <= part.tutor.visits_per_day


def visits_are_booked_today_where_it_is_a_working_day(demo: Demo) -> None:
    """On a Saturday, a Sunday or a bank holiday nobody is seen."""
    for part, expected in zip(demo.caseloads, (3, 1), strict=True):
        working = demo.today.isoweekday() in part.tutor.working_days
        works = working and not HOLIDAY(demo.today, "ENG")
        todays = [visit for visit in part.visits if visit.date == demo.today]
        assert len(todays) == (expected if works else 0)
        assert all(visit.status == "booked" for visit in todays)


CHECKS: tuple[Callable[[Demo], None], ...] = (
    every_document_is_valid,
    ids_sort_by_time_and_never_repeat,
    every_state_is_there_in_believable_numbers,
    every_reason_is_given,
    every_state_of_progress_is_there,
    learners_of_every_kind_are_there,
    records_agree_with_the_rules_for_writing_them,
    visits_reach_fourteen_months_around_today,
    stamps_lie_before_today,
    tutors_work_on_their_days_and_in_one_place_at_a_time,
    visits_are_booked_today_where_it_is_a_working_day,
)

TODAY = date(2026, 6, 10)
DAYS = (
    date(2025, 9, 1),
    TODAY,
    date(2026, 3, 29),  # a Sunday, and the clocks go forward
    date(2026, 4, 6),  # Easter Monday
    date(2026, 12, 25),
    date(2028, 2, 29),
)


@cache
def demo_of(today: date) -> Demo:
    return Demo(today)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("today", DAYS, ids=str)
def test_what_the_demo_shows(today: date, check: Callable[[Demo], None]) -> None:
    check(demo_of(today))


@settings(max_examples=40 if LONG else 4, deadline=None)
@given(st.dates(date(2025, 9, 1), date(2040, 12, 31)))
def test_any_day_shows_the_same(today: date) -> None:
    demo = Demo(today)
    for check in CHECKS:
        check(demo)


def test_two_tutors_share_forty_five_learners() -> None:
    assert [len(part.learners) for part in demo_of(TODAY).caseloads] == [30, 15]
    assert [learner.ref for learner in demo_of(TODAY).learners] == [
        f"DEMO-{number:03}" for number in range(1, 46)
    ]


def test_details_belong_to_nobody() -> None:
    learners = demo_of(TODAY).learners
    for learner in learners:
        assert re.fullmatch(r"[a-z.-]+@example\.org", learner.email)
        assert learner.link.startswith("https://meet.example/")
        assert re.fullmatch(r"ZZ[0-9]{1,2} [0-9][ABD-HJLNP-UW-Z]{2}", learner.postcode)
        assert check_uln(learner.uln) == (learner.uln, "")
        assert learner.uln.startswith("9900")
    for values in ("email", "uln", "name"):
        assert len({getattr(learner, values) for learner in learners}) == len(learners)


def test_names_are_of_many_kinds_and_kept_as_names_are() -> None:
    names = [learner.name for learner in demo_of(TODAY).learners]
    assert [line(name) for name in names] == names
    assert sum(not name.isascii() for name in names) >= 12
    assert sum("'" in name for name in names) >= 3
    assert sum("-" in name for name in names) >= 10
    assert any(not learner.given_name for learner in demo_of(TODAY).learners)


def test_the_same_day_gives_the_same_in_another_process() -> None:
    """Nothing hangs on the order of sets, on the clock or on what ran before."""
    code = (
        "import sys, hashlib; from datetime import date; from tutor_tui.demo import documents; "
        "print(hashlib.sha256(repr(documents(date(2026, 6, 10))).encode()).hexdigest())"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
    )
    ours = hashlib.sha256(repr(documents(TODAY)).encode()).hexdigest()
    assert told.stdout.strip() == ours


def test_the_demo_moves_with_today() -> None:
    one, other = demo_of(TODAY), Demo(TODAY + timedelta(days=7))
    assert [learner.name for learner in one.learners] == [
        learner.name for learner in other.learners
    ]
    assert {visit.id for visit in one.visits}.isdisjoint(visit.id for visit in other.visits)


def opened(root: Path) -> Workspace:
    now = datetime.combine(TODAY, time(8), tzinfo=UTC)
    return Workspace(root, today=TODAY, now=lambda: now, actor="morwenna")


def test_the_workspace_holds_the_documents_in_their_first_revision(tmp_path: Path) -> None:
    create(tmp_path / "demo", TODAY, login="morwenna")
    workspace = opened(tmp_path / "demo")
    for told, login in zip(demo_of(TODAY).caseloads, ("morwenna", ""), strict=True):
        held = workspace.caseload(told.tutor.id)
        assert held.tutor == replace(told.tutor, rev=1, login=login)
        assert held.learners == {one.id: replace(one, rev=1) for one in told.learners}
        assert held.visits == {one.id: replace(one, rev=1) for one in told.visits}
        for learner, folder in zip(told.learners, told.folders, strict=True):
            assert held.folder(learner) == replace(folder, rev=1)
    workspace.close()


def test_the_first_tutor_is_the_one_who_looks(tmp_path: Path) -> None:
    create(tmp_path / "demo", TODAY, login="morwenna")
    workspace = opened(tmp_path / "demo")
    assert workspace.choose_tutor(None).id == demo_of(TODAY).caseloads[0].tutor.id
    # one write a caseload: each store has changed once since it was made
    assert {caseload.generation() for caseload in workspace.caseloads()} == {1}
    workspace.close()


def test_two_workspaces_of_one_day_hold_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        create(tmp_path / name, TODAY, login="morwenna")
    files = sorted(path.relative_to(tmp_path / "one") for path in tmp_path.glob("one/**/*.json"))
    assert len([file for file in files if file.name == "snapshot.json"]) == 2
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "other" / file).read_bytes()


def test_a_workspace_that_is_there_is_left_alone(tmp_path: Path) -> None:
    Workspace.create(tmp_path / "mine")
    with pytest.raises(Refused, match="already holds a workspace"):
        create(tmp_path / "mine", TODAY, login="morwenna")
    assert opened(tmp_path / "mine").tutor_ids() == []
