"""Every way in for a file from outside, and what holds whatever is in the file.

It is taken, or refused in a sentence. Looking at it changes nothing, nor does refusing it. What
was taken is shown by every list.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from tests.cli.desk import LOCKS, TODAY, Desk, Result, run
from tests.cli.entering import enter
from tests.fuzz import samples
from tutor_tui.actions import complaints
from tutor_tui.errors import LONGEST, TutorTuiError
from tutor_tui.exchange import bank_holidays
from tutor_tui.workspace import (
    calendar_import,
    ilr_import,
    import_maps,
    learner_file,
    standard_adding,
    table_import,
)
from tutor_tui.workspace.busy_times import busy_times
from tutor_tui.workspace.configuration import PROGRAM, configuration
from tutor_tui.workspace.import_maps import FILE_NAME
from tutor_tui.workspace.location import workspace_path
from tutor_tui.workspace.workspace import SETTINGS_FILE, Workspace

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

IN = ("--workspace", "{root}/workspace")

LISTS = (
    (*IN, "triage"),
    (*IN, "learner", "list"),
    (*IN, "visit", "list"),
    (*IN, "standard", "list"),
)


class Ground:
    """A home and a workspace of two tutors and a few learners, where files are tried."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "config" / PROGRAM).mkdir(parents=True)
        self.table, self.ilr = root / "learners.csv", root / "return.xml"
        self.table.write_bytes(samples.LEARNERS)
        self.ilr.write_bytes(samples.RETURN)
        with at_home(root):
            desk = Desk(root / "workspace")
            desk("init", "--tutor-name", "Kit Khan")
            desk("tutor", "add", "--name", "Bo Lee", "--nation", "WLS")
            enter(desk)
            for kind, file in (("table", self.table), ("ilr", self.ilr)):
                desk("import", kind, str(file), "--tutor", "khan")
            desk("visit", "book", "T1", "--at", "2026-12-01T10:00", "--tutor", "khan")
            self.calendar: bytes = desk("export", "ics", "--alarm", "60", "--tutor", "khan").raw
            self.records: list[bytes] = []
            for ref in ("R1", "A02"):  # one entered by hand, one of the return
                self.records.append(desk("learner", "export", ref, "--history").raw)
                desk("learner", "remove", ref)
            self.workspace: Workspace = self.opened()

    def opened(self) -> Workspace:
        """The workspace as it is now."""
        day = date.fromisoformat(TODAY)
        return Workspace(self.root / "workspace", today=day, now=lambda: NOW, actor="khan")


Look = Callable[[Ground, Path], object]


@dataclass(frozen=True)
class Importer:
    """One way in.

    `place` is where the file lies in the ground. `look` reads it and works out what it would
    change; `take` are the arguments of the command that does it, `{root}` being the ground.
    """

    place: str
    samples: Callable[[Ground], list[bytes]]
    look: Look
    take: tuple[str, ...]

    def look_at(self, ground: Ground, data: bytes) -> bool:
        """Whether this content fits; looking at it changes nothing."""
        file = ground.root / self.place
        with _holding(file, data), at_home(ground.root):
            before = files(ground.root)
            refusal = self._refusal(ground, file)
            assert files(ground.root) == before
        assert refusal is None or 0 < len(refusal.strip()) <= LONGEST
        return refusal is None

    def _refusal(self, ground: Ground, file: Path) -> str | None:
        try:
            self.look(ground, file)
        except TutorTuiError as refusal:
            return str(refusal)
        return None

    def bring_in(self, ground: Ground, data: bytes) -> bool:
        """Whether the command takes this content, into a copy of the ground; it is listed then."""
        copy = ground.root.with_name(f"{ground.root.name}-copy")
        shutil.copytree(ground.root, copy)
        try:
            with at_home(copy):
                (copy / self.place).write_bytes(data)
                before = files(copy)
                taken = _ended(copy, *self.take)
                if not taken:
                    assert files(copy) == before
                elif self is not SETTINGS:
                    assert all(_ended(copy, *command) for command in LISTS)
        finally:
            shutil.rmtree(copy)
        return taken


def files(root: Path) -> Mapping[Path, bytes]:
    """All there is, but for locks."""
    return {
        path: path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name not in LOCKS
    }


@contextmanager
def at_home(root: Path) -> Iterator[None]:
    """Within it the user's configuration is that of the ground in `root`."""
    ours = {"XDG_CONFIG_HOME": str(root / "config"), "XDG_CONFIG_DIRS": str(root)}
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _holding(file: Path, data: bytes) -> Iterator[None]:
    """Within it the file holds this, then what it held before, if it was there."""
    before = file.read_bytes() if file.exists() else None
    file.write_bytes(data)
    try:
        yield
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)


