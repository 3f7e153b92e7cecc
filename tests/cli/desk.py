"""The command line as a test runs it: `main()` in this process, on a workspace of its own."""

import io
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.engine import JsonStore
from tutor_tui.cli.main import main

TODAY = "2026-11-23"
"""A Monday."""

LOCKS = {"lock", "gate"}


@dataclass(frozen=True)
class Result:
    """What one run of a command gave."""

    status: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def run(*args: str) -> Result:
    """One run of the command line."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    kept = sys.argv, sys.stdout, sys.stderr
    sys.argv, sys.stdout, sys.stderr = ["tutor-tui", *args], out, err
    try:
        main()
        status = 0
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else -1
    finally:
        sys.argv, sys.stdout, sys.stderr = kept
    for stream in (out, err):
        stream.flush()
    written, said = (stream.buffer for stream in (out, err))
    assert isinstance(written, io.BytesIO)
    assert isinstance(said, io.BytesIO)
    return Result(status, written.getvalue(), said.getvalue().decode())


@dataclass(frozen=True)
class Desk:
    """A workspace, and the commands given in it."""

    root: Path

    def __call__(self, *args: str) -> Result:
        """A command that must succeed."""
        result = run("--workspace", str(self.root), "--today", TODAY, *args)
        assert result.status == 0, result
        return result

    def json(self, *args: str) -> Any:
        """What a command that must succeed prints under `--json`."""
        document = self(*args, "--json").json
        assert document["version"] == 1
        return document

    def changed(self, *args: str) -> Any:
        """The first document that a command changed."""
        return self.json(*args)["changed"][0]

    def refused(self, *args: str, status: int) -> str:
        """The one line said by a command that must not succeed, nor print, nor change anything."""
        before = self.content()
        result = run("--workspace", str(self.root), "--today", TODAY, *args)
        assert result.status == status, result
        assert result.raw == b""
        assert self.content() == before
        return sentence(result)

    def content(self) -> dict[str, bytes]:
        """Every file of the workspace but locks and backups, by its path."""
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and path.name not in LOCKS and path.parent.name != "backups"
        }

    def caseload(self, login: str) -> Path:
        """The directory of a tutor's caseload."""
        tutors = self.json("tutor", "list")["tutors"]
        [tutor] = [one for one in tutors if one.get("login") == login]
        return self.root / "caseloads" / str(tutor["id"])

    def learner(self, given: str) -> Any:
        """The whole record of a learner."""
        return self.json("learner", "show", given)["learner"]

    def visits(self, given: str) -> list[Any]:
        """A learner's visits."""
        found: list[Any] = self.json("visit", "list", "--learner", given)["visits"]
        return found


def sentence(result: Result) -> str:
    """The one `error: ...` line on stderr."""
    assert result.err.endswith("\n")
    [line] = result.err.splitlines()
    assert line.startswith("error: ")
    assert len(line) > len("error: ...")
    return line


def damage_snapshot(caseload: Path) -> None:
    """Change a letter in the caseload's snapshot, which holds all there is."""
    JsonStore.open(caseload).compact()
    snapshot = caseload / "snapshot.json"
    content = snapshot.read_bytes()
    damaged = content.replace(b"Khan", b"Khun")
    assert damaged != content
    snapshot.write_bytes(damaged)


def lose(caseload: Path) -> None:
    """Leave nothing sound of a caseload, though its files are there."""
    for path in caseload.rglob("*"):
        if path.is_file() and path.name not in LOCKS:
            path.write_bytes(b"damaged")


def environment(root: Path) -> dict[str, str]:
    """A subprocess's environment, in which the workspace and the day are set."""
    return {**os.environ, "TUTOR_TUI_WORKSPACE": str(root), "TUTOR_TUI_TODAY": TODAY}
