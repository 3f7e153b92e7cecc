"""The power cut at random: nothing acknowledged is lost, and without flushing it would be."""

import random
import signal
import time
from pathlib import Path

import pytest

from store.errors import StoreError
from tests.long import LONG
from tests.store.crash import counts, ledger, power
from tests.store.crash.child import Child
from tests.store.crash.conftest import Tell
from tests.store.crash.look import look
from tests.store.crash.power import CutDisk


@pytest.fixture(autouse=True)
def _power() -> None:
    if not LONG:
        pytest.skip("power is cut in the long run only: make test-store-long")
    if (reason := power.why_not()) is not None:
        pytest.skip(reason)


def cut_off(disk: CutDisk, moment: float, *, mutant: str | None = None) -> list[str]:
    """Cut the power of a disk while a ledger is changed on it; what was acknowledged."""
    with Child("changes", disk.root / "anna", mutant=mutant) as child:
        child.wait_for_one()
        time.sleep(moment)
        # Frozen first: else a flush that races with the cut may come back as if it had worked.
        child.freeze()
        disk.cut()
        child.end(signal.SIGKILL)
    disk.restart()
    return child.acknowledged


def test_what_was_acknowledged_survives_power_cuts(tmp_path: Path, tell: Tell) -> None:
    moment = random.Random(3)
    acknowledged = 0
    with CutDisk(tmp_path) as disk:
        ledger.create(disk.root / "anna").close()
        for _ in range(counts.POWER_CUTS):
            told = cut_off(disk, moment.uniform(0, 0.2))
            acknowledged += len(told)
            look(disk.root / "anna", acknowledged=int(told[-1]))
    tell(f"{counts.POWER_CUTS} cuts, {acknowledged} acknowledged changes, none lost")


def test_without_flushing_a_power_cut_loses_what_was_acknowledged(
    tmp_path: Path, tell: Tell
) -> None:
    with CutDisk(tmp_path) as disk:
        ledger.create(disk.root / "anna", changes=3).close()
        told = cut_off(disk, 0.2, mutant="no flush")
        with pytest.raises((AssertionError, StoreError)):
            look(disk.root / "anna", acknowledged=int(told[-1]))
    tell(f"of {len(told)} acknowledged changes some are lost")
