"""When a visit was overdue: every gap between visits that was longer than the cadence allows."""

from datetime import date, timedelta

from msgspec import Struct

from tutor_tui.rules.cadence import cadence
from tutor_tui.rules.triage import Verdict

_DAY = timedelta(days=1)


class LateGap(Struct, frozen=True):
    """Days on which a visit was overdue, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.end - self.start).days + 1


def late_gaps(verdict: Verdict) -> list[LateGap]:
    """The gaps up to today in order of time, the present one included.

    A gap ends with the visit that was late, with a break, or with the programme. The rule itself
    is asked, of the day before each of these.
    """
    learner, today = verdict.learner, verdict.today
    seen = {
        visit.date
        for visit in verdict.visits
        if visit.status == "attended" and visit.kind not in verdict.settings.kinds_not_counted
    }
    # no visit was due from these days on: the day before was the last that could be late
    stops = {pause.start for pause in learner.breaks}
    stops |= {change.on for change in learner.statuses if change.status != "on_programme"}
    lasts = {day: day for day in seen} | {day: day - _DAY for day in stops - seen}
    found = []
    for day, last in sorted(lasts.items()):
        if learner.original_start < day <= today:
            closes = cadence(
                learner, verdict.visits, verdict.standard, verdict.settings, day - _DAY
            ).closes
            if closes and closes < last:
                found.append(LateGap(closes + _DAY, last))
    if verdict.cadence.closes and verdict.cadence.closes < today:
        found.append(LateGap(verdict.cadence.closes + _DAY, today))
    return found
