"""What is refused of a learner's record: one line, the right status, nothing changed."""

import pytest

from tests.cli.desk import Desk

ASSESS = ("assessment", "record", "L1")
ADD_HOURS = ("hours", "add", "L1")

WRONG_USAGE = [
    (("review",), "record, sign"),
    (("review", "record", "L1"), "--on"),
    (("review", "record", "L1", "--on", "2026-11-24"), "after today"),
    (("review", "record", "L1", "--on", "2026-08-30"), "before the learner's start"),
    (("review", "record", "L1", "--on", "2026-11-02", "--signed", "mum"), "no signer"),
    (("review", "sign", "L1"), "--by"),
    (("review", "sign", "L1", "--by", "tutor", "--on", "2026-11-24"), "after today"),
    (("review", "sign", "L1", "--by", "tutor", "--on", "2026-10-18"), "before the review"),
    (("review", "sign", "L1", "--by", "employer,"), "no signer"),
    (("review", "edit", "L1", "10-19", "--on", "2026-11-24"), "after today"),
    (("review", "edit", "L1", "10-19", "--unsign", "mum"), "no signer"),
    (ADD_HOURS, "--minutes or --hours"),
    ((*ADD_HOURS, "--minutes", "5", "--hours", "1"), "one of the two"),
    ((*ADD_HOURS, "--minutes", "0"), "--minutes"),
    ((*ADD_HOURS, "--minutes", "1441"), "--minutes"),
    ((*ADD_HOURS, "--hours", "0.001"), "give 1 to 1440"),
    ((*ADD_HOURS, "--hours", "nan"), "--hours"),
    ((*ADD_HOURS, "--minutes", "5", "--on", "2026-11-24"), "after today"),
    ((*ADD_HOURS, "--minutes", "5", "--on", "2026-08-30"), "before the learner's start"),
    (("hours", "edit", "L1", "reading on", "--minutes", "5", "--hours", "1"), "one of the two"),
    (("hours", "edit", "L1", "reading on", "--on", "2026-11-24"), "after today"),
    (("hours", "edit", "L1", "read", "--minutes", "5"), "several answer"),
    (("hours", "drop", "L1", "--on", "2026-11-02"), "2 entries"),
    (("hours", "drop", "L1", "--on", "2026-11-02", "--what", "read"), "several answer"),
    (("hours", "plan", "L1", "2026-9=12"), "MONTH=HOURS"),
    (("hours", "plan", "L1", "2026-13=12"), "MONTH=HOURS"),
    (("hours", "plan", "L1", "2026-09=-1"), "MONTH=HOURS"),
    (("hours", "plan", "L1", "2026-09=1.5"), "MONTH=HOURS"),
    (("hours", "plan", "L1", "2026-09=1", "2026-09=2"), "twice"),
    (("hours", "plan", "L1", "2026-07=1"), "from 2026-08 to 2027-12"),
    (("hours", "plan", "L1"), "MONTH=HOURS"),
    (("evidence", "add", "L1"), "--title"),
    (("evidence", "add", "L1", "--title", " "), "title"),
    (("evidence", "add", "L1", "--title", "X", "--ksb", "K6,K99"), "K99"),
    (("evidence", "add", "L1", "--title", "X", "--kind", "poem"), "reflection"),
    (("evidence", "add", "L1", "--title", "X", "--on", "2026-11-24"), "after today"),
    (("evidence", "add", "L1", "--title", "X" * 2001), "2000"),
    (("evidence", "accept", "L1", "plan"), "several answer"),
    (("evidence", "accept", "L1", "film", "--on", "2026-11-24"), "after today"),
    (("evidence", "accept", "L1", "film", "--on", "2026-11-01"), "before the evidence"),
    (("evidence", "edit", "L1", "film", "--ksb", "none", "--ksb", "K6"), "no KSB none"),
    (("evidence", "edit", "L1", "film", "--on", "2026-11-24"), "after today"),
    (("action", "edit", "L1", "unit 4", "--due", "2026-12-01", "--no-due"), "not both"),
    (("action", "edit", "L1", "unit 4", "--due", "2026-11-22"), "before the day"),
    (("action", "edit", "L1", "unit 4", "--text", ""), "say something"),
    (("action", "add", "L1"), "--text"),
    (("action", "add", "L1", "--text", "\n"), "say something"),
    (("action", "add", "L1", "--text", "X", "--owner", "mum"), "employer"),
    (("action", "add", "L1", "--text", "X", "--due", "2026-11-22"), "before the day"),
    (("action", "add", "L1", "--text", "X", "--on", "2026-11-24"), "after today"),
    (("action", "done", "L1", "unit"), "several answer"),
    (("action", "done", "L1", "unit 4", "--on", "2026-11-24"), "after today"),
    (("action", "done", "L1", "unit 4", "--on", "2026-11-22"), "before the day"),
    (("note", "add", "L1", "--text", "\n \n"), "say something"),
    (("note", "add", "L1", "--text", "X", "--on", "2026-11-24"), "after today"),
    (("note", "edit", "L1", "tea"), "nothing to change"),
    (("note", "edit", "L1", "tea", "--text", " "), "note drop"),
    (("contact", "set", "L1", "mum", "--name", "Ann"), "mentor"),
    (("contact", "set", "L1", "mentor", "--phone", "1"), "give the name"),
    (("assessment", "book", "L1", "discussion"), "--on"),
    (("assessment", "book", "L1", "discussion", "--on", "2026-11-22"), "record the result"),
    (("assessment", "book", "L1", "essay", "--on", "2026-11-24"), "observation, discussion"),
    ((*ASSESS, "observation"), "result or the points"),
    ((*ASSESS, "observation", "--result", "merit"), "graded"),
    ((*ASSESS, "observation", "--points", "5"), "not marked by points"),
    ((*ASSESS, "observation", "--result", "pass", "--on", "2026-11-24"), "after today"),
    (("skill", "set", "L1", "english"), "one of the two"),
    (("skill", "set", "L1", "english", "booked", "--component", "reading=2026-11-02"), "one of"),
    (("skill", "set", "L1", "english", "--component", "reading"), "PART=YYYY-MM-DD"),
    (("skill", "set", "L1", "english", "--component", "spelling=2026-11-02"), "speaking"),
    (("skill", "set", "L1", "english", "--component", "reading=2026-W18-5"), "PART=YYYY-MM-DD"),
    (("skill", "set", "L1", "english", "--component", "reading=2026-11-24"), "after today"),
    (("skill", "set", "L1", "maths", "--component", "reading=2026-11-02"), "no parts"),
    (
        ("skill", "set", "L1", "english", "--level", "2", "--component", "reading=2026-11-02"),
        "alone",
    ),
    (("learner", "edit", "L1", "--prefers", "mon,funday"), "funday"),
    (("learner", "edit", "L1", "--second-tutor", "zed"), "zed"),
    (("learner", "edit", "L1", "--second-tutor", "khan"), "another than"),
    (("learner", "edit", "L1", "--weekly-hours", "169"), "--weekly-hours"),
    (("learner", "show", "L1", "--break-to", "2026-12-01"), "--break-from"),
    (
        ("learner", "show", "L1", "--break-from", "2026-12-01", "--break-to", "2026-12-01"),
        "must end after",
    ),
]

