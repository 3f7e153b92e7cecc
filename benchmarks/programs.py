"""The command lines of what is measured."""

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.invented import Invented
from benchmarks.terminal import PROGRAM

BARE_ROWS = 100
BARE_FIRST = "row0 cell0"
"""What the bare apps' first row shows."""


def ours(shown: Invented, *args: str) -> Sequence[str]:
    """The program on a workspace."""
    return (*PROGRAM, *shown.options, *args)


def bare(rows: int = BARE_ROWS, name: str = "bare_app") -> Sequence[str]:
    """A bare Textual app."""
    return (sys.executable, str(Path(__file__).with_name(f"{name}.py")), str(rows))


def python(code: str, *args: str) -> Sequence[str]:
    """A piece of Python."""
    return (sys.executable, "-c", code, *args)


def module(name: str, *args: str) -> Sequence[str]:
    """A module of the benchmarks as a program."""
    return (sys.executable, "-m", f"benchmarks.{name}", *args)
