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
    """One calendar program: what to do, and what it does with what.

    `again` is the whole file imported once more, `cancelled` what becomes of cancelled visits,
    `since` a file of the changes alone, `feed` what it does with a feed.
    """

    name: str
    do: str
    again: Fact
    cancelled: Fact
    since: Fact
    feed: Fact

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What it does."""
        return (self.again, self.cancelled, self.since, self.feed)

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything to be told, a sentence a line."""
        return (self.do, *(fact.line for fact in self.facts))


CLIENTS: Final = (
    Client(
        name="Outlook (classic)",
        do="Import into a calendar of its own; empty it before importing again.",
        again=Fact("A second import adds every visit again, moved or not.", "reported"),
        cancelled=Fact("Keeps cancelled visits: only the title says so.", "reported"),
        since=Fact("--since --no-cancelled: remove what it lists, then import.", "reported"),
        feed=Fact("Follows a feed subscribed to from the internet.", "reported"),
    ),
    Client(
        name="Outlook (new and web)",
        do="Import into a calendar of its own; delete it before importing again.",
        again=Fact("An imported file does not refresh; doubles may appear.", "not verified"),
        cancelled=Fact("Cancelled visits may stay: look at the title.", "not verified"),
        since=Fact("--since may double visits: remove what it lists first.", "not verified"),
        feed=Fact("Reads a feed every three hours, at times once a day.", "reported"),
    ),
    Client(
        name="Google Calendar",
        do="Import each file of a split export into the same calendar.",
        again=Fact("Updates moved visits; one you binned is refused.", "reported"),
        cancelled=Fact("Takes cancelled visits out.", "reported"),
        since=Fact("--since is enough, into the same calendar.", "reported"),
        feed=Fact("Reads a feed about once a day, whatever it asks for.", "reported"),
    ),
    Client(
        name="Apple Calendar",
        do="Import into a calendar of its own, and look before you rely on it.",
        again=Fact("A second import may update visits or double them.", "not verified"),
        cancelled=Fact("Shows cancelled visits struck through.", "reported"),
        since=Fact("--since may update visits or double them.", "not verified"),
        feed=Fact("Reads a feed as often as you set.", "reported"),
    ),
    Client(
        name="Thunderbird",
        do="Import into a calendar of its own, and look before you rely on it.",
        again=Fact("Older versions doubled visits on a second import.", "not verified"),
        cancelled=Fact("Shows cancelled visits struck through.", "reported"),
        since=Fact("--since may double visits in older versions.", "not verified"),
        feed=Fact("Reads a feed every half hour unless you set otherwise.", "reported"),
    ),
    Client(
        name="khal",
        do="Export with --dir into a khal calendar: moved visits then follow.",
        again=Fact("Updates visits, but an older file imported later wins.", "measured"),
        cancelled=Fact("Keeps cancelled visits, with the status cancelled.", "measured"),
        since=Fact("Needs no --since: --dir writes only what has changed.", "measured"),
        feed=Fact("Reads no feed itself; vdirsyncer brings it one.", "reported"),
    ),
)
"""The programs, the commonest first."""
