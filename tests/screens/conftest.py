"""Workspaces of the demo, made once and copied for each test."""

import shutil
from pathlib import Path

import pytest

from tests.screens.people import demo_workspace, opened
from tutor_tui.workspace.workspace import Workspace


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo workspace nobody writes to."""
    root = tmp_path_factory.mktemp("demo") / "workspace"
    demo_workspace(root)
    return root


@pytest.fixture
def demo(demo_root: Path, tmp_path: Path) -> Workspace:
    """A demo workspace of the test's own."""
    root = tmp_path / "workspace"
    shutil.copytree(demo_root, root)
    return opened(root)
