"""The documentation says what the program does."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_the_table_of_keys_is_the_registrys() -> None:
    table = runpy.run_path(str(ROOT / "docs" / "make_keys.py"))["table"]
    assert (ROOT / "docs" / "keys.md").read_text(encoding="utf-8") == table()


PAGES = sorted(
    str(page.relative_to(ROOT)) for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
)


def test_there_are_pages() -> None:
    assert {"README.md", "CHANGELOG.md", "docs/architecture.md"} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((ROOT / page).parent / target).exists(), target


def test_every_command_of_the_readme_exists() -> None:
    from tutor_tui.cli.main import COMMANDS

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"tutor-tui (?:--\S+ )*([a-z]+)", text)
    assert "triage" in commands
    for command in commands:
        assert command in COMMANDS, command
