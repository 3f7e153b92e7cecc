"""docs/shared-server.md does what it says, followed word for word with real accounts."""

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import termios
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.long import LONG
from tests.server.machine import CannotBeMade, Machine, installation_without_network
from tests.server.page import ROOT, Block, blocks, rows, written
from tutor_tui.cli.main import COMMANDS

NETWORK = os.environ.get("TUTOR_TUI_TEST_NETWORK")
"""Where set, the page's installation is run as it stands: it fetches packages."""

CASELOADS = "/srv/tutor-tui/caseloads"
SERVICE = "/etc/systemd/system/tutor-tui-backup.service"
TIMER = "/etc/systemd/system/tutor-tui-backup.timer"
CRON = "/etc/cron.d/tutor-tui"
LEARNER = "--standard ST1379 --start 2026-08-31 --planned-end 2027-12-31"


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    stage = tmp_path / "stage"
    stage.mkdir()
    try:
        made = Machine(stage)
    except CannotBeMade as why:
        pytest.skip(str(why))
    with made:
        yield made


UMASKS = ((0o077, 0o000), (0o022, 0o077), (0o000, 0o022))
"""What people have who set the server up and work on it, and what they have afterwards.

The strictest has shut people out who should get in, the loosest lets in who should not.
"""


@pytest.mark.parametrize(("first", "then"), UMASKS if LONG else UMASKS[:1], ids="{:03o}".format)
def test_whatever_the_umask_the_page_is_followed_to_its_end_and_people_use_what_is_theirs(
    machine: Machine, first: int, then: int
) -> None:
    server = Server(machine, first)
    server.is_set_up()
    server.modes_are_those_of_the_table()
    server.each_tutor_works_alone()
    server.a_lead_and_an_owner_take_turns()
    server.modes_are_those_of_the_table()
    server.tutors_are_kept_out_of_each_others_caseloads()
    server.a_full_disk_refuses_and_leaves_everything_usable()
    server.modes_are_those_of_the_table()

    server.umask = then
    machine.run("ssh-keygen -q -t ed25519 -N '' -f anna")
    server.follow("Logging in")
    server.the_forced_command_opens_the_program()

    server.follow("Backups")
    server.only_root_reads_the_backups()
    server.a_restored_caseload_is_its_tutors()
    server.modes_are_those_of_the_table()

    server.follow("What to watch")
    server.cron_is_silent_until_something_is_wrong()

    server.follow("When a tutor leaves")
    server.nothing_is_left_to_the_next_account()
    server.nothing_of_the_page_was_left_out()


