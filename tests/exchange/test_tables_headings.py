"""Which heading means which field, and how a person says otherwise."""

from collections.abc import Mapping, Sequence

import pytest

from tutor_tui.errors import WrongUsage
from tutor_tui.exchange.table_fields import FIELDS
from tutor_tui.exchange.table_headings import (
    Column,
    choose,
    key,
    kind_of,
    ksb_code,
    parse_mapping,
)


def columns(headings: Sequence[str], chosen: Mapping[str, str | None] = {}) -> Sequence[Column]:
    return choose(headings, chosen)[1]


def fields(headings: Sequence[str], chosen: Mapping[str, str | None] = {}) -> dict[int, str]:
    """The columns that have a field, by their place."""
    return {one.place: one.field for one in columns(headings, chosen) if one.field}


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        pytest.param(
            "First Name, Last Name, Email Address, Default Assessor, Placement, Class",
            ["given_name", "family_name", "email", "tutor", "employer", None],
            id="OneFile",
        ),
        pytest.param(
            "First name, Last name, Email, Reference number, Group name, DOB, Case owner,"
            " Employer name, Programme, Start Date, End Date, Next Review Date,"
            " Learning Plan Progress",
            [
                *("given_name", "family_name", "email", "ref", None, "born", "tutor"),
                *("employer", "standard", "start", "planned_end", "next_review", "progress"),
            ],
            id="Aptem",
        ),
        pytest.param(
            "FIRSTNAME, SURNAME, BIRTHDATE, MIAP_ULN, LSC_ULIN, EMAIL, Start date,"
            " Expected End date, Training Adviser",
            [
                *("given_name", "family_name", "born", "uln", "ref", "email", "start"),
                *("planned_end", "tutor"),
            ],
            id="PICS",
        ),
        pytest.param(
            "Person Code, Forename, Surname, ULN, Date of Birth, Start Date, Expected End Date,"
            " Planned end date, Apprentice standard, Last visit, Next visit, Postcode",
            [
                *("ref", "given_name", "family_name", "uln", "born", "start", "expected_end"),
                *("planned_end", "standard", "last_visit", "next_visit", "postcode"),
            ],
            id="general",
        ),
        pytest.param(
            "Learner,  e-mail ,start_date.,SURNAME:",
            ["name", "email", "start", "family_name"],
            id="untidy",
        ),
        pytest.param(
            "ULN,Visit date,Start time,Duration,Type,Status,Comments",
            ["uln", "visit_date", "visit_time", "minutes", "visit_kind", "outcome", "note"],
            id="visits",
        ),
        pytest.param(
            "ULN,Date,Outcome", ["uln", "visit_date", "outcome"], id="visits, a day alone"
        ),
        pytest.param(
            "ULN,K1,k 02,S3: Gives feedback,KSB B4 met?,K1 again,Ba",
            ["uln", "K1", "K2", "S3", "B4", None, "Ba"],
            id="KSBs",
        ),
    ],
)
def test_the_headings_of_the_systems_tutors_use(headings: str, expected: list[str | None]) -> None:
    found = fields(headings.split(","))
    assert [found.get(place) for place in range(len(expected))] == expected


@pytest.mark.parametrize("headings", [["Case owner", "Tutor"], ["Tutor", "Case owner", "Tutor"]])
def test_the_better_known_of_two_headings_wins_then_the_first_and_the_other_is_told(
    headings: list[str],
) -> None:
    found = columns(headings)
    place = headings.index("Tutor")
    assert fields(headings) == {place: "tutor"}
    assert found[place].doubt == ""
    assert {one.doubt for one in found if one.place != place} == {
        "could be the tutor too; Tutor was taken"
    }


