"""What every reader does to a value from outside: one clean line, and the ULN's check digit."""

import re

from tutor_tui.exchange.plain import one_line

TEMPORARY_ULN = "9999999999"
"""Stands for "not known yet" in an ILR file, so many learners share it."""

_TEN_DIGITS = re.compile(r"[0-9]{10}")


def clean(text: str) -> str:
    """Give the text as one line without control characters, runs of white space as one space."""
    return " ".join(one_line(text).split())


def quoted(text: str) -> str:
    """Give the text short enough to be quoted in a message."""
    line = clean(text)
    return line if len(line) <= 40 else line[:39] + "…"


def check_uln(text: str) -> tuple[str, str]:
    """Give the ULN to keep, and what is wrong with it in words (empty where nothing is).

    The temporary number is no ULN and gives an empty one. A wrong check digit is told but the
    number is kept, as providers' systems do hold such.
    """
    if text in ("", TEMPORARY_ULN):
        return "", ""
    if not _TEN_DIGITS.fullmatch(text):
        return "", f"ULN {quoted(text)} is not ten digits"
    if not _check_digit_holds(text):
        return text, f"the check digit of ULN {text} is wrong; look the number up again"
    return text, ""


def _check_digit_holds(uln: str) -> bool:
    """Weights 10 to 2 on the first nine digits; ten less the remainder by 11 is the tenth."""
    remainder = sum(
        weight * int(digit) for weight, digit in zip(range(10, 1, -1), uln, strict=False)
    )
    remainder %= 11
    return remainder != 0 and 10 - remainder == int(uln[9])
