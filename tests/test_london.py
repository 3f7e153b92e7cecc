"""Every time a person gives or reads is London's."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor_tui.errors import WrongUsage
from tutor_tui.london import from_london, in_london, london_date

STEADY = settings(derandomize=True, database=None, deadline=None, max_examples=150)


def clock(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("given_", "instant"),
    [
        ("2026-11-30T10:00", "2026-11-30T10:00+00:00"),
        ("2026-06-01T10:00", "2026-06-01T09:00+00:00"),
        ("2027-03-28T00:59", "2027-03-28T00:59+00:00"),
        ("2027-03-28T02:00", "2027-03-28T01:00+00:00"),
        ("2027-10-31T00:59", "2027-10-30T23:59+00:00"),
        # comes twice: the first
        ("2027-10-31T01:00", "2027-10-31T00:00+00:00"),
        ("2027-10-31T01:30", "2027-10-31T00:30+00:00"),
        ("2027-10-31T01:59", "2027-10-31T00:59+00:00"),
        ("2027-10-31T02:00", "2027-10-31T02:00+00:00"),
    ],
)
def test_a_london_time_is_this_instant(given_: str, instant: str) -> None:
    assert from_london(clock(given_)).astimezone(UTC) == clock(instant)
    assert from_london(clock(given_).replace(fold=1)).astimezone(UTC) == clock(instant)


@pytest.mark.parametrize("minute", ["00", "30", "59"])
def test_a_time_the_clock_never_shows_is_refused(minute: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        from_london(clock(f"2027-03-28T01:{minute}"))
    assert str(refused.value) == (
        f"01:{minute} on 28/03/2027 does not exist in London: the clocks go forward; "
        "give a time an hour later"
    )


def test_a_late_evening_in_summer_belongs_to_londons_day() -> None:
    assert london_date(clock("2026-06-01T22:59+00:00")) == date(2026, 6, 1)
    assert london_date(clock("2026-06-01T23:00+00:00")) == date(2026, 6, 2)
    assert london_date(clock("2026-12-01T23:59+00:00")) == date(2026, 12, 1)


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 31))  # noqa: DTZ001


@STEADY
@given(MOMENTS)
def test_there_and_back(moment: datetime) -> None:
    """Every clock time is either refused or read back as it was given."""
    try:
        instant = from_london(moment)
    except WrongUsage:
        # an hour later it does exist
        assert from_london(moment + timedelta(hours=1)).tzinfo is not None
    else:
        assert in_london(instant.astimezone(UTC)).replace(tzinfo=None) == moment


@STEADY
@given(MOMENTS, st.integers(-14, 14))
def test_an_instant_keeps_its_moment(moment: datetime, hours: int) -> None:
    instant = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    shown = in_london(instant)
    assert shown == instant
    assert shown.utcoffset() in (timedelta(0), timedelta(hours=1))
