"""`why`: the rule behind each flag, the numbers that made it true, its source and dates."""

from typing import Any

import pytest

from tests.cli.conftest import add_learner
from tests.cli.desk import Desk
from tutor_tui.rules.rule import RULES


def why(desk: Desk, *args: str) -> list[dict[str, Any]]:
    document = desk.json("why", *args)
    assert list(document) == ["version", "learner", "why"]
    found: list[dict[str, Any]] = document["why"]
    return found


def facts(explained: dict[str, Any]) -> dict[str, str]:
    return {fact["what"]: fact["value"] for fact in explained["facts"]}


def test_every_reason_and_gateway_item_is_explained(desk: Desk) -> None:
    desk("action", "add", "L1", "--text", "Read", "--on", "2026-11-02", "--due", "2026-11-16")
    desk("review", "record", "L1", "--on", "2026-10-19")
    desk("visit", "book", "L1", "--at", "2026-11-20T10:00")
    record = desk.learner("L1")
    explained = why(desk, "L1")
    reasons = [one["code"] for one in explained if one["kind"] == "reason"]
    assert reasons == [reason["code"] for reason in record["verdict"]["reasons"]]
    items = [one["code"] for one in explained if one["kind"] == "gateway"]
    assert items == [item["code"] for item in record["gateway_items"]]
    for one in explained:
        rule = RULES[one["rule"]]
        assert (one["sentence"], one["source"]) == (rule.sentence, rule.source)
        # the day asked about, and at least one number more
        assert len(one["facts"]) > 1, one["code"]


def test_the_numbers_of_an_overdue_visit_are_told(desk: Desk) -> None:
    [overdue] = why(desk, "L1", "overdue")
    assert facts(overdue) == {
        "Today": "23 Nov 2026",
        "Counted from": "31 Aug, the start",
        "Days since": "84",
        "Window": "28 Sep to 5 Oct",
        "Days overdue": "49",
        "Last seen": "never",
    }
    desk("visit", "record", "L1", "--on", "2026-10-19", "--outcome", "attended")
    [window] = why(desk, "L1", "window")
    assert facts(window)["Counted from"] == "19 Oct, the last visit"
    desk("learner", "break", "L1", "--from", "2026-10-20", "--to", "2026-10-26")
    [window] = why(desk, "L1", "window")
    assert facts(window)["Counted from"] == "26 Oct, the return from a break"


def test_the_numbers_of_a_gateway_item_are_told(desk: Desk) -> None:
    desk("learner", "edit", "L1", "--otj-planned", "400", "--otj-actual", "50")
    told = {code: facts(why(desk, "L1", code)[-1]) for code in ("duration", "english", "hours")}
    assert told["duration"]["Days served"] == "84, breaks left out"
    assert told["duration"]["Served on"] == "31 Aug 2027"
    assert told["english"]["Born"] == "17 May 2001, aged 25 at the start"
    assert (told["hours"]["Hours planned"], told["hours"]["Hours so far"]) == ("400", "50")
    assert all("Owed by" in facts for facts in told.values())


def test_dates_and_doubts_of_a_rule_are_told(desk: Desk) -> None:
    add_learner(desk, "L4", "Al", "Old", "--standard-version", "1.1")
    [duration] = why(desk, "L4", "duration")
    assert duration["confirmed"] is False
    assert duration["unconfirmed"] == ["the standard's months to gateway"]
    [english] = why(desk, "L4", "ENGLISH")
    assert (english["applies_from"], english["applies_to"]) == ("2025-02-11", None)
    assert (english["confirmed"], english["unconfirmed"]) == (True, [])
    out = " ".join(desk("why", "L4", "assessment").out.split())
    assert "Confirmed no: the rule" in out
    assert "Applies from 2025-02-11" in " ".join(desk("why", "L4", "english").out.split())


def test_a_code_is_taken_as_it_is_spoken(desk: Desk) -> None:
    assert why(desk, "L1", "No-Booking") == why(desk, "L1", "no_booking")


def test_a_verdict_that_a_reason_tells_of_is_told_once(desk: Desk) -> None:
    explained = why(desk, "L1")
    rules = [one["rule"] for one in explained if one["kind"] == "reason"]
    assert "cadence.window" in rules
    assert "window" not in [one["code"] for one in explained]
    assert why(desk, "L1", "window")[0]["kind"] == "verdict"


@pytest.mark.parametrize("state", ["completed", "withdrawn"])
def test_who_has_finished_can_be_asked_about(desk: Desk, state: str) -> None:
    desk("learner", "status", "L1", state)
    assert not [one for one in why(desk, "L1") if one["kind"] == "reason"]
    assert desk("why", "L1").out


def test_a_t_level_tells_of_its_placement(desk: Desk) -> None:
    desk("learner", "edit", "L1", "--standard", "TLEVEL-SMS")
    desk("hours", "add", "L1", "--hours", "7", "--placement")
    [placement] = why(desk, "L1", "placement")
    assert placement["text"] == "1 of 45 days, 7 of 315 hours of placement"
    assert facts(placement)["Days left"] == "44"
    assert "7 h" in desk("learner", "show", "L1").out
