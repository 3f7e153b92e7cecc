"""Several people at one moment: each is done, or told the true reason why not."""

import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from store.engine import JsonStore
from store.exclusive import Exclusive
from tests.exchange.ilr_samples import delivery, learner, message
from tests.workspace.conftest import NOW, TODAY, Opener, only_caseload
from tutor_tui.errors import Refused
from tutor_tui.model.learner import Learner
from tutor_tui.workspace import ilr_import, imports, learners, progress, tutors, visits
from tutor_tui.workspace.caseload import ATTEMPTS, Caseload, Overtaken
from tutor_tui.workspace.workspace import Workspace

TEN = datetime(2026, 12, 1, 10, tzinfo=UTC)
DONE, REFUSED, BROKEN = range(3)


def by_ref(caseload: Caseload, ref: str) -> Learner:
    return next(one for one in caseload.learners.values() if one.ref == ref)


def refs(caseload: Caseload) -> list[str]:
    return sorted(one.ref for one in caseload.learners.values())


def add(workspace: Workspace, ref: str) -> None:
    learners.add(
        workspace,
        only_caseload(workspace),
        ref=ref,
        given_name="Al",
        family_name="Ray",
        standard="ST1379",
        start=date(2026, 8, 31),
        planned_end=date(2027, 12, 31),
    )


def book(workspace: Workspace, ref: str, at: datetime = TEN) -> None:
    caseload = only_caseload(workspace)
    visits.book(workspace, caseload, by_ref(caseload, ref), at=at)


def bring(workspace: Workspace, file: Path) -> imports.ImportPlan:
    tutor = only_caseload(workspace).tutor
    return imports.carry_out(
        workspace, lambda: ilr_import.plan(workspace, [file], tutor=tutor), reason="import"
    )


@pytest.fixture
def returned(tmp_path: Path) -> Path:
    """A government return of two learners."""
    file = tmp_path / "return.xml"
    aim = delivery(LearnStartDate="2025-10-06", PHours=350)
    people = (learner("R1", "Rhys", "Okafor", aim), learner("R2", "Siân", "O'Connor", aim))
    file.write_bytes(message("2025-26", *people))
    return file


# in the worst moment: after all was judged, before the lock is taken


@contextmanager
def overtaken_by(
    monkeypatch: pytest.MonkeyPatch, *others: Callable[[], object]
) -> Iterator[list[Callable[[], object]]]:
    """Let the others come first at the next saves, one at each; those still to come."""
    whole = JsonStore.exclusive
    coming = list(others)

    @contextmanager
    def late(self: JsonStore, *, as_it_is: bool = False) -> Iterator[Exclusive]:
        if coming:
            other = coming.pop(0)
            waiting, coming[:] = list(coming), []
            other()
            coming[:] = waiting
        with whole(self, as_it_is=as_it_is) as held:
            yield held

    with monkeypatch.context() as patch:
        patch.setattr(JsonStore, "exclusive", late)
        yield coming


