"""What is sent to the terminal when something opens, and when nothing happens; at 80 by 24."""

from collections.abc import Iterator

from benchmarks.keys import ESCAPE
from benchmarks.measure import Row
from benchmarks.programs import BARE_FIRST, bare, ours
from benchmarks.setting import Setting
from benchmarks.terminal import Terminal

PALETTE = "\x10"


def rows(setting: Setting) -> Iterator[Row]:
    """The bytes of a form, the palette, a question, and five seconds of nothing."""
    shown = setting.workspace(60)
    with Terminal(bare()) as table:
        table.seen(BARE_FIRST)
        table.settle()
        whole = len(table.output)
        palette = table.press(PALETTE, "Search for commands").bytes
    with Terminal(ours(shown)) as own:
        own.seen(shown.first)
        own.settle()
        screen = "bare Textual app's first screen"
        yield _row("five seconds without a key", own.idle(5), screen, whole, 0)
        yield _row(
            "opening the form of a visit", own.press("v", "Save").bytes, screen, whole, 20_000
        )
        own.press(ESCAPE)
        opened = own.press(PALETTE, "Type an action").bytes
        yield _row("opening the palette", opened, "bare Textual app's palette", palette, 48_000)
        own.press(ESCAPE)
        own.press("b", "Save")
        own.press("4")
        question = own.press(ESCAPE, "Leave without saving").bytes
        yield _row("asking whether to leave a form", question, screen, whole, 4_000)


def _row(what: str, sent: int, beside: str, theirs: int, most: int) -> Row:
    return Row(
        what=f"{what}: sent",
        ours=sent,
        unit="B",
        beside=beside,
        theirs=theirs,
        most=most,
        bounds="figure",
    )
