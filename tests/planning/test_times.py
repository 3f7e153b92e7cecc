"""Times of day: never two at once, as wished where that can be."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from tutor_tui.planning.times import Wanted, starts

STEADY = settings(derandomize=True, database=None, deadline=None, max_examples=150)
DAY = [(9 * 60, 17 * 60)]


def clocks(*wanted: Wanted, free: list[tuple[int, int]] = DAY) -> list[str]:
    return [f"{at // 60:02}:{at % 60:02}" for at in starts(free, wanted)]


def at(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def test_the_usual_times_in_turn() -> None:
    assert clocks(*[Wanted(60)] * 4) == ["10:00", "11:30", "14:00", "15:30"]


def test_a_day_can_be_filled_to_the_last_minute() -> None:
    assert sorted(clocks(*[Wanted(60)] * 8)) == [f"{hour:02}:00" for hour in range(9, 17)]
    free = [(at("09:10"), at("10:10")), (at("13:05"), at("15:05"))]
    assert sorted(clocks(*[Wanted(60)] * 3, free=free)) == ["09:10", "13:05", "14:05"]


def test_booked_times_come_before_preferred_ones_and_those_before_the_rest() -> None:
    wanted = [Wanted(60), Wanted(60, preferred=at("10:00")), Wanted(60, booked=at("10:15"))]
    assert clocks(*wanted) == ["11:30", "09:15", "10:15"]


def test_a_preferred_time_is_met_as_nearly_as_can_be() -> None:
    assert clocks(Wanted(60, preferred=at("13:00"))) == ["13:00"]
    assert clocks(Wanted(60, preferred=at("18:00"))) == ["16:00"]
    assert clocks(Wanted(90, preferred=at("12:00")), free=[(at("13:10"), at("17:00"))]) == ["13:10"]


def test_a_booked_time_that_is_not_free_is_given_up() -> None:
    assert clocks(Wanted(60, booked=at("08:30"))) == ["10:00"]
    assert len(set(clocks(*[Wanted(60, booked=at("12:00"))] * 2))) == 2


def test_a_booked_time_that_leaves_no_room_is_given_up() -> None:
    wanted = [Wanted(60, booked=at("09:30")), Wanted(60)]
    assert clocks(*wanted, free=[(at("09:00"), at("11:00"))]) == ["10:00", "09:00"]


def test_visits_to_one_place_follow_one_another() -> None:
    here, there = ("LS1", "Owlbeck Primary"), ("LS9", "St Eldred's")
    wanted = [Wanted(60, place=place) for place in (here, there, here, there)]
    times = clocks(*wanted)
    assert [place for _, place in sorted(zip(times, (1, 2, 1, 2), strict=True))] == [1, 1, 2, 2]


TIMES = st.one_of(st.none(), st.integers(0, 24 * 60 - 1))
FREE = st.lists(st.integers(0, 24 * 60), min_size=2, max_size=8, unique=True).map(
    lambda times: list(zip(sorted(times)[::2], sorted(times)[1::2], strict=False))
)


@STEADY
@given(FREE, st.lists(st.tuples(st.sampled_from([30, 45, 60]), TIMES, TIMES), max_size=8))
def test_there_is_always_a_time_where_there_is_room(
    free: list[tuple[int, int]], asked: list[tuple[int, int | None, int | None]]
) -> None:
    wanted = [Wanted(minutes, booked, preferred) for minutes, booked, preferred in asked]
    longest = max([one.minutes for one in wanted], default=1)
    wanted = wanted[: sum((end - start) // longest for start, end in free)]
    found = starts(free, wanted)
    spans = sorted((at, at + one.minutes) for at, one in zip(found, wanted, strict=True))
    assert all(any(a <= start and end <= b for a, b in free) for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
