"""How far slow work is: on one line of a terminal, which goes again when the work is done."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from tutor_tui.text import shown

PATIENCE = 0.5
"""Seconds after which work counts as slow."""


@contextmanager
def working(doing: str) -> Iterator[Callable[[int, int], None] | None]:
    """Give what is to be told how much is done, and of how much; None where nobody would see.

    Args:
        doing: What is being done, in words.
    """
    if not sys.stderr.isatty():
        yield None
        return
    began, line = time.monotonic(), ""

    def told(part: int, whole: int) -> None:
        nonlocal line
        now = f"{shown(doing)}: {min(100 * part // max(whole, 1), 100)} %"
        if now != line and time.monotonic() - began > PATIENCE:
            line = now
            click.echo(f"\r{line}", nl=False, err=True)

    try:
        yield told
    finally:
        if line:
            click.echo(f"\r{' ' * len(line)}\r", nl=False, err=True)
