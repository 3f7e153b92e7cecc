"""What a plan looks like: its weeks as a grid of days, with what is on each."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from tutor_tui.london import in_london
from tutor_tui.model.learner import Learner
from tutor_tui.model.tutor import Tutor
from tutor_tui.planning.capacity import Day, clock, days
from tutor_tui.planning.explain import span
from tutor_tui.planning.needs import VISIT_MINUTES, Booking, Busy
from tutor_tui.planning.shadow import shadows, usual_rule
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.plans import Draft, DraftVisit

EntryStatus = Literal["new", "moved", "kept", "dropped", "stands", "busy"]
Hold = Literal["", "pinned", "stays", "held"]


class Entry(Struct, frozen=True, kw_only=True):
    """What takes time on a day: a visit of the draft, one that only stands there, a busy time.

    `key` is the draft's, empty for what is none of its visits. `early` says that its window
    opens later, `review` that it is a progress review.
    """

    status: EntryStatus
    clock: str
    name: str
    short: str
    key: str = ""
    days_late: int = 0
    early: bool = False
    review: bool = False
    hold: Hold = ""


class DayView(Struct, frozen=True, kw_only=True):
    """One day: what is on it, how many visits it still holds, why it is closed.

    `free` are the times still free that are long enough for a visit. `shadow` are the closed
    days that hold the next window of whoever is last seen on this day; empty where there are none.
    """

    on: date
    entries: tuple[Entry, ...] = ()
    slots: int = 0
    free: tuple[tuple[time, time], ...] = ()
    closed: str = ""
    shadow: str = ""


class Grid(Struct, frozen=True, kw_only=True):
    """Weeks of days, one day for each of `weekdays` (ISO), None where it is not planned.

    `least_rows` are the lines that every week has at least.
    """

    weekdays: tuple[int, ...]
    weeks: tuple[tuple[DayView | None, ...], ...]
    least_rows: int


class People(Struct, frozen=True, kw_only=True):
    """Whom a draft is about, as they were when it was made; somebody may be gone by now.

    `names` and `short` are by learner, `standing` are learners' names by the visits that only
    stand there. A short name is the given one, told apart where two have the same.
    """

    names: dict[str, str]
    short: dict[str, str]
    standing: dict[str, str]


def people(caseload: Caseload, draft: Draft) -> People:
    """Whom the draft is about; the caseload must be as it was when the draft was made."""
    learners, visits = caseload.learners, caseload.visits
    shared = Counter(one.given_name for one in learners.values())

    def short(one: Learner) -> str:
        alone = shared[one.given_name] == 1
        return one.given_name if alone else f"{one.given_name} {one.family_name[:1]}"

    def named(visit_id: str) -> str:
        learner = learners.get(visits[visit_id].learner)
        return learner.name if learner else "another learner"

    return People(
        names={id_: one.name for id_, one in learners.items()},
        short={id_: short(one) for id_, one in learners.items()},
        standing={one.visit: named(one.visit) for one in draft.request.standing},
    )


def grid(who: People, draft: Draft) -> Grid:
    """The draft's weeks.

    Weekdays that are not worked are left out unless something is on them.
    """
    today, tutor = draft.request.today, draft.request.tutor
    ends = max([draft.plan.ends, *(one.visit.on for one in draft.visits)])
    found = _views(draft, _entries(who, draft), ends)
    used = {one.visit.on.isoweekday() for one in draft.visits}
    weekdays = tuple(sorted({*tutor.working_days, *used}))
    monday = today - timedelta(days=today.weekday())
    weeks = [
        tuple(found.get(start + timedelta(days=weekday - 1)) for weekday in weekdays)
        for start in (monday + timedelta(weeks=n) for n in range((ends - monday).days // 7 + 1))
    ]
    return Grid(
        weekdays=weekdays,
        weeks=tuple(week for week in weeks if any(week)),
        least_rows=min(tutor.visits_per_day, 4),
    )


def window_days(draft: Draft, key: str) -> frozenset[date]:
    """The days of the visit's window."""
    visit = draft.of(key).visit
    length = (visit.closes - visit.opens).days
    return frozenset(visit.opens + timedelta(days=n) for n in range(length + 1))


