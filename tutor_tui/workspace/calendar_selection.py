"""What of a caseload goes into a calendar file: all that was chosen, or what has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tutor_tui.errors import NotFound
from tutor_tui.london import in_london
from tutor_tui.model.visit import Visit
from tutor_tui.workspace.calendar_choice import CalendarChoice, Since
from tutor_tui.workspace.calendar_visits import Pair, generation_at, told_now, told_now_and_then
from tutor_tui.workspace.caseload import Caseload


@dataclass(frozen=True, slots=True, kw_only=True)
class OldEntry:
    """An entry of an earlier export that does not hold any more, as calendars show it.

    `became` says what has become of the visit: `cancelled`, `moved to Wed 2 Dec 2026 10:00`.
    """

    start: datetime
    title: str
    became: str

    @property
    def line(self) -> str:
        """All of it, as it is told."""
        return f"{_when(self.start)}  {self.title} ({self.became})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """The visits of one caseload that go into a file, in no order, and those without a time.

    `revision` is the caseload's generation: what changes after it is told by naming it.
    `old` are the entries that what has changed takes the place of, by their start.
    """

    held: Sequence[Pair]
    deleted: Sequence[Pair]
    without_time: int = 0
    revision: int
    old: tuple[OldEntry, ...] = ()

    @property
    def pairs(self) -> list[Pair]:
        """All of them."""
        return [*self.held, *self.deleted]


def selected(caseload: Caseload, choice: CalendarChoice) -> Selected:
    """What of the caseload was chosen.

    Raises:
        NotFound: The caseload has no change of the number that the choice begins with.
    """
    # asked for first: what is changed meanwhile is then told once more, and not lost
    revision = caseload.generation()
    if choice.since is not None:
        return _changed(caseload, choice, _generation(caseload, choice.since), revision)
    told = told_now(caseload)
    held = [pair for pair in told.held if choice.takes(*pair)]
    return Selected(
        held=[pair for pair in held if pair[0].start is not None],
        deleted=[pair for pair in told.deleted if choice.takes(*pair)],
        without_time=sum(visit.start is None for visit, _ in held),
        revision=revision,
    )


def _generation(caseload: Caseload, since: Since) -> int:
    if isinstance(since, datetime):
        return generation_at(caseload, since)
    last = caseload.generation()
    if since > last:
        raise NotFound(
            f"there is no change {since} in {caseload.tutor.name}'s caseload; the last is {last}"
        )
    return since


def _changed(
    caseload: Caseload, choice: CalendarChoice, generation: int, revision: int
) -> Selected:
    """What is written otherwise than it was at this generation, whichever day it had then."""
    from tutor_tui.exchange import ics  # loads icalendar: only when a calendar is written

    told, told_then = told_now_and_then(caseload, generation)
    now, then = ({pair[0].id: pair for pair in one.pairs} for one in (told, told_then))
    entries, before = (
        ics.events(
            [ics.Entry(*pair) for pair in pairs.values()],
            names=choice.names,
            utc=choice.utc,
            alarm_minutes=choice.alarm_minutes,
        )
        for pairs in (now, then)
    )
    stood = {id_ for id_ in before if choice.takes(*then[id_])}

    def to_be_written(pair: Pair) -> bool:
        visit, _ = pair
        if visit.id not in entries or entries[visit.id] == before.get(visit.id):
            return False
        return choice.takes(*pair) or (visit.id in stood and choice.takes_status(visit))

    deleted = {visit.id for visit, _ in told.deleted}
    old = [
        OldEntry(
            start=in_london(start),
            title=ics.title(ics.Entry(*then[id_]), choice.names),
            became="deleted" if id_ in deleted else _became(then[id_][0], now),
        )
        for id_ in stood
        if entries.get(id_) != before[id_] and (start := then[id_][0].start)
    ]
    return Selected(
        held=[pair for pair in told.held if to_be_written(pair)],
        deleted=[pair for pair in told.deleted if to_be_written(pair)],
        revision=revision,
        old=tuple(sorted(old, key=lambda entry: (entry.start, entry.title))),
    )


def _became(before: Visit, now: Mapping[str, Pair]) -> str:
    """What has become of a visit that was not deleted."""
    if before.id not in now:
        return "handed over"
    visit = now[before.id][0]
    if visit.start is None:
        return "has no time any more"
    if visit.status == "cancelled" and before.status != "cancelled":
        return "cancelled"
    if (visit.start, visit.end) != (before.start, before.end):
        return f"moved to {_when(in_london(visit.start))}"
    return "changed"


def _when(start: datetime) -> str:
    return f"{start:%a %-d %b %Y %H:%M}"
