"""A caseload in several hands: conflicts, others' changes, and verdicts kept."""

import os
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.engine import JsonStore
from tests.workspace.conftest import NOW, TODAY, Opener, only_caseload
from tutor_tui.errors import NotFound, Refused, TutorTuiError
from tutor_tui.model.learner import Learner
from tutor_tui.rules.triage import Verdict, assess
from tutor_tui.workspace import learners, progress, tutors, visits
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.finding import find_learner
from tutor_tui.workspace.workspace import Workspace

TEN = datetime(2026, 12, 1, 10, tzinfo=UTC)


def by_ref(caseload: Caseload, ref: str) -> Learner:
    return next(one for one in caseload.learners.values() if one.ref == ref)


def judged(workspace: Workspace, caseload: Caseload, day: date = TODAY) -> dict[str, Verdict]:
    """The kept verdicts, each proved to be what the rules say of the documents now."""
    kept = {verdict.learner.ref: verdict for verdict in caseload.verdicts(day)}
    for verdict in kept.values():
        learner = caseload.learners[verdict.learner.id]
        mine = [visit for visit in caseload.visits.values() if visit.learner == learner.id]
        fresh = assess(learner, mine, caseload.standard_of(learner), workspace.settings, day)
        assert verdict == fresh
    return kept


# conflicts


def test_a_change_over_anothers_is_refused_and_nothing_is_lost(
    workspace: Workspace, another: Opener
) -> None:
    other = another()
    mine, theirs = only_caseload(workspace), only_caseload(other)
    stale = by_ref(mine, "L1")
    learners.edit(other, theirs, by_ref(theirs, "L1"), {"employer": "Theirs"})
    with pytest.raises(Refused, match=r"^Sam Jones was changed by khan at 09:00") as caught:
        learners.edit(workspace, mine, stale, {"employer": "Mine"})
    assert "employer is now Theirs (not Mine)" in str(caught.value)
    assert "repeat" in str(caught.value)
    assert by_ref(mine, "L1").employer == "Theirs"
    # looked at again, it can be changed
    learners.edit(workspace, mine, by_ref(mine, "L1"), {"postcode": "LS1"})
    after = by_ref(theirs, "L1")
    assert (after.employer, after.postcode) == ("Theirs", "LS1")


def test_a_visit_moved_by_two_is_moved_once(workspace: Workspace, another: Opener) -> None:
    other = another()
    mine, theirs = only_caseload(workspace), only_caseload(other)
    learner = by_ref(mine, "L1")
    visit = visits.book(workspace, mine, learner, at=TEN).visit
    later = TEN + timedelta(days=1)
    visits.move(other, theirs, by_ref(theirs, "L1"), theirs.visits[visit.id], to=later)
    with pytest.raises(Refused, match=r"^the visit of 2026-12-02 was changed by khan"):
        visits.cancel(workspace, mine, visit)
    [kept] = mine.visits.values()
    assert (kept.start, kept.status, kept.sequence) == (later, "booked", 1)


def test_where_one_of_two_documents_clashes_neither_is_written(
    workspace: Workspace, another: Opener
) -> None:
    other = another()
    mine, theirs = only_caseload(workspace), only_caseload(other)
    stale = by_ref(mine, "L1")
    progress.set_ksbs(other, theirs, by_ref(theirs, "L1"), {"K1": "submitted"})
    with pytest.raises(Refused, match=r"K1 is now submitted, 2026-11-23 \(not met, 2026-11-23\)"):
        visits.record(workspace, mine, stale, on=TODAY, outcome="attended", ksbs={"K1": "met"})
    assert not mine.visits
    assert by_ref(mine, "L1").ksbs["K1"].state == "submitted"


def test_fields_that_only_one_has_changed_are_put_together(
    workspace: Workspace, another: Opener
) -> None:
    other = another()
    mine, theirs = only_caseload(workspace), only_caseload(other)
    stale = by_ref(mine, "L1")
    learners.edit(other, theirs, by_ref(theirs, "L1"), {"employer": "Theirs"})
    progress.set_gateway(other, theirs, by_ref(theirs, "L1"), "employer", "done")
    progress.set_ksbs(other, theirs, by_ref(theirs, "L1"), {"K2": "met"})
    visits.record(workspace, mine, stale, on=TODAY, outcome="attended", ksbs={"K1": "met"})
    progress.set_skill(workspace, mine, stale, "english", "working_towards")
    after = by_ref(theirs, "L1")
    assert (after.employer, list(after.gateway)) == ("Theirs", ["employer"])
    assert sorted(after.ksbs) == ["K1", "K2"]
    assert after.skills["english"].state == "working_towards"
    assert len(theirs.visits) == 1


