"""A workload under strace: its system calls numbered, cut short at one of them, or listed."""

import functools
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.store.crash.child import PATIENCE, ROOT, command, environment
from tests.store.crash.workload import BEGIN, END

_STARTED = re.compile(r"^\d+ +(\w+)\(")
# What a process does with its own memory leaves nothing behind, and varies from run to run.
_TRACED = "trace=!mmap,munmap,mremap,mprotect,brk,madvise,futex"
_MARKING = "?stat,?newfstatat,?statx"
"""What a mark may be: the name differs between machines."""


class Call(NamedTuple):
    """One system call of a process."""

    name: str
    number: int
    """Which of this name, counted from 1 at the start of the process."""


class Ended(NamedTuple):
    """What became of a workload."""

    acknowledged: bool
    trace: str

    @property
    def killed_within(self) -> bool:
        """Whether it was killed between its two marks."""
        return BEGIN in self.trace and END not in self.trace and "killed by SIGKILL" in self.trace


@functools.cache
def why_not() -> str | None:
    """Why no process can be traced and killed here; None where it can."""
    strace = shutil.which("strace")
    if strace is None:
        return "strace is not installed"
    dying = ["-o", "/dev/null", "-e", "inject=exit_group:signal=KILL"]
    tried = subprocess.run([strace, *dying, "true"], capture_output=True, text=True, check=False)
    if tried.returncode != -9:
        return f"strace may not trace here: {(tried.stderr.splitlines() or ['no reason told'])[0]}"
    return None


def calls(what: str, root: Path, log: Path) -> list[Call]:
    """Every system call that the workload makes between its marks."""
    ended = run(what, root, log, "-e", _TRACED)
    assert ended.acknowledged
    counted: Counter[str] = Counter()
    found, within = [], False
    for line in ended.trace.splitlines():
        if (started := _STARTED.match(line)) is None:
            continue
        name = started[1]
        counted[name] += 1
        if END in line:
            break
        if within:
            found.append(Call(name, counted[name]))
        within = within or BEGIN in line
    return found


def killed_at(call: Call, what: str, root: Path, log: Path) -> Ended:
    """Run the workload, which dies as it enters the call: the call is not made."""
    traced = f"trace={_MARKING},{call.name}"
    killing = f"inject={call.name}:signal=KILL:when={call.number}"
    return run(what, root, log, "-e", traced, "-e", killing)


def run(what: str, root: Path, log: Path, *options: str, mutant: str | None = None) -> Ended:
    """Run the workload under strace."""
    done = subprocess.run(
        ["strace", "-f", "-o", log, *options, *command(what, root, mutant=mutant)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode in (0, -9), done.stderr
    return Ended("done\n" in done.stdout, log.read_text(errors="replace"))
