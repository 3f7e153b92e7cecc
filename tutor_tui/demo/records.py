"""A learner's record from a story: dates, skills, KSBs, hours and declarations."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from math import ceil
from operator import mul
from random import Random

from dateutil.relativedelta import relativedelta
from msgspec.structs import replace

from tutor_tui.demo.addresses import email_of
from tutor_tui.demo.story import Story, weekday
from tutor_tui.model.learner import (
    Break,
    Declaration,
    KsbRecord,
    Learner,
    SkillRecord,
    StatusChange,
)
from tutor_tui.model.standard import Standard
from tutor_tui.rules.ksbs import elapsed, planned_days
from tutor_tui.rules.status import active_days, current_break, day_reached
from tutor_tui.standards.catalogue import Catalogue
from tutor_tui.text import line

T_LEVEL = "TLEVEL-SMS"
SUBMITTED = 4
"""KSBs whose evidence waits to be accepted."""

_ORGANISATIONS = {
    "ST1379": "Quibbledown Assessment",
    "ST0148": "Thistlewick End-Point Services",
}
"""Who assesses the learners of a standard at its end."""


def learner_of(
    story: Story,
    *,
    id: str,
    tutor: str,
    ref: str,
    uln: str,
    catalogue: Catalogue,
    rng: Random,
    today: date,
) -> Learner:
    """The learner the story tells of, as they stand today."""
    start = _start(story, today)
    standard, _ = catalogue.for_start(story.standard, start)
    planned_end = _planned_end(story, start)
    statuses = _statuses(story, planned_end, today)
    told = Learner(
        id=id,
        tutor=tutor,
        ref=ref,
        given_name=line(story.given),
        family_name=line(story.family),
        uln=uln,
        born=_born(story, start, rng),
        email=email_of(story.given, story.family),
        postcode=story.employer.postcode,
        employer=story.employer.name,
        mode=story.mode,
        link=f"https://meet.example/{ref.lower()}",
        standard=standard.id,
        standard_version=standard.version,
        original_start=start,
        planned_end=planned_end,
        expected_end=None if story.expected is None else _day(story.expected, today),
        statuses=statuses,
        breaks=tuple(
            Break(start=_day(first, today), end=None if back is None else _day(back, today))
            for first, back in story.breaks
        ),
        cadence=story.cadence,
        support=story.support,
        bsl=story.bsl,
        skills=_skills(story, start, today),
        gateway=_declarations(story, statuses[0].on if statuses else today),
        organisation=_ORGANISATIONS[standard.id] if "organisation" in story.done else "",
    )
    return _with_progress(told, story, standard, rng, today)


def last_day(learner: Learner, today: date) -> date:
    """Until when the learner's work went on: a change of status, the break they are on, today."""
    if learner.statuses:
        return learner.statuses[0].on
    pause = current_break(learner, today)
    return pause.start if pause else today


def ulns() -> Iterator[str]:
    """Learner numbers with a true check digit, from a range far above those given out."""
    for number in count(990_000_100):
        digits = map(int, str(number))
        remainder = sum(map(mul, range(10, 1, -1), digits)) % 11
        if remainder:
            yield f"{number}{10 - remainder}"


def _start(story: Story, today: date) -> date:
    """The Monday of the week meant; a T Level starts in September."""
    start = today - timedelta(weeks=story.weeks, days=today.weekday())
    if story.standard == T_LEVEL:
        year = start.year if start >= date(start.year, 9, 8) else start.year - 1
        start = date(year, 9, 8)
    return weekday(min(start, story.begun_by), today)


def _planned_end(story: Story, start: date) -> date:
    return weekday(start + relativedelta(months=story.months, days=-1), start)


def _born(story: Story, start: date, rng: Random) -> date | None:
    if story.age is None:
        return None
    return start - relativedelta(years=story.age, days=rng.randint(20, 340))


def _statuses(story: Story, planned_end: date, today: date) -> tuple[StatusChange, ...]:
    """The changes of status; of a programme begun long ago, counted from its planned end."""
    return tuple(
        StatusChange(
            status=status,
            on=weekday(
                min(
                    today + timedelta(days=offset),
                    planned_end + timedelta(days=offset - story.statuses[0][1]),
                ),
                today,
            ),
        )
        for status, offset in story.statuses
    )


def _skills(story: Story, start: date, today: date) -> dict[str, SkillRecord]:
    """The skills as recorded; earlier certificates were seen at the start."""
    seen = weekday(min(start, today), today)
    return {
        subject: SkillRecord(
            state=skill.state,
            on=seen if skill.on is None else _day(skill.on, today),
            level=skill.level,
            evidence=skill.evidence,
            components={part: _day(passed, today) for part, passed in skill.parts.items()},
        )
        for subject, skill in story.skills.items()
    }


def _declarations(story: Story, until: date) -> dict[str, Declaration]:
    """The declarations, made in the weeks up to a day."""
    declared: dict[str, Declaration] = {
        code: Declaration(state="done", on=_day(-10 - 3 * place, until))
        for place, code in enumerate(story.done)
    }
    for code in story.not_needed:
        declared[code] = Declaration(state="not_needed", on=_day(-20, until))
    return declared


def _with_progress(
    learner: Learner, story: Story, standard: Standard, rng: Random, today: date
) -> Learner:
    """KSBs and hours as far as the active days gone by let expect, less the story's lag."""
    ended = last_day(learner, today)
    gone = min(elapsed(learner, ended) / planned_days(learner), 1.0)
    # nobody who keeps pace keeps it to the day
    lag = story.lag or rng.randint(-6, 5)
    share = min(max(gone - lag / 100, 0), 1) if gone else 0
    # the lower numbers come first, with some unevenness
    codes = sorted((ksb.code for ksb in standard.ksbs), key=lambda code: _place(code, rng))
    met = int(len(codes) * share) if lag > 0 else ceil(len(codes) * share)
    first = learner.original_start
    days = active_days(first, ended, learner.breaks, open_until=ended)

    def reached(place: int) -> date:
        active = days * (place + 1) // (met + 1)
        return weekday(day_reached(first, active, learner.breaks, open_until=ended), today)

    records = {
        code: KsbRecord(state="met", on=reached(place)) for place, code in enumerate(codes[:met])
    }
    if days:
        handed_in = weekday(max(first, ended - timedelta(days=4)), today)
        records |= {
            code: KsbRecord(state="submitted", on=handed_in)
            for code in codes[met : met + SUBMITTED]
        }
    planned = _hours_planned(learner, story)
    done = gone * (story.hours or 0) * rng.uniform(0.95, 1.02)
    return replace(
        learner,
        ksbs=records,
        otj_planned=planned,
        otj_actual=None if planned is None else int(planned * done),
    )


def _place(code: str, rng: Random) -> float:
    """Where a KSB stands in the order they are met; `Ba` counts as the first behaviour."""
    number = int(code[1:]) if code[1:].isdigit() else ord(code[1]) - ord("a") + 1
    return number + 6 * rng.random()


def _hours_planned(learner: Learner, story: Story) -> int | None:
    """Six hours a week of the programme, never under 278."""
    if story.hours is None:
        return None
    return max(278, 6 * (planned_days(learner) // 7))


def _day(offset: int, today: date) -> date:
    return weekday(today + timedelta(days=offset), today)
