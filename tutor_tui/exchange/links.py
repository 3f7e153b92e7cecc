"""Links of online visits."""

import re

_LINK = re.compile(
    r"(?:https?|msteams|zoommtg)://"
    r"(?:[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?)(?::[0-9]{1,5})?"
    r"(?:[/?#](?:[0-9A-Za-z._~:/?#@!$&'()*+,;=\[\]-]|%[0-9A-Fa-f]{2})*)?"
    r"|msteams:/(?:[0-9A-Za-z._~:/?#@!$&'()*+,;=\[\]-]|%[0-9A-Fa-f]{2})+",
    re.IGNORECASE,
)


def is_link(text: str) -> bool:
    """Whether a program may offer to open this text: the web, Teams or Zoom, and well formed.

    A name or password before the host is refused, as it makes one host look like another.
    """
    return _LINK.fullmatch(text) is not None
