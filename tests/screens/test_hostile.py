"""Names that would be markup, escapes or worse show whole and do nothing."""

import re
from pathlib import Path

import pytest
from textual.app import App
from textual.strip import Strip

from screens.signs import legible
from tests.long import LONG
from tests.screens.people import app_of, empty_workspace, with_learner
from tests.screens.test_keys import main, message
from tutor_tui.text import line

HOSTILE = {
    "markup": ("Sam [ill]", "Jones"),
    "closing markup": ("Ann [/b]", "Lee"),
    "link": ("[link=http://x]Eve", "[/link][red]"),
    "escape": ("Esc\x1b[31m\x1b]52;c;aGk=\x07", "C\x9b1J"),
    "right to left": ("Al\u202ei", "\u2067Noor\u2069\u200f"),
    "emoji": ("👩‍👩‍👧‍👦", "🇬🇧 👍🏽"),
    "long": ("Very " * 60, "Long " * 60),
    "dollar": ("$name", "{0} %s \\n"),
}
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]")
EVERY_SCREEN = (
    (),
    ("slash", "e"),
    ("enter",),
    ("enter", "2"),
    ("enter", "3"),
    ("enter", "4"),
    ("enter", "7"),
    ("v",),
    ("b",),
    ("x",),
    ("question_mark",),
    ("H",),
    ("H", "slash", "e", "enter", "d"),
    ("enter", "H"),
    ("colon", "e"),
)


def drawn(app: App[None]) -> str:
    """Every line now on the screen."""
    width, height = app.size
    lines = app.screen._compositor.render_strips(app.size)
    assert all(isinstance(line, Strip) for line in lines)
    assert len(lines) == height
    assert all(line.cell_length <= width for line in lines)
    return "\n".join(line.text for line in lines)


ALL_IN_ONE = ("[/b]\x1b[31m\u202e", "\u2067[red]\x9b1J\x1b]52;c;aGk=\x07\u200f🇬🇧 👍🏽 $name {0}")
"""Markup, escapes and turned text, from the first few letters on that every screen has room for."""

NAMES = HOSTILE if LONG else {"all in one": ALL_IN_ONE, "long": HOSTILE["long"]}
"""Each kind by itself is tried in the long run."""


@pytest.mark.parametrize("kind", HOSTILE if LONG else ["all in one"])
async def test_every_screen(tmp_path: Path, kind: str) -> None:
    workspace = empty_workspace(tmp_path / "workspace")
    given, family = NAMES[kind]
    with_learner(workspace, given=given, family=family)

    seen = legible(f"{line(given)} {line(family)}".strip())[:8]
    app = app_of(workspace)
    async with app.run_test(size=(160, 40), notifications=True) as pilot:
        for keys in EVERY_SCREEN:
            await pilot.press(*keys)
            await pilot.pause()
            text = drawn(app)
            assert not CONTROL.search(text.replace("\n", "")), keys
            # the export form is about the whole caseload; the palette is filtered by the keys
            if keys[:1] not in (("x",), ("colon",), ("slash",)):
                assert seen in text, keys
            if kind == "markup" and keys[:1] not in (("x",), ("colon",)):
                assert "Sam [ill] Jones" in text, keys
            await pilot.press(*(["escape"] * len(keys)))
            assert (len(app.screen_stack), main(app).view) == (1, "caseload"), keys


@pytest.mark.parametrize("kind", NAMES)
async def test_what_is_told(tmp_path: Path, kind: str) -> None:
    workspace = empty_workspace(tmp_path / "workspace")
    with_learner(workspace, given=NAMES[kind][0], family=NAMES[kind][1])
    app = app_of(workspace)
    async with app.run_test(notifications=True) as pilot:
        await pilot.press("b", "f2")
        assert message(app).startswith("Booked")
        assert not CONTROL.search(message(app).replace("\n", ""))
        await pilot.press("enter", "2", "c", "f2")
        assert not CONTROL.search(drawn(app).replace("\n", ""))
        assert "Cancelled" in message(app)
