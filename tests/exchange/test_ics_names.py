"""A file tells no more of a learner's name than was asked."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.exchange.readers.examples import AMIRA, entry
from tutor_tui.exchange.ics import calendar, vdir_files
from tutor_tui.exchange.names import Names, displayed_name


@pytest.mark.parametrize(
    ("given_name", "family_name", "full", "first", "initials"),
    [
        ("Amira", "Khan", "Amira Khan", "Amira K", "AK"),
        ("amira", "khan", "amira khan", "amira K", "AK"),
        ("Amira Jane", "Khan", "Amira Jane Khan", "Amira K", "AK"),
        ("Anne-Marie", "Smith-Jones", "Anne-Marie Smith-Jones", "Anne-Marie S", "AS"),
        ("Siân", "O'Neill", "Siân O'Neill", "Siân O", "SO"),
        ("Kees", "'t Hooft", "Kees 't Hooft", "Kees T", "KT"),
        ("Owain", "ap Rhys", "Owain ap Rhys", "Owain A", "OA"),
        ("", "Madonna", "Madonna", "M", "M"),
        ("Ŵyn", "ŷ Fan", "Ŵyn ŷ Fan", "Ŵyn Ŷ", "ŴŶ"),
        ("Zo\u0065\u0308", "E\u0301mile", "Zoe\u0308 E\u0301mile", "Zoe\u0308 É", "ZÉ"),
        ("Jo", "ßler", "Jo ßler", "Jo ß", "Jß"),
        ("محمد", "علي", "محمد علي", "محمد ع", "مع"),
        ("👩🏽‍🚀", "🐝", "👩🏽‍🚀 🐝", "👩🏽‍🚀 🐝", "👩🐝"),
        ("Sam [ill]", "Jones", "Sam [ill] Jones", "Sam J", "SJ"),
        ("Ann\nMarie", "\x1b[31mLee", "Ann Marie [31mLee", "Ann M", "AM"),
        ("\u202e", "\x00", "P-20417", "P-20417", "P-20417"),
    ],
)
def test_names(given_name: str, family_name: str, full: str, first: str, initials: str) -> None:
    learner = replace(AMIRA, given_name=given_name, family_name=family_name)
    assert displayed_name(learner, "full") == full
    assert displayed_name(learner, "first") == first
    assert displayed_name(learner, "initials") == initials
    assert displayed_name(learner, "reference") == "P-20417"


# Letters that none of our own words hold side by side, so that none is found by chance.
names_apart = st.text("qxzQXZŵŷżłЖ", min_size=3, max_size=12)
emails = st.builds("{}.{}@{}.zz".format, names_apart, names_apart, names_apart)


@given(
    given_name=names_apart,
    family_name=st.lists(names_apart, min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from([" ", "-", "'"]).map(lambda sign: sign.join(parts))
    ),
    email=emails,
    names=st.sampled_from(["first", "initials", "reference"]),
)
@settings(deadline=None)
def test_no_part_of_a_family_name_or_email_is_told(
    given_name: str, family_name: str, email: str, names: Names
) -> None:
    learner = replace(AMIRA, given_name=given_name, family_name=family_name, email=email)
    entries = [entry(learner), entry(learner, id="b", status="cancelled")]
    files = {"": calendar(entries, names=names, calendar_name="Visits", alarm_minutes=10)}
    files |= vdir_files(entries, names=names, alarm_minutes=10)
    # What was asked for may hold a part of the rest by chance.
    asked = {"first": given_name.casefold()}.get(names, "")
    for name, data in files.items():
        text = (name + data.decode()).replace("\r\n ", "").casefold()
        for word in re.split(r"[ '.@-]", f"{given_name} {family_name} {email}".casefold()):
            parts = {word[at : at + 3] for at in range(len(word) - 2)}
            assert not {part for part in parts if part in text and part not in asked}
