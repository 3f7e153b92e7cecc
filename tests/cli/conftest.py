"""Workspaces to give commands in."""

import shutil
from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.cli.entering import enter


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Kit Khan's workspace, with three learners and no visit; copied, never changed."""
    root = tmp_path_factory.mktemp("furnished") / "workspace"
    desk = Desk(root)
    desk("init", "--tutor-name", "Kit Khan", "--login", "khan")
    for ref, given, family in (("L1", "Sam", "Jones"), ("L2", "Ann", "Lee"), ("L3", "Anna", "Ng")):
        add_learner(desk, ref, given, family)
    return root


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Desk:
    root = tmp_path / "workspace"
    shutil.copytree(furnished, root)
    return Desk(root)


@pytest.fixture(scope="session")
def furnished_for_two(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("furnished-for-two") / "workspace"
    shutil.copytree(furnished, root)
    Desk(root)("tutor", "add", "--name", "Bo Lee", "--login", "bo")
    return root


@pytest.fixture
def two_desks(desk: Desk, furnished_for_two: Path) -> Desk:
    """The same with a second tutor, Bo Lee, who has no learner."""
    shutil.rmtree(desk.root)
    shutil.copytree(furnished_for_two, desk.root)
    return desk


@pytest.fixture(scope="session")
def whole(furnished_for_two: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("whole") / "workspace"
    shutil.copytree(furnished_for_two, root)
    enter(Desk(root))
    return root


@pytest.fixture
def entered(whole: Path, tmp_path: Path) -> Desk:
    """The same with R1, of whom everything is recorded."""
    root = tmp_path / "workspace"
    shutil.copytree(whole, root)
    return Desk(root)


def add_learner(desk: Desk, ref: str, given: str, family: str, *more: str) -> None:
    dates = ("--start", "2026-08-31", "--planned-end", "2027-12-31", "--born", "2001-05-17")
    names = ("--given-name", given, "--family-name", family)
    desk("learner", "add", "--ref", ref, *names, "--standard", "ST1379", *dates, *more)
