"""Run the benchmarks: `python -m benchmarks [SUBJECT ...] [--runs N]`.

Without a subject all are run, and the table in `docs/performance.md` is written anew.
"""

import argparse
import compileall
import datetime
import importlib
import importlib.metadata
import importlib.util
import os
import platform
import tempfile
from pathlib import Path

from benchmarks.measure import heading
from benchmarks.setting import Setting

SUBJECTS = (
    *("start", "memory", "commands", "keys", "drawing"),
    *("save", "documents", "export", "imports", "planning"),
)
ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"


def main() -> None:
    """Measure the subjects named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--runs", type=int, default=9, help="runs a median is taken of")
    given = parser.parse_args()
    unknown = set(given.subjects) - set(SUBJECTS)
    if unknown or given.runs < 1:
        parser.error(f"the subjects are {', '.join(SUBJECTS)}; runs are at least 1")
    compile_all()
    table = heading()
    print(table, end="", flush=True)
    with tempfile.TemporaryDirectory(prefix="tutor-tui-benchmarks-") as directory:
        setting = Setting(Path(directory), runs=given.runs)
        for subject in given.subjects or SUBJECTS:
            for row in importlib.import_module(f"benchmarks.{subject}").rows(setting):
                print(row.line(), end="", flush=True)
                table += row.line()
    if not given.subjects:
        write(f"{about(given.runs)}\n{table}")


def compile_all() -> None:
    """Write the bytecode of every package, as an installation does: a start needs it."""
    for package in ("tutor_tui", "screens", "store", "textual", "rich", "click", "tinydb"):
        spec = importlib.util.find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or ():
            compileall.compile_dir(folder, quiet=2)


def about(runs: int) -> str:
    """When, on what and how the figures were taken."""
    day = datetime.datetime.now(datetime.UTC).date()
    textual = importlib.metadata.version("textual")
    return (
        f"Measured on {day} by `python -m benchmarks`: {platform.machine()}, "
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, "
        f"Textual {textual}; bytecode compiled. Medians of {runs} runs that took turns, more "
        "of what is short and fewer of what is long.\n"
    )


def write(measured: str) -> None:
    """Put what was measured between the page's markers."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{measured}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
