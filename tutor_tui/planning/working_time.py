"""A tutor's working time: days, hours, leave, closures, bank holidays; a free time within it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from tutor_tui.errors import WrongUsage
from tutor_tui.london import from_london, in_london
from tutor_tui.model.tutor import Closure, Leave, Nation, Tutor
from tutor_tui.model.visit import Visit

PROPOSED_TIMES = (time(10), time(11, 30), time(14), time(15, 30))
"""Times of day tried first where a free one is looked for; then every half hour."""
HALF_HOURS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))


def bank_holiday(on: date, nation: Nation) -> str | None:
    """The name of the nation's bank holiday on that day, if it is one."""
    return _bank_holidays(nation, on.year).get(on)


@cache
def _bank_holidays(nation: Nation, year: int) -> Mapping[date, str]:
    from holidays import country_holidays  # costs 100 ms: only when a booking is made

    return dict(country_holidays("GB", subdiv=nation, years=year))


def closures_for(tutor: Tutor, closures: Iterable[Closure]) -> tuple[Closure, ...]:
    """Those of the closures that hold in the tutor's nation."""
    return tuple(one for one in closures if not one.nations or tutor.nation in one.nations)


def warnings(
    tutor: Tutor, start: datetime, end: datetime, closures: Iterable[Closure] = ()
) -> list[str]:
    """What speaks against the time in the tutor's week, in sentences."""
    begin, finish = in_london(start), in_london(end)
    on = begin.date()
    said = []
    if on.isoweekday() not in tutor.working_days:
        said.append(f"{on:%A} is not one of {tutor.name}'s working days")
    if not _in_hours(tutor, start, end):
        said.append(
            f"{begin:%H:%M}-{finish:%H:%M} lies outside {tutor.name}'s hours "
            f"({tutor.day_start:%H:%M}-{tutor.day_end:%H:%M})"
        )
    said.extend(
        f"{tutor.name} is on leave from {leave.start} to {leave.end}"
        for leave in tutor.leave
        if leave.start <= on <= leave.end
    )
    holiday = bank_holiday(on, tutor.nation)
    if holiday:
        said.append(f"{on} is a bank holiday: {holiday}")
    said.extend(
        f"{on} is closed: {closure.name}"
        for closure in closures_for(tutor, closures)
        if closure.start <= on <= closure.end and closure.name != holiday
    )
    return said


def clashes(visit: Visit, others: Iterable[Visit]) -> list[Visit]:
    """The same tutor's other booked visits that overlap this one in time."""
    if visit.start is None or visit.end is None:
        return []
    return [
        other
        for other in others
        if other.id != visit.id
        and other.status == "booked"
        and other.tutor == visit.tutor
        and other.start is not None
        and other.end is not None
        and other.start < visit.end
        and visit.start < other.end
    ]


def free_time(
    tutor: Tutor,
    visits: Iterable[Visit],
    first: date,
    last: date,
    minutes: int,
    *,
    after: datetime | None = None,
    preferred_days: Collection[int] = (),
    usual: time | None = None,
    closures: Iterable[Closure] = (),
    never_on: Collection[int] = (),
    away: Iterable[Leave] = (),
) -> datetime | None:
    """A time on the first day possible at which the tutor works and has nothing booked.

    A day that is preferred comes before any that is not.

    Args:
        tutor: Whose week is looked at.
        visits: The tutor's visits.
        first: First day tried.
        last: Last day tried.
        minutes: How long the time must be free, in minutes.
        after: The time found lies after this instant; None where every hour will do.
        preferred_days: ISO weekdays tried first.
        usual: The London time of day tried first.
        closures: Days on which nobody is seen.
        never_on: ISO weekdays on which the learner cannot be seen.
        away: Days on which the learner cannot be seen.

    Returns:
        A London time, or None where every such time is taken.
    """
    # one that was held, or missed, has taken its place in the day as a booked one has
    taken = [v for v in visits if v.status != "cancelled" and v.tutor == tutor.id]
    shut: tuple[Leave | Closure, ...] = (*tutor.leave, *closures_for(tutor, closures), *away)
    days = [
        day
        for day in _working_days(tutor, first, last)
        if day.isoweekday() not in never_on
        and not any(span.start <= day <= span.end for span in shut)
    ]
    clocks = (*([usual] if usual else []), *PROPOSED_TIMES, *HALF_HOURS)
    for on in sorted(days, key=lambda day: day.isoweekday() not in preferred_days):
        if sum(visit.date == on for visit in taken) >= tutor.visits_per_day:
            continue
        for clock in clocks:
            try:
                start = from_london(datetime.combine(on, clock)).astimezone(UTC)
            except WrongUsage:
                continue
            end = start + timedelta(minutes=minutes)
            if after is not None and start <= after:
                continue
            if _in_hours(tutor, start, end) and all(
                v.end is None or v.start is None or end <= v.start or v.end <= start for v in taken
            ):
                return in_london(start)
    return None


def _in_hours(tutor: Tutor, start: datetime, end: datetime) -> bool:
    """Whether the time lies within the hours of one of the tutor's days."""
    begin, finish = in_london(start), in_london(end)
    return (
        begin.date() == finish.date()
        and tutor.day_start <= begin.time()
        and finish.time() <= tutor.day_end
    )


def _working_days(tutor: Tutor, first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        on = first + timedelta(days=offset)
        if on.isoweekday() in tutor.working_days and not bank_holiday(on, tutor.nation):
            yield on
