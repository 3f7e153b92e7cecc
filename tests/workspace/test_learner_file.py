"""A learner written to a file and brought in somewhere else is the learner they were."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from tests.exchange.learner_strategies import SLOW, records
from tests.workspace.conftest import NOW, TODAY, Opener, only_caseload
from tutor_tui.errors import Refused
from tutor_tui.exchange.learner_record import LearnerRecord
from tutor_tui.workspace import history, learner_file, learners, removing, tutors
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace


@contextmanager
def place(name: str) -> Iterator[tuple[Workspace, Caseload, Path]]:
    """A workspace of one tutor, and a path for a file."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "w"
        Workspace.create(root)
        workspace = Workspace(root, today=TODAY, now=lambda: NOW, actor="khan")
        tutors.add(workspace, name=name, login=name.split()[0].lower())
        yield workspace, only_caseload(workspace), Path(folder) / "learner.json"
        workspace.close()


def bare(record: LearnerRecord) -> LearnerRecord:
    """The record without revisions and tutors."""
    return LearnerRecord(
        learner=replace(record.learner, rev=0, tutor=""),
        visits=tuple(replace(visit, rev=0, tutor="") for visit in record.visits),
        folder=replace(record.folder, rev=0) if record.folder else None,
    )


@settings(SLOW, max_examples=8)
@given(records())
def test_exported_and_brought_in_is_the_same_learner(record: LearnerRecord) -> None:
    with place("Kit Khan") as (here, caseload, file), place("Bo Lee") as (there, new_home, _):
        made = learner_file._new(record)
        caseload.save_all(made, actor="khan", reason="made")
        [learner] = caseload.learners.values()
        file.write_bytes(learner_file.exported(here, caseload, learner))
        brought = learner_file.bring_in(there, new_home, file)
        arrived = learner_file.record_of(new_home, brought.learner)
        left = learner_file.record_of(caseload, learner)
        assert bare(arrived) == bare(left)
        assert {visit.tutor for visit in arrived.visits} <= {new_home.tutor.id}
        assert arrived.learner.tutor == new_home.tutor.id


def test_one_who_was_removed_comes_back_under_new_ids(
    workspace: Workspace, caseload: Caseload, tmp_path: Path
) -> None:
    learner = next(iter(caseload.learners.values()))
    file = tmp_path / "learner.json"
    file.write_bytes(learner_file.exported(workspace, caseload, learner))
    removing.remove(workspace, caseload, learner)
    brought = learner_file.bring_in(workspace, caseload, file)
    assert brought.learner.id != learner.id
    assert replace(brought.learner, id=learner.id, rev=learner.rev) == learner


def test_one_who_was_erased_can_be_brought_in(
    workspace: Workspace, caseload: Caseload, tmp_path: Path
) -> None:
    learner = next(iter(caseload.learners.values()))
    file = tmp_path / "learner.json"
    file.write_bytes(learner_file.exported(workspace, caseload, learner))
    removing.erase(workspace, caseload, learner)
    assert learner_file.bring_in(workspace, caseload, file).learner.ref == learner.ref


def test_bringing_in_is_one_change_and_is_undone_by_one(
    workspace: Workspace, caseload: Caseload, tmp_path: Path
) -> None:
    before = len(history.entries(caseload))
    with place("Bo Lee") as (there, other, _):
        learners.add(
            there,
            other,
            ref="L9",
            given_name="Ira",
            family_name="Odd",
            standard="ST1379",
            start=TODAY.replace(month=1),
            planned_end=TODAY.replace(year=2028),
        )
        [learner] = other.learners.values()
        file = tmp_path / "learner.json"
        file.write_bytes(learner_file.exported(there, other, learner))
    learner_file.bring_in(workspace, caseload, file)
    assert len(history.entries(caseload)) == before + 1
    assert "L9" in {one.ref for one in caseload.learners.values()}
    history.undo(workspace, caseload)
    assert "L9" not in {one.ref for one in caseload.learners.values()}


def test_a_reference_taken_meanwhile_is_seen(
    workspace: Workspace,
    caseload: Caseload,
    another: Opener,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    learner = next(iter(caseload.learners.values()))
    file = tmp_path / "learner.json"
    file.write_bytes(learner_file.exported(workspace, caseload, learner))
    removing.remove(workspace, caseload, learner)
    other = another()
    rival = only_caseload(other)
    looked_up = learner_file._taken

    def meanwhile(workspace_: Workspace, record: LearnerRecord) -> bool:
        if learner.ref not in {one.ref for one in rival.learners.values()}:
            rival.save(replace(learner, id=other.new_id(), rev=0), actor="bo", reason="first")
        return looked_up(workspace_, record)

    monkeypatch.setattr(learner_file, "_taken", meanwhile)
    with pytest.raises(Refused, match="already"):
        learner_file.bring_in(workspace, caseload, file)
    assert [one.ref for one in caseload.learners.values()].count(learner.ref) == 1
