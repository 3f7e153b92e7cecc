"""A learner's folder as it has filled by today, and what was arranged with the learner."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, time, timedelta
from itertools import cycle
from random import Random
from typing import Protocol, TypeVar

from msgspec.structs import replace

from tutor_tui.demo.contacts import contacts_of
from tutor_tui.demo.dealing import dealt
from tutor_tui.demo.employers import EVERY
from tutor_tui.demo.hours import PLACED, TRAINING, monthly_plan, placement_log, training_log
from tutor_tui.demo.notes import PRIVATE, REVIEWED, SHAREABLE
from tutor_tui.demo.portfolio import TITLES, Portfolio
from tutor_tui.demo.records import last_day
from tutor_tui.demo.reviews import DONE, done_actions
from tutor_tui.demo.story import Story, weekday
from tutor_tui.london import in_london
from tutor_tui.model.folder import Folder, HoursEntry, NoteEntry
from tutor_tui.model.learner import Learner, Placement
from tutor_tui.model.standard import Standard
from tutor_tui.model.tutor import Leave, Tutor
from tutor_tui.model.visit import Visit

_WEEKLY_HOURS = (37, 35, None, 40, 30, 37, None, 36, 22)
_PRIOR_HOURS = (None, None, 24, None, None, None, 40, None)
_PREFER_DAYS = (True, False, False, True, False)
_RETURN_LAGS = (True, False, False, False, False)
_PLANNED_BY_MONTH = (True, False, False)


class _Dated(Protocol):
    """What is kept in a folder by the day it is of."""

    @property
    def on(self) -> date:
        """The day."""
        ...


D = TypeVar("D", bound=_Dated)


class FilingClerk:
    """Fills the folders of one caseload; what is dealt in turn is never alike for neighbours."""

    def __init__(
        self,
        tutor: Tutor,
        *,
        second_tutor: str,
        new_id: Callable[[date], str],
        rng: Random,
        today: date,
    ) -> None:
        """Shuffle what will be dealt.

        Args:
            tutor: Whose caseload it is.
            second_tutor: The id of whoever else sees some of the learners.
            new_id: Makes an id for something of a day.
            rng: Chooses.
            today: The day around which all is set.
        """
        self._login = tutor.email.partition("@")[0]
        self._second_tutor = second_tutor
        self._new_id = new_id
        self._rng = rng
        self._today = today
        self._titles = dealt(TITLES, rng)
        self._training = dealt(TRAINING, rng)
        self._placed = dealt(PLACED, rng)
        self._private = dealt(PRIVATE, rng)
        self._shareable = dealt(SHAREABLE, rng)
        self._reviewed = dealt(REVIEWED, rng)
        self._done = dealt(DONE, rng)
        self._weekly_hours = dealt(_WEEKLY_HOURS, rng)
        self._prior_hours = dealt(_PRIOR_HOURS, rng)
        self._prefers_days = dealt(_PREFER_DAYS, rng)
        self._return_lags = dealt(_RETURN_LAGS, rng)
        self._planned_by_month = dealt(_PLANNED_BY_MONTH, rng)
        self._mentors = {employer.name: cycle(employer.mentors) for employer in EVERY}

    def fill(
        self, story: Story, learner: Learner, visits: Sequence[Visit], standard: Standard
    ) -> tuple[Learner, Folder]:
        """The learner with all that hangs on their folder, and the folder itself."""
        held = [visit for visit in visits if visit.status == "attended"]
        until = last_day(learner, self._today)
        learner = self._arranged(story, learner, held)
        learner, hours = self._hours(story, learner, held, until)
        portfolio = Portfolio(
            learner=learner,
            standard=standard,
            titles=self._titles,
            rng=self._rng,
            by=self._login,
        )
        ksbs, evidence = portfolio.filed(until)
        begun = learner.original_start <= self._today
        mentor = next(self._mentors[story.employer.name]) if begun else ""
        folder = Folder(
            id=learner.id,
            evidence=self._by_id(evidence),
            hours=self._by_id(hours),
            notes=self._by_id(self._notes(story, learner, held)),
            done=done_actions(visits, self._done, self._new_id, self._rng, until),
            contacts=contacts_of(story, mentor),
        )
        return replace(learner, ksbs=ksbs), folder

    def _arranged(self, story: Story, learner: Learner, held: Sequence[Visit]) -> Learner:
        """What was arranged: hours of work, days that suit, a second tutor, notes of reviews."""
        weekly, prior = next(self._weekly_hours), next(self._prior_hours)
        # the days that have come to suit are those of the last visits
        suits = sorted({visit.date.isoweekday() for visit in held[-2:]})
        employed, prefers = not story.placement, next(self._prefers_days)
        return replace(
            learner,
            weekly_hours=weekly if employed else None,
            prior_hours=prior if employed else None,
            preferred_days=tuple(suits) if prefers else (),
            preferred_time=_usual_time(held) if prefers else None,
            never_on=_college_day(suits) if prior is not None and employed else (),
            away=self._holiday() if story.second_tutor else (),
            second_tutor=self._second_tutor if story.second_tutor else "",
            reviews={
                id_: replace(review, note=next(self._reviewed))
                for id_, review in learner.reviews.items()
            },
        )

    def _holiday(self) -> tuple[Leave, ...]:
        """A week away, some weeks from now."""
        monday = self._today + timedelta(days=28 - self._today.weekday())
        return (Leave(start=monday, end=monday + timedelta(days=4)),)

    def _hours(
        self, story: Story, learner: Learner, held: Sequence[Visit], until: date
    ) -> tuple[Learner, list[HoursEntry]]:
        """The time logged and what it adds up to; the return of some lags a month behind."""
        trained = training_log(learner, held, self._training, self._rng, until)
        placed = placement_log(learner, story.placement, self._placed, self._rng, until)
        returned = learner.otj_actual
        if next(self._return_lags) and trained and returned:
            month = until - timedelta(days=30)
            returned -= sum(one.minutes for one in trained if one.on >= month) // 60
        by_month = next(self._planned_by_month) and not learner.breaks
        days, placed_minutes = {one.on for one in placed}, sum(one.minutes for one in placed)
        learner = replace(
            learner,
            otj_actual=returned,
            otj_plan=monthly_plan(learner) if by_month else {},
            logged_minutes=sum(one.minutes for one in trained),
            placement=Placement(days=len(days), minutes=placed_minutes),
        )
        return learner, sorted([*trained, *placed], key=lambda one: one.on)

    def _notes(self, story: Story, learner: Learner, held: Sequence[Visit]) -> list[NoteEntry]:
        """What the story remarks, and what was noted at one to three visits."""
        since = learner.statuses[-1].on if learner.statuses else self._today
        notes = [
            self._note(
                weekday(since + timedelta(days=remark.days), since), remark.text, remark.private
            )
            for remark in story.remarks
        ]
        # what is noted speaks of work that has begun
        days = [visit.date for visit in held if visit.kind != "induction"]
        for day in self._rng.sample(days, min(len(days), self._rng.randint(1, 3))):
            private = self._rng.random() < 0.5
            notes.append(
                self._note(day, next(self._private if private else self._shareable), private)
            )
        return sorted(notes, key=lambda note: note.on)

    def _note(self, on: date, text: str, private: bool) -> NoteEntry:
        return NoteEntry(on=on, text=text, private=private, by=self._login)

    def _by_id(self, items: Iterable[D]) -> dict[str, D]:
        return {self._new_id(item.on): item for item in items}


def _usual_time(held: Sequence[Visit]) -> time | None:
    """The London time of day of the last visit, as far as it is known."""
    return in_london(held[-1].start).time() if held and held[-1].start else None


def _college_day(suits: Sequence[int]) -> tuple[int, ...]:
    """The first weekday on which the learner was not seen of late: they are elsewhere then."""
    return (min({1, 2, 3, 4, 5} - set(suits)),)
