"""The heat map drawn: a row of KSBs for each kind, duty or method, and the bar of them all."""

from screens.bar import Span, joined
from screens.signs import legible, sign, tone, utf8
from tutor_tui.rules.ksb_methods import KsbRow
from tutor_tui.text import fitted, wrapped
from tutor_tui.text import width as wide
from tutor_tui.workspace.heat_map import (
    Grouping,
    HeatMap,
    HeatRow,
    fragile_gap,
    progress_words,
    unknown,
)
from tutor_tui.workspace.overview import PACE_WORDS

Line = list[Span]

_TITLES: dict[Grouping, str] = {"code": "by code", "duty": "by duty", "method": "by method"}
_PACE_TONES = {"on_track": "good", "behind": "warn", "far_behind": "alarm"}
_BAR = 20
_TEXTS_FROM = 110
"""From this width on each row tells what it is in words."""


def heat_map_lines(width: int, found: HeatMap) -> list[Line]:
    """The heat map in lines of at most so many columns."""
    heading: Line = [
        (f" KSBs {_TITLES[found.by]}   ", "strong"),
        *_legend(),
    ]
    if not found.rows:
        told = wrapped(unknown(found.by), width - 1)
        return [heading, [], *([(f" {line}", "plain")] for line in told)]
    label = max(wide(legible(row.label)) for row in found.rows)
    cell = max(len(_cell(one)) for row in found.rows for one in row.cells) + 1
    titles = f" {'':{label}} {'MET':>5}  {'DUE':>3}"
    lines = [heading, _progress(width, found), [], [(titles, "quiet")]]
    for row in found.rows:
        lines += _row(width, row, label, cell)
    return lines


def _legend() -> Line:
    spans: Line = []
    for state in ("met", "submitted", "none"):
        spans += [(sign(state), tone(state)), (f" {state}  ", "quiet")]
    return [*spans, ("!", "alarm"), (" on one duty", "quiet")]


def _progress(width: int, found: HeatMap) -> Line:
    """How far all KSBs are, in words and as a bar that is marked where they should be by now."""
    words = f" {progress_words(found)}: "
    pace = PACE_WORDS[found.pace]
    room = min(width - len(words) - len(pace) - 3, 60)
    line: Line = [(words, "plain"), (pace, _PACE_TONES[found.pace])]
    return [*line, ("  ", "plain"), *joined(_bar(room, found))] if room >= _BAR else line


def _bar(length: int, found: HeatMap) -> Line:
    full, half, empty, mark = "█▒░│" if utf8() else "#+.|"
    met = length * found.met // found.total
    submitted = length * (found.met + found.submitted) // found.total
    cells = [
        (full, "good") if at < met else (half, "warn") if at < submitted else (empty, "quiet")
        for at in range(length)
    ]
    cells.insert(length * found.expected // found.total, (mark, "strong"))
    return cells


def _row(width: int, row: HeatRow, label: int, cell: int) -> list[Line]:
    """What the row is, how many are met and due; then its KSBs, as many lines as they take.

    Args:
        width: Columns there are.
        row: What is drawn.
        label: Columns of the row's name.
        cell: Columns of one KSB.
    """
    met, due = f"{row.met}/{len(row.cells)}", row.expected
    head: Line = [
        (f" {fitted(legible(row.label), label)} ", "strong"),
        (f"{met:>5}  {due:>3}  ", "warn" if row.met < due else "good"),
    ]
    text = min(width // 3, 60) if width >= _TEXTS_FROM else 0
    if text:
        head.append((f"{fitted(legible(row.text), text)}  ", "quiet"))
    indent = sum(wide(piece) for piece, _ in head)
    across = max((width - indent) // cell, 1)
    lines = []
    for first in range(0, len(row.cells), across):
        line: Line = [(" " * indent, "plain")] if first else head
        for one in row.cells[first : first + across]:
            line.append((_cell(one).ljust(cell), "alarm" if fragile_gap(one) else tone(one.state)))
        lines.append(joined(line))
    return lines


def _cell(cell: KsbRow) -> str:
    return f"{sign(cell.state)}{legible(cell.code)}{'!' if fragile_gap(cell) else ''}"
