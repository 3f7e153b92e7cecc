"""Writing visits as a calendar; other programs of the terminal taking up as many."""

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import process_time

from icalendar import Calendar, Event

from benchmarks.invented import VISITS_A_YEAR, documents
from benchmarks.measure import Row, ended, interleaved
from benchmarks.programs import ours
from benchmarks.setting import Setting
from tutor_tui.exchange import ics
from tutor_tui.exchange.names import displayed_name
from tutor_tui.exchange.uids import uid
from tutor_tui.london import in_london
from tutor_tui.model.visit import Visit

LEARNERS = 60

KHAL = """\
[calendars]
[[visits]]
path = {calendar}
[sqlite]
path = {cache}
[locale]
local_timezone = Europe/London
default_timezone = Europe/London
timeformat = %H:%M
dateformat = %d/%m/%Y
longdateformat = %d/%m/%Y
datetimeformat = %d/%m/%Y %H:%M
longdatetimeformat = %d/%m/%Y %H:%M
"""


def rows(setting: Setting) -> Iterator[Row]:
    """A year of one caseload, and ten thousand visits, in seconds of the processor; programs."""
    for number in (720, 10_000):
        learners, visits = documents("tutor", number // VISITS_A_YEAR + 1, seed=1)
        by_id = {learner.id: learner for learner in learners}
        entries = [ics.Entry(visit, by_id[visit.learner]) for visit in visits[:number]]
        written = ics.calendars(entries), [_plainly(entries)]
        for files in written:
            assert sum(file.count(b"BEGIN:VEVENT") for file in files) == number
        own, beside = interleaved(
            max(setting.runs // 3, 1),
            lambda entries=entries: _processor(lambda: ics.calendars(entries)),  # type: ignore[misc]
            lambda entries=entries: _processor(lambda: _plainly(entries)),  # type: ignore[misc]
        )
        yield Row(
            what=f"export of {number:,} visits",
            ours=own,
            unit="s",
            beside="icalendar's own building and serialising",
            theirs=beside,
            most=1.2,
        )
    yield from _programs(setting)


def _processor(action: Callable[[], object]) -> float:
    """The seconds of the processor that an action takes."""
    began = process_time()
    action()
    return process_time() - began


def _programs(setting: Setting) -> Iterator[Row]:
    """The command from start to end, beside those of other programs that are installed."""
    place = setting.directory / "export"
    place.mkdir(exist_ok=True)
    file = place / "visits.ics"
    command = ours(setting.workspace(LEARNERS), "export", "ics", "--json", "--out", str(file))
    ended(command)
    visits = [visit for visit in documents("tutor", LEARNERS, seed=0)[1] if visit.start]
    assert file.read_bytes().count(b"BEGIN:VEVENT") == len(visits)
    for name, runs in (
        ("khal import", _khal(place, file)),
        ("remind with rem2ics", _remind(place, visits)),
    ):
        if runs is None:
            print(f"skipped: {name} (not installed)", file=sys.stderr)
            continue
        own, beside = interleaved(max(setting.runs // 3, 1), lambda: ended(command).seconds, runs)
        yield Row(
            what=f"`export ics`, {LEARNERS} learners with a year's visits",
            ours=own,
            unit="s",
            beside=f"{name}, as many visits",
            theirs=beside,
        )


def _khal(place: Path, file: Path) -> Callable[[], float] | None:
    """Have khal take the file into an empty calendar; it has no export."""
    if importlib.util.find_spec("khal") is None:
        return None
    calendar, cache, settings = place / "khal", place / "khal.db", place / "khal.conf"
    settings.write_text(KHAL.format(calendar=calendar, cache=cache))
    batch = ("import", "--batch", "-a", "visits", str(file))

    def run() -> float:
        shutil.rmtree(calendar, ignore_errors=True)
        calendar.mkdir()
        cache.unlink(missing_ok=True)
        return ended((sys.executable, "-m", "khal", "-c", str(settings), *batch)).seconds

    return run


def _remind(place: Path, visits: Sequence[Visit]) -> Callable[[], float] | None:
    """Have rem2ics write a calendar of as many reminders."""
    if not (shutil.which("remind") and shutil.which("rem2ics")):
        return None
    reminders, out = place / "visits.rem", place / "remind.ics"
    reminders.write_text("".join(map(_reminder, visits)))
    first, last = min(visit.date for visit in visits), max(visit.date for visit in visits)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    options = ("-s", first.replace(day=1).isoformat(), "-m", str(months), "-z", "Europe/London")
    command = ("rem2ics", *options, str(reminders), str(out))
    ended(command)
    assert out.read_bytes().count(b"BEGIN:VEVENT") == len(visits)
    return lambda: ended(command).seconds


def _reminder(visit: Visit) -> str:
    assert visit.start is not None
    assert visit.end is not None
    start = in_london(visit.start)
    minutes = int((visit.end - visit.start).total_seconds() // 60)
    return (
        f"REM {start:%-d %b %Y} AT {start:%H:%M} DURATION {minutes // 60}:{minutes % 60:02} "
        f"MSG Visit {visit.id}\n"
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