class Server:
    """The machine as the page is followed on it, every user having the same umask."""

    def __init__(self, machine: Machine, umask: int) -> None:
        """Nothing has been typed yet."""
        self._machine = machine
        self.umask = umask
        self._typed: list[Block] = []

    def is_set_up(self) -> None:
        """Follow the page until the three people can use the program."""
        self.follow("Install")
        self.follow("People")
        if not NETWORK and (why := self._machine.attempt("tutor-tui --version", "anna").stderr):
            pytest.skip(f"other users cannot run the Python that runs the tests: {why}")
        for section in ("Workspace", "Tutors", "Check"):
            self.follow(section)

    def follow(self, section: str) -> None:
        """Type the blocks of one section of the page."""
        for block in blocks():
            if block.section == section:
                self._typed.append(block)
                self._type(block)

    def _type(self, block: Block) -> None:
        text = block.text
        if block.words[0] == "console":
            return  # typed on another computer
        if "systemd" in block.words:
            _say(f"not run, since it would reach this machine's own systemd:\n{text}")
            return
        if "install" in block.words:
            if NETWORK:
                text = f"cd '{ROOT}'\n{text}"
            else:
                text = installation_without_network(text)
                _say("installed from what this Python has; TUTOR_TUI_TEST_NETWORK=1 runs pip")
        printed = self(block.user, text)
        if block.answer is not None:
            assert printed.endswith(block.answer), block

    def __call__(self, user: str, script: str) -> str:
        """What a user's script prints that must succeed."""
        return self._machine.run(script, user, umask=self.umask)

    def refused(self, user: str, script: str, words: str) -> None:
        """A user's script that must not succeed, saying these words."""
        done = self._machine.attempt(script, user, umask=self.umask)
        assert done.returncode != 0, f"{user}: {script}\n{done.stdout}"
        assert words in done.stderr, f"{user}: {script}\n{done.stderr}"

    def caseload(self, user: str) -> str:
        """The directory of a user's caseload."""
        [found] = self(
            "root", f"find {CASELOADS} -mindepth 1 -maxdepth 1 -user {user}"
        ).splitlines()
        return found

    def learners(self, user: str, tutor: str) -> str:
        return self(user, f"tutor-tui learner list --tutor {tutor}")

    def modes_are_those_of_the_table(self) -> None:
        tutors = ("anna", "ben")
        for row in rows():
            found = self("root", f"stat -c '%a %U %G %n' {row.path}").splitlines()
            assert found
            for line in found:
                mode, owner, group, path = line.split()
                assert int(mode, 8) == int(row.mode, 8), line
                assert group == row.group, line
                if row.owner == "the tutor":
                    assert owner in tutors, line
                    assert path.startswith(self.caseload(owner)), line
                else:
                    assert owner == row.owner, line
        wrong = r"! \( -perm 0660 -group leads \)"
        assert self("root", f"find {CASELOADS} -mindepth 2 -type f {wrong}") == ""
        assert self("root", f"find {CASELOADS} ! -type d ! -type f") == ""

    def each_tutor_works_alone(self) -> None:
        for user in ("anna", "ben"):
            self(user, f"tutor-tui learner add --ref {user}-1 --family-name Own {LEARNER}")
            self(user, f"tutor-tui visit book {user}-1 --at 2027-01-05T10:00 --overlap")
            assert "Own" in self(user, "tutor-tui triage")

    def a_lead_and_an_owner_take_turns(self) -> None:
        self("cara", "tutor-tui --tutor anna learner add --ref anna-2 --family-name Lead "
             f"{LEARNER}")  # fmt: skip
        self("anna", "tutor-tui learner edit anna-2 --given-name Changed")
        self._compact("cara", "anna")  # refused or done, it takes nothing from the owner
        assert "anna-2" in self.learners("anna", "anna")
        self("anna", "tutor-tui learner edit anna-2 --given-name Again")
        assert self._compact("anna", "anna") == 0
        self("cara", "tutor-tui learner edit anna-2 --given-name Lead")
        self("root", "tutor-tui learner edit anna-2 --employer Root")
        self("anna", "tutor-tui learner edit anna-2 --employer Own")
        for reader in ("cara", "anna"):
            assert "Lead" in self.learners(reader, "anna")
        self("cara", "tutor-tui learner transfer anna-2 --to ben")
        self("ben", "tutor-tui learner edit anna-2 --employer New")
        self("cara", "tutor-tui learner transfer anna-2 --to anna")
        self("anna", "tutor-tui learner edit anna-2 --employer Back")
        self("ben", "tutor-tui learner edit ben-1 --employer Same")

    def _compact(self, user: str, tutor: str) -> int:
        program = (
            "from store.engine import JsonStore; "
            f"JsonStore.open('{self.caseload(tutor)}').compact()"
        )
        script = f'/opt/tutor-tui/bin/python -c "{program}"'
        return self._machine.attempt(script, user, umask=self.umask).returncode

    def tutors_are_kept_out_of_each_others_caseloads(self) -> None:
        denied = "Permission denied"
        self("root", "useradd --create-home stranger")
        for user, other in (("anna", "ben"), ("ben", "anna")):
            theirs = self.caseload(other)
            every = self("root", f"find {theirs}")
            usable = f"""
                for path in {" ".join(every.split())}; do
                    if test -r "$path" || test -w "$path"; then echo "$path"; fi
                done
            """
            assert self("cara", usable) == every
            assert self(user, usable) == ""
            for place in (theirs, CASELOADS, "/srv/tutor-tui"):
                self.refused(user, f"touch {place}/planted", denied)
            self.refused(user, f"mv {theirs} {theirs}-away", denied)
            self.refused(user, f"rm -f {theirs}/snapshot.json", denied)
            self.refused(user, f"tutor-tui learner list --tutor {other}", "no tutor")
            assert "(cannot be read)" in self(user, "tutor-tui tutor list")
        self.refused("stranger", "ls /srv/tutor-tui", denied)

    def the_forced_command_opens_the_program(self) -> None:
        line = self("anna", "cat ~/.ssh/authorized_keys")
        assert self("root", "cat anna.pub").strip() in line
        assert "ED25519" in self("anna", "ssh-keygen -l -f ~/.ssh/authorized_keys")
        assert self("root", "stat -c '%U %a' ~anna/.ssh ~anna/.ssh/*") == "anna 700\nanna 600\n"
        [forced] = re.findall(r'^command="([^"]*)",restrict,pty ssh-ed25519 ', line)
        status, drawn = _on_a_terminal(self._machine.command(forced, "anna"), "Anna Example", "q")
        assert status == 0, drawn

    def only_root_reads_the_backups(self) -> None:
        self("root", "test -n \"$(find /var/backups/tutor-tui -path '*/caseloads/*' -type f)\"")
        assert self("root", "stat -c '%a' /var/backups/tutor-tui/tutor-tui-*") == "700\n"
        for user in ("anna", "cara"):
            self.refused(user, "ls /var/backups/tutor-tui", "Permission denied")

    def a_restored_caseload_is_its_tutors(self) -> None:
        assert "anna-1" in self.learners("anna", "anna")
        self("anna", "tutor-tui learner edit anna-1 --employer Newer")
        [again] = [block.text for block in blocks() if "tutor-tui restore" in block.text]
        self.refused("root", again, "--discard-newer")
        self("root", again.replace(" --tutor anna", " --tutor anna --discard-newer"))
        assert "Newer" not in self("anna", "tutor-tui learner show anna-1")
        self("anna", "tutor-tui learner edit anna-1 --employer After")
        self("cara", "tutor-tui learner edit anna-1 --employer Lead")

    def cron_is_silent_until_something_is_wrong(self) -> None:
        doctor, backup = (
            line.split(" root ", 1)[1] for line in written(CRON).splitlines() if " root " in line
        )
        for line in (doctor, backup):
            assert self._said_by_cron(line) == ""
        snapshot = f"{self.caseload('ben')}/snapshot.json"
        self("root", f"cp -a {snapshot} /var/kept && truncate -s 0 {snapshot}")
        assert "snapshot.json" in self._said_by_cron(doctor)
        self("root", f"cat /var/kept >{snapshot}")
        assert self._said_by_cron(doctor) == ""
        self("root", "touch -d '3 days ago' /var/backups/tutor-tui/*")
        assert "no backup" in self._said_by_cron(backup)

    def _said_by_cron(self, line: str) -> str:
        done = self._machine.attempt(f"env -i PATH=/usr/bin:/bin sh -c '{line}'")
        return done.stdout + done.stderr

    def a_full_disk_refuses_and_leaves_everything_usable(self) -> None:
        self.refused("root", "head -c 100M /dev/zero >/srv/filler", "No space left")
        for number in range(1, 30):  # what is left of the last block takes a few yet
            done = self._machine.attempt(
                f"tutor-tui learner edit anna-1 --employer Full{number}", "anna", umask=self.umask
            )
            if done.returncode != 0:
                break
        assert "nothing was saved" in done.stderr
        shown = self("anna", "tutor-tui learner show anna-1")
        assert f"Full{number}" not in shown
        assert number == 1 or f"Full{number - 1}" in shown
        self("root", "rm /srv/filler")
        self("anna", "tutor-tui learner edit anna-1 --employer Kept")
        assert "Kept" in self("anna", "tutor-tui learner show anna-1")

    def nothing_is_left_to_the_next_account(self) -> None:
        assert self("root", f"find {CASELOADS} /home -nouser") == ""
        for ref in ("anna-1", "ben-1"):
            assert ref in self.learners("ben", "ben")
        assert "Anna Example" in self("cara", "tutor-tui tutor list")
        self("ben", "tutor-tui learner edit anna-1 --employer Ben")

    def nothing_of_the_page_was_left_out(self) -> None:
        assert self._typed == list(blocks())


