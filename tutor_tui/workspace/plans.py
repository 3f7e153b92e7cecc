"""Plans: a tutor's weeks are drafted, changed by hand, and saved as bookings in one change."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal

from msgspec.structs import replace

from tutor_tui.errors import BadFile, Refused, WrongUsage
from tutor_tui.london import from_london, in_london, london_date
from tutor_tui.model.learner import Learner
from tutor_tui.model.tutor import Leave, Tutor
from tutor_tui.model.visit import Visit
from tutor_tui.planning import draft as drafts
from tutor_tui.planning import windows
from tutor_tui.planning.draft import (
    Draft,
    DraftVisit,
    again,
    against,
    dropped,
    moved,
    pinned,
    swapped,
)
from tutor_tui.planning.needs import MOST_WEEKS, WEEKS, Busy, Request
from tutor_tui.planning.results import Late
from tutor_tui.planning.shadow import LeaveShadow, leave_shadow
from tutor_tui.planning.working_time import clashes, closures_for
from tutor_tui.rules.words import day, listing
from tutor_tui.workspace.booking import new_booking
from tutor_tui.workspace.caseload import Caseload, Overtaken
from tutor_tui.workspace.clashes import Clash
from tutor_tui.workspace.given_files import read_whole
from tutor_tui.workspace.visit_lists import timed
from tutor_tui.workspace.visit_times import span, stamped
from tutor_tui.workspace.workspace import Workspace

__all__ = [
    "MOST_WEEKS",
    "WEEKS",
    "Change",
    "ChangeKind",
    "Draft",
    "DraftVisit",
    "Late",
    "Planned",
    "again",
    "against",
    "asked_now",
    "booked_in",
    "busy_from",
    "changes",
    "drafted",
    "dropped",
    "leave_effect",
    "moved",
    "pinned",
    "save",
    "summed_up",
    "swapped",
]

ChangeKind = Literal["booked", "moved", "cancelled", "made a review", "fixed", "let move"]
_KINDS: dict[ChangeKind, str] = {
    "booked": "booked",
    "moved": "moved",
    "made a review": "made reviews",
    "fixed": "fixed",
    "let move": "let move",
    "cancelled": "cancelled",
}
"""The changes in the order they are told, and what each is called where there are several."""

NOTICE = timedelta(hours=2)
"""Nothing is planned for today that would begin sooner than this."""

LEFT_OUT = "left out of the plan"

CHANGED = "the caseload has changed since this was planned; plan anew"


@dataclass(frozen=True, slots=True)
class Change:
    """What saving the draft does to one visit, known by the key it has there."""

    key: str
    kind: ChangeKind
    learner: Learner
    before: Visit | None
    after: Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What was saved of a plan; `left_out` changes were proposed and not wanted."""

    changes: tuple[Change, ...]
    left_out: int = 0


