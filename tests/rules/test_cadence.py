"""Whom to see when: the window, the state, what counts as a visit and what as a miss."""

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.rules.people import PLAIN, START, learner, standard, visit
from tutor_tui.model.common import Cadence
from tutor_tui.model.learner import Break, Status, StatusChange
from tutor_tui.model.settings import Settings
from tutor_tui.model.visit import Visit
from tutor_tui.rules.cadence import CadenceVerdict, State, cadence

SEEN = date(2026, 2, 6)  # opens 6 March, closes 13 March
PAUSE = Break(start=date(2026, 2, 20), end=date(2026, 4, 10))


def d(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


def on(today: date, *visits: Visit, settings: Settings = PLAIN, **fields: object) -> CadenceVerdict:
    return cadence(learner(**fields), visits, standard(), settings, today)


@pytest.mark.parametrize(
    ("today", "state", "overdue"),
    [
        (d(1, 5), "upcoming", 0),
        (d(2, 1), "upcoming", 0),
        (d(2, 2), "due", 0),
        (d(2, 9), "due", 0),
        (d(2, 10), "overdue", 1),
        (d(3, 1), "overdue", 20),
    ],
)
def test_from_the_start_without_visits(today: date, state: State, overdue: int) -> None:
    verdict = on(today)
    assert (verdict.state, verdict.days_overdue) == (state, overdue)
    assert (verdict.anchor, verdict.opens, verdict.closes) == (START, d(2, 2), d(2, 9))


def test_from_the_last_attended_visit() -> None:
    verdict = on(d(3, 6), visit(d(1, 20)), visit(SEEN), visit(d(1, 28)))
    assert (verdict.anchor, verdict.opens, verdict.closes) == (SEEN, d(3, 6), d(3, 13))
    assert (verdict.state, verdict.last_visit) == ("due", SEEN)


@pytest.mark.parametrize(
    ("today", "state", "closes"),
    [
        (d(2, 19), "upcoming", d(3, 13)),
        (d(2, 20), "on_break", None),
        (d(4, 9), "on_break", None),
        (d(4, 10), "upcoming", d(5, 15)),
        (d(5, 15), "due", d(5, 15)),
        (d(5, 16), "overdue", d(5, 15)),
    ],
)
def test_from_the_return_from_a_break(today: date, state: State, closes: date | None) -> None:
    verdict = on(today, visit(SEEN), breaks=(PAUSE,))
    assert (verdict.state, verdict.closes) == (state, closes)


def test_the_last_break_counts_whatever_their_order() -> None:
    later = Break(start=d(5, 1), end=d(5, 20))
    for breaks in ((PAUSE, later), (later, PAUSE)):
        assert on(d(6, 1), breaks=breaks).anchor == d(5, 20)


def test_a_visit_after_the_return_is_the_later() -> None:
    assert on(d(4, 30), visit(d(4, 20)), breaks=(PAUSE,)).anchor == d(4, 20)


def test_a_visit_before_the_start_does_not_open_the_window_early() -> None:
    verdict = on(d(1, 6), visit(d(1, 2)))
    assert (verdict.anchor, verdict.last_visit) == (START, d(1, 2))


def booked(on: date) -> Visit:
    return visit(on, "booked")


@pytest.mark.parametrize(
    ("today", "booking", "state", "late"),
    [
        pytest.param(d(3, 14), d(3, 20), "overdue", True, id="overdue comes before booked"),
        pytest.param(d(3, 14), d(3, 14), "overdue", True, id="overdue even with a visit today"),
        pytest.param(d(3, 6), d(3, 13), "booked", False, id="booked comes before due"),
        pytest.param(d(3, 13), d(3, 13), "booked", False, id="booked for the last day, today"),
        pytest.param(d(2, 10), d(2, 12), "booked", False, id="booked before the window opens"),
        pytest.param(d(3, 5), d(3, 14), "upcoming", True, id="booked a day too late, not open"),
        pytest.param(d(3, 6), d(3, 14), "due", True, id="booked a day too late, open"),
    ],
)
def test_a_booking(today: date, booking: date, state: State, late: bool) -> None:
    verdict = on(today, visit(SEEN), booked(booking))
    assert (verdict.state, verdict.booked_late) == (state, late)
    assert verdict.next_visit == booked(booking)


def test_the_next_booking_decides_not_a_later_one() -> None:
    verdict = on(d(3, 6), visit(SEEN), booked(d(4, 2)), booked(d(3, 10)))
    assert (verdict.state, verdict.next_visit) == ("booked", booked(d(3, 10)))


def test_of_two_bookings_on_a_day_the_earlier_in_time_is_next() -> None:
    later = visit(d(6, 1), "booked", "09:30")
    first = replace(later, id="z", start=datetime.fromisoformat("2026-06-01T10:00+01:00"))
    untimed = visit(d(6, 1), "booked", id="0")
    assert on(d(6, 1), untimed, later, first).next_visit == first


@pytest.mark.parametrize("status", ["cancelled", "not_attended", "attended"])
def test_only_a_booking_is_a_booking(status: str) -> None:
    verdict = on(d(3, 6), visit(SEEN), visit(d(3, 1), status, kind="support"))
    assert (verdict.state, verdict.next_visit, verdict.last_visit) == ("due", None, SEEN)


def test_a_passed_booking_without_outcome_is_neither_attended_nor_booked() -> None:
    verdict = on(d(3, 6), visit(SEEN), booked(d(3, 5)))
    assert (verdict.state, verdict.anchor, verdict.next_visit) == ("due", SEEN, None)
    assert verdict.missing == (booked(d(3, 5)),)
    assert verdict.misses == 0


def test_a_booking_of_today_is_not_yet_missing() -> None:
    assert on(d(3, 6), visit(SEEN), booked(d(3, 6))).missing == ()


def test_missing_outcomes_come_oldest_first_and_of_every_kind() -> None:
    support = visit(d(2, 1), "booked", kind="support")
    verdict = on(d(3, 6), booked(d(3, 5)), support, booked(d(2, 20)))
    assert [missing.date for missing in verdict.missing] == [d(2, 1), d(2, 20), d(3, 5)]


def test_attended_after_today_counts_as_booked() -> None:
    ahead = visit(d(3, 10), "attended")
    verdict = on(d(3, 6), visit(SEEN), ahead)
    assert (verdict.state, verdict.last_visit, verdict.next_visit) == ("booked", SEEN, ahead)
    assert on(d(3, 10), visit(SEEN), ahead).last_visit == d(3, 10)


@pytest.mark.parametrize("status", ["not_attended", "cancelled"])
@pytest.mark.parametrize("by", ["tutor", "learner"])
def test_a_miss_never_moves_the_anchor(status: str, by: str) -> None:
    missed = visit(d(3, 10), status, cancelled_by=by if status == "cancelled" else None)
    verdict = on(d(3, 14), visit(SEEN), missed)
    assert (verdict.anchor, verdict.state, verdict.misses) == (SEEN, "overdue", 1)


def test_a_cancelled_visit_is_a_miss_from_its_date_on() -> None:
    plans = [visit(SEEN), visit(d(3, 10), "cancelled")]
    assert [on(d(3, day), *plans).misses for day in (9, 10, 11)] == [0, 1, 1]


@pytest.mark.parametrize(
    ("outcomes", "misses"),
    [
        ("", 0),
        ("m", 1),
        ("mm", 2),
        ("mc", 2),
        ("cm", 2),
        ("mam", 1),
        ("mma", 0),
        ("amm", 2),
        ("mbm", 2),
        ("msm", 2),
        ("ammm", 3),
    ],
)
def test_misses_in_a_row(outcomes: str, misses: int) -> None:
    """In order of time: missed, cancelled, attended, booked and passed, support attended."""
    statuses = {"m": "not_attended", "c": "cancelled", "a": "attended", "b": "booked"}
    visits = [
        visit(
            START + timedelta(days=7 * week),
            statuses.get(outcome, "attended"),
            kind="support" if outcome == "s" else "teaching",
        )
        for week, outcome in enumerate(outcomes, 1)
    ]
    assert on(d(3, 6), *reversed(visits)).misses == misses


def test_an_attended_visit_without_a_time_ends_the_misses_of_its_day() -> None:
    missed = [visit(d(3, 2), "not_attended", at) for at in ("09:00", "14:00")]
    assert on(d(3, 6), *missed).misses == 2
    assert on(d(3, 6), *missed, visit(d(3, 2))).misses == 0


def test_a_second_tutors_visit_counts() -> None:
    assert on(d(3, 6), visit(SEEN, tutor="t2")).anchor == SEEN


def test_support_does_not_count_unless_the_settings_say_so() -> None:
    support = visit(d(3, 1), kind="support")
    assert on(d(3, 6), visit(SEEN), support).anchor == SEEN
    assert on(d(3, 6), visit(SEEN), support, settings=Settings(kinds_not_counted=())).anchor == d(
        3, 1
    )
    by_kind = Settings(kinds_not_counted=("review",))
    assert on(d(3, 6), visit(SEEN), visit(d(3, 1), kind="review"), settings=by_kind).anchor == SEEN


def test_a_support_booking_does_not_make_the_state_booked() -> None:
    verdict = on(d(3, 6), visit(SEEN), visit(d(3, 10), "booked", kind="support"))
    assert (verdict.state, verdict.next_visit) == ("due", None)


@pytest.mark.parametrize("status", ["gateway", "completed", "withdrawn"])
def test_past_gateway_finished_or_withdrawn_is_not_in_cadence(status: Status) -> None:
    change = (StatusChange(status=status, on=d(3, 1)),)
    assert on(d(2, 28), statuses=change).state == "overdue"
    verdict = on(d(3, 1), visit(SEEN), booked(d(3, 20)), statuses=change)
    assert (verdict.state, verdict.opens, verdict.closes) == ("not_in_cadence", None, None)
    assert (verdict.days_overdue, verdict.booked_late) == (0, False)
    assert (verdict.last_visit, verdict.next_visit) == (SEEN, booked(d(3, 20)))


@pytest.mark.parametrize("standard_id", ["ST1379", "TLEVEL-SMS"])
def test_before_the_start_not_started(standard_id: str) -> None:
    programme = standard(standard_id)
    verdict = cadence(learner(), [], programme, PLAIN, START - timedelta(days=1))
    assert (verdict.state, verdict.opens, verdict.closes) == ("not_started", None, None)
    assert cadence(learner(), [], programme, PLAIN, START).state != "not_started"


def test_a_t_level_has_no_cadence_unless_one_is_set() -> None:
    programme = standard("TLEVEL-SMS")
    assert cadence(learner(), [], programme, PLAIN, d(6, 1)).state == "not_in_cadence"
    paused = learner(breaks=(PAUSE,))
    assert cadence(paused, [], programme, PLAIN, d(3, 1)).state == "on_break"
    own = learner(cadence=Cadence(min_weeks=6, max_weeks=8))
    verdict = cadence(own, [], programme, PLAIN, d(2, 16))
    assert (verdict.state, verdict.opens, verdict.closes) == ("due", d(2, 16), d(3, 2))


def test_own_cadence_before_the_programmes_before_the_providers() -> None:
    provider = Settings(cadence=Cadence(min_weeks=1, max_weeks=2))
    programme = replace(standard(), cadence=Cadence(min_weeks=3, max_weeks=4))
    own = learner(cadence=Cadence(min_weeks=5, max_weeks=6))
    weeks = [
        (verdict.closes - START).days // 7
        for verdict in (
            cadence(own, [], programme, provider, START),
            cadence(learner(), [], programme, provider, START),
            cadence(learner(), [], standard(), provider, START),
        )
        if verdict.closes
    ]
    assert weeks == [6, 4, 2]