def test_a_hand_over_of_what_another_has_changed_is_refused(
    workspace: Workspace, another: Opener
) -> None:
    tutor, _ = tutors.add(workspace, name="Bo Lee", login="bo")
    source = workspace.caseload(workspace.choose_tutor("khan").id)
    target = workspace.caseload(tutor.id)
    stale = by_ref(source, "L1")
    other = another()
    theirs = other.caseload(source.tutor.id)
    learners.edit(other, theirs, by_ref(theirs, "L1"), {"employer": "Theirs"})
    with pytest.raises(Refused, match=r"^Sam Jones was changed by someone else"):
        learners.transfer(workspace, source, stale, target)
    assert by_ref(source, "L1").employer == "Theirs"
    assert not target.learners
    learners.transfer(workspace, source, by_ref(source, "L1"), target)
    assert by_ref(target, "L1").employer == "Theirs"
    # gone from here: a form still open cannot bring it back
    with pytest.raises(Refused, match=r"^Sam Jones is no longer in this caseload$"):
        learners.edit(workspace, source, stale, {"employer": "Mine"})
    assert "L1" not in {one.ref for one in source.learners.values()}


# others' changes


def test_another_handles_change_is_seen_at_the_next_look(
    workspace: Workspace, another: Opener
) -> None:
    mine = only_caseload(workspace)
    learner = by_ref(mine, "L1")
    assert mine.verdict(learner, TODAY).cadence.state == "overdue"
    before = mine.generation()
    other = another()
    theirs = only_caseload(other)
    held = by_ref(theirs, "L1")
    visits.record(other, theirs, held, on=TODAY, outcome="attended")
    assert mine.generation() > before
    assert len(mine.visits) == 1
    assert mine.verdict(by_ref(mine, "L1"), TODAY).cadence.state == "upcoming"
    assert not mine.refresh()  # all is taken in already


def test_another_process_change_is_seen_at_the_next_look(
    workspace: Workspace, caseload: Caseload
) -> None:
    assert len(caseload.learners) == 3
    code = """
import sys
from tutor_tui.cli.main import main
sys.argv = ["tutor-tui", "--workspace", sys.argv[1], "--today", "2026-11-23",
            "visit", "book", "L2", "--at", "2026-12-01T10:00"]
main()
"""
    subprocess.run(
        [sys.executable, "-c", code, str(workspace.root)],
        check=True,
        capture_output=True,
        timeout=60,
    )
    [visit] = caseload.visits.values()
    assert visit.learner == by_ref(caseload, "L2").id
    assert judged(workspace, caseload)["L2"].cadence.next_visit == visit


def test_a_new_tutor_is_seen(workspace: Workspace, another: Opener) -> None:
    assert len(tutors.listed(workspace)) == 1
    tutor, _ = tutors.add(another(), name="Bo Lee", login="bo")
    assert [entry.id for entry in tutors.listed(workspace)][-1] == tutor.id
    assert workspace.choose_tutor("bo") == tutor


def test_the_tutors_own_document_is_renewed(
    workspace: Workspace, caseload: Caseload, another: Opener
) -> None:
    assert caseload.tutor.visits_per_day == 4
    other = another()
    tutors.edit(only_caseload(other), other, {"visits_per_day": 6})
    assert caseload.tutor.visits_per_day == 6


# verdicts kept


def test_a_change_judges_only_its_learner_again(workspace: Workspace, caseload: Caseload) -> None:
    before = judged(workspace, caseload)
    learner = by_ref(caseload, "L2")
    booked = visits.book(workspace, caseload, learner, at=TEN).visit
    after = judged(workspace, caseload)
    assert [ref for ref in after if after[ref] is not before[ref]] == ["L2"]
    assert after["L2"].cadence.next_visit is not None
    visits.cancel(workspace, caseload, booked)
    again = judged(workspace, caseload)
    assert [ref for ref in again if again[ref] is not after[ref]] == ["L2"]
    assert again["L2"].cadence.next_visit is None
    learners.edit(workspace, caseload, by_ref(caseload, "L3"), {"employer": "Acme"})
    last = judged(workspace, caseload)
    assert [ref for ref in last if last[ref] is not again[ref]] == ["L3"]


