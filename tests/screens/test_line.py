"""The program ends when its terminal goes, whoever tells it, and leaves nothing running."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from contextlib import suppress
from pathlib import Path

import pytest

LONGEST = 8.0
"""Seconds the program may take to end; it allows itself two."""


def opened_in_a_terminal(root: Path, *, controlling: bool) -> tuple[subprocess.Popen[bytes], int]:
    """The program on a terminal, once it has drawn; with or without being told of its loss."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def session() -> None:
        os.setsid()
        if controlling:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    program = subprocess.Popen(
        [
            *(sys.executable, "-c", "from tutor_tui.cli.main import main; main()"),
            *("--workspace", str(root), "--today", "2026-11-30", "--tutor", "morwenna"),
        ],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        preexec_fn=session,
    )
    os.close(slave)
    drawn = b""
    until = time.monotonic() + 20
    while b"Callum" not in drawn and time.monotonic() < until:
        if select.select([master], [], [], 0.2)[0]:
            drawn += os.read(master, 65536)
    assert b"Callum" in drawn
    return program, master


@pytest.mark.parametrize("controlling", [True, False], ids=["told", "not told"])
@pytest.mark.parametrize("busy", [True, False], ids=["while drawing", "idle"])
def test_the_line_drops(demo_root: Path, controlling: bool, busy: bool) -> None:
    program, master = opened_in_a_terminal(demo_root, controlling=controlling)
    try:
        if busy:
            os.write(master, b"jk" * 200)
        os.close(master)
        assert program.wait(LONGEST) is not None
    finally:
        program.kill()
        program.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_stop_it_restores_the_terminal(demo_root: Path, number: int) -> None:
    program, master = opened_in_a_terminal(demo_root, controlling=True)
    try:
        program.send_signal(number)
        said = b""
        until = time.monotonic() + LONGEST
        with suppress(OSError):  # what the reader is told when the program has closed its end
            while time.monotonic() < until:
                if select.select([master], [], [], 0.1)[0]:
                    said += os.read(master, 65536)
        assert program.wait(LONGEST) == 0
        assert b"\x1b[?1049l" in said, "the alternate screen is left"
        assert b"\x1b[?25h" in said, "the cursor is shown"
    finally:
        program.kill()
        program.wait()
        os.close(master)
