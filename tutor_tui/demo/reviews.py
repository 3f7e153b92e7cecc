"""The invented reviews held at visits, who signed them, what was agreed, and assessments."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tutor_tui.model.learner import Action, Attempt, Learner, Review, Signer
from tutor_tui.model.standard import AssessmentMethod
from tutor_tui.model.visit import Visit
from tutor_tui.rules.reviews import SIGNERS

_ACTIONS: tuple[tuple[str, Signer], ...] = (
    ("Upload the mentoring contract", "learner"),
    ("Write up the session with year 9", "learner"),
    ("Confirm the date of the maths exam", "employer"),
    ("Send the off-the-job log for last month", "learner"),
    ("Give feedback on the reflective account", "tutor"),
    ("Find a colleague for the recorded session", "employer"),
)


def with_reviews(
    learner: Learner,
    visits: Sequence[Visit],
    new_id: Callable[[date], str],
    rng: Random,
    today: date,
) -> Learner:
    """The learner with the reviews of their visits, and perhaps an action still to be done.

    Args:
        learner: The learner.
        visits: Their visits, in any order.
        new_id: Makes an id for something of a day.
        rng: Chooses what is signed and agreed.
        today: The day around which all is set.
    """
    held = sorted(
        (v for v in visits if v.kind == "review" and v.status == "attended"),
        key=lambda visit: visit.date,
    )
    reviews = {}
    for visit in held:
        # the employer is the one who keeps everybody waiting
        late = visit is held[-1] and rng.random() < 0.35
        signed: dict[Signer, date] = {
            who: min(visit.date + timedelta(days=rng.randint(0, 9)), today)
            for who in SIGNERS
            if not (late and who == "employer")
        }
        reviews[new_id(visit.date)] = Review(on=visit.date, signed=signed, visit=visit.id)
    actions = {}
    attended = [visit.date for visit in visits if visit.status == "attended"]
    if attended and rng.random() < 0.4:
        agreed = max(attended)
        text, owner = rng.choice(_ACTIONS)
        due = agreed + timedelta(days=rng.randint(18, 50))
        actions[new_id(agreed)] = Action(text=text, owner=owner, agreed=agreed, due=due)
    return replace(learner, reviews=reviews, actions=actions)


def with_attempts(
    learner: Learner,
    methods: Sequence[AssessmentMethod],
    new_id: Callable[[date], str],
    today: date,
) -> Learner:
    """A learner past the gateway: one method failed and to be taken again, one booked.

    Args:
        learner: The learner.
        methods: What they are assessed by.
        new_id: Makes an id for something of a day.
        today: The day around which all is set.
    """
    if not methods:
        return learner
    gone, ahead = today - timedelta(days=9), today + timedelta(days=12)
    attempts = (
        Attempt(method=methods[-1].id, on=gone, result="fail"),
        Attempt(method=methods[0].id, on=ahead),
    )
    return replace(learner, attempts={new_id(gone): attempt for attempt in attempts})
