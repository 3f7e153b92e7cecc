"""What a plan looks like: its weeks as a grid of days, one visit or one day told in full."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from tutor_tui.london import in_london
from tutor_tui.model.learner import Learner
from tutor_tui.model.tutor import Leave
from tutor_tui.planning.capacity import Day, clock, days, minute
from tutor_tui.planning.explain import span
from tutor_tui.planning.needs import VISIT_MINUTES, Booking, Busy
from tutor_tui.planning.results import Late, Load
from tutor_tui.planning.shadow import shadows, usual_rule
from tutor_tui.planning.times import Wanted, starts
from tutor_tui.rules.words import count, day
from tutor_tui.workspace import plan_words, plans
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.plans import Change, Draft, DraftVisit
from tutor_tui.workspace.workspace import Workspace

EntryStatus = Literal["new", "moved", "kept", "dropped", "stands", "busy"]
Hold = Literal["", "pinned", "stays", "held"]


class Entry(Struct, frozen=True, kw_only=True):
    """What takes time on a day: a visit of the draft, one that only stands there, a busy time.

    `key` is the draft's, empty for what is none of its visits. `short` is the learner's given
    name, told apart where two have the same. `early` says that its window opens later.
    """

    status: EntryStatus
    clock: str
    name: str
    short: str
    key: str = ""
    days_late: int = 0
    early: bool = False
    hold: Hold = ""


class DayView(Struct, frozen=True, kw_only=True):
    """One day: what is on it, how many visits it still holds, why it is closed.

    `free` are the times still free that are long enough for a visit. `shadow` are the closed days that hold the next window of
    whoever is last seen on this day; empty where it casts none.
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


class Told(Struct, frozen=True, kw_only=True):
    """A visit or a day in full: who or which day, facts, and what speaks against it."""

    title: str
    facts: tuple[str, ...]
    against: tuple[str, ...] = ()


def grid(caseload: Caseload, draft: Draft) -> Grid:
    """The draft's weeks.

    Weekdays that are not worked are left out unless something is on them.
    """
    today, tutor = draft.request.today, draft.request.tutor
    ends = max([draft.plan.ends, *(one.visit.on for one in draft.visits)])
    names = _short_names(caseload.learners.values())
    found = _views(caseload, draft, _entries(caseload, draft, names), ends)
    used = {on.isoweekday() for on, one in found.items() if one.entries}
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


def placed(draft: Draft, key: str, on: date) -> Draft:
    """The visit on another day: at its own time where that is free there, else near it.

    On the day it is booked for, that is the time it is booked at.
    """
    visit = draft.of(key).visit
    there = _open_days(draft, on, without=key)[-1]
    booked = [b for need in draft.request.needs for b in need.bookings if b.visit == key]
    own = next((b.start for b in booked if b.on == on and b.start), visit.start)
    start = None if own is None else minute(own)
    wanted = Wanted(minutes=visit.minutes, booked=start, preferred=start)
    if any(end - begin >= visit.minutes for begin, end in there.free):
        [start] = starts(there.free, [wanted])
    return plans.moved(draft, key, on, None if start is None else clock(start))


def taken_over(fresh: Draft, old: Draft) -> Draft:
    """A fresh draft with what a person has pinned, moved or left out in an old one.

    Raises:
        Refused: The plan around it is not one.
    """
    draft = fresh
    for one in old.visits:
        there = _same(draft, one) if one.pinned and not one.dropped and not one.held else None
        if there is not None:
            draft = plans.moved(draft, there.key, one.visit.on, one.visit.start)
    if draft is not fresh:
        draft = plans.again(draft)
    for one in old.visits:
        there = _same(draft, one) if one.dropped else None
        if there is not None and not there.dropped:
            draft = plans.dropped(draft, there.key, out=True)
    return draft


def nearest(draft: Draft, learner: str, on: date) -> DraftVisit | None:
    """The learner's visit that is nearest to a day."""
    mine = [one for one in draft.visits if one.visit.learner == learner]
    return min(mine, key=lambda one: abs((one.visit.on - on).days), default=None)


