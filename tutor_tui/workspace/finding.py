"""Finding the learner, visit or tutor that a person means."""

from collections.abc import Mapping

from store.ids import is_id
from tutor_tui.errors import NotFound, Refused, WrongUsage
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.text import line, searchable
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace, may_not_be_read

_CANDIDATES_NAMED = 8
_LONGEST_NAMED = 60


def find_learner(workspace: Workspace, given: str, own: str | None) -> tuple[Caseload, Learner]:
    """The learner meant: an id, the provider's reference, or an unambiguous part of a name.

    The tutor's own caseload is asked first, then every other one that may be read.

    Args:
        workspace: Where to look.
        given: What the person typed.
        own: The id of the tutor whose caseload comes first, if any.

    Raises:
        WrongUsage: Several learners answer; the sentence lists them.
        NotFound: None does.
    """
    wanted = line(given)
    ids = workspace.tutor_ids()
    first = [id_ for id_ in ids if id_ == own]
    failed: dict[str, Refused] = {}
    for group in (first, [id_ for id_ in ids if id_ != own]):
        opened, failed = workspace.opened(group)
        found = _matches([caseload for _, caseload in opened], wanted)
        if len(found) == 1:
            return found[0]
        if found:
            raise WrongUsage(_ambiguous(wanted, found))
    raise NotFound(
        f"no learner {wanted!r}; give an id, a reference or part of a name{_damage(failed)}"
    )


def find_visit(
    workspace: Workspace, given: str, own: str | None
) -> tuple[Caseload, Learner, Visit]:
    """The visit of this id, with its learner.

    Raises:
        NotFound: There is none among the caseloads that may be read.
    """
    ids = sorted(workspace.tutor_ids(), key=lambda id_: id_ != own)
    opened, failed = workspace.opened(ids)
    for _, caseload in opened:
        visit = caseload.visits.get(given)
        learner = caseload.learners.get(visit.learner) if visit else None
        if visit and learner:
            return caseload, learner, visit
    raise NotFound(
        f"no visit {line(given)!r}; see the ids with: tutor-tui visit list{_damage(failed)}"
    )


def _matches(caseloads: list[Caseload], wanted: str) -> list[tuple[Caseload, Learner]]:
    everyone = [(caseload, learner) for caseload in caseloads for learner in _all(caseload)]
    part = searchable(wanted)
    for found in (
        [(c, learner) for c, learner in everyone if learner.id == wanted],
        [(c, learner) for c, learner in everyone if learner.ref == wanted],
        [(c, learner) for c, learner in everyone if searchable(learner.name) == part],
        [(c, learner) for c, learner in everyone if part and part in searchable(learner.name)],
    ):
        if found:
            return found
    return []


def _damage(failed: dict[str, Refused]) -> str:
    """What is to be known of caseloads that could not be looked in, though this user may."""
    damage = [str(error) for error in failed.values() if not may_not_be_read(error)]
    return "".join(f"; not looked in {one}" for one in damage)


def _all(caseload: Caseload) -> list[Learner]:
    return list(caseload.learners.values())


def _ambiguous(wanted: str, found: list[tuple[Caseload, Learner]]) -> str:
    named = ", ".join(f"{learner.name} ({learner.ref})" for _, learner in found[:_CANDIDATES_NAMED])
    more = len(found) - _CANDIDATES_NAMED
    rest = f" and {more} more" if more > 0 else ""
    return f"several learners answer to {wanted!r}: {named}{rest}; give the reference"


def find_item(texts: Mapping[str, str], given: str, what: str) -> str:
    """The id of an item of a learner's: by id, its text, or an unambiguous part of its text.

    Args:
        texts: The items' texts by id.
        given: What a person gave.
        what: What kind of item it is, for the message.

    Raises:
        NotFound: None answers to it.
        WrongUsage: Several do.
    """
    if given in texts:
        return given
    part = searchable(line(given))
    searched = {key: searchable(line(text)) for key, text in texts.items()}
    answering = [key for key, text in searched.items() if text == part] or [
        key for key, text in searched.items() if part and part in text
    ]
    if len(answering) == 1:
        return answering[0]
    named = "; ".join(_shortened(line(texts[key])) for key in answering or texts)
    if not answering and is_id(given):
        raise NotFound(f"{what}: it is not in the record any more")
    if answering:
        raise WrongUsage(f"several answer to {line(given)!r}: {named}")
    raise NotFound(f"no {what} {line(given)!r}; there are: {named or 'none'}")


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_NAMED else f"{text[:_LONGEST_NAMED]}..."
