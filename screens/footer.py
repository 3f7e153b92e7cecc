"""The keys of a view in one line, as many as fit."""

from collections.abc import Callable, Sequence

from screens.bar import Span
from tutor_tui.actions import Action, in_footer, key_name

MOST_KEYS = 8


def footer(
    view: str,
    before: Sequence[tuple[str, str]],
    key_of: Callable[[Action], str],
    width: int,
) -> list[Span]:
    """The keys of a view, eight at most; the last always stays.

    Args:
        view: The view.
        before: Keys of no action and what they do, which come first.
        key_of: The key that is shown for an action.
        width: The columns there are.
    """
    pairs = [*before, *((key_of(action), action.label_in(view)) for action in in_footer(view))]
    names = [(key_name(key), label) for key, label in pairs]
    while len(names) > MOST_KEYS or _columns(names) > width:
        names.pop(-3 if len(names) > 3 else -1)  # help and quit are the last to go
    return named(names)


def named(names: Sequence[tuple[str, str]]) -> list[Span]:
    """Keys and what each does, as one line."""
    spans: list[Span] = [(" ", "plain")]
    for key, label in names:
        spans += [(key, "key"), (f" {label}  ", "quiet")]
    return spans


def _columns(names: Sequence[tuple[str, str]]) -> int:
    return sum(len(key) + len(label) + 3 for key, label in names)
