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
from screens.signs import legible
from screens.tabs.overview import OverviewScroll
from tutor_tui.actions import ACTIONS, MOVING, Action, key_name, keys_of
from tutor_tui.rules.words import listing
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.why import Explanation, applies, explanations

KEYS_WIDTH = 16
Part = str | tuple[str, str]


class HelpScreen(Screen[None]):
    """What is chosen explained, the learner's reasons with weight and rule, then every key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,h,left", "leave", show=False),
    ]

    def __init__(
        self,
        page: LearnerPage | None,
        about: Sequence[str],
        view: str,
        keys: Mapping[str, str],
        signs: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Take what is to be explained.

        Args:
            page: The learner, None where it is about the keys alone.
            about: What comes first: codes of flags, and beginnings of ids of rules.
            view: The view whose keys come first.
            keys: The user's own keys by the ids of the actions.
            signs: The view's own signs, and what each means.
        """
        super().__init__()
        self._signs = tuple(signs)
        self._page = page
        self._about = tuple(about)
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
        page = self._page
        title = f" Why {page.learner.name} stands here, and the keys" if page else " Help"
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
        """What is chosen, then the reasons, then whatever else a rule says of the learner."""
        if self._page is None:
            return []
        verdict = self._page.verdict
        every = explanations(self._page.standing, self._page.today)
        chosen = self._chosen(every)
        reasons = [one for one in every if one.kind == "reason" and one not in chosen]
        others = [one for one in every if one.kind != "reason" and one not in chosen]
        parts: list[Part] = []
        if chosen:
            parts.append(("\n What is chosen\n\n", "bold"))
            parts += self._told(chosen, width)
        if not verdict.reasons:
            parts.append("\n Nothing presses: no reason adds to this learner's urgency.\n")
        elif reasons:
            summed = f"\n Urgency {verdict.urgency:g}, the sum of:\n\n"
            parts.append((summed if not chosen else "\n Other reasons\n\n", "bold"))
            parts += self._told(reasons, width)
        if others and self._view != "caseload":
            parts.append(("\n What else the rules say\n\n", "bold"))
            parts += self._told(others, width)
        return parts

    def _chosen(self, every: Sequence[Explanation]) -> list[Explanation]:
        """What `about` names: by its code first, then by its rule."""
        found = [one for one in every if one.code in self._about]
        found += [one for one in every if one.rule.id.startswith(self._about) and one not in found]
        return found if self._about else []

    def _told(self, explained: Sequence[Explanation], width: int) -> list[Part]:
        assert self._page is not None
        weights = {reason.code: reason.weight for reason in self._page.verdict.reasons}
        parts: list[Part] = []
        for one in explained:
            weight = f"{weights[one.code]:g}" if one.kind == "reason" else ""
            facts = "; ".join(f"{label} {text}" for label, text in one.facts)
            parts += [
                _hanging(f" {weight:>6}  ", f"{one.text}.", width),
                (_hanging(" " * 9, one.rule.sentence, width), "dim"),
                (_hanging(" " * 9, f"{facts}.", width), "dim"),
                (_hanging(" " * 9, _source(one), width) + "\n", "dim"),
            ]
        return parts

    def _keys(self, width: int) -> list[Part]:
        here = [action for action in ACTIONS if action.usable_in(self._view)]
        elsewhere = [action for action in ACTIONS if action not in here]
        parts: list[Part] = [("\n Signs\n\n", "bold")] if self._signs else []
        parts += [_line([sign], told, width) for sign, told in self._signs]
        parts.append(("\n Keys here\n\n", "bold"))
        parts += [self._action(action, width) for action in here]
        parts.append(("\n Moving\n\n", "bold"))
        parts += [_line(keys.split(), told, width) for keys, told in MOVING]
        parts.append(("\n Keys in other views\n\n", "bold"))
        parts += [self._action(action, width) for action in elsewhere]
        return parts

    def _action(self, action: Action, width: int) -> str:
        return _line(keys_of(action, self._remapped), action.help, width)


def _source(one: Explanation) -> str:
    doubt = f"unconfirmed: {listing(one.unconfirmed)}" if one.unconfirmed else "confirmed"
    return f"Source: {one.rule.source}; applies {applies(one.rule)}; {doubt}."


def _line(keys: Sequence[str], told: str, width: int) -> str:
    names = " ".join(key_name(key) for key in keys)
    return _hanging(f" {names:<{KEYS_WIDTH}}  ", told, width)


def _hanging(head: str, text: str, width: int) -> str:
    """The text after its head, further lines indented to the same column."""
    indent = " " * len(head)
    lines = textwrap.wrap(legible(text), width, initial_indent=head, subsequent_indent=indent)
    return "\n".join(lines) + "\n"
