"""The lines of a calendar file (RFC 5545): those that tell of times, by the part they stand in.

Files are other programs', so nothing is taken on trust: how much is read is bounded, and what is
wrong is told with its line.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NoReturn

from tutor_tui.errors import BadFile
from tutor_tui.exchange.values import clean

MOST_BYTES: Final = 30 * 1024**2
MOST_PARTS: Final = 50_000
_MOST_LINES: Final = 2_000_000
_MOST_OF_A_LINE: Final = 1024**2
_DEEPEST: Final = 8
_TOO_MUCH: Final = "the calendar holds more than can be read; export fewer years"

_WANTED = re.compile(
    rb"(?:BEGIN|END|UID|DTSTART|DTEND|DURATION|RRULE|EXRULE|RDATE|EXDATE|RECURRENCE-ID|STATUS|TRANSP"
    rb"|X-MICROSOFT-CDO-BUSYSTATUS|SEQUENCE|DTSTAMP|LAST-MODIFIED|FREEBUSY|TZID|TZOFFSETFROM"
    rb"|TZOFFSETTO)[;:]",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^;]*)')
_KEPT = {"VEVENT", "VFREEBUSY", "VTIMEZONE"}


@dataclass(frozen=True, slots=True)
class Property:
    """One line, unfolded: its name and parameters in capitals, and where it stands."""

    name: str
    parameters: dict[str, str]
    value: str
    line: int


@dataclass(slots=True)
class Part:
    """What stands between a BEGIN and its END, as `VEVENT`."""

    kind: str
    line: int
    properties: list[Property] = field(default_factory=list)
    parts: "list[Part]" = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        """The lines of that name."""
        return [one for one in self.properties if one.name == name]

    def first(self, name: str) -> Property | None:
        """The first line of that name."""
        return next((one for one in self.properties if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Place:
    """A file, for messages about it."""

    name: str

    def refuse(self, line: int, wrong: str) -> NoReturn:
        """Say what is wrong in a line.

        Raises:
            BadFile: Always.
        """
        raise BadFile(f"{self.name}, line {line}: {wrong}")


def parts(data: bytes, name: str) -> list[Part]:
    """The events, free/busy times and time zones of a calendar file.

    Args:
        data: The whole file, or one byte more than `MOST_BYTES`.
        name: The file's name, for messages.

    Raises:
        BadFile: It is no calendar, damaged or too large.
    """
    place = Place(clean(name))
    if len(data) > MOST_BYTES:
        raise BadFile(
            f"{place.name} is larger than {MOST_BYTES // 1024**2} MB; export fewer years."
        )
    found: list[Part] = []
    within: list[Part] = []
    calendars = 0
    for line, text in _lines(data, place):
        one = _property(text, line)
        if one.name == "BEGIN":
            part = Part(one.value.strip().upper(), line)
            if not within:
                if part.kind != "VCALENDAR":
                    place.refuse(line, f"BEGIN:{part.kind[:40]} stands outside a calendar")
                calendars += 1
            elif part.kind in _KEPT and len(within) == 1:
                found.append(part)
            else:
                within[-1].parts.append(part)
            within.append(part)
            if len(within) > _DEEPEST or len(found) > MOST_PARTS:
                place.refuse(line, _TOO_MUCH)
        elif one.name == "END":
            kind = one.value.strip().upper()
            if not within or within[-1].kind != kind:
                place.refuse(line, f"END:{kind[:40]} without its beginning; the file is damaged")
            within.pop()
        elif within:
            within[-1].properties.append(one)
    if not calendars:
        raise BadFile(f"{place.name} is no calendar file: it has no BEGIN:VCALENDAR.")
    if within:
        place.refuse(within[-1].line, f"{within[-1].kind[:40]} has no end; the file is cut short")
    return found


def _lines(data: bytes, place: Place) -> Iterator[tuple[int, str]]:
    """The lines that tell of times, put together again where they are folded."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    at, size, pieces = 0, 0, list[bytes]()
    for number, raw in enumerate(io.BytesIO(data), 1):
        piece = raw.rstrip(b"\r\n")
        if raw[:1] in (b" ", b"\t"):
            if pieces:
                size += len(piece)
                if size > _MOST_OF_A_LINE:
                    place.refuse(at, "the line is too long to be read; the file is damaged")
                pieces.append(piece[1:])
            continue
        if number > _MOST_LINES:
            place.refuse(number, _TOO_MUCH)
        if pieces:
            yield at, b"".join(pieces).decode("utf-8", "replace")
        at, size, pieces = number, len(piece), [piece] if _WANTED.match(raw) else []
    if pieces:
        yield at, b"".join(pieces).decode("utf-8", "replace")


def _property(text: str, line: int) -> Property:
    # names may have colons in them; before other values some programs have bare ones
    named = text[:4].upper() in ("UID:", "UID;", "TZID")
    head, _, value = text.partition(":") if named else text.rpartition(":")
    name = head.partition(";")[0]
    parameters = {key.upper(): held.strip('"') for key, held in _PARAMETER.findall(head)}
    return Property(name.upper(), parameters, value.strip(), line)
