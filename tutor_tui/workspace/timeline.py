"""A learner's time on the programme: lanes along one axis, curves of progress, events in words."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain

from msgspec import Struct

from tutor_tui.model.folder import Folder
from tutor_tui.model.learner import Learner
from tutor_tui.rules.words import count, day
from tutor_tui.workspace.late_gaps import LateGap, late_gaps
from tutor_tui.workspace.progress_curve import Curve, hours_curve, ksb_curve
from tutor_tui.workspace.record_views import visit_line
from tutor_tui.workspace.standing import Standing
from tutor_tui.workspace.timeline_events import Event, attempts, events, reviews
from tutor_tui.workspace.visit_lists import in_order, visit_status


class Mark(Struct, frozen=True):
    """Something on one day of a lane; `status` says how it is drawn."""

    on: date
    status: str
    text: str


class Stretch(Struct, frozen=True):
    """Several days of a lane, the first and the last included."""

    start: date
    end: date
    status: str
    text: str


class Timeline(Struct, frozen=True, kw_only=True):
    """Everything about one learner that has a day.

    `first` and `last` are the ends of the axis: every mark lies between them. A review is
    `complete`, `unsigned`, `due` or `overdue`; a window is the present one (`window`) or a
    gap in which a visit was overdue (`late`). A curve is None where the standard's KSBs, or the
    hours planned, are not known.
    """

    first: date
    last: date
    today: date
    visits: tuple[Mark, ...]
    reviews: tuple[Mark, ...]
    breaks: tuple[Stretch, ...]
    windows: tuple[Stretch, ...]
    milestones: tuple[Mark, ...]
    ksbs: Curve | None
    hours: Curve | None
    events: tuple[Event, ...]


def timeline(standing: Standing, folder: Folder, today: date) -> Timeline:
    """Lay out one learner's time; `standing` and `folder` are theirs, on the same day."""
    verdict = standing.verdict
    late = late_gaps(verdict)
    visits = tuple(
        Mark(visit.date, visit_status(visit, today), visit_line(visit, today))
        for visit in in_order(verdict.visits)
    )
    held = tuple(sorted((Mark(*found) for found in reviews(standing, today)), key=_when))
    breaks = tuple(_breaks(verdict.learner, today))
    windows = tuple(_windows(standing, late, today))
    milestones = tuple(sorted(_milestones(standing, today), key=_when))
    days = [mark.on for mark in chain(visits, held, milestones)]
    days += [end for stretch in chain(breaks, windows) for end in (stretch.start, stretch.end)]
    return Timeline(
        first=min(days),
        last=max(days),
        today=today,
        visits=visits,
        reviews=held,
        breaks=breaks,
        windows=windows,
        milestones=milestones,
        ksbs=ksb_curve(verdict, today),
        hours=hours_curve(verdict, folder, today),
        events=events(standing, folder, late, today),
    )


def _when(mark: Mark) -> date:
    return mark.on


def _breaks(learner: Learner, today: date) -> Iterator[Stretch]:
    """The breaks; one without an end is drawn up to today."""
    for pause in sorted(learner.breaks, key=lambda pause: pause.start):
        last = pause.end - timedelta(days=1) if pause.end else max(today, pause.start)
        until = f"back {day(pause.end, today)}" if pause.end else "no day of return yet"
        text = f"break from {day(pause.start, today)}, {until}"
        yield Stretch(pause.start, last, "on_break", text)


def _windows(standing: Standing, late: Sequence[LateGap], today: date) -> Iterator[Stretch]:
    for gap in late:
        yield Stretch(gap.start, gap.end, "late", f"visit {count(gap.days, 'day')} late")
    cadence = standing.verdict.cadence
    if cadence.opens and cadence.closes:
        text = f"window {day(cadence.opens, today)} to {day(cadence.closes, today)}"
        yield Stretch(cadence.opens, cadence.closes, "window", text)


def _milestones(standing: Standing, today: date) -> Iterator[Mark]:
    learner = standing.verdict.learner
    yield Mark(learner.original_start, "start", "start")
    yield Mark(today, "today", "today")
    yield Mark(learner.planned_end, "planned_end", "planned end")
    if learner.expected_end:
        yield Mark(learner.expected_end, "expected_end", "expected end")
    if standing.forecast.on:
        # past the gateway there is no path to it any more
        text = "gateway forecast" if standing.forecast.path else "gateway reached"
        yield Mark(standing.forecast.on, "gateway", text)
    for change in learner.statuses:
        if change.status in ("completed", "withdrawn"):
            yield Mark(change.on, change.status, change.status)
    for on, _, text in attempts(standing, today):
        yield Mark(on, "assessment", text)
