"""Stores for the tests: one fixture per engine, and one over both."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store.engine import JsonStore
from store.interface import Store
from store.memory import MemoryStore


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "caseload"


@pytest.fixture
def json_store(directory: Path) -> Iterator[JsonStore]:
    store = JsonStore.create(directory, wait=1.0)
    yield store
    store.close()


@pytest.fixture(params=["json", "memory"])
def store(request: pytest.FixtureRequest, directory: Path) -> Iterator[Store]:
    engines: dict[str, Callable[[], Store]] = {
        "json": lambda: JsonStore.create(directory, wait=1.0),
        "memory": MemoryStore,
    }
    made = engines[request.param]()
    yield made
    made.close()
