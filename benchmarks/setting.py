"""What every benchmark works on: the workspaces, made once, and how often to repeat."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.invented import Invented, workspace


@dataclass(slots=True)
class Setting:
    """A directory to write in, and the number of runs a median is taken of."""

    directory: Path
    runs: int = 9
    _workspaces: dict[tuple[int, int], Invented] = field(default_factory=dict)

    def workspace(self, learners: int, caseloads: int = 1) -> Invented:
        """A workspace of this size, made when it is first asked for."""
        size = learners, caseloads
        if size not in self._workspaces:
            root = self.directory / f"{learners}-learners-{caseloads}-caseloads"
            self._workspaces[size] = workspace(root, learners, caseloads)
        return self._workspaces[size]

    def copy(self, original: Path, name: str) -> Path:
        """A fresh copy of a directory, in place of the last one of the name."""
        target = self.directory / name
        shutil.rmtree(target, ignore_errors=True)
        return Path(shutil.copytree(original, target))
