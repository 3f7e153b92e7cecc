"""A whole learner entered by keys alone at 80x24, and by commands: the same documents.

Section by section: where all sections before it are entered, the next one is, in both ways.
"""

import asyncio
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec import NODEFAULT, structs
from textual import events

from tests.cli.desk import run
from tests.screens.people import TODAY, app_of, caseload_of, opened
from tests.screens.test_hostile import drawn
from tests.screens.whole_learner import LEARNER_BY_POINTS, POINTS, SECTIONS, Step
from tutor_tui.cli.session import login
from tutor_tui.model import common, folder, learner, visit
from tutor_tui.workspace import tutors
from tutor_tui.workspace.caseload import Caseload, as_data
from tutor_tui.workspace.workspace import Workspace

MOST_WAITS = 100
"""So many twentieths of a second keys have to make their change."""

BY_CHANCE = {"id", "created", "changed"}
ID = re.compile("[0-9a-z]{16}")
NOT_ENTERED = {"Learner.imported", "Learner.edited"}
"""What only an import fills."""


def opened_again(root: Path) -> Workspace:
    """The workspace as it is on disk, of whoever runs the tests: commands know nobody else."""
    return opened(root, actor=login())


def caseload_in(root: Path) -> Caseload:
    return caseload_of(opened_again(root))


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the workspaces are kept in which ever more is entered."""
    return tmp_path_factory.mktemp("stages")


def stage(stages: Path, entered: int) -> Path:
    """A workspace in which so many sections are entered, by commands; nobody writes to it.

    In the first there are a tutor and a colleague, and no learner.
    """
    whole = stages / str(entered)
    if whole.exists():
        return whole
    begun = stages / f"{entered} begun"
    if entered:
        shutil.copytree(stage(stages, entered - 1), begun)
        by_command(begun, list(SECTIONS.values())[entered - 1])
    else:
        Workspace.create(begun)
        for name, who in (("Anna Tutor", login()), ("Bo Lee", "bo")):
            tutors.add(opened_again(begun), name=name, login=who)
    return begun.rename(whole)


def by_command(root: Path, steps: Sequence[Step]) -> None:
    for step in steps:
        ids = {f"visit:{one.date}": one.id for one in caseload_in(root).visits.values()}
        command = (ids.get(word, word) for word in step.command)
        result = run("--workspace", str(root), "--today", str(TODAY), *command)
        assert result.status == 0, (step.command, result.err)


async def by_key(root: Path, steps: Sequence[Step]) -> None:
    """Press the keys of each step at once, as a slow line delivers them; it makes one change."""
    workspace = opened_again(root)
    caseload, app = caseload_of(workspace), app_of(workspace)
    async with app.run_test(size=(80, 24)) as pilot:
        if caseload.learners:
            await pilot.press("enter")
        for step in steps:
            before = caseload.generation()
            for key in step.keys:
                app.post_message(events.Key(key, key if len(key) == 1 else None))
            for _ in range(MOST_WAITS):
                if caseload.generation() > before:
                    break
                await asyncio.sleep(0.05)
            else:
                pytest.fail(f"{step.keys} have changed nothing: {drawn(app)}")
            await pilot.pause()
            assert caseload.generation() == before + 1, step.keys


def documents(root: Path) -> list[Any]:
    """The learner, the folder and the visits, without ids and instants."""
    caseload = caseload_in(root)
    [one] = caseload.learners.values()
    names = {other.tutor.id: other.tutor.name for other in opened_again(root).caseloads()}
    names |= {held.id: f"visit of {held.date}" for held in caseload.visits_of(one)}
    names[one.id] = one.name

    def named(value: Any) -> Any:
        """The value with names for ids; what is kept by ids is a list in order of what it says."""
        if isinstance(value, dict):
            plain = {key: named(item) for key, item in value.items() if key not in BY_CHANCE}
            by_id = plain and all(ID.fullmatch(key) for key in plain)
            return sorted(plain.values(), key=json.dumps) if by_id else plain
        if isinstance(value, list | tuple):
            return [named(item) for item in value]
        return names.get(value, value) if isinstance(value, str) else value

    visits = {held.id: as_data(held) for held in caseload.visits_of(one)}
    return [named(as_data(one)), named(as_data(caseload.folder(one))), named(visits)]


@pytest.mark.parametrize(("entered", "section"), enumerate(SECTIONS))
async def test_keys_and_commands_enter_the_same(
    stages: Path, tmp_path: Path, entered: int, section: str
) -> None:
    keyed = tmp_path / "keyed"
    shutil.copytree(stage(stages, entered), keyed)
    await by_key(keyed, SECTIONS[section])
    assert documents(keyed) == documents(stage(stages, entered + 1))


async def test_points_are_entered_where_a_programme_marks_by_points(
    stages: Path, tmp_path: Path
) -> None:
    keyed, commanded = tmp_path / "keyed", tmp_path / "commanded"
    for root in (keyed, commanded):
        shutil.copytree(stage(stages, 0), root)
        by_command(root, [LEARNER_BY_POINTS])
    await by_key(keyed, POINTS)
    by_command(commanded, POINTS)
    assert documents(keyed) == documents(commanded)
    [one] = caseload_in(keyed).learners.values()
    assert [attempt.points for attempt in one.attempts.values()] == [50, 30]


def test_nothing_that_the_record_can_hold_is_left_out(stages: Path) -> None:
    caseload = caseload_in(stage(stages, len(SECTIONS)))
    [one] = caseload.learners.values()
    held = {*filled(one), *filled(caseload.folder(one)), *filled(caseload.visits_of(one))}
    every = {name for module in (common, learner, folder, visit) for name in fields_of(module)}
    assert every - held == NOT_ENTERED | {"Attempt.points"}


def filled(value: Any) -> Iterator[str]:
    """The names of all fields, at any depth, that hold something else than at first."""
    if isinstance(value, common.Shape):
        for field in structs.fields(value):
            if getattr(value, field.name) != first_value(field):
                yield f"{type(value).__name__}.{field.name}"
                yield from filled(getattr(value, field.name))
    elif isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            yield from filled(item)


def first_value(field: structs.FieldInfo) -> Any:
    made = field.default_factory
    return field.default if made is NODEFAULT else made()


def fields_of(module: Any) -> Iterator[str]:
    """The names of the fields of every document and part of one that a module defines."""
    for kind in vars(module).values():
        here = isinstance(kind, type) and kind.__module__ == module.__name__
        if here and issubclass(kind, common.Shape):
            yield from (f"{kind.__name__}.{name}" for name in kind.__struct_fields__)
