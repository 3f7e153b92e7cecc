"""Progress reviews: recorded, and signed by learner, employer and tutor."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import get_args

from tutor_tui.errors import NotFound, Refused, WrongUsage
from tutor_tui.model.learner import Learner, Review, Signer
from tutor_tui.rules.words import day, listing
from tutor_tui.text import lines
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.read_anew import as_it_is, read_anew
from tutor_tui.workspace.workspace import Workspace


@read_anew
def record(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    *,
    on: date,
    signed: Iterable[Signer] = (),
    note: str = "",
    visit: str = "",
) -> Learner:
    """Record a progress review that was held.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose review.
        on: The day it was held; never after today.
        signed: Who signed on that day.
        note: Several lines of text.
        visit: The id of the visit it was held at.

    Raises:
        WrongUsage: The day lies after today or before the start.
        Refused: There is a review of that day already, or it cannot be saved.
    """
    if on > workspace.today:
        raise WrongUsage(f"{on} is after today ({workspace.today})")
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    if on < learner.original_start:
        raise WrongUsage(f"{on} is before the learner's start ({learner.original_start})")
    if any(review.on == on for review in learner.reviews.values()):
        raise Refused(f"a review of {on} is recorded already; sign it instead")
    review = Review(on=on, signed=dict.fromkeys(signed, on), visit=visit, note=lines(note))
    reviews = {**learner.reviews, workspace.new_id(): review}
    return caseload.save(
        replace(learner, reviews=reviews),
        actor=workspace.actor,
        reason=f"record review of {on} of {learner.id}",
        seen=seen,
    )


@read_anew
def sign(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    *,
    by: Iterable[Signer],
    on: date | None = None,
    review: date | None = None,
) -> Learner:
    """Note who has signed a review.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose review.
        by: Who has signed.
        on: When; today where not given.
        review: The day of the review; the last that lacks a signature where not given.

    Raises:
        NotFound: There is no such review, or none lacks a signature.
        WrongUsage: The day lies after today or before the review.
        Refused: They have all signed already, or it cannot be saved.
    """
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    key, found = _to_sign(learner, review)
    when = on or workspace.today
    if when > workspace.today:
        raise WrongUsage(f"{when} is after today ({workspace.today})")
    if when < found.on:
        raise WrongUsage(f"{when} is before the review ({found.on})")
    signing = tuple(dict.fromkeys(by))
    missing = [who for who in signing if who not in found.signed]
    if not missing:
        raise Refused(f"the review of {found.on} is signed already by {listing(signing)}")
    signed = {**found.signed, **dict.fromkeys(missing, when)}
    return caseload.save(
        replace(learner, reviews={**learner.reviews, key: replace(found, signed=signed)}),
        actor=workspace.actor,
        reason=f"sign review of {found.on} by {listing(missing)} of {learner.id}",
        seen=seen,
    )


@read_anew
def drop(workspace: Workspace, caseload: Caseload, learner: Learner, *, on: date) -> Learner:
    """Take back a review of this day.

    Raises:
        NotFound: There is none.
    """
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    key, _ = _of_day(learner, on)
    kept = {id_: review for id_, review in learner.reviews.items() if id_ != key}
    return caseload.save(
        replace(learner, reviews=kept),
        actor=workspace.actor,
        reason=f"take back review of {on} of {learner.id}",
        seen=seen,
    )


def _to_sign(learner: Learner, on: date | None) -> tuple[str, Review]:
    if on is not None:
        return _of_day(learner, on)
    open_ = [
        (key, review)
        for key, review in learner.reviews.items()
        if len(review.signed) < len(get_args(Signer))
    ]
    if not open_:
        raise NotFound(f"no review of {learner.name} lacks a signature")
    return max(open_, key=lambda item: item[1].on)


def _of_day(learner: Learner, on: date) -> tuple[str, Review]:
    for key, review in learner.reviews.items():
        if review.on == on:
            return key, review
    known = ", ".join(day(review.on, on) for review in learner.reviews.values()) or "none"
    raise NotFound(f"no review of {on} is recorded; there are: {known}")
