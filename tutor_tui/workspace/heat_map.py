"""The heat map of a learner's KSBs: by code, by duty, or by assessment method."""

from collections.abc import Iterator, Sequence
from typing import Literal, get_args

from msgspec import Struct

from tutor_tui.model.standard import Standard
from tutor_tui.rules import ksb_methods
from tutor_tui.rules.ksb_methods import KsbRow
from tutor_tui.rules.ksbs import Pace, elapsed, planned_days
from tutor_tui.rules.triage import Verdict

Grouping = Literal["code", "duty", "method"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)

_KINDS = {"K": "Knowledge", "S": "Skills", "B": "Behaviours"}
_UNKNOWN: dict[Grouping, str] = {
    "code": "The KSBs of this standard are not known.",
    "duty": "Which duties carry which KSBs is not known for this standard.",
    "method": "Which method assesses which KSBs is not filled in for this standard.",
}


class HeatRow(Struct, frozen=True, kw_only=True):
    """Some of the KSBs: what they have in common, and how many are met and expected by now.

    The cells run as they press: fragile gaps, other gaps, what is submitted, what is met.
    """

    label: str
    text: str
    met: int
    expected: int
    cells: tuple[KsbRow, ...]


class HeatMap(Struct, frozen=True, kw_only=True):
    """All rows, and the figures of all KSBs together, each of which may stand in several rows."""

    by: Grouping
    met: int
    submitted: int
    total: int
    expected: int
    pace: Pace
    rows: tuple[HeatRow, ...]


def heat_map(verdict: Verdict, by: Grouping) -> HeatMap:
    """The KSBs in rows; without rows where the standard does not tell how to group them so."""
    learner, judged = verdict.learner, verdict.ksbs
    planned = planned_days(learner)
    gone = min(elapsed(learner, verdict.today), planned)

    def row(label: str, text: str, cells: Sequence[KsbRow]) -> HeatRow:
        return HeatRow(
            label=label,
            text=text,
            met=sum(cell.state == "met" for cell in cells),
            expected=len(cells) * gone // planned if planned else 0,
            cells=tuple(sorted(cells, key=_pressing)),
        )

    known = by in groupings(verdict.standard)
    cells = ksb_methods.heat_map(learner, verdict.standard)
    return HeatMap(
        by=by,
        met=judged.met,
        submitted=judged.submitted,
        total=judged.total,
        expected=judged.expected,
        pace=judged.pace,
        rows=tuple(row(*found) for found in _grouped(cells, verdict.standard, by) if found[2])
        if known
        else (),
    )


def groupings(standard: Standard) -> tuple[Grouping, ...]:
    """The ways the standard's KSBs can be grouped; none where they are not known."""
    known = {
        "code": bool(standard.ksbs),
        "duty": any(duty.ksbs for duty in standard.duties),
        "method": any(method.ksbs for method in standard.methods),
    }
    return tuple(by for by in GROUPINGS if known[by])


def fragile_gap(cell: KsbRow) -> bool:
    """Whether it is a gap that hangs on one duty alone."""
    return cell.fragile and cell.state != "met"


def progress_words(found: HeatMap) -> str:
    """`met 12, submitted 5 of 43; expected 20`."""
    figures = f"met {found.met}, submitted {found.submitted} of {found.total}"
    return f"{figures}; expected {found.expected}"


def unknown(by: Grouping) -> str:
    """What to say where there are no rows."""
    return _UNKNOWN[by]


_Group = tuple[str, str, list[KsbRow]]
"""A row's label, its text, and its KSBs."""


def _grouped(cells: Sequence[KsbRow], standard: Standard, by: Grouping) -> Iterator[_Group]:
    """The groups in the standard's order, and last what is in none of them."""
    if by == "code":
        for letter in dict.fromkeys(cell.code[:1] for cell in cells):
            same = [cell for cell in cells if cell.code[:1] == letter]
            yield letter, _KINDS.get(letter, ""), same
    elif by == "duty":
        for duty in standard.duties:
            carried = [cell for cell in cells if duty.number in cell.duties]
            yield f"D{duty.number}", duty.text, carried
        yield "none", "On no duty", [cell for cell in cells if not cell.duties]
    else:
        for method in standard.methods:
            assessed = [cell for cell in cells if method.id in cell.methods]
            yield method.id, method.name, assessed
        yield "none", "In no method's map", [cell for cell in cells if not cell.methods]


def _pressing(cell: KsbRow) -> int:
    if fragile_gap(cell):
        return 0
    return {"none": 1, "submitted": 2, "met": 3}[cell.state]
