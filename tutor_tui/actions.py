"""The one registry of what a user can do on the screens.

Key bindings, the footer, the help, the palette and the table of keys in the documentation are
all made from it. A view is where an action can be used; `record.visits` is the visits tab of
the learner's record, `record` any of its tabs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Group = Literal["Moving", "Caseload", "Learner", "History", "Everywhere"]

TABS = {
    "overview": "Overview",
    "visits": "Visits",
    "ksbs": "KSBs",
    "skills": "Skills",
    "gateway": "Gateway",
}
"""The tabs of the learner's record in their order, and what they are called."""

VIEWS = ("caseload", *(f"record.{tab}" for tab in TABS), "history")


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing a user can do.

    `keys` are Textual's names of keys, the first the one shown; `label` is what the footer
    says; `help` is a sentence. `views` are where it can be used, empty for everywhere.
    `footer` orders it there (lower first); 0 keeps it out.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: Group
    views: tuple[str, ...] = ()
    footer: int = 0

    @property
    def method(self) -> str:
        """The name of the screen's action."""
        return self.id.replace("-", "_")

    @property
    def tab(self) -> str:
        """The one tab of the record that it belongs to, or nothing."""
        if len(self.views) != 1:
            return ""
        pane, _, tab = self.views[0].partition(".")
        return tab if pane == "record" else ""

    def usable_in(self, view: str) -> bool:
        """Whether it can be used in the view."""
        return not self.views or any(
            view == wanted or view.startswith(f"{wanted}.") for wanted in self.views
        )


ACTIONS: tuple[Action, ...] = (
    Action(
        id="record-visit",
        keys=("v",),
        label="record",
        help="Record what became of a visit.",
        group="Learner",
        views=("caseload", "record"),
        footer=20,
    ),
    Action(
        id="book-visit",
        keys=("b",),
        label="book",
        help="Book a visit; a free time in the window is proposed.",
        group="Learner",
        views=("caseload", "record"),
        footer=21,
    ),
    Action(
        id="open-learner",
        keys=("l", "right"),
        label="open",
        help="Open the learner's record (Enter does so too).",
        group="Caseload",
        views=("caseload", "history"),
    ),
    Action(
        id="filter",
        keys=("slash",),
        label="filter",
        help="Show only what holds the text: a learner's name, reference, employer or standard; "
        "anything that is told of a change.",
        group="Caseload",
        views=("caseload", "history"),
        footer=22,
    ),
    Action(
        id="next-state",
        keys=("f",),
        label="state",
        help="Show only learners of the next state; its number shows it at once.",
        group="Caseload",
        views=("caseload",),
    ),
    Action(
        id="sort",
        keys=("s",),
        label="sort",
        help="Sort by urgency, name, window or standard.",
        group="Caseload",
        views=("caseload",),
        footer=23,
    ),
    Action(
        id="choose-tutor",
        keys=("t",),
        label="tutor",
        help="Show another tutor's caseload.",
        group="Caseload",
        views=("caseload",),
    ),
    Action(
        id="new-learner",
        keys=("n",),
        label="new",
        help="Add a learner to the caseload.",
        group="Caseload",
        views=("caseload",),
    ),
    Action(
        id="export",
        keys=("x",),
        label="export",
        help="Write the visits to a calendar file.",
        group="Everywhere",
        footer=30,
    ),
    Action(
        id="previous-tab",
        keys=("left_square_bracket", "shift+tab"),
        label="tab before",
        help="Show the tab before.",
        group="Learner",
        views=("record",),
    ),
    Action(
        id="next-tab",
        keys=("right_square_bracket", "tab"),
        label="next tab",
        help="Show the next tab; 1 to 5 show one at once.",
        group="Learner",
        views=("record",),
        footer=15,
    ),
    Action(
        id="previous-learner",
        keys=("comma",),
        label="learner before",
        help="Show the learner before in the caseload's order.",
        group="Learner",
        views=("record",),
    ),
    Action(
        id="next-learner",
        keys=("full_stop",),
        label="next learner",
        help="Show the next learner in the caseload's order.",
        group="Learner",
        views=("record",),
    ),
    Action(
        id="move-visit",
        keys=("m",),
        label="move",
        help="Give the chosen visit another time.",
        group="Learner",
        views=("record.visits",),
        footer=1,
    ),
    Action(
        id="cancel-visit",
        keys=("c",),
        label="cancel",
        help="Cancel the chosen visit.",
        group="Learner",
        views=("record.visits",),
        footer=2,
    ),
    Action(
        id="mark",
        keys=("space",),
        label="mark",
        help="Mark the chosen KSB; what is set is set for all that are marked.",
        group="Learner",
        views=("record.ksbs",),
        footer=1,
    ),
    Action(
        id="ksb-met",
        keys=("m",),
        label="met",
        help="Set the marked KSBs, or the chosen one, to met.",
        group="Learner",
        views=("record.ksbs",),
        footer=2,
    ),
    Action(
        id="ksb-submitted",
        keys=("s",),
        label="submitted",
        help="Set the marked KSBs, or the chosen one, to submitted.",
        group="Learner",
        views=("record.ksbs",),
        footer=3,
    ),
    Action(
        id="ksb-none",
        keys=("n",),
        label="none",
        help="Set the marked KSBs, or the chosen one, to none.",
        group="Learner",
        views=("record.ksbs",),
        footer=4,
    ),
    Action(
        id="ksb-order",
        keys=("o",),
        label="order",
        help="Show the KSBs by duty, or by code.",
        group="Learner",
        views=("record.ksbs",),
        footer=5,
    ),
    Action(
        id="set-skill",
        keys=("e",),
        label="set",
        help="Set the state of the chosen skill.",
        group="Learner",
        views=("record.skills",),
        footer=1,
    ),
    Action(
        id="gateway-done",
        keys=("d",),
        label="done",
        help="Declare the chosen gateway item done.",
        group="Learner",
        views=("record.gateway",),
        footer=1,
    ),
    Action(
        id="gateway-open",
        keys=("o",),
        label="open",
        help="Take the declaration of the chosen gateway item back.",
        group="Learner",
        views=("record.gateway",),
        footer=2,
    ),
    Action(
        id="gateway-not-needed",
        keys=("n",),
        label="not needed",
        help="Declare the chosen gateway item not needed.",
        group="Learner",
        views=("record.gateway",),
        footer=3,
    ),
    Action(
        id="undo-change",
        keys=("u",),
        label="undo",
        help="Undo the chosen change; what was undone itself is done again.",
        group="History",
        views=("history",),
        footer=1,
    ),
    Action(
        id="details",
        keys=("d", "tab"),
        label="details",
        help="Go to the chosen change's fields, before and after, and back to the list.",
        group="History",
        views=("history",),
        footer=2,
    ),
    Action(
        id="undo",
        keys=("u",),
        label="undo",
        help="Undo your last change that is not undone yet.",
        group="Everywhere",
        views=("caseload", "record"),
    ),
    Action(
        id="redo",
        keys=("U", "ctrl+r"),
        label="redo",
        help="Do again what you have last undone.",
        group="Everywhere",
    ),
    Action(
        id="history",
        keys=("H",),
        label="history",
        help="Show every change: who made it, when, and what it changed; in a record the "
        "learner's, else the caseload's.",
        group="Everywhere",
        views=("caseload", "record"),
    ),
    Action(
        id="help",
        keys=("question_mark", "f1"),
        label="why",
        help="Why this learner stands here, and every key.",
        group="Everywhere",
        footer=31,
    ),
    Action(
        id="command-palette",
        keys=("ctrl+p", "colon"),
        label="palette",
        help="Find any action or learner by typing.",
        group="Everywhere",
    ),
    Action(
        id="theme",
        keys=("C",),
        label="colours",
        help="Choose other colours.",
        group="Everywhere",
    ),
    Action(
        id="back",
        keys=("escape", "h", "left"),
        label="back",
        help="Go back: leave the filter, the state, the record, the history.",
        group="Everywhere",
    ),
    Action(
        id="quit",
        keys=("q",),
        label="quit",
        help="Leave the program. Everything is saved already.",
        group="Everywhere",
        footer=40,
    ),
)