def test_of_two_expected_ends_the_first_is_the_planned_one_and_the_other_is_told() -> None:
    headings = ["Ref", "Expected end date", "Expected end"]
    assert fields(headings) == {0: "ref", 1: "planned_end"}
    assert columns(headings)[2].doubt == (
        "could be the planned end too; Expected end date was taken"
    )
    assert fields([*headings, "Forecast end date"])[3] == "expected_end"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Surnmae", "family_name"),
        ("Frist Name", "given_name"),
        ("Emplyer", "employer"),
        ("Emaill Address", "email"),
        ("Postcose", "postcode"),
    ],
)
def test_one_slip_in_a_heading_is_seen_through_and_told(heading: str, field: str) -> None:
    [column] = columns([heading])
    assert (column.field, column.by) == (field, "typo")
    assert "slip" in column.doubt


@pytest.mark.parametrize("heading", ["Tutor 2", "Preference", "Emplyr", "UNL", "Next visitor day"])
def test_what_is_more_than_a_slip_is_no_guess(heading: str) -> None:
    assert fields([heading]) == {}


def test_a_slip_never_takes_a_field_from_its_own_heading() -> None:
    assert fields(["Surnmae", "Surname"]) == {1: "family_name"}


def test_no_heading_means_two_fields_but_where_that_is_meant() -> None:
    for known in FIELDS.values():
        owners: dict[str, str] = {}
        for field in known.values():
            for heading in map(key, field.headings):
                assert owners.setdefault(heading, field.name) == field.name


def test_a_table_of_visits_is_told_by_the_column_of_their_days() -> None:
    assert kind_of(["ULN", "Visit date"]) == "visits"
    assert kind_of(["ULN", "Date", "Duration"]) == "visits"
    assert kind_of(["ULN", "Date", "Status"]) == "learners"
    assert kind_of(["ULN", "When"], ["visit_date"]) == "visits"
    assert kind_of(["ULN", "Last visit"]) == "learners"


@pytest.mark.parametrize(
    ("word", "code"), [("s12", "S12"), ("K 7", "K7"), ("K007", None), ("Q1", None)]
)
def test_codes_of_ksbs(word: str, code: str | None) -> None:
    assert ksb_code(word) == code


def test_a_mapping_as_a_person_writes_it() -> None:
    assert parse_mapping(" Trainee = name; Coach=Tutor,\nStart date=-\nA=B = given-name;Q=k1") == {
        "Trainee": "name",
        "Coach": "tutor",
        "Start date": None,
        "A=B": "given_name",
        "Q": "K1",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [("Trainee", "Trainee is no mapping"), ("=name", "no mapping"), ("Trainee=shoe", "shoe is no")],
)
def test_a_mapping_that_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        parse_mapping(text)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, {0: "name", 1: "start", 2: "tutor"}),
        ({"colour": "employer"}, {0: "name", 1: "start", 2: "tutor", 3: "employer"}),
        ({"COLOUR ": "tutor"}, {0: "name", 1: "start", 3: "tutor"}),
        ({"Start date": None}, {0: "name", 2: "tutor"}),
        ({"Start date": "last_visit"}, {0: "name", 1: "last_visit", 2: "tutor"}),
    ],
)
def test_what_a_person_chose_comes_before_the_guess(
    chosen: dict[str, str | None], expected: dict[int, str]
) -> None:
    assert fields(["Learner", "Start Date", "Coach", "Colour"], chosen) == expected


def test_what_was_saved_comes_between_the_two() -> None:
    _, found = choose(
        ["Learner", "Coach", "Colour"], {"Colour": "tutor"}, {"Learner": None, "Coach": "tutor"}
    )
    assert [(one.field, one.by) for one in found] == [
        (None, "saved"),
        (None, "nobody"),
        ("tutor", "given"),
    ]


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"Shoe": "name"}, r"no heading Shoe; it has Learner, Colour\."),
        ({"Learner": "name", "Colour": "name"}, "Two headings are mapped to name"),
        ({"Colour": "outcome"}, "no visit_date"),
        ({"Colour": "visit_date", "Learner": "employer"}, "visits has no employer"),
    ],
)
def test_a_choice_that_cannot_hold_is_refused(chosen: dict[str, str | None], said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        choose(["Learner", "Colour"], chosen)
