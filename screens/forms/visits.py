"""Forms of visits: book, move, record, correct."""

from collections.abc import Callable, Mapping
from datetime import date, time
from functools import cache
from typing import Literal, TypedDict, cast

from screens.form import Field, FormScreen
from tutor_tui.errors import TutorTuiError, WrongUsage
from tutor_tui.london import in_london
from tutor_tui.model.common import Mode
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit, VisitKind, VisitStatus
from tutor_tui.rules.words import day
from tutor_tui.typed import (
    typed_day,
    typed_moment,
    typed_number,
    typed_signers,
    typed_time,
    typed_when,
)
from tutor_tui.workspace import visits
from tutor_tui.workspace.agreements import parse_actions
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.progress import typed_ksbs
from tutor_tui.workspace.record_views import when
from tutor_tui.workspace.workspace import Workspace

KINDS = ("teaching", "review", "induction", "observation", "support")
MODES = ("online", "workplace")
DAY_HINT = "4 dec, fri, +3"
COMPLETED = "completed"
PLANNER = ("may move it", "leaves it")
OVERLAP = Field(name="overlap", label="Overlap", choices=("refuse", "allow"))


def book_form(workspace: Workspace, caseload: Caseload, learner: Learner) -> FormScreen:
    """Book a visit; the first free time in the window is proposed."""
    today = workspace.today
    cadence = caseload.verdict(learner, today).cadence
    proposed = visits.proposed_time(workspace, caseload, learner)
    start = in_london(proposed) if proposed else None
    notes = ["The time proposed is free, on a preferred day where there is one."] if start else []
    if cadence.opens and cadence.closes:
        closing = "closed" if cadence.closes < today else "closes"
        notes.append(
            f"The window opens {day(cadence.opens, today)}, {closing} {day(cadence.closes, today)}."
        )

    def submit(values: dict[str, str]) -> str:
        booked = visits.book(
            workspace,
            caseload,
            learner,
            at=typed_moment(values["day"], values["time"], today),
            minutes=typed_number(values["minutes"], "Minutes"),
            mode=cast(Mode, values["mode"]),
            kind=cast(VisitKind, values["kind"]),
            fixed=values["fixed"] == PLANNER[True],
            overlap=values["overlap"] == "allow",
        )
        return _booked(f"Booked {learner.name} for", booked, workspace)

    return FormScreen(
        f"Book a visit: {learner.name}",
        [
            Field(
                name="day",
                label="Day",
                value=f"{start:%Y-%m-%d}" if start else "",
                hint=DAY_HINT,
            ),
            Field(name="time", label="Time", value=f"{start:%H:%M}" if start else "", hint="10:30"),
            Field(name="minutes", label="Minutes", value=str(visits.DEFAULT_MINUTES)),
            Field(name="mode", label="Where", value=learner.mode, choices=MODES),
            Field(name="kind", label="Kind", choices=KINDS),
            Field(name="fixed", label="Planner", choices=PLANNER),
            OVERLAP,
        ],
        submit,
        notes=notes,
    )


def move_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, visit: Visit
) -> FormScreen:
    """Give a booked visit another time."""
    start = in_london(visit.start) if visit.start else None

    def submit(values: dict[str, str]) -> str:
        caseload.must_hold(learner)
        moved = visits.move(
            workspace,
            caseload,
            learner,
            visit,
            to=typed_moment(values["day"], values["time"], workspace.today),
            minutes=typed_number(values["minutes"], "Minutes"),
            fixed=values["fixed"] == PLANNER[True],
            overlap=values["overlap"] == "allow",
        )
        return _booked(f"Moved {learner.name} to", moved, workspace)

    return FormScreen(
        f"Move the visit of {when(visit, workspace.today)}: {learner.name}",
        [
            Field(name="day", label="Day", value=str(visit.date), hint=DAY_HINT),
            Field(
                name="time",
                label="Time",
                value=f"{start:%H:%M}" if start else "10:00",
                hint="10:30",
            ),
            Field(
                name="minutes",
                label="Minutes",
                value=str(visits.booked_minutes(visit) or visits.DEFAULT_MINUTES),
            ),
            Field(name="fixed", label="Planner", value=PLANNER[visit.fixed], choices=PLANNER),
            OVERLAP,
        ],
        submit,
    )


