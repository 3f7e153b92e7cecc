"""Workspaces and apps for the tests of the screens."""

from datetime import UTC, date, datetime
from pathlib import Path

from tutor_tui.app import TutorTui
from tutor_tui.demo import create
from tutor_tui.workspace import learners, tutors
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

TODAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
LOGIN = "morwenna"


SOMEBODY_ELSE = "kofi"


def opened(root: Path, *, actor: str = LOGIN) -> Workspace:
    """The workspace at a fixed day and instant."""
    return Workspace(root, today=TODAY, now=lambda: NOW, actor=actor)


def by_somebody_else(workspace: Workspace, caseload: Caseload) -> tuple[Workspace, Caseload]:
    """The same workspace and caseload as another terminal has them, where another works."""
    other = opened(workspace.root, actor=SOMEBODY_ELSE)
    return other, other.caseload(caseload.tutor.id)


def demo_workspace(root: Path) -> Workspace:
    """The demo's caseload."""
    create(root, TODAY, login=LOGIN)
    return opened(root)


def empty_workspace(root: Path) -> Workspace:
    """A workspace with one tutor and no learner."""
    Workspace.create(root)
    workspace = opened(root)
    tutors.add(workspace, name="Anna Tutor", login=LOGIN)
    return workspace


def with_learner(
    workspace: Workspace, *, ref: str = "A1", given: str = "Siân", family: str = "O'Connor"
) -> str:
    """Add a learner who started in January; their id."""
    learner, _ = learners.add(
        workspace,
        caseload_of(workspace),
        ref=ref,
        given_name=given,
        family_name=family,
        standard="ST1379",
        start=date(2026, 1, 5),
        planned_end=date(2027, 4, 5),
    )
    return learner.id


def caseload_of(workspace: Workspace) -> Caseload:
    """The first tutor's caseload."""
    return workspace.caseload(workspace.choose_tutor(None).id)


def app_of(workspace: Workspace) -> TutorTui:
    """The terminal program on the first tutor's caseload."""
    return TutorTui(workspace, caseload_of(workspace))
