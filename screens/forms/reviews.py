"""Forms of progress reviews and of what was agreed."""

from typing import cast, get_args

from screens.form import Field, FormScreen
from tutor_tui.errors import WrongUsage
from tutor_tui.model.learner import Action, Learner, Review, Signer
from tutor_tui.rules.reviews import SIGNERS
from tutor_tui.rules.words import day, listing
from tutor_tui.typed import typed_day, typed_signers
from tutor_tui.workspace import agreements, reviews
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

SIGNERS_HINT = "learner employer tutor, or l e t"
DAY_HINT = "today, -3, 4 dec"
DUE_HINT = "if any: fri, +14, 4 dec"
NOTE_LINES = 6
OWNERS: tuple[Signer, ...] = get_args(Signer)


def review_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, visit: str | None = None
) -> FormScreen:
    """Record a review that was held, at this visit where one is named."""
    today = workspace.today
    held_at = caseload.visits.get(visit) if visit else None

    def submit(values: dict[str, str]) -> str:
        on, signed = typed_day(values["day"], today), typed_signers(values["signed"])
        reviews.record(workspace, caseload, learner, on=on, signed=signed, note=values["note"])
        by = f"signed by {listing(signed)}" if signed else "signed by nobody yet"
        return f"{learner.name}: recorded the review of {day(on, today)}, {by}."

    held = f"Record the review of {day(held_at.date, today)}" if held_at else "Record a review"
    return FormScreen(
        f"{held}: {learner.name}",
        [
            Field(
                name="day",
                label="Held on",
                value=str(held_at.date if held_at else today),
                hint=DAY_HINT,
            ),
            Field(name="signed", label="Signed by", hint=SIGNERS_HINT),
            Field(name="note", label="Note", lines=NOTE_LINES),
        ],
        submit,
        notes=["Who signed on that day; later signatures are noted when they come."],
    )


def sign_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, review: Review
) -> FormScreen:
    """Note who has signed a review."""
    today, held = workspace.today, day(review.on, workspace.today)
    missing = [who for who in SIGNERS if who not in review.signed]

    def submit(values: dict[str, str]) -> str:
        by = typed_signers(values["by"])
        if not by:
            raise WrongUsage("say who has signed: learner, employer, tutor")
        on = typed_day(values["day"], today)
        saved = reviews.sign(workspace, caseload, learner, by=by, on=on, review=review.on)
        return f"{saved.name}: the review of {held} is signed by {listing(by)}."

    return FormScreen(
        f"Sign the review of {held}: {learner.name}",
        [
            Field(name="by", label="Signed by", hint=SIGNERS_HINT),
            Field(name="day", label="Signed on", value=str(today), hint=DAY_HINT),
        ],
        submit,
        notes=[f"Not signed yet by {listing(missing)}." if missing else "All three have signed."],
    )


def edit_review_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, id_: str, review: Review
) -> FormScreen:
    """Correct a review's day and note, and take signatures back."""
    today, held = workspace.today, day(review.on, workspace.today)
    signed = [f"{who} {day(on, today)}" for who, on in review.signed.items()]

    def submit(values: dict[str, str]) -> str:
        on = typed_day(values["day"], today)
        reviews.edit(
            workspace,
            caseload,
            learner,
            id_,
            on=on if on != review.on else None,
            note=values["note"] if values["note"] != review.note else None,
            unsign=typed_signers(values["unsign"]),
        )
        return f"{learner.name}: changed the review of {day(on, today)}."

    return FormScreen(
        f"Change the review of {held}: {learner.name}",
        [
            Field(name="note", label="Note", value=review.note, lines=NOTE_LINES),
            Field(name="day", label="Held on", value=str(review.on), hint=DAY_HINT),
            Field(name="unsign", label="Not signed by", hint="whose signature is taken back"),
        ],
        submit,
        notes=[f"Signed by {listing(signed)}." if signed else "Nobody has signed yet."],
    )


def action_form(workspace: Workspace, caseload: Caseload, learner: Learner) -> FormScreen:
    """Note an action that was agreed."""
    today = workspace.today

    def submit(values: dict[str, str]) -> str:
        caseload.must_hold(learner)
        due = typed_day(values["due"], today) if values["due"].strip() else None
        owner = cast(Signer, values["owner"])
        agreements.add(
            workspace,
            caseload,
            learner,
            text=values["text"],
            owner=owner,
            due=due,
            on=typed_day(values["agreed"], today),
        )
        by = f" by {day(due, today)}" if due else ""
        return f"{learner.name}: agreed that the {owner} does it{by}."

    return FormScreen(
        f"Note an action: {learner.name}",
        [
            Field(name="text", label="What", hint="what is to be done"),
            Field(name="owner", label="By whom", choices=OWNERS),
            Field(name="due", label="Due", hint=DUE_HINT),
            Field(name="agreed", label="Agreed on", value=str(today), hint=DAY_HINT),
        ],
        submit,
    )


def edit_action_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, id_: str, action: Action
) -> FormScreen:
    """Change what is to be done, by whom and by when."""
    today = workspace.today

    def submit(values: dict[str, str]) -> str:
        caseload.must_hold(learner)
        due = typed_day(values["due"], today) if values["due"].strip() else None
        saved = agreements.edit(
            workspace,
            caseload,
            learner,
            id_,
            text=values["text"],
            owner=cast(Signer, values["owner"]),
            due=due,
            undated=due is None,
        )
        return f"{saved.name}: changed to: {saved.actions[id_].text}."

    return FormScreen(
        f"Change an action of {learner.name}: {action.text}",
        [
            Field(name="text", label="What", value=action.text),
            Field(name="owner", label="By whom", value=action.owner, choices=OWNERS),
            Field(
                name="due",
                label="Due",
                value=str(action.due) if action.due else "",
                hint=DUE_HINT,
            ),
        ],
        submit,
    )


def done_form(
    workspace: Workspace, caseload: Caseload, learner: Learner, id_: str, action: Action
) -> FormScreen:
    """Note on which day an action was done."""
    today = workspace.today

    def submit(values: dict[str, str]) -> str:
        on = typed_day(values["day"], today)
        agreements.done(workspace, caseload, learner, id_, on=on)
        return f"{learner.name}: done on {day(on, today)}: {action.text}."

    return FormScreen(
        f"An action of {learner.name} was done: {action.text}",
        [Field(name="day", label="Done on", value=str(today), hint=DAY_HINT)],
        submit,
        notes=[f"Agreed {day(action.agreed, today)}."],
    )
