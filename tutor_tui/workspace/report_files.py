"""A report as text, and as a file that its owner alone may read."""

from pathlib import Path
from typing import get_args

from tutor_tui.exchange.reports import Format as Format
from tutor_tui.exchange.reports import Report as Report
from tutor_tui.exchange.reports_html import html
from tutor_tui.exchange.reports_markdown import markdown
from tutor_tui.workspace.export_files import refuse_no_file, write_export

FORMATS: tuple[Format, ...] = get_args(Format)
_ENDINGS: dict[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".markdown": "markdown",
}


def format_of(path: Path | None) -> Format:
    """The format that the file's name asks for; Markdown where it asks for none."""
    return _ENDINGS.get(path.suffix.lower(), "markdown") if path else "markdown"


def rendered(report: Report, format: Format) -> bytes:
    """The report in UTF-8."""
    return (html(report) if format == "html" else markdown(report)).encode()


def write_report(report: Report, format: Format, path: Path) -> None:
    """Write the report, whole or not at all.

    Raises:
        Refused: It cannot be written, or what stands in its place is a link, a device or
            anything else than a file; nothing that was there is damaged.
    """
    refuse_no_file(path)
    write_export(path, rendered(report, format))
