"""Tables exported and read again change nothing where they came from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from tests.exchange.learner_strategies import SLOW, records
from tests.workspace.test_learner_file import place
from tutor_tui.exchange.learner_record import LearnerRecord
from tutor_tui.workspace import learner_file, removing, table_export, table_import
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.imports import as_in_files
from tutor_tui.workspace.table_export import What
from tutor_tui.workspace.workspace import Workspace

FORMS = st.tuples(st.sampled_from(table_export.WHATS), st.sampled_from([".csv", ".xlsx"]))


@pytest.fixture(scope="module")
def desk() -> Iterator[tuple[Workspace, Caseload, Path]]:
    with place("Kit Khan") as made:
        yield made


# a file is written for every try: too slow to shrink
@settings(SLOW, max_examples=30, phases=[Phase.generate])
@given(records(), FORMS)
def test_a_table_read_again_changes_nothing(
    desk: tuple[Workspace, Caseload, Path], record: LearnerRecord, form: tuple[What, str]
) -> None:
    (workspace, caseload, file), (what, ending) = desk, form
    whole = learner_file._renewed(workspace, record)
    assume(as_in_files(whole.learner.ref))
    caseload.save_all(learner_file._new(whole), actor="khan", reason="made")
    made = table_export.sheets(workspace, [caseload], [what])
    [path] = table_export.write(workspace, made, file.with_suffix(ending))
    plan = table_import.plan(workspace, path, tutor=caseload.tutor)
    removing.remove(workspace, caseload, caseload.learners[whole.learner.id])
    assert len(plan.items) == len(made[0].rows)
    assert not plan.of("new")
    assert [item.reason for item in plan.of("skipped") if "after today" not in item.reason] == []
    assert [item.changes for item in plan.items if item.changes] == []
    assert not plan.writes
