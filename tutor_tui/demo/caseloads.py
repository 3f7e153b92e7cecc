"""The two invented caseloads, worked out from their stories for one day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, count
from random import Random

from msgspec.structs import replace

from store.ids import IdMaker
from tutor_tui.demo import first_caseload, second_caseload
from tutor_tui.demo.chronicle import DAYS_BACK, Chronicle
from tutor_tui.demo.diary import Diary
from tutor_tui.demo.folders import FilingClerk
from tutor_tui.demo.records import learner_of, ulns
from tutor_tui.demo.reviews import with_attempts, with_reviews
from tutor_tui.demo.story import Story
from tutor_tui.model.folder import Folder
from tutor_tui.model.learner import Learner
from tutor_tui.model.standard import Standard
from tutor_tui.model.tutor import Leave, Tutor
from tutor_tui.model.visit import Visit
from tutor_tui.rules.status import recorded_status
from tutor_tui.standards.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCaseload:
    """One tutor's invented documents: visits in the order they were booked, folders as learners."""

    tutor: Tutor
    learners: tuple[Learner, ...]
    visits: tuple[Visit, ...]
    folders: tuple[Folder, ...]


def documents(today: date) -> tuple[DemoCaseload, ...]:
    """The caseloads as they stand on a day, the first tutor's first.

    The same day always gives the same documents, ids and stamps included; every stamp lies
    before the day. Both tutors have visits today where today is one of their working days.

    Args:
        today: Any day from September 2025 on.
    """
    # earlier than any visit was booked, so that ids run in the order of time
    set_up = datetime.combine(today - timedelta(days=DAYS_BACK + 35), time(9), tzinfo=UTC)
    first, second = (
        _Author(part.TUTOR, part.LEAVE_WEEKS, set_up + timedelta(hours=place), today)
        for place, part in enumerate((first_caseload, second_caseload))
    )
    catalogue, numbers, refs = Catalogue(), ulns(), count(1)
    return tuple(
        author.caseload(
            part.STORIES,
            second_tutor=other.tutor.id,
            catalogue=catalogue,
            numbers=numbers,
            refs=refs,
        )
        for author, other, part in (
            (first, second, first_caseload),
            (second, first, second_caseload),
        )
    )


class _Author:
    """Works out one tutor's caseload, with ids and chances of its own."""

    def __init__(
        self, tutor: Tutor, leave_weeks: Sequence[int], set_up: datetime, today: date
    ) -> None:
        """Take who the tutor is, their weeks of leave and when their caseload was made."""
        self._rng = Random(f"{tutor.name}'s caseload")
        self._new_id = IdMaker(self._rng.randbytes)
        self._set_up = set_up
        self._today = today
        leave = tuple(_week(today, weeks) for weeks in leave_weeks)
        self.tutor = replace(tutor, id=self._id(set_up), leave=leave)

    def caseload(
        self,
        stories: Sequence[Story],
        *,
        second_tutor: str,
        catalogue: Catalogue,
        numbers: Iterator[str],
        refs: Iterator[int],
    ) -> DemoCaseload:
        """The documents of these stories; some learners have a second tutor, by id."""
        learners = [
            learner_of(
                story,
                id=self._id(self._set_up),
                tutor=self.tutor.id,
                ref=f"DEMO-{next(refs):03}",
                uln=next(numbers),
                catalogue=catalogue,
                rng=self._rng,
                today=self._today,
            )
            for story in stories
        ]
        visits = tuple(
            replace(visit, id=self._id(visit.created))
            for visit in _visits(
                stories, learners, Diary(self.tutor, self._rng), self._rng, self._today
            )
        )
        by_learner = {
            learner.id: sorted(
                (visit for visit in visits if visit.learner == learner.id),
                key=lambda visit: visit.date,
            )
            for learner in learners
        }
        standards = [catalogue.get(one.standard, one.standard_version) for one in learners]
        assessed = [
            self._assessed(story, learner, by_learner[learner.id], standard)
            for story, learner, standard in zip(stories, learners, standards, strict=True)
        ]
        clerk = FilingClerk(
            self.tutor,
            second_tutor=second_tutor,
            new_id=self._id_of_day,
            rng=self._rng,
            today=self._today,
        )
        filed = [
            clerk.fill(story, learner, by_learner[learner.id], standard)
            for story, learner, standard in zip(stories, assessed, standards, strict=True)
        ]
        return DemoCaseload(
            tutor=self.tutor,
            learners=tuple(learner for learner, _ in filed),
            visits=visits,
            folders=tuple(folder for _, folder in filed),
        )

    def _assessed(
        self, story: Story, learner: Learner, visits: Sequence[Visit], standard: Standard
    ) -> Learner:
        """The learner with their reviews, and past the gateway with their assessment."""
        learner = with_reviews(learner, visits, self._id_of_day, self._rng, self._today)
        if recorded_status(learner, self._today) in ("gateway", "completed"):
            return with_attempts(
                learner, standard.methods, story.grades, self._id_of_day, self._today
            )
        return learner

    def _id_of_day(self, day: date) -> str:
        return self._id(datetime.combine(day, time(17), tzinfo=UTC))

    def _id(self, instant: datetime) -> str:
        return self._new_id(int(instant.timestamp() * 1000))


def _visits(
    stories: Sequence[Story],
    learners: Sequence[Learner],
    diary: Diary,
    rng: Random,
    today: date,
) -> list[Visit]:
    """Every visit of a caseload, in the order they were booked, without ids."""
    chronicles = [
        Chronicle(story=story, learner=learner, diary=diary, rng=rng, today=today)
        for story, learner in zip(stories, learners, strict=True)
    ]
    recent = [chronicle.recent() for chronicle in chronicles]
    visits = list(chain.from_iterable(recent))
    for chronicle, told in zip(chronicles, recent, strict=True):
        newest = next((visit.date for visit in told if visit.status == "attended"), None)
        visits += chronicle.earlier(newest)
    return sorted(visits, key=lambda visit: visit.created)


def _week(today: date, weeks: int) -> Leave:
    """Monday to Friday of a week so many weeks from this one."""
    monday = today + timedelta(weeks=weeks, days=-today.weekday())
    return Leave(start=monday, end=monday + timedelta(days=4))
