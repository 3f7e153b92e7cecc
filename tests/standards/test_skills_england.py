"""Skills England's JSON: codes by place, duties by identifier, HTML as text; what is refused."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.standards.skills_england_samples import as_file, identifier, standard
from tutor_tui.errors import BadFile
from tutor_tui.standards import checks, skills_england
from tutor_tui.standards.html_text import plain


def read(*items: Any) -> Any:
    return skills_england.read(as_file(*items), "file.json")


def test_a_code_is_the_place_in_its_list_and_a_text_is_plain() -> None:
    [made] = read(standard())
    assert {ksb.code: ksb.text for ksb in made.ksbs} == {
        "K1": "Winds & weather",
        "K2": "Papers, glues and strings",
        "S1": "Cut paper to a plan",
        "S2": "Tie Test",
        "B1": "Looks up",
    }


def test_duties_carry_what_they_name_by_identifier() -> None:
    [made] = read(standard())
    assert [(duty.number, duty.text, duty.ksbs) for duty in made.duties] == [
        (1, "Make kites", ("K2", "S1", "S2")),
        (2, "Fly kites", ("K1", "B1")),
    ]


def test_the_facts_are_those_of_the_file() -> None:
    [made] = read(standard())
    assert (made.label, made.name, made.level, made.lars) == ("ST9001 v1.0", "Kite maker", 3, 9001)
    assert (made.months_to_gateway, made.max_funding, made.otj_hours) == (18, 6000, 1234)
    assert (made.starts_from, made.starts_to) == (date(2024, 8, 1), None)
    assert made.source == "Skills England, occupational standard ST9001, updated 2024-08-01"
    assert not list(checks.problems(made))


def test_english_and_maths_are_asked_for_from_level_3_and_never_as_confirmed() -> None:
    for level, subjects in ((2, []), (3, ["english", "maths"])):
        [made] = read(standard(level=level))
        assert [skill.subject for skill in made.skills] == subjects
        assert ("english" in made.gateway) == bool(subjects)
        assert set(made.unconfirmed) == {"skills", "gateway"}


def test_a_duty_that_says_nothing_is_left_out() -> None:
    duties = [{"dutyDetail": "."}, {"dutyDetail": None}, {"dutyDetail": "Mend kites"}]
    [made] = read(standard(duties=duties))
    assert [(duty.number, duty.text) for duty in made.duties] == [(3, "Mend kites")]


def test_what_is_not_known_is_left_empty() -> None:
    unknown: dict[str, Any] = dict.fromkeys(
        ("larsCode", "typicalDuration", "maxFunding", "minimumHoursForCompliance", "level")
    )
    [made] = read(standard(**unknown, earliestStartDate=None, duties=None))
    assert (made.lars, made.months_to_gateway, made.max_funding, made.otj_hours) == (None,) * 4
    assert (made.level, made.starts_from, made.duties) == (None, None, ())
    assert read(standard(larsCode=0))[0].lars is None


def test_options_are_told_of() -> None:
    assert not any("options" in note for note in read(standard())[0].notes)
    assert any("options" in note for note in read(standard(coreAndOptions=True))[0].notes)


@pytest.mark.parametrize(("given_", "version"), [(1.1, "1.1"), ("v1.1", "1.1"), (1, "1.0")])
def test_a_version_in_any_spelling(given_: Any, version: str) -> None:
    assert read(standard(version=given_))[0].version == version


def test_several_standards_are_a_list() -> None:
    assert [one.version for one in read(standard(version="1.0"), standard(version="1.1"))] == [
        "1.0",
        "1.1",
    ]


def wrong_item(name: str, **changed: Any) -> dict[str, Any]:
    """The standard with the second item of a list changed."""
    made = standard()
    made[name][1] = {**made[name][1], **changed}
    return made


@pytest.mark.parametrize(
    ("item", "told"),
    [
        (standard(referenceNumber=None), "no referenceNumber"),
        (standard(referenceNumber=" "), "referenceNumber: it says nothing"),
        (standard(title="<p></p>"), "title: it says nothing"),
        (standard(level="three"), "level: 'three' is no whole number"),
        (standard(larsCode=True), "larsCode: True is no whole number"),
        (standard(earliestStartDate="1 May"), "earliestStartDate: '1 May' is no date"),
        (standard(latestStartDate="2024-02-31T00:00:00"), "latestStartDate: '2024-02-31T00:"),
        (standard(knowledges=[], skills=[], behaviours=None), "no knowledges, skills or behaviour"),
        (standard(skills={}), "skills: it must be a list"),
        (standard(skills=[None]), "skills 1: it must be an object"),
        (standard(skills=[{}] * 501), "skills: more than 500 items"),
        (wrong_item("skills", skillId=identifier(11)), "skills 2 has the skillId of K1"),
        (wrong_item("skills", skillId=None), "skills 2, skillId: it must be an identifier"),
        (wrong_item("knowledges", detail=None), "knowledges 2, detail: it says nothing"),
        (wrong_item("knowledges", detail=[]), "knowledges 2, detail: it must be text"),
        (wrong_item("knowledges", detail="x" * 20_001), "knowledges 2, detail: longer than"),
        (wrong_item("knowledges", detail=f"&#{'1' * 5000};"), "knowledges 2, detail: it is not"),
        (wrong_item("duties", mappedSkills="x"), "duties 2, mappedSkills: it must be a list"),
        (wrong_item("duties", mappedSkills=[7]), "duties 2, mappedSkills: it must be an ident"),
        (
            wrong_item("duties", mappedSkills=[identifier(99)]),
            f"duties 2, mappedSkills: '{identifier(99)}' is not among the skills",
        ),
        (wrong_item("duties", mappedSkills=[identifier(11)]), "is not among the skills"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(item: Any, told: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(item)
    assert str(refused.value).startswith("file.json: ")
    assert told in str(refused.value)
    with pytest.raises(BadFile, match=r"file\.json, standard 2: "):
        read(standard(), item)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff{}", b"[]", b"[" * 100_000, b"null", b"[1]", b'{"a":1}', b"1e999"]
)
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    with pytest.raises(BadFile, match=r"file\.json"):
        skills_england.read(data, "file.json")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner)
)


@settings(deadline=None)
@given(st.sampled_from(sorted(standard())), _JSON)
def test_no_value_of_any_field_is_more_than_refused(name: str, value: Any) -> None:
    try:
        [made] = skills_england.read(json.dumps(standard() | {name: value}).encode(), "file.json")
    except BadFile:
        return
    assert made.ksbs


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("half<b>time</b>", "halftime"),
        ("<script>alert(1)</script>safe", "safe"),
        ("<STYLE>p {}</style >safe", "safe"),
        ("<!-- hidden -->seen", "seen"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("&lt;b&gt;", "<b>"),
        ("a\u202eb\u200b\x1b[31m\x00", "ab[31m"),
        ("co\u00adoperate", "cooperate"),
    ],
)
def test_html_becomes_one_line_of_text(html: str, text: str) -> None:
    assert plain(html) == text


@given(st.text())
def test_text_of_any_html_is_one_clean_line(html: str) -> None:
    text = plain(html)
    assert text == text.strip()
    assert not any(sign < " " or sign == "\x7f" for sign in text)
