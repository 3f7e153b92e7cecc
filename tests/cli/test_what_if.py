"""What if: another day, a break, a visit; told, and never saved."""

from typing import Any

import pytest

from tests.cli.desk import Desk, run


def supposed(desk: Desk, *args: str) -> dict[str, tuple[str, str]]:
    """What would be otherwise; nothing of the workspace is."""
    before = desk.content()
    document: dict[str, Any] = desk.json("learner", "show", "L1", *args)
    assert list(document) == ["version", "what_if"]
    assert desk.content() == before
    return {one["what"]: (one["now"], one["then"]) for one in document["what_if"]["changes"]}


def test_a_visit_turns_overdue_into_upcoming(desk: Desk) -> None:
    found = supposed(desk, "--visit", "2026-11-23")
    assert found["State"] == ("overdue 49 days", "upcoming 21 Dec")
    assert found["Window"] == ("28 Sep to 5 Oct", "21 Dec to 28 Dec")
    assert found["No booking"] == ("No visit is booked", "")
    assert found["Overdue"][1] == ""


def test_a_visit_that_lies_ahead_is_a_booking(desk: Desk) -> None:
    desk("visit", "record", "L1", "--on", "2026-10-26", "--outcome", "attended")
    found = supposed(desk, "--visit", "2026-11-27")
    assert found["State"] == ("due by 30 Nov", "booked 27 Nov")
    late = supposed(desk, "--visit", "2026-12-04")
    assert "State" not in late
    assert late["Booked late"][1].startswith("Booked for 4 Dec, after the window closes")


def test_a_break_stops_the_clocks(desk: Desk) -> None:
    found = supposed(desk, "--break-from", "2026-11-09", "--break-to", "2026-12-07")
    assert found["State"] == ("overdue 49 days", "on break")
    assert found["KSBs expected"] == ("6", "5")
    assert found["Minimum duration"][1].startswith("open: until 28 Sep 2027")
    assert found["Window"][1] == ""


def test_a_break_pushes_the_gateway_forecast(desk: Desk) -> None:
    codes = desk.json("triage")["learners"][0]["ksb"]["gaps"]
    desk("ksb", "set", "L1", *(f"{code}=met" for code in codes))
    desk("learner", "edit", "L1", "--otj-planned", "100", "--otj-actual", "100")
    found = supposed(desk, "--break-from", "2026-12-07", "--break-to", "2027-01-04")
    assert found["Gateway forecast"] == ("31 Aug 2027", "28 Sep 2027")


def test_both_can_be_supposed_for_another_day(desk: Desk) -> None:
    day = ("--today", "2027-01-18")
    whole = ("--break-from", "2026-12-07", "--break-to", "2027-01-04", "--visit", "2027-01-11")
    args = ("--workspace", str(desk.root), "learner", "show", "L1", *whole, *day, "--json")
    state = run(*args).json["what_if"]["verdict"]
    assert (state["state"], state["opens"]) == ("upcoming", "2027-02-08")


def test_it_is_told_in_plain_words(desk: Desk) -> None:
    text = " ".join(desk("learner", "show", "L1", "--visit", "2026-11-20").out.split())
    assert text.startswith("If Sam Jones were seen on 20 Nov (nothing is saved): State ")
    assert "overdue 49 days -> upcoming 18 Dec" in text
    assert "No booking No visit is booked -> none" in text
    out = desk("learner", "show", "L1", "--break-from", "2027-06-01", "--visit", "2026-12-24").out
    whole = " ".join(out.split())
    assert "on a break from 1 Jun 2027 and booked for a visit on 24 Dec" in whole


def test_what_changes_nothing_says_so(desk: Desk) -> None:
    desk("visit", "record", "L1", "--on", "2026-11-20", "--outcome", "attended")
    out = desk("learner", "show", "L1", "--visit", "2026-11-20").out
    assert out.endswith("Nothing would be otherwise.\n")


@pytest.mark.parametrize("start", ["2026-11-09", "2026-11-23"])
def test_a_break_that_overlaps_another_is_refused(desk: Desk, start: str) -> None:
    desk("learner", "break", "L1", "--from", "2026-10-05", "--to", "2026-11-24")
    error = desk.refused("learner", "show", "L1", "--break-from", start, status=2)
    assert "overlap" in error
