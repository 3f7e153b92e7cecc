"""A report: a title, facts and sections, whatever it is written as."""

from dataclasses import dataclass
from typing import Literal

from tutor_tui.text import line, lines, shown

Format = Literal["markdown", "html"]


@dataclass(frozen=True, slots=True)
class Strong:
    """A cell that must be seen at a glance."""

    text: str


Cell = str | Strong
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text of one line or several; an empty line begins a paragraph of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list, each item one line."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row names the row. The caption says what the table shows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


Block = Paragraph | Items | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report.

    Every text in it may come from a person: it is made safe when the report is written.
    `facts` are short labels with a text each. `signatures` are those who are to sign, each with
    a name where it is known; there is a place for them where the report is made to be printed.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    signatures: tuple[tuple[str, str], ...] = ()


def one_line(text: str) -> str:
    """The text on one line, without anything that controls what shows it."""
    return shown(line(text))


def paragraphs(text: str) -> list[list[str]]:
    """The text's paragraphs, each as its lines, none of them empty."""
    found: list[list[str]] = [[]]
    for part in lines(text).split("\n"):
        if safe := one_line(part):
            found[-1].append(safe)
        elif found[-1]:
            found.append([])
    return [paragraph for paragraph in found if paragraph]
