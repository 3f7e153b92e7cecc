"""What is sent to the terminal, counted through a real one; it is the same on every machine."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from benchmarks.terminal import PROGRAM, Terminal
from tutor_tui.demo import create
from tutor_tui.rules.triage import rank
from tutor_tui.workspace.workspace import Workspace

TODAY = date(2026, 11, 30)
HEAVY = {"icalendar", "pydantic", "holidays", "openpyxl"}

DOWN, ESCAPE, BACKSPACE, ENTER, PALETTE = "\x1b[B", "\x1b", "\x7f", "\r", "\x10"


@dataclass(frozen=True)
class Demo:
    """The invented caseload on the disk: the options that lead to it, and whom it shows first."""

    options: tuple[str, ...]
    first: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    root = tmp_path_factory.mktemp("bytes") / "workspace"
    create(root, TODAY, login="nobody-here")
    now = datetime(2026, 11, 30, 8, tzinfo=UTC)
    caseload = next(Workspace(root, today=TODAY, now=lambda: now, actor="nobody-here").caseloads())
    first = rank(caseload.verdicts(TODAY))[0].learner.name
    options = ("--workspace", str(root), "--today", str(TODAY), "--tutor", caseload.tutor.id)
    return Demo(options, first)


@pytest.fixture(scope="module")
def terminal(demo: Demo) -> Iterator[Terminal]:
    """The program, open on the caseload; every test leaves it as it was."""
    with Terminal([*PROGRAM, *demo.options]) as opened:
        opened.seen(demo.first)
        opened.settle()
        yield opened


def test_a_move_of_the_cursor_sends_at_most_600_bytes(terminal: Terminal) -> None:
    moves = [terminal.press(key).bytes for key in (DOWN, "j", "j", "k", "k", "k")]
    assert all(0 < sent <= 600 for sent in moves), moves


def test_a_key_in_the_filter_sends_at_most_6_kb(terminal: Terminal) -> None:
    terminal.press("/")
    keys = [terminal.press(key).bytes for key in ("a", "n", BACKSPACE, "r")]
    terminal.press(ESCAPE)
    assert all(0 < sent <= 6_000 for sent in keys), keys


def test_opening_a_form_sends_at_most_20_kb(terminal: Terminal) -> None:
    sent = terminal.press("v", "Save").bytes
    terminal.press(ESCAPE)
    assert 0 < sent <= 20_000


def test_opening_the_palette_sends_at_most_48_kb(terminal: Terminal) -> None:
    sent = terminal.press(PALETTE, "Type an action").bytes
    terminal.press(ESCAPE)
    assert 0 < sent <= 48_000


def test_a_question_sends_at_most_4_kb(terminal: Terminal) -> None:
    terminal.press("b", "Save")
    terminal.press("4")
    sent = terminal.press(ESCAPE, "Leave without saving").bytes
    terminal.press("y")
    assert 0 < sent <= 4_000


def test_opening_the_history_sends_at_most_12_kb(terminal: Terminal) -> None:
    sent = terminal.press("H", "invent a caseload").bytes
    terminal.press(ESCAPE)
    assert 0 < sent <= 12_000


def test_the_plan_opens_with_at_most_20_kb_and_a_move_in_it_sends_some_1_kb(
    terminal: Terminal,
) -> None:
    sent = terminal.press("p", "days late in all").bytes
    moves = [terminal.press(key).bytes for key in (*"jlljhk", DOWN)]
    carried = [terminal.press(key).bytes for key in ("m", "l", "h", ESCAPE)]
    terminal.press(ESCAPE)
    assert 0 < sent <= 20_000
    assert all(0 < one <= 1_200 for one in moves), moves
    assert all(0 < one <= 3_000 for one in carried), carried


def test_nothing_is_sent_while_nothing_is_done(terminal: Terminal) -> None:
    # the program looks for others' changes every second, and says nothing of it
    terminal.settle()
    assert terminal.idle(2.2) == 0


def test_the_first_screen_in_a_terminal_loads_nothing_heavy(demo: Demo, tmp_path: Path) -> None:
    told = tmp_path / "modules.json"
    code = (
        "import atexit, json, pathlib, sys\n"
        "told = pathlib.Path(sys.argv.pop())\n"
        "atexit.register(lambda: told.write_text(json.dumps(sorted(sys.modules))))\n"
        "from tutor_tui.cli.main import main; main()\n"
    )
    with Terminal([sys.executable, "-c", code, *demo.options, str(told)]) as opened:
        opened.seen(demo.first)
        opened.settle()
        opened.press("q")
        opened.finish()
    loaded = {name.partition(".")[0] for name in json.loads(told.read_text())}
    assert {"textual", "screens", "tutor_tui"} <= loaded
    assert not loaded & HEAVY
