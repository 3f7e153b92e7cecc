"""Several years' returns of one learner: what is kept, what holds, whatever order they come in."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tutor_tui.exchange.ilr_returns import Return, SkillAim, current_stretch, merged, skill_aims
from tutor_tui.exchange.ilr_spells import Spell, break_unknown, breaks, original_start
from tutor_tui.model.learner import Break

FIRST = Spell(lars=694, start=date(2024, 10, 7), end=date(2025, 3, 14), paused=True)
BACK = Spell(lars=694, start=date(2025, 9, 1), original_start=date(2024, 10, 7), restart=True)


def returned(year: int, *spells: Spell, month: int = 11, aims: tuple[SkillAim, ...] = ()) -> Return:
    return Return(
        year=f"{year}-{year % 100 + 1}",
        prepared=date(year, month, 20),
        spells=spells,
        skill_aims=aims,
    )


def test_a_restart_ends_the_break_that_the_year_before_told() -> None:
    stretch = current_stretch(merged([returned(2025, BACK)], [returned(2024, FIRST)]))
    assert breaks(stretch) == (Break(start=date(2025, 3, 14), end=date(2025, 9, 1)),)
    assert original_start(stretch) == date(2024, 10, 7)
    assert not break_unknown(stretch)


def test_a_break_in_no_return_is_known_to_be_missing() -> None:
    assert break_unknown(current_stretch([returned(2025, BACK)]))
    running = Spell(lars=694, start=date(2024, 10, 7))
    assert break_unknown(current_stretch([returned(2024, running), returned(2025, BACK)]))
    assert not break_unknown(current_stretch([returned(2024, running)]))


def test_a_restart_without_its_first_start_has_it_from_the_year_before() -> None:
    restart = Spell(lars=694, start=date(2025, 9, 1), restart=True)
    running = Spell(lars=694, start=date(2024, 10, 7))
    stretch = current_stretch([returned(2024, running), returned(2025, restart)])
    assert (original_start(stretch), breaks(stretch)) == (date(2024, 10, 7), ())


def test_a_start_corrected_in_the_newer_year_leaves_nothing_of_the_wrong_one() -> None:
    wrong = Spell(lars=694, start=date(2024, 9, 7))
    right = Spell(lars=694, start=date(2024, 10, 7))
    assert current_stretch([returned(2024, wrong), returned(2025, right)]) == [right]


def test_a_later_return_of_the_year_takes_the_place_of_an_earlier_one() -> None:
    mistaken = Spell(lars=694, start=date(2024, 10, 7), end=date(2024, 11, 1), paused=True)
    corrected = Spell(lars=694, start=date(2024, 10, 7))
    early, late = returned(2024, mistaken, month=11), returned(2024, corrected, month=12)
    for order in ([early, late], [late, early]):
        assert merged(order) == (late,)


def test_a_break_of_another_programme_is_not_this_ones() -> None:
    other = Spell(lars=403, start=date(2023, 1, 9), end=date(2024, 3, 1), paused=True)
    current = Spell(lars=694, start=date(2024, 10, 7))
    assert current_stretch([returned(2023, other), returned(2024, current)]) == [current]


def test_english_passed_last_year_is_still_passed() -> None:
    passed = SkillAim(
        aim_ref="60350001",
        start=date(2024, 10, 7),
        actual_end=date(2025, 6, 1),
        status="completed",
        outcome="achieved",
    )
    dropped = SkillAim(aim_ref="60350002", start=date(2024, 10, 7), status="continuing")
    old = returned(2024, FIRST, aims=(passed, dropped))
    assert skill_aims([old, returned(2025, BACK)]) == (passed,)
    assert skill_aims([old]) == (passed, dropped)


DAYS = st.integers(0, 3 * 365).map(lambda days: date(2023, 8, 1) + timedelta(days))


@st.composite
def spells(draw: st.DrawFn) -> Spell:
    start = draw(DAYS)
    length = draw(st.none() | st.integers(0, 400))
    return Spell(
        lars=draw(st.sampled_from([403, 694])),
        start=start,
        original_start=draw(st.none() | st.just(start - timedelta(90))),
        end=None if length is None else start + timedelta(length),
        paused=length is not None and draw(st.booleans()),
        restart=draw(st.booleans()),
    )


AIMS = st.builds(
    SkillAim,
    aim_ref=st.sampled_from(["60350001", "60350002"]),
    start=DAYS,
    actual_end=st.none() | DAYS,
    status=st.sampled_from(["continuing", "completed", "withdrawn", "on_break"]),
)
RETURNS = st.lists(
    st.builds(
        Return,
        year=st.sampled_from(["2023-24", "2024-25", "2025-26"]),
        prepared=DAYS,
        spells=st.lists(spells(), min_size=1, max_size=3).map(tuple),
        skill_aims=st.lists(AIMS, max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one.age,
)


@given(RETURNS, st.data())
def test_no_order_and_no_repetition_of_the_files_changes_what_is_known(
    returns: list[Return], data: st.DataObject
) -> None:
    at_once = merged(returns)
    shuffled = data.draw(st.permutations(returns + data.draw(st.lists(st.sampled_from(returns)))))
    one_by_one: tuple[Return, ...] = ()
    for one in shuffled:
        one_by_one = merged(one_by_one, [one])
    assert one_by_one == at_once
    assert at_once[-1] == max(returns, key=lambda one: one.age)


@given(RETURNS)
def test_breaks_are_in_order_and_the_first_start_is_before_them(returns: list[Return]) -> None:
    stretch = current_stretch(merged(returns))
    newest = max(returns, key=lambda one: one.age)
    assert stretch[-1] == newest.spells[-1]
    found = breaks(stretch)
    start = original_start(stretch)
    assert all(start <= pause.start for pause in found)
    assert all(pause.end is None or pause.start < pause.end for pause in found)
    assert all(one.end is not None for one in found[:-1])
    assert all(one.start <= other.start for one, other in pairwise(stretch))
    assert len({spell.lars for spell in stretch}) == 1
