"""Texts meant to do harm in every field of the record: shown whole or inert, within the width."""

import pytest

from tests.cli.desk import TODAY, Desk, run
from tests.cli.test_hostile import NAMES, harmless
from tutor_tui.text import width


@pytest.fixture(params=NAMES)
def hostile(request: pytest.FixtureRequest, two_desks: Desk) -> tuple[Desk, str]:
    """L1's record, in which every text is the same hostile one."""
    text = " ".join(NAMES[request.param])
    desk = two_desks
    for command in (
        ("learner", "edit", "L1", "--organisation", text, "--second-tutor", "bo"),
        ("tutor", "edit", "bo", "--name", text[:900]),
        ("review", "record", "L1", "--on", "2026-10-19", "--note", text),
        ("hours", "add", "L1", "--minutes", "30", "--what", text),
        ("evidence", "add", "L1", "--title", text, "--link", text, "--ksb", "K6"),
        ("evidence", "accept", "L1", text),
        ("action", "add", "L1", "--text", text, "--on", "2026-11-02", "--due", "2026-11-16"),
        ("action", "add", "L1", "--text", f"{text} done"),
        ("action", "done", "L1", f"{text} done"),
        ("note", "add", "L1", "--text", text),
        ("contact", "set", "L1", "mentor", "--name", text, "--email", text, "--phone", text),
        ("assessment", "record", "L1", "observation", "--result", "fail", "--note", text),
    ):
        result = desk(*command)
        for line in (result.out + result.err).split("\n"):
            harmless(line)
    return desk, text


LISTINGS = [
    ("learner", "show", "L1"),
    ("learner", "show", "L1", "--visit", "2026-11-20"),
    ("why", "L1"),
    ("timeline", "L1"),
    *(
        (noun, "list", "L1")
        for noun in ("review", "hours", "evidence", "action", "note", "contact", "assessment")
    ),
]


def test_the_record_is_inert_and_fits(hostile: tuple[Desk, str]) -> None:
    desk, _ = hostile
    for command in LISTINGS:
        for line in desk(*command).lines:
            harmless(line)
            assert width(line) <= 80, (command, line)
            assert line == line.rstrip()


def test_markup_in_the_record_is_shown_whole(desk: Desk) -> None:
    desk("note", "add", "L1", "--text", "Sam [ill] said [/b]")
    desk("evidence", "add", "L1", "--title", "A [red]film[/]")
    out = desk("learner", "show", "L1").out
    assert "Sam [ill] said [/b]" in out
    assert "A [red]film[/]" in out


def test_what_is_asked_for_wrongly_is_said_back_inert(hostile: tuple[Desk, str]) -> None:
    desk, text = hostile
    for command in (
        ("action", "done", "L1", f"{text}?"),
        ("action", "drop", "L1", ""),
        ("evidence", "accept", "L1", text),
        ("note", "edit", "L1", f"{text}?", "--private"),
        ("hours", "plan", "L1", f"{text}?"),
        ("hours", "drop", "L1", "--on", TODAY, "--what", f"{text}?"),
        ("review", "record", "L1", "--on", TODAY, "--signed", f"{text}?"),
        ("evidence", "add", "L1", "--title", "X", "--ksb", f"{text}?"),
        ("assessment", "drop", "L1", f"{text}?"),
        ("skill", "set", "L1", "english", "--component", f"{text}?"),
        ("why", "L1", f"{text}?"),
        ("learner", "edit", "L1", "--prefers", f"{text}?"),
    ):
        result = run("--workspace", str(desk.root), "--today", TODAY, *command)
        assert result.status in (1, 2), command
        assert result.raw == b""
        assert len(result.err.splitlines()) == 1
        harmless(result.err.removesuffix("\n"))
