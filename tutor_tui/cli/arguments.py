"""How the arguments of commands are read: days, times, and nouns with their commands."""

import re
from datetime import date, datetime
from typing import Any

import click

from tutor_tui.errors import WrongUsage

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years every date given must lie in, so that windows and lengths can be counted from it."""

# the standard library reads further forms of the same norm, such as 2026-W48-1
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    rf"{_DAY.pattern}[T ][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}})?"
)


class Day(click.ParamType["date"]):
    """A date as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it; a date that does not exist is refused."""
        if isinstance(value, date):
            return value
        try:
            return parse_day(str(value))
        except WrongUsage as error:
            self.fail(str(error), param, ctx)


class Noun(click.Group):
    """The commands of one noun; the noun alone is refused with their names."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, which name one of the commands."""
        if not args:
            raise click.UsageError(f"{self.name}: give one of {', '.join(self.commands)}", ctx)
        return super().parse_args(ctx, args)


def parse_day(given: str) -> date:
    """A date as YYYY-MM-DD.

    Raises:
        WrongUsage: It is not one, does not exist, or lies in no year that is taken.
    """
    try:
        if not _DAY.fullmatch(given):
            raise ValueError
        day = date.fromisoformat(given)
    except ValueError:
        raise WrongUsage(f"{given!r} is not a date; give YYYY-MM-DD, such as 2026-11-30") from None
    _check_year(given, day)
    return day


def parse_moment(given: str) -> datetime:
    """A time as YYYY-MM-DDTHH:MM; without a zone it is London's.

    Raises:
        WrongUsage: It is not one, does not exist, or lies in no year that is taken.
    """
    try:
        if not _MOMENT.fullmatch(given):
            raise ValueError
        when = datetime.fromisoformat(given)
    except ValueError:
        raise WrongUsage(
            f"{given!r} is not a time; give YYYY-MM-DDTHH:MM, such as 2026-11-30T10:00"
        ) from None
    _check_year(given, when)
    if when.tzinfo:
        return when
    from tutor_tui.london import from_london  # the zone is not loaded for `--version`

    return from_london(when)


def _check_year(given: str, day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise WrongUsage(f"{given!r} does not lie between {FIRST_YEAR} and {LAST_YEAR}")