def open_days(draft: Draft, last: date, *, without: str = "") -> tuple[Day, ...]:
    """The days with everything on them that the draft has put there, save one visit."""
    request = draft.request
    others = {one.visit for need in request.needs for one in need.bookings if not one.own}
    taken = [
        Booking(visit=one.key, on=visit.on, start=visit.start, minutes=visit.minutes, fixed=True)
        for one in draft.visits
        if not one.dropped and one.key not in others and one.key != without
        for visit in (one.visit,)
    ]
    return days(replace(request, needs=(), standing=(*request.standing, *taken)), last)


def _views(
    draft: Draft, entries: Mapping[date, Sequence[Entry]], last: date
) -> dict[date, DayView]:
    """Each day from today to the last one."""
    rule = usual_rule(draft.request)
    shadow = _shadow_days(draft, last, rule)
    views = {}
    for found in open_days(draft, last):
        here = sorted(entries.get(found.on, ()), key=lambda one: (one.clock, one.name))
        views[found.on] = DayView(
            on=found.on,
            entries=tuple(here),
            slots=found.slots(VISIT_MINUTES),
            free=tuple(
                (clock(begin), clock(end))
                for begin, end in found.free
                if end - begin >= VISIT_MINUTES
            ),
            closed=found.closed,
            shadow="" if found.closed else shadow.get(found.on, ""),
        )
    return views


def _shadow_days(draft: Draft, last: date, rule: tuple[int, int]) -> dict[date, str]:
    """The days on which nobody should be last seen, with the closed days that are why."""
    request, found = draft.request, {}
    ahead = days(request, last + timedelta(days=rule[1]))
    for shadow in shadows(ahead, min_days=rule[0], max_days=rule[1]):
        why = span(shadow.closed_from, shadow.closed_to, request.today)
        for n in range((shadow.last - shadow.first).days + 1):
            found[shadow.first + timedelta(days=n)] = why
    return found


def _entries(who: People, draft: Draft) -> dict[date, list[Entry]]:
    """What takes time, by day."""
    found: dict[date, list[Entry]] = defaultdict(list)
    for one in draft.visits:
        found[one.visit.on].append(_visit_entry(who, one))
    for booking in draft.request.standing:
        if booking.own:
            name = who.standing[booking.visit]
            entry = Entry(status="stands", clock=_clock(booking.start), name=name, short=name)
            found[booking.on].append(entry)
    for busy in draft.request.busy:
        for on, begin, end in _within_hours(busy, draft.request.tutor):
            told = f"{begin:%H:%M}-{end:%H:%M}"
            found[on].append(
                Entry(status="busy", clock=_clock(begin), name=f"busy {told}", short=told)
            )
    return found


def _visit_entry(who: People, one: DraftVisit) -> Entry:
    visit = one.visit
    return Entry(
        status=_status(one),
        clock=_clock(visit.start),
        name=who.names[visit.learner],
        short=who.short[visit.learner],
        key=one.key,
        days_late=0 if one.dropped else visit.days_late,
        early=not one.dropped and visit.on < visit.opens,
        review=visit.kind == "review",
        hold="held" if one.held else "pinned" if one.pinned else "stays" if one.stays else "",
    )


def _status(one: DraftVisit) -> EntryStatus:
    if one.dropped:
        return "dropped"
    if one.new:
        return "new"
    return "moved" if one.visit.moved else "kept"


def _within_hours(busy: Busy, tutor: Tutor) -> Iterator[tuple[date, time, time]]:
    """A busy time as it lies within the tutor's hours, on each day that is worked."""
    start, end = in_london(busy.start), in_london(busy.end)
    for n in range((end.date() - start.date()).days + 1):
        on = start.date() + timedelta(days=n)
        begin = max(start.time(), tutor.day_start) if on == start.date() else tutor.day_start
        until = min(end.time(), tutor.day_end) if on == end.date() else tutor.day_end
        if begin < until and on.isoweekday() in tutor.working_days:
            yield on, begin, until


def _clock(start: time | None) -> str:
    return f"{start:%H:%M}" if start else ""
