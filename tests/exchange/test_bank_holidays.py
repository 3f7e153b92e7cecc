"""The government's bank holidays, and files that are none."""

import json
from datetime import date
from typing import Any

import pytest

from tutor_tui.errors import BadFile
from tutor_tui.exchange.bank_holidays import MOST_BYTES, BankHoliday, read


def event(title: str, day: str) -> dict[str, Any]:
    return {"title": title, "date": day, "notes": "", "bunting": True}


def file(**divisions: list[dict[str, Any]]) -> bytes:
    named = {key.replace("_", "-"): events for key, events in divisions.items()}
    whole = {key: {"division": key, "events": events} for key, events in named.items()}
    return json.dumps(whole).encode()


def test_a_day_of_several_nations_is_told_once_and_days_come_in_order() -> None:
    data = file(
        northern_ireland=[
            event("Easter Monday", "2027-03-29"),
            event("St Patrick’s Day", "2027-03-17"),
        ],
        england_and_wales=[
            event("Easter Monday", "2027-03-29"),
            event("Summer bank holiday", "2027-08-30"),
        ],
        scotland=[event("Summer bank holiday", "2027-08-02"), event("2nd January", "2027-01-04")],
    )
    assert read(data, "bank-holidays.json") == (
        BankHoliday(date(2027, 1, 4), "2nd January", ("SCT",)),
        BankHoliday(date(2027, 3, 17), "St Patrick’s Day", ("NIR",)),
        BankHoliday(date(2027, 3, 29), "Easter Monday", ("ENG", "WLS", "NIR")),
        BankHoliday(date(2027, 8, 2), "Summer bank holiday", ("SCT",)),
        BankHoliday(date(2027, 8, 30), "Summer bank holiday", ("ENG", "WLS")),
    )


def test_a_title_is_one_clean_line() -> None:
    data = file(scotland=[event("  Summer\n\u202ebank\x1b holiday ", "2027-08-02")])
    assert read(data, "x")[0].title == "Summer bank holiday"


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"", "not the bank holidays"),
        (b"\xff\xfe", "not the bank holidays"),
        (b"[" * 100_000, "not the bank holidays"),
        (b"[]", "Expected `object`, got `array`"),
        (b"{}", "no bank holiday"),
        (b'{"scotland": []}', r"Expected `object`, got `array` - at `\$\[...\]`"),
        (file(scotland=[{"title": "x"}]), "missing required field `date`"),
        (file(scotland=[event("x", "2 August")]), "Invalid RFC3339"),
        (file(scotland=[event("x", "2027-02-29")]), "Invalid RFC3339"),
        (file(scotland=[event("", "2027-02-28")]), "scotland, event 1: no title"),
        (file(scotland=[event("x", "0001-01-01")]), "scotland, event 1: no title, or no day"),
        (file(cornwall=[event("x", "2027-02-28")]), "cornwall is no division"),
        (b'{"scotland": {"division": "x", "events": []}}', "scotland is no division"),
        (b" " * (MOST_BYTES + 1), "larger than 1 MB"),
    ],
)
def test_what_is_no_such_file_is_refused_in_a_line(data: bytes, wrong: str) -> None:
    with pytest.raises(BadFile, match=f"^days.json.*{wrong}") as refusal:
        read(data, "days.json")
    assert len(str(refusal.value).splitlines()) == 1
