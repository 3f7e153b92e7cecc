"""Changes of one document made side by side: by table, and by what holds of all of them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.merge import ABSENT, Clash, merged

BASE = {"id": "a", "rev": 3, "name": "Ann", "town": "Leeds", "ksbs": {"K1": "met"}, "days": [1]}


@pytest.mark.parametrize(
    ("mine", "theirs", "result"),
    [
        ({"name": "Bo"}, {"town": "York"}, {"name": "Bo", "town": "York"}),
        ({"name": "Bo"}, {"name": "Bo"}, {"name": "Bo"}),
        ({"name": "Bo"}, {}, {"name": "Bo"}),
        ({}, {"name": "Bo"}, {"name": "Bo"}),
        ({"new": 1}, {"other": 2}, {"new": 1, "other": 2}),
        (
            {"ksbs": {"K1": "met", "K2": "met"}},
            {"ksbs": {"K1": "met", "S1": "met"}},
            {"ksbs": {"K1": "met", "K2": "met", "S1": "met"}},
        ),
        ({"ksbs": {}}, {"ksbs": {"K1": "met", "S1": "met"}}, {"ksbs": {"S1": "met"}}),
        ({"days": [1, 2]}, {"days": [1, 2]}, {"days": [1, 2]}),
    ],
)
def test_what_only_one_side_changed_merges_by_itself(
    mine: dict[str, Any], theirs: dict[str, Any], result: dict[str, Any]
) -> None:
    found = merged(BASE, {**BASE, **mine}, {**BASE, **theirs, "rev": 4})
    assert found.data == {**BASE, **result, "rev": 4}
    assert found.clashes == ()


def without(field: str) -> dict[str, Any]:
    return {name: value for name, value in BASE.items() if name != field}


def test_a_field_taken_out_stays_out() -> None:
    assert merged(BASE, without("town"), {**BASE, "name": "Bo"}).data == {
        **without("town"),
        "name": "Bo",
    }
    found = merged(BASE, without("town"), {**BASE, "town": "York"})
    assert found.clashes == (Clash(("town",), "Leeds", ABSENT, "York"),)
    assert merged(
        BASE, without("town"), {**BASE, "town": "York"}, keep={("town",)}
    ).data == without("town")


def test_a_clash_holds_theirs_unless_mine_is_kept() -> None:
    mine = {**BASE, "name": "Bo", "ksbs": {"K1": "none"}, "days": [1, 2]}
    theirs = {**BASE, "rev": 4, "name": "Cy", "ksbs": {"K1": "submitted"}, "days": [1, 3]}
    found = merged(BASE, mine, theirs)
    assert found.data == theirs
    assert [clash.path for clash in found.clashes] == [("days",), ("ksbs", "K1"), ("name",)]
    kept = merged(BASE, mine, theirs, keep={("name",), ("ksbs", "K1")})
    assert kept.data == {**theirs, "name": "Bo", "ksbs": {"K1": "none"}}


def test_fields_that_are_one_fact_clash_together() -> None:
    base = {"start": 10, "end": 11, "status": "booked", "note": ""}
    mine = {**base, "start": 12, "end": 13, "note": "moved"}
    theirs = {**base, "status": "cancelled"}
    found = merged(base, mine, theirs, together=[{"start", "end", "status"}])
    assert [clash.path for clash in found.clashes] == [("end",), ("start",)]
    assert found.data == {**theirs, "note": "moved"}
    same = merged(base, mine, {**base, "note": ""}, together=[{"start", "end", "status"}])
    assert same.clashes == ()


VALUES = st.none() | st.integers(0, 2) | st.sampled_from("ab")
DOCUMENTS = st.dictionaries(
    st.sampled_from("xyz"), VALUES | st.dictionaries(st.sampled_from("pq"), VALUES), max_size=3
)


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_nobodys_change_is_dropped_without_a_clash(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    found = merged(base, mine, theirs)
    clashing = {clash.path[0] for clash in found.clashes}
    for name in {*base, *mine, *theirs} - clashing:
        values = base.get(name, ABSENT), mine.get(name, ABSENT), theirs.get(name, ABSENT)
        result = found.data.get(name, ABSENT)
        if values[0] == values[1]:
            assert result == values[2]
        elif values[0] == values[2] or values[1] == values[2]:
            assert result == values[1]
    other = merged(base, theirs, mine)
    assert {clash.path for clash in other.clashes} == {clash.path for clash in found.clashes}
    if not found.clashes:
        assert other.data == found.data


@given(DOCUMENTS, DOCUMENTS)
def test_one_change_alone_is_that_change(base: dict[str, Any], mine: dict[str, Any]) -> None:
    assert merged(base, mine, base).data == mine
    assert merged(base, base, mine).data == mine
