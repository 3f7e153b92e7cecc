"""From starting the process to the first row on the screen."""

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence

from benchmarks.measure import Row, interleaved
from benchmarks.programs import BARE_FIRST, bare, ours
from benchmarks.setting import Setting
from benchmarks.terminal import PATIENCE, Terminal, environment

SIZES = (
    ("60 learners", 60, 1, 1.25),
    ("500 learners", 500, 1, 1.25),
    ("5,000 learners in 100 caseloads, one of them shown", 5000, 100, 2.0),
)


def rows(setting: Setting) -> Iterator[Row]:
    """The first screen in a pseudo-terminal, then in tmux where it is installed."""
    yield from _rows(setting, "pty", _in_pty)
    if shutil.which("tmux"):
        with _Tmux(f"tutor-tui-{os.getpid()}") as tmux:
            yield from _rows(setting, "tmux", tmux.first_screen)


def _in_pty(argv: Sequence[str], text: str) -> float:
    with Terminal(argv) as terminal:
        return terminal.seen(text)


class _Tmux:
    """A tmux server of its own, its sessions 80 by 24."""

    def __init__(self, name: str) -> None:
        self._command = ("tmux", "-L", name, "-f", "/dev/null")
        self._count = 0

    def __enter__(self) -> "_Tmux":
        self._run("new-session", "-d", "-x", "80", "-y", "24", "cat")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("kill-server")

    def first_screen(self, argv: Sequence[str], text: str) -> float:
        self._count += 1
        pane = f"run{self._count}"
        began = time.perf_counter()
        size = ("-x", "80", "-y", "24")
        self._run("new-session", "-d", "-s", pane, *size, f"exec {shlex.join(argv)}")
        while text not in self._run("capture-pane", "-p", "-t", pane):
            if time.perf_counter() - began > PATIENCE:
                raise TimeoutError(f"{text!r} has not come in tmux")
            time.sleep(0.01)  # asking without a pause would slow what is measured
        seconds = time.perf_counter() - began
        self._run("kill-session", "-t", pane)
        return seconds

    def _run(self, *args: str) -> str:
        done = subprocess.run(
            [*self._command, *args],
            env=environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def _rows(
    setting: Setting, where: str, first_screen: Callable[[Sequence[str], str], float]
) -> Iterator[Row]:
    shown = [setting.workspace(learners, caseloads) for _, learners, caseloads, _ in SIZES]
    *figures, beside = interleaved(
        setting.runs,
        *(lambda one=one: first_screen(ours(one), one.first) for one in shown),
        lambda: first_screen(bare(), BARE_FIRST),
    )
    for (words, _, _, most), figure in zip(SIZES, figures, strict=True):
        yield Row(
            what=f"first screen in {where}, {words}",
            ours=figure,
            unit="s",
            beside="bare Textual app",
            theirs=beside,
            most=most,
        )
