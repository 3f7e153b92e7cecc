"""The items of a learner's record as commands print them: those changed, and all in a list."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast, get_args

from tutor_tui.cli.out import Column, changed, emit, say, table
from tutor_tui.cli.session import Session
from tutor_tui.errors import WrongUsage
from tutor_tui.model.learner import Learner, Signer

T = TypeVar("T")
Form = Callable[[str, str, T], dict[str, Any]]


def say_changed(
    session: Session,
    learner: Learner,
    before: Mapping[str, T],
    after: Mapping[str, T],
    form: Form[T],
    sentence: str,
) -> None:
    """Say which items are new or other than before, or, where none is, which are gone."""
    found = {id_: item for id_, item in after.items() if before.get(id_) != item}
    gone = {id_: item for id_, item in before.items() if id_ not in after}
    forms = [form(learner.id, id_, item) for id_, item in (found or gone).items()]
    changed(session.as_json, forms, sentence)


def list_items(
    session: Session,
    noun: str,
    forms: Sequence[dict[str, Any]],
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    **more: Any,
) -> None:
    """Print items as a table, or under `noun` as JSON, with what else is given there."""
    if session.as_json:
        emit({"version": 1, noun: list(forms), **more})
    elif rows:
        table(columns, rows)
    else:
        say(f"No {noun} to show.")


def words_of(given: Sequence[str], known: Sequence[str], what: str) -> tuple[str, ...]:
    """Words given one by one or separated by commas, each of them a known one.

    Raises:
        WrongUsage: One is not known.
    """
    found = tuple(word.strip().casefold() for part in given for word in part.split(","))
    for word in found:
        if word not in known:
            raise WrongUsage(f"{word!r} is no {what}; give of: {', '.join(known)}")
    return tuple(dict.fromkeys(found))


def signers_of(given: Sequence[str]) -> tuple[Signer, ...]:
    """Who signs a review, given one by one or separated by commas.

    Raises:
        WrongUsage: One is nobody who signs.
    """
    return cast(tuple[Signer, ...], words_of(given, get_args(Signer), "signer"))