MOVING: tuple[tuple[str, str], ...] = (
    ("up down k j", "Move by one."),
    ("pageup pagedown ctrl+u ctrl+d", "Move by a page, or half of one."),
    ("g G home end", "Go to the first or the last."),
    ("enter", "Open what is chosen."),
)
"""Keys that move within every list, for the help."""

_KEY_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "comma": ",",
    "full_stop": ".",
    "colon": ":",
    "escape": "esc",
    "f1": "F1",
    "f2": "F2",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
}


def key_name(key: str) -> str:
    """A key as people call it: `slash` is `/`."""
    return _KEY_NAMES.get(key, key)


def keys_of(action: Action, remapped: Mapping[str, str]) -> tuple[str, ...]:
    """The action's keys, by the user's configuration where it names the action."""
    given = remapped.get(action.id)
    keys = tuple(key.strip() for key in given.split(",") if key.strip()) if given else ()
    return keys or action.keys


def complaints(remapped: Mapping[str, str]) -> list[str]:
    """What is wrong with the user's keys: unknown actions, and keys that mean two things."""
    ids = {action.id for action in ACTIONS}
    said = [f"no action {id_}" for id_ in remapped if id_ not in ids]
    said += [f"no key for {id_}" for id_, keys in remapped.items() if not keys.strip()]
    for view in VIEWS:
        taken: dict[str, str] = {}
        for action in ACTIONS:
            for key in keys_of(action, remapped) if action.usable_in(view) else ():
                if taken.setdefault(key, action.id) != action.id:
                    clash = f"{key_name(key)} is both {taken[key]} and {action.id}"
                    said += [clash] if clash not in said else []
    return said


def in_footer(view: str) -> list[Action]:
    """The actions worth a place at the bottom of a view, the view's own first."""
    usable = [action for action in ACTIONS if action.footer and action.usable_in(view)]
    return sorted(usable, key=lambda action: action.footer)
