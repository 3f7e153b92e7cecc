"""Measuring side by side, and the table that shows it."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

from benchmarks.terminal import environment

Unit = Literal["s", "B", "MiB"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: a figure, what was measured beside it, and the target.

    `most` bounds the ratio of the two, or the figure itself where `bounds` says so; None is no
    target. `also` is something else that was measured beside it, and its figure, only shown.
    """

    what: str
    ours: float
    unit: Unit
    beside: str
    theirs: float
    most: float | None = None
    bounds: Literal["ratio", "figure"] = "ratio"
    also: tuple[str, float] | None = None

    @property
    def ratio(self) -> float:
        """How many times the other's figure ours is."""
        return self.ours / self.theirs

    def line(self) -> str:
        """The line of the table, in Markdown."""
        beside = [(self.beside, self.theirs), *([self.also] if self.also else [])]
        return _line(
            self.what,
            _figure(self.ours, self.unit),
            "; ".join(f"{what}: {_figure(figure, self.unit)}" for what, figure in beside),
            "; ".join(_ratio(self.ours, figure) for _, figure in beside),
            *self._judged(),
        )

    def _judged(self) -> tuple[str, str]:
        """The target, and whether it is met."""
        if self.most is None:
            return "", ""
        if self.bounds == "ratio":
            target, met = f"{self.most:g} x", self.ratio <= self.most
        else:
            target, met = _figure(self.most, self.unit), self.ours <= self.most
        return f"<= {target}", "yes" if met else "**no**"


@dataclass(frozen=True, slots=True)
class Ended:
    """A program that has run to its end: seconds from outside, and its peak memory in MiB."""

    seconds: float
    memory: float


def interleaved(runs: int, *actions: Callable[[], float]) -> list[float]:
    """The median of each action's figures; all take turns, after one turn not counted.

    Every second turn goes backwards, so that what an action leaves behind, as a busy disk,
    does not always meet the same one.
    """
    figures: list[list[float]] = [[] for _ in actions]
    turns = list(zip(actions, figures, strict=True))
    for turn in range(runs + 1):
        for action, taken in turns:
            figure = action()
            if turn:
                taken.append(figure)
        turns.reverse()
    return [median(taken) for taken in figures]


def timed(action: Callable[[], object]) -> float:
    """The seconds an action takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


_RUN: Final = """
import os, sys, time
began = time.perf_counter()
null = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1)]
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=null)
_, status, usage = os.wait4(child, 0)
print(time.perf_counter() - began, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


def ended(argv: Sequence[str]) -> Ended:
    """Run a program to its end.

    Raises:
        RuntimeError: It failed.
    """
    # by a process of its own: what a program's starter has in memory would count as its peak
    starter = [sys.executable, "-S", "-c", _RUN, *argv]
    told = subprocess.run(starter, env=environment(), stdout=subprocess.PIPE, check=True).stdout
    seconds, peak, status = told.split()
    if int(status):
        raise RuntimeError(f"{' '.join(argv)} failed with status {int(status)}")
    return Ended(float(seconds), int(peak) / 1024)


def heading() -> str:
    """The first two lines of the table, in Markdown."""
    heads = ("what", "tutor-tui", "beside it, in the same run", "ratio", "target", "met")
    return _line(*heads) + _line(*("---" for _ in heads))


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def _ratio(ours: float, theirs: float) -> str:
    ratio = ours / theirs
    return f"{ratio:.2f} x" if ratio >= 0.1 or not ratio else f"{ratio:.1g} x"


def _figure(value: float, unit: Unit) -> str:
    match unit:
        case "s" if value < 1:
            return f"{value * 1000:.3g} ms"
        case "s":
            return f"{value:.3g} s"
        case "B" if value >= 1000:
            return f"{value / 1000:.3g} kB"
        case "B":
            return f"{value:.0f} B"
    return f"{value:.1f} MiB"
