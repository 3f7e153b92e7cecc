"""Invented addresses, numbers and links, on hosts and in ranges that belong to nobody."""

import unicodedata

_LETTERS = str.maketrans({"Ł": "L", "ł": "l", "ı": "i", " ": "", "'": ""})


def email_of(given: str, family: str) -> str:
    """An e-mail address made of a name, in plain letters."""
    spoken = f"{given}.{family}".strip(".").translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", spoken).encode("ascii", "ignore").decode()
    return f"{plain.lower()}@example.org"


def office_phone(number: int) -> str:
    """A telephone number of the range kept for plays and films, by a number below 1,000."""
    return f"01632 960{number:03}"


def mobile_phone(number: int) -> str:
    """A mobile number of the range kept for plays and films, by a number below 1,000."""
    return f"07700 900{number:03}"


def portfolio_link(ref: str, number: int) -> str:
    """Where a piece of evidence lies in the e-portfolio of the learner of this reference."""
    return f"https://eportfolio.example.org/{ref.lower()}/{number}"
