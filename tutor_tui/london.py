"""London time: every time a person gives or reads is London's."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tutor_tui.errors import WrongUsage

LONDON = ZoneInfo("Europe/London")


def in_london(when: datetime) -> datetime:
    """The same instant on London's clock. `when` must be zone-aware."""
    return when.astimezone(LONDON)


def london_date(when: datetime) -> date:
    """London's date at the instant."""
    return in_london(when).date()


def from_london(clock: datetime) -> datetime:
    """A London clock time, given without a zone, as a zone-aware time.

    A time that comes twice (autumn) is the first.

    Raises:
        WrongUsage: The clock never shows this time (spring).
    """
    when = clock.replace(tzinfo=LONDON, fold=0)
    if when.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != clock:
        raise WrongUsage(
            f"{clock:%H:%M on %d/%m/%Y} does not exist in London: the clocks go forward; "
            "give a time an hour later"
        )
    return when
