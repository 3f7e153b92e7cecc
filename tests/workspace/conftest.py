"""A workspace with one tutor and a few learners, and further handles on it."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tutor_tui.workspace import learners, tutors
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
Opener = Callable[[], Workspace]


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Opener]:
    """Opens one more handle on the workspace, as another terminal has."""
    made: list[Workspace] = []

    def open_() -> Workspace:
        made.append(Workspace(tmp_path / "w", today=TODAY, now=lambda: NOW, actor="khan"))
        return made[-1]

    yield open_
    for workspace in made:
        workspace.close()


@pytest.fixture
def workspace(tmp_path: Path, another: Opener) -> Workspace:
    Workspace.create(tmp_path / "w")
    workspace = another()
    tutors.add(workspace, name="Kit Khan", login="khan")
    caseload = only_caseload(workspace)
    for ref, family in (("L1", "Jones"), ("L2", "Lee"), ("L3", "Ng")):
        learners.add(
            workspace,
            caseload,
            ref=ref,
            given_name="Sam",
            family_name=family,
            standard="ST1379",
            start=date(2026, 8, 31),
            planned_end=date(2027, 12, 31),
            details={"born": date(2001, 5, 17)},
        )
    return workspace


@pytest.fixture
def caseload(workspace: Workspace) -> Caseload:
    return only_caseload(workspace)


def only_caseload(workspace: Workspace) -> Caseload:
    [tutor_id] = workspace.tutor_ids()
    return workspace.caseload(tutor_id)
