"""The JSON of every listing: which keys, in which order, of which types."""

import json
from datetime import date, datetime
from typing import Any

import pytest

from tests.cli.conftest import add_learner
from tests.cli.desk import TODAY, Desk, run

ID = str
DAY = "a day"
MOMENT = "a time with its offset"
MAYBE_DAY = (DAY, None)
STATUS = {"on_programme", "on_break", "gateway", "completed", "withdrawn"}
STATE = {"overdue", "due", "booked", "upcoming", "on_break", "not_started", "not_in_cadence"}

LEARNER = {
    "id": ID,
    "ref": str,
    "uln": (str, None),
    "given_name": str,
    "family_name": str,
    "tutor": ID,
    "standard": str,
    "standard_version": (str, None),
    "status": STATUS,
    "original_start": DAY,
    "planned_end": DAY,
    "expected_end": MAYBE_DAY,
    "breaks": [{"start": DAY, "end": MAYBE_DAY}],
    "otj_planned": (int, None),
    "otj_actual": (int, None),
}
VISIT = {
    "id": ID,
    "learner": ID,
    "tutor": ID,
    "start": (MOMENT, None),
    "end": (MOMENT, None),
    "mode": {"online", "workplace"},
    "kind": {"teaching", "review", "induction", "observation", "support"},
    "status": {"booked", "attended", "not_attended", "cancelled", "outcome_missing"},
    "sequence": int,
}
TRIAGE = {
    "id": ID,
    "ref": str,
    "name": str,
    "tutor": ID,
    "standard": str,
    "standard_version": (str, None),
    "status": STATUS,
    "state": STATE,
    "opens": MAYBE_DAY,
    "closes": MAYBE_DAY,
    "days_overdue": int,
    "last_visit": MAYBE_DAY,
    "next_visit": MAYBE_DAY,
    "booked_late": bool,
    "skills": [{"subject": str, "level": (int, "E3"), "state": str, "outstanding": bool}],
    "ksb": {"met": int, "submitted": int, "total": int, "expected": int, "gaps": [str]},
    "hours": {"planned": (int, None), "actual": (int, None), "expected": (int, None)},
    "review_due": MAYBE_DAY,
    "gateway": {"forecast": MAYBE_DAY, "open": [str]},
    "urgency": (float, 0),
    "reasons": [{"code": str, "text": str, "weight": float}],
}


def check(value: Any, shape: Any, *, more: bool = False) -> None:
    """The value is of the shape; with `more`, an object may have keys after those named."""
    if isinstance(shape, dict):
        assert list(value)[: len(shape)] == list(shape)
        assert more or len(value) == len(shape), list(value)
        for key, inner in shape.items():
            check(value[key], inner)
    elif isinstance(shape, list):
        assert isinstance(value, list)
        for one in value:
            check(one, shape[0])
    elif isinstance(shape, set):
        assert value in shape
    elif isinstance(shape, tuple):
        assert any(fits(value, one) for one in shape), (value, shape)
    else:
        assert fits(value, shape), (value, shape)


