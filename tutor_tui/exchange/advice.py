"""What each calendar program will do with an exported file, and what to do about it."""

from dataclasses import dataclass
from typing import Final, Literal

WIDTH: Final = 78
"""Columns that every line of advice fits into."""

Evidence = Literal["measured", "reported", "not verified"]
"""`measured` by us with the program; `reported` by its makers or users; `not verified`."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence on what a program does, and how we know."""

    text: str
    evidence: Evidence

    @property
    def line(self) -> str:
        """The sentence with its evidence, for screen and command."""
        return f"{self.text} ({self.evidence})"


@dataclass(frozen=True, slots=True)
class Client:
    """One calendar program: what to do, and what it does when a file is imported again."""

    name: str
    do: str
    again: Fact
    cancelled: Fact

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything to be told, a sentence a line."""
        return (self.do, self.again.line, self.cancelled.line)


CLIENTS: Final = (
    Client(
        name="Outlook (classic)",
        do="Import into a calendar of its own; empty it before importing again.",
        again=Fact("A second import adds every visit again, moved or not.", "reported"),
        cancelled=Fact("Keeps cancelled visits: only the title says so.", "reported"),
    ),
    Client(
        name="Outlook (new and web)",
        do="Import into a calendar of its own; delete it before importing again.",
        again=Fact("An imported file does not refresh; doubles may appear.", "not verified"),
        cancelled=Fact("Cancelled visits may stay: look at the title.", "not verified"),
    ),
    Client(
        name="Google Calendar",
        do="Import each file of a split export into the same calendar.",
        again=Fact("Updates moved visits; one you binned is refused.", "reported"),
        cancelled=Fact("Takes cancelled visits out.", "reported"),
    ),
    Client(
        name="Apple Calendar",
        do="Import into a calendar of its own, and look before you rely on it.",
        again=Fact("A second import may update visits or double them.", "not verified"),
        cancelled=Fact("Shows cancelled visits struck through.", "reported"),
    ),
    Client(
        name="Thunderbird",
        do="Import into a calendar of its own, and look before you rely on it.",
        again=Fact("Older versions doubled visits on a second import.", "not verified"),
        cancelled=Fact("Shows cancelled visits struck through.", "reported"),
    ),
    Client(
        name="khal",
        do="Export with --dir into a khal calendar: moved visits then follow.",
        again=Fact("Updates visits, but an older file imported later wins.", "measured"),
        cancelled=Fact("Keeps cancelled visits, with the status cancelled.", "measured"),
    ),
)
"""The programs, the commonest first."""
