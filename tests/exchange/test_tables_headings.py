"""Which heading means which field, and how a person says otherwise."""

import pytest

from tutor_tui.errors import WrongUsage
from tutor_tui.exchange.table_headings import SYNONYMS, Field, choose, guess, key, parse_mapping


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (
            "First Name, Last Name, Email Address, Default Assessor, Placement, Class",
            ["given_name", "family_name", "email", "tutor", "employer", None],
        ),
        (
            "First name, Last name, Email, Reference number, Group name, DOB, Case owner,"
            " Employer name, Programme, Start Date, End Date, Learning Plan Progress",
            [
                *("given_name", "family_name", "email", "ref", None, "born", "tutor"),
                *("employer", "standard", "start", "planned_end", None),
            ],
        ),
        (
            "FIRSTNAME, SURNAME, BIRTHDATE, MIAP_ULN, LSC_ULIN, EMAIL, Start date,"
            " Expected End date, Training Adviser",
            [
                *("given_name", "family_name", "born", "uln", "ref", "email", "start"),
                *("planned_end", "tutor"),
            ],
        ),
        (
            "Person Code, Forename, Surname, ULN, Date of Birth, Start Date, Planned end date,"
            " Apprentice standard, Last visit, Next visit, Postcode",
            [
                *("ref", "given_name", "family_name", "uln", "born", "start", "planned_end"),
                *("standard", "last_visit", "next_visit", "postcode"),
            ],
        ),
        ("Learner,  e-mail ,start_date.,SURNAME:", ["name", "email", "start", "family_name"]),
    ],
)
def test_the_headings_of_the_systems_tutors_use(headings: str, fields: list[str | None]) -> None:
    found = guess(headings.split(","))
    assert [found.get(column) for column in range(len(fields))] == fields


@pytest.mark.parametrize("headings", [["Case owner", "Tutor"], ["Tutor", "Case owner", "Tutor"]])
def test_the_better_known_of_two_headings_wins_then_the_first(headings: list[str]) -> None:
    assert guess(headings) == {headings.index("Tutor"): "tutor"}


def test_no_heading_means_two_fields() -> None:
    known = [key(synonym) for synonyms in SYNONYMS.values() for synonym in synonyms]
    assert len(known) == len(set(known))


def test_a_mapping_as_a_person_writes_it() -> None:
    assert parse_mapping(" Trainee = name; Coach=Tutor,\nStart date=-\nA=B = given-name ") == {
        "Trainee": "name",
        "Coach": "tutor",
        "Start date": None,
        "A=B": "given_name",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [("Trainee", "Trainee is no mapping"), ("=name", "no mapping"), ("Trainee=shoe", "shoe is no")],
)
def test_a_mapping_that_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        parse_mapping(text)


@pytest.mark.parametrize(
    ("chosen", "columns"),
    [
        ({}, {0: "name", 1: "start", 2: "tutor"}),
        ({"colour": "employer"}, {0: "name", 1: "start", 2: "tutor", 3: "employer"}),
        ({"COLOUR ": "tutor"}, {0: "name", 1: "start", 3: "tutor"}),
        ({"Start date": None}, {0: "name", 2: "tutor"}),
        ({"Start date": "last_visit"}, {0: "name", 1: "last_visit", 2: "tutor"}),
    ],
)
def test_what_a_person_chose_comes_before_the_guess(
    chosen: dict[str, Field | None], columns: dict[int, Field]
) -> None:
    assert choose(["Learner", "Start Date", "Coach", "Colour"], chosen) == columns


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"Shoe": "name"}, r"no heading Shoe; it has Learner, Colour\."),
        ({"Learner": "name", "Colour": "name"}, "Two headings are mapped to name"),
    ],
)
def test_a_choice_that_cannot_hold_is_refused(chosen: dict[str, Field | None], said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        choose(["Learner", "Colour"], chosen)
