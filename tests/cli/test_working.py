"""How far slow work is, as a terminal shows it."""

import sys

import pytest

from tutor_tui.cli import working as module
from tutor_tui.cli.working import working


def test_a_terminal_is_told_how_far_slow_work_is_and_the_line_goes_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(module, "PATIENCE", -1)
    with working("reading a\x1b.csv") as told:
        assert told is not None
        for part in range(1000):
            told(part, 1999)
        line = "\rreading a\u241b.csv: 49 %"
        out, err = capsys.readouterr()
        assert (out, err[-len(line) :], err.count("49 %")) == ("", line, 1)
    assert capsys.readouterr().err == f"\r{' ' * (len(line) - 1)}\r"


def test_quick_work_and_work_that_nobody_watches_say_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with working("reading") as told:
        assert told is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with working("reading") as told:
        assert told is not None
        told(1, 2)
    assert capsys.readouterr().err == ""
