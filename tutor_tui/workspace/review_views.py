"""Progress reviews and agreed actions in rows: who owes what, and since when."""

from collections.abc import Mapping
from datetime import date

from tutor_tui.model.folder import DoneAction
from tutor_tui.model.learner import Action, Learner, Review
from tutor_tui.rules.reviews import SIGNERS, ReviewVerdict, UnsignedReview
from tutor_tui.rules.words import count, day
from tutor_tui.workspace.record_lines import action_state, review_line
from tutor_tui.workspace.record_views import ViewRow


def reviews_line(verdict: ReviewVerdict, today: date) -> str:
    """When the next review is due, and for when one is booked."""
    booked = f"; booked {day(verdict.booked, today)}" if verdict.booked else ""
    return f"{verdict.text}{booked}"


def review_rows(learner: Learner, verdict: ReviewVerdict, today: date) -> list[ViewRow]:
    """The reviews, the latest first, below a heading: state, day, who has yet to sign, note.

    A review is `review:` and its id; a visit that was a review without a record of it is
    `visit:` and the visit's id.
    """
    unsigned = {one.review: one for one in verdict.unsigned if one.review}
    rows = [
        (review.on, _review_row(id_, review, unsigned.get(id_), today))
        for id_, review in learner.reviews.items()
    ]
    rows += [(one.on, _visit_row(one, today)) for one in verdict.unsigned if not one.review]
    if not rows:
        return []
    rows.sort(key=lambda row: (row[0], row[1].id), reverse=True)
    waiting = len(verdict.unsigned)
    told = f"{len(rows)} held, {waiting} not signed by all" if waiting else f"{len(rows)} held"
    return [ViewRow("heading:reviews", ("Reviews", "", "", told), "heading"), *(r for _, r in rows)]


def action_rows(learner: Learner, done: Mapping[str, DoneAction], today: date) -> list[ViewRow]:
    """The actions below a heading: open ones by the day they are due, then those done.

    State, day, who is to do it, and what. An open action is `action:` and its id, one that was
    done `done:` and its id.
    """
    if not learner.actions and not done:
        return []
    open_ = sorted(
        learner.actions.items(), key=lambda item: (item[1].due or date.max, item[1].agreed, item[0])
    )
    finished = sorted(done.items(), key=lambda item: (item[1].done, item[0]), reverse=True)
    late = sum(_late(action, today) for _, action in open_)
    told = [f"{len(open_)} open", f"{late} overdue" if late else "", f"{len(finished)} done"]
    return [
        ViewRow("heading:actions", ("Actions", "", "", ", ".join(filter(None, told))), "heading"),
        *(_action_row(f"action:{id_}", action, None, today) for id_, action in open_),
        *(_action_row(f"done:{id_}", one.action, one.done, today) for id_, one in finished),
    ]


def _review_row(id_: str, review: Review, unsigned: UnsignedReview | None, today: date) -> ViewRow:
    note = " ".join(review.note.split())
    state, status, missing, told = "complete", "done", "", ""
    if unsigned:
        state, status, missing, told = "unsigned", "open", _missing(unsigned), _age(unsigned)
    elif review.on > today:
        state, status = "ahead", "upcoming"
    else:
        told = f"all signed by {day(max(review.signed.values()), today)}"
    return ViewRow(
        f"review:{id_}",
        (state, day(review.on, today), missing, ": ".join(filter(None, (told, note)))),
        status,
        f"Review of {day(review.on, today)}: {review_line(review, today)}",
    )


def _visit_row(unsigned: UnsignedReview, today: date) -> ViewRow:
    told = f"{_age(unsigned)}: a visit, with no review recorded"
    cells = ("unsigned", day(unsigned.on, today), _missing(unsigned), told)
    detail = f"{unsigned.text}: a visit, with no review recorded"
    return ViewRow(f"visit:{unsigned.visit}", cells, "open", detail)


def _action_row(row_id: str, action: Action, done: date | None, today: date) -> ViewRow:
    state, status, on = "open", "upcoming", action.due
    if done:
        state, status, on = "done", "done", done
    elif _late(action, today):
        state, status = "overdue", "overdue"
    elif action.due:
        state = "due"
    return ViewRow(
        row_id,
        (state, day(on, today) if on else "", action.owner, action.text),
        status,
        f"{action.text} ({action.owner}, {action_state(action, done, today)}, "
        f"agreed {day(action.agreed, today)})",
    )


def _late(action: Action, today: date) -> bool:
    return action.due is not None and action.due < today


def _missing(unsigned: UnsignedReview) -> str:
    everybody = len(unsigned.missing) == len(SIGNERS)
    return "all three" if everybody else ", ".join(unsigned.missing)


def _age(unsigned: UnsignedReview) -> str:
    return f"{count(unsigned.age_days, 'day')} old" if unsigned.age_days else "held today"