def _ended(root: Path, *args: str) -> bool:
    """Whether a command did what it should, or else said why not in one line."""
    words = [word.format(root=root) for word in args]
    result: Result = run("--today", TODAY, *words)
    if result.status == 0:
        return True
    assert result.status in (1, 2), result
    assert result.raw == b"", result
    *_, last = result.err.splitlines()
    assert last.startswith("error: "), result
    return False


def _look_at_ilr(ground: Ground, file: Path) -> None:
    workspace = ground.workspace
    tutor = workspace.choose_tutor("khan")
    ilr_import.plan(workspace, [file], tutor=tutor, tutor_from="A")


def _look_at_table(ground: Ground, file: Path) -> None:
    workspace = ground.workspace
    tutor = workspace.choose_tutor("khan")
    table_import.plan(workspace, file, tutor=tutor, standard="ST1379")


def _look_at_calendar(ground: Ground, file: Path) -> None:
    calendar_import.plan_of(ground.workspace, calendar_import.read([file]))


def _look_at_busy_times(ground: Ground, file: Path) -> None:
    first = ground.workspace.today
    busy = busy_times(file.read_bytes(), first, first + timedelta(weeks=12), name=file.name)
    assert all(one.start < one.end for one in busy)
    assert all(one.end < later.start for one, later in pairwise(busy))


def _look_at_maps(ground: Ground, _: Path) -> None:
    workspace = ground.workspace
    tutor = workspace.choose_tutor("khan")
    maps = import_maps.load()
    ilr_import.plan(workspace, [ground.ilr], tutor=tutor, tutor_from="A", maps=maps)
    table_import.plan(workspace, ground.table, tutor=tutor)


def _look_at_learner(ground: Ground, file: Path) -> None:
    workspace = ground.workspace
    caseload = workspace.caseload(workspace.choose_tutor("khan").id)
    learner_file.bring_in(workspace, caseload, file, dry_run=True)


def _look_at_configuration(_: Ground, __: Path) -> None:
    complaints(configuration().keys)
    workspace_path(None)


def _look_at_settings(ground: Ground, _: Path) -> None:
    workspace = ground.opened()
    try:
        for caseload in workspace.caseloads():
            caseload.verdicts(workspace.today)
    finally:
        workspace.close()


_KHAN = ("--tutor", "khan")

SETTINGS = Importer(
    place=f"workspace/{SETTINGS_FILE}",
    samples=lambda _: [samples.SETTINGS],
    look=_look_at_settings,
    take=(*IN, "triage"),
)

IMPORTERS: Mapping[str, Importer] = {
    "ilr": Importer(
        place="given.xml",
        samples=lambda _: samples.returns(),
        look=_look_at_ilr,
        take=(*IN, "import", "ilr", "{root}/given.xml", *_KHAN),
    ),
    "table": Importer(
        place="given.csv",
        samples=lambda _: samples.tables(),
        look=_look_at_table,
        take=(*IN, "import", "table", "{root}/given.csv", *_KHAN),
    ),
    "standard": Importer(
        place="given.json",
        samples=lambda _: samples.standards(),
        look=lambda ground, file: standard_adding.add(ground.workspace, file, dry_run=True),
        take=(*IN, "standard", "add", "{root}/given.json"),
    ),
    "calendar": Importer(
        place="given.ics",
        samples=lambda ground: samples.calendars(ground.calendar),
        look=_look_at_calendar,
        take=(*IN, "import", "calendar", "{root}/given.ics"),
    ),
    "busy": Importer(
        place="given.ics",
        samples=lambda ground: samples.calendars(ground.calendar),
        look=_look_at_busy_times,
        take=(*IN, "plan", "--busy", "{root}/given.ics", *_KHAN),
    ),
    "holidays": Importer(
        place="given.json",
        samples=lambda _: [samples.BANK_HOLIDAYS],
        look=lambda _, file: bank_holidays.read(file.read_bytes(), file.name),
        take=(*IN, "closure", "import", "{root}/given.json"),
    ),
    "learner": Importer(
        place="given.json",
        samples=lambda ground: ground.records,
        look=_look_at_learner,
        take=(*IN, "learner", "import", "{root}/given.json", *_KHAN),
    ),
    "maps": Importer(
        place=f"config/{PROGRAM}/{FILE_NAME}",
        samples=lambda _: [samples.MAPS],
        look=_look_at_maps,
        take=(*IN, "import", "ilr", "{root}/return.xml", "--aim", "60350002=maths:1", *_KHAN),
    ),
    "configuration": Importer(
        place=f"config/{PROGRAM}/config.toml",
        samples=lambda ground: [samples.configuration(ground.root / "workspace")],
        look=_look_at_configuration,
        take=("triage",),
    ),
    "settings": SETTINGS,
}
