"""Opening the terminal program, or its text twin where there is no terminal to draw on."""

import gc
import os
import sys

from tutor_tui.cli.session import Session


def open_program(session: Session, *, plain: bool = False) -> None:
    """Open the screens; with `plain`, on a dumb terminal or into a pipe, print the caseload."""
    if plain or not drawable():
        from tutor_tui.cli.triage import print_triage

        print_triage(session)
        return
    # what is made on the way to the first screen stays in use: looking through it for garbage
    # takes a tenth of the start, so the app turns that on when it is drawn
    gc.disable()
    from tutor_tui.app import run

    run(session.workspace(), session.tutor)


def drawable() -> bool:
    """Whether both ends are a terminal that can be drawn on."""
    if os.environ.get("TERM", "dumb") in ("", "dumb"):
        return False
    return sys.stdin.isatty() and sys.stdout.isatty()
