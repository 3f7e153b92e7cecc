"""The installed program itself: the whole path, pipes, locales, and what it loads."""

import json
import os
import subprocess
import sys
import sysconfig
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import vobject

from tests.cli.desk import TODAY, Desk, environment
from tests.exchange.ilr_samples import FOLDER

PROGRAM = Path(sysconfig.get_path("scripts")) / "tutor-tui"

if not PROGRAM.exists():
    pytest.skip("tutor-tui is not installed beside this Python", allow_module_level=True)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace made and filled by the program itself."""
    root = tmp_path_factory.mktemp("installed") / "workspace"
    call(root, "init", "--tutor-name", "Kit Khan")
    call(root, "import", "ilr", str(FOLDER / "invented-2025-26.xml"))
    return root


def call(root: Path, *args: str, **more: str) -> str:
    done = start(root, *args, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode(more.get("encoding", "utf-8"))


def start(root: Path, *args: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [PROGRAM, *args],
        env={**environment(root), **more},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )


def instants(calendar: str) -> dict[str, tuple[datetime, datetime]]:
    """The UTC start and end of every event by its UID, as another program reads them."""
    [read] = vobject.readComponents(calendar)
    return {
        event.uid.value: (
            event.dtstart.value.astimezone(UTC),
            event.dtend.value.astimezone(UTC),
        )
        for event in read.vevent_list
    }


def test_the_whole_path(root: Path, tmp_path: Path) -> None:
    ranked = json.loads(call(root, "triage", "--json"))
    assert ranked["today"] == TODAY
    assert len(ranked["learners"]) == 9  # eleven, less one completed and one withdrawn
    first = ranked["learners"][0]["ref"]
    booked: list[Any] = []
    for at in ("2026-12-01T10:00", "2027-06-01T14:00"):
        told = call(root, "visit", "book", first, "--at", at, "--json")
        booked += json.loads(told)["changed"]
    Desk(root)("visit", "record", first, "--on", "2026-11-02", "--outcome", "attended")
    for at in ("2027-03-28T00:30", "2027-10-31T01:30"):  # the clocks change within
        booked.append(Desk(root).changed("visit", "book", first, "--at", at))
    file = tmp_path / "visits.ics"
    call(root, "export", "ics", "--out", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_bytes().decode()
    assert text.replace("\r\n", "").count("\n") == 0
    read = instants(text)
    assert sorted(read.values()) == sorted(
        (datetime.fromisoformat(v["start"]), datetime.fromisoformat(v["end"])) for v in booked
    )
    assert Desk(root)("export", "ics").raw.decode() == text  # the same store, the same bytes
    for visit in booked:
        assert any(visit["id"] in uid for uid in read)
    after = Desk(root).json("triage")["learners"]
    [row] = [one for one in after if one["ref"] == first]
    assert (row["last_visit"], row["next_visit"]) == ("2026-11-02", "2026-12-01")


def test_a_reader_that_goes_away_is_no_error(root: Path) -> None:
    for command in ("triage --json", "standard show ST1379"):
        done = subprocess.run(
            ["bash", "-c", f"set -o pipefail; '{PROGRAM}' {command} | head -n 1"],
            env=environment(root),
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.stderr == b""
        assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize("command", ["triage", "export ics"])
def test_a_reader_that_was_never_there_is_told_by_the_status_alone(
    root: Path, command: str
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [PROGRAM, *command.split()],
        env=environment(root),
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_full_disk_is_one_line(root: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this machine has no /dev/full")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [PROGRAM, "triage"],
            env=environment(root),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    [line] = done.stderr.decode().splitlines()
    assert line == "error: No space left on device"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_locale_without_utf_8(root: Path, encoding: str) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    if encoding != "ascii":
        plain["PYTHONIOENCODING"] = encoding
    done = start(root, "triage", **plain)
    assert done.returncode == 0, done.stderr
    name = {"ascii": "Zo? M?ller", "latin-1": "Zoë Müller"}[encoding]
    assert name in done.stdout.decode(encoding)
    refused = start(root, "learner", "show", "Zoë Nobody", **plain)
    assert (refused.returncode, refused.stdout) == (1, b"")
    [line] = refused.stderr.decode(encoding).splitlines()
    assert line.startswith("error: ")


def test_an_error_is_one_line_whatever_the_environment(root: Path) -> None:
    done = start(root, "learner", "show", "an", TERM="dumb", NO_COLOR="1", COLUMNS="1")
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1


def test_the_demo_prints_its_triage_and_writes_its_visits(tmp_path: Path) -> None:
    def demo(*args: str) -> str:
        done = subprocess.run(
            [PROGRAM, "demo", "--headless", "--today", TODAY, *args],
            env={**os.environ, "TMPDIR": str(tmp_path)},
            cwd=tmp_path,
            capture_output=True,
            check=True,
            timeout=60,
        )
        return done.stdout.decode()

    lines = demo().splitlines()
    calendar = tmp_path / "tutor-tui-demo.ics"
    written = instants(calendar.read_bytes().decode())
    assert lines[-1] == f"Wrote {len(written)} visits: tutor-tui-demo.ics"
    assert min(start for start, _ in written.values()).date().isoformat() >= TODAY
    assert [path.name for path in tmp_path.iterdir()] == [calendar.name]  # nothing left behind
    before = calendar.read_bytes()
    ranked = json.loads(demo("--json"))["learners"]
    assert calendar.read_bytes() == before
    assert lines[1].startswith(ranked[0]["name"][:19])


READING = (
    "--version",
    "--help",
    "triage --json",
    "triage",
    "learner list",
    "learner show A01",
    "visit list",
    "standard list",
    "tutor list",
    "gateway show A01",
)
HEAVY = ("textual", "rich", "pydantic", "icalendar", "holidays", "openpyxl")


def test_what_only_reads_loads_nothing_heavy(root: Path) -> None:
    code = f"""
import sys
from tutor_tui.cli.main import main

for command in {READING!r}:
    sys.argv = ["tutor-tui", *command.split()]
    try:
        main()
    except SystemExit as stop:
        assert not stop.code, command
    for name in {HEAVY!r}:
        assert name not in sys.modules, f"{{command}} loads {{name}}"
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(root),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