def test_another_day_judges_everybody_again(workspace: Workspace, caseload: Caseload) -> None:
    before = judged(workspace, caseload)
    later = judged(workspace, caseload, TODAY + timedelta(days=7))
    for ref, verdict in later.items():
        assert verdict.cadence.days_overdue == before[ref].cadence.days_overdue + 7
    assert judged(workspace, caseload) == before


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["L1", "L2", "L3"]),
        st.sampled_from(["book", "attended", "missed", "break", "ksb", "edit", "cancel", "look"]),
        st.integers(0, 60),
        st.booleans(),
    ),
    max_size=8,
)


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_kept_verdicts_are_right_after_any_changes(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int, bool]]
) -> None:
    """Changes by two handles in any order; what one has kept is what the rules say."""
    root = tmp_path_factory.mktemp("w") / "w"
    Workspace.create(root)
    handles = [Workspace(root, today=TODAY, now=lambda: NOW, actor="khan") for _ in range(2)]
    tutors.add(handles[0], name="Kit Khan")
    for ref in ("L1", "L2", "L3"):
        learners.add(
            handles[0],
            only_caseload(handles[0]),
            ref=ref,
            given_name="",
            family_name="Ng",
            standard="ST1379",
            start=date(2026, 8, 31),
            planned_end=date(2027, 12, 31),
        )
    for ref, what, number, second in steps:
        workspace = handles[second]
        caseload = only_caseload(workspace)
        with suppress(TutorTuiError):  # refused: nothing was to change
            change(workspace, caseload, by_ref(caseload, ref), what, number)
        judged(handles[number % 2], only_caseload(handles[number % 2]))
    for workspace in handles:
        judged(workspace, only_caseload(workspace))
        workspace.close()


def change(
    workspace: Workspace, caseload: Caseload, learner: Learner, what: str, number: int
) -> None:
    if what == "book":
        at = TEN + timedelta(days=number)
        visits.book(workspace, caseload, learner, at=at, overlap=True)
    elif what in ("attended", "missed"):
        on = TODAY - timedelta(days=number)
        outcome = "attended" if what == "attended" else "not_attended"
        visits.record(workspace, caseload, learner, on=on, outcome=outcome)  # type: ignore[arg-type]
    elif what == "break":
        learners.set_break(workspace, caseload, learner, TODAY - timedelta(days=number), None)
    elif what == "ksb":
        progress.set_ksbs(workspace, caseload, learner, {f"K{1 + number % 16}": "met"})
    elif what == "edit":
        learners.edit(workspace, caseload, learner, {"employer": f"Employer {number}"})
    elif what == "cancel":
        for visit in caseload.visits_of(learner):
            visits.cancel(workspace, caseload, visit)


# opening


def test_a_caseload_that_is_not_there(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="nobody"):
        workspace.caseload("nobody")


@pytest.mark.parametrize("given", ["../khan", "/etc", ".", ""])
def test_no_path_leads_out_of_the_caseloads(workspace: Workspace, given: str) -> None:
    with pytest.raises(NotFound):
        workspace.caseload(given)


def test_a_caseload_without_its_tutor_is_told_apart(workspace: Workspace) -> None:
    JsonStore.create(workspace.caseloads_directory / "halfmade").close()
    [(known, _)], failed = workspace.opened()
    assert known.login == "khan"
    assert list(failed) == ["halfmade"]
    assert "no tutor" in str(failed["halfmade"])
    assert workspace.choose_tutor("khan") == known
    with pytest.raises(Refused, match="no tutor"):
        workspace.choose_tutor("halfmade")
    assert find_learner(workspace, "L1", None)[1].ref == "L1"


def test_a_link_among_the_caseloads_is_no_caseload(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (workspace.caseloads_directory / "link").symlink_to(tmp_path / "elsewhere")
    assert "link" not in workspace.tutor_ids()


def test_modes_are_explicit(workspace: Workspace, caseload: Caseload) -> None:
    modes = {
        workspace.root: 0o2750,
        workspace.root / "workspace.json": 0o640,
        workspace.caseloads_directory: 0o2750,
        # without a group root lets nobody else in; another maker's own group may stay
        caseload.store.directory: 0o2700 if os.geteuid() == 0 else 0o2770,
        caseload.store.directory / "snapshot.json": 0o660,
    }
    assert {path: path.stat().st_mode & 0o7777 for path in modes} == modes


def test_a_day_given_never_turns(workspace: Workspace) -> None:
    assert not workspace.day_has_turned()
    days = iter([TODAY, TODAY + timedelta(days=1)])
    open_long = Workspace(
        workspace.root, today=TODAY, now=lambda: NOW, actor="khan", day=lambda: next(days)
    )
    assert not open_long.day_has_turned()
    assert open_long.day_has_turned()
    assert open_long.today == TODAY + timedelta(days=1)
