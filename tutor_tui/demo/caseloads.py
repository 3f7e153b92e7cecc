"""The two invented caseloads, worked out from their stories for one day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, count
from random import Random

from store.ids import IdMaker
from tutor_tui.demo import first_caseload, second_caseload
from tutor_tui.demo.chronicle import DAYS_BACK, Chronicle
from tutor_tui.demo.diary import Diary
from tutor_tui.demo.records import learner_of, ulns
from tutor_tui.demo.reviews import with_attempts, with_reviews
from tutor_tui.demo.story import Story
from tutor_tui.model.learner import Learner
from tutor_tui.model.tutor import Leave, Tutor
from tutor_tui.model.visit import Visit
from tutor_tui.rules.status import recorded_status
from tutor_tui.standards.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCaseload:
    """One tutor's invented documents, the visits in the order they were booked."""

    tutor: Tutor
    learners: tuple[Learner, ...]
    visits: tuple[Visit, ...]


def documents(today: date) -> tuple[DemoCaseload, ...]:
    """The caseloads as they stand on a day, the first tutor's first.

    The same day always gives the same documents, ids and stamps included; every stamp lies
    before the day. Both tutors have visits today where today is one of their working days.

    Args:
        today: Any day from September 2025 on.
    """
    catalogue, numbers, refs = Catalogue(), ulns(), count(1)
    # earlier than any visit was booked, so that ids run in the order of time
    set_up = datetime.combine(today - timedelta(days=DAYS_BACK + 35), time(9), tzinfo=UTC)
    return tuple(
        _caseload(
            replace(part.TUTOR, leave=tuple(_week(today, weeks) for weeks in part.LEAVE_WEEKS)),
            part.STORIES,
            catalogue=catalogue,
            numbers=numbers,
            refs=refs,
            set_up=set_up + timedelta(hours=place),
            today=today,
        )
        for place, part in enumerate((first_caseload, second_caseload))
    )


def _caseload(
    tutor: Tutor,
    stories: Sequence[Story],
    *,
    catalogue: Catalogue,
    numbers: Iterator[str],
    refs: Iterator[int],
    set_up: datetime,
    today: date,
) -> DemoCaseload:
    rng = Random(f"{tutor.name}'s caseload")
    new_id = IdMaker(rng.randbytes)
    tutor = replace(tutor, id=new_id(_milliseconds(set_up)))
    learners = tuple(
        learner_of(
            story,
            id=new_id(_milliseconds(set_up)),
            tutor=tutor.id,
            ref=f"DEMO-{next(refs):03}",
            uln=next(numbers),
            catalogue=catalogue,
            rng=rng,
            today=today,
        )
        for story in stories
    )
    visits = tuple(
        replace(visit, id=new_id(_milliseconds(visit.created)))
        for visit in _visits(stories, learners, Diary(tutor, rng), rng, today)
    )

    def id_of_day(day: date) -> str:
        return new_id(_milliseconds(datetime.combine(day, time(17), tzinfo=UTC)))

    told = []
    for learner in learners:
        own = [visit for visit in visits if visit.learner == learner.id]
        learner = with_reviews(learner, own, id_of_day, rng, today)
        if recorded_status(learner, today) == "gateway":
            methods = catalogue.get(learner.standard, learner.standard_version).methods
            learner = with_attempts(learner, methods, id_of_day, today)
        told.append(learner)
    return DemoCaseload(tutor=tutor, learners=tuple(told), visits=visits)


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


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
