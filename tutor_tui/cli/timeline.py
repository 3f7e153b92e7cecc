"""`timeline`: what happened to a learner and what is to come, and how progress ran."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from tutor_tui.cli.out import Column, emit, say, say_wrapped, table
from tutor_tui.cli.session import Session, common
from tutor_tui.rules.words import day
from tutor_tui.workspace.progress_curve import Curve
from tutor_tui.workspace.standing import standing
from tutor_tui.workspace.timeline import Mark, Stretch, Timeline, timeline
from tutor_tui.workspace.timeline_events import Event


@click.command("timeline")
@click.argument("learner")
@click.option("--curve", is_flag=True, help="Progress by month against what was expected.")
@common
def timeline_command(session: Session, *, learner: str, curve: bool) -> None:
    """Tell everything that has a day in the record of LEARNER, in order of time."""
    caseload, who = session.find_learner(learner)
    today, settings = session.today, session.workspace().settings
    judged = standing(who, caseload.visits_of(who), caseload.standard_of(who), settings, today)
    found = timeline(judged, caseload.folder(who), today)
    if session.as_json:
        emit({"version": 1, "learner": who.id, **_form(found)})
    elif curve:
        _print_curves(found)
    else:
        say_wrapped("", f"{who.name} ({who.ref}), {judged.verdict.standard.label}")
        _print_events(found)


def _print_events(found: Timeline) -> None:
    gone = [event for event in found.events if event.on <= found.today]
    for event in gone:
        _print_event(event, found.today)
    say(f"-- today, {_when(found.today, found.today)} --")
    for event in found.events[len(gone) :]:
        _print_event(event, found.today)


def _print_event(event: Event, today: date) -> None:
    say_wrapped(f"  {_when(event.on, today):<16}  ", event.text)


def _print_curves(found: Timeline) -> None:
    """The curves side by side: all of them run through the same days."""
    curves = list(_curves(found))
    if not curves:
        say("No curve to show: neither the standard's KSBs nor the hours planned are known.")
        return
    columns, rows = [Column("UP TO", 11)], [[day(p.on, found.today)] for p in curves[0][1].points]
    for name, curve in curves:
        columns += [Column(name, 5), Column("EXPECTED", 8)]
        for row, point in zip(rows, curve.points, strict=True):
            row += ["-" if point.done is None else str(point.done), str(point.expected)]
    table(columns, rows)
    for _, curve in curves:
        if curve.note:
            say_wrapped("", f"{curve.note[:1].upper()}{curve.note[1:]}.")


def _curves(found: Timeline) -> Iterator[tuple[str, Curve]]:
    """The curves that there are, each under its heading."""
    if found.ksbs:
        yield "MET", found.ksbs
    if found.hours:
        yield "HOURS", found.hours


def _when(on: date, today: date) -> str:
    return f"{on:%a} {day(on, today)}"


def _form(found: Timeline) -> dict[str, Any]:
    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "today": found.today.isoformat(),
        "visits": [_mark_form(mark) for mark in found.visits],
        "reviews": [_mark_form(mark) for mark in found.reviews],
        "breaks": [_stretch_form(stretch) for stretch in found.breaks],
        "windows": [_stretch_form(stretch) for stretch in found.windows],
        "milestones": [_mark_form(mark) for mark in found.milestones],
        "curves": {
            "ksbs": _curve_form(found.ksbs) if found.ksbs else None,
            "hours": _curve_form(found.hours) if found.hours else None,
        },
        "events": [
            {
                "on": event.on.isoformat(),
                "kind": event.kind,
                "status": event.status,
                "text": event.text,
            }
            for event in found.events
        ],
    }


def _mark_form(mark: Mark) -> dict[str, Any]:
    return {"on": mark.on.isoformat(), "status": mark.status, "text": mark.text}


def _stretch_form(stretch: Stretch) -> dict[str, Any]:
    """A stretch of days; `last` is the last day in it."""
    return {
        "first": stretch.start.isoformat(),
        "last": stretch.end.isoformat(),
        "status": stretch.status,
        "text": stretch.text,
    }


def _curve_form(curve: Curve) -> dict[str, Any]:
    return {
        "total": curve.total,
        "note": curve.note or None,
        "points": [
            {"on": point.on.isoformat(), "done": point.done, "expected": point.expected}
            for point in curve.points
        ],
    }