def test_a_reference_taken_meanwhile_is_refused_by_its_owners_name(
    workspace: Workspace, another: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = another()
    with (
        overtaken_by(monkeypatch, lambda: add(other, "DUP")),
        pytest.raises(Refused, match=r"^reference 'DUP' is Al Ray's already$"),
    ):
        add(workspace, "DUP")
    assert refs(only_caseload(workspace)) == ["DUP", "L1", "L2", "L3"]


def test_a_reference_taken_meanwhile_is_given_to_no_other(
    workspace: Workspace, another: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, caseload = another(), only_caseload(workspace)
    with (
        overtaken_by(monkeypatch, lambda: add(other, "DUP")),
        pytest.raises(Refused, match="'DUP' is Al Ray's already"),
    ):
        learners.edit(workspace, caseload, by_ref(caseload, "L1"), {"ref": "DUP"})


def test_who_is_overtaken_by_what_does_not_matter_is_done(
    workspace: Workspace, another: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = another()
    with overtaken_by(monkeypatch, lambda: add(other, "A1"), lambda: book(other, "L2")) as left:
        add(workspace, "A2")
    assert not left
    assert refs(only_caseload(workspace)) == ["A1", "A2", "L1", "L2", "L3"]


def test_who_is_always_overtaken_is_told_so(
    workspace: Workspace, another: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = another()
    always = [lambda number=number: add(other, f"A{number}") for number in range(ATTEMPTS)]
    with overtaken_by(monkeypatch, *always), pytest.raises(Overtaken, match="look again"):
        add(workspace, "L9")
    assert "L9" not in refs(only_caseload(workspace))


@pytest.mark.parametrize("how", ["book", "move", "edit", "rebook"])
def test_a_time_taken_meanwhile_is_refused(
    workspace: Workspace, another: Opener, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    other, caseload = another(), only_caseload(workspace)
    who = by_ref(caseload, "L1")
    hour_before = TEN - timedelta(hours=1)
    mine = visits.book(workspace, caseload, who, at=hour_before).visit
    gone = visits.cancel(workspace, caseload, visits.book(workspace, caseload, who, at=TEN).visit)
    attempts: dict[str, Callable[[], object]] = {
        "book": lambda: book(workspace, "L1"),
        "move": lambda: visits.move(workspace, caseload, who, mine, to=TEN),
        "edit": lambda: visits.edit(workspace, caseload, mine, length=90),
        "rebook": lambda: visits.edit(workspace, caseload, gone, status="booked"),
    }
    with (
        overtaken_by(monkeypatch, lambda: book(other, "L2")),
        pytest.raises(Refused, match=r"^overlaps the visit of 1 Dec 10:00-11:00 with Sam Lee"),
    ):
        attempts[how]()
    booked = [visit.start for visit in caseload.visits.values() if visit.status == "booked"]
    assert sorted(start for start in booked if start) == [hour_before, TEN]


@pytest.mark.parametrize("how", ["book", "record"])
@pytest.mark.parametrize("meanwhile", [False, True])
def test_nothing_is_left_behind_of_a_learner_handed_over(
    workspace: Workspace,
    another: Opener,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
    meanwhile: bool,
) -> None:
    new, _ = tutors.add(workspace, name="Bo Lee", login="bo")
    source = workspace.caseload(workspace.choose_tutor("khan").id)
    stale = by_ref(source, "L1")  # of a form that stays open
    other = another()

    def hand_over() -> None:
        theirs = other.caseload(source.tutor.id)
        learners.transfer(other, theirs, by_ref(theirs, "L1"), other.caseload(new.id))

    attempts: dict[str, Callable[[], object]] = {
        "book": lambda: visits.book(workspace, source, stale, at=TEN),
        "record": lambda: visits.record(workspace, source, stale, on=TODAY, outcome="attended"),
    }
    if not meanwhile:
        hand_over()
    with (
        overtaken_by(monkeypatch, *([hand_over] if meanwhile else [])),
        pytest.raises(Refused, match=r"^Sam Jones is no longer in this caseload$"),
    ):
        attempts[how]()
    assert not source.visits
    assert refs(workspace.caseload(new.id)) == ["L1"]


def test_a_visit_booked_meanwhile_is_handed_over_too(
    workspace: Workspace, another: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, _ = tutors.add(workspace, name="Bo Lee", login="bo")
    source = workspace.caseload(workspace.choose_tutor("khan").id)
    target = workspace.caseload(new.id)
    other = another()
    theirs = other.caseload(source.tutor.id)

    def books() -> None:
        visits.book(other, theirs, by_ref(theirs, "L1"), at=TEN)

    with overtaken_by(monkeypatch, books):
        learners.transfer(workspace, source, by_ref(source, "L1"), target)
    assert not source.visits
    [visit] = target.visits.values()
    assert (visit.start, visit.tutor) == (TEN, new.id)


def test_an_import_overtaken_by_another_is_planned_again(
    workspace: Workspace, another: Opener, monkeypatch: pytest.MonkeyPatch, returned: Path
) -> None:
    other = another()
    with overtaken_by(monkeypatch, lambda: bring(other, returned)):
        plan = bring(workspace, returned)
    assert [len(plan.of(kind)) for kind in ("new", "unchanged")] == [0, 2]
    assert refs(only_caseload(workspace)) == ["L1", "L2", "L3", "R1", "R2"]


def test_an_old_plan_is_not_carried_out(
    workspace: Workspace, another: Opener, returned: Path
) -> None:
    caseload = only_caseload(workspace)
    plan = ilr_import.plan(workspace, [returned], tutor=caseload.tutor)
    bring(another(), returned)
    with pytest.raises(Refused, match="run the import again"):
        imports.apply(workspace, plan, reason="import")
    assert refs(caseload) == ["L1", "L2", "L3", "R1", "R2"]


# several processes at once


def at_once(root: Path, *operations: Callable[[Workspace], object]) -> list[int]:
    """Each operation in a process of its own, all let go together; how each ended."""
    waiting, go = os.pipe()
    children = []
    for operation in operations:
        child = os.fork()
        if not child:
            os._exit(_in_child(root, operation, waiting, go))
        children.append(child)
    os.close(waiting)
    os.close(go)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def _in_child(root: Path, operation: Callable[[Workspace], object], waiting: int, go: int) -> int:
    try:
        workspace = Workspace(root, today=TODAY, now=lambda: NOW, actor="khan")
        only_caseload(workspace).refresh()
        os.close(go)
        os.read(waiting, 1)  # ends when every other handle of the pipe is closed
        operation(workspace)
    except Refused as error:
        return REFUSED if "already" in str(error) or "overlaps" in str(error) else BROKEN
    except BaseException:
        traceback.print_exc()
        return BROKEN
    return DONE


def test_of_four_processes_one_gets_the_reference(workspace: Workspace) -> None:
    for ref in ("D1", "D2", "D3"):
        ends = at_once(workspace.root, *[lambda one, ref=ref: add(one, ref)] * 4)
        assert sorted(ends) == [DONE, REFUSED, REFUSED, REFUSED]
    assert refs(only_caseload(workspace)) == ["D1", "D2", "D3", "L1", "L2", "L3"]


def test_of_four_processes_one_gets_the_time(workspace: Workspace) -> None:
    for number in range(3):
        at = TEN + timedelta(days=number)
        ends = at_once(workspace.root, *[lambda one, at=at: book(one, "L1", at)] * 4)
        assert sorted(ends) == [DONE, REFUSED, REFUSED, REFUSED]
    assert len(only_caseload(workspace).visits) == 3


def test_four_processes_that_want_different_things_all_get_them(workspace: Workspace) -> None:
    wanted = [lambda one, ref=f"D{number}": add(one, ref) for number in range(4)]
    assert at_once(workspace.root, *wanted) == [DONE] * 4
    assert len(refs(only_caseload(workspace))) == 7


def test_three_imports_at_once_double_nobody(workspace: Workspace, returned: Path) -> None:
    assert at_once(workspace.root, *[lambda one: bring(one, returned)] * 3) == [DONE] * 3
    assert refs(only_caseload(workspace)) == ["L1", "L2", "L3", "R1", "R2"]


def test_two_processes_that_change_different_fields_of_one_learner_lose_nothing(
    workspace: Workspace,
) -> None:
    for number in range(5):

        def employs(one: Workspace, name: str = f"Employer {number}") -> None:
            caseload = only_caseload(one)
            learners.edit(one, caseload, by_ref(caseload, "L1"), {"employer": name})

        def assesses(one: Workspace, code: str = f"K{number + 1}") -> None:
            caseload = only_caseload(one)
            progress.set_ksbs(one, caseload, by_ref(caseload, "L1"), {code: "met"})

        assert at_once(workspace.root, employs, assesses) == [DONE, DONE]
        after = by_ref(only_caseload(workspace), "L1")
        assert after.employer == f"Employer {number}"
        assert len(after.ksbs) == number + 1