def test_every_command_of_the_page_exists() -> None:
    text = "".join(block.text for block in blocks())
    typed = re.sub(r"(?m)^Description=.*$", "", text)
    commands = re.findall(r"tutor-tui (?:--\S+ )*([a-z]+)\s", typed)
    assert {"init", "tutor", "learner"} <= set(commands)
    assert set(commands) <= set(COMMANDS)


def test_systemd_takes_the_service_and_the_timer(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("this machine has no systemd-analyze")
    for path in (SERVICE, TIMER):
        unit = written(path).replace("/usr/local/bin/tutor-tui", "/bin/true")
        (tmp_path / Path(path).name).write_text(unit, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *tmp_path.iterdir()],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if "Failed to initialize manager" in done.stderr:
        pytest.skip(f"systemd-analyze cannot check units here: {done.stderr.strip()}")
    said = [line for line in done.stderr.splitlines() if "tutor-tui" in line]
    assert (done.returncode, said) == (0, [])


def _say(sentence: str) -> None:
    """Into the test run's summary: what was not done as the page has it."""
    warnings.warn(sentence, stacklevel=2)


def _on_a_terminal(command: list[str], awaited: str, keys: str) -> tuple[int, str]:
    """Run a command on a terminal of its own; press the keys once the awaited text is drawn."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {"TERM": "xterm-256color", "PATH": os.environ["PATH"]}
    process = subprocess.Popen(
        command, stdin=its, stdout=its, stderr=its, env=environment, start_new_session=True
    )
    os.close(its)
    drawn = ""
    pressed = False
    deadline = time.monotonic() + 60
    try:
        while time.monotonic() < deadline:
            if ours in select.select([ours], [], [], 0.2)[0]:
                try:
                    drawn += os.read(ours, 65536).decode(errors="replace")
                except OSError:  # its end is closed
                    break
            if awaited in drawn and not pressed:
                os.write(ours, keys.encode())
                pressed = True
        assert pressed, f"{awaited!r} was not drawn: {drawn!r}"
        return process.wait(10), drawn
    finally:
        process.kill()
        os.close(ours)
