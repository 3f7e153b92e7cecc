"""The government's bank holidays, as https://www.gov.uk/bank-holidays.json gives them."""

from collections import defaultdict
from datetime import date
from typing import Final

import msgspec

from tutor_tui.errors import BadFile
from tutor_tui.exchange.values import clean, quoted
from tutor_tui.model.tutor import Nation

MOST_BYTES: Final = 1024**2

_NATIONS: Final[dict[str, tuple[Nation, ...]]] = {
    "england-and-wales": ("ENG", "WLS"),
    "scotland": ("SCT",),
    "northern-ireland": ("NIR",),
}
_ORDER: Final[tuple[Nation, ...]] = ("ENG", "WLS", "SCT", "NIR")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class _Event(msgspec.Struct, frozen=True):
    title: str
    date: date
    notes: str = ""
    bunting: bool = False


class _Division(msgspec.Struct, frozen=True):
    division: str
    events: list[_Event]


class BankHoliday(msgspec.Struct, frozen=True, order=True):
    """One day, its name, and where it is a holiday."""

    on: date
    title: str
    nations: tuple[Nation, ...]


def read(data: bytes, name: str) -> tuple[BankHoliday, ...]:
    """The bank holidays of a file by day, those of several nations told once.

    Args:
        data: The whole file, or one byte more than `MOST_BYTES`.
        name: The file's name, for messages.

    Raises:
        BadFile: It is no such file; the message names the place.
    """
    name = clean(name)
    if len(data) > MOST_BYTES:
        raise BadFile(f"{name} is larger than {MOST_BYTES // 1024**2} MB: not gov.uk's file.")
    try:
        divisions = msgspec.json.decode(data, type=dict[str, _Division])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadFile(
            f"{name}: not the bank holidays of www.gov.uk/bank-holidays.json: {error}"
        ) from None
    nations: defaultdict[tuple[date, str], set[Nation]] = defaultdict(set)
    for key, division in divisions.items():
        if key not in _NATIONS or division.division != key:
            raise BadFile(
                f"{name}: {quoted(key)} is no division of the United Kingdom; there are "
                f"{', '.join(_NATIONS)}"
            )
        for place, event in enumerate(division.events, 1):
            title = clean(event.title)
            if not title or not _FIRST_YEAR <= event.date.year <= _LAST_YEAR:
                raise BadFile(f"{name}: {key}, event {place}: no title, or no day of our time")
            nations[event.date, title].update(_NATIONS[key])
    if not nations:
        raise BadFile(f"{name}: there is no bank holiday in it")
    return tuple(
        BankHoliday(on, title, tuple(one for one in _ORDER if one in where))
        for (on, title), where in sorted(nations.items())
    )