def window_days(draft: Draft, key: str) -> frozenset[date]:
    """The days of the visit's window."""
    visit = draft.of(key).visit
    length = (visit.closes - visit.opens).days
    return frozenset(visit.opens + timedelta(days=n) for n in range(length + 1))


def place_words(one: DraftVisit, today: date) -> tuple[str, bool]:
    """When a visit is and whether in its window, in words; and whether it is not."""
    visit = one.visit
    when = plan_words.planned_when(visit, today)
    if visit.days_late:
        return f"{when}, {count(visit.days_late, 'day')} late", True
    early = (visit.opens - visit.on).days
    return (f"{when}, {count(early, 'day')} early", True) if early > 0 else (when, False)


def leave_told(workspace: Workspace, caseload: Caseload, leave: Leave) -> Told:
    """What leave does to the visits: what is booked in it, whom not to see before it."""
    today = workspace.today
    booked = plans.booked_in(caseload, leave)
    facts = [plans.leave_effect(workspace, caseload, leave).text + "."]
    if booked:
        facts.append(f"{count(len(booked), 'visit')} booked in it to be moved.")
    return Told(title=f"Leave {span(leave.start, leave.end, today)}", facts=tuple(facts))


def visit_told(caseload: Caseload, draft: Draft, key: str, change: Change | None) -> Told:
    """One visit in full.

    Args:
        caseload: Whose learners are seen.
        draft: The draft.
        key: The visit's key there.
        change: What saving does to it, if anything.
    """
    one, today = draft.of(key), draft.request.today
    visit = one.visit
    learner = caseload.learners[visit.learner]
    what = f"{visit.minutes} minutes, {visit.mode}"
    facts = [
        f"{plan_words.planned_when(visit, today)}, {what}: "
        f"{plan_words.visit_words(one, change, today)}",
        f"Window {plan_words.window(visit, today)}.{_hold_words(one)}",
    ]
    mine = [
        day(other.visit.on, today)
        for other in draft.visits
        if other.visit.learner == visit.learner and not other.dropped and other.key != key
    ]
    if mine:
        facts.append(f"Also seen {', '.join(mine)}.")
    against = [*plans.against(draft, key)]
    late = _late_of(draft, one)
    if late is not None:
        against.append(f"why: {late.why}")
    return Told(title=learner.name, facts=tuple(facts), against=tuple(against))


def entry_told(found: DayView, entry: Entry, today: date) -> Told:
    """What stands on a day and is not planned here."""
    what = {
        "busy": "Something else takes this time.",
        "stands": "Booked; it takes its time, and is not for the plan to move.",
    }
    when = f"{found.on:%a} {day(found.on, today)} {entry.clock}"
    return Told(title=entry.name, facts=(f"{when}. {what.get(entry.status, '')}",))


def day_told(found: DayView, today: date) -> Told:
    """One day in full: what is free, why it is closed, and who should not be seen on it."""
    facts = []
    if found.closed:
        facts.append(f"Closed: {found.closed}.")
    elif found.slots:
        times = ", ".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in found.free)
        facts.append(f"Room for {count(found.slots, 'visit')}: {times}.")
    else:
        facts.append("Full.")
    against: tuple[str, ...] = ()
    if found.shadow:
        against = (f"who is last seen here cannot be seen on time: {found.shadow} is closed",)
    return Told(title=f"{found.on:%A} {day(found.on, today)}", facts=tuple(facts), against=against)


def load_words(load: Load) -> str:
    """What is asked of what the days hold: `load 5.5 of 17.1 visits a week`."""
    return f"load {load.needed_a_week:.1f} of {load.slots_a_week:.1f} visits a week"


def late_page(caseload: Caseload, draft: Draft) -> str:
    """Every window that cannot be met, by how much and why; then proof and load."""
    today, plan = draft.request.today, draft.plan
    lines = [
        f"{learner.name}: {plan_words.late_line(late, today)}"
        for learner, late in plan_words.late_names(plan, caseload)
    ]
    closing = (
        plan_words.proof_line(plan.proof),
        plan_words.binding_line(plan.proof, today),
        plan_words.load_line(plan.load),
    )
    return "\n".join([*lines, *([""] if lines else []), *filter(None, closing)])


