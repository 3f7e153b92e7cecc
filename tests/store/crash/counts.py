"""How often each thing is tried: enough in CI, many more times in the long run."""

from tests.long import LONG

KILLS = 300 if LONG else 20
KILLS_OF_ONE_STORE = 20
SIGNALS = 100 if LONG else 5
SAMPLED_CALLS = None if LONG else 3
SAMPLED_CALLS_OF_A_COMMIT = None if LONG else 12
"""At how many system calls each longer action, and a commit, is killed; None is at every one."""
WRITERS = 8
UPDATES = 200 if LONG else 25
LONGEST_WAIT = 3.0
"""Seconds that no writer may wait among the others; looked at in the long run only."""
CHAOS_SECONDS = 25.0 if LONG else 2.0
TORN_STEPS = 100 if LONG else 3
"""Into how many parts a write is cut, to be torn at each."""
POWER_CUTS = 40
