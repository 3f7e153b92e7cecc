"""What is said of each calendar program fits the screen and says how it is known."""

import pytest

from tutor_tui.exchange.advice import CLIENTS, WIDTH, Client


def test_the_programs_tutors_use_are_there() -> None:
    names = " ".join(client.name for client in CLIENTS)
    for name in ("Outlook (classic)", "new and web", "Google", "Apple", "Thunderbird", "khal"):
        assert name in names


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_advice_is_short_plain_sentences(client: Client) -> None:
    assert len(client.lines) == 5
    for line in (client.name, *client.lines):
        assert line.isascii()
        assert line.isprintable()
        assert 0 < len(line) <= WIDTH
    for sentence in (client.do, *(fact.text for fact in client.facts)):
        assert sentence[0].isupper() or sentence.startswith("--since")
        assert sentence.endswith(".")
    assert "--since" in client.since.text
    assert "feed" in client.feed.text


def test_only_what_was_tried_is_called_measured() -> None:
    measured = {
        client.name
        for client in CLIENTS
        if any(fact.evidence == "measured" for fact in client.facts)
    }
    assert measured == {"khal"}
