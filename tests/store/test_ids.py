"""Ids: short, sortable, never twice."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ids import IdMaker, new_id

ALPHABET = set("0123456789abcdefghjkmnpqrstvwxyz")


def test_an_id_is_16_characters_without_look_alikes() -> None:
    made = new_id(1_760_000_000_000)
    assert len(made) == 16
    assert set(made) <= ALPHABET


@given(st.lists(st.integers(0, 2**48), min_size=2, max_size=50))
def test_ids_grow_whatever_the_clock_does(times: list[int]) -> None:
    maker = IdMaker()
    ids = [maker(now) for now in times]
    assert ids == sorted(set(ids))


@given(st.integers(0, 2**48), st.integers(1, 10_000))
def test_ids_of_different_makers_sort_by_time(now: int, later: int) -> None:
    assert IdMaker()(now) < IdMaker()(now + later)


def test_ids_of_many_processes_in_one_millisecond_differ() -> None:
    ids = {IdMaker()(1_760_000_000_000) for _ in range(1000)}
    assert len(ids) >= 998, "30 random bits: two of 1000 alike come once in 2000 runs"


def test_ids_overflowing_a_millisecond_run_on_into_the_next() -> None:
    maker = IdMaker(lambda size: b"\xff" * size)
    ids = [maker(5) for _ in range(100)]
    assert ids == sorted(set(ids))
    assert ids[0] < IdMaker(lambda size: b"\0" * size)(6) < ids[-1]


def test_a_seeded_maker_gives_the_same_ids_at_every_run() -> None:
    one, other = IdMaker(random.Random(7).randbytes), IdMaker(random.Random(7).randbytes)
    assert [one(9) for _ in range(20)] == [other(9) for _ in range(20)]


@pytest.mark.parametrize("now", [-1, 2**50])
def test_a_time_out_of_range_is_refused(now: int) -> None:
    with pytest.raises(ValueError, match=str(now)):
        IdMaker()(now)
