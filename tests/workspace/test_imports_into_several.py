"""One import into several caseloads: done, told, and taken back as one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from store.errors import NotSaved
from store.interface import Ref
from tests.workspace.conftest import only_caseload
from tutor_tui.errors import Refused
from tutor_tui.workspace import history, table_import, tutors
from tutor_tui.workspace.caseload import Caseload, Overtaken
from tutor_tui.workspace.imports import ImportPlan, apply, carry_out
from tutor_tui.workspace.workspace import Workspace

TABLE = """\
Ref,First name,Last name,Programme,Start date,Planned end,Tutor,Employer
L1,,,,,,,Hill
N1,Ann,Orr,ST1379,01/09/2026,31/12/2027,Bo Lee,Dale
N2,Una,Far,ST1379,01/09/2026,31/12/2027,Kit Khan,Moor
"""


@pytest.fixture
def mine(workspace: Workspace) -> Caseload:
    """Kit's caseload, in which the user works."""
    return only_caseload(workspace)


@pytest.fixture
def theirs(workspace: Workspace, mine: Caseload) -> Caseload:
    """Bo's caseload."""
    tutors.add(workspace, name="Bo Lee", login="bo")
    return next(one for one in workspace.caseloads() if one.tutor.id != mine.tutor.id)


@pytest.fixture
def planned(
    workspace: Workspace, mine: Caseload, theirs: Caseload, tmp_path: Path
) -> Callable[[], ImportPlan]:
    """What a table says that has learners of both."""
    file = tmp_path / "table.csv"
    file.write_text(TABLE)
    return lambda: table_import.plan(workspace, file, tutor=mine.tutor)


def refs(*caseloads: Caseload) -> list[str]:
    return [one.ref for caseload in caseloads for one in caseload.learners.values()]


def employer(caseload: Caseload, ref: str) -> str:
    return next(one for one in caseload.learners.values() if one.ref == ref).employer


@pytest.fixture
def imported(
    workspace: Workspace, planned: Callable[[], ImportPlan], mine: Caseload, theirs: Caseload
) -> None:
    """The table was imported: one new learner in each caseload, and one updated."""
    carry_out(workspace, planned, reason="import table.csv")
    assert refs(mine, theirs) == ["L1", "L2", "L3", "N2", "N1"]


@pytest.mark.usefixtures("imported")
def test_one_undo_takes_the_whole_import_back_and_one_redo_does_it_again(
    workspace: Workspace, mine: Caseload, theirs: Caseload
) -> None:
    for _ in range(2):
        history.undo(workspace, mine)
        assert refs(mine, theirs) == ["L1", "L2", "L3"]
        assert employer(mine, "L1") == ""
        again = history.redo(workspace, mine)
        assert again.what == "import table.csv, in 2 caseloads"
        assert sorted(refs(mine, theirs)) == ["L1", "L2", "L3", "N1", "N2"]
        assert employer(mine, "L1") == "Hill"
    [told, *_] = history.entries(theirs)
    assert told.caseloads == 2


@pytest.mark.usefixtures("imported")
def test_from_either_caseload_it_is_the_same_undoing(
    workspace: Workspace, mine: Caseload, theirs: Caseload
) -> None:
    number = history.entries(theirs)[0].number
    entry = history.undo(workspace, theirs, number)
    assert entry.undone_by == number + 1
    assert refs(mine, theirs) == ["L1", "L2", "L3"]
    with pytest.raises(Refused, match=f"change {number} is undone already"):
        history.undo(workspace, theirs, number)


@pytest.mark.usefixtures("imported")
def test_what_stands_on_it_in_one_caseload_keeps_all_of_it_but_not_the_part_here(
    workspace: Workspace, mine: Caseload, theirs: Caseload
) -> None:
    [new] = theirs.learners.values()
    theirs.save(replace(new, employer="Elsewhere"), actor="bo", reason="edit")
    number = history.entries(mine)[0].number
    with pytest.raises(Refused) as refused:
        history.undo(workspace, mine)
    assert f"change {number} cannot be undone" in str(refused.value)
    assert "in Bo Lee's caseload by bo" in str(refused.value)
    assert f"tutor-tui undo {number} --here" in str(refused.value)
    assert sorted(refs(mine, theirs)) == ["L1", "L2", "L3", "N1", "N2"]
    history.undo(workspace, mine, number, here=True)
    assert sorted(refs(mine, theirs)) == ["L1", "L2", "L3", "N1"]


@pytest.mark.usefixtures("imported")
def test_a_caseload_that_cannot_be_opened_is_told_and_nothing_is_undone(
    workspace: Workspace, mine: Caseload, theirs: Caseload, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = workspace.caseload

    def closed(tutor_id: str) -> Caseload:
        if tutor_id == theirs.tutor.id:
            raise Refused("caseload of Bo: may not be read")
        return opened(tutor_id)

    monkeypatch.setattr(workspace, "caseload", closed)
    with pytest.raises(Refused, match="caseload of Bo: may not be read; in this one alone"):
        history.undo(workspace, mine)
    assert employer(mine, "L1") == "Hill"


@pytest.mark.usefixtures("imported")
def test_an_undoing_that_was_cut_short_goes_on_where_it_stopped(
    workspace: Workspace, mine: Caseload, theirs: Caseload, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NotSaved("no space left on the disk")

    with monkeypatch.context() as broken:
        broken.setattr(mine.store, "transaction", full)
        with pytest.raises(Refused, match="undone already: Bo Lee; undo again for the rest"):
            history.undo(workspace, mine)
    assert refs(mine, theirs) == ["L1", "L2", "L3", "N2"]
    history.undo(workspace, mine)
    assert refs(mine, theirs) == ["L1", "L2", "L3"]


def test_an_import_overtaken_in_any_caseload_changes_none(
    workspace: Workspace, mine: Caseload, theirs: Caseload, planned: Callable[[], ImportPlan]
) -> None:
    plan = planned()
    assert [*plan.writes] == [mine.tutor.id, theirs.tutor.id]
    theirs.save(replace(theirs.tutor, email="bo@example.org"), actor="bo", reason="edit")
    with pytest.raises(Overtaken):
        apply(workspace, plan, reason="import table.csv")
    assert refs(mine, theirs) == ["L1", "L2", "L3"]


def test_only_what_is_chosen_is_written(
    workspace: Workspace, mine: Caseload, theirs: Caseload, planned: Callable[[], ImportPlan]
) -> None:
    plan = planned().limited_to(only="new", refs=["N1", "L1"])
    assert [(item.kind, item.ref) for item in plan.declined] == [("updated", "L1"), ("new", "N2")]
    apply(workspace, plan, reason="import table.csv")
    assert refs(mine, theirs) == ["L1", "L2", "L3", "N1"]
    assert history.entries(theirs)[0].caseloads == 1
    written: set[Ref] = {(one.kind, one.id) for one in theirs.store.changes()[-1].documents}
    assert len(written) == 1
