"""Workspaces of the demo, made once and copied for each test."""

import asyncio
import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pytest
from textual import events
from textual._wait import wait_for_idle
from textual.app import App
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key

from screens.key_order import KeyOrder
from tests.screens.people import demo_workspace, opened
from tutor_tui.workspace.workspace import Workspace


@pytest.fixture(autouse=True)
def keys_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Press the next key once the one before is handled.

    Textual's pilot waits after each until nothing happens for two fiftieths of a second, and so
    for half of the time that the tests of the screens take. The program itself takes keys one
    by one, and knows when one is done with.
    """
    monkeypatch.setattr(App, "_press_keys", _press_keys)


async def _press_keys(app: App[None], keys: Iterable[str]) -> None:
    assert isinstance(app, KeyOrder)
    for key in keys:
        if len(key) == 1 and not key.isalnum():
            key = _character_to_key(key)
        try:
            name = _get_unicode_name_from_key(REPLACED_KEYS.get(key, key))
            character: str | None = unicodedata.lookup(name)
        except KeyError:
            character = key if len(key) == 1 else None
        app.post_message(events.Key(key, character))
        await asyncio.sleep(0)
        while app.under_way and app.is_running:
            await asyncio.sleep(0.001)
    await wait_for_idle(0)


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
