"""Where the workspace and the day come from, and in which order."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.desk import TODAY, Desk, run, sentence


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Configuration and data directories of the user and of the site, all empty."""
    for name, folder in (
        ("XDG_CONFIG_HOME", "user"),
        ("XDG_CONFIG_DIRS", "site"),
        ("XDG_DATA_HOME", "data"),
    ):
        monkeypatch.setenv(name, str(tmp_path / folder))
    return tmp_path


def configure(home: Path, text: str) -> None:
    file = home / "tutor-tui" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text)


def make(root: Path, tutor: str) -> str:
    assert run("--workspace", str(root), "init", "--tutor-name", tutor).status == 0
    return str(root)


def opened(*args: str) -> str:
    """The name of the only tutor of the workspace that is opened."""
    result = run(*args, "tutor", "list", "--json")
    assert result.status == 0, result
    [tutor] = result.json["tutors"]
    return str(tutor["name"])


def test_flag_then_environment_then_user_then_site_then_data(
    homes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(homes / "data" / "tutor-tui", "Data")
    assert opened() == "Data"
    configure(homes / "site", f'workspace = "{make(homes / "of site", "Site")}"')
    assert opened() == "Site"
    configure(homes / "user", f'workspace = "{make(homes / "of user", "User")}"')
    assert opened() == "User"
    monkeypatch.setenv("TUTOR_TUI_WORKSPACE", make(homes / "of environment", "Environment"))
    assert opened() == "Environment"
    assert opened("--workspace", make(homes / "of flag", "Flag")) == "Flag"


def test_a_configuration_without_a_workspace_passes_it_on(homes: Path) -> None:
    configure(homes / "user", 'mouse = "on"\n')
    configure(homes / "site", f'workspace = "{make(homes / "of site", "Site")}"')
    assert opened() == "Site"


def test_home_and_relative_paths(
    homes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    make(tmp_path / "mine", "Mine")
    assert opened("--workspace", "~/mine") == "Mine"
    monkeypatch.chdir(tmp_path)
    assert opened("--workspace", "mine") == "Mine"


def test_init_makes_the_workspace_that_is_opened_without_a_word(homes: Path) -> None:
    result = run("init", "--tutor-name", "Kit Khan", "--json")
    assert result.status == 0
    made, tutor = result.json["changed"]
    assert made == {"workspace": str(homes / "data" / "tutor-tui")}
    assert opened() == tutor["name"] == "Kit Khan"
    assert (Path(made["workspace"]).stat().st_mode & 0o7777) == 0o2750


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("workspace = ", "config.toml"),
        ("workspace = 7", "workspace"),
        ("\x00", "config.toml"),
        ('workspace = "postgresql://example.org/x"', "only a directory"),
        ('workspace = "~nobody-of-that-name/x"', "no such user"),
    ],
)
def test_a_configuration_that_cannot_be_used(homes: Path, text: str, said: str) -> None:
    configure(homes / "user", text)
    for command in ("triage", "init"):
        result = run(command)
        assert (result.status, result.raw) == (2, b"")
        assert said in sentence(result)


def test_the_day_is_the_options_then_the_environments_then_londons(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def today(*args: str) -> str:
        result = run("--workspace", str(desk.root), *args, "--json")
        assert result.status == 0, result
        return str(result.json["today"])

    # half past midnight in London, the day before in UTC
    clock = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
    monkeypatch.setattr("tutor_tui.cli.session.now", lambda: clock)
    assert today("triage") == "2027-07-01"
    monkeypatch.setenv("TUTOR_TUI_TODAY", "2026-12-01")
    assert today("triage") == "2026-12-01"
    assert today("--today", "2026-12-02", "triage") == "2026-12-02"
    assert today("triage", "--today", "2026-12-03") == "2026-12-03"
    assert today("--today", "2026-12-02", "triage", "--today", "2026-12-03") == "2026-12-03"
    monkeypatch.setenv("TUTOR_TUI_TODAY", "")
    assert today("triage") == "2027-07-01"


def test_options_stand_before_or_after_the_command(two_desks: Desk) -> None:
    where = ("--workspace", str(two_desks.root), "--today", TODAY)
    told = [
        run(*where, *before, "learner", "list", *after).out
        for before, after in (
            (("--tutor", "khan", "--json"), ()),
            ((), ("--tutor", "khan", "--json")),
            (("--tutor", "khan"), ("--json",)),
            (("--tutor", "bo", "--json"), ("--tutor", "khan")),
        )
    ]
    assert len(set(told)) == 1
    assert "L1" in told[0]


@pytest.mark.usefixtures("homes")
def test_help_and_version_need_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_TUI_TODAY", "nonsense")
    monkeypatch.setenv("TUTOR_TUI_WORKSPACE", "postgresql://example.org")
    for args in (("--version",), ("--help",), ("-h",), ("visit", "book", "-h")):
        result = run(*args)
        assert (result.status, result.err) == (0, "")
        assert all(len(line) <= 80 for line in result.lines)
    listed = run("--help").out
    for command in ("init", "triage", "learner", "visit", "import", "export", "standard"):
        assert f"\n  {command} " in listed
