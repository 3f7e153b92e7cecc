"""The terminal program: wires the workspace to the screens."""

import asyncio
import gc
import os
import select
import signal
import sys
import threading
import traceback
from pathlib import Path
from typing import ClassVar

from textual.screen import Screen

from screens.key_order import KeyOrder
from screens.main import MainScreen
from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.configuration import Configuration, configuration
from tutor_tui.workspace.workspace import Workspace

LONGEST_GOODBYE = 2.0
"""Seconds that leaving may take where the terminal does not answer any more."""
HUNG_UP = 128 + signal.SIGHUP


class TutorTui(KeyOrder):
    """One terminal's view of a workspace."""

    TITLE = "tutor-tui"
    CSS_PATH = "../screens/styles.tcss"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(
        self,
        workspace: Workspace,
        caseload: Caseload | None,
        configuration: Configuration | None = None,
    ) -> None:
        """Take the workspace, the caseload to show (None asks for one), and the user's wishes."""
        wishes = configuration or Configuration()
        theme = plain_theme() or wishes.theme
        # said from the start, since NO_COLOR is looked at only there
        super().__init__(ansi_color=True if plain_theme() else None)
        if theme and theme not in self.available_themes:
            raise WrongUsage(
                f"theme {theme!r} is unknown; there are {', '.join(self.available_themes)}"
            )
        self._main = MainScreen(workspace, caseload, keys=wishes.keys)
        self._keys = wishes.keys
        self.fault: Exception | None = None
        self._ending: asyncio.AbstractEventLoop | None = None
        self.last_resort: threading.Timer | None = None
        self.animation_level = "none"
        if theme:
            self.theme = theme

    def _handle_exception(self, error: Exception) -> None:
        """Remember what went wrong, for the line that is printed once the terminal is restored."""
        self.fault = self.fault or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Leave quietly: Textual's own report would print what people had typed."""
        self._close_messages_no_wait()

    def get_default_screen(self) -> Screen[None]:
        """The main screen at once, rather than pushed on an empty one."""
        return self._main

    def on_mount(self) -> None:
        """Leave in good order when the line drops or the program is told to stop."""
        self.set_keymap(self._keys)
        if not gc.isenabled():
            self.call_after_refresh(look_for_garbage)
        self._ending = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, lambda *_: self.leave())

    def on_unmount(self) -> None:
        """Give the signals back."""
        for number in (signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)

    def leave(self) -> None:
        """End the program; what stands in an open form is kept as a draft.

        Safe in a signal's handler and in any thread. Where the terminal is gone Textual may be
        stuck writing to it, so that the program is ended in any case after a moment.
        """
        if self.last_resort is not None and not self.last_resort.is_alive():
            self.last_resort.start()
        self._main.keep_draft()
        if self._ending is not None:
            self._ending.call_soon_threadsafe(self.exit)


def look_for_garbage() -> None:
    """Look for garbage from now on, but not through what the start has made, which stays."""
    gc.freeze()
    gc.set_threshold(50_000, 10, 100)
    gc.enable()


def leave_with_the_line(app: TutorTui) -> None:
    """Wait, in a thread of its own, for the terminal to go, and end the program then.

    A dropped line is usually told by a signal, but not to a program that is in a session of
    its own; it would otherwise go on for ever, asking a terminal that is not there for keys.
    """
    line = select.poll()
    line.register(sys.__stdin__.fileno() if sys.__stdin__ else 0, 0)  # a hang-up is always told
    line.poll()
    app.leave()


def plain_theme() -> str | None:
    """The terminal's own colours where it has few, or none are wanted."""
    term = os.environ.get("TERM", "")
    few = not os.environ.get("COLORTERM") and "256color" not in term and "direct" not in term
    return "ansi-dark" if few or "NO_COLOR" in os.environ else None


def run(workspace: Workspace, tutor: str | None) -> None:
    """Open the terminal program on a tutor's caseload.

    Args:
        workspace: What is shown and changed.
        tutor: The tutor given on the command line; without one it is the user or the only
            tutor, and where that does not tell, the program asks.
    """
    caseload: Caseload | None = None
    try:
        caseload = workspace.caseload(workspace.choose_tutor(tutor).id)
    except WrongUsage:
        if tutor is not None:
            raise
    wishes = configuration()
    mouse = wishes.mouse == "on" or (wishes.mouse == "auto" and "SSH_CONNECTION" not in os.environ)
    app = TutorTui(workspace, caseload, wishes)
    app.last_resort = threading.Timer(LONGEST_GOODBYE, os._exit, (HUNG_UP,))
    app.last_resort.daemon = True
    threading.Thread(target=leave_with_the_line, args=(app,), daemon=True).start()
    app.run(mouse=mouse)
    app.last_resort.cancel()
    if app.fault is not None:
        raise Refused(
            f"the terminal program stopped by a fault of its own ({_place(app.fault)}); what it "
            "said was saved is saved"
        )


def _place(fault: Exception) -> str:
    """The kind of a fault and where it arose; nothing of what was being worked on."""
    frames = traceback.extract_tb(fault.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(fault).__name__}{where}"
