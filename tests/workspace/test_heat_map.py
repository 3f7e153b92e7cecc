"""The heat map of KSBs: grouped by code, duty and method, the most pressing first."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.rules.people import STEADY, TODAYS, judged, learner, learners, standard
from tutor_tui.model.learner import KsbRecord, Learner
from tutor_tui.workspace.heat_map import (
    GROUPINGS,
    Grouping,
    HeatRow,
    fragile_gap,
    groupings,
    heat_map,
    progress_words,
)

TODAY = date(2026, 10, 5)
"""Half of the active days of Sam Jones's programme are gone."""


def with_ksbs(**states: Any) -> Learner:
    return learner(ksbs={code: KsbRecord(state=state) for code, state in states.items()})


def codes(row: HeatRow) -> list[str]:
    return [cell.code for cell in row.cells]


def test_gaps_on_one_duty_alone_come_first_then_none_submitted_and_met() -> None:
    person = with_ksbs(K6="submitted", K2="submitted", K1="met", S6="met")
    duty = standard().duties[1]
    [row] = [row for row in heat_map(judged(person, on=TODAY), "duty").rows if row.label == "D2"]
    assert (row.text, len(row.cells)) == (duty.text, len(duty.ksbs))
    assert codes(row)[0] == "K6"  # S6 hangs on this duty alone, too, and is met
    assert codes(row)[-3:] == ["K2", "K1", "S6"]
    assert [cell.state for cell in row.cells[1:-3]] == ["none"] * (len(duty.ksbs) - 4)
    assert fragile_gap(row.cells[0])
    assert not fragile_gap(row.cells[-1])


def test_by_code_there_is_a_row_for_each_kind() -> None:
    found = heat_map(judged(with_ksbs(K1="met", S3="submitted"), on=TODAY), "code")
    assert [(row.label, row.text) for row in found.rows] == [
        ("K", "Knowledge"),
        ("S", "Skills"),
        ("B", "Behaviours"),
    ]
    assert [(row.met, len(row.cells)) for row in found.rows] == [(1, 16), (0, 14), (0, 5)]
    assert progress_words(found) == "met 1, submitted 1 of 35; expected 17"


def test_a_row_is_expected_to_have_its_share_rounded_down() -> None:
    found = heat_map(judged(learner(), on=TODAY), "code")
    assert [row.expected for row in found.rows] == [8, 7, 2]
    assert found.expected == 17
    at_the_end = heat_map(judged(learner(), on=date(2028, 1, 1)), "code")
    assert [row.expected for row in at_the_end.rows] == [16, 14, 5]


def test_by_method_needs_the_map_and_leaves_no_ksb_out() -> None:
    assert groupings(standard()) == ("code", "duty")
    assert heat_map(judged(learner(), on=TODAY), "method").rows == ()
    observation, discussion = standard().methods
    mapped = replace(
        standard(),
        methods=(replace(observation, ksbs=("S1", "S2")), replace(discussion, ksbs=("K1",))),
    )
    assert groupings(mapped) == GROUPINGS
    found = heat_map(judged(with_ksbs(S1="met"), on=TODAY, of=mapped), "method")
    assert [(row.label, row.met, len(row.cells)) for row in found.rows] == [
        ("observation", 1, 2),
        ("discussion", 0, 1),
        ("none", 0, 32),
    ]
    assert codes(found.rows[0]) == ["S2", "S1"]


def test_a_standard_without_duties_or_without_ksbs_has_no_such_rows() -> None:
    assert groupings(standard("ST0148")) == ("code",)
    assert groupings(standard("LARS-999")) == ()


@settings(STEADY, max_examples=20)
@given(learners(), TODAYS, st.sampled_from(GROUPINGS))
def test_each_ksb_stands_where_it_belongs_and_none_is_lost(
    person: Learner, today: date, by: Grouping
) -> None:
    of = standard(person.standard)
    found = heat_map(judged(person, on=today, of=of), by)
    assert bool(found.rows) == (by in groupings(of))
    for row in found.rows:
        assert row.met == sum(cell.state == "met" for cell in row.cells)
        assert 0 <= row.expected <= len(row.cells)
        assert len(set(codes(row))) == len(row.cells) > 0
    if found.rows:
        shown = {cell.code for row in found.rows for cell in row.cells}
        assert shown == {ksb.code for ksb in of.ksbs}
