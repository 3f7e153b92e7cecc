"""The names by which calendars know our visits, and the files of a calendar directory."""

import hashlib
import re

from tutor_tui.model.visit import Visit

_DOMAIN = "visits.tutor-tui"
_PLAIN_ID = re.compile(r"[0-9A-Za-z_-]{1,100}")


def uid(visit: Visit) -> str:
    """The visit's UID: the same for its whole life, and telling nothing about anybody.

    It is safe as a file name and shorter than 200 octets, as Outlook needs; an id that would
    not be is replaced by its digest.
    """
    plain = _PLAIN_ID.fullmatch(visit.id)
    stem = visit.id if plain else hashlib.sha256(visit.id.encode("utf-8", "replace")).hexdigest()
    return f"{stem}@{_DOMAIN}"


def is_ours(name: str) -> bool:
    """Whether this is the UID of a visit, this workspace's or another's."""
    return name.endswith(f"@{_DOMAIN}")


def file_name(visit: Visit) -> str:
    """The name of the visit's own file in a calendar directory."""
    return f"{uid(visit)}.ics"