def fits(value: Any, shape: Any) -> bool:
    if shape in (DAY, MOMENT) and not isinstance(value, str):
        return False
    if shape == DAY:
        return bool(date.fromisoformat(value).isoformat() == value)
    if shape == MOMENT:
        return datetime.fromisoformat(value).utcoffset() is not None
    if isinstance(shape, type):
        return type(value) is shape
    return bool(value == shape)


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Learners in many a state, with visits in every one."""
    desk("visit", "record", "L1", "--on", "2026-10-19", "--outcome", "attended", "--ksb", "K1=met")
    desk("visit", "book", "L1", "--at", "2026-11-20T10:00")
    desk("visit", "book", "L2", "--at", "2026-11-26T10:00")
    desk("visit", "record", "L2", "--on", "2026-11-02T14:00", "--outcome", "not_attended")
    desk("learner", "break", "L3", "--from", "2026-11-01")
    desk("skill", "set", "L2", "english", "achieved", "--level", "E3")
    add_learner(desk, "L4", "Al", "Old", "--otj-planned", "400", "--uln", "1000000019")
    desk("learner", "status", "L4", "withdrawn", "--on", "2026-11-01")
    return desk


def test_triage(busy: Desk) -> None:
    document = busy.json("triage")
    assert list(document) == ["version", "today", "learners"]
    assert document["today"] == TODAY
    learners = document["learners"]
    assert {one["ref"] for one in learners} == {"L1", "L2", "L3"}  # the withdrawn left out
    for one in learners:
        check(one, TRIAGE)
    assert [one["urgency"] for one in learners] == sorted(
        (one["urgency"] for one in learners), reverse=True
    )


def test_triage_says_what_it_counts(busy: Desk) -> None:
    by_ref = {one["ref"]: one for one in busy.json("triage")["learners"]}
    sam, ann, anna = by_ref["L1"], by_ref["L2"], by_ref["L3"]
    assert sam["last_visit"] == "2026-10-19"
    assert (sam["opens"], sam["closes"]) == ("2026-11-16", "2026-11-23")
    assert sam["next_visit"] is None
    assert (sam["ksb"]["met"], sam["ksb"]["total"]) == (1, len(sam["ksb"]["gaps"]) + 1)
    assert "K1" not in sam["ksb"]["gaps"]
    assert [reason["code"] for reason in sam["reasons"]][:1] == ["outcome_missing"]
    assert sam["urgency"] == pytest.approx(sum(reason["weight"] for reason in sam["reasons"]))
    assert ann["next_visit"] == "2026-11-26"
    assert ann["last_visit"] is None  # missed, so not seen
    assert (anna["state"], anna["opens"], anna["closes"]) == ("on_break", None, None)
    assert anna["days_overdue"] == 0


def test_gaps_run_k_s_b_by_number(busy: Desk) -> None:
    gaps = busy.json("triage", "--limit", "1")["learners"][0]["ksb"]["gaps"]
    assert gaps == sorted(gaps, key=lambda code: ("KSB".index(code[0]), int(code[1:])))
    assert {code[0] for code in gaps} == set("KSB")


def test_triage_is_filtered_by_state_and_cut(busy: Desk) -> None:
    assert [one["ref"] for one in busy.json("triage", "--state", "on_break")["learners"]] == ["L3"]
    missing = busy.json("triage", "--state", "outcome_missing")["learners"]
    assert [one["ref"] for one in missing] == ["L1"]
    whole = busy.json("triage")["learners"]
    assert busy.json("triage", "--limit", "2")["learners"] == whole[:2]
    assert busy.json("triage", "--limit", "0")["learners"] == []


def test_learner_list(busy: Desk) -> None:
    document = busy.json("learner", "list")
    assert list(document) == ["version", "learners"]
    for one in document["learners"]:
        check(one, LEARNER)
    assert [one["family_name"] for one in document["learners"]] == ["Jones", "Lee", "Ng", "Old"]
    by_ref = {one["ref"]: one for one in document["learners"]}
    assert by_ref["L3"]["breaks"] == [{"start": "2026-11-01", "end": None}]
    assert by_ref["L3"]["status"] == "on_break"
    assert (by_ref["L4"]["status"], by_ref["L4"]["uln"]) == ("withdrawn", "1000000019")
    assert (by_ref["L4"]["otj_planned"], by_ref["L4"]["otj_actual"]) == (400, None)


def test_visit_list(busy: Desk) -> None:
    document = busy.json("visit", "list")
    assert list(document) == ["version", "visits"]
    for one in document["visits"]:
        check(one, VISIT, more=True)
        assert one["date"] == (one["start"] or one["date"])[:10]
    assert [(one["date"], one["status"]) for one in document["visits"]] == [
        ("2026-10-19", "attended"),
        ("2026-11-02", "not_attended"),
        ("2026-11-20", "outcome_missing"),
        ("2026-11-26", "booked"),
    ]
    whole_day, timed = document["visits"][0], document["visits"][3]
    assert (whole_day["start"], whole_day["end"]) == (None, None)
    assert timed["start"] == "2026-11-26T10:00:00+00:00"
    assert timed["end"] == "2026-11-26T11:00:00+00:00"


def test_visits_are_chosen_by_day_status_and_learner(busy: Desk) -> None:
    def days(*args: str) -> list[str]:
        return [one["date"] for one in busy.json("visit", "list", *args)["visits"]]

    assert days("--from", "2026-11-02", "--to", "2026-11-20") == ["2026-11-02", "2026-11-20"]
    assert days("--status", "booked") == ["2026-11-26"]
    assert days("--status", "outcome_missing") == ["2026-11-20"]
    assert days("--learner", "Jones") == ["2026-10-19", "2026-11-20"]
    assert days("--learner", "L3") == []


def test_tutor_list(two_desks: Desk) -> None:
    document = two_desks.json("tutor", "list")
    assert list(document) == ["version", "tutors"]
    shape = {"id": ID, "name": str, "login": str}
    for one in document["tutors"]:
        check(one, shape, more=True)
    kit, bo = document["tutors"]
    assert (kit["name"], kit["login"], kit["learners"]) == ("Kit Khan", "khan", 3)
    assert (bo["working_days"], bo["visits_per_day"], bo["nation"]) == ([1, 2, 3, 4, 5], 4, "ENG")
    assert (bo["day_start"], bo["day_end"], bo["leave"]) == ("09:00", "17:00", [])


@pytest.mark.parametrize(
    ("command", "shape"),
    [
        (("visit", "book", "L1", "--at", "2026-11-30T10:00"), VISIT),
        (("visit", "record", "L1", "--on", "2026-11-20", "--outcome", "attended"), VISIT),
        (("learner", "edit", "L1", "--employer", "Acme"), LEARNER),
        (("learner", "status", "L1", "gateway"), LEARNER),
        (("learner", "break", "L1", "--from", "2026-11-23"), LEARNER),
        (("skill", "set", "L1", "english", "achieved"), LEARNER),
        (("ksb", "set", "L1", "K1=met"), LEARNER),
        (("gateway", "set", "L1", "employer", "done"), LEARNER),
        (("tutor", "edit", "khan", "--nation", "SCT"), {"id": ID, "name": str, "login": str}),
    ],
)
def test_what_changes_something_prints_it(desk: Desk, command: tuple[str, ...], shape: Any) -> None:
    document = desk.json(*command)
    assert list(document) == ["version", "changed"]
    [one] = document["changed"]
    check(one, shape, more=True)


def test_gateway_and_show(busy: Desk) -> None:
    items = busy.json("gateway", "show", "L1")["gateway"]["items"]
    assert [item["code"] for item in items] == [
        *("duration", "employer", "ready", "english", "maths", "portfolio", "ksbs", "hours"),
        "organisation",
    ]
    record = busy.learner("L1")
    check(record, LEARNER, more=True)
    assert record["verdict"] in busy.json("triage")["learners"]
    assert record["verdict"]["ref"] == "L1"
    assert [visit["date"] for visit in record["visits"]] == ["2026-10-19", "2026-11-20"]
    assert set(record["rules"]) == {reason["code"] for reason in record["verdict"]["reasons"]}


def test_json_is_asked_for_before_or_after_the_command(desk: Desk) -> None:
    before = run("--workspace", str(desk.root), "--today", TODAY, "--json", "triage")
    after = desk("triage", "--json")
    assert before.out == after.out
    assert json.loads(before.out)["version"] == 1


def test_without_a_command_the_caseload_is_printed_into_a_pipe(desk: Desk) -> None:
    assert desk().out == desk("triage").out
    assert desk("--json").json == desk.json("triage")
