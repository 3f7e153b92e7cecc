"""Copying through the terminal, to the clipboard of the machine one sits at (OSC 52)."""

import os
from base64 import b64encode

from textual.app import App

CHUNK = 76
"""GNU screen passes on no more than some hundred bytes at a time."""
MOST = 70_000
"""Bytes, once encoded, of which terminals are known to take so many; some drop more."""


def send(app: App[None], text: str) -> str:
    """Send the text to the terminal's clipboard, and say so.

    Whether it arrives nobody tells: tmux drops it unless `set-clipboard` is on.

    Returns:
        What to tell the user.
    """
    code = b64encode(text.encode("utf-8", "replace")).decode("ascii")
    driver = app._driver
    if driver is not None:
        for sequence in sequences(code):
            driver.write(sequence)
    if len(code) > MOST:
        return "Sent to the terminal, which may drop so long a text."
    return "Sent to the terminal's clipboard."


def sequences(code: str) -> list[str]:
    """What is written for a text in base 64: plain, or wrapped for what runs in between."""
    plain = f"\x1b]52;c;{code}\x07"
    if os.environ.get("TMUX"):
        # tmux takes the first where set-clipboard is on, the second where it lets all through
        return [plain, f"\x1bPtmux;\x1b{plain}\x1b\\"]
    if os.environ.get("STY"):
        parts = [plain[start : start + CHUNK] for start in range(0, len(plain), CHUNK)]
        return ["".join(f"\x1bP{part}\x1b\\" for part in parts)]
    return [plain]