def record_form(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    *,
    visit: Visit | None,
    recorded: Callable[[visits.Recorded], None],
) -> FormScreen:
    """Record what became of a visit, what was agreed at it, and when the next one is.

    Without a chosen booking it is the earliest that waits for its outcome, else today's, else a
    visit that was not booked; a booking can be left as it is for one of another day. `recorded`
    is given what was saved.
    """
    today = workspace.today
    booking = visit or visits.booking_to_record(caseload, learner, today)
    on = min(booking.date, today) if booking else today
    length = visits.booked_minutes(booking) if booking else None
    standard = caseload.standard_of(learner)

    def completed(values: Mapping[str, str]) -> Visit | None:
        """The booking that is completed; where it is left, the day's own if there is one."""
        return booking if values.get("booking") == COMPLETED else None

    def submit(values: dict[str, str]) -> str:
        result = visits.record(
            workspace,
            caseload,
            learner,
            **_held(values, workspace),
            minutes=typed_number(values["minutes"], "Minutes"),
            otj_minutes=typed_number(values["otj"], "Off the job"),
            ksbs=typed_ksbs(standard, met=values["met"], submitted=values["submitted"]),
            note=values["note"],
            visit=completed(values),
            actions=parse_actions(values["actions"], today),
            signed=typed_signers(values["signed"]) if values["signed"].strip() else None,
            next_visit=typed_when(values["next"], today),
        )
        recorded(result)
        words = visits.status_words(result.visit.status)
        told = f"Recorded {learner.name} on {day(result.visit.date, today)}: {words}."
        if result.booked:
            told += f" {_booked('Next:', result.booked, workspace)}"
        return told

    @cache
    def proposed(outcome: str, kind: str, day: str, time: str, booking: str) -> str:
        """The next visit that suggests itself after this one."""
        held = {"outcome": outcome, "kind": kind, "day": day, "time": time, "booking": booking}
        try:
            after = visits.as_recorded(
                workspace, caseload, learner, **_held(held, workspace), visit=completed(held)
            )
            moment = visits.proposed_time(workspace, caseload, learner, recorded=after)
        except TutorTuiError:  # what is typed is not finished
            return ""
        return f"{in_london(moment):%Y-%m-%d %H:%M}" if moment else ""

    def follow(values: dict[str, str]) -> dict[str, str]:
        attended = values["outcome"] == "attended"
        about = (values[name] for name in ("outcome", "kind", "day", "time"))
        return {
            "next": proposed(*about, values.get("booking", "")),
            "signed": "nobody" if attended and values["kind"] == "review" else "",
        }

    about = f"Completes the booking of {when(booking, today)}." if booking else "Not booked before."
    left = Field(name="booking", label="Booking", choices=(COMPLETED, "left_as_it_is"))
    return FormScreen(
        f"Record a visit: {learner.name}",
        [
            Field(
                name="outcome",
                label="Outcome",
                choices=("attended", "not_attended", "cancelled"),
            ),
            Field(name="minutes", label="Minutes", value=str(length or "")),
            Field(name="otj", label="Off the job", hint="minutes of it"),
            Field(name="met", label="KSBs met", hint="k6 s8"),
            Field(name="submitted", label="KSBs submitted", hint="k7 s2"),
            Field(
                name="actions",
                label="Actions",
                hint="read unit 4 by 12 dec; employer: witness testimony by +14",
            ),
            Field(name="note", label="Note", lines=3, hint="several lines"),
            Field(name="next", label="Next visit", hint="4 dec 10:30; blank: none"),
            Field(name="day", label="Day", value=str(on), hint="today, 4 dec"),
            Field(
                name="time",
                label="Time",
                value=f"{in_london(booking.start):%H:%M}" if booking and booking.start else "",
                hint="if known",
            ),
            Field(
                name="kind",
                label="Kind",
                value=booking.kind if booking else "teaching",
                choices=KINDS,
            ),
            Field(name="signed", label="Review signed", hint="learner employer tutor; nobody"),
            *([left] if booking else []),
        ],
        submit,
        notes=[about],
        follow=follow,
    )


