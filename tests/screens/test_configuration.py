"""Keys, mouse and theme by the user's configuration file."""

from pathlib import Path

import pytest

from tests.screens.people import caseload_of
from tests.screens.test_keys import main, message, pane
from tutor_tui.actions import ACTIONS, complaints
from tutor_tui.app import TutorTui
from tutor_tui.errors import WrongUsage
from tutor_tui.workspace.configuration import Configuration, configuration
from tutor_tui.workspace.workspace import Workspace


def written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    folder = tmp_path / "config" / "tutor-tui"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "site"))


def test_the_shipped_keys_do_not_clash() -> None:
    assert complaints({}) == []


def test_own_keys_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    written(monkeypatch, tmp_path, 'mouse = "off"\n[keys]\nsort = "S"\n')
    assert configuration() == Configuration(mouse="off", keys={"sort": "S"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('mous = "off"', "did you mean mouse"),
        ('mouse = "maybe"', "maybe"),
        ("keys = 3", "keys"),
        ("[keys", "not a configuration file"),
        (f"mouse = {'9' * 5_000}", "beyond all measure"),
        (f"mouse = {'[' * 5_000}", "beyond all measure"),
    ],
)
def test_what_is_wrong_is_named_with_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, said: str
) -> None:
    written(monkeypatch, tmp_path, text)
    with pytest.raises(WrongUsage, match=said) as caught:
        configuration()
    assert "config.toml" in str(caught.value)


async def test_own_keys_work_and_are_shown(demo: Workspace) -> None:
    app = TutorTui(demo, caseload_of(demo), Configuration(keys={"sort": "S"}))
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("s")
        assert pane(app).sort_index == 0
        await pilot.press("S")
        assert pane(app).sort_index == 1
        assert "S sort" in main(app).query_one("#keys").text  # type: ignore[attr-defined]


async def test_clashes_and_unknown_actions_are_reported_at_the_start(demo: Workspace) -> None:
    app = TutorTui(demo, caseload_of(demo), Configuration(keys={"sort": "v", "nonsense": "y"}))
    async with app.run_test(size=(160, 24)):
        assert "v is both record-visit and sort" in message(app)
        assert "no action nonsense" in message(app)


def test_an_unknown_theme_is_refused(demo: Workspace) -> None:
    with pytest.raises(WrongUsage, match="theme"):
        TutorTui(demo, caseload_of(demo), Configuration(theme="mauve"))


def test_ids_are_unique() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
