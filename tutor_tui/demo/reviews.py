"""The invented reviews held at visits, who signed them, what was agreed, and assessments."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

from msgspec.structs import replace

from tutor_tui.demo.story import weekday
from tutor_tui.model.folder import DoneAction
from tutor_tui.model.learner import Action, Attempt, Learner, Review, Signer
from tutor_tui.model.standard import AssessmentMethod, Grade
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

DONE: tuple[tuple[str, Signer], ...] = (
    ("Ask for a login to the e-portfolio", "tutor"),
    ("Bring a session plan to the next visit", "learner"),
    ("Arrange a room for the observation", "employer"),
    ("Read the chapter on active listening", "learner"),
    ("Send the dates of the safeguarding course", "tutor"),
    ("Ask two colleagues for a statement", "learner"),
    ("Name a mentor", "employer"),
    ("Check the hours of the spring term", "tutor"),
    ("Add the outcome to the case study", "learner"),
    ("Free half a day a week for study", "employer"),
    ("Look over the draft of the reflective account", "tutor"),
    ("Bring the log of open questions", "learner"),
    ("Book the data protection training", "employer"),
    ("Send sample questions for the discussion", "tutor"),
    ("Sort the evidence by duty", "learner"),
    ("Ask how the witness statements are to be signed", "tutor"),
    ("Try out the new feedback form with one group", "learner"),
)
"""Actions that were done since, dealt."""


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


def done_actions(
    visits: Sequence[Visit],
    texts: Iterator[tuple[str, Signer]],
    new_id: Callable[[date], str],
    rng: Random,
    until: date,
) -> dict[str, DoneAction]:
    """Actions agreed at some attended visits before the last, and done before a day."""
    held = sorted(visit.date for visit in visits if visit.status == "attended")[:-1]
    done = {}
    for agreed in sorted(rng.sample(held, min(len(held), rng.randint(1, 4)))):
        text, owner = next(texts)
        due = agreed + timedelta(days=rng.randint(14, 35))
        action = Action(text=text, owner=owner, agreed=agreed, due=due)
        # mostly in time
        on = min(due + timedelta(days=rng.randint(-9, 3)), until - timedelta(days=1))
        on = weekday(on, until)
        done[new_id(on)] = DoneAction(action=action, done=on)
    return done


def with_attempts(
    learner: Learner,
    methods: Sequence[AssessmentMethod],
    grades: Sequence[Grade],
    new_id: Callable[[date], str],
    today: date,
) -> Learner:
    """A learner past the gateway with the attempts at their end-point assessment.

    While the grades are not known, one method was failed and is to be taken again, and one is
    booked.

    Args:
        learner: The learner.
        methods: What they are assessed by.
        grades: What each method came to, in the weeks before the last change of status.
        new_id: Makes an id for something of a day.
        today: The day around which all is set.
    """
    if not methods:
        return learner
    if grades:
        ended = learner.statuses[-1].on
        attempts = [
            Attempt(method=method.id, on=ended - timedelta(days=31 - 10 * place), result=grade)
            for place, (method, grade) in enumerate(zip(methods, grades, strict=True))
        ]
    else:
        gone, ahead = today - timedelta(days=9), today + timedelta(days=12)
        attempts = [
            Attempt(method=methods[-1].id, on=gone, result="fail"),
            Attempt(method=methods[0].id, on=ahead),
        ]
    booked_on = today - timedelta(days=1)
    made = {new_id(min(one.on or booked_on, booked_on)): one for one in attempts}
    return replace(learner, attempts=made)
