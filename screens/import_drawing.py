"""What stands on the screen of an import: title, progress, counts, rows, details and keys."""

from collections.abc import Iterator, Mapping

from screens.bar import Span
from screens.record_list import Column, Row
from screens.signs import legible, sign, tone, utf8
from tutor_tui.rules.words import count
from tutor_tui.text import fitted, wrapped
from tutor_tui.workspace import import_views
from tutor_tui.workspace.import_views import KINDS, PreviewKind, PreviewRow
from tutor_tui.workspace.importing import Contents, Request
from tutor_tui.workspace.table_mapping import MappedTable

FIELD = 24
"""Columns that the names of the fields take."""
MOST_DETAILS = 200
PROGRESS = 40
"""Columns of the bar that fills while something is done."""

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


def title(request: Request, contents: Contents | None) -> list[Span]:
    """Which file it is, and what is known of it so far."""
    spans: list[Span] = [(f" Import: {request.called}", "strong")]
    if isinstance(contents, MappedTable):
        sheet = f", sheet {contents.table.sheet}" if contents.table.sheet else ""
        saved = f", map {contents.saved}" if contents.saved else ""
        spans.append((f"  {count(len(contents.table.rows), 'row')}{sheet}{saved}", "quiet"))
    return [*spans, ("  nothing is changed yet", "quiet")]


def progress(doing: str, percent: int, columns: int) -> list[Span]:
    """A bar that fills, and what is done meanwhile, in so many columns."""
    width = min(PROGRESS, max(columns - len(doing) - 12, 10))
    full = width * percent // 100
    done, left = ("█", "░") if utf8() else ("#", ".")
    return [
        (f" {done * full}", "key"),
        (left * (width - full), "quiet"),
        (f" {percent:>3} %  {doing}", "plain"),
    ]


def counts(numbers: Mapping[PreviewKind, int], chosen: int) -> list[Span]:
    """How many rows there are of each kind, by whose number only they are shown.

    Args:
        numbers: The rows of each kind; none where it is not there.
        chosen: The number of the kind that alone is shown; 0 where all are.
    """
    spans: list[Span] = [(" ", "plain"), ("0", "key"), (" all  ", "plain")]
    for number, kind in enumerate(KINDS, 1):
        if numbers.get(kind):
            told = "chosen" if number == chosen else "plain"
            spans += [(str(number), "key"), (f" {WORDS[kind]} {numbers[kind]}", told)]
            spans.append(("  ", "plain"))
    return spans


def keys(*, shown: bool, doing: bool, questions: bool, headings: bool, width: int) -> list[Span]:
    """What the keys do, as many as fit; the last to go are importing and leaving.

    Args:
        shown: Whether it is shown what the file would change, and can be imported.
        doing: Whether something is being done that can be stopped.
        questions: Whether there are questions to be answered.
        headings: Whether the file is a table.
        width: The columns there are.
    """
    names = [("esc", "stop" if doing else "leave")]
    if shown:
        names = [("i", "import"), *names, ("space", "mark"), ("a", "all or none")]
        names += [("enter", "answer")] if questions else []
        names += [("m", "headings")] if headings else []
        names += [("/", "filter"), ("d", "details")]
    while sum(len(key) + len(name) + 3 for key, name in names) > width:
        names.pop()
    spans: list[Span] = [(" ", "plain")]
    for key, name in names:
        spans += [(key, "key"), (f" {name}  ", "quiet")]
    return spans


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
