"""Writing visits as a calendar."""

from collections.abc import Iterator, Sequence

from icalendar import Calendar, Event

from benchmarks.invented import VISITS_A_YEAR, documents
from benchmarks.measure import Row, interleaved, timed
from benchmarks.setting import Setting
from tutor_tui.exchange import ics
from tutor_tui.exchange.names import displayed_name
from tutor_tui.exchange.uids import uid
from tutor_tui.london import in_london


def rows(setting: Setting) -> Iterator[Row]:
    """A year of one caseload, and ten thousand visits."""
    for number in (720, 10_000):
        learners, visits = documents("tutor", number // VISITS_A_YEAR + 1, seed=1)
        by_id = {learner.id: learner for learner in learners}
        entries = [ics.Entry(visit, by_id[visit.learner]) for visit in visits[:number]]
        written = ics.calendars(entries), [_plainly(entries)]
        for files in written:
            assert sum(file.count(b"BEGIN:VEVENT") for file in files) == number
        own, beside = interleaved(
            max(setting.runs // 3, 1),
            lambda entries=entries: timed(lambda: ics.calendars(entries)),  # type: ignore[misc]
            lambda entries=entries: timed(lambda: _plainly(entries)),  # type: ignore[misc]
        )
        yield Row(
            what=f"export of {number:,} visits",
            ours=own,
            unit="s",
            beside="icalendar's own building and serialising",
            theirs=beside,
            most=1.2,
        )


def _plainly(entries: Sequence[ics.Entry]) -> bytes:
    """The same events, built and serialised as icalendar's guide shows."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//benchmark//EN")
    calendar.add("METHOD", "PUBLISH")
    for entry in entries:
        visit = entry.visit
        assert visit.start is not None
        assert visit.end is not None
        name = displayed_name(entry.learner, "first")
        event = Event()
        event.add("UID", uid(visit))
        event.add("SEQUENCE", visit.sequence)
        event.add("DTSTAMP", visit.changed)
        event.add("LAST-MODIFIED", visit.changed)
        event.add("CREATED", visit.created)
        event.add("DTSTART", in_london(visit.start))
        event.add("DTEND", in_london(visit.end))
        event.add("SUMMARY", f"Visit: {name}")
        event.add("LOCATION", visit.location or visit.link)
        event.add("DESCRIPTION", f"Visit with {name}\n{visit.mode}\n{visit.link}")
        if visit.link:
            event.add("URL", visit.link)
            event.add("CONFERENCE", visit.link)
        event.add("STATUS", "CONFIRMED")
        event.add("CLASS", "PRIVATE")
        event.add("TRANSP", "OPAQUE")
        event.add("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY")
        event.add("CATEGORIES", ["Learner visit"])
        calendar.add_component(event)
    return bytes(calendar.to_ical())
