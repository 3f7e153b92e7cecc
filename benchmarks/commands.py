"""Commands, from starting the process to its end."""

from collections.abc import Iterator, Sequence

from benchmarks.measure import Row, ended, interleaved
from benchmarks.programs import BARE_FIRST, bare, ours, python
from benchmarks.setting import Setting
from benchmarks.terminal import PROGRAM, Terminal


def rows(setting: Setting) -> Iterator[Row]:
    """The commands that most scripts call."""
    shown = setting.workspace(60)

    def seconds(*argv: str) -> float:
        return ended(argv).seconds

    version, listed, click = interleaved(
        2 * setting.runs,
        lambda: seconds(*PROGRAM, "--version"),
        lambda: seconds(*PROGRAM, "--help"),
        lambda: seconds(*python("import click")),
    )
    for name, figure, most in (("--version", version, 1.2), ("--help", listed, 1.5)):
        yield Row(
            what=f"`{name}`",
            ours=figure,
            unit="s",
            beside='`python -c "import click"`',
            theirs=click,
            most=most,
        )
    triage, beside = interleaved(
        setting.runs,
        lambda: seconds(*ours(shown, "triage", "--json")),
        lambda: _first_row(bare()),
    )
    yield Row(
        what="`triage --json`, 60 learners with a year's visits",
        ours=triage,
        unit="s",
        beside="bare Textual app's first screen",
        theirs=beside,
        most=0.6,
    )


def _first_row(argv: Sequence[str]) -> float:
    with Terminal(argv) as terminal:
        return terminal.seen(BARE_FIRST)
