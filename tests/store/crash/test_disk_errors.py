"""A disk that fails: what was said to be saved is there, what was said not to be is not."""

import errno
from itertools import count
from pathlib import Path

import pytest

from tests.long import LONG
from tests.store.crash import counts, ledger
from tests.store.crash.actions import ACTIONS, CHANGES, Action, Outcome, copied, opened, outcome_of
from tests.store.crash.conftest import Tell
from tests.store.crash.faults import Disk, failing, filling_up, short_writes, torn
from tests.store.crash.look import holds, look

ERRORS = [pytest.param(number, id=errno.errorcode[number]) for number in (errno.EIO, errno.ENOSPC)]
FAILURES = pytest.mark.parametrize(
    ("error", "lasting"),
    [
        pytest.param(errno.EIO, False, id="EIO once"),
        pytest.param(errno.ENOSPC, True, id="ENOSPC from then on"),
        *(
            [
                pytest.param(errno.EIO, True, id="EIO from then on"),
                pytest.param(errno.ENOSPC, False, id="ENOSPC once"),
            ]
            if LONG
            else []
        ),
    ],
)
SMALL = 10
"""A journal so small, in bytes, that it is compacted at every change."""


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    made = tmp_path / "prepared"
    made.mkdir()
    return made


def name_of(disk: Disk, at: int) -> str:
    return f"{disk.failed[0]}, the call number {at}"


@FAILURES
@pytest.mark.parametrize("what", ACTIONS)
def test_whatever_call_fails_the_caller_is_told_the_truth(
    prepared: Path, what: str, error: int, lasting: bool, tell: Tell
) -> None:
    action = ACTIONS[what]
    action.prepare(prepared)
    met: set[str] = set()
    for at in count(1):
        with copied(prepared) as root:
            act = action.begin(root)
            with failing(error, at=at, lasting=lasting) as disk:
                outcome = outcome_of(act)
            if not disk.failed:
                break
            met.add(disk.failed[0])
            judged(action, root, outcome, name_of(disk, at))
    assert outcome is Outcome.SAVED
    assert {"write", "fsync"} <= met
    assert "rename" in met or what in ("commit", "first commit", "recovery", "transfer")
    tell(f"{at - 1} calls failed, none with harm")


def judged(action: Action, root: Path, outcome: Outcome, where: str) -> None:
    try:
        action.judge(root, outcome)
    except Exception as error:
        raise AssertionError(f"{outcome.name} was told, failing at {where}") from error


@FAILURES
@pytest.mark.parametrize("compacting", [False, True])
def test_the_same_handle_knows_the_truth_after_an_error_and_goes_on(
    prepared: Path, compacting: bool, error: int, lasting: bool
) -> None:
    ACTIONS["commit"].prepare(prepared)
    for at in count(1):
        with copied(prepared) as root:
            store = opened(root, compact_at=SMALL if compacting else ledger.COMPACT_AT)
            with failing(error, at=at, lasting=lasting) as disk:
                outcome = outcome_of(lambda: ledger.change(store))  # noqa: B023
            if not disk.failed:
                break
            found = ledger.number(store)
            if outcome is not Outcome.UNKNOWN:
                assert found == CHANGES + (outcome is Outcome.SAVED), name_of(disk, at)
            holds(store, found)
            assert ledger.change(store) == found + 1
            look(root / "anna", acknowledged=found + 1, attempted=found + 1)


@pytest.mark.parametrize("most", [1, 7, 100, 1000])
@pytest.mark.parametrize("what", ACTIONS)
def test_a_disk_that_takes_a_little_at_a_time_is_enough(
    prepared: Path, what: str, most: int
) -> None:
    action = ACTIONS[what]
    action.prepare(prepared)
    with copied(prepared) as root:
        act = action.begin(root)
        with short_writes(most):
            outcome = outcome_of(act)
        action.judge(root, outcome)


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("what", ACTIONS)
def test_a_disk_that_fills_up_in_mid_write_costs_only_that_change(
    prepared: Path, what: str, error: int, tell: Tell
) -> None:
    action = ACTIONS[what]
    action.prepare(prepared)
    tried, outcome = 0, Outcome.NOT_SAVED
    for room in (*range(0, 200, 50), *range(200, 20_000, 20_000 // counts.TORN_STEPS)):
        with copied(prepared) as root:
            act = action.begin(root)
            with filling_up(room, error):
                outcome = outcome_of(act)
            judged(action, root, outcome, f"room for {room} bytes")
            tried += 1
    assert outcome is Outcome.SAVED
    tell(f"{tried} times, none with harm")


@pytest.mark.parametrize("what", ACTIONS)
def test_a_torn_write_is_as_good_as_none(prepared: Path, what: str, tell: Tell) -> None:
    action = ACTIONS[what]
    action.prepare(prepared)
    tried = 0
    for at in count(1):
        for step in range(counts.TORN_STEPS + 1):
            with copied(prepared) as root:
                act = action.begin(root)
                if not torn(act, at=at, share=step / counts.TORN_STEPS):
                    assert at > 1, "nothing was written"
                    tell(f"{tried} torn writes, none with harm")
                    return
                judged(action, root, Outcome.UNKNOWN, f"write {at}, part {step}")
                tried += 1


def test_a_compaction_that_failed_is_made_good_by_another_handle(prepared: Path) -> None:
    ACTIONS["compaction"].prepare(prepared)
    for at in count(1):
        with copied(prepared) as root:
            one, other = opened(root), opened(root)
            assert ledger.number(other) == CHANGES
            with failing(errno.EIO, at=at, lasting=True) as disk:
                outcome_of(one.compact)
            if not disk.failed:
                break
            ledger.change(other)
            other.compact()
            look(root / "anna", acknowledged=CHANGES + 1, attempted=CHANGES + 1)
