"""A curve of progress drawn under an axis of months: what is done as a hill, expected as dots."""

from datetime import date
from itertools import pairwise

from screens.bar import Span, joined
from screens.month_axis import Axis
from screens.signs import legible, utf8
from tutor_tui.workspace.progress_curve import Curve

Line = list[Span]

ROWS = 8

Signs = tuple[str, str, str]
"""A full cell, one filled below, and a dot."""

Values = list[tuple[date, int]]
"""Days in order of time, and what was reached by each."""


def curve_lines(axis: Axis, gutter: int, curve: Curve) -> list[Line]:
    """What it shows in words, then the hill, then the months.

    Args:
        axis: The axis it stands on.
        gutter: Columns before the axis, taken by numbers.
        curve: What is drawn.
    """
    known = [(point.on, point.done) for point in curve.points if point.done is not None]
    top = max(curve.total, 1, *(done for _, done in known))
    done = _heights(axis, known, top)
    expected = _heights(axis, [(point.on, point.expected) for point in curve.points], top)
    signs = _signs()  # asked once, not for every cell
    lines = [_heading(curve)]
    for row in reversed(range(ROWS)):
        label = f"{top * (row + 1) // ROWS}" if row % 4 == 3 else "0" if row == 0 else ""
        line: Line = [(f"{label:>{gutter - 1}} ", "quiet")]
        for at in range(axis.columns):
            line.append(_cell(signs, row, done[at], expected[at]) or axis.empty(at))
        lines.append(joined(line))
    lines.append([(" " * gutter + axis.months(), "quiet")])
    if curve.note:
        lines.append([(f" {legible(curve.note)}", "quiet")])
    return lines


def _heading(curve: Curve) -> Line:
    full, _, dot = _signs()
    known = [point for point in curve.points if point.done is not None]
    line: Line = [(f" {curve.what[:1].upper()}{curve.what[1:]}  ", "strong"), (full, "good")]
    if not known:
        return [*line, (f" 0 of {curve.total}, not started", "plain")]
    return [
        *line,
        (f" {known[-1].done} of {curve.total}  ", "plain"),
        (dot, "warn"),
        (f" {known[-1].expected} expected by now", "plain"),
    ]


def _signs() -> Signs:
    return ("█", "▄", "·") if utf8() else ("#", "#", ".")


def _cell(signs: Signs, row: int, done: int, expected: int) -> Span | None:
    """One cell, None where it is empty; heights are in half rows.

    The dots are seen above the hill, and through it where clearly more is done than was expected;
    where the two are about level the hill's edge stands for both.
    """
    full, half, dot = signs
    filled = done - 2 * row
    marked = expected > 0 and (expected - 1) // 2 == row
    if marked and (filled < 1 or (filled > 1 and done > expected + 1)):
        return (dot, "warn")
    if filled < 1:
        return None
    return (full if filled > 1 else half, "good")


def _heights(axis: Axis, points: Values, top: int) -> list[int]:
    """Half rows by column, from 0; anything that is not nothing is at least one.

    Nothing stands before the first point and after the last.
    """
    if not points:
        return [0] * axis.columns
    (first, _), (last, _) = points[0], points[-1]
    heights = []
    for at in range(axis.columns):
        on = min(axis.last_day(at), last)
        inside = axis.column(first) <= at <= axis.column(last)
        value = _between(points, on) if inside else 0
        heights.append(max(round(2 * ROWS * value / top), 1) if value > 0 else 0)
    return heights


def _between(points: Values, on: date) -> float:
    """The value on a day, in a straight line between the points next to it."""
    for (day, value), (after, later) in pairwise(points):
        if day <= on <= after:
            return value + (later - value) * (on - day).days / (after - day).days
    return points[-1][1]
