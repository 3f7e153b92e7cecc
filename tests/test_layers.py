"""Who may know whom, and what a command may load."""

import json
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("tutor_tui", "screens", "store")
SCREEN = {"textual", "rich", "screens"}
HEAVY = {"icalendar", "pydantic", "holidays", "openpyxl"}
COMMANDS = sorted(path.stem for path in (ROOT / "tutor_tui" / "cli").glob("[!_]*.py"))

# prints, whatever happens, which modules were loaded in the end
_SPY = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
"""


def run(code: str, *args: str) -> tuple[str, set[str]]:
    """Run Python code in a process of its own; its output, and the packages it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", _SPY + code, *args], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[:2000]
    names: list[str] = json.loads(done.stderr.splitlines()[-1])
    return done.stdout, {name.partition(".")[0] for name in names}


def command(*args: str) -> tuple[str, set[str]]:
    """Run one command line."""
    return run("from tutor_tui.cli.main import main; main()", *args)


def test_the_contracts_of_the_layers_are_kept() -> None:
    code = "from importlinter.cli import lint_imports_command as run; run()"
    options = ["--no-cache", "--config", str(ROOT / "pyproject.toml")]
    done = subprocess.run(
        [sys.executable, "-c", code, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken." in done.stdout


def test_no_two_modules_need_each_other() -> None:
    # an import for the type checker alone is none when the program runs
    graph = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True, cache_dir=None)
    known = {
        module: graph.find_modules_directly_imported_by(module) - {module}
        for module in graph.modules
    }
    try:
        TopologicalSorter(known).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_every_command_is_listed() -> None:
    assert "main" in COMMANDS
    assert "triage" in COMMANDS


def test_no_module_of_a_command_loads_a_screen() -> None:
    _, loaded = run("".join(f"import tutor_tui.cli.{name}\n" for name in COMMANDS))
    assert "tutor_tui" in loaded
    assert not loaded & SCREEN
    assert not loaded & HEAVY


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A workspace with one learner and one booked visit."""
    path = str(tmp_path_factory.mktemp("layers") / "workspace")
    command("--workspace", path, "init", "--tutor-name", "Jo Park")
    learner = ["learner", "add", "--ref", "1", "--given-name", "Sam", "--family-name", "Jones"]
    terms = ["--standard", "ST1379", "--start", "2026-01-05", "--planned-end", "2027-07-05"]
    command("--workspace", path, "--today", "2026-01-05", *learner, *terms)
    visit = ["visit", "book", "Jones", "--at", "2026-02-05T10:00"]
    _, loaded = command("--workspace", path, "--today", "2026-01-05", *visit)
    # what is written is checked, what is booked is held against the bank holidays
    assert {"pydantic", "holidays"} <= loaded
    assert not loaded & SCREEN
    return path


READING = {
    "triage --json": "learners",
    "triage": None,
    "learner list --json": "learners",
    "learner show Jones --json": None,
    "visit list --json": "visits",
    "gateway show Jones --json": None,
    "timeline Jones --json": "events",
    "ksb list Jones --json": "rows",
    "tutor list --json": "tutors",
    "standard list --json": "standards",
    "--plain": None,
}
"""Commands that only read, and what is to be found in the JSON of each."""


def test_what_only_reads_loads_neither_screens_nor_what_is_heavy(workspace: str) -> None:
    # one process for them all: what any of them loads stays loaded to the end
    code = """
import contextlib, io
from tutor_tui.cli.main import main
*opening, commands = sys.argv[1:]
printed = []
for words in json.loads(commands):
    sys.argv[1:] = [*opening, *words]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            main()
        except SystemExit as ended:
            assert not ended.code, words
    printed.append(out.getvalue())
print(json.dumps(printed))
"""
    opening = ("--workspace", workspace, "--today", "2026-02-02")
    out, loaded = run(code, *opening, json.dumps([words.split() for words in READING]))
    for (words, found), printed in zip(READING.items(), json.loads(out), strict=True):
        assert printed, words
        assert not found or json.loads(printed)[found], words
    assert not loaded & SCREEN
    assert not loaded & HEAVY


def test_the_first_screen_loads_nothing_heavy(workspace: str) -> None:
    code = """
import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from tutor_tui.app import TutorTui
from tutor_tui.workspace.workspace import Workspace

async def show(path):
    now = datetime(2026, 2, 2, tzinfo=UTC)
    workspace = Workspace(Path(path), today=date(2026, 2, 2), now=lambda: now, actor="jo")
    app = TutorTui(workspace, next(workspace.caseloads()))
    async with app.run_test() as pilot:
        await pilot.pause()
        print("textual" in sys.modules, json.dumps(sorted(sys.modules)))

asyncio.run(show(sys.argv[1]))
"""
    out, _ = run(code, workspace)
    shown, _, names = out.strip().splitlines()[-1].partition(" ")
    loaded = {name.partition(".")[0] for name in json.loads(names)}
    assert shown == "True"
    assert not loaded & HEAVY
