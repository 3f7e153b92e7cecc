"""One writer at a time, none starved, the holder named."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from store.engine import JsonStore
from store.errors import Busy
from store.interface import NEW
from store.lock import mark_in

NOW = 1_795_316_580.0
"""2026-11-22 03:03:00 UTC."""


def put(store: JsonStore, id: str) -> None:
    with store.transaction(actor="anna", reason="test") as tx:
        tx.put("visit", {"id": id}, expect=NEW)


def test_a_waiter_is_told_who_holds_the_lock(directory: Path) -> None:
    holder = JsonStore.create(directory, clock=lambda: NOW)
    waiter = JsonStore.open(directory, wait=0.05)
    with (
        holder.exclusive(),
        pytest.raises(Busy, match=rf"process {os.getpid()}\) since 2026-11-22 03:03:00 UTC"),
    ):
        put(waiter, "a")
    put(waiter, "a")
    assert waiter.count("visit") == 1


def test_a_hostile_note_cannot_reach_the_terminal(directory: Path) -> None:
    store = JsonStore.create(directory)
    waiter = JsonStore.open(directory, wait=0.01)
    with store.exclusive():
        (directory / "lock").write_bytes(b"\x1b]52;c;evil\x07\xff\n" + b"x" * 5000)
        with pytest.raises(Busy) as caught:
            put(waiter, "a")
    assert str(caught.value).isprintable()
    assert str(caught.value).isascii()


def test_readers_do_not_wait_for_a_writer(directory: Path) -> None:
    store = JsonStore.create(directory)
    put(store, "a")
    reader = JsonStore.open(directory, wait=0.0)
    with store.exclusive():
        assert reader.count("visit") == 1


def test_a_waiter_gets_the_lock_as_soon_as_it_is_free(directory: Path) -> None:
    store = JsonStore.create(directory)
    waiter = threading.Thread(target=put, args=(JsonStore.open(directory, wait=5), "a"))
    with store.exclusive():
        waiter.start()
        time.sleep(0.05)
        assert store.count("visit") == 0
    waiter.join(1)
    assert store.count("visit") == 1


def test_the_lock_file_stays_and_tells_when_free_how_far_the_changes_went(directory: Path) -> None:
    store = JsonStore.create(directory)
    inode = (directory / "lock").stat().st_ino
    for number, handle in enumerate((store, JsonStore.open(directory)), 1):
        put(handle, str(number))
        assert mark_in(directory / "lock") == (number, line_checksum(directory))
        text = (directory / "lock").read_text()
        assert text.startswith(f"{number:020} ")
    store.compact()
    with store.exclusive():
        assert f" {os.getpid()} " in (directory / "lock").read_text()
    assert mark_in(directory / "lock") is not None
    assert (directory / "lock").stat().st_ino == inode


def line_checksum(directory: Path) -> int:
    last = (directory / "journal.jsonl").read_bytes().splitlines()[-1]
    return int(last[:8], 16)


@pytest.mark.parametrize("text", [b"", b"x" * 39, b"0" * 20 + b" 00000000 00000000\n"])
def test_a_mark_that_is_not_what_was_written_tells_nothing(directory: Path, text: bytes) -> None:
    store = JsonStore.create(directory)
    put(store, "a")
    (directory / "lock").write_bytes(text)
    assert mark_in(directory / "lock") is None
    opened = JsonStore.open(directory)
    assert opened.damage is None
    put(opened, "b")
    assert mark_in(directory / "lock") == (2, line_checksum(directory))


WORKER = """
import sys, time
from store.engine import JsonStore
directory, ident, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = JsonStore.open(directory, wait=20)
longest = 0.0
for number in range(rounds):
    start = time.monotonic()
    while True:
        try:
            with store.transaction(actor="worker", reason="count") as tx:
                counter = tx.get("visit", ident)
                data = counter.data()
                tx.put("visit", {**data, "n": data["n"] + 1}, expect=counter.rev)
            break
        except Exception as error:
            if type(error).__name__ != "Conflict":
                raise
    longest = max(longest, time.monotonic() - start)
    print(number + 1, flush=True)
print("longest", longest, flush=True)
"""


def worker(directory: Path, ident: str, rounds: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(directory), ident, str(rounds)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


@pytest.mark.parametrize("idents", [("one", "one"), ("one", "two")])
def test_two_processes_lose_nothing(directory: Path, idents: tuple[str, str]) -> None:
    store = JsonStore.create(directory)
    with store.transaction(actor="anna", reason="start") as tx:
        for ident in ("one", "two"):
            tx.put("visit", {"id": ident, "n": 0}, expect=NEW)
    workers = [worker(directory, ident, 50) for ident in idents]
    for process in workers:
        output, _ = process.communicate(timeout=30)
        assert process.returncode == 0
        assert float(output.split()[-1]) < 3, "somebody was kept waiting"
    total = sum(doc.data()["n"] for doc in store.find("visit"))
    assert total == 100
    assert store.generation() == 101


def test_what_was_acknowledged_survives_kill_9(directory: Path) -> None:
    store = JsonStore.create(directory)
    with store.transaction(actor="anna", reason="start") as tx:
        tx.put("visit", {"id": "one", "n": 0}, expect=NEW)
        for number in range(300):
            tx.put("visit", {"id": f"padding{number}", "text": "x" * 400}, expect=NEW)
    before = 0
    for kill in range(8):
        process = worker(directory, "one", 1_000_000)
        assert process.stdout is not None
        acknowledged = [process.stdout.readline()]
        time.sleep(0.003 * (kill % 7))
        process.send_signal(signal.SIGKILL)
        acknowledged += process.stdout.readlines()
        process.wait()
        process.stdout.close()
        whole = [line for line in acknowledged if line.endswith("\n")]
        found = JsonStore.open(directory)
        (counter, *rest) = found.find("visit")
        now = counter.data()["n"]
        assert len(whole) >= 1
        assert now - before in (len(whole), len(whole) + 1)
        assert len(rest) == 300
        before = now
    put(store, "alive")
    assert not [path for path in directory.iterdir() if path.name.endswith(".tmp")]


def test_who_waits_comes_before_a_writer_that_returns_at_once(directory: Path) -> None:
    busy = JsonStore.create(directory, wait=5)
    patient = JsonStore.open(directory, wait=5)
    turns: list[str] = []

    def wait_for_a_turn() -> None:
        with patient.exclusive():
            turns.append("patient")

    waiter = threading.Thread(target=wait_for_a_turn)
    with busy.exclusive():
        waiter.start()
        time.sleep(0.1)
    for _ in range(20):
        with busy.exclusive():
            turns.append("busy")
    waiter.join(5)
    assert turns[0] == "patient"


def test_a_waiter_stopped_at_the_gate_does_not_shut_out_all(directory: Path) -> None:
    store = JsonStore.create(directory, wait=0.2)
    gate = os.open(directory / "gate", os.O_RDWR)
    fcntl.flock(gate, fcntl.LOCK_EX)
    start = time.monotonic()
    put(store, "a")
    assert time.monotonic() - start < 1
    os.close(gate)
    assert store.count("visit") == 1
