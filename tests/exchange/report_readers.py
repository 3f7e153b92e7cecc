"""Reports read back, by programs that know nothing of how they were written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

_BLANK = {"meta", "br"}


@dataclass
class Found:
    """What a reader found: the kinds of markup, and the text of each heading, cell and line."""

    kinds: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def read_markdown(text: str) -> Found:
    """As a program does that takes HTML for HTML and makes links of addresses."""
    found = Found()
    tokens = MarkdownIt("gfm-like", {"html": True}).parse(text)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "tr_open":
            found.rows.append([])
        if token.type != "inline":
            found.kinds.add(token.type)
            continue
        found.kinds |= {child.type for child in token.children or ()}
        found.texts += _lines(token)
        if before and before.type in ("th_open", "td_open"):
            found.rows[-1].append("".join(_lines(token)))
    return found


def _lines(token: Token) -> Iterator[str]:
    line = ""
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            yield line
            line = ""
        line += child.content
    yield line


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Found()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.kinds.add(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag == "tr":
            self.found.rows.append([])
        if tag in ("th", "td"):
            self.found.rows[-1].append("")
        if tag not in _BLANK:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open or not data.strip():
            return
        self.found.texts.append(data)
        if {"th", "td"} & set(self.open):
            self.found.rows[-1][-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def read_html(text: str) -> tuple[Found, list[tuple[str, str, str | None]]]:
    """What a page holds, and every attribute as its tag, name and value."""
    page = _Page()
    page.feed(text)
    page.close()
    assert page.open == []
    return page.found, page.attributes