REFUSED = [
    (("review", "edit", "L1", "10-19", "--unsign", "employer"), "not signed by employer"),
    (("review", "edit", "L1", "10-19"), "so already"),
    (("review", "edit", "L2", "10-19", "--note", "X"), "there are: none"),
    (("hours", "edit", "L1", "reading on"), "so already"),
    (("hours", "edit", "L1", "swimming", "--minutes", "5"), "no hours"),
    (("evidence", "edit", "L1", "film"), "so already"),
    (("evidence", "edit", "L1", "song", "--link", "x"), "A film"),
    (("action", "edit", "L1", "unit 4"), "so already"),
    (("action", "edit", "L1", "song", "--no-due"), "Read unit 4"),
    (("review", "record", "L1", "--on", "2026-10-19"), "sign it instead"),
    (("review", "sign", "L1", "--by", "tutor"), "already by tutor"),
    (("review", "sign", "L1", "--by", "tutor", "--review", "2026-10-18"), "there are: 19 Oct"),
    (("review", "sign", "L2", "--by", "tutor"), "lacks a signature"),
    (("review", "drop", "L1", "--on", "2026-10-18"), "there are: 19 Oct"),
    (("hours", "drop", "L1", "--on", "2026-11-03"), "no hours are logged"),
    (("hours", "drop", "L1", "--on", "2026-11-02", "--what", "swimming"), "no hours of"),
    (("hours", "plan", "L1", "2026-09=0"), "so already"),
    (("evidence", "accept", "L1", "song"), "A film"),
    (("evidence", "accept", "L1", ""), "A film"),
    (("evidence", "return", "L2", "film"), "there are: none"),
    (("action", "done", "L1", "song"), "Read unit 4"),
    (("action", "drop", "L1", ""), "Read unit 4"),
    (("note", "edit", "L1", "milk", "--private"), "Likes tea"),
    (("note", "edit", "L1", "tea", "--private"), "so already"),
    (("note", "drop", "L2", "tea"), "there are: none"),
    (("contact", "set", "L1", "employer", "--name", "Max Orr"), "so already"),
    (("contact", "drop", "L1", "mentor"), "no mentor contact"),
    (("assessment", "drop", "L1", "discussion"), "no attempt"),
    (("assessment", "book", "L1", "observation", "--on", "2026-12-01"), "already"),
    (("why", "L1", "shoes"), "duration"),
    (("why", "zzz"), "zzz"),
]


