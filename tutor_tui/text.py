"""Text from people and files: how it is kept, and how it is made safe to show."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

_BREAKS = re.compile(r"[\s\x85\u2028\u2029]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
# overrides, isolates and marks that reorder or hide what stands around them; the joiner, since
# terminals disagree on how wide what it joins is
_INVISIBLE = re.compile(
    r"[\xad\u061c\u180e\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    r"\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def line(text: str) -> str:
    """One line as it is kept: composed (NFC), runs of white space made one space."""
    return _BREAKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def lines(text: str) -> str:
    """Several lines as they are kept: composed, line ends made newlines, none trailing."""
    composed = unicodedata.normalize("NFC", text)
    return "\n".join(part.rstrip() for part in composed.splitlines()).strip()


def searchable(text: str) -> str:
    """The text as it is searched: blind to case and to accents, so that `sian` finds `Siân`."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in folded if not unicodedata.combining(sign))


def cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with every text in them as one line is kept."""
    return {
        name: line(value) if isinstance(value, str) else value for name, value in fields.items()
    }


def shown(text: str) -> str:
    """One line, safe for a terminal: controls become visible signs, reordering marks go.

    Every text from a document that reaches a terminal passes through here.
    """
    if text.isascii() and text.isprintable():
        return text
    return _CONTROLS.sub(_picture, _INVISIBLE.sub("", text))


def width(text: str) -> int:
    """Columns the text takes in a terminal; the text has been through `shown`."""
    if text.isascii():
        return len(text)
    import wcwidth  # costs 10 ms, and most text is ASCII

    return wcwidth.width(text)


def fitted(text: str, columns: int) -> str:
    """The text made safe and cut or padded to exactly so many columns."""
    safe = shown(text)
    if width(safe) > columns:
        if columns < 1:
            return ""
        safe = _clipped(safe, columns - 1) + "…"
    return safe + " " * (columns - width(safe))


def wrapped(text: str, columns: int, *, hang: str = "") -> list[str]:
    """The text made safe, in lines of at most so many columns, broken between words.

    Args:
        text: One line.
        columns: The width, more than that of `hang`.
        hang: What every line but the first begins with.
    """
    safe = shown(text)
    if safe.isascii():
        import textwrap

        return textwrap.wrap(safe, columns, subsequent_indent=hang) or [""]
    import wcwidth

    return wcwidth.wrap(safe, columns, subsequent_indent=hang) or [""]


def _clipped(text: str, columns: int) -> str:
    if text.isascii():
        return text[:columns]
    import wcwidth

    return wcwidth.clip(text, 0, columns, fillchar="")


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"
