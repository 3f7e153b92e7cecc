"""Whether system calls come in an order that a power cut at any moment cannot harm.

A kill cannot show a missing fsync: what was written is in the kernel's memory and survives
the process. The order of the calls shows it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.store.crash.trace import run
from tests.store.crash.workload import BEGIN

_PASSING = re.compile(r"^(lock|gate|\..*\.tmp)$")
"""Files whose loss in a power cut harms nobody."""
_TRACED = (
    "trace=?stat,?newfstatat,?statx,openat,write,pwrite64,ftruncate,fsync,fdatasync,"
    "?rename,renameat,renameat2,?link,linkat,?unlink,unlinkat,?mkdir,mkdirat"
)
_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)(?:<(.*)>)?")
_FILE = re.compile(r"\d+<([^>]*)>")
_NAME = re.compile(r'(?:\d+|AT_FDCWD)<([^>]*)>, "([^"]*)"')


class Step(NamedTuple):
    """A system call that matters here, and the files it was made on."""

    call: str
    paths: tuple[Path, ...]


def violations(
    what: str, root: Path, log: Path, *, mutant: str | None = None, unflushed: tuple[str, ...] = ()
) -> list[str]:
    """What a power cut could harm.

    Args:
        what: The action to trace.
        root: The directory it is prepared in.
        log: Where the trace goes.
        mutant: The safeguard that is taken out.
        unflushed: Names in the store whose directory an earlier process, cut short, may not
            have flushed.
    """
    ended = run(what, root, log, "-y", "-s", "0", "-e", _TRACED, mutant=mutant)
    assert ended.acknowledged
    found: list[str] = []
    written: set[Path] = set()
    named = {root / "anna" / name for name in unflushed}
    for call, paths in _steps(ended.trace.partition(BEGIN)[2], root):
        match call:
            case "write":
                written.add(paths[0])
            case "create" | "link":
                named.add(paths[-1])
            case "unlink":
                named.discard(paths[0])
                written.discard(paths[0])
            case "flush":
                written.discard(paths[0])
                named = {path for path in named if path.parent != paths[0]}
            case "rename":
                source, target = paths
                if source in written:
                    found.append(f"{target.name} takes its name before its bytes are flushed")
                if target.name == "journal.jsonl":
                    found += [
                        f"the journal is replaced before the name of {path.name} is flushed"
                        for path in named
                        if _lasting(path) and path.name != target.name
                    ]
                named.discard(source)
                named.add(target)
            case "acknowledge":
                found += [
                    f"acknowledged before {p.name} is flushed" for p in written if _lasting(p)
                ]
                found += [
                    f"acknowledged before the name of {path.name} is flushed"
                    for path in named
                    if _lasting(path)
                ]
                return found
    raise AssertionError("the trace holds no acknowledgement")


def _lasting(path: Path) -> bool:
    """Whether the file must outlast a power cut; of backups only the latest is new, and extra."""
    return not _PASSING.match(path.name) and path.parent.name != "backups"


def _steps(trace: str, root: Path) -> Iterator[Step]:
    for line in trace.splitlines():
        if (called := _CALL.match(line)) is None:
            continue
        name, args, result, opened = called.groups()
        if int(result) < 0:
            continue
        names = tuple(Path(directory, path) for directory, path in _NAME.findall(args))
        if name == "write" and args.startswith("1<"):
            yield Step("acknowledge", ())
        elif name in ("write", "pwrite64", "ftruncate"):
            step = Step("write", _files(args))
            if step.paths[0].is_relative_to(root):
                yield step
        elif name in ("fsync", "fdatasync"):
            yield Step("flush", _files(args))
        elif name in ("rename", "renameat", "renameat2"):
            yield Step("rename", names)
        elif name in ("link", "linkat"):
            yield Step("link", names)
        elif name in ("unlink", "unlinkat"):
            yield Step("unlink", names)
        elif name in ("mkdir", "mkdirat"):
            yield Step("create", names)
        elif name == "openat" and "O_CREAT" in args:
            yield Step("create", (Path(opened),))


def _files(args: str) -> tuple[Path, ...]:
    return tuple(Path(path) for path in _FILE.findall(args))
