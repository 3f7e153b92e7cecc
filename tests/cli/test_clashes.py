"""Two people change one learner or visit at one moment, from two command lines."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from store.engine import JsonStore
from store.exclusive import Exclusive
from tests.cli.desk import TODAY, Desk, Result, run, sentence


@contextmanager
def overtaken_by(monkeypatch: pytest.MonkeyPatch, other: Callable[[], object]) -> Iterator[None]:
    """Let another come first at the next save: after all was read, before the lock is taken."""
    whole = JsonStore.exclusive
    coming = [other]

    @contextmanager
    def late(self: JsonStore, *, as_it_is: bool = False) -> Iterator[Exclusive]:
        if coming:
            coming.pop()()
        with whole(self, as_it_is=as_it_is) as held:
            yield held

    with monkeypatch.context() as patch:
        patch.setattr(JsonStore, "exclusive", late)
        yield
    assert not coming


def attempt(desk: Desk, *args: str) -> Result:
    return run("--workspace", str(desk.root), "--today", TODAY, *args)


LEARNER_CLASHES = [
    (
        ("learner", "edit", "L1", "--employer", "Mine"),
        ("learner", "edit", "L1", "--employer", "Theirs"),
        "employer is now Theirs (not Mine)",
    ),
    (
        ("ksb", "set", "L1", "K1=met"),
        ("ksb", "set", "L1", "K1=submitted"),
        "K1 is now submitted, 2026-11-23 (not met, 2026-11-23)",
    ),
    (
        ("gateway", "set", "L1", "employer", "done"),
        ("gateway", "set", "L1", "employer", "not_needed"),
        "gateway employer is now not needed, 2026-11-23 (not done, 2026-11-23)",
    ),
    (
        ("learner", "break", "L1", "--from", "2026-11-02"),
        ("learner", "break", "L1", "--from", "2026-11-09"),
        "breaks is now 2026-11-09 (not 2026-11-02)",
    ),
]


@pytest.mark.parametrize(("mine", "theirs", "said"), LEARNER_CLASHES)
def test_who_comes_second_is_told_what_clashes_and_nothing_of_theirs_is_lost(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    mine: tuple[str, ...],
    theirs: tuple[str, ...],
    said: str,
) -> None:
    after: list[object] = []

    def first() -> None:
        desk(*theirs)
        after.append((desk.learner("L1"), desk.content()))

    with overtaken_by(monkeypatch, first):
        result = attempt(desk, *mine)
    assert (result.status, result.raw) == (1, b"")
    line = sentence(result)
    assert line.startswith("error: Sam Jones was changed by ")
    assert said in line
    assert "nothing was saved" in line
    assert [(desk.learner("L1"), desk.content())] == after


def test_a_visit_moved_and_cancelled_at_once_is_moved_only(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = desk.changed("visit", "book", "L1", "--at", "2026-12-01T10:00")["id"]
    with overtaken_by(
        monkeypatch, lambda: desk("visit", "move", visit, "--to", "2026-12-02T10:00")
    ):
        result = attempt(desk, "visit", "cancel", visit)
    assert result.status == 1
    assert "the visit of 2026-12-02 was changed by" in sentence(result)
    [kept] = desk.visits("L1")
    assert (kept["date"], kept["status"], kept["sequence"]) == ("2026-12-02", "booked", 1)


def test_the_second_may_repeat_the_change(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, theirs, _ = LEARNER_CLASHES[0]
    with overtaken_by(monkeypatch, lambda: desk(*theirs)):
        attempt(desk, *mine)
    desk(*mine)
    assert desk.learner("L1")["employer"] == "Mine"


@pytest.mark.parametrize("swapped", [False, True])
def test_what_only_one_of_them_changes_is_put_together(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, swapped: bool
) -> None:
    changes = [
        ("learner", "edit", "L1", "--employer", "Acme"),
        ("ksb", "set", "L1", "K1=met"),
    ]
    first, second = reversed(changes) if swapped else changes
    with overtaken_by(monkeypatch, lambda: desk(*first)):
        desk(*second)
    learner = desk.learner("L1")
    assert (learner["employer"], list(learner["ksbs"])) == ("Acme", ["K1"])
    # each is a change of its own, and can be taken back by itself
    assert len(desk.json("log", "--learner", "L1")["changes"]) == 3
    desk("undo")
    learner = desk.learner("L1")
    assert (learner["employer"] is None) is swapped
    assert (learner["ksbs"] == {}) is not swapped


def test_a_visits_note_and_its_time_are_put_together_with_a_new_sequence(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = desk.changed("visit", "book", "L1", "--at", "2026-12-01T10:00")["id"]
    with overtaken_by(
        monkeypatch, lambda: desk("visit", "move", visit, "--to", "2026-12-02T10:00")
    ):
        desk("visit", "edit", visit, "--note", "Bring the portfolio.", "--location", "Leeds")
    [kept] = desk.visits("L1")
    assert [kept[key] for key in ("date", "note", "location", "sequence")] == [
        *("2026-12-02", "Bring the portfolio.", "Leeds", 2)
    ]


def test_who_was_removed_meanwhile_is_not_brought_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with overtaken_by(monkeypatch, lambda: desk("learner", "remove", "L1")):
        result = attempt(desk, "learner", "edit", "L1", "--employer", "Mine")
    assert (result.status, result.raw) == (1, b"")
    assert sentence(result) == "error: Sam Jones is no longer in this caseload"
    assert [one["ref"] for one in desk.json("learner", "list")["learners"]] == ["L2", "L3"]


def test_removing_who_was_changed_meanwhile_is_judged_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with overtaken_by(monkeypatch, lambda: desk("visit", "book", "L1", "--at", "2026-12-01T10:00")):
        desk("learner", "remove", "L1")
    assert desk.json("visit", "list")["visits"] == []
    assert desk("doctor").out.startswith("All is well")
