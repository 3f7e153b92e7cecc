"""The palette: every action of the view, and every learner, found by typing."""

from typing import cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.types import IgnoreReturnCallbackType

from screens.acting import Acting
from screens.signs import legible
from tutor_tui.actions import ACTIONS, Action, key_name

MOST_LEARNERS = 50


class Commands(Provider):
    """Actions and learners as palette entries."""

    @property
    def _main(self) -> Acting:
        return cast(Acting, self.screen)

    async def discover(self) -> Hits:
        """Every action, before anything is typed."""
        for action in self._actions():
            title = _title(action, self._main.key_of(action))
            yield DiscoveryHit(Content(title), self._run(action), text=title)

    async def search(self, query: str) -> Hits:
        """Actions and learners that answer to what is typed."""
        matcher = self.matcher(query)
        for action in self._actions():
            title = _title(action, self._main.key_of(action))
            score = matcher.match(title)
            if score:
                yield Hit(score, matcher.highlight(title), self._run(action))
        shown_count = 0
        for learner_id, told in self._main.learner_names():
            name = legible(told)
            score = matcher.match(name)
            if score and shown_count < MOST_LEARNERS:
                shown_count += 1
                yield Hit(
                    score,
                    Content(name),
                    lambda learner_id=learner_id: self._main.call_later(
                        self._main.find_learner, learner_id
                    ),
                )

    def _actions(self) -> list[Action]:
        return [action for action in ACTIONS if action.usable_in(self._main.view)]

    def _run(self, action: Action) -> IgnoreReturnCallbackType:
        return lambda: self._main.call_later(self._main.act, action)


def _title(action: Action, key: str) -> str:
    return f"{action.label}: {action.help.removesuffix('.')} ({key_name(key)})"
