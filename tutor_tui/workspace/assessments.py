"""The end-point assessment: attempts booked, held and graded."""

from datetime import date

from msgspec.structs import replace

from tutor_tui.errors import NotFound, Refused, WrongUsage
from tutor_tui.model.learner import Attempt, Learner
from tutor_tui.model.standard import AssessmentMethod, Grade
from tutor_tui.text import line
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.read_anew import as_it_is, read_anew
from tutor_tui.workspace.workspace import Workspace


@read_anew
def book(
    workspace: Workspace, caseload: Caseload, learner: Learner, method: str, on: date
) -> Learner:
    """Note the day on which a method is to be held, or move the one that is booked.

    Raises:
        WrongUsage: The programme has no such method, or the day has passed.
        Refused: Nothing would change, or it cannot be saved.
    """
    chosen = _method(caseload, learner, method)
    if on < workspace.today:
        raise WrongUsage(f"{on} is before today ({workspace.today}); record the result instead")
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    key = _awaited(learner, chosen.id) or workspace.new_id()
    before = learner.attempts.get(key)
    attempt = replace(before, on=on) if before else Attempt(method=chosen.id, on=on)
    if attempt == before:
        raise Refused(f"{chosen.name} is booked for {on} already")
    return caseload.save(
        replace(learner, attempts={**learner.attempts, key: attempt}),
        actor=workspace.actor,
        reason=f"book {chosen.id} on {on} of {learner.id}",
        seen=seen,
    )


@read_anew
def record(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    method: str,
    *,
    on: date | None = None,
    result: Grade | None = None,
    points: int | None = None,
    note: str = "",
) -> Learner:
    """Record what became of an attempt: that of the same day, the one awaited, else a new one.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Who was assessed.
        method: The method's id, or an unambiguous part of its name.
        on: The day it was held, never after today; the booked one, else today, where not
            given. An attempt of that day whose result is known is corrected.
        result: The grade, where the method is graded by words.
        points: The points, where it is marked by points.
        note: One line.

    Raises:
        WrongUsage: The method, grade or points are not the programme's, or the day lies
            after today.
        Refused: Nothing would change, or it cannot be saved.
    """
    chosen = _method(caseload, learner, method)
    if result is None and points is None:
        raise WrongUsage("give the result or the points")
    if result is not None and chosen.grades and result not in chosen.grades:
        raise WrongUsage(f"{chosen.name} is graded {', '.join(chosen.grades)}, not {result}")
    if points is not None and (chosen.points is None or points > chosen.points):
        most = f"has {chosen.points} points" if chosen.points else "is not marked by points"
        raise WrongUsage(f"{chosen.name} {most}, not {points}")
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    awaited = _awaited(learner, chosen.id)
    booked = learner.attempts[awaited].on if awaited else None
    day = on or (booked if booked and booked <= workspace.today else workspace.today)
    if day > workspace.today:
        raise WrongUsage(f"{day} is after today ({workspace.today})")
    key = _of_day(learner, chosen.id, day) or awaited or workspace.new_id()
    before = learner.attempts.get(key, Attempt(method=chosen.id))
    attempt = replace(before, on=day, result=result, points=points, note=line(note))
    if attempt == before:
        raise Refused("nothing to change: the result is recorded so already")
    return caseload.save(
        replace(learner, attempts={**learner.attempts, key: attempt}),
        actor=workspace.actor,
        reason=f"record {chosen.id} of {learner.id}",
        seen=seen,
    )


@read_anew
def drop(workspace: Workspace, caseload: Caseload, learner: Learner, method: str) -> Learner:
    """Take the last attempt at a method back, be it made or booked.

    Raises:
        NotFound: There is none.
        WrongUsage: The programme has no such method.
    """
    chosen = _method(caseload, learner, method)
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    mine = [
        (attempt.on or date.max, key)
        for key, attempt in learner.attempts.items()
        if attempt.method == chosen.id
    ]
    if not mine:
        raise NotFound(f"no attempt at {chosen.name} is recorded")
    _, last = max(mine)
    kept = {key: attempt for key, attempt in learner.attempts.items() if key != last}
    return caseload.save(
        replace(learner, attempts=kept),
        actor=workspace.actor,
        reason=f"take back {chosen.id} of {learner.id}",
        seen=seen,
    )


def _awaited(learner: Learner, method: str) -> str | None:
    """The id of the attempt at the method whose result is not known yet."""
    return next(
        (
            key
            for key, attempt in learner.attempts.items()
            if attempt.method == method and attempt.result is None and attempt.points is None
        ),
        None,
    )


def _of_day(learner: Learner, method: str, day: date) -> str | None:
    """The id of the attempt made at the method on that day."""
    return next(
        (
            key
            for key, attempt in learner.attempts.items()
            if attempt.method == method and attempt.on == day
        ),
        None,
    )


def _method(caseload: Caseload, learner: Learner, given: str) -> AssessmentMethod:
    standard = caseload.standard_of(learner)
    folded = line(given).casefold()
    exact = [one for one in standard.methods if one.id.casefold() == folded]
    found = exact or [one for one in standard.methods if folded in one.name.casefold()]
    if len(found) != 1:
        known = ", ".join(one.id for one in standard.methods) or "none"
        raise WrongUsage(f"no one method {line(given)!r} of {standard.label}; there are: {known}")
    return found[0]