def _views(
    caseload: Caseload, draft: Draft, entries: Mapping[date, Sequence[Entry]], last: date
) -> dict[date, DayView]:
    """Each day from today to the last one."""
    rule = usual_rule(draft.request)
    shadow = _shadow_days(draft, last, rule)
    views = {}
    for found in _open_days(draft, last):
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


def _open_days(draft: Draft, last: date, *, without: str = "") -> tuple[Day, ...]:
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


def _entries(caseload: Caseload, draft: Draft, names: Mapping[str, str]) -> dict[date, list[Entry]]:
    """What takes time, by day."""
    found: dict[date, list[Entry]] = defaultdict(list)
    for one in draft.visits:
        found[one.visit.on].append(_visit_entry(caseload, one, names))
    for booking in draft.request.standing:
        if not booking.own:
            continue
        learner = caseload.learners.get(caseload.visits[booking.visit].learner)
        name = learner.name if learner else "another learner"
        found[booking.on].append(
            Entry(
                status="stands",
                clock=_clock(booking.start),
                name=name,
                short=names[learner.id] if learner else name,
            )
        )
    for busy in draft.request.busy:
        for on, begin, end in _daily(busy):
            told = f"busy {begin:%H:%M}-{end:%H:%M}"
            found[on].append(Entry(status="busy", clock=_clock(begin), name=told, short=told))
    return found


def _visit_entry(caseload: Caseload, one: DraftVisit, names: Mapping[str, str]) -> Entry:
    visit = one.visit
    return Entry(
        status=_status(one),
        clock=_clock(visit.start),
        name=caseload.learners[visit.learner].name,
        short=names[visit.learner],
        key=one.key,
        days_late=0 if one.dropped else visit.days_late,
        early=not one.dropped and visit.on < visit.opens,
        hold="held" if one.held else "pinned" if one.pinned else "stays" if one.stays else "",
    )


def _status(one: DraftVisit) -> EntryStatus:
    if one.dropped:
        return "dropped"
    if one.new:
        return "new"
    return "moved" if one.visit.moved else "kept"


def _daily(busy: Busy) -> Iterator[tuple[date, time, time]]:
    """A busy time as it lies on each of its days, London's."""
    start, end = in_london(busy.start), in_london(busy.end)
    on = start.date()
    while on <= end.date():
        begin = start.time() if on == start.date() else time(0)
        until = end.time() if on == end.date() else time(23, 59)
        if begin < until:
            yield on, begin, until
        on += timedelta(days=1)


def _clock(start: time | None) -> str:
    return f"{start:%H:%M}" if start else ""


def _short_names(learners: Iterable[Learner]) -> dict[str, str]:
    """Each learner's given name by id, with the family name's first letter where two share it."""
    people = [*learners]
    shared = Counter(one.given_name for one in people)
    return {
        one.id: one.given_name
        if shared[one.given_name] == 1
        else f"{one.given_name} {one.family_name[:1]}"
        for one in people
    }


def _same(draft: Draft, one: DraftVisit) -> DraftVisit | None:
    """The visit that a fresh draft has for this one of an old draft."""
    mine = [other for other in draft.visits if other.visit.learner == one.visit.learner]
    if not one.new:
        return next((other for other in mine if other.key == one.key), None)
    # where the nearest is booked, or pinned, it is this one, and is settled already
    near = min(mine, key=lambda other: abs((other.visit.on - one.visit.on).days), default=None)
    return near if near is not None and near.new and not near.pinned else None


def _late_of(draft: Draft, one: DraftVisit) -> Late | None:
    visit = one.visit
    return next(
        (
            late
            for late in draft.plan.late
            if (late.learner, late.closes, late.planned) == (visit.learner, visit.closes, visit.on)
            and not one.dropped
        ),
        None,
    )


def _hold_words(one: DraftVisit) -> str:
    if one.held:
        return " It cannot be changed here."
    if one.pinned:
        return " Pinned: it stays here when planned anew."
    return " Near, early or special: it stays unless it is let move." if one.stays else ""
