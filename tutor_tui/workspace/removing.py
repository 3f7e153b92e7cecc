"""Taking a learner out of the records: so that it can be undone, or without a trace."""

from store.errors import StoreError
from store.interface import Ref
from tutor_tui.errors import Refused
from tutor_tui.model.learner import Learner
from tutor_tui.workspace.caseload import Caseload, kind_of, refusal, retried, store_errors
from tutor_tui.workspace.workspace import Workspace


@retried
def remove(workspace: Workspace, caseload: Caseload, learner: Learner) -> None:
    """Take a learner and their visits out of the caseload; it can be undone.

    Raises:
        Refused: Somebody changed one of the documents meanwhile, or it cannot be saved.
    """
    seen = caseload.generation()
    caseload.must_hold(learner)
    current = caseload.learners[learner.id]
    try:
        with caseload.store.transaction(
            actor=workspace.actor, reason=f"remove learner {learner.id}", seen=seen
        ) as transaction:
            for record in caseload.documents_of(current):
                transaction.delete(kind_of(record), record.id, expect=record.rev)
    except StoreError as error:
        raise refusal(error, "not removed") from error


def erase(workspace: Workspace, caseload: Caseload, learner: Learner) -> list[str]:
    """Erase a learner: no trace is left in any caseload, its history or its backups.

    Every caseload they were ever in is gone through, so that each must be one whose files this
    user may replace: its owner's or root's. Nothing brings an erased learner back, neither
    `undo` nor an older backup.

    Returns:
        The ids of the caseloads gone through.

    Raises:
        Refused: A caseload they were in cannot be opened or written; those done before it
            are done, and the erasure can be asked for again.
    """
    refs = _refs(workspace, caseload, learner)
    others = [one for one in workspace.caseloads() if one.store.name != caseload.store.name]
    done = []
    # their own last, so that the erasure can be repeated where another one fails
    for holder in (*others, caseload):
        with store_errors():
            touched = [ref for ref in refs if holder.store.history(*ref) or _holds(holder, ref)]
        if not touched:
            continue
        try:
            holder.store.erase(
                sorted(refs), actor=workspace.actor, reason=f"erase learner {learner.id}"
            )
        except StoreError as error:
            raise refusal(error, f"not erased in the caseload {holder.store.name}") from error
        done.append(holder.store.name)
    return done


def _refs(workspace: Workspace, caseload: Caseload, learner: Learner) -> set[Ref]:
    """The learner and every visit of theirs, those deleted since too, in every caseload.

    Raises:
        Refused: A caseload they were in cannot be opened.
    """
    refs: set[Ref] = {("learner", learner.id), ("folder", learner.id)}
    ways, seen = [caseload.store.name], set()
    while ways:
        name = ways.pop()
        if name in seen:
            continue
        seen.add(name)
        holder = _opened(workspace, name)
        with store_errors():
            for change in holder.store.changes():
                for touched in change.documents:
                    for document in (touched.before, touched.after):
                        if (
                            document is not None
                            and document.kind == "visit"
                            and document.data().get("learner") == learner.id
                        ):
                            refs.add(("visit", document.id))
                    if touched.id == learner.id and change.move is not None:
                        ways.append(change.move)
        refs |= {("visit", visit.id) for visit in holder.visits_of(learner)}
    return refs


def _opened(workspace: Workspace, name: str) -> Caseload:
    try:
        return workspace.caseload(name)
    except Refused as error:
        raise Refused(
            f"not erased: the learner was once in the caseload {name}, which you cannot change; "
            f"let the administrator erase them ({error})"
        ) from error


def _holds(caseload: Caseload, ref: Ref) -> bool:
    return caseload.store.get(*ref) is not None
