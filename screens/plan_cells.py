"""The lines of a day of the plan: its heading, its visits, what room it has."""

from screens.record_list import fit
from screens.signs import legible, utf8
from tutor_tui.rules.words import day
from tutor_tui.workspace.plan_views import DayView, Entry

WEEKDAYS_FROM = 13
"""Columns of a day from which it is called by its weekday too, in two letters."""
FULL_WEEKDAYS_FROM = 14
"""Columns of a day from which its weekday has three letters."""
CLOCKS_FROM = 20
"""Columns of a day from which visits show their time, and the shadow its name."""
NAMES_FROM = 28
"""Columns of a day from which learners are named in full."""

SIGNS: dict[str, tuple[str, str]] = {
    "new": ("+", "+"),
    "moved": ("»", ">"),
    "kept": ("✓", "="),
    "dropped": ("✗", "x"),
    "stands": ("○", "o"),
    "busy": ("▪", "#"),
    "free": ("·", "."),
    "closed": ("–", "-"),
    "shadow": ("▼", "v"),
}
"""What stands before each thing on a day, and in ASCII."""
HOLDS = {"pinned": "P", "stays": "s", "held": "h", "": ""}
_TONES = {"new": "good", "moved": "warn", "dropped": "quiet", "stands": "quiet", "busy": "quiet"}


def plan_sign(status: str) -> str:
    """The sign of what stands on a day: one cell wide."""
    rich, plain = SIGNS[status]
    return rich if utf8() else plain


def heading(found: DayView, wide: int, *, inside: bool) -> str:
    """The day, in brackets where it lies in the window, and whether it casts a shadow."""
    name = day(found.on, found.on)
    if wide >= WEEKDAYS_FROM:
        weekday = f"{found.on:%a}"
        name = f"{weekday if wide >= FULL_WEEKDAYS_FROM else weekday[:2]} {name}"
    text = f"{'[' if inside else ' '}{name}"
    text += "]" if inside else ""
    shadow = plan_sign("shadow") if found.shadow else ""
    if shadow and wide > CLOCKS_FROM:
        shadow = f"{shadow} shadow"
    return f"{fit(text, wide - len(shadow) - 1)}{shadow} "


def rows(found: DayView) -> list[str]:
    """What stands below a day's heading; after its visits, what room there is, or why none."""
    lines = [entry.short for entry in found.entries]
    if found.closed:
        lines.append(f"{plan_sign('closed')} {legible(found.closed)}")
    elif found.slots:
        lines.append(f"{plan_sign('free')} {found.slots} free")
    return lines or [f"{plan_sign('closed')} full"]


def words(entry: Entry, inner: int) -> str:
    """What takes time: its sign, its time where there is room, who, and its flags."""
    review = entry.review and inner >= WEEKDAYS_FROM  # names come first where room is scarce
    flags = f"{'r' if review else ''}{HOLDS[entry.hold]}"
    wide = inner >= CLOCKS_FROM
    if entry.days_late:
        flags = f"!{entry.days_late if wide else ''}{flags}"
    elif entry.early:
        flags = f"<{flags}"
    clock = f"{entry.clock} " if wide and entry.clock and entry.status != "busy" else ""
    room = inner - 2 - len(clock) - len(flags) - (1 if flags else 0)
    name = entry.name if inner >= NAMES_FROM else entry.short
    if entry.status == "busy" and len(name) > room:
        name = "busy"
    told = fit(name, max(room, 1))
    return f"{plan_sign(entry.status)} {clock}{told}{' ' if flags else ''}{flags}"


def tone(entry: Entry) -> str:
    """The tone of what takes time: lateness before what becomes of it."""
    if entry.days_late:
        return "alarm"
    return _TONES.get(entry.status, "plain")
