"""A report as Markdown (CommonMark, and the tables that GitHub and most programs know)."""

import re
from collections.abc import Iterator

from tutor_tui.exchange.reports import (
    Block,
    Cell,
    Items,
    Paragraph,
    Report,
    Row,
    Strong,
    Table,
    one_line,
    paragraphs,
)

_SIGNS = re.compile(r"[\\`*\[\]<>&|~$#@^]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
"""What can be markup wherever it stands; an underline within a word is none."""

_LINKS = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
"""What makes some programs turn plain text into a link."""

_BEGINNING = re.compile(r"^([-+=:]|[0-9]+(?=[.)]))")
"""What begins a list, a rule or a heading at the start of a line, but for `_SIGNS`."""


def markdown(report: Report) -> str:
    """The report as Markdown, in which every text stands as it was, and none is markup."""
    return "\n\n".join(_parts(report)) + "\n"


def escaped(text: str) -> str:
    """One line of text that Markdown shows as it is, wherever in a line it stands."""
    safe = _LINKS.sub(r"\\\g<0>", _SIGNS.sub(r"\\\g<0>", one_line(text)))
    return _BEGINNING.sub(_kept, safe)


def _kept(beginning: re.Match[str]) -> str:
    found = beginning[0]
    # only punctuation can be escaped, so that of a number it is the sign after it
    return f"{found}\\" if found.isdigit() else f"\\{found}"


def _parts(report: Report) -> Iterator[str]:
    yield f"# {escaped(report.title)}"
    if report.facts:
        yield "\n".join(f"- **{escaped(label)}:** {escaped(text)}" for label, text in report.facts)
    for section in report.sections:
        yield f"## {escaped(section.title)}"
        for block in section.blocks:
            yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            for paragraph in paragraphs(text):
                yield "\\\n".join(map(escaped, paragraph))
        case Items(texts):
            yield "\n".join(f"- {escaped(text)}" for text in texts)
        case Table(caption, columns, rows):
            yield f"**{escaped(caption)}**"
            yield "\n".join((_row(columns), f"|{'---|' * len(columns)}", *map(_row, rows)))


def _row(cells: Row) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(cell: Cell) -> str:
    return f"**{escaped(cell.text)}**" if isinstance(cell, Strong) else escaped(cell)
