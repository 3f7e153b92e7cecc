"""The documentation says what the program does."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_the_table_of_keys_is_the_registrys() -> None:
    table = runpy.run_path(str(ROOT / "docs" / "make_keys.py"))["table"]
    assert (ROOT / "docs" / "keys.md").read_text(encoding="utf-8") == table()


@pytest.mark.parametrize(
    "page", ["README.md", "CHANGELOG.md", *map(str, Path("docs").glob("*.md"))]
)
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((ROOT / page).parent / target).exists(), target


def test_every_command_of_the_readme_exists() -> None:
    from tutor_tui.cli.main import COMMANDS

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in re.findall(r"tutor-tui (?:--\S+ )*([a-z]+)", text):
        assert command in {*COMMANDS, "config"}, command
