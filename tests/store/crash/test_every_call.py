"""Killed at every single system call, by strace: whole or not at all, and usable again."""

import random
from pathlib import Path

import pytest

from tests.store.crash import counts, trace
from tests.store.crash.actions import ACTIONS, Outcome, copied
from tests.store.crash.conftest import Tell


@pytest.fixture(autouse=True)
def _strace() -> None:
    if (reason := trace.why_not()) is not None:
        pytest.skip(reason)


@pytest.mark.parametrize("what", ACTIONS)
def test_killed_at_any_system_call_an_action_is_whole_or_not_at_all(
    tmp_path: Path, what: str, tell: Tell
) -> None:
    action = ACTIONS[what]
    prepared, log = tmp_path / "prepared", tmp_path / "log"
    prepared.mkdir()
    action.prepare(prepared)
    # The first run may leave compiled modules behind, which the numbered ones then find.
    for _ in range(2):
        with copied(prepared) as root:
            calls = trace.calls(what, root, log)
            action.judge(root, Outcome.SAVED)
    many = counts.SAMPLED_CALLS_OF_A_COMMIT if what == "commit" else counts.SAMPLED_CALLS
    chosen = random.Random(what).sample(calls, many) if many else calls
    acknowledged = 0
    for call in chosen:
        with copied(prepared) as root:
            ended = trace.killed_at(call, what, root, log)
            assert ended.killed_within, f"not killed at {call}"
            acknowledged += ended.acknowledged
            try:
                action.judge(root, Outcome.SAVED if ended.acknowledged else Outcome.UNKNOWN)
            except Exception as error:
                raise AssertionError(f"killed at {call.name} number {call.number}") from error
    assert acknowledged < len(chosen) / 2, "hardly any kill came before the acknowledgement"
    tell(f"killed at {len(chosen)} of {len(calls)} system calls, none with harm")
