"""HTML as plain text: what is published with marks is kept and shown without."""

import re
from html import unescape
from typing import Final
from unicodedata import category

_MARK: Final = re.compile(r"<([/!?a-zA-Z][^<>]*)>")
"""A tag, a comment or a declaration; found in one pass, whatever the text."""

_NAME: Final = re.compile(r"/?[a-z0-9]+")
_NOT_SHOWN: Final = {"script", "style", "template", "title"}
_INLINE: Final = {"a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"}


def plain(html: str) -> str:
    """The text of a piece of HTML on one line: no marks, no entities, no control characters.

    Raises:
        ValueError: An entity's number has thousands of digits.
    """
    parts: list[str] = []
    hidden = ""
    # every other piece is what stands within a mark
    for number, piece in enumerate(_MARK.split(html)):
        if number % 2 == 0:
            parts.append("" if hidden else piece)
            continue
        found = _NAME.match(piece.lower())
        name = found[0] if found else ""
        if name in _NOT_SHOWN:
            hidden = hidden or name
        elif name.removeprefix("/") == hidden:
            hidden = ""
        # words on either side of a paragraph's or a list's mark are not one word
        parts.append("" if name.removeprefix("/") in _INLINE else " ")
    shown = (sign for sign in unescape("".join(parts)) if sign.isspace() or _is_shown(sign))
    return " ".join("".join(shown).split())


def _is_shown(sign: str) -> bool:
    """Whether it is neither a control, nor invisible, nor half a character."""
    return sign.isprintable() or not category(sign).startswith("C")
