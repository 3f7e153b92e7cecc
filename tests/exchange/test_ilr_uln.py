"""The unique learner number and its check digit."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.exchange.ilr_samples import has_check_digit, sound_uln
from tutor_tui.exchange.values import check_uln


@pytest.mark.parametrize("uln", ["1061484016", "1061487856", "1004014316", "1061485810"])
def test_ulns_the_department_gives_as_examples_are_sound(uln: str) -> None:
    assert check_uln(uln) == (uln, "")


@pytest.mark.parametrize(
    ("uln", "kept"),
    [("1061484017", "1061484017"), ("1000000089", "1000000089"), ("12345", ""), ("10614840l6", "")],
)
def test_a_wrong_uln_is_told(uln: str, kept: str) -> None:
    found, doubt = check_uln(uln)
    assert found == kept
    assert uln in doubt


@given(st.integers(100_000_000, 999_999_999), st.integers(0, 8), st.integers(1, 9))
def test_any_single_wrong_digit_is_found(nine: int, place: int, more: int) -> None:
    assume(has_check_digit(nine))
    uln = sound_uln(nine)
    wrong = f"{uln[:place]}{(int(uln[place]) + more) % 10}{uln[place + 1 :]}"
    assert check_uln(uln) == (uln, "")
    assert check_uln(wrong)[1]