def drafted(
    workspace: Workspace,
    caseload: Caseload,
    *,
    weeks: int = WEEKS,
    busy: Sequence[Busy] = (),
) -> Draft:
    """A proposal for the tutor's visits from today on.

    Args:
        workspace: Whose settings and day hold.
        caseload: The tutor's caseload.
        weeks: How far ahead, in weeks.
        busy: Times that something else takes.

    Raises:
        WrongUsage: The weeks are fewer than one or more than `MOST_WEEKS`.
        Refused: The planner contradicts itself; nothing is proposed.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise WrongUsage(f"weeks: give 1 to {MOST_WEEKS}, not {weeks}")
    asked = _request(workspace, caseload, weeks, tuple(busy), _earliest(workspace))
    visits = caseload.visits.values()
    held = {visit.id for visit in visits if visit.status != "booked"}
    others = {one.visit for need in asked.needs for one in need.bookings if not one.own}
    fixed = {visit.id for visit in visits if visit.fixed}
    return drafts.drafted(asked, pinned=fixed, held=held | others)


def busy_from(
    caseload: Caseload, files: Sequence[Path], today: date, weeks: int
) -> tuple[Busy, ...]:
    """The times that these calendars say are taken, and those the tutor always names.

    Args:
        caseload: Whose tutor may have calendars of their own.
        files: Calendar files.
        today: The first day.
        weeks: How far ahead, in weeks.

    Raises:
        BadFile: A file is no calendar, is damaged, or cannot be read.
    """
    from tutor_tui.exchange.calendar_lines import MOST_BYTES
    from tutor_tui.workspace.busy_times import busy_times

    last = today + timedelta(weeks=weeks)
    own = [Path(name) for name in caseload.tutor.busy_files]
    found: list[Busy] = []
    for file in dict.fromkeys((*own, *files)):
        try:
            content = read_whole(file, MOST_BYTES)
            found += busy_times(content, today, last, name=str(file))
        except BadFile as bad:
            if file not in own:
                raise
            name = caseload.tutor.login or caseload.tutor.id
            raise BadFile(
                f"{bad}; it is one of the tutor's own calendars; "
                f"to change these: tutor-tui tutor edit {name} --busy-file"
            ) from None
    return tuple(found)


def changes(workspace: Workspace, caseload: Caseload, draft: Draft) -> list[Change]:
    """What saving the draft would do, in its order.

    Raises:
        Overtaken: The caseload is not as it was when the draft was made.
    """
    if asked_now(workspace, caseload, draft) != draft.request:
        raise Overtaken(CHANGED)
    return [
        change
        for one in draft.visits
        if not one.held and (change := _change(workspace, caseload, one)) is not None
    ]


def asked_now(workspace: Workspace, caseload: Caseload, draft: Draft) -> Request:
    """What would be asked for the same weeks as the draft's, with the caseload as it is now."""
    asked = draft.request
    return _request(workspace, caseload, asked.weeks, asked.busy, asked.earliest)


def save(
    workspace: Workspace,
    caseload: Caseload,
    draft: Draft,
    *,
    only: Collection[str] | None = None,
) -> Planned:
    """Book, move and cancel visits as the draft says, in one change that one undo takes back.

    A visit that is pinned is fixed from then on, one no longer pinned may be moved again.

    Args:
        workspace: Where the change is made.
        caseload: The tutor's caseload.
        draft: What was planned.
        only: Keys of the visits that are wanted; all where None.

    Raises:
        Refused: Nothing would change, two visits would overlap, or it cannot be saved.
        Overtaken: The caseload is not as it was when the draft was made.
    """
    seen = caseload.generation()
    found = changes(workspace, caseload, draft)
    chosen = [change for change in found if only is None or change.key in only]
    if not chosen:
        raise Refused("nothing to save: the bookings are as planned already")
    _refuse_overlaps(workspace, caseload, chosen, found)
    try:
        caseload.save_all(
            [change.after for change in chosen],
            actor=workspace.actor,
            reason=f"plan visits: {summed_up(chosen)}",
            seen=seen,
        )
    except (Clash, Overtaken):
        # a plan rests on all visits: it is not put together with another change
        raise Overtaken(CHANGED) from None
    return Planned(changes=tuple(chosen), left_out=len(found) - len(chosen))


def summed_up(found: Sequence[Change]) -> str:
    """How many visits are changed, and how: `12 booked, 3 moved`."""
    kinds = Counter(change.kind for change in found)
    return ", ".join(
        f"{kinds[kind]} {many if kinds[kind] > 1 else kind}"
        for kind, many in _KINDS.items()
        if kinds[kind]
    )


def leave_effect(workspace: Workspace, caseload: Caseload, leave: Leave) -> LeaveShadow:
    """What this leave does to the visits: whom not to see before it, how many would be late."""
    tutor, earliest = caseload.tutor, _earliest(workspace)
    others = tuple(one for one in tutor.leave if one != leave)
    here, away = (
        _request(workspace, caseload, WEEKS, (), earliest, tutor=replace(tutor, leave=all_leave))
        for all_leave in (others, (*others, leave))
    )
    return leave_shadow(here, away, leave)


def booked_in(caseload: Caseload, leave: Leave) -> list[Visit]:
    """The tutor's visits booked on days of the leave, in order."""
    return sorted(
        (
            visit
            for visit in caseload.visits.values()
            if visit.status == "booked"
            and visit.tutor == caseload.tutor.id
            and leave.start <= visit.date <= leave.end
        ),
        key=lambda visit: (visit.date, timed(visit)),
    )