def cancel_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, visit: Visit
) -> FormScreen:
    """Cancel a booked visit; who cancelled it and why stays in the record."""

    def submit(values: dict[str, str]) -> str:
        saved = visits.cancel(
            workspace,
            caseload,
            visit,
            by=cast(Literal["tutor", "learner"], values["by"]),
            why=values["why"],
        )
        return f"Cancelled the visit of {when(saved, workspace.today)}."

    return FormScreen(
        f"Cancel the visit of {when(visit, workspace.today)}: {learner.name}",
        [
            Field(name="by", label="By whom", choices=("tutor", "learner")),
            Field(name="why", label="Why", hint="if it is to be known"),
        ],
        submit,
        notes=["It stays in the record, and as cancelled in the calendar files."],
    )


def edit_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, visit: Visit
) -> FormScreen:
    """Correct a visit; its time is changed by moving it."""
    before = {
        "status": visit.status,
        "minutes": "" if visit.minutes is None else str(visit.minutes),
        "otj": "" if visit.otj_minutes is None else str(visit.otj_minutes),
        "kind": visit.kind,
        "mode": visit.mode,
        "place": visit.location,
        "link": visit.link,
        "note": visit.note,
    }
    # what is booked again may come to overlap another booking
    again = [OVERLAP] if visit.status != "booked" else []

    def submit(values: dict[str, str]) -> str:
        caseload.must_hold(learner)
        given = {name: values[name] for name in before if values[name] != before[name]}
        for name, label in (("minutes", "Minutes"), ("otj", "Off the job")):
            if name in given and not given[name].strip():
                raise WrongUsage(f"{label}: what was recorded is corrected, not emptied; 0 is none")
        saved = visits.edit(
            workspace,
            caseload,
            visit,
            status=cast(VisitStatus | None, given.get("status")),
            minutes=typed_number(given.get("minutes", ""), "Minutes"),
            otj_minutes=typed_number(given.get("otj", ""), "Off the job"),
            kind=cast(VisitKind | None, given.get("kind")),
            mode=cast(Mode | None, given.get("mode")),
            location=given.get("place"),
            link=given.get("link"),
            note=given.get("note"),
            overlap=values.get("overlap") == "allow",
        )
        return f"Corrected the visit of {when(saved, workspace.today)}."

    return FormScreen(
        f"Correct the visit of {when(visit, workspace.today)}: {learner.name}",
        [
            Field(
                name="status",
                label="Status",
                value=before["status"],
                choices=("booked", "attended", "not_attended", "cancelled"),
            ),
            Field(name="minutes", label="Minutes", value=before["minutes"]),
            Field(name="otj", label="Off the job", value=before["otj"], hint="minutes of it"),
            Field(name="note", label="Note", value=before["note"], lines=4),
            Field(name="kind", label="Kind", value=before["kind"], choices=KINDS),
            Field(name="mode", label="Where", value=before["mode"], choices=MODES),
            Field(name="place", label="Place", value=before["place"]),
            Field(name="link", label="Link", value=before["link"]),
            *again,
        ],
        submit,
        notes=["m moves a booked visit to another time."],
    )


class _Held(TypedDict):
    """When and how a visit was held, as it is typed."""

    on: date
    at: time | None
    outcome: VisitStatus
    kind: VisitKind


def _held(values: Mapping[str, str], workspace: Workspace) -> _Held:
    return _Held(
        on=typed_day(values["day"], workspace.today),
        at=typed_time(values["time"]) if values["time"].strip() else None,
        outcome=cast(VisitStatus, values["outcome"]),
        kind=cast(VisitKind, values["kind"]),
    )


def _booked(before: str, booked: visits.Booked, workspace: Workspace) -> str:
    """When a visit is booked for, after these words, and what is odd about it."""
    told = f"{before} {when(booked.visit, workspace.today)}."
    return " ".join([told, *(f"Note: {warning}." for warning in booked.warnings)])
