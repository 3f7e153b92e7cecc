"""Progress reviews of employer, learner and tutor: when the next is due, who has yet to sign."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from tutor_tui.model.learner import Learner, Signer
from tutor_tui.model.settings import Settings
from tutor_tui.model.standard import Standard
from tutor_tui.model.visit import Visit
from tutor_tui.rules.cadence import is_ahead
from tutor_tui.rules.months import last_of_month
from tutor_tui.rules.status import active_days, moved_by_breaks, recorded_status
from tutor_tui.rules.words import count, day, listing

Interval = Literal["twelve_weeks", "twelve_weeks_unconfirmed", "three_months"]

THREE_MONTHS_FROM = date(2025, 8, 1)
UNCONFIRMED_FROM = date(2023, 8, 1)
"""From these starts to the end of July 2025 the wording of the rule is not confirmed."""
SIGNERS: tuple[Signer, ...] = ("learner", "employer", "tutor")


class UnsignedReview(Struct, frozen=True, kw_only=True):
    """A review held that somebody has not signed, `age_days` calendar days ago.

    `review` is the id of its record, empty where only the visit it was held at is recorded;
    `visit` is that visit's id, where it is known.
    """

    on: date
    age_days: int
    missing: tuple[Signer, ...]
    review: str
    visit: str
    text: str
    rule: str = "reviews.signatures"


class ReviewVerdict(Struct, frozen=True, kw_only=True):
    """Where a learner stands with progress reviews on a day.

    `last` is the last review held, signed or not; `due` the last day for the next one, None
    where none is to come; `days_overdue` the active days gone since, which stand still in a
    break. `booked` is the day of the next booked visit of kind review. `unsigned` runs oldest
    first. `rule` is the id of the rule behind the due day.
    """

    last: date | None
    due: date | None
    days_overdue: int
    booked: date | None
    unsigned: tuple[UnsignedReview, ...]
    text: str
    rule: str


def reviews(
    learner: Learner,
    visits: Sequence[Visit],
    standard: Standard,
    settings: Settings,
    today: date,
) -> ReviewVerdict:
    """Judge one learner's reviews; the visits may be in any order.

    An attended visit of kind review is a review even without a record of its own, and nobody
    has signed it then. The due day moves on by the days of breaks after the last review.
    """
    at_visits = [visit for visit in visits if visit.kind == "review"]
    held = _held(learner, at_visits, today)
    last = max([on for on, *_ in held], default=None)
    booked = min([visit.date for visit in at_visits if is_ahead(visit, today)], default=None)
    interval = interval_of(learner)
    due, overdue = None, 0
    if standard.kind == "t_level":
        text = "No progress reviews are asked for by this programme"
    elif recorded_status(learner, today) != "on_programme":
        text = "No review is due: not on programme any more"
    else:
        since = max(last, learner.original_start) if last else learner.original_start
        due = next_due(learner, since, settings, today)
        overdue = active_days(due, today, learner.breaks, open_until=today)
        text = _due_words(due, overdue, how_often(interval, settings), today)
    return ReviewVerdict(
        last=last,
        due=due,
        days_overdue=overdue,
        booked=booked,
        unsigned=_unsigned(learner, held, today),
        text=text,
        rule=f"reviews.{interval}",
    )


def interval_of(learner: Learner) -> Interval:
    """How often reviews are held, which the original start decides."""
    if learner.original_start >= THREE_MONTHS_FROM:
        return "three_months"
    if learner.original_start >= UNCONFIRMED_FROM:
        return "twelve_weeks_unconfirmed"
    return "twelve_weeks"


def how_often(interval: Interval, settings: Settings) -> str:
    """The interval in words: `every 12 weeks`."""
    if interval == "three_months":
        return "every 3 months"
    doubt = ", unconfirmed" if interval == "twelve_weeks_unconfirmed" else ""
    return f"every {count(settings.review_weeks, 'week')}{doubt}"


def next_due(learner: Learner, last: date, settings: Settings, today: date) -> date:
    """The last day for the review after one held on `last`, moved on by breaks since then."""
    if interval_of(learner) == "three_months":
        due = last_of_month(last, 3)
    else:
        due = last + timedelta(weeks=settings.review_weeks)
    return moved_by_breaks(last, due, learner.breaks, open_until=today)


_Held = tuple[date, str, str]
"""A review held: its day, its record's id and its visit's id, either of them empty."""


def _held(learner: Learner, at_visits: Sequence[Visit], today: date) -> list[_Held]:
    """Every review held up to today, oldest first.

    A visit of kind review is one of its own where no record names it or is of its day.
    """
    found = [(r.on, id_, r.visit) for id_, r in learner.reviews.items() if r.on <= today]
    recorded = {visit for _, _, visit in found} | {on for on, *_ in found}
    for visit in at_visits:
        held = visit.status == "attended" and visit.date <= today
        if held and visit.id not in recorded and visit.date not in recorded:
            found.append((visit.date, "", visit.id))
    return sorted(found)


def _unsigned(learner: Learner, held: list[_Held], today: date) -> tuple[UnsignedReview, ...]:
    found = []
    for on, id_, visit in held:
        signed = learner.reviews[id_].signed if id_ else {}
        missing = tuple(who for who in SIGNERS if who not in signed or signed[who] > today)
        if missing:
            age = (today - on).days
            found.append(
                UnsignedReview(
                    on=on,
                    age_days=age,
                    missing=missing,
                    review=id_,
                    visit=visit,
                    text=f"Review of {day(on, today)} not signed by {listing(missing)}"
                    + (f" after {_age(age)}" if age else ""),
                )
            )
    return tuple(found)


def _due_words(due: date, overdue: int, often: str, today: date) -> str:
    if overdue:
        return f"Review {_age(overdue)} overdue, was due by {day(due, today)} ({often})"
    return f"Next review due by {day(due, today)} ({often})"


def _age(days: int) -> str:
    """Days, and from four weeks on whole weeks."""
    return count(days, "day") if days < 28 else count(days // 7, "week")
