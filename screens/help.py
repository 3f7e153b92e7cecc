"""Why this learner stands here, with the rule behind it, and every key."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from screens.bar import Bar
from screens.record import OverviewScroll
from screens.signs import legible
from tutor_tui.actions import ACTIONS, MOVING, Action, key_name, keys_of
from tutor_tui.rules.rule import RULES
from tutor_tui.rules.triage import Verdict

KEYS_WIDTH = 16
Part = str | tuple[str, str]


class HelpScreen(Screen[None]):
    """First the learner's reasons, weights and rules, then the keys of this view and all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,h,left", "leave", show=False),
    ]

    def __init__(self, verdict: Verdict | None, view: str, keys: Mapping[str, str]) -> None:
        """Take the learner to explain, if any, the view whose keys come first, and the user's."""
        super().__init__()
        self._verdict = verdict
        self._view = view
        self._remapped = keys

    def compose(self) -> ComposeResult:
        """Lay out title, text and keys."""
        yield Bar(id="help-title")
        with OverviewScroll(id="help-scroll"):
            yield Static(id="help-text", markup=False)
        yield Bar(id="help-keys")

    def on_mount(self) -> None:
        """Write title and keys."""
        name = self._verdict.learner.name if self._verdict else "Help"
        title = f" Why {name} stands here, and the keys" if self._verdict else " Help"
        self.query_one("#help-title", Bar).show([(title, "strong")])
        self.query_one("#help-keys", Bar).show(
            [(" esc", "key"), (" back  ", "quiet"), ("j k", "key"), (" scroll", "quiet")]
        )
        self.query_one(OverviewScroll).focus()

    def on_resize(self) -> None:
        """Wrap the text to the window."""
        width = self.size.width - 2
        text = Content.assemble(*self._why(width), *self._keys(width))
        self.query_one("#help-text", Static).update(text)

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss()

    def _why(self, width: int) -> list[Part]:
        if self._verdict is None:
            return []
        if not self._verdict.reasons:
            return ["\n Nothing presses: no reason adds to this learner's urgency.\n"]
        parts: list[Part] = [(f"\n Urgency {self._verdict.urgency:g}, the sum of:\n\n", "bold")]
        for reason in self._verdict.reasons:
            rule = RULES[reason.rule]
            confirmed = "" if rule.confirmed else " (unconfirmed)"
            since = f", from {rule.applies_from}" if rule.applies_from else ""
            source = f"Source: {rule.source}{since}{confirmed}."
            parts += [
                _hanging(f" {reason.weight:>6g}  ", f"{reason.text}.", width),
                (_hanging(" " * 9, rule.sentence, width), "dim"),
                (_hanging(" " * 9, source, width) + "\n", "dim"),
            ]
        return parts

    def _keys(self, width: int) -> list[Part]:
        here = [action for action in ACTIONS if action.usable_in(self._view)]
        elsewhere = [action for action in ACTIONS if action not in here]
        parts: list[Part] = [("\n Keys here\n\n", "bold")]
        parts += [self._action(action, width) for action in here]
        parts.append(("\n Moving\n\n", "bold"))
        parts += [_line(keys.split(), told, width) for keys, told in MOVING]
        parts.append(("\n Keys in other views\n\n", "bold"))
        parts += [self._action(action, width) for action in elsewhere]
        return parts

    def _action(self, action: Action, width: int) -> str:
        return _line(keys_of(action, self._remapped), action.help, width)


def _line(keys: Sequence[str], told: str, width: int) -> str:
    names = " ".join(key_name(key) for key in keys)
    return _hanging(f" {names:<{KEYS_WIDTH}}  ", told, width)


def _hanging(head: str, text: str, width: int) -> str:
    """The text after its head, further lines indented to the same column."""
    indent = " " * len(head)
    lines = textwrap.wrap(legible(text), width, initial_indent=head, subsequent_indent=indent)
    return "\n".join(lines) + "\n"
