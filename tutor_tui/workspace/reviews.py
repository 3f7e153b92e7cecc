"""Progress reviews: recorded, corrected, and signed by learner, employer and tutor."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from tutor_tui.errors import NotFound, Refused, WrongUsage
from tutor_tui.model.learner import Learner, Review, Signer
from tutor_tui.model.visit import Visit
from tutor_tui.rules.words import day, listing
from tutor_tui.text import lines
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.finding import find_item
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
) -> Learner:
    """Record a progress review that was held; at the visit of kind review of that day, if any.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose review.
        on: The day it was held; never after today.
        signed: Who signed on that day.
        note: Several lines of text.

    Raises:
        WrongUsage: The day lies after today or before the start.
        Refused: There is a review of that day already, or it cannot be saved.
    """
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    _check_day(workspace, learner, on)
    if any(review.on == on for review in learner.reviews.values()):
        raise Refused(f"a review of {on} is recorded already; sign it instead")
    held = [
        visit.id
        for visit in caseload.visits_of(learner)
        if visit.date == on and visit.kind == "review" and visit.status == "attended"
    ]
    review = Review(
        on=on,
        signed=dict.fromkeys(signed, on),
        visit=held[0] if held else "",
        note=lines(note),
    )
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
        review: The day of the review, be it recorded as one or as a visit of kind review; the
            last that lacks a signature where not given.

    Raises:
        NotFound: There is no such review, or none lacks a signature.
        WrongUsage: The day lies after today or before the review.
        Refused: They have all signed already, or it cannot be saved.
    """
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    key, found = _to_sign(workspace, caseload, learner, review)
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


def held_at(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    visit: Visit,
    signed: Iterable[Signer],
) -> Learner:
    """The learner with the review held at a visit, signed on its day; nothing is saved.

    A review of that day that is recorded already gets the signatures.

    Raises:
        WrongUsage: The visit was before the learner's start.
    """
    _check_day(workspace, learner, visit.date)
    signing = dict.fromkeys(signed, visit.date)
    # looked for in the record as it is: a day has one review, whoever recorded it
    for key, review in as_it_is(caseload, learner).reviews.items():
        if review.on == visit.date:
            # a signature that is there already keeps its day
            together = {**review.signed, **signing, **review.signed}
            held = replace(review, visit=review.visit or visit.id, signed=together)
            return replace(learner, reviews={**learner.reviews, key: held})
    held = Review(on=visit.date, signed=signing, visit=visit.id)
    return replace(learner, reviews={**learner.reviews, workspace.new_id(): held})


def edit(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    review: str,
    *,
    on: date | None = None,
    note: str | None = None,
    unsign: Iterable[Signer] = (),
) -> Learner:
    """Correct a review; what is not given stays.

    Signatures of the review's own day move with it.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose review.
        review: Its id, its day (`2026-10-19`) or an unambiguous part of that.
        on: The day it was held.
        note: Several lines of text; it is taken out where empty.
        unsign: Whose signatures are taken back.

    Raises:
        NotFound: No review answers to it.
        WrongUsage: Several do, or the day lies after today, before the start or after a
            signature.
        Refused: Nothing would change, one whose signature is taken back has not signed, there
            is another review of that day, somebody else changed the caseload meanwhile, or it
            cannot be saved.
    """
    # not judged again where it was overtaken: another's change is not written over unseen
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    key = find_item({key: str(one.on) for key, one in learner.reviews.items()}, review, "review")
    before = learner.reviews[key]
    when = on or before.on
    if on is not None:
        others = [one for other, one in learner.reviews.items() if other != key]
        _check_day(workspace, learner, on)
        if any(other.on == on for other in others):
            raise Refused(f"another review of {on} is recorded already")
    taken = tuple(dict.fromkeys(unsign))
    if strangers := [who for who in taken if who not in before.signed]:
        raise Refused(f"the review of {before.on} is not signed by {listing(strangers)}")
    signed = {
        who: when if signed_on == before.on else signed_on
        for who, signed_on in before.signed.items()
        if who not in taken
    }
    for who, signed_on in signed.items():
        if signed_on < when:
            raise WrongUsage(
                f"the {who} signed on {signed_on}, before {when}; take that back as well"
            )
    after = replace(
        before, on=when, signed=signed, note=before.note if note is None else lines(note)
    )
    if after == before:
        raise Refused("nothing to change: the review is so already")
    return caseload.save(
        replace(learner, reviews={**learner.reviews, key: after}),
        actor=workspace.actor,
        reason=f"edit review of {before.on} of {learner.id}",
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


def _check_day(workspace: Workspace, learner: Learner, on: date) -> None:
    if on > workspace.today:
        raise WrongUsage(f"{on} is after today ({workspace.today})")
    if on < learner.original_start:
        raise WrongUsage(f"{on} is before the learner's start ({learner.original_start})")


def _to_sign(
    workspace: Workspace, caseload: Caseload, learner: Learner, on: date | None
) -> tuple[str, Review]:
    """The review of the day, else the last that lacks a signature, by its id.

    A visit that was a review, and has no record of its own yet, gets one.
    """
    unsigned = caseload.verdict(learner, workspace.today).reviews.unsigned
    held = [one for one in unsigned if on in (None, one.on)]
    if not held:
        if on is not None:
            return _of_day(learner, on)
        raise NotFound(f"no review of {learner.name} lacks a signature")
    last = max(held, key=lambda one: one.on)
    if last.review:
        return last.review, learner.reviews[last.review]
    return workspace.new_id(), Review(on=last.on, visit=last.visit)


def _of_day(learner: Learner, on: date) -> tuple[str, Review]:
    for key, review in learner.reviews.items():
        if review.on == on:
            return key, review
    known = ", ".join(day(review.on, on) for review in learner.reviews.values()) or "none"
    raise NotFound(f"no review of {on} is recorded; there are: {known}")
