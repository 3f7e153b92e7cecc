"""The whole record of the invented learners: folders, hours, arrangements, assessment."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain, pairwise
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_demo import DAYS, HOLIDAY, Demo, demo_of
from tutor_tui.model.folder import ContactRole, Decision, Evidence, EvidenceKind, Folder
from tutor_tui.model.learner import Learner, Signer
from tutor_tui.rules.ksbs import ksb_state
from tutor_tui.rules.skills import COMPONENTS
from tutor_tui.rules.triage import Verdict
from tutor_tui.text import lines


def folders_of(demo: Demo) -> Iterator[tuple[Verdict, Folder]]:
    folders = chain.from_iterable(part.folders for part in demo.caseloads)
    return zip(demo.verdicts, folders, strict=True)


def in_a_break(learner: Learner, day: date) -> bool:
    return any(
        pause.start <= day and (pause.end is None or day < pause.end) for pause in learner.breaks
    )


def evidence_and_ksbs_agree(demo: Demo) -> None:
    for verdict, folder in folders_of(demo):
        claimed: dict[str, list[Evidence]] = {}
        for one in folder.evidence.values():
            assert one.ksbs
            for code in one.ksbs:
                claimed.setdefault(code, []).append(one)
        codes = {ksb.code for ksb in verdict.standard.ksbs}
        assert set(claimed) <= codes
        for code in codes:
            record = verdict.learner.ksbs.get(code)
            decisions = {one.decision: one for one in claimed.get(code, ())}
            match ksb_state(verdict.learner, code):
                case "met":
                    # a tutor may mark what they saw, and nothing is filed
                    assert "submitted" not in decisions
                    if "accepted" in decisions:
                        assert record
                        assert record.on == decisions["accepted"].decided
                case "submitted":
                    assert record
                    assert record.on == decisions["submitted"].on
                case "none":
                    assert set(decisions) <= {"returned"}


def most_of_what_is_met_has_evidence(demo: Demo) -> None:
    met = filed = 0
    for verdict, folder in folders_of(demo):
        accepted = [one for one in folder.evidence.values() if one.decision == "accepted"]
        proved = {code for one in accepted for code in one.ksbs}
        met += verdict.ksbs.met
        filed += len(proved)
    assert 0.8 * met < filed < met


def evidence_is_of_every_kind_and_plausible(demo: Demo) -> None:
    every = [one for _, folder in folders_of(demo) for one in folder.evidence.values()]
    assert {one.kind for one in every} == set(get_args(EvidenceKind))
    assert {one.decision for one in every} == set(get_args(Decision))
    assert {one.link == "" for one in every} == {True, False}
    for verdict, folder in folders_of(demo):
        learner = verdict.learner
        mine = folder.evidence.values()
        assert len({one.title for one in mine}) == len(mine)
        for one in mine:
            assert learner.original_start <= one.on <= (one.decided or one.on) <= demo.today
            assert (one.decision == "submitted") == (one.decided is None) == (one.by == "")
            assert re.fullmatch(r"(https://eportfolio\.example\.org/demo-\d{3}/\d+)?", one.link)
            assert not in_a_break(learner, one.on)


def the_log_and_the_visits_make_the_hours(demo: Demo) -> None:
    for verdict, folder in folders_of(demo):
        learner = verdict.learner
        trained = [one for one in folder.hours.values() if one.kind == "off_the_job"]
        assert learner.logged_minutes == sum(one.minutes for one in trained)
        for one in folder.hours.values():
            assert learner.original_start <= one.on < demo.today
            assert one.on.isoweekday() <= 5
            assert not HOLIDAY(one.on, "ENG")
            assert not in_a_break(learner, one.on)
            assert 0 < one.minutes <= 9 * 60
            assert one.what
    differ = [verdict for verdict in demo.verdicts if verdict.hours.differs]
    assert 0 < len(differ) < 20
    for verdict in differ:
        assert (verdict.learner.otj_actual or 0) < (verdict.hours.actual or 0)


def only_t_levels_have_a_placement(demo: Demo) -> None:
    for verdict, folder in folders_of(demo):
        served = [one for one in folder.hours.values() if one.kind == "placement"]
        placement = verdict.learner.placement
        assert bool(served) == (verdict.standard.kind == "t_level")
        assert placement.days == len({one.on for one in served})
        assert placement.minutes == sum(one.minutes for one in served)


def plans_by_month_add_up(demo: Demo) -> None:
    plans = [learner for learner in demo.learners if learner.otj_plan]
    assert 0 < len(plans) < len(demo.learners) / 2
    for learner in plans:
        assert sum(learner.otj_plan.values()) == learner.otj_planned
        months = sorted(learner.otj_plan)
        assert months[0] == f"{learner.original_start:%Y-%m}"
        assert months[-1] == f"{learner.planned_end:%Y-%m}"


def notes_are_private_and_shareable_and_some_of_several_lines(demo: Demo) -> None:
    notes = [note for _, folder in folders_of(demo) for note in folder.notes.values()]
    assert {note.private for note in notes} == {True, False}
    for private in (True, False):
        assert any("\n" in note.text for note in notes if note.private == private)
    for note in notes:
        assert lines(note.text) == note.text != ""
        assert note.on <= demo.today
        assert note.by in ("morwenna", "tomasz")


def what_was_agreed_was_done_since(demo: Demo) -> None:
    done = [one for _, folder in folders_of(demo) for one in folder.done.values()]
    assert {one.action.owner for one in done} == set(get_args(Signer))
    assert all(one.action.agreed < one.done < demo.today for one in done)
    assert all(one.done.isoweekday() <= 5 for one in done)


def texts_of(folder: Folder) -> set[str]:
    """What a reader would notice if two folders had it in common."""
    mentors = {one.name for one in folder.contacts.values() if one.role == "mentor"}
    return mentors.union(
        (one.title for one in folder.evidence.values()),
        (one.text for one in folder.notes.values()),
        (one.action.text for one in folder.done.values()),
    )


def neighbours_are_not_alike(demo: Demo) -> None:
    for part in demo.caseloads:
        assert all(
            texts_of(one).isdisjoint(texts_of(other)) for one, other in pairwise(part.folders)
        )


def contacts_belong_to_nobody(demo: Demo) -> None:
    every = [one for _, folder in folders_of(demo) for one in folder.contacts.values()]
    assert {one.role for one in every} == set(get_args(ContactRole))
    assert {one.phone == "" for one in every} == {True, False}
    for one in every:
        assert re.fullmatch(r"[a-z.-]+@example\.org", one.email)
        # the ranges kept for plays and films
        assert re.fullmatch(r"(01632 960\d{3}|07700 900\d{3})?", one.phone)
    for verdict, folder in folders_of(demo):
        assert "employer" in folder.contacts
        assert ("mentor" in folder.contacts) == (verdict.learner.original_start <= demo.today)


def arrangements_of_every_kind_are_there(demo: Demo) -> None:
    learners = demo.learners
    first, second = (part.tutor.id for part in demo.caseloads)
    assert {(one.tutor, one.second_tutor) for one in learners if one.second_tutor} == {
        *((first, second), (second, first))
    }
    some = len(learners) / 2
    assert 0 < sum(bool(one.preferred_days) for one in learners) < some
    assert {bool(one.preferred_time) for one in learners if one.preferred_days} == {True}
    assert 0 < sum(bool(one.never_on) for one in learners) < some
    assert 0 < sum(bool(one.away) for one in learners) < some
    assert not [one for one in learners if set(one.never_on) & set(one.preferred_days)]
    assert 0 < sum(one.prior_hours is not None for one in learners) < some
    assert len({one.weekly_hours for one in learners}) >= 5
    for part in demo.caseloads:
        days = part.tutor.working_days
        assert all(set(one.preferred_days) <= set(days) for one in part.learners)
    for verdict in demo.verdicts:
        declared = "organisation" in verdict.learner.gateway
        assert declared == (verdict.learner.organisation != "")


def parts_of_english_are_passed_by_some(demo: Demo) -> None:
    passed = set()
    for verdict in demo.verdicts:
        for skill in verdict.skills:
            if skill.passed:
                passed.add(len(skill.passed))
                assert (skill.state == "achieved") == (len(skill.passed) == len(COMPONENTS))
        record = verdict.learner.skills.get("english")
        for on in record.components.values() if record else ():
            assert verdict.learner.original_start <= on <= demo.today
    assert passed == {1, 2, 3}


def the_assessed_have_their_grades(demo: Demo) -> None:
    for verdict in demo.verdicts:
        done = verdict.status == "completed"
        assert (verdict.assessment.overall is not None) == done
        assert bool(verdict.learner.attempts) == (verdict.status in ("gateway", "completed"))


def the_first_in_the_list_shows_something_everywhere(demo: Demo) -> None:
    ours = {learner.id for learner in demo.caseloads[0].learners}
    told = [(verdict, folder) for verdict, folder in folders_of(demo) if folder.id in ours]
    verdict, folder = max(told, key=lambda one: one[0].urgency)
    learner = verdict.learner
    assert verdict.visits
    assert learner.ksbs
    assert verdict.skills
    assert verdict.gateway.items
    assert learner.reviews
    assert {one.decision for one in folder.evidence.values()} >= {"submitted", "accepted"}
    assert folder.hours
    assert {note.private for note in folder.notes.values()} == {True, False}
    assert {"employer", "mentor"} <= set(folder.contacts)
    assert learner.actions or folder.done


CHECKS: tuple[Callable[[Demo], None], ...] = (
    evidence_and_ksbs_agree,
    most_of_what_is_met_has_evidence,
    evidence_is_of_every_kind_and_plausible,
    the_log_and_the_visits_make_the_hours,
    only_t_levels_have_a_placement,
    plans_by_month_add_up,
    notes_are_private_and_shareable_and_some_of_several_lines,
    what_was_agreed_was_done_since,
    neighbours_are_not_alike,
    contacts_belong_to_nobody,
    arrangements_of_every_kind_are_there,
    parts_of_english_are_passed_by_some,
    the_assessed_have_their_grades,
    the_first_in_the_list_shows_something_everywhere,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("today", DAYS, ids=str)
def test_what_the_record_shows(today: date, check: Callable[[Demo], None]) -> None:
    check(demo_of(today))


@settings(max_examples=5, deadline=None)
@given(st.dates(date(2025, 9, 1), date(2040, 12, 31)))
def test_any_day_shows_a_whole_record(today: date) -> None:
    demo = Demo(today)
    for check in CHECKS:
        check(demo)
