"""Forms of visits: book, move, record."""

from typing import cast

from screens.form import Field, FormScreen
from tutor_tui.errors import WrongUsage
from tutor_tui.london import in_london
from tutor_tui.model.common import Mode
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit, VisitKind, VisitStatus
from tutor_tui.rules.words import day
from tutor_tui.typed import typed_day, typed_moment, typed_number, typed_time
from tutor_tui.workspace import visits
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.progress import parse_ksbs
from tutor_tui.workspace.record_views import when
from tutor_tui.workspace.workspace import Workspace

KINDS = ("teaching", "review", "induction", "observation", "support")
DAY_HINT = "4 dec, fri, +3"


def book_form(workspace: Workspace, caseload: Caseload, learner: Learner) -> FormScreen:
    """Book a visit; the first free time in the window is proposed."""
    today = workspace.today
    cadence = caseload.verdict(learner, today).cadence
    proposed = visits.proposed_time(workspace, caseload, learner)
    start = in_london(proposed) if proposed else None
    notes = ["The time proposed is the first that is free."] if start else []
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
            overlap=values["overlap"] == "allow",
        )
        return _booked("Booked", learner, booked, workspace)

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
            Field(name="mode", label="Where", value=learner.mode, choices=("online", "workplace")),
            Field(name="kind", label="Kind", choices=KINDS),
            Field(name="overlap", label="Overlap", choices=("refuse", "allow")),
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
            overlap=values["overlap"] == "allow",
        )
        return _booked("Moved", learner, moved, workspace)

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
            Field(name="overlap", label="Overlap", choices=("refuse", "allow")),
        ],
        submit,
    )


def record_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, visit: Visit | None
) -> FormScreen:
    """Record what became of a visit.

    Without a chosen visit it is the earliest that waits for its outcome, else today's booking,
    else a visit that was not booked.
    """
    today = workspace.today
    if visit is not None and visit.status != "booked":
        raise WrongUsage(
            f"the visit of {day(visit.date, today)} is {visits.status_words(visit.status)} already"
        )
    booking = visit or visits.booking_to_record(caseload, learner, today)
    on = min(booking.date, today) if booking else today
    length = visits.booked_minutes(booking) if booking else None

    def submit(values: dict[str, str]) -> str:
        codes = values["met"].replace(",", " ").split()
        handed_in = values["submitted"].replace(",", " ").split()
        saved, _ = visits.record(
            workspace,
            caseload,
            learner,
            on=typed_day(values["day"], today),
            at=typed_time(values["time"]) if values["time"].strip() else None,
            outcome=cast(VisitStatus, values["outcome"]),
            kind=cast(VisitKind, values["kind"]),
            minutes=typed_number(values["minutes"], "Minutes"),
            otj_minutes=typed_number(values["otj"], "Off the job"),
            ksbs=parse_ksbs(
                [*(f"{code}=met" for code in codes), *(f"{code}=submitted" for code in handed_in)],
                caseload.standard_of(learner),
            ),
            note=values["note"],
            visit=booking,
        )
        words = visits.status_words(saved.status)
        return f"Recorded {learner.name} on {day(saved.date, today)}: {words}."

    about = f"Completes the booking of {when(booking, today)}." if booking else "Not booked before."
    return FormScreen(
        f"Record a visit: {learner.name}",
        [
            Field(
                name="outcome",
                label="Outcome",
                choices=("attended", "not_attended", "cancelled"),
            ),
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
            Field(name="minutes", label="Minutes", value=str(length or "")),
            Field(name="otj", label="Off the job", hint="minutes of it"),
            Field(name="met", label="KSBs met", hint="k6 s8"),
            Field(name="submitted", label="KSBs submitted", hint="k7 s2"),
            Field(name="note", label="Note"),
        ],
        submit,
        notes=[about],
    )


def _booked(verb: str, learner: Learner, booked: visits.Booked, workspace: Workspace) -> str:
    told = f"{verb} {learner.name} for {when(booked.visit, workspace.today)}."
    return " ".join([told, *(f"Note: {warning}." for warning in booked.warnings)])
