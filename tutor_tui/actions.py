"""The one registry of what a user can do on the screens.

Key bindings, the footer, the help, the palette and the table of keys in the documentation are
all made from it. A view is where an action can be used; `record.visits` is the visits tab of
the learner's record, `record` any of its tabs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Group = Literal["Moving", "Caseload", "Learner", "History", "Plan", "Everywhere"]

TABS = {
    "overview": "Overview",
    "visits": "Visits",
    "ksbs": "KSBs",
    "skills": "Skills",
    "hours": "Hours",
    "reviews": "Reviews",
    "gateway": "Gateway",
    "evidence": "Evidence",
    "notes": "Notes",
    "timeline": "Time",
}
"""The tabs of the learner's record in their order, and what they are called."""

VIEWS = ("caseload", *(f"record.{tab}" for tab in TABS), "history", "plan")


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
    labels: tuple[tuple[str, str], ...] = ()
    """Views in which its label is another one, with that label."""

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

    def label_in(self, view: str) -> str:
        """The label it has in the view."""
        return dict(self.labels).get(view, self.label)

    def usable_in(self, view: str) -> bool:
        """Whether it can be used in the view."""
        return not self.views or any(
            view == wanted or view.startswith(f"{wanted}.") for wanted in self.views
        )


_OF_TABS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "overview": (
        ("edit-learner", "e", "edit", "Change the learner's details."),
        ("learner-status", "s", "status", "Give the learner another status."),
        ("learner-break", "p", "break", "Begin a break in learning, end it, or take it back."),
        ("hand-over", "o", "hand over", "Hand the learner over to another tutor."),
    ),
    "visits": (
        ("move-visit", "m", "move", "Give the chosen visit another time."),
        ("cancel-visit", "c", "cancel", "Cancel the chosen visit."),
        ("edit-visit", "e", "edit", "Correct the chosen visit."),
        ("visit-summary", "y", "copy", "Show the chosen visit ready to paste, and copy it."),
    ),
    "ksbs": (
        ("mark", "space", "mark", "Mark the chosen KSB; what is set is set for all marked."),
        ("ksb-met", "m", "met", "Set the marked KSBs, or the chosen one, to met."),
        (
            "ksb-submitted",
            "s",
            "submitted",
            "Set the marked KSBs, or the chosen, to submitted.",
        ),
        ("ksb-order", "o", "order", "Show the KSBs by code, by duty, or by method."),
        ("ksb-map", "M", "map", "Show the KSBs as a heat map, or as a list again."),
        ("ksb-none", "n", "none", "Set the marked KSBs, or the chosen one, to none."),
        ("ksb-codes", "t", "type codes", "Type the codes of the KSBs that are met or submitted."),
    ),
    "skills": (
        ("set-skill", "e", "set", "Set the state of the chosen skill."),
        ("skill-parts", "p", "parts", "Set which parts of English are passed."),
    ),
    "hours": (
        ("log-hours", "n", "log", "Log time spent on training, or on a placement."),
        ("edit-hours", "e", "edit", "Correct the time under the cursor."),
        ("plan-hours", "p", "plan", "Set the hours planned for each month."),
        ("drop-hours", "r", "remove", "Take the time under the cursor back."),
    ),
    "reviews": (
        ("new-review", "n", "review", "Record a progress review that was held."),
        ("sign-review", "s", "sign", "Note who has signed the review under the cursor."),
        ("new-action", "a", "action", "Note an action that was agreed."),
        ("action-done", "d", "done", "Note that the action under the cursor was done."),
        ("edit-agreed", "e", "edit", "Change the review or the action under the cursor."),
        ("drop-agreed", "r", "remove", "Take the review or the action under the cursor back."),
        ("action-done-on", "D", "done on", "Note on which other day the chosen action was done."),
    ),
    "gateway": (
        ("gateway-done", "d", "done", "Declare the chosen gateway item done."),
        ("gateway-open", "o", "open", "Take the declaration of the chosen gateway item back."),
        ("gateway-not-needed", "n", "not needed", "Declare the chosen gateway item not needed."),
        ("book-assessment", "a", "assessment", "Book the chosen method of the assessment."),
        ("assessment-result", "e", "result", "Record the result of the chosen method."),
        ("drop-attempt", "r", "remove", "Take the last attempt at the chosen method back."),
        ("gateway-on", "D", "as of", "Declare the chosen gateway item as of another day."),
    ),
    "evidence": (
        ("file-evidence", "n", "file", "File a piece of evidence."),
        ("accept-evidence", "a", "accept", "Accept the chosen evidence; its KSBs are met."),
        ("return-evidence", "s", "send back", "Send the chosen evidence back to the learner."),
        ("edit-evidence", "e", "edit", "Change the chosen evidence."),
        ("drop-evidence", "r", "remove", "Take the chosen evidence out of the folder."),
        ("decide-evidence", "D", "decided", "Decide on the chosen evidence as of another day."),
    ),
    "notes": (
        ("new-note", "n", "note", "Write a note, private or to be shared."),
        ("set-contact", "c", "contact", "Set whom to speak to about the learner."),
        ("edit-note", "e", "edit", "Change the note or the contact under the cursor."),
        ("drop-note", "r", "remove", "Take out the note or the contact under the cursor."),
    ),
    "timeline": (),
}
"""The actions of each tab of the record: id, key, label and help, in the footer's order."""


