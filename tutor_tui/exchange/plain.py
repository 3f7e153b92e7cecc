"""Text from people and files, made safe to write on one line of any file."""

import re

_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb]")
"""Control characters, and those that turn the direction of the text around them."""

_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""Halves of characters, which no file can hold, and what is none, which XML cannot."""


def one_line(text: str) -> str:
    """The text as one line without control characters, ends trimmed.

    Line breaks of every kind and tabs become a space; control characters and bidirectional
    overrides are left out; what not every file can hold becomes U+FFFD.
    Letters, accents, emoji with their joiners, quotes and backslashes stay as they are.
    """
    if not text.isprintable():  # quick to tell, and true of nearly every name
        text = _UNWRITABLE.sub("\ufffd", _HIDDEN.sub("", _BREAKS.sub(" ", text)))
    return text.strip()
