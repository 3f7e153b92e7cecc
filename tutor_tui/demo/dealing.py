"""Dealing out texts so that no two neighbours are given the same."""

from collections.abc import Iterator, Sequence
from itertools import cycle
from random import Random
from typing import TypeVar

T = TypeVar("T")


def dealt(items: Sequence[T], rng: Random) -> Iterator[T]:
    """The items without end, shuffled once: none comes again before all others have come."""
    return cycle(rng.sample(items, len(items)))