@pytest.fixture
def kept(desk: Desk) -> Desk:
    """Sam Jones's record holds a little of everything."""
    desk("review", "record", "L1", "--on", "2026-10-19", "--signed", "tutor")
    for what in ("Reading", "Reading on"):
        desk("hours", "add", "L1", "--minutes", "30", "--on", "2026-11-02", "--what", what)
    for title in ("A film", "First plan", "Second plan"):
        desk("evidence", "add", "L1", "--title", title, "--on", "2026-11-02")
    for text in ("Read unit 4", "Read unit 5"):
        desk("action", "add", "L1", "--text", text)
    desk("note", "add", "L1", "--text", "Likes tea")
    desk("contact", "set", "L1", "employer", "--name", "Max Orr")
    desk("assessment", "book", "L1", "observation", "--on", "2026-12-01")
    return desk


def test_wrong_usage_of_the_record(kept: Desk) -> None:
    for args, said in WRONG_USAGE:
        assert said in kept.refused(*args, status=2), args


def test_refusals_of_the_record(kept: Desk) -> None:
    for args, said in REFUSED:
        assert said in kept.refused(*args, status=1), args


def test_an_item_is_found_by_its_whole_text_though_another_begins_so(kept: Desk) -> None:
    kept("hours", "drop", "L1", "--on", "2026-11-02", "--what", "reading")
    [left] = kept.learner("L1")["hours"]
    assert left["what"] == "Reading on"


def test_an_item_is_found_by_its_id(kept: Desk) -> None:
    first, *_ = kept.learner("L1")["actions"]
    kept("action", "done", "L1", first["id"])
    assert [one["text"] for one in kept.learner("L1")["actions"] if one["done"]] == ["Read unit 4"]


def test_a_learner_whose_first_language_is_signed_has_no_parts_of_english(kept: Desk) -> None:
    kept("learner", "edit", "L1", "--bsl")
    part = ("--component", "reading=2026-11-02")
    assert "no parts" in kept.refused("skill", "set", "L1", "english", *part, status=2)
