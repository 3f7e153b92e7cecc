"""The rows of an import's preview, and the details of one, as they are drawn."""

from collections.abc import Iterator, Mapping

from screens.bar import Span
from screens.record_list import Column, Row
from screens.signs import legible, sign, tone
from tutor_tui.text import fitted, wrapped
from tutor_tui.workspace import import_views
from tutor_tui.workspace.import_views import PreviewKind, PreviewRow

FIELD = 24
"""Columns that the names of the fields take."""
MOST_DETAILS = 200

COLUMNS = (
    Column("WHAT", 13),
    Column("REF", 10, 60),
    Column("LEARNER", 20),
    Column("MORE", 0),
)
WORDS: Mapping[PreviewKind, str] = {
    "question": "question",
    "new": "new",
    "updated": "updated",
    "skipped": "skipped",
    "gone": "not in file",
    "unchanged": "unchanged",
    "note": "note",
}


def list_row(row: PreviewRow) -> Row:
    """The row as it stands in the list."""
    cells = (f"{sign(row.kind)} {WORDS[row.kind]}", row.ref, row.name, row.told)
    return Row(row.id, cells, tone(row.kind))


def details(row: PreviewRow, width: int) -> Iterator[list[Span]]:
    """One row in full: who, why, and its fields before and after.

    Args:
        row: The row.
        width: The columns there are; nothing is said in so few that no field fits.
    """
    if width <= FIELD + 10:
        return
    who = " ".join(filter(None, (row.ref, row.name)))
    yield [(f" {who}  " if who else " ", "strong"), (WORDS[row.kind], "quiet")]
    if row.kind != "updated":
        for part in wrapped(legible(row.told), width):
            yield [(f" {part}", "plain")]
    if row.item is None:
        return
    for name, told, kept in import_views.details(row.item)[:MOST_DETAILS]:
        first, *rest = wrapped(legible(told), width - FIELD - 3)
        yield [(f"  {fitted(name, FIELD)} ", "key"), (first, "quiet" if kept else "plain")]
        yield from ([(" " * (FIELD + 3), "plain"), (part, "plain")] for part in rest)
