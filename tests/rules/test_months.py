"""Days so many months away, against the usual library for them."""

from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.people import STEADY
from tutor_tui.rules.months import first_of_month, last_of_month, months_later

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@STEADY
@given(DAYS, st.integers(0, 130))
def test_the_same_as_the_usual_library(day: date, months: int) -> None:
    assert months_later(day, months) == day + relativedelta(months=months)
    assert first_of_month(day, months) == day + relativedelta(months=months, day=1)
    assert last_of_month(day, months) == day + relativedelta(months=months, day=31)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 8, 31), 3, date(2025, 11, 30)),
        (date(2025, 11, 30), 1, date(2025, 12, 30)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
    ],
)
def test_a_day_the_month_has_not_is_its_last(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later
