"""What was agreed to be done: by whom, by when, and that it was."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast, get_args

from msgspec.structs import replace

from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.model.folder import DoneAction, Folder
from tutor_tui.model.learner import Action, Learner, Signer
from tutor_tui.text import line
from tutor_tui.typed import typed_due
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.finding import find_item
from tutor_tui.workspace.read_anew import as_it_is, read_anew
from tutor_tui.workspace.workspace import Workspace

_OWNED = re.compile(rf"({'|'.join(get_args(Signer))})\s*:(.*)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """Something agreed to be done, before it is in the record: what, by whom and by when."""

    text: str
    owner: Signer = "learner"
    due: date | None = None


def parse_actions(text: str, today: date) -> list[Agreed]:
    """Read `read unit 4 by 12 dec; employer: witness testimony by +14; tutor: send link`.

    Parts are separated by `;`. An owner and a colon may stand in front, the learner's where
    there is none; `by` and a day, as `typed_day` takes it, at the end.

    Raises:
        WrongUsage: A part says nothing to be done, or ends with a day that there is not.
    """
    return [_agreed(part, today) for part in text.split(";") if part.strip()]


def actions_of(workspace: Workspace, agreed: Sequence[Agreed], on: date) -> dict[str, Action]:
    """What was agreed on a day as actions of the record, by new ids.

    Raises:
        WrongUsage: One says nothing, or is due before the day.
    """
    for one in agreed:
        _check(one.text, one.due, on)
    return {
        workspace.new_id(): Action(text=line(one.text), owner=one.owner, agreed=on, due=one.due)
        for one in agreed
    }


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
    new = actions_of(workspace, [Agreed(text=text, owner=owner, due=due)], agreed)
    return caseload.save(
        replace(learner, actions={**learner.actions, **new}),
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


def edit(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    action: str,
    *,
    text: str | None = None,
    owner: Signer | None = None,
    due: date | None = None,
    undated: bool = False,
) -> Learner:
    """Correct an open action; what is not given stays.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose action.
        action: Its id, or an unambiguous part of its text.
        text: What is to be done.
        owner: Who is to do it.
        due: By when.
        undated: Whether it is due on no day any more.

    Raises:
        NotFound: No action answers to it.
        WrongUsage: Several do, it would say nothing, or it is due before it was agreed.
        Refused: Nothing would change, or it cannot be saved.
    """
    key = _found(learner, action)
    before = learner.actions[key]
    after = replace(
        before,
        text=before.text if text is None else line(text),
        owner=owner or before.owner,
        due=None if undated else due or before.due,
    )
    _check(after.text, after.due, after.agreed)
    if after == before:
        raise Refused("nothing to change: the action is so already")
    return caseload.save(
        replace(learner, actions={**learner.actions, key: after}),
        actor=workspace.actor,
        reason=f"edit an action of {learner.id}",
    )


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


def _agreed(part: str, today: date) -> Agreed:
    owned = _OWNED.fullmatch(part.strip())
    owners = {owner: owner for owner in get_args(Signer)}
    text, due = typed_due(owned[2] if owned else part, today)
    if not line(text):
        raise WrongUsage(f"{line(part)!r}: say what is to be done")
    return Agreed(
        text=line(text), owner=owners[owned[1].casefold()] if owned else "learner", due=due
    )


def _check(text: str, due: date | None, agreed: date) -> None:
    if due is not None and due < agreed:
        raise WrongUsage(f"{due} is before the day it was agreed ({agreed})")
    if not line(text):
        raise WrongUsage("an action must say something")


def _found(learner: Learner, given: str) -> str:
    return find_item({key: one.text for key, one in learner.actions.items()}, given, "open action")
