"""Slow work done aside, in a thread of its own, while keys go on being taken."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, get_current_worker

from tutor_tui.errors import TutorTuiError
from tutor_tui.workspace.workspace import Workspace

Result = TypeVar("Result")
T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Told how much of a piece of work is done, and of how much."""


def of_its_own(workspace: Workspace) -> Workspace:
    """A workspace of a thread's own, since a caseload is not shared between threads."""
    return Workspace(
        workspace.root, today=workspace.today, now=workspace.now, actor=workspace.actor
    )


class Stopped(Exception):
    """The work was broken off."""


class AsideScreen(Screen[Result], Generic[Result]):
    """A screen that has one piece of work done aside at a time."""

    @dataclass
    class Progressed(Message):
        """So much of the work is done, in per cent."""

        percent: int

    @dataclass
    class Failed(Message):
        """The work could not be done."""

        error: TutorTuiError

    def __init__(self) -> None:
        """Start with nothing to do."""
        super().__init__()
        self.doing = ""
        """What is being done, in words; empty while nothing is."""
        self._work: Worker[None] | None = None

    @abstractmethod
    def show_progress(self, percent: int) -> None:
        """Show how much of what is being done is done."""

    @abstractmethod
    def failed(self, error: TutorTuiError) -> None:
        """Tell why it could not be done."""

    def aside(self, doing: str, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        """Have a piece of work done, in place of what is being done now.

        Args:
            doing: What it is, in words.
            work: The work; it tells how far it is, and is broken off where it does.
            done: Called with what it gave, unless it was broken off.
        """
        self.doing = doing
        self.show_progress(0)
        last = 0

        def run() -> None:
            worker = get_current_worker()

            def told(part: int, whole: int) -> None:
                nonlocal last
                if worker.is_cancelled:
                    raise Stopped
                percent = min(100 * part // max(whole, 1), 100)
                if percent != last:
                    last = percent
                    self.post_message(self.Progressed(percent))

            def finish(found: T) -> None:
                if not worker.is_cancelled:
                    self.doing = ""
                    done(found)

            try:
                self.call_later(finish, work(told))
            except Stopped:
                return
            except TutorTuiError as error:
                if not worker.is_cancelled:
                    self.post_message(self.Failed(error))

        self._work = self.run_worker(run, thread=True, exclusive=True)

    def stop(self) -> None:
        """Break off what is being done."""
        if self._work is not None:
            self._work.cancel()
        self.doing = ""

    def on_aside_screen_progressed(self, event: Progressed) -> None:
        """Show how far the work is."""
        if self.doing:
            self.show_progress(event.percent)

    def on_aside_screen_failed(self, event: Failed) -> None:
        """Tell why the work could not be done."""
        self.doing = ""
        self.failed(event.error)
