"""Names and texts meant to do harm: shown whole or made inert, within the terminal's width."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import add_learner
from tests.cli.desk import TODAY, Desk, run
from tests.exchange.ilr_samples import delivery, learner, message
from tutor_tui.text import width

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
REORDERING = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

NAMES = {
    "markup": ("Sam [ill]", "Jones"),
    "closing markup": ("Ann [/b]", "Lee"),
    "colour": ("\x1b[31mRed", "\x1b]0;owned\x07"),
    "c1 control": ("\x9b2J", "Clear\x85"),
    "override": ("\u202egnp.exe", "\u2066Isolate"),
    "family emoji": ("\U0001f469\u200d\U0001f469\u200d\U0001f467", "Emoji"),
    "flag and wide": ("\U0001f1ec\U0001f1e7", "日本語の名前"),
    "long": ("A" * 1500, "B" * 400),
    "long and wide": ("語" * 700, "Wide"),
    "long words": (" ".join(["word"] * 300), "Many"),
    "newline": ("Two\nLines", "Tab\tbed\r"),
    "combining": ("Z\u0351\u036b\u0343a\u0335\u0341", "Lgo\u0301"),
    "bidi": ("אבג", "العربية"),
}


def harmless(text: str) -> None:
    assert not CONTROL.search(text), ascii(CONTROL.findall(text))
    assert not REORDERING.search(text)


@pytest.fixture(params=NAMES)
def named(request: pytest.FixtureRequest, desk: Desk) -> Desk:
    """A learner of that name is in the caseload, reference H1, with three visits."""
    given, family = NAMES[request.param]
    add_learner(desk, "H1", given, family, "--employer", f"{given} {family}"[:900])
    desk("visit", "book", "H1", "--at", "2026-12-01T10:00")
    desk("visit", "book", "H1", "--at", "2026-11-20T10:00", "--mode", "workplace")
    desk("visit", "record", "H1", "--on", "2026-11-02", "--outcome", "not_attended")
    return desk


LISTINGS = [
    ("triage",),
    ("learner", "list"),
    ("learner", "show", "H1"),
    ("visit", "list"),
    ("gateway", "show", "H1"),
    ("tutor", "list"),
    (),
]


def test_listings_are_inert_and_fit(named: Desk) -> None:
    for command in LISTINGS:
        result = named(*command)
        for line in result.lines:
            harmless(line)
            assert width(line) <= 80, (command, line)
            assert line == line.rstrip()


def test_sentences_exports_and_errors_are_inert(named: Desk) -> None:
    named("tutor", "edit", "khan", "--name", named.learner("H1")["given_name"][:900] or "Kit")
    for command in (
        ("visit", "record", "H1", "--on", "2026-11-03", "--outcome", "attended", "--json"),
        ("learner", "edit", "H1", "--postcode", "LS1"),
        ("learner", "break", "H1", "--from", "2026-11-10", "--to", "2026-11-12"),
        ("visit", "book", "H1", "--at", "2026-12-26T22:00"),
        ("export", "ics"),
        ("learner", "status", "H1", "gateway"),
    ):
        result = named(*command)
        for line in (result.out.replace("\r\n", "\n") + result.err).split("\n"):
            harmless(line)
    for command in (
        ("visit", "book", "L1", "--at", "2026-12-01T10:00"),
        ("learner", "edit", "L1", "--ref", "H1"),
        ("learner", "status", "H1", "gateway"),
        ("tutor", "edit", "zed", "--name", "Zed"),
    ):
        result = run("--workspace", str(named.root), "--today", TODAY, *command)
        assert result.status in (1, 2)
        harmless(result.err.removesuffix("\n"))


@pytest.mark.parametrize("bad", [given for given, _ in NAMES.values()])
def test_what_is_typed_wrong_is_said_back_inert(desk: Desk, bad: str) -> None:
    for command in (
        ("learner", "show", f"{bad}?"),
        ("visit", "cancel", f"{bad}?"),
        (f"{bad}?",),
        ("triage", "--tutor", f"{bad}?"),
        ("triage", "--state", f"{bad}?"),
        ("triage", "--today", f"{bad}?"),
        ("triage", f"--{bad}?"),
        ("visit", "book", "L1", "--at", f"{bad}?"),
        ("ksb", "set", "L1", f"{bad}?=met"),
        ("skill", "set", "L1", f"{bad}?", "achieved"),
        ("gateway", "set", "L1", f"{bad}?", "done"),
        ("standard", "show", f"{bad}?"),
        ("import", "table", f"{bad[:60]}?"),
        ("--workspace", f"{bad[:60]}?", "triage"),
    ):
        result = run("--workspace", str(desk.root), "--today", TODAY, *command)
        assert result.status in (1, 2), command
        assert result.raw == b""
        assert len(result.err.splitlines()) == 1
        harmless(result.err.removesuffix("\n"))


def test_markup_is_shown_whole(desk: Desk) -> None:
    add_learner(desk, "H1", "Sam [ill]", "Jones")
    add_learner(desk, "H2", "Ann [/b]", "Lee")
    for command in ("triage", "learner list"):
        out = desk(*command.split()).out
        assert "Sam [ill] Jones" in out
        assert "Ann [/b] Lee" in out


def test_a_lone_surrogate_is_refused(desk: Desk) -> None:
    """Such as an argument that is not in the terminal's encoding becomes."""
    desk.refused("learner", "edit", "L1", "--given-name", "Zo\udcc3\udcab", status=2)
    desk.refused("learner", "show", "Zo\udcc3\udcab", status=1)


def test_hostile_names_of_a_return_are_inert_too(desk: Desk, tmp_path: Path) -> None:
    # what XML itself forbids cannot come: no ESC, no NUL
    names = ("Sam [ill]", "Ann [/b]", "\u202egnp.exe", "\x9b2J", "&lt;b&gt;", "A" * 1500)
    file = tmp_path / "return.xml"
    file.write_bytes(
        message(
            "2025-26",
            *(
                learner(f"H{number}", name, "Ray", delivery(LearnStartDate="2025-10-06"))
                for number, name in enumerate(names)
            ),
        )
    )
    told = desk("import", "ilr", str(file))
    for line in told.lines:
        harmless(line)
    for command in LISTINGS:
        for line in desk(*command).lines:
            harmless(line)
            assert width(line) <= 80
