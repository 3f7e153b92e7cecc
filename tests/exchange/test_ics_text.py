"""Text and links from people, before they are written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.readers.examples import TEAMS
from tutor_tui.exchange.links import is_link
from tutor_tui.exchange.plain import one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plas Crug", "Plas Crug"),
        ("  Plas  Crug ", "Plas  Crug"),
        ("one\r\ntwo\vthree\ffour\x85five\u2028six\u2029seven\teight", None),
        ("\x00a\x1b[31mb\x7fc\x9bd", "a[31mbcd"),
        ("\u202eevil\u202c \u2066x\u2069\ufeff", "evil x"),
        ("half \ud800 pair", "half \ufffd pair"),
        ("👩🏽‍🚀 e\u0301 مح\u200fمد \u00a0x", "👩🏽‍🚀 e\u0301 مح\u200fمد \u00a0x"),
        (r"\N \n ; , : ' \" <b>", r"\N \n ; , : ' \" <b>"),
        ("\n\x00\n", ""),
        ("", ""),
    ],
)
def test_one_line(text: str, expected: str | None) -> None:
    assert one_line(text) == (expected or " ".join(one_line(text).split()))
    if expected is None:
        assert one_line(text) == "one two three four five six seven eight"


@given(st.text(st.characters(exclude_categories=())))
def test_one_line_is_one_line_and_can_be_written(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) == (1 if line else 0)
    assert not any(character < " " or "\x7f" <= character <= "\x9f" for character in line)
    assert line.encode().decode() == line
    assert one_line(line) == line


@pytest.mark.parametrize(
    "link",
    [
        TEAMS,
        "https://example.org",
        "HTTPS://EXAMPLE.ORG:8443/a?b=c,d;e#f",
        "http://localhost/a(b)'c'",
        "msteams:/l/meetup-join/19%3a1",
        "msteams://teams.microsoft.com/l/meetup-join/19%3a1",
        "zoommtg://zoom.us/join?confno=123&pwd=456",
    ],
)
def test_links(link: str) -> None:
    assert is_link(link)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Teams",
        "teams.microsoft.com/l/meetup-join",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "mailto:amira.khan@example.org",
        "data:text/html,x",
        "https://",
        "https:///path",
        "https://.example.org",
        "https://example.org/a b",
        "https://example.org/\r\nATTENDEE:mailto:a@b.c",
        "https://example.org/a\n",
        'https://example.org/"onclick',
        "https://example.org/\\x",
        "https://example.org/%zz",
        "https://example.org/ŵ",
        "https://teams.microsoft.com@evil.example/",
        "https://user:pass@example.org/",
        "https://example.org:port/",
        " https://example.org",
    ],
)
def test_not_links(text: str) -> None:
    assert not is_link(text)


def test_a_long_near_miss_is_told_quickly() -> None:
    started = time.process_time()
    assert not is_link("https://" + "a-" * 50_000 + " ")
    assert not is_link("https://a/" + "%41" * 50_000 + " ")
    assert time.process_time() - started < 2
