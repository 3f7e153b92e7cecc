"""From documents to what the planner is asked: each learner's first windows and rule."""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta

from msgspec.structs import replace

from tutor_tui.london import in_london
from tutor_tui.model.common import Cadence
from tutor_tui.model.learner import Learner
from tutor_tui.model.settings import Settings
from tutor_tui.model.standard import Standard
from tutor_tui.model.tutor import Closure, Leave, Tutor
from tutor_tui.model.visit import Visit
from tutor_tui.planning.needs import VISIT_MINUTES, Booking, Need, Spell
from tutor_tui.planning.working_time import closures_for
from tutor_tui.rules.cadence import cadence, is_ahead, rhythm_of
from tutor_tui.rules.reviews import interval_of, reviews
from tutor_tui.rules.status import current_break


def need(
    learner: Learner,
    visits: Sequence[Visit],
    standard: Standard,
    settings: Settings,
    today: date,
    *,
    tutor: Tutor,
    minutes: int = VISIT_MINUTES,
) -> Need | None:
    """What the learner is owed from today on; None where no window is to come.

    Args:
        learner: Whom to see.
        visits: The learner's visits, in any order.
        standard: The learner's programme.
        settings: The provider's settings.
        today: First day of the plan.
        tutor: Whose plan it is.
        minutes: How long a visit is.
    """
    rhythm = rhythm_of(learner, standard, settings)
    spells = _spells(learner, visits, standard, settings, today)
    if rhythm is None or not spells:
        return None
    at_workplace = learner.mode == "workplace"
    closed = _closed(tutor, settings)
    ahead = sorted(
        (
            booking(visit, tutor, fixed=_stays(visit, settings, today, closed))
            for visit in visits
            if is_ahead(visit, today) and visit.kind not in settings.kinds_not_counted
        ),
        key=lambda b: (b.on, b.start or time.max, b.visit),
    )
    return Need(
        learner=learner.id,
        spells=spells,
        min_days=rhythm.min_weeks * 7,
        max_days=rhythm.max_weeks * 7,
        bookings=_early_kept(ahead, spells, rhythm, closed),
        away=learner.away,
        never_on=learner.never_on,
        minutes=minutes,
        mode=learner.mode,
        employer=learner.employer if at_workplace else "",
        district=district(learner.postcode) if at_workplace else "",
        preferred_days=learner.preferred_days,
        preferred_time=learner.preferred_time,
        review_due=reviews(learner, visits, standard, settings, today).due,
        review_weeks=None if interval_of(learner) == "three_months" else settings.review_weeks,
        breaks=learner.breaks,
    )


def booking(visit: Visit, tutor: Tutor, *, fixed: bool = True) -> Booking:
    """The visit as the planner sees it; another tutor's is always fixed."""
    own = visit.tutor == tutor.id
    minutes = VISIT_MINUTES
    if visit.start and visit.end:
        minutes = max(int((visit.end - visit.start).total_seconds()) // 60, 1)
    return Booking(
        visit=visit.id,
        on=visit.date,
        start=in_london(visit.start).time() if visit.start else None,
        minutes=minutes,
        mode=visit.mode,
        kind=visit.kind,
        fixed=fixed or not own,
        own=own,
    )


def district(postcode: str) -> str:
    """The first part of a postcode: `LS1` of `LS1 4DY`; empty where it is none."""
    letters = "".join(postcode.split()).upper()
    # the second part is always three characters
    return letters[:-3] if len(letters) >= 5 else ""


def _closed(tutor: Tutor, settings: Settings) -> tuple[Leave | Closure, ...]:
    """When the tutor is away or everything is closed: nothing stays there of itself."""
    return (*tutor.leave, *closures_for(tutor, settings.closures))


def _within(on: date, closed: Iterable[Leave | Closure]) -> bool:
    return any(away.start <= on <= away.end for away in closed)


def _stays(
    visit: Visit, settings: Settings, today: date, closed: Iterable[Leave | Closure]
) -> bool:
    """Whether the planner leaves a booking where it is.

    One that is fixed or held, of a kind that was booked for its own sake, or so near that
    moving it would be too late; the latter two not where the tutor is away.
    """
    if visit.fixed or visit.status == "attended":
        return True
    special = visit.kind not in ("teaching", "review")
    near = (visit.date - today).days < settings.plan_notice_days
    return (special or near) and not _within(visit.date, closed)


def _early_kept(
    ahead: Iterable[Booking],
    spells: Sequence[Spell],
    rhythm: Cadence,
    closed: Iterable[Leave | Closure],
) -> tuple[Booking, ...]:
    """The bookings, in order; one before its window opens was meant so, and is left there.

    So is the one before it, where that is why it is early. Where that one has to move, being
    late or where the tutor is away, both may.
    """
    low, high = timedelta(weeks=rhythm.min_weeks), timedelta(weeks=rhythm.max_weeks)
    found: list[Booking] = []
    stands = True
    for one in ahead:
        begun = [spell for spell in spells if spell.opens - low <= one.on]
        window = max(((spell.opens, spell.closes) for spell in begun), default=None)
        after = window is not None and bool(found) and found[-1].on + low > window[0]
        if after:
            window = found[-1].on + low, found[-1].on + high
        early = window is not None and one.on < window[0] and not _within(one.on, closed)
        if early and after and stands:
            found[-1] = replace(found[-1], fixed=True)
        early = early and (stands or not after)
        found.append(replace(one, fixed=True) if early else one)
        in_time = window is None or one.on <= window[1]
        stands = found[-1].fixed or (in_time and not _within(one.on, closed))
    return tuple(found)


def _spells(
    learner: Learner,
    visits: Sequence[Visit],
    standard: Standard,
    settings: Settings,
    today: date,
) -> tuple[Spell, ...]:
    """The stretches of the programme to come, each with its first window."""
    rhythm = rhythm_of(learner, standard, settings)
    verdict = cadence(learner, visits, standard, settings, today)
    if rhythm is None or verdict.state == "not_in_cadence":
        return ()
    left = min(
        (c.on for c in learner.statuses if c.on > today and c.status != "on_programme"),
        default=None,
    )
    if verdict.state == "on_break":
        paused = current_break(learner, today)
        begins = paused.end if paused else None
    else:
        begins = verdict.anchor or learner.original_start
    spells: list[tuple[date, date | None]] = []
    for pause in sorted(learner.breaks, key=lambda pause: pause.start):
        if begins is None:
            break
        if pause.end is not None and pause.end <= begins:
            continue
        if pause.start > begins:
            spells.append((begins, pause.start))
        begins = pause.end
    if begins is not None:
        spells.append((begins, None))
    return tuple(
        _spell(begins, ends if left is None else min(ends or left, left), rhythm)
        for begins, ends in spells
        if left is None or begins < left
    )


def _spell(begins: date, ends: date | None, rhythm: Cadence) -> Spell:
    return Spell(
        opens=begins + timedelta(weeks=rhythm.min_weeks),
        closes=begins + timedelta(weeks=rhythm.max_weeks),
        last=None if ends is None else ends - timedelta(days=1),
    )
