"""Killed, hung up on, ended or interrupted at random: nothing acknowledged is lost."""

import random
import signal
import time
from pathlib import Path

import pytest

from store.engine import JsonStore
from store.interface import NEW
from tests.store.crash import counts, ledger
from tests.store.crash.child import Child
from tests.store.crash.conftest import Tell
from tests.store.crash.look import damage_in, look


def test_what_was_acknowledged_survives_kill_9_at_random(tmp_path: Path, tell: Tell) -> None:
    moment = random.Random(1)
    acknowledged = 0
    # Each time the whole history is looked through, so now and then another one is begun.
    for first in range(0, counts.KILLS, counts.KILLS_OF_ONE_STORE):
        directory = tmp_path / f"caseload-{first}"
        ledger.create(directory).close()
        told = made = 0
        for _ in range(counts.KILLS_OF_ONE_STORE):
            with Child("changes", directory) as child:
                child.wait_for_one()
                time.sleep(moment.uniform(0, 0.1))
                assert child.end(signal.SIGKILL) == -signal.SIGKILL
                told += len(child.acknowledged)
                made = look(directory, acknowledged=int(child.acknowledged[-1]))
        assert told <= made <= told + 2 * counts.KILLS_OF_ONE_STORE
        assert list((directory / "journals").iterdir()), "no compaction was among what was killed"
        acknowledged += told
    tell(f"{counts.KILLS} kills, {acknowledged} acknowledged changes, none lost")


@pytest.mark.parametrize("how", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_held_back_until_a_change_is_whole(
    directory: Path, how: signal.Signals, tell: Tell
) -> None:
    moment = random.Random(how)
    ledger.create(directory).close()
    acknowledged = 0
    for _ in range(counts.SIGNALS):
        with Child("changes", directory) as child:
            child.wait_for_one()
            time.sleep(moment.uniform(0, 0.05))
            assert child.end(how) == -how
            acknowledged += len(child.acknowledged)
            left = [path.name for path in directory.rglob("*")]
            look(directory, acknowledged=int(child.acknowledged[-1]))
        assert not [name for name in left if name.endswith(".tmp")], "a file is there by half"
    assert not list(directory.glob("torn-*")), "a change was there by half"
    tell(f"{counts.SIGNALS} times {how.name}, {acknowledged} acknowledged changes, none lost")


def test_writers_who_are_killed_among_others_lose_nothing(directory: Path, tell: Tell) -> None:
    moment = random.Random(2)
    names = [f"w{number}" for number in range(4)]
    store = JsonStore.create(directory, compact_at=ledger.COMPACT_AT)
    with store.transaction(actor="anna", reason="start") as tx:
        for name in names:
            tx.put("counter", {"id": name, "n": 0}, expect=NEW)
    counted = dict.fromkeys(names, 0)
    kills = 0
    end = time.monotonic() + counts.CHAOS_SECONDS
    writers = {name: Child("count", directory, "--counter", name) for name in names}
    while writers:
        time.sleep(moment.uniform(0, 0.1))
        name = moment.choice(list(writers))
        with writers.pop(name) as writer:
            writer.end(signal.SIGKILL)
            kills += 1
            counter = store.get("counter", name)
            assert counter is not None
            new = counter.data()["n"] - counted[name]
            acknowledged = len(writer.acknowledged)
            assert new in (acknowledged, acknowledged + 1)
            counted[name] += new
        if time.monotonic() < end:
            writers[name] = Child("count", directory, "--counter", name)
    assert JsonStore.open(directory).generation() == 1 + sum(counted.values())
    assert not damage_in(store)
    assert sum(counted.values()) > kills
    tell(f"4 writers, {kills} kills, {sum(counted.values())} changes, none lost")