def _request(
    workspace: Workspace,
    caseload: Caseload,
    weeks: int,
    busy: tuple[Busy, ...],
    earliest: time,
    *,
    tutor: Tutor | None = None,
) -> Request:
    """What the planner is asked of the caseload as it is now, or were the tutor this one."""
    settings, today = workspace.settings, workspace.today
    tutor = tutor or caseload.tutor
    needs = []
    for learner in caseload.learners.values():
        visits, standard = caseload.visits_of(learner), caseload.standard_of(learner)
        need = windows.need(learner, visits, standard, settings, today, tutor=tutor)
        if need is not None:
            needs.append(need)
    asked_for = {booking.visit for need in needs for booking in need.bookings}
    standing = sorted(
        (
            windows.booking(visit, tutor)
            for visit in caseload.visits.values()
            if visit.date >= today
            and visit.tutor == tutor.id
            and visit.status != "cancelled"
            and visit.id not in asked_for
        ),
        key=lambda booking: (booking.on, booking.visit),
    )
    return Request(
        tutor=tutor,
        today=today,
        weeks=weeks,
        needs=tuple(sorted(needs, key=lambda need: need.learner)),
        closures=closures_for(tutor, settings.closures),
        busy=busy,
        standing=tuple(standing),
        earliest=earliest,
    )


def _earliest(workspace: Workspace) -> time:
    """The time of day before which nothing is planned for today."""
    now = workspace.now()
    # where another day is asked about, the clock says nothing of its hours
    if london_date(now) != workspace.today:
        return time(0)
    soon = in_london(now) + NOTICE
    return (
        soon.time().replace(second=0, microsecond=0)
        if soon.date() == workspace.today
        else time(23, 59)
    )


def _change(workspace: Workspace, caseload: Caseload, one: DraftVisit) -> Change | None:
    """What saving does to the visit, None where nothing."""
    visit, learner = one.visit, caseload.learners[one.visit.learner]
    if one.new:
        if one.dropped:
            return None
        new = new_booking(
            workspace,
            caseload,
            learner,
            at=_moment(one),
            minutes=visit.minutes,
            mode=visit.mode,
            kind=visit.kind,
            fixed=one.pinned,
        )
        return Change(one.key, "booked", learner, None, new)
    before = caseload.visits[visit.booking]
    kind: ChangeKind
    if one.dropped:
        after = replace(before, status="cancelled", cancelled_by="tutor", why=LEFT_OUT)
        kind = "cancelled"
    else:
        after = replace(before, kind=visit.kind, fixed=one.pinned)
        kind = "made a review" if visit.kind != before.kind else "fixed"
        kind = "let move" if kind == "fixed" and before.fixed else kind
        if visit.moved and visit.start is None:
            after, kind = replace(after, date=visit.on), "moved"
        elif visit.moved:
            start, end = span(_moment(one), visit.minutes)
            after = replace(after, date=london_date(start), start=start, end=end)
            kind = "moved"
    if after == before:
        return None
    return Change(one.key, kind, learner, before, stamped(workspace, before, after))


def _moment(one: DraftVisit) -> datetime:
    visit = one.visit
    if visit.start is None:
        raise Refused(f"the visit of {visit.on} has no time of day; give it one")
    return from_london(datetime.combine(visit.on, visit.start))


def _refuse_overlaps(
    workspace: Workspace, caseload: Caseload, chosen: Sequence[Change], found: Sequence[Change]
) -> None:
    """Refuse where a visit that is booked or moved would overlap another.

    Raises:
        Refused: One does; told apart is one that makes room only by a change not chosen.
    """
    making_room = {change.after.id for change in found} - {change.after.id for change in chosen}
    after = {**caseload.visits, **{change.after.id: change.after for change in chosen}}
    for change in chosen:
        if change.kind not in ("booked", "moved"):
            continue
        for other in clashes(change.after, after.values()):
            if other.id == change.after.id:
                continue
            names, on = [*_names(caseload, change.after, other)], day(other.date, workspace.today)
            if other.id in making_room:
                raise Refused(
                    f"{on}: {names[0]} would be seen while {names[1]} is still booked: save what "
                    f"becomes of {names[1]} too"
                )
            raise Refused(
                f"{on}: {listing(names)} would be seen at one time; move one, or leave one out"
            )


def _names(caseload: Caseload, *visits: Visit) -> Iterator[str]:
    for visit in visits:
        learner = caseload.learners.get(visit.learner)
        yield learner.name if learner else "another learner"
