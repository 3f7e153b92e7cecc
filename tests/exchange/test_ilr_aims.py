"""Several programme aims of one learner: which is current, its breaks, its status."""

from datetime import date

import pytest

from tests.exchange.ilr_samples import delivery, invented_2025_26, reading, the_learner
from tutor_tui.exchange import ilr_spells
from tutor_tui.exchange.ilr_learner import IlrLearner
from tutor_tui.exchange.ilr_spells import Spell
from tutor_tui.model.learner import Break


@pytest.fixture(scope="module")
def invented() -> dict[str, IlrLearner]:
    return {one.ref: one for one in reading(invented_2025_26()).learners}


def stretch(one: IlrLearner) -> list[Spell]:
    return ilr_spells.stretch(one.spells, one.spells[-1])


def start(one: IlrLearner) -> date:
    return ilr_spells.original_start(stretch(one))


def breaks(one: IlrLearner) -> tuple[Break, ...]:
    return ilr_spells.breaks(stretch(one))


def doubts(one: IlrLearner) -> list[str]:
    return ilr_spells.doubts(stretch(one))


def test_a_restart_makes_a_break_and_keeps_the_original_start(
    invented: dict[str, IlrLearner],
) -> None:
    nia = invented["A02"]
    assert breaks(nia) == (Break(start=date(2025, 3, 14), end=date(2025, 9, 1)),)
    assert start(nia) == date(2024, 10, 7)
    assert (nia.spells[-1].start, nia.planned_end) == (date(2025, 9, 1), date(2026, 6, 30))


def test_a_break_without_a_restart_is_open(invented: dict[str, IlrLearner]) -> None:
    assert breaks(invented["A03"]) == (Break(start=date(2025, 10, 31)),)


FIRST = delivery(LearnStartDate="2023-01-09", CompStatus=6, LearnActEndDate="2023-06-30")
SECOND = delivery(
    [("RES", "1")],
    LearnStartDate="2023-10-02",
    OrigLearnStartDate="2023-01-09",
    CompStatus=6,
    LearnActEndDate="2024-02-16",
)
THIRD = delivery(
    [("RES", "1")], LearnStartDate="2024-05-07", OrigLearnStartDate="2023-01-09", Outcome=None
)


@pytest.mark.parametrize("aims", [(FIRST, SECOND, THIRD), (THIRD, FIRST, SECOND)])
def test_two_breaks_in_whatever_order_the_aims_stand(aims: tuple[str, ...]) -> None:
    one = the_learner(*aims)
    assert breaks(one) == (
        Break(start=date(2023, 6, 30), end=date(2023, 10, 2)),
        Break(start=date(2024, 2, 16), end=date(2024, 5, 7)),
    )
    assert start(one) == date(2023, 1, 9)
    assert doubts(one) == []


def test_a_restart_alone_in_the_file_keeps_the_original_start() -> None:
    one = the_learner(THIRD)
    assert (start(one), breaks(one)) == (date(2023, 1, 9), ())


def test_a_second_break_still_open() -> None:
    assert breaks(the_learner(FIRST, SECOND))[-1] == Break(start=date(2024, 2, 16), end=None)


def test_a_return_not_marked_as_one_is_taken_as_one_and_told() -> None:
    one = the_learner(FIRST, delivery(LearnStartDate="2023-10-02"))
    assert start(one) == date(2023, 1, 9)
    assert breaks(one) == (Break(start=date(2023, 6, 30), end=date(2023, 10, 2)),)
    [doubt] = doubts(one)
    assert "2023-10-02 is not marked as a restart" in doubt


def test_a_fresh_start_after_a_withdrawal_forgets_the_earlier_one() -> None:
    gone = delivery(LearnStartDate="2022-01-10", CompStatus=3, LearnActEndDate="2022-03-01")
    one = the_learner(gone, delivery(LearnStartDate="2024-05-07"))
    assert (start(one), breaks(one), doubts(one)) == (date(2024, 5, 7), (), [])


def test_a_break_of_another_programme_is_not_this_ones() -> None:
    other = delivery(
        LearnStartDate="2022-01-10", StdCode=403, CompStatus=6, LearnActEndDate="2022-03-01"
    )
    one = the_learner(other, delivery(LearnStartDate="2024-05-07"))
    assert (one.lars, start(one), breaks(one)) == (694, date(2024, 5, 7), ())


def test_the_open_aim_is_current_though_a_closed_one_started_later() -> None:
    closed = delivery(
        LearnStartDate="2025-01-13", StdCode=403, CompStatus=3, LearnActEndDate="2025-02-01"
    )
    assert the_learner(closed, delivery(LearnStartDate="2024-05-07")).lars == 694


def test_with_none_open_the_latest_start_is_current() -> None:
    early = delivery(LearnStartDate="2022-01-10", CompStatus=2, LearnActEndDate="2023-01-10")
    late = delivery(
        LearnStartDate="2023-05-01", StdCode=403, CompStatus=3, LearnActEndDate="2023-09-01"
    )
    one = the_learner(late, early)
    assert (one.lars, one.status) == (403, "withdrawn")


def test_two_open_programmes_are_told() -> None:
    one = the_learner(
        delivery(LearnStartDate="2024-05-07"), delivery(LearnStartDate="2025-05-07", StdCode=403)
    )
    assert one.lars == 403
    assert "more than one programme is open" in one.warnings[0]


def test_completed_with_the_outcome_awaited_is_gateway_too() -> None:
    one = the_learner(
        delivery(LearnStartDate="2024-05-07", CompStatus=2, LearnActEndDate="2025-06-30", Outcome=8)
    )
    assert (one.status, one.status_on) == ("gateway", date(2025, 6, 30))


def test_an_end_date_alone_is_no_gateway() -> None:
    one = the_learner(delivery(LearnStartDate="2024-05-07", LearnActEndDate="2025-06-30"))
    assert one.status == "on_programme"
    assert "LearnActEndDate" in one.warnings[0]
