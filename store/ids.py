"""Ids: opaque, short, in the order they were made, never reused."""

import os
from collections.abc import Callable
from threading import Lock

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: no i, l, o, u."""

_TIME_CHARS = 10
_RANDOM_CHARS = 6
_RANDOM_BITS = 5 * _RANDOM_CHARS
_LIMIT = 1 << 5 * (_TIME_CHARS + _RANDOM_CHARS)
_STEP_BYTES = 2


class IdMaker:
    """Makes ids of 16 characters: 10 of milliseconds, 6 of randomness.

    The ids of one maker always grow, also within one millisecond and when the clock is set
    back. Safe to share between threads.
    """

    def __init__(self, random: Callable[[int], bytes] = os.urandom) -> None:
        """Take the source of randomness; a seeded one gives the same ids at every run."""
        self._random = random
        self._last = -1
        self._lock = Lock()

    def __call__(self, now_ms: int) -> str:
        """A new id.

        Args:
            now_ms: The time now, in milliseconds since 1970.

        Raises:
            ValueError: The time does not fit in an id.
        """
        fresh = now_ms << _RANDOM_BITS | self._number(4) >> 32 - _RANDOM_BITS
        with self._lock:
            # The step is random too: two processes forked from one must not count alike.
            number = max(fresh, self._last + 1 + self._number(_STEP_BYTES))
            if not 0 <= number < _LIMIT or now_ms < 0:
                raise ValueError(f"no id can be made of the time {now_ms}")
            self._last = number
        return _spelt(number)

    def _number(self, size: int) -> int:
        return int.from_bytes(self._random(size), "big")


def _spelt(number: int) -> str:
    places = range(5 * (_TIME_CHARS + _RANDOM_CHARS - 1), -1, -5)
    return "".join(_ALPHABET[number >> place & 31] for place in places)


new_id = IdMaker()
"""The maker of this process."""


def is_id(text: str) -> bool:
    """Whether the text has the form of an id; such a one need never have been made."""
    return len(text) == _TIME_CHARS + _RANDOM_CHARS and set(text) <= set(_ALPHABET)
