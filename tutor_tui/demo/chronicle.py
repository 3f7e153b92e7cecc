"""The visits of one story: the last one and what is booked, then the year before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from tutor_tui.demo.diary import Diary
from tutor_tui.demo.story import By, Story
from tutor_tui.london import london_date
from tutor_tui.model.common import Cadence
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit, VisitKind, VisitStatus
from tutor_tui.rules.status import last_return

DAYS_BACK, DAYS_AHEAD = 365, 61
"""How far visits reach around today: fourteen months in all."""

MINUTES: dict[VisitKind, int] = {
    "teaching": 60,
    "review": 90,
    "induction": 90,
    "observation": 60,
    "support": 30,
}
_OFF_THE_JOB: dict[VisitKind, int] = {"teaching": 60, "observation": 45, "induction": 30}
_NOTES = (
    "Went through the reflective account; two examples to add.",
    "Mentoring contract signed and filed. Next: questioning techniques.",
    "Good session. Professional discussion practised for ten minutes.",
    "Evidence from the safeguarding course brought along.",
    "Busy term; agreed one witness statement by the next visit.",
    "Employer joined for the last quarter of an hour, pleased with progress.",
    "Read the feedback from supervision together and set two targets.",
    "Portfolio is in good order. Sustainability is still thin.",
)
_MISSES: tuple[tuple[VisitStatus, str], ...] = (
    ("not_attended", "Covering a colleague's class"),
    ("not_attended", "Did not join, no message"),
    ("cancelled", "Ill"),
    ("cancelled", "School trip"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicle:
    """Tells the visits of one learner. Those told have no id yet."""

    story: Story
    learner: Learner
    diary: Diary
    rng: Random
    today: date

    def recent(self) -> list[Visit]:
        """The last attended visit, what happened since, and what is booked.

        Told for every learner before anyone's earlier visits, as these must be on their day.
        """
        visits = []
        seen = self._last_seen()
        if seen:
            visits.append(self._visit(seen, "attended", "teaching"))
        for event in self.story.since:
            first, last = (self.today + timedelta(days=offset) for offset in event.within)
            start = self.diary.take(first, last, MINUTES[event.kind])
            if start:
                visits.append(self._visit(start, event.status, event.kind, event.by, event.why))
        return visits + list(self._booked(london_date(seen) if seen else None))

    def earlier(self, newest: date | None) -> list[Visit]:
        """The visits of the year before the last attended one, back to the start."""
        if newest is None:
            return []
        begun = self.learner.original_start
        floor = self.today - timedelta(days=DAYS_BACK)
        told: list[Visit] = []
        if begun >= floor and begun + timedelta(days=14) < newest:
            first = self.diary.take(begun, begun + timedelta(days=10), MINUTES["induction"])
            if first:
                told.append(self._visit(first, "attended", "induction"))
        told += self._back_to(max(begun + timedelta(days=21), floor), newest)
        told += self._support_visits(max(begun, floor), newest)
        return told

    @property
    def _rhythm(self) -> Cadence:
        return self.story.cadence or Cadence()

    def _last_seen(self) -> datetime | None:
        if self.story.seen:
            first, last = (self.today + timedelta(days=offset) for offset in self.story.seen)
            return self.diary.take(first, last, MINUTES["teaching"])
        until = self._until()
        if until is None or until < self.today - timedelta(days=DAYS_BACK - 20):
            return None
        return self.diary.take(
            until - timedelta(days=20), until - timedelta(days=3), MINUTES["teaching"]
        )

    def _until(self) -> date | None:
        """The day from which no more visits were due: the first status, else the last break."""
        days = [change.on for change in self.learner.statuses]
        days = days or [pause.start for pause in self.learner.breaks[-1:]]
        return days[0] if days else None

    def _booked(self, seen: date | None) -> Iterator[Visit]:
        """The next visit, and after one in time perhaps those that follow."""
        kind: VisitKind = "induction" if self.story.next == "start" else "teaching"
        start = self._next_time(seen, MINUTES[kind])
        if start:
            yield self._visit(start, "booked", kind)
            if self.story.next in ("today", "window") and self.rng.random() < 0.7:
                yield from self._following(london_date(start))

    def _next_time(self, seen: date | None, minutes: int) -> datetime | None:
        begun = self.learner.original_start
        anchor = max(filter(None, (seen, last_return(self.learner, self.today), begun)))
        opens = anchor + timedelta(weeks=self._rhythm.min_weeks)
        closes = anchor + timedelta(weeks=self._rhythm.max_weeks)
        tomorrow = self.today + timedelta(days=1)
        take = self.diary.take
        match self.story.next:
            case "today":
                return take(self.today, closes, minutes, earliest=True)
            case "window":
                in_window = take(max(opens, tomorrow), closes, minutes)
                return in_window or take(tomorrow, closes, minutes)
            case "soon":
                return take(tomorrow, tomorrow + timedelta(days=9), minutes)
            case "late":
                return take(closes + timedelta(days=1), closes + timedelta(days=11), minutes)
            case "start":
                return take(begun, begun + timedelta(days=9), minutes)
        return None

    def _following(self, day: date) -> Iterator[Visit]:
        horizon = self.today + timedelta(days=DAYS_AHEAD)
        while True:
            first = day + timedelta(weeks=self._rhythm.min_weeks)
            last = day + timedelta(weeks=self._rhythm.max_weeks)
            kind: VisitKind = "review" if self.rng.random() < 0.4 else "teaching"
            start = self.diary.take(first, min(last, horizon), MINUTES[kind])
            if start is None:
                return
            yield self._visit(start, "booked", kind)
            day = london_date(start)

    def _back_to(self, floor: date, newest: date) -> Iterator[Visit]:
        """Attended visits four to five weeks apart, now and then a miss and a wider gap."""
        day = newest
        for place in range(1, DAYS_BACK):
            missed = self.rng.random() < 0.14
            last = day - timedelta(days=36 if missed else 26)
            first = last - timedelta(days=9)
            for pause in self.learner.breaks:
                back = pause.end or self.today
                if first < back and pause.start <= last:
                    # the visit before the break
                    last = pause.start - timedelta(days=1)
                    first, missed = last - timedelta(days=13), False
            first = max(first, floor)
            if last < first:
                return
            kind: VisitKind = "review" if place % 3 == 0 else "teaching"
            if kind == "teaching" and self.rng.random() < 0.12:
                kind = "observation"
            start = self.diary.take(first, last, MINUTES[kind])
            before = london_date(start) if start else first
            if start:
                yield self._visit(start, "attended", kind)
            if missed:
                status, why = self.rng.choice(_MISSES)
                at = self.diary.take(before + timedelta(days=21), day - timedelta(days=3), 60)
                if at:
                    by: By | None = "learner" if status == "cancelled" else None
                    yield self._visit(at, status, "teaching", by, why)
            day = before

    def _support_visits(self, first: date, newest: date) -> Iterator[Visit]:
        for _ in range(self.story.support_visits):
            start = self.diary.take(first, newest, MINUTES["support"])
            if start:
                yield self._visit(start, "attended", "support")

    def _visit(
        self,
        start: datetime,
        status: VisitStatus,
        kind: VisitKind,
        by: By | None = None,
        why: str = "",
    ) -> Visit:
        learner, on = self.learner, london_date(start)
        attended, cancelled = status == "attended", status == "cancelled"
        booked_on = min(
            on - timedelta(days=self.rng.randint(14, 27)), self.today - timedelta(days=1)
        )
        made = datetime.combine(
            booked_on, time(self.rng.randint(8, 15), self.rng.randrange(60)), tzinfo=UTC
        )
        called_off = datetime.combine(on - timedelta(days=1), time(15, 10), tzinfo=UTC)
        minutes = MINUTES[kind]
        workplace = learner.mode == "workplace"
        return Visit(
            id="",
            learner=learner.id,
            tutor=learner.tutor,
            date=on,
            start=start,
            end=start + timedelta(minutes=minutes),
            mode=learner.mode,
            kind=kind,
            status=status,
            sequence=1 if cancelled else 0,
            created=made,
            changed=called_off if cancelled else made,
            location=f"{learner.employer}, {learner.postcode}" if workplace else "",
            link="" if workplace else learner.link,
            minutes=minutes if attended else None,
            otj_minutes=_OFF_THE_JOB.get(kind, 0) if attended else None,
            cancelled_by=by,
            why=why,
            note=self.rng.choice(_NOTES) if attended and self.rng.random() < 0.4 else "",
        )
