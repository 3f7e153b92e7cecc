"""A learner's timeline drawn: an axis of months, lanes of marks, curves, and events in words."""

from collections.abc import Iterable, Sequence
from datetime import date

from screens.bar import Span, joined
from screens.curve import curve_lines
from screens.month_axis import Axis
from screens.signs import legible, utf8
from tutor_tui.rules.words import day
from tutor_tui.text import wrapped
from tutor_tui.workspace.timeline import Mark, Stretch, Timeline
from tutor_tui.workspace.timeline_events import Event

Line = list[Span]

GUTTER = 12
"""Columns before the axis: the names of the lanes."""

_SIGNS: dict[str, tuple[str, str, str, str]] = {
    "attended": ("✓", "+", "good", "attended"),
    "booked": ("○", "o", "plain", "booked"),
    "cancelled": ("–", "-", "quiet", "cancelled"),
    "not_attended": ("✗", "x", "alarm", "not attended"),
    "outcome_missing": ("?", "?", "warn", "no outcome recorded"),
    "complete": ("✓", "+", "good", "review signed by all"),
    "unsigned": ("◐", "~", "warn", "review not signed by all"),
    "due": ("○", "o", "plain", "review due"),
    "overdue": ("●", "!", "alarm", "review overdue"),
    "on_break": ("═", "=", "plain", "break in learning"),
    "window": ("░", ":", "plain", "window for the next visit"),
    "late": ("▓", "!", "alarm", "visit overdue"),
}
"""What stands in a lane: its sign, in ASCII, its tone, its words; the later hides the earlier."""

_LETTERS = {
    "start": "S",
    "gateway": "G",
    "planned_end": "P",
    "expected_end": "E",
    "assessment": "A",
    "completed": "C",
    "withdrawn": "W",
}

_EVENT_SIGNS: dict[str, tuple[str, str, str]] = {
    "met": ("■", "#", "good"),
    "accepted": ("✓", "+", "good"),
    "achieved": ("✓", "+", "good"),
    "done": ("✓", "+", "good"),
    "submitted": ("▣", "+", "plain"),
    "returned": ("✗", "x", "alarm"),
    "failed": ("✗", "x", "alarm"),
    "fail": ("✗", "x", "alarm"),
}


LEAST_WIDTH = 40
"""Columns that are drawn, however narrow the window."""


def timeline_lines(width: int, found: Timeline) -> list[Line]:
    """The whole timeline in lines of at most so many columns."""
    width = max(width, LEAST_WIDTH)
    axis = _axis(width, found)
    lines = lane_lines(width, found)
    for curve, missing in (
        (found.ksbs, "No curve of KSBs: those of this standard are not known."),
        (found.hours, "No curve of hours: how many are planned is not set."),
    ):
        lines.append([])
        if curve is None:
            lines.append([(f" {missing}", "quiet")])
        else:
            lines += curve_lines(axis, GUTTER, curve)
    return [*lines, [], *event_lines(width, found.events, found.today)]


def event_lines(width: int, events: Sequence[Event], today: date) -> list[Line]:
    """The events in words, the latest first; today stands between what is to come and the rest."""
    ahead = [event for event in events if event.on > today]
    gone = [event for event in events if event.on <= today]
    lines: list[Line] = [[(" Events", "strong"), ("  the latest first", "quiet")]]
    for event in reversed(ahead):
        lines += _event(width, event, today)
    bar = "──" if utf8() else "--"
    lines.append([(f" {bar} today, {today:%a} {day(today, today)} {bar}", "strong")])
    for event in reversed(gone):
        lines += _event(width, event, today)
    return lines


def _event(width: int, event: Event, today: date) -> list[Line]:
    sign, tone = _sign_of(event.status)
    when = f"{event.on:%a} {day(event.on, today)}"
    head = f" {sign} {when:<16} "
    room = max(width - len(head), 20)
    first, *rest = wrapped(legible(event.text), room)
    text = "quiet" if event.status == "cancelled" else "plain"
    lines: list[Line] = [[(f" {sign} ", tone), (f"{when:<16} ", "quiet"), (first, text)]]
    return lines + [[(" " * len(head) + line, text)] for line in rest]


def _sign_of(status: str) -> tuple[str, str]:
    if status in _EVENT_SIGNS:
        rich, plain, tone = _EVENT_SIGNS[status]
    elif status in _SIGNS:
        rich, plain, tone, _ = _SIGNS[status]
    else:
        rich, plain, tone = "·", ".", "plain"
    return rich if utf8() else plain, tone


def lane_lines(width: int, found: Timeline) -> list[Line]:
    """The months, a line a lane that holds something, and what the signs mean."""
    width = max(width, LEAST_WIDTH)
    axis = _axis(width, found)
    marks = [mark for mark in found.milestones if mark.status in _LETTERS]
    lines = [
        [(" " * GUTTER, "plain"), (axis.years(), "quiet")],
        [(" " * GUTTER, "plain"), (axis.months(), "quiet")],
        _lane("Milestones", axis, _lettered(axis, marks)),
    ]
    legend: list[str] = []
    for name, items in (
        ("Visits", found.visits),
        ("Windows", found.windows),
        ("Reviews", found.reviews),
        ("Breaks", found.breaks),
    ):
        if items:
            lines.append(_lane(name, axis, _signed(axis, items)))
            seen = {item.status for item in items}
            for status, (_, _, _, words) in _SIGNS.items():
                if status in seen:
                    legend.append(f"{_sign_of(status)[0]} {words}")
    lettered = [
        f"{_LETTERS[mark.status]} {legible(mark.text)} {day(mark.on, found.today)}"
        for mark in marks
    ]
    today = f"{axis.today_sign} today {day(found.today, found.today)}"
    lines.append([])
    lines += _flowing(width, [today, *lettered])
    lines += _flowing(width, legend)
    return lines


def _axis(width: int, found: Timeline) -> Axis:
    return Axis(found.first, found.last, found.today, width - GUTTER - 1)


def _flowing(width: int, parts: Iterable[str]) -> list[Line]:
    """Pieces of a legend, none of them broken between two lines unless it is longer than one."""
    lines: list[str] = []
    for part in parts:
        for piece in wrapped(part, width - 2):
            if lines and len(lines[-1]) + len(piece) + 3 <= width:
                lines[-1] += f"   {piece}"
            else:
                lines.append(f" {piece}")
    return [[(line, "quiet")] for line in lines]


def _lane(name: str, axis: Axis, cells: dict[int, Span]) -> Line:
    line: Line = [(f" {name:<{GUTTER - 1}}", "quiet")]
    for column in range(axis.columns):
        line.append(cells.get(column) or axis.empty(column))
    return joined(line)


def _signed(axis: Axis, items: Iterable[Mark | Stretch]) -> dict[int, Span]:
    """The signs by column; of several in one the one that presses most."""
    order = list(_SIGNS)
    cells: dict[int, Span] = {}
    for item in sorted(items, key=lambda item: order.index(item.status)):
        first, last = (item.on, item.on) if isinstance(item, Mark) else (item.start, item.end)
        for column in range(axis.column(first), axis.column(last) + 1):
            cells[column] = _sign_of(item.status)
    return cells


def _lettered(axis: Axis, marks: Sequence[Mark]) -> dict[int, Span]:
    """The letters by column; one whose column is taken stands in the next that is free."""
    cells: dict[int, Span] = {}
    for mark in marks:
        free = sorted(
            (at for at in range(axis.columns) if at not in cells),
            key=lambda at: abs(at - axis.column(mark.on)),
        )
        if free:
            cells[free[0]] = (_LETTERS[mark.status], "strong")
    return cells
