"""What was agreed to be done: by whom, by when, and that it was."""

from dataclasses import replace
from datetime import date
from typing import cast

from tutor_tui.errors import WrongUsage
from tutor_tui.model.folder import DoneAction, Folder
from tutor_tui.model.learner import Action, Learner, Signer
from tutor_tui.text import line
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.finding import find_item
from tutor_tui.workspace.read_anew import as_it_is, read_anew
from tutor_tui.workspace.workspace import Workspace


def add(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    *,
    text: str,
    owner: Signer = "learner",
    due: date | None = None,
    on: date | None = None,
) -> Learner:
    """Note an action that was agreed.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: With whom.
        text: What is to be done.
        owner: Who is to do it.
        due: By when.
        on: The day it was agreed; today where not given.

    Raises:
        WrongUsage: It says nothing, it was agreed after today, or is due before that.
        Refused: It cannot be saved.
    """
    agreed = on or workspace.today
    if agreed > workspace.today:
        raise WrongUsage(f"{agreed} is after today ({workspace.today})")
    if due is not None and due < agreed:
        raise WrongUsage(f"{due} is before the day it was agreed ({agreed})")
    if not line(text):
        raise WrongUsage("an action must say something")
    action = Action(text=line(text), owner=owner, agreed=agreed, due=due)
    return caseload.save(
        replace(learner, actions={**learner.actions, workspace.new_id(): action}),
        actor=workspace.actor,
        reason=f"agree an action of {learner.id}",
    )


@read_anew
def done(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    action: str,
    *,
    on: date | None = None,
) -> Learner:
    """Note that an action was done; it goes to the folder.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose action.
        action: Its id, or an unambiguous part of its text.
        on: When; today where not given.

    Raises:
        NotFound: No action answers to it.
        WrongUsage: Several do, or the day lies after today or before it was agreed.
        Refused: It cannot be saved.
    """
    when = on or workspace.today
    if when > workspace.today:
        raise WrongUsage(f"{when} is after today ({workspace.today})")
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    key = _found(learner, action)
    agreed = learner.actions[key].agreed
    if when < agreed:
        raise WrongUsage(f"{when} is before the day it was agreed ({agreed})")
    folder = caseload.folder(learner)
    kept = {id_: one for id_, one in learner.actions.items() if id_ != key}
    finished = DoneAction(action=learner.actions[key], done=when)
    saved, _ = cast(
        tuple[Learner, Folder],
        caseload.save_all(
            [
                replace(learner, actions=kept),
                replace(folder, done={**folder.done, key: finished}),
            ],
            actor=workspace.actor,
            reason=f"action done of {learner.id}",
            seen=seen,
        ),
    )
    return saved


def drop(workspace: Workspace, caseload: Caseload, learner: Learner, action: str) -> Learner:
    """Take an open action back: it need not be done any more.

    Raises:
        NotFound: No action answers to it.
        WrongUsage: Several do.
    """
    key = _found(learner, action)
    kept = {id_: one for id_, one in learner.actions.items() if id_ != key}
    return caseload.save(
        replace(learner, actions=kept),
        actor=workspace.actor,
        reason=f"drop an action of {learner.id}",
    )


def _found(learner: Learner, given: str) -> str:
    return find_item({key: one.text for key, one in learner.actions.items()}, given, "open action")
