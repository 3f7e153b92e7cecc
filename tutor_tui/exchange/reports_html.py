"""A report as one HTML page that needs nothing else, made to be read and to be printed."""

from collections.abc import Iterator
from html import escape

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

_STYLE = """
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; color: #1a1a1a; background: #fff;
  font: 11pt/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 1.8rem 0 .5rem; padding-bottom: .2rem;
  border-bottom: 1px solid #767676; }
p, ul { margin: .4rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0; }
dt { color: #4a4a4a; }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; margin: .7rem 0; }
caption { text-align: left; font-weight: 600; padding: .2rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; font-weight: 400;
  border-bottom: 1px solid #c8c8c8; overflow-wrap: break-word; }
.short { white-space: nowrap; }
.long { overflow-wrap: anywhere; }
thead th { font-weight: 600; border-bottom: 1px solid #4a4a4a; }
td.sign { border-bottom: 1px solid #1a1a1a; height: 2.4rem; width: 40%; }
td.sign + td.sign { width: 20%; }
@page { size: A4; margin: 18mm 16mm;
  @bottom-right { content: counter(page) " / " counter(pages); } }
@media print {
  body { margin: 0; max-width: none; padding: 0; font-size: 10pt; }
  h1, h2, caption { break-after: avoid; }
  table { font-size: 9pt; }
  thead { display: table-header-group; }
  tr, li, dl { break-inside: avoid; }
  .signatures { break-inside: avoid; }
  p, li { orphans: 3; widows: 3; }
}
""".strip()

_SHORT, _LONG = 16, 30
"""Characters of a cell that stays on one line, and of a word that may be broken."""

# a second lock: were something of a text ever taken for markup, it could load and run nothing
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def html(report: Report) -> str:
    """The report as a page of HTML, in which every text is text."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    title = _text(report.title)
    yield "<!DOCTYPE html>"
    yield '<html lang="en-GB">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>"
    yield f"<style>\n{_STYLE}\n</style>"
    yield "</head>"
    yield "<body>"
    yield "<main>"
    yield f"<h1>{title}</h1>"
    if report.facts:
        yield "<dl>"
        for label, text in report.facts:
            yield f"<dt>{_text(label)}</dt><dd>{_text(text)}</dd>"
        yield "</dl>"
    for section in report.sections:
        yield "<section>"
        yield f"<h2>{_text(section.title)}</h2>"
        for block in section.blocks:
            yield from _block(block)
        yield "</section>"
    if report.signatures:
        yield from _signatures(report.signatures)
    yield "</main>"
    yield "</body>"
    yield "</html>"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            for paragraph in paragraphs(text):
                yield f"<p>{'<br>'.join(map(escape, paragraph))}</p>"
        case Items(texts):
            yield "<ul>"
            for text in texts:
                yield f"<li>{_text(text)}</li>"
            yield "</ul>"
        case Table(caption, columns, rows):
            yield from _table(caption, columns, rows)


def _table(caption: str, columns: tuple[str, ...], rows: tuple[Row, ...]) -> Iterator[str]:
    yield "<table>"
    yield f"<caption>{_text(caption)}</caption>"
    yield f"<thead><tr>{_heads(columns)}</tr></thead>"
    yield "<tbody>"
    for first, *rest in rows:
        cells = "".join(f"<td{_breaking(cell)}>{_cell(cell)}</td>" for cell in rest)
        yield f'<tr><th scope="row"{_breaking(first)}>{_cell(first)}</th>{cells}</tr>'
    yield "</tbody>"
    yield "</table>"


def _signatures(signers: tuple[tuple[str, str], ...]) -> Iterator[str]:
    yield '<section class="signatures">'
    yield "<h2>Signatures</h2>"
    yield "<table>"
    yield "<caption>Signed by</caption>"
    yield f"<thead><tr>{_heads(('Who', 'Name', 'Signature', 'Date'))}</tr></thead>"
    yield "<tbody>"
    for who, name in signers:
        blank = '<td class="sign"></td>'
        named = f"<td{_breaking(name)}>{_text(name)}</td>"
        yield f'<tr><th scope="row">{_text(who)}</th>{named}{blank}{blank}</tr>'
    yield "</tbody>"
    yield "</table>"
    yield "</section>"


def _heads(columns: tuple[str, ...]) -> str:
    return "".join(f'<th scope="col">{_text(column)}</th>' for column in columns)


def _breaking(cell: Cell) -> str:
    """How a cell's lines break: a day stays whole, a word as long as a line does not."""
    text = one_line(cell.text if isinstance(cell, Strong) else cell)
    if len(text) <= _SHORT:
        return ' class="short"'
    return ' class="long"' if max(map(len, text.split())) > _LONG else ""


def _cell(cell: Cell) -> str:
    return f"<strong>{_text(cell.text)}</strong>" if isinstance(cell, Strong) else _text(cell)


def _text(text: str) -> str:
    return escape(one_line(text))
