"""What commands print: tables that fit the terminal, JSON, and sentences made safe."""

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import click

from tutor_tui.text import fitted, shown, width, wrapped

LEAST_WIDTH = 60
_LEAST_COLUMN = 8


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading and the most columns it takes; 0 takes the rest."""

    heading: str
    most: int


def say(sentence: str = "") -> None:
    """Print one line of data or talk, safe for a terminal."""
    click.echo(_encodable(shown(sentence)))


def say_wrapped(label: str, text: str) -> None:
    """Print a label and a text beside it, in as many lines as the terminal's width asks for."""
    label = shown(label)
    room = max(columns_available() - width(label), _LEAST_COLUMN)
    for number, line in enumerate(wrapped(text, room)):
        say((" " * width(label) if number else label) + line)


def warn(sentence: str) -> None:
    """Print a line on stderr: something to know that stops nothing."""
    click.echo(_encodable(f"note: {shown(sentence)}"), err=True)


def emit(document: Any) -> None:
    """Print a JSON document; ASCII only, so that it is inert in a terminal."""
    click.echo(json.dumps(document, indent=1))


def columns_available() -> int:
    """The terminal's width, 80 where there is none."""
    return max(shutil.get_terminal_size((80, 24)).columns, LEAST_WIDTH)


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headings, within the terminal's width.

    Each column is as wide as its longest cell, up to its most, where a longer cell is cut. The
    column of most 0 takes what is left; what does not fit there goes on in lines below.
    """
    safe = [[shown(cell) for cell in row] for row in rows]
    widths = []
    for index, column in enumerate(columns):
        longest = max([width(column.heading), *(width(row[index]) for row in safe)])
        widths.append(min(longest, column.most) if column.most else longest)
    spare = columns_available() - sum(
        wide + 2 for wide, column in zip(widths, columns, strict=True) if column.most
    )
    for index, column in enumerate(columns):
        if not column.most:
            widths[index] = max(min(widths[index], spare), _LEAST_COLUMN)
    for cells in ([column.heading for column in columns], *safe):
        parts = [
            [cell] if column.most else wrapped(cell, wide, hang="  ")
            for cell, wide, column in zip(cells, widths, columns, strict=True)
        ]
        for pieces in zip_longest(*parts, fillvalue=""):
            line = "  ".join(map(fitted, pieces, widths))
            click.echo(_encodable(line.rstrip()))


def changed(session_json: bool, documents: Sequence[dict[str, Any]], sentence: str) -> None:
    """Say what a command changed: JSON where asked for, else one sentence."""
    if session_json:
        emit({"version": 1, "changed": list(documents)})
    else:
        say(sentence)


def _encodable(text: str) -> str:
    """The text with what the output's encoding cannot hold replaced."""
    encoding = sys.stdout.encoding or "ascii"
    return text.encode(encoding, "replace").decode(encoding)
