"""What every test starts from: a bare environment, and homes of its own."""

import gc
import os
import pwd
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tutor_tui.errors import WrongUsage
from tutor_tui.workspace import tutors

SNAPSHOT_TEXTUAL = "8.2.8"
"""The Textual version the snapshots were drawn with; another draws lines a little differently."""


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to draw snapshots anew with a Textual other than the one they are kept for."""
    if config.getoption("update_snapshots", default=False):
        from importlib.metadata import version

        if version("textual") != SNAPSHOT_TEXTUAL:
            raise pytest.UsageError(f"snapshots are kept for textual=={SNAPSHOT_TEXTUAL}")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Look for garbage as seldom as the program does, and not through the tests themselves."""
    gc.freeze()
    gc.set_threshold(50_000, 10, 100)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the machine's user reaches a test."""
    users = ("TUTOR_TUI_", "XDG_", "SSH_")
    for name in set(os.environ) - {"TUTOR_TUI_ICAL_JS", "TUTOR_TUI_LIBICAL"}:
        if name.startswith(users):
            monkeypatch.delenv(name)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("TEXTUAL_THEME", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture(scope="session", autouse=True)
def invented_people() -> Iterator[None]:
    """Logins that tests invent are taken even where root runs them; real ones stay real."""
    real = tutors.account

    def account(login: str) -> pwd.struct_passwd | None:
        with suppress(WrongUsage):
            return real(login)
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tutors, "account", account)
        yield
