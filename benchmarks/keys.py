"""From a key to the last byte it draws, and how many bytes; at 80 by 24."""

from collections.abc import Iterator, Sequence
from statistics import median

from benchmarks.measure import Row
from benchmarks.programs import BARE_FIRST, bare, ours
from benchmarks.setting import Setting
from benchmarks.terminal import Reply, Terminal

DOWN, ESCAPE = "\x1b[B", "\x1b"
BACKSPACE = "\x7f"
TYPED = ("e", "n", BACKSPACE)
TYPED_BARE = ("1", "1", BACKSPACE)
"""The bare app's rows are numbered."""


def rows(setting: Setting) -> Iterator[Row]:
    """A move of the cursor and a key in the filter, with few rows and with many."""
    for learners in (60, 5000):
        shown = setting.workspace(learners)
        with Terminal(ours(shown)) as own:
            own.seen(shown.first)
            with Terminal(bare(learners)) as table:
                table.seen(BARE_FIRST)
                moves = _in_turns(own, table, [(DOWN, DOWN)] * setting.runs, quiet=0.3)
            own.press("/")
            with Terminal(bare(learners, "bare_filter")) as field:
                field.seen(BARE_FIRST)
                typed = _in_turns(own, field, list(zip(TYPED, TYPED_BARE, strict=True)), quiet=2.0)
        yield from _both(f"a cursor move, {learners:,} rows", moves, 0.005, 600)
        yield from _both(f"a key in the filter, {learners:,} rows", typed, 0.040, 6000)


def _in_turns(
    own: Terminal, other: Terminal, keys: Sequence[tuple[str, str]], quiet: float
) -> list[tuple[Reply, Reply]]:
    """The replies to each pair of keys, one for either program, each over after so much quiet."""
    own.settle()
    other.settle()
    return [
        (own.press(key, quiet=quiet), other.press(of_other, quiet=quiet)) for key, of_other in keys
    ]


def _both(
    what: str, replies: Sequence[tuple[Reply, Reply]], seconds: float, size: int
) -> Iterator[Row]:
    yield Row(
        what=f"{what}: until drawn",
        ours=median(own.seconds for own, _ in replies),
        unit="s",
        beside="bare Textual app",
        theirs=median(other.seconds for _, other in replies),
        most=seconds,
        bounds="figure",
    )
    yield Row(
        what=f"{what}: sent",
        ours=median(own.bytes for own, _ in replies),
        unit="B",
        beside="bare Textual app",
        theirs=median(other.bytes for _, other in replies),
        most=size,
        bounds="figure",
    )