_OF_PLAN: tuple[tuple[str, str, str, str], ...] = (
    (
        "plan-save",
        "A",
        "accept",
        "Save what is proposed, or only what is marked; one undo takes it back.",
    ),
    (
        "plan-move",
        "m",
        "move",
        "Take the visit up, carry it with the arrows, and put it down again.",
    ),
    ("plan-pin", "f", "pin", "Pin the visit to its place, or let it be planned again."),
    ("plan-again", "p", "plan anew", "Propose again, around what is pinned."),
    ("plan-swap", "w", "swap", "Let the visit change places with the one that is chosen next."),
    ("plan-drop", "d", "drop", "Leave the visit out, or take it in again."),
    ("plan-mark", "a", "mark", "Mark the visit to be saved alone, with others that are marked."),
    ("plan-mark-week", "W", "mark week", "Mark every visit that comes into the week or leaves it."),
    ("plan-time", "t", "time", "Give the visit another day or time of day."),
    ("plan-late", "L", "late", "Show what cannot be on time, by how much and why."),
    ("plan-leave", "o", "leave", "Take leave: what it does to the visits is told before."),
    ("plan-busy", "b", "busy", "Read from calendar files which times are taken."),
    ("plan-longer", "plus", "more weeks", "Plan four weeks more."),
    ("plan-shorter", "minus", "fewer weeks", "Plan four weeks fewer."),
)
"""The actions of the plan: id, key, label and help, in the footer's order."""

PLAN_FOOTER = 6
"""So many of them have a place in the footer."""


def _of_tab(tab: str) -> tuple[Action, ...]:
    return tuple(
        Action(
            id=id_,
            keys=(key,),
            label=label,
            help=sentence,
            group="Learner",
            views=(f"record.{tab}",),
            footer=place,
        )
        for place, (id_, key, label, sentence) in enumerate(_OF_TABS[tab], 1)
    )


def _of_plan() -> tuple[Action, ...]:
    return tuple(
        Action(
            id=id_,
            keys=(key,),
            label=label,
            help=sentence,
            group="Plan",
            views=("plan",),
            footer=place if place <= PLAN_FOOTER else 0,
        )
        for place, (id_, key, label, sentence) in enumerate(_OF_PLAN, 1)
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
        id="plan",
        keys=("p",),
        label="plan",
        help="Plan the visits of the weeks to come; nothing is booked before it is accepted.",
        group="Caseload",
        views=("caseload",),
        footer=24,
    ),
    Action(
        id="import",
        keys=("I",),
        label="import",
        help="Bring in a return (ILR) or a table of learners; what it would change is shown first.",
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
        help="Show the next tab; a number shows one at once.",
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
    *(action for tab in TABS for action in _of_tab(tab)),
    *_of_plan(),
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
        id="what-if",
        keys=("w",),
        label="what if",
        help="Suppose another day, a break or a visit: what would be otherwise. Nothing is saved.",
        group="Learner",
        views=("record",),
    ),
    Action(
        id="report",
        keys=("R",),
        label="report",
        help="Write the learner's progress update, for learner and employer.",
        group="Learner",
        views=("caseload", "record"),
    ),
    Action(
        id="audit",
        keys=("A",),
        label="audit pack",
        help="Write the caseload's audit pack: what evidence is there, and what is missing.",
        group="Caseload",
        views=("caseload",),
    ),
    Action(
        id="undo",
        keys=("u",),
        label="undo",
        help="Undo your last change that is not undone yet; in a plan first what is not saved.",
        group="Everywhere",
        views=("caseload", "record", "plan"),
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
        labels=(("plan", "help"),),
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
    "plus": "+",
    "minus": "-",
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
