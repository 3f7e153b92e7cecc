"""docs/shared-server.md as a test reads it: its blocks in order, and its table of modes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "shared-server.md"

_PARTS = re.compile(
    r"^## (?P<section>.+)$|^```(?P<words>.*)\n(?P<text>[\s\S]*?)^```$|^\| `(?P<row>.+) \|$", re.M
)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced block: what its opening line says of it, and what it holds."""

    section: str
    words: tuple[str, ...]
    text: str
    answer: str | None = None
    """What the page says the block prints last, if it does."""

    @property
    def user(self) -> str:
        """Who types it."""
        given = [word.removeprefix("as=") for word in self.words if word.startswith("as=")]
        return given[0] if given else "root"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the table: what a path, with wildcards, belongs to and lets whom do."""

    path: str
    owner: str
    group: str
    mode: str


def blocks() -> Iterator[Block]:
    """What is typed, in order."""
    section = ""
    parts = list(_PARTS.finditer(_text()))
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        section = part["section"] or section
        if (part["words"] or "").startswith(("sh", "console")):
            answered = following is not None and following["words"] == "text"
            yield Block(
                section=section,
                words=tuple(part["words"].split()),
                text=part["text"],
                answer=following["text"] if answered and following is not None else None,
            )


def rows() -> list[Row]:
    """The table of modes."""
    found = []
    for part in _PARTS.finditer(_text()):
        if part["row"]:
            path, owner, group, mode, _ = re.split(r"`? \| ", part["row"])
            found.append(Row(path=path, owner=owner, group=group, mode=mode))
    return found


def written(path: str) -> str:
    """The content that one of the blocks writes to the path."""
    [content] = re.findall(
        rf"^install .* /dev/stdin {re.escape(path)} <<'END'\n([\s\S]*?)^END$", _text(), re.M
    )
    return str(content)


def _text() -> str:
    return PAGE.read_text(encoding="utf-8")
