"""The memory of an open program."""

from collections.abc import Iterator, Sequence

from benchmarks.measure import Row, interleaved
from benchmarks.programs import BARE_FIRST, bare, ours
from benchmarks.setting import Setting
from benchmarks.terminal import Terminal


def rows(setting: Setting) -> Iterator[Row]:
    """Resident memory once the first screen stands."""
    shown = setting.workspace(500)
    own, beside = interleaved(
        min(setting.runs, 5),
        lambda: _resident(ours(shown), shown.first),
        lambda: _resident(bare(), BARE_FIRST),
    )
    yield Row(
        what="memory of the open program, 500 learners with a year's visits",
        ours=own,
        unit="MiB",
        beside="bare Textual app",
        theirs=beside,
        most=60,
        bounds="figure",
    )


def _resident(argv: Sequence[str], text: str) -> float:
    with Terminal(argv) as terminal:
        terminal.seen(text)
        terminal.settle()
        return terminal.memory()
