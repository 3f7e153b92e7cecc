"""KSBs by assessment method, and the rows of a heat map."""

from hypothesis import given
from msgspec.structs import replace

from tests.rules.people import PLAIN, STEADY, learner, learners, standard
from tutor_tui.model.learner import KsbRecord, Learner
from tutor_tui.model.standard import Standard
from tutor_tui.rules.ksb_methods import by_method, gaps_first, heat_map
from tutor_tui.rules.ksbs import code_order, ksbs
from tutor_tui.rules.rule import RULES
from tutor_tui.standards.duties import fragile

FRAGILE = ("K6", "K10", "K11", "K13", "K14", "K15", "S6", "S8", "S11", "S12", "S13", "S14")
MET, SUBMITTED = KsbRecord(state="met"), KsbRecord(state="submitted")


def mapped() -> Standard:
    """The standard with an invented map of a few KSBs to its methods."""
    observation, discussion = standard().methods
    return replace(
        standard(),
        methods=(
            replace(observation, ksbs=("S8", "K1", "K10", "B1", "K6")),
            replace(discussion, ksbs=("K1", "K2")),
        ),
    )


def test_twelve_of_the_mentors_ksbs_are_fragile() -> None:
    rows = heat_map(learner(), standard())
    assert tuple(row.code for row in rows if row.fragile) == FRAGILE


def test_a_row_for_every_ksb_in_order_with_its_state_and_duties() -> None:
    rows = heat_map(learner(ksbs={"K6": SUBMITTED, "S1": MET}), standard())
    assert [row.code for row in rows] == sorted(
        (ksb.code for ksb in standard().ksbs), key=code_order
    )
    by_code = {row.code: row for row in rows}
    assert (by_code["K6"].state, by_code["K6"].duties) == ("submitted", (2,))
    assert (by_code["S1"].state, by_code["S1"].duties) == ("met", (3, 8, 9))
    assert by_code["B5"].state == "none"
    assert not by_code["S1"].methods


def test_fragile_gaps_come_first_then_gaps_then_what_is_met() -> None:
    records = {"K6": MET, "K1": MET, "K10": SUBMITTED}
    order = [row.code for row in gaps_first(heat_map(learner(ksbs=records), standard()))]
    assert tuple(order[:11]) == FRAGILE[1:]
    assert order[11:13] == ["K2", "K3"]
    assert order[-2:] == ["K1", "K6"]


def test_a_map_that_is_not_filled_in_shows_no_method() -> None:
    for programme in ("ST1379", "ST0148", "TLEVEL-SMS", "LARS-999"):
        assert by_method(learner(), standard(programme)) == ()


def test_ksbs_by_method_with_fragile_gaps_first() -> None:
    first, second = by_method(learner(ksbs={"B1": MET, "K10": SUBMITTED}), mapped())
    assert first.ksbs == ("K1", "K6", "K10", "S8", "B1")
    assert first.gaps == ("K6", "K10", "S8", "K1")
    assert (first.method, first.text) == ("observation", "1 of 5 KSBs met")
    assert (second.gaps, second.text) == (("K1", "K2"), "0 of 2 KSBs met")
    assert RULES[first.rule].source


def test_a_method_without_a_map_is_left_out() -> None:
    observation, discussion = mapped().methods
    half = replace(mapped(), methods=(replace(observation, ksbs=()), discussion))
    assert [found.method for found in by_method(learner(), half)] == ["discussion"]


def test_a_row_names_the_methods_that_carry_it() -> None:
    rows = {row.code: row.methods for row in heat_map(learner(), mapped())}
    assert rows["K1"] == ("observation", "discussion")
    assert (rows["K2"], rows["K3"]) == (("discussion",), ())


@STEADY
@given(learners())
def test_the_rows_are_the_standards_ksbs_and_agree_with_the_gaps(person: Learner) -> None:
    programme = standard(person.standard)
    rows = heat_map(person, programme)
    gaps = tuple(row.code for row in rows if row.state != "met")
    assert gaps == ksbs(person, programme, settings=PLAIN, today=person.planned_end).gaps
    assert {row.code for row in rows if row.fragile} == fragile(programme)
    assert sorted(gaps_first(rows), key=lambda row: code_order(row.code)) == list(rows)
